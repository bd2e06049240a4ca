"""The door to the pages of a meeting: who has it on the desk, who belongs to its branch, and the way back."""

from typing import Any

from django.http import Http404, HttpRequest

from permissions.actor import Actor
from permissions.roles import Right
from workflows.appraisal.models import Appraisal, Meeting
from workflows.appraisal.queries import KEY
from workflows.appraisal.queries.counting import judged
from workflows.engine import decisions, pages
from workflows.engine.models import Task


def find_meeting(request: HttpRequest, number: str) -> Meeting:
    """A meeting that the person may see. Raises Http404."""
    _, found = pages.find(request, number)
    if not isinstance(found, Meeting):
        raise Http404
    return found


def find_member(meeting: Meeting, pk: int) -> Appraisal:
    """A member whom the meeting judges. Raises Http404. One statement."""
    found = next((each for each in judged(meeting) if each.pk == pk), None)
    if found is None:
        raise Http404
    found.submission, found.round, found.unit = meeting, meeting.round, meeting.unit
    return found


def holder(request: HttpRequest, meeting: Meeting) -> Actor | None:
    """The person in the post that has the meeting on its desk; None where no post of his does. One statement."""
    task = Task.objects.filter(process=meeting.process_id, finished__isnull=True).first()
    if task is None or not task.right or task.owner_id not in (None, request.user.pk):
        return None
    posts = decisions.capacities(request, task.right, task.unit_id, KEY)
    return decisions.acting(request, posts[0]) if posts else None


def of_branch(request: HttpRequest, record: Any) -> bool:
    """Whether a post of his lets the person fill in or decide for the branch: 测评情况由党支部掌握. No statement."""
    rights = (Right.PROPOSE, Right.DECIDE)
    return any(decisions.capacities(request, right, record.unit_id, KEY) for right in rights)
