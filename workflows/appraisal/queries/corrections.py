"""限期改正: which fall due or are reminded of on a day, what stands against an outcome."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from workflows.appraisal.models import Correction
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.queries.roll import standing_of
from workflows.appraisal.rules import Outcome, Reassessment, Standing, outcome_refused
from workflows.appraisal.states import CorrectionState as C

ON_PROBATION = (
    "预备党员不适用劝其退党：没有改正的，按延长预备期或者取消预备党员资格办理，本项限期改正选“不再执行”并写明去向。"
)


def about_reassessment(correction: Correction, found: Reassessment) -> list[str]:
    """What stands against an outcome, one sentence each."""
    rule = plan_of(correction.round).correction
    wrong = [*outcome_refused(rule, correction.starts_on, correction.due_on, found)]
    if found.on > timezone.localdate():
        wrong.append(f"复评日期{found.on}晚于今天，复评以后再登记。")
    if found.outcome is Outcome.PERSUADE and standing_of(correction.person) is Standing.PROBATIONARY:
        wrong.append(ON_PROBATION)
    return wrong


def to_remind(correction: Correction, today: date) -> list[str]:
    """The days (ISO) of reminders that are due and were not sent yet."""
    days = plan_of(correction.round).correction.remind_on(correction.due_on)
    return [day.isoformat() for day in days if day <= today and day.isoformat() not in correction.reminded]


def running() -> Iterator[int]:
    """The keys of those that run. One statement."""
    yield from Correction.objects.filter(state=C.CORRECTING).order_by("pk").values_list("pk", flat=True)
