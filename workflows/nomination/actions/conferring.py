"""授予 and 上报: the document that ends the way of one list, or of all of a round; honours become facts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from permissions.actor import Actor
from workflows.engine import facts, running, writing
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import Fact
from workflows.engine.transitions import Seen, fire_many
from workflows.nomination import queries
from workflows.nomination.actions.publicising import end_if_done
from workflows.nomination.actions.quotas import check_over_all
from workflows.nomination.models import AwardDocument, Nomination, NominationList
from workflows.nomination.queries import conferring
from workflows.nomination.queries.candidates import HONOUR, UNIT_HONOUR
from workflows.nomination.rules import Honour, honour_of
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

Kind = AwardDocument.Kind
NOMINATE_MORE = "请补报人选，审定公示后一并登记；原则上的要求，请写明理由。"
ITEM = 80
"""Characters of a fact's item."""
VERBS = {Kind.CONFERS: "award", Kind.FORWARDS: "recommend", Kind.ANSWERS: "award"}


@dataclass(frozen=True)
class Paper:
    """A document as it is registered: its number and its day."""

    number: str
    dated_on: date


@transaction.atomic
def list_confer(
    submission: NominationList, paper: Paper, *, by: Actor, seen: Seen, whole: bool = False, excuse: str = ""
) -> list[Nomination]:
    """Register the 表彰决定, or the 上报文 where a higher sponsor gives the honour, for all who wait for it.

    `whole`: for every list of the round that is as far. Who is under an objection stays behind. Raises Incomplete
    when the document has no number, is of a day to come, or of one before the notice was over, Refused when nobody
    waits for it (it was registered before), and as `edit`. 依据: domain 3.1, 3.9.

    `excuse`: why a limit over all that may be exceeded is; it is judged once more, and a breach raises Incomplete.
    """
    award = queries.award_of(submission.round)
    kind = Kind.FORWARDS if award.reports_to else Kind.CONFERS
    lists = _locked(submission, by=by, seen=seen, whole=whole)
    rows = _waiting(lists, S.CONFERRING)
    if not rows:
        raise Refused(_nobody(lists, f"没有等待{'上报' if award.reports_to else '授予'}的人选"))
    check_over_all(submission, NOMINATE_MORE, excuse.strip())
    document = _document(submission, kind, paper, rows, by)
    _settle(lists, rows, document, by)
    _close(lists, rows, document, by, excuse.strip())
    return rows


@transaction.atomic
def list_answer(
    submission: NominationList, paper: Paper, passed_over: Mapping[str, str], *, by: Actor, seen: Seen,
    whole: bool = False,
) -> list[Nomination]:  # fmt: skip
    """Register the higher sponsor's document: honours for all it was asked about but those passed over, with reasons.

    `passed_over`: reasons by the number of the nomination. Who is under an objection stays behind. Raises as
    `list_confer`.
    """
    lists = _locked(submission, by=by, seen=seen, whole=whole)
    rows = _waiting(lists, S.RECOMMENDED)
    if not rows:
        raise Refused(_nobody(lists, "没有等待上级决定的人选"))
    document = _document(submission, Kind.ANSWERS, paper, rows, by)
    left = [row for row in rows if row.process.number in passed_over]
    _pass_over(left, passed_over, document, by)
    _settle(lists, [row for row in rows if row not in left], document, by)
    _close(lists, rows, document, by)
    return rows


def _locked(submission: NominationList, *, by: Actor, seen: Seen, whole: bool) -> list[NominationList]:
    """The lists, locked in the order of their keys; the one that is shown is checked against what was seen of it.

    The round after them, so that it is not cancelled while it gives an honour.
    """
    rows = conferring.lists_to_confer(submission, whole=whole).select_for_update(no_key=True, of=("self",))
    others = [row for row in rows.select_related("round", "unit") if row.pk != submission.pk]
    shown = edit(submission, by=by, seen=seen, state=L.CONFERRING)
    running.locked_open(submission.round)
    return sorted([*others, shown], key=lambda row: row.pk)


def _waiting(lists: Sequence[NominationList], state: S) -> list[Nomination]:
    rows = conferring.waiting(lists, state)
    kept = {row.pk for row in conferring.held(rows)}
    return [row for row in rows if row.pk not in kept]


def _nobody(lists: Sequence[NominationList], sentence: str) -> str:
    """That nobody waits, and under which document it was done before."""
    done = AwardDocument.objects.filter(round=lists[0].round_id).order_by("-pk").first()
    return f"{sentence}，最近登记的是“{done.words}”，不需要重复登记。" if done else f"{sentence}。"


