"""After the objection period the votes go from the sealed box; its hash, the codes' hashes and the counts stay."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from permissions.actor import SYSTEM
from workflows.appraisal.ballots import files
from workflows.appraisal.ballots.erasing import erase
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries.ballots import box_of
from workflows.engine import writing

OBJECTION_DAYS = 15
"""Calendar days after the end of a meeting in which its box can be counted again. No source: 工程归纳."""


def boxes_clear(today: date) -> int:
    """Erase the votes of meetings that ended long enough ago, and boxes of meetings that ended before sealing."""
    return sum(_clear(pk, today) for pk in list(_due(today).values_list("pk", flat=True)))


def _due(today: date) -> QuerySet[Meeting]:
    over = Q(process__finished__date__lte=today - timedelta(days=OBJECTION_DAYS))
    never_sealed = Q(process__finished__isnull=False, box_hash="")
    return Meeting.objects.filter(over | never_sealed, erased_on__isnull=True).exclude(box="")


@transaction.atomic
def _clear(pk: int, today: date) -> bool:
    rows = Meeting.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    meeting = rows.filter(pk=pk, erased_on__isnull=True).first()
    if meeting is None:
        return False
    box = box_of(meeting)
    if box.is_sealed:
        erase(box.sealed_path)
    files.destroy(box.secret_path)
    files.destroy(box.path)
    meeting.erased_on = today
    meeting.save(update_fields=["erased_on"])
    writing.note(meeting, SYSTEM, "box_erase", "清除选票", "异议期已过，选票已从票箱清除，票数和校验码保留")
    return True
