"""Bringing in a ledger 导入台账: a sheet taken in, explained, checked, and written whole or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import IO, Any

from django.db import transaction
from django.utils import timezone

from permissions import access
from permissions.actor import SYSTEM, Actor
from permissions.models import Appointment, OrgUnit
from permissions.roles import Right
from workflows.engine import attachments, ledger, running, writing
from workflows.engine.editing import edit
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.ledger import Change as LedgerChange
from workflows.engine.ledger import subject_of
from workflows.engine.models import Notice, Process, Round
from workflows.engine.transitions import fire_many, open_many, seen_of
from workflows.rectification.actions.registering import give_key
from workflows.rectification.models import Measure, Participation, Problem, SheetImport, SheetTemplate
from workflows.rectification.queries.importing import may_import
from workflows.rectification.queries.rounds import KEY
from workflows.rectification.rules.sheet_columns import Pair
from workflows.rectification.states import MeasureState, ProblemState

CHUNK = 500
COMMENT = "从台账导入。"
NOT_XLSX = "请选择.xlsx格式的台账。"
NOT_YOURS = "导入台账由主办单位登记问题的岗位办理，您现在的身份不能办理。"
UNDER_WAY = (
    SheetImport.Status.MAPPING, SheetImport.Status.CHECKING, SheetImport.Status.READY, SheetImport.Status.WRITING,
)  # fmt: skip


@dataclass
class Entry:
    """One good row: the lead unit, the fields of the problem by name, its measures and the units that take part."""

    number: int
    unit: OrgUnit
    fields: dict[str, Any]
    measures: list[str] = field(default_factory=list)
    measures_due: date = date.max
    """Until when the measures are; told wherever there are any."""
    others: list[OrgUnit] = field(default_factory=list)


@dataclass
class Changed:
    """A row about a problem that is there: which fields it sets, and by heading what they were and will be."""

    entry: Entry
    problem: int
    fields: set[str]
    words: dict[str, list[str]]


@dataclass
class Batch:
    """What a sheet comes to."""

    new: list[Entry] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)


# --- an import on its way -------------------------------------------------------------------------------------------


def check_may(by: Actor, round_: Round) -> Appointment:
    """Only who may register problems of a programme under way imports them: his post. Raises NotAllowed, Refused."""
    if by.appointment is None or not may_import(by, round_):
        raise NotAllowed(NOT_YOURS)
    if round_.status != Round.Status.OPEN:
        raise Refused(f"专项“{round_.title}”{round_.get_status_display()}，不能导入问题。")
    return by.appointment


def receive(round_: Round, file: IO[bytes], name: str, *, by: Actor) -> SheetImport:
    """Store an uploaded ledger. Raises Refused for any other file or a programme not under way, NotAllowed."""
    post = check_may(by, round_)
    found = attachments.inspect(file, name)
    if found.kind != "xlsx":
        raise Refused(NOT_XLSX)
    attachments.store(file, found)
    return SheetImport.objects.create(
        round=round_, by=post.user, post=post, at=timezone.now(), name=found.name, sha256=found.sha256
    )


def note_opened(row: SheetImport, pairs: Sequence[Pair], samples: Sequence[Sequence[str]], total: int) -> None:
    """Keep what the columns seem to mean, with a few cells of each, for the person to correct."""
    columns = [list(pair) for pair in pairs]
    SheetImport.objects.filter(pk=row.pk).update(columns=columns, samples=list(map(list, samples)), total=total)


def explain(row: SheetImport, pairs: Sequence[Pair], usual: dict[str, str], template: str) -> None:
    """Take what the columns mean and what holds for every row. Raises Refused when it is being written or over."""
    allowed = (SheetImport.Status.MAPPING, SheetImport.Status.REFUSED, SheetImport.Status.READY)
    _move(row, SheetImport.Status.CHECKING, *allowed)
    columns = [list(pair) for pair in pairs]
    SheetImport.objects.filter(pk=row.pk).update(
        columns=columns, usual=usual, template=template, errors=[], plan={}, done=0
    )


def confirm(row: SheetImport) -> None:
    """Say that a checked import be written as it was shown. Raises Refused unless it waits for that."""
    _move(row, SheetImport.Status.WRITING, SheetImport.Status.READY)


def cancel(row: SheetImport) -> None:
    """End an import before anything is written. Raises Refused when it is too late."""
    allowed = (
        SheetImport.Status.MAPPING, SheetImport.Status.CHECKING, SheetImport.Status.READY, SheetImport.Status.REFUSED,
    )  # fmt: skip
    _move(row, SheetImport.Status.CANCELLED, *allowed)
    transaction.on_commit(partial(_remove, row.pk))


def _move(row: SheetImport, to: SheetImport.Status, *allowed: SheetImport.Status) -> None:
    ended = None if to in UNDER_WAY else timezone.now()
    moved = SheetImport.objects.filter(pk=row.pk, status__in=allowed).update(status=to, finished_at=ended)
    if not moved:
        now = SheetImport.objects.get(pk=row.pk)
        raise Refused(f"这次导入现在是“{now.get_status_display()}”，不能再办理这一项。")


def note_progress(pk: int, done: int, total: int) -> None:
    """Say how far the checking is; it is seen at once."""
    SheetImport.objects.filter(pk=pk, status=SheetImport.Status.CHECKING).update(done=done, total=total)


@transaction.atomic
def note_checked(pk: int, total: int, errors: Sequence[dict[str, Any]], plan: dict[str, Any]) -> None:
    """Keep what the checking found, and tell the importer; nothing when it was cancelled meanwhile.

    The sheet is kept while there are errors: another meaning of its columns may be what it takes.
    """
    status = SheetImport.Status.REFUSED if errors else SheetImport.Status.READY
    moved = SheetImport.objects.filter(pk=pk, status=SheetImport.Status.CHECKING).update(
        status=status, done=total, total=total, errors=list(errors), plan=plan
    )
    if moved:
        found = f"有{len(errors)}处错误，没有写入" if errors else "核对无误，请查看后确认写入"
        _tell(SheetImport.objects.get(pk=pk), found)


@transaction.atomic
def note_refused(pk: int, sentence: str) -> None:
    """Say why a confirmed import was not written after all."""
    errors = [{"sheet": "", "row": 0, "column": "", "text": sentence}]
    moved = SheetImport.objects.filter(pk=pk, status=SheetImport.Status.WRITING).update(
        status=SheetImport.Status.REFUSED, errors=errors
    )
    if moved:
        _tell(SheetImport.objects.get(pk=pk), "没有写入，请打开查看原因")


def note_failed(pk: int) -> None:
    """Say that the work on an import broke off; nothing was written."""
    under_way = (SheetImport.Status.CHECKING, SheetImport.Status.WRITING)
    rows = SheetImport.objects.filter(pk=pk, status__in=under_way)
    rows.update(status=SheetImport.Status.FAILED, finished_at=timezone.now())
    _remove(pk)


def _remove(pk: int) -> None:
    """Remove the sheet of an import that has ended. The hash stays."""
    sha256 = SheetImport.objects.values_list("sha256", flat=True).get(pk=pk)
    if not SheetImport.objects.filter(sha256=sha256, finished_at__isnull=True).exists():
        attachments.discard(sha256)


def _tell(row: SheetImport, found: str) -> None:
    Notice.objects.create(user_id=row.by_id, text=f"导入“{row.name}”：{found}。", at=timezone.now())


# --- writing --------------------------------------------------------------------------------------------------------


def locked_programme(round_: Round, by: Actor) -> Round:
    """The programme, locked, so that one import waits for another. Raises Refused, NotAllowed."""
    check_may(by, round_)
    return running.locked_open(round_)


@transaction.atomic
def problems_import(
    round_: Round, batch: Batch, *, by: Actor, tick: Callable[[int], None] | None = None
) -> list[Problem]:
    """Register what is new and change what is to be changed, all or nothing; the new problems.

    Only who may register problems. Raises Refused when the programme is not under way, NotAllowed, and Stale when a
    problem to be changed has left the host meanwhile. 依据: domain 5.2.
    """
    round_ = locked_programme(round_, by)
    made: list[Problem] = []
    for at in range(0, len(batch.new), CHUNK):
        made += _register(round_, batch.new[at : at + CHUNK], by)
        if tick:
            tick(at)
    for each in batch.changed:
        _change(each, by)
    _enter(round_, len(made), len(batch.changed), by)
    return made


def _register(round_: Round, entries: Sequence[Entry], by: Actor) -> list[Problem]:
    """Open some problems with their measures and the units that take part."""
    drafts = [Problem(round=round_, unit=entry.unit, **entry.fields) for entry in entries]
    made = open_many(drafts, by=by, comment=COMMENT, quiet=True)
    pairs = list(zip(made, entries, strict=True))
    open_many([draft for problem, entry in pairs for draft in _measures(problem, entry)], by=by, quiet=True)
    Participation.objects.bulk_create(
        Participation(problem=problem, unit=unit) for problem, entry in pairs for unit in entry.others
    )
    return made


def _measures(problem: Problem, entry: Entry, after: int = 0) -> list[Measure]:
    owner = problem.owner or problem.leader
    return [
        Measure(
            round=problem.round, unit=problem.unit, problem=problem, text=text, owner=owner,
            due_on=entry.measures_due, position=after + n,
        )
        for n, text in enumerate(entry.measures, 1)
    ]  # fmt: skip


def _change(changed: Changed, by: Actor) -> None:
    """Bring one problem that still lies with the host to what its row says."""
    found = Problem.objects.select_related("round").get(pk=changed.problem)
    problem = edit(found, by=by, seen=seen_of(found), state=ProblemState.REGISTERING)
    entry, fields = changed.entry, changed.fields - {"measures", "others"}
    for name in fields:
        setattr(problem, name, entry.unit if name == "unit" else entry.fields[name])
    give_key(problem)
    problem.save(update_fields=[*fields, "key"])
    Process.objects.filter(pk=problem.process_id).update(title=problem.title(), unit=problem.unit_id)
    if "measures" in changed.fields:
        _replace_measures(problem, entry, by)
    if "others" in changed.fields:
        Participation.objects.filter(problem=problem).delete()
        Participation.objects.bulk_create(Participation(problem=problem, unit=unit) for unit in entry.others)
    said = "；".join(f"{title}：{old or '空'}→{new or '空'}" for title, (old, new) in changed.words.items())
    writing.note(problem, by, "problem_import", "导入修改", said[:2000])


def _replace_measures(problem: Problem, entry: Entry, by: Actor) -> None:
    """Keep the measures that the row still has, drop the others with the reason, and add what is new."""
    there = list(Measure.objects.filter(problem=problem).exclude(state=MeasureState.DROPPED))
    fire_many([row for row in there if row.text not in entry.measures], "drop", by=SYSTEM, comment="台账中已删去。")
    texts = {row.text for row in there}
    added = [draft for draft in _measures(problem, entry) if draft.text not in texts]
    open_many(added, by=by, comment=COMMENT, quiet=True)
    for row in there:
        if row.text in entry.measures:
            Measure.objects.filter(pk=row.pk).update(position=entry.measures.index(row.text) + 1)


def _enter(round_: Round, new: int, changed: int, by: Actor) -> None:
    """One line in the ledger of the organisation, and one message to those with whom the problems lie."""
    said = f"新登记{new}个问题，修改{changed}个。"
    ledger.enter([LedgerChange("problems_import", "导入台账", subject_of(round_), round_.title, said)], by=by)
    holders = access.holders({(round_.unit_id, Right.REVIEW)}, KEY)
    text, now = f"“{round_.title}”从台账导入：{said}", timezone.now()
    users = set(holders.get((round_.unit_id, Right.REVIEW), ())) - {by.user_id}
    Notice.objects.bulk_create(Notice(user_id=user, text=text[:240], at=now) for user in sorted(users))


def done(row: SheetImport) -> None:
    """Note that an import is written, and remember its columns for the next one of the host."""
    name = row.template or row.name.removesuffix(".xlsx")[:80]
    SheetTemplate.objects.update_or_create(unit=row.round.unit, name=name, defaults={"columns": row.columns})
    SheetImport.objects.filter(pk=row.pk).update(status=SheetImport.Status.DONE, finished_at=timezone.now())
    _tell(row, "已写入")
    transaction.on_commit(partial(_remove, row.pk))
