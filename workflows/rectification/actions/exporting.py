"""Taking a long ledger out 导出台账: asked for, made in the background, kept a day for the one who asked."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import IO

from django.db import transaction
from django.utils import timezone

from permissions.actor import Actor
from workflows.engine import attachments, exports
from workflows.engine.errors import Refused
from workflows.engine.models import Notice, Round
from workflows.rectification.models import LedgerExport
from workflows.rectification.queries import exporting
from workflows.rectification.queries.ledger import Wanted
from workflows.rectification.rules.sheet_columns import Pair

HOURS = 24
"""How long a file is kept."""
UNDER_WAY = "您在这个专项导出的文件正在生成，请等它生成后再导出。"
S = LedgerExport.Status


@transaction.atomic
def begin(round_: Round, wanted: Wanted | None, pairs: Sequence[Pair], footer: str, *, by: Actor) -> LedgerExport:
    """Note that a file is wanted, for the caller to queue. Raises NotAllowed without a post, Refused while one is made.

    `footer`: who took it out and when, as it stands below the rows.
    """
    post = exports.post_of(by)
    Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    for row in exporting.own(post.user, round_).filter(status=S.WORKING):
        if exporting.at_work(row):
            raise Refused(UNDER_WAY)
        note_failed(row.pk)
    return LedgerExport.objects.create(
        round=round_, by=post.user, post=post, at=timezone.now(), footer=footer, columns=[list(pair) for pair in pairs],
        wanted=None if wanted is None else asdict(wanted),
    )  # fmt: skip


def note_progress(pk: int, done: int, total: int) -> None:
    """Say how many rows are in it; seen at once."""
    LedgerExport.objects.filter(pk=pk, status=S.WORKING).update(done=done, total=total)


@transaction.atomic
def keep(row: LedgerExport, file: IO[bytes], rows: int) -> None:
    """Keep the file for a day and tell the one who asked."""
    row.sha256, row.size = attachments.store_made(file)
    row.status, row.done, row.total, row.finished_at = S.READY, rows, rows, timezone.now()
    row.keep_until = row.finished_at + timedelta(hours=HOURS)
    row.save()
    text = f"“{row.round.title}”整改台账已导出，共{rows}个问题，请在{HOURS}小时内打开整改台账，从“我的导出”下载。"
    Notice.objects.create(user_id=row.by_id, round=row.round, text=text[:240], at=row.finished_at)


def note_failed(pk: int) -> None:
    """Say that the work on a file broke off."""
    LedgerExport.objects.filter(pk=pk, status=S.WORKING).update(status=S.FAILED, finished_at=timezone.now())


def remove_due(_today: date) -> int:
    """Remove the files whose day is over; that they were made stays. Returns how many."""
    rows = LedgerExport.objects.filter(status=S.READY, keep_until__lte=timezone.now())
    return sum(_remove(row) for row in rows)


def _remove(row: LedgerExport) -> int:
    """Remove one file, once, whichever machine comes first; the bytes stay while another export has the same."""
    ready = LedgerExport.objects.filter(status=S.READY)
    removed = ready.filter(pk=row.pk).update(status=S.REMOVED)
    if removed and not ready.filter(sha256=row.sha256).exists():
        attachments.discard(row.sha256)
    return removed
