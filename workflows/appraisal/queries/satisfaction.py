"""群众满意度: the survey that stands beside a meeting, as the figure that star rating takes."""

from collections.abc import Mapping

from workflows.appraisal.models import Count, Meeting
from workflows.appraisal.queries.counting import BRANCH, counts_of
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.rules import Satisfaction, Subject, satisfaction


def satisfaction_of(meeting: Meeting) -> Satisfaction | None:
    """The figure of the 群众; None where the plan has no such survey, or it was not held. One statement."""
    return satisfaction_from(meeting, counts_of(meeting))


def satisfaction_from(meeting: Meeting, counts: Mapping[str, Count]) -> Satisfaction | None:
    """The same from counts that were read already. No statement."""
    plan = plan_of(meeting.round)
    form = next((each for each in plan.forms_for(Subject.BRANCH) if each.code in counts), None)
    if form is None:
        return None
    return satisfaction(form, counts[form.code].cells[f"{BRANCH}.overall"], plan.minimum)
