"""A ledger's way in: opened when it comes, checked and written in the background. Both jobs may be repeated."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO, Any

from django.db import IntegrityError, transaction
from django_tasks import task

from forms.excel import CellError, FreeTable, read_free
from permissions.actor import Actor
from permissions.models import Appointment
from workflows.engine import attachments
from workflows.engine.errors import Refused
from workflows.engine.models import Round
from workflows.rectification.actions import importing
from workflows.rectification.models import SheetImport
from workflows.rectification.queries.importing import templates_of
from workflows.rectification.rules import Programme
from workflows.rectification.rules import sheet_columns as columns
from workflows.rectification.workbooks.draft import Draft

MOST = 20_000
"""Rows of one sheet."""
SAMPLES = 3
MOVED_ON = "核对之后系统里的内容有变动，没有写入。请重新核对，按新的对照确认。"
CLASH = "写入时与他人刚办理的变动冲突，没有写入。请重新核对。"


def opened(file: IO[bytes]) -> FreeTable:
    """What an uploaded ledger holds, every cell as text."""
    return read_free(file, columns.is_known, max_rows=MOST)


@transaction.atomic
def start(round_: Round, file: IO[bytes], name: str, *, by: Actor) -> tuple[SheetImport | None, list[CellError]]:
    """Take a ledger in, with what its columns seem to mean; or every cell that is wrong, and nothing is kept.

    Raises Refused, NotAllowed as `importing.receive`.
    """
    importing.check_may(by, round_)
    table = opened(file)
    if table.errors:
        return None, table.errors
    row = importing.receive(round_, file, name, by=by)
    fitting = (each for each in templates_of(round_.unit) if {h for h, _ in each.columns} <= set(table.headings))
    remembered = max(fitting, key=lambda each: len(each.columns), default=None)
    pairs = columns.guess(
        table.headings, remembered.columns if remembered else (), lacking(Programme.read(round_.scheme))
    )
    samples = [[texts[n] for _, texts in table.rows if texts[n]][:SAMPLES] for n in range(len(table.headings))]
    importing.note_opened(row, pairs, samples, len(table.rows))
    return row, []


def lacking(programme: Programme) -> set[str]:
    """The fields that a programme does not have."""
    return set() if programme.severities else {"severity"}


@transaction.atomic
def explain(row: SheetImport, pairs: list[columns.Pair], usual: dict[str, str], template: str) -> None:
    """Take what the columns mean and have the sheet checked by it. Raises Refused."""
    importing.explain(row, pairs, usual, template)
    check_job.enqueue(row.pk)


@transaction.atomic
def confirm(row: SheetImport) -> None:
    """Have a checked import written. Raises Refused unless it waits for that."""
    importing.confirm(row)
    write_job.enqueue(row.pk)


@task()
def check_job(pk: int) -> str:
    """Check a ledger against the programme; nothing is written but what was found. Returns its status."""
    row = _import(pk)
    if row.status != SheetImport.Status.CHECKING:
        return row.status
    with _failing(pk):
        table = _table(row, partial(importing.note_progress, pk))
        draft = _draft(row, table).check()
        draft.point_out()
        importing.note_checked(pk, len(table.rows), listed(draft.errors), _plan(draft))
    return _import(pk).status


@task()
def write_job(pk: int) -> str:
    """Write a confirmed ledger whole, or not at all when anything moved on since it was shown. Returns its status."""
    row = _import(pk)
    if row.status != SheetImport.Status.WRITING:
        return row.status
    with _failing(pk):
        try:
            write(row, _table(row))
        except Refused as refused:
            importing.note_refused(pk, refused.message)
        except IntegrityError:
            importing.note_refused(pk, CLASH)
    return _import(pk).status


@transaction.atomic
def write(row: SheetImport, table: FreeTable) -> None:
    """Check again under the programme's lock, and write. Raises Refused when it is not as it was shown, NotAllowed."""
    by = _actor(row)
    round_ = importing.locked_programme(row.round, by)
    waiting = SheetImport.objects.select_for_update(no_key=True).filter(pk=row.pk, status=SheetImport.Status.WRITING)
    if not list(waiting):
        return
    draft = _draft(row, table).check()
    if draft.errors or draft.plan() != {name: row.plan[name] for name in draft.plan()}:
        raise Refused(MOVED_ON)
    importing.problems_import(round_, draft.batch, by=by)
    importing.done(row)


def listed(errors: list[CellError]) -> list[dict[str, Any]]:
    """Errors as they are kept."""
    return [{"sheet": e.sheet, "row": e.row, "column": e.column, "text": e.message} for e in errors[:200]]


def _plan(draft: Draft) -> dict[str, Any]:
    return draft.plan() | {"warnings": draft.warnings}


def _draft(row: SheetImport, table: FreeTable) -> Draft:
    return Draft(row.round, table, [(heading, name) for heading, name in row.columns], row.usual)


def _table(row: SheetImport, tick: Any = None) -> FreeTable:
    with attachments.path_of(row.sha256).open("rb") as file:
        return read_free(file, columns.is_known, max_rows=MOST, tick=tick)


@contextmanager
def _failing(pk: int) -> Iterator[None]:
    """Say on the page that the work broke off, and let the queue have the error."""
    try:
        yield
    except Exception:
        importing.note_failed(pk)
        raise


def _import(pk: int) -> SheetImport:
    return SheetImport.objects.select_related("round__unit").get(pk=pk)


def _actor(row: SheetImport) -> Actor:
    post = Appointment.every.select_related("user__person", "unit").get(pk=row.post_id)
    return Actor(post.user, post)
