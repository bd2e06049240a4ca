"""An import's work in the background: checking, and writing after it was confirmed. Both may be repeated."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO

from django.db import IntegrityError, transaction
from django_tasks import task

from permissions.accounts import AccountError
from permissions.actor import Actor
from permissions.grants import AppointmentError
from permissions.models import Appointment
from permissions.tree import TreeError
from workflows.engine import attachments
from workflows.organisation.actions import imports
from workflows.organisation.models import Import
from workflows.organisation.workbooks import plan

MOVED_ON = "核对之后系统里的内容有变动，没有写入。请重新上传这个文件，按新的对照确认。"
CLASH = "写入时与他人刚办理的变动冲突，没有写入：{}请重新上传这个文件，按新的对照确认。"


@transaction.atomic
def start(file: IO[bytes], name: str, *, by: Actor) -> Import:
    """Take a workbook in and have it checked. Raises Refused, NotAllowed as `imports.receive`."""
    row = imports.receive(file, name, by=by)
    check_job.enqueue(row.pk)
    return row


@transaction.atomic
def confirm(row: Import) -> None:
    """Have a checked import written. Raises Refused unless it waits for that."""
    imports.confirm(row)
    write_job.enqueue(row.pk)


@task()
def check_job(pk: int) -> str:
    """Check an import against the organisation; nothing is written but what was found. Returns its status."""
    row = _import(pk)
    if row.status != Import.Status.CHECKING:
        return row.status
    with _failing(pk), attachments.path_of(row.sha256).open("rb") as file:
        book = plan.read(file, partial(imports.note_progress, pk))
        draft = plan.check(book, _actor(row))
        total = sum(len(rows) for rows in book.sheets.values())
        imports.note_checked(pk, total, draft.listed_errors(), draft.plan())
    return _import(pk).status


@task()
def write_job(pk: int) -> str:
    """Write a confirmed import whole, or not at all when anything moved on since it was shown. Returns its status."""
    row = _import(pk)
    if row.status != Import.Status.WRITING:
        return row.status
    with _failing(pk):
        try:
            _write(row)
        except (TreeError, AppointmentError, AccountError, IntegrityError) as clash:
            sentence = "" if isinstance(clash, IntegrityError) else str(clash)
            imports.note_refused(pk, CLASH.format(sentence))
    return _import(pk).status


def _write(row: Import) -> None:
    """Read the file first, because others wait while the transaction lasts; then check again and write."""
    with attachments.path_of(row.sha256).open("rb") as file:
        book = plan.read(file)
    with transaction.atomic():
        # All that are being written are locked, so that one import waits for another.
        waiting = Import.objects.select_for_update(no_key=True).filter(status=Import.Status.WRITING).order_by("pk")
        locked = next((each for each in waiting if each.pk == row.pk), None)
        if locked is None:
            return
        imports.hold(plan.staff_nos(book))
        draft = plan.check(book, _actor(row))
        if draft.errors or draft.plan() != locked.plan:
            imports.note_refused(row.pk, MOVED_ON)
        else:
            imports.write(locked, draft.batch, by=_actor(row))


@contextmanager
def _failing(pk: int) -> Iterator[None]:
    """Say on the page that the work broke off, and let the queue have the error."""
    try:
        yield
    except Exception:
        imports.note_failed(pk)
        raise


def _import(pk: int) -> Import:
    return Import.objects.get(pk=pk)


def _actor(row: Import) -> Actor:
    post = Appointment.objects.select_related("user__person", "unit").get(pk=row.post_id)
    return Actor(post.user, post)