def _document(
    submission: NominationList, kind: Kind, paper: Paper, rows: Sequence[Nomination], by: Actor
) -> AwardDocument:
    """The document, registered once in its round. Raises Incomplete with a sentence for everything wrong with it."""
    problems = [] if paper.number.strip() else ["请填写文号。"]
    problems += ["成文日期不能晚于今天。"] if paper.dated_on > timezone.localdate() else []
    problems += conferring.too_early(rows, paper.dated_on)
    if kind is Kind.ANSWERS:
        problems += _before_it_was_asked(rows, paper)
    if problems:
        raise Incomplete(problems)
    given = {"dated_on": paper.dated_on, "by": by.user, "at": timezone.now()}
    found, made = AwardDocument.objects.get_or_create(
        round=submission.round, kind=kind, number=paper.number.strip(), defaults=given
    )
    if not made and found.dated_on != paper.dated_on:
        raise Refused(f"本批次已登记“{found.words}”，成文日期与所填的不同，请核对。")
    return found


def _before_it_was_asked(rows: Iterable[Nomination], paper: Paper) -> list[str]:
    asked = {row.recommended_by for row in rows if row.recommended_by}
    return [
        f"上级决定的日期早于“{each.words}”，请核对。"
        for each in sorted(asked, key=lambda each: each.pk)
        if paper.dated_on < each.dated_on
    ]


def _pass_over(rows: Sequence[Nomination], reasons: Mapping[str, str], document: AwardDocument, by: Actor) -> None:
    apart = defaultdict(list)
    for row in rows:
        apart[row.submission, reasons[row.process.number]].append(row)
    for (submission, reason), some in apart.items():
        fire_many(some, "pass_over", by=by, via=submission, comment=reason, document=document)


def _settle(lists: Sequence[NominationList], rows: Sequence[Nomination], document: AwardDocument, by: Actor) -> None:
    """Move the members, and record their honours where the document gives any."""
    verb = VERBS[Kind(document.kind)]
    for each in lists:
        some = [row for row in rows if row.submission_id == each.pk]
        fire_many(some, verb, by=by, via=each, comment=document.words, document=document)
    if verb == "award":
        _record(rows, document)


def _close(
    lists: Sequence[NominationList], rows: Sequence[Nomination], document: AwardDocument, by: Actor, excuse: str = ""
) -> None:
    """Say it on the trails of the lists concerned, and close those that are done."""
    concerned = {row.submission_id for row in rows}
    said = f"{document.words}。名额的说明：{excuse}" if excuse else document.words
    for each in lists:
        if each.pk in concerned:
            writing.note(each, by, "confer", f"登记{document.get_kind_display()}", said)
            end_if_done(each)


# --- honours -------------------------------------------------------------------------------------------------------


def _record(rows: Sequence[Nomination], document: AwardDocument) -> None:
    """The honours as facts, each under its name, beside whatever honour of that name somebody else gave that year."""
    new = [_fact(row, _honour(row, document)) for row in rows]
    taken = Fact.objects.filter(superseded_by__isnull=True, key__in=(HONOUR, UNIT_HONOUR))
    taken = taken.filter(year__in={fact.year for fact in new}, item__in={fact.item for fact in new})
    standing = {facts.place_of(fact): fact for fact in taken}
    facts.record([_beside(fact, standing.get(facts.place_of(fact))) for fact in new])


def _honour(row: Nomination, document: AwardDocument) -> Honour:
    award = queries.award_of(row.round)
    try:
        return honour_of(award, award.by_code[row.category], document.dated_on, document.number)
    except ValueError as error:
        raise Refused(str(error)) from None


def _fact(row: Nomination, honour: Honour) -> facts.NewFact:
    return facts.NewFact(
        key=UNIT_HONOUR if row.person_id is None else HONOUR,
        year=honour.year,
        unit_id=row.honoured_id,
        person_id=row.person_id,
        item=honour.name,
        value=honour.value | {"name": honour.name},
        words=honour.words,
        source=f"{row.round.title}（{honour.document}）",
        valid_from=honour.on,
        process_id=row.process_id,
    )


def _beside(fact: facts.NewFact, standing: Fact | None) -> facts.NewFact:
    """The fact itself where nothing, or the same honour typed before, stands in its place; else under a longer name."""
    if standing is None or (standing.process_id is None and standing.value.get("sponsor") == fact.value["sponsor"]):
        return fact
    return replace(fact, item=f"{fact.item}（{fact.value['document']}）"[:ITEM])
