"""After the objection period the votes go from the sealed box; its hash, the codes' hashes and the counts stay."""

import logging
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from permissions.actor import SYSTEM
from workflows.appraisal.ballots.answers import BoxError
from workflows.appraisal.ballots.erasing import destroy_open, erase
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries.ballots import box_of
from workflows.appraisal.queries.plans import plan_of
from workflows.engine import writing

log = logging.getLogger(__name__)
ERASED = "异议期已过，选票已从票箱清除，票数和校验码保留"
UNSEALED = "会议没有封箱就结束了，票箱已销毁，选票没有计票"


def boxes_clear(today: date) -> int:
    """Erase the votes of meetings that ended long enough ago, and boxes of meetings that ended before sealing.

    A box that cannot be read is left to the next day and keeps none of the others.
    """
    return sum(_tried(meeting.pk, today) for meeting in _ended() if _due(meeting, today))


def unsealed_drop(meeting: Meeting) -> None:
    """Destroy the box of a meeting that ended before sealing as soon as that stands; cut off, the worker does it."""
    if meeting.box and not meeting.box_hash:
        transaction.on_commit(lambda: _tried(meeting.pk, timezone.localdate()))


def _tried(pk: int, today: date) -> bool:
    """The log learns the sort of an error, and no more of a box."""
    try:
        return _clear(pk, today)
    except (BoxError, OSError) as error:
        log.error("清除选票出错：%s", type(error).__name__)
        return False


def _ended() -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(process__finished__isnull=False, erased_on__isnull=True).exclude(box="")
    return rows.select_related("round", "process")


def _due(meeting: Meeting, today: date) -> bool:
    """Whether nobody may count again: the days of the plan are over, or there was nothing to count."""
    ended = timezone.localdate(meeting.process.finished)
    return not meeting.box_hash or ended + timedelta(days=plan_of(meeting.round).recount_days) <= today


@transaction.atomic
def _clear(pk: int, today: date) -> bool:
    rows = Meeting.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    meeting = rows.filter(pk=pk, erased_on__isnull=True).first()
    if meeting is None:
        return False
    box = box_of(meeting)
    if box.is_sealed:
        erase(box.sealed_path)
    destroy_open(box)
    meeting.erased_on = today
    meeting.save(update_fields=["erased_on"])
    writing.note(meeting, SYSTEM, "box_erase", "清除选票", ERASED if meeting.box_hash else UNSEALED)
    return True
