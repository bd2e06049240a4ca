"""Reading for a ledger taken out: which problems it holds, whether that is much, and the files a person asked for."""

from typing import Any

from django.db.models import QuerySet

from permissions.models import User
from workflows.engine.models import Round
from workflows.rectification.models import LedgerExport, Problem
from workflows.rectification.queries import ledger, queue
from workflows.rectification.queries.sheets import seen_ledger

AT_ONCE = 5_000
"""Rows of a file that is made while a person waits; more is made in the background."""
SHOWN = 20
"""Files asked for that the page lists."""
JOBS = ("workflows.rectification.workbooks.exporting.export_job",)


def problems(round_: Round, user: User, wanted: ledger.Wanted | None) -> QuerySet[Problem]:
    """What a person may see of a ledger as he narrowed it, in the order of the page; not narrowed: the whole."""
    if wanted is None:
        return seen_ledger(round_, user)
    return ledger.narrow(ledger.seen(user, round_), wanted).order_by(*ledger.order_of(wanted))


def is_large(found: QuerySet[Problem]) -> bool:
    """Whether these are more than a person should wait for. One statement."""
    return found.order_by()[: AT_ONCE + 1].count() > AT_ONCE


def narrowed(row: LedgerExport) -> ledger.Wanted | None:
    """What a file was narrowed to when it was asked for."""
    given: dict[str, Any] | None = row.wanted
    return None if given is None else ledger.Wanted(**given)


def own(user: User, round_: Round) -> QuerySet[LedgerExport]:
    """The files that a person asked for in a programme, the newest first."""
    return LedgerExport.objects.filter(round=round_, by=user)


def at_work(row: LedgerExport) -> bool:
    """Whether the queue still holds the job of a file. One statement."""
    return queue.at_work(JOBS, row.pk)
