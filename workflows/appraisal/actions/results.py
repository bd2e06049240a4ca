"""What a closed meeting tells the others: each grade and the 满意度 as facts, what was found as events."""

from collections.abc import Iterator

from django.utils import timezone

from workflows.appraisal.models import Meeting
from workflows.appraisal.queries import FINDING, GRADE_FACT, SATISFACTION_FACT
from workflows.appraisal.queries.satisfaction import satisfaction_of
from workflows.appraisal.states import AppraisalState as A
from workflows.engine import events, facts


def publish(meeting: Meeting) -> None:
    """Record the grades of those who know them and the figure of the 群众; raise what was found."""
    new = [*_grades(meeting), *_satisfaction(meeting)]
    if new:
        facts.record(new)
    if found := list(_findings(meeting)):
        events.raise_many(found)


def _grades(meeting: Meeting) -> Iterator[facts.NewFact]:
    for row in meeting.members.filter(state=A.GRADED):
        yield facts.NewFact(
            GRADE_FACT, meeting.round.year, {"grade": row.grade_name}, row.grade_name, meeting.round.title,
            meeting.held_on or timezone.localdate(), person_id=row.person_id, process_id=row.process_id,
        )  # fmt: skip


def _satisfaction(meeting: Meeting) -> Iterator[facts.NewFact]:
    found = satisfaction_of(meeting)
    if found is not None and found.figure is not None:
        value = {"figure": str(found.figure), "rate": str(found.rate), "counted": found.counted}
        yield facts.NewFact(
            SATISFACTION_FACT, meeting.round.year, value, found.text, meeting.round.title,
            meeting.held_on or timezone.localdate(), unit_id=meeting.unit_id, process_id=meeting.process_id,
        )  # fmt: skip


def _findings(meeting: Meeting) -> Iterator[events.NewEvent]:
    for row in meeting.findings.all():
        told = {"text": f"{meeting.round.title}：{row.text}", "category": row.category}
        yield events.NewEvent(FINDING, meeting.process_id, meeting.unit_id, told, str(row.pk))
