"""A long ledger's way out: written in the background, row after row, with word of how far it is."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from django.db import transaction
from django_tasks import task

from permissions.actor import Actor
from workflows.engine.models import Round
from workflows.rectification.actions import exporting as actions
from workflows.rectification.models import LedgerExport
from workflows.rectification.queries import exporting as reading
from workflows.rectification.queries.ledger import Wanted
from workflows.rectification.rules.sheet_columns import Pair
from workflows.rectification.workbooks.ledger import as_file


@transaction.atomic
def start(round_: Round, wanted: Wanted | None, pairs: Sequence[Pair], footer: str, *, by: Actor) -> LedgerExport:
    """Have a ledger written in the background. Raises NotAllowed, Refused as `actions.exporting.begin`."""
    row = actions.begin(round_, wanted, pairs, footer, by=by)
    export_job.enqueue(row.pk)
    return row


@task()
def export_job(pk: int) -> str:
    """Write a ledger as the one who asked sees it now; may be repeated. Returns its status."""
    row = LedgerExport.objects.select_related("round__unit", "by").get(pk=pk)
    if row.status == LedgerExport.Status.WORKING:
        with _failing(pk):
            _write(row)
    return row.status


def _write(row: LedgerExport) -> None:
    found = reading.problems(row.round, row.by, reading.narrowed(row))
    total = found.order_by().count()
    tick = partial(actions.note_progress, row.pk, total=total)
    tick(0)
    pairs = [(heading, name) for heading, name in row.columns]
    with as_file(row.round, found, pairs, row.footer, tick) as file:
        actions.keep(row, file, total)


@contextmanager
def _failing(pk: int) -> Iterator[None]:
    """Say on the page that the work broke off, and let the queue have the error."""
    try:
        yield
    except Exception:
        actions.note_failed(pk)
        raise
