"""更正文号: a document that was registered under a wrong number; the honours it gave follow."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from permissions import access
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import facts, ledger, writing
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import Fact
from workflows.nomination.models import AwardDocument, Nomination, NominationList, Revocation
from workflows.nomination.queries.conferring import honours_of, under
from workflows.nomination.queries.rounds import KEY
from workflows.nomination.states import RevocationState as R

NUMBER, REASON = 60, 300
"""Characters of a number, and of the reason why it is corrected."""
LABEL = "更正文号"


@transaction.atomic
def document_correct(
    document: AwardDocument, number: str, *, by: Actor, seen: str, reason: str
) -> AwardDocument:  # fmt: skip
    """Put another number on a document, with a reason that the trails of lists and members keep.

    The honours that it gave are recorded anew under it, those that were revoked too. `seen`: the number that the page
    showed. Raises NotAllowed for all but the host's department, Incomplete without number or reason, Stale when it has
    another number by now, Refused where nothing changes or the number is taken.
    """
    if not access.may(by, Right.REVIEW, document.round.unit, KEY):
        raise NotAllowed("文号由主办单位更正，您现在的身份不能办理。")
    number, reason = number.strip(), reason.strip()
    if problems := list(_lacking(number, reason)):
        raise Incomplete(problems)
    lists, rows = _locked(document)
    locked = AwardDocument.objects.select_for_update(of=("self",)).select_related("round").get(pk=document.pk)
    if locked.number != seen:
        raise Stale(f"文号刚刚已更正为{locked.number}，请核对后再更正。")
    _check_free(locked, number)
    before, locked.number = locked.number, number
    locked.save(update_fields=["number"])
    if locked.kind != AwardDocument.Kind.FORWARDS:  # what only went up gave no honour
        _record(rows, before, number)
    _enter(locked, lists, rows, f"{before}更正为{number}。{reason}", by)
    fields = {"文号": [before, number]}
    change = ledger.Change("document_correct", LABEL, ledger.subject_of(locked), locked.words, reason, fields)
    ledger.enter([change], by=by)
    return locked


def _lacking(number: str, reason: str) -> Iterator[str]:
    if not number or len(number) > NUMBER:
        yield f"请填写正确的文号，最多{NUMBER}字。"
    if not reason or len(reason) > REASON:
        yield f"请写明更正的原因，最多{REASON}字。"


def _locked(document: AwardDocument) -> tuple[list[NominationList], list[Nomination]]:
    """The lists and members that rest on a document, locked in that order."""
    keys = list(under(document).values_list("submission", flat=True).distinct())
    lists = list(NominationList.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    rows = under(document).select_for_update(no_key=True, of=("self",)).order_by("pk")
    return lists, list(rows)


def _check_free(document: AwardDocument, number: str) -> None:
    if document.number == number:
        raise Refused("所填的文号和已登记的相同，不需要更正。")
    if AwardDocument.objects.filter(round=document.round_id, kind=document.kind, number=number).exists():
        raise Refused(f"本批次已登记文号为“{number}”的{document.get_kind_display()}，请核对。")


def _record(rows: Sequence[Nomination], before: str, number: str) -> None:
    """The honours anew under the right number; what is proposed to take one back is about the new one."""
    waiting = Revocation.objects.select_for_update(no_key=True).filter(nomination__in=rows, state=R.DECIDING)
    proposed = list(waiting.order_by("pk"))
    old = honours_of(rows)
    made = facts.record([_under(fact, before, number) for fact in old])
    heirs = {was.pk: now for was, now in zip(old, made, strict=True)}
    for each in proposed:
        each.fact = heirs.get(each.fact_id, each.fact)
    Revocation.objects.bulk_update(proposed, ["fact"])


def _under(fact: Fact, before: str, number: str) -> facts.NewFact:
    """The same honour under the right number, in the same place."""
    value = fact.value | {"document": number}
    if value["batch"] == before:
        value["batch"] = number
    return facts.NewFact(
        key=fact.key, year=fact.year or 0, unit_id=fact.unit_id, person_id=fact.person_id, item=fact.item, value=value,
        words=fact.words, source=fact.source.replace(before, number), valid_from=fact.valid_from,
        valid_until=fact.valid_until, process_id=fact.process_id,
    )  # fmt: skip


def _enter(
    document: AwardDocument, lists: Sequence[NominationList], rows: Sequence[Nomination], text: str, by: Actor
) -> None:
    """Say it on the trails of the lists and of their members."""
    said = f"{document.get_kind_display()}：{text}"
    writing.note_many(lists, by, "correct_document", LABEL, said)
    writing.note_many(rows, by, "correct_document", LABEL, said)
