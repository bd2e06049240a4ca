"""What concerns one person as a member: the own 评议 of all years, and the meetings whose ballots he counts."""

from collections.abc import Sequence

from permissions.models import User
from workflows.appraisal.models import Appraisal, Meeting
from workflows.appraisal.queries.counting import by_hand
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.states import MeetingState as M


def appraisals(user: User) -> Sequence[Appraisal]:
    """The own ones, the latest first; those that ended with a void meeting are left out. One statement."""
    rows = Appraisal.objects.filter(person=user.person_id).exclude(state=A.CALLED_OFF)
    return list(rows.select_related("entry", "round", "unit", "process").order_by("-round__year", "-pk"))


def counting(user: User) -> list[dict[str, str]]:
    """The ballot forms that this person may key in now as 计票人. One statement."""
    rows = Meeting.objects.filter(
        state=M.COUNTING, roll__counts=True, roll__off=False, roll__person__user=user
    ).select_related("unit", "round", "process")
    return [
        {"title": row.title(), "number": row.process.number, "form": form.code, "name": form.name}
        for row in rows
        for form in by_hand(row)
    ]


def meeting_number(row: Appraisal) -> str:
    """The number of the meeting that judges the member. One statement."""
    return Meeting.objects.values_list("process__number", flat=True).get(pk=row.submission_id)
