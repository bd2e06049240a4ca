"""反馈本人: who has not been told yet."""

from workflows.appraisal.models import Meeting
from workflows.appraisal.states import AppraisalState as A


def lacks_to_close(meeting: Meeting) -> list[str]:
    """Who does not know the own result yet, one sentence each. One statement."""
    rows = meeting.members.filter(state=A.FEEDING_BACK).order_by("rank")
    return [f"{name}还没有反馈确认。" for name in rows.values_list("entry__name", flat=True)]
