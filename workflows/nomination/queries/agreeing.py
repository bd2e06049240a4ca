"""Whether honours, documents and revocations agree with the records that made them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from workflows.engine.models import Fact
from workflows.nomination.models import Nomination, NominationList, Revocation
from workflows.nomination.models.nomination import ENDED
from workflows.nomination.queries.awards import award_of
from workflows.nomination.rules import honour_of
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S
from workflows.nomination.states import RevocationState as R

CHUNK = 500
DONE = (R.RETURNING, R.REVOKED)


def honours_out_of_step() -> Iterator[str]:
    """Awards without an honour on record, honours superseded by nobody's decision, and lists not closed in time."""
    yield from _without_honour()
    yield from _superseded()
    yield from _lists()


def _without_honour() -> Iterator[str]:
    awarded = Nomination.objects.filter(state=S.AWARDED)
    for number in _numbers(awarded.exclude(process__in=Fact.objects.filter(process__isnull=False).values("process"))):
        yield f"{number}已授予，荣誉登记里却没有。"
    for number in _numbers(awarded.filter(conferred_by__isnull=True)):
        yield f"{number}已授予，却没有登记文件。"


def _superseded() -> Iterator[str]:
    """A honour of ours is superseded exactly where it was revoked."""
    taken = Revocation.objects.filter(state__in=DONE)
    gone = Fact.objects.filter(superseded_by__isnull=False, process__isnull=False).values("process")
    current = Fact.objects.filter(superseded_by__isnull=True)
    standing = current.filter(process__isnull=False).values("process")
    awarded = Nomination.objects.filter(state=S.AWARDED)
    lost = awarded.filter(process__in=gone).exclude(process__in=standing)
    for number in _numbers(lost.exclude(pk__in=taken.values("nomination"))):
        yield f"{number}的荣誉登记被改写，却没有撤销记录。"
    for number in _numbers(awarded.filter(process__in=standing, pk__in=taken.values("nomination"))):
        yield f"{number}的荣誉已撤销，登记里却仍然有效。"
    said = current.filter(value__has_key="revoked", process__isnull=False).values("process")
    for number in _numbers(taken.exclude(process__in=said)):
        yield f"{number}已撤销荣誉，登记里却没有注明。"


def _lists() -> Iterator[str]:
    open_in = Nomination.objects.filter(submission__isnull=False).exclude(state__in=ENDED).values("submission")
    for number in _numbers(NominationList.objects.filter(state=L.CLOSED, pk__in=open_in)):
        yield f"{number}已办结，却还有人选没有办结。"
    for number in _numbers(NominationList.objects.filter(state=L.CONFERRING).exclude(pk__in=open_in)):
        yield f"{number}的人选已全部办结，名单却没有办结。"


def _numbers(rows: QuerySet[Any]) -> QuerySet[Any, str]:
    return rows.order_by("pk").values_list("process__number", flat=True)


def changed_honours() -> Iterator[str]:
    """Every honour given here, made again from its nomination and its document: a sentence where it differs."""
    keys = list(Nomination.objects.filter(state=S.AWARDED).order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(keys), CHUNK):
        rows = Nomination.objects.filter(pk__in=keys[at : at + CHUNK]).select_related(
            "round", "process", "conferred_by"
        )
        yield from _changed(list(rows))


def _changed(rows: Sequence[Nomination]) -> Iterator[str]:
    facts = _standing(rows)
    for row in rows:
        fact, document = facts.get(row.process_id), row.conferred_by
        if fact is None or document is None:  # told by `honours_out_of_step`
            continue
        award = award_of(row.round)
        honour = honour_of(award, award.by_code[row.category], document.dated_on, document.number)
        said = {key: value for key, value in fact.value.items() if key != "revoked"}
        if said != honour.value | {"name": honour.name}:
            yield f"{row.process.number}登记的荣誉与重算不同。"


def _standing(rows: Sequence[Nomination]) -> dict[int, Fact]:
    """The honour of each nomination as last recorded, by its process: given, under another number, revoked."""
    taken = Revocation.objects.filter(nomination__in=rows, state__in=DONE)
    of_them = dict(taken.values_list("process", "nomination__process"))
    found = Fact.objects.filter(process__in=[*of_them, *(row.process_id for row in rows)]).order_by("pk")
    return {of_them.get(fact.process_id, fact.process_id): fact for fact in found if fact.process_id is not None}
