"""A meeting from its roll to its facts, each member with it, and the ways back."""

import pytest
from django.utils import timezone

from tests.workflows.appraisal.cast import FORWARD, Cast
from tests.workflows.appraisal.pages import get, of_meeting, post, record, seen
from workflows.appraisal import actions
from workflows.appraisal.queries.counting import judged
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.states import MeetingState as M
from workflows.engine.models import Event, Fact, Task

MEMBERS_AT = {
    M.PREPARING: A.SELF_ASSESSING, M.CHECKING_IN: A.SELF_ASSESSING, M.BALLOTING: A.BALLOTING, M.COUNTING: A.BALLOTING,
    M.GRADING: A.GRADING, M.REVIEWING: A.REVIEWING, M.FEEDING_BACK: A.FEEDING_BACK, M.CLOSED: A.GRADED,
}  # fmt: skip


def states(cast: Cast) -> set[str]:
    return {row.state for row in judged(cast.meeting())}


def test_a_round_opens_a_meeting_with_the_roll_of_the_register(cast: Cast) -> None:
    assert [row.entry.name for row in judged(cast.meeting())] == ["陈明", "周岚", "吴江", "郑洁", "周志远", "李慧"]


def test_members_go_with_their_meeting_from_the_first_stage_to_the_last(cast: Cast) -> None:
    found = {}
    for state in FORWARD:
        cast.meeting_at(state)
        found[state] = states(cast)

    assert found == {state: {at} for state, at in MEMBERS_AT.items()}


def test_a_closed_meeting_leaves_grades_as_facts_and_problems_as_events(cast: Cast) -> None:
    cast.meeting_at(M.GRADING)
    actions.finding_add(cast.meeting(), "党员教育形式单一", "党员教育", by=cast.organiser)
    cast.meeting_at(M.CLOSED)

    facts = Fact.objects.filter(key="person.appraisal_grade").order_by("person__staff_no")
    assert sorted(fact.value["grade"] for fact in facts) == ["优秀", "优秀", "合格", "合格", "合格", "合格"]
    (event,) = Event.objects.filter(kind="appraisal.finding")
    assert event.data["text"].endswith("：党员教育形式单一")


def test_what_the_superior_sends_back_is_graded_anew_with_the_same_counts(cast: Cast) -> None:
    cast.meeting_at(M.REVIEWING)
    cast.do(actions.send_back, cast.meeting(), "deputy", to="grading", comment="请补充意见")

    assert (cast.meeting().state, states(cast), cast.meeting().counts.count()) == (M.GRADING, {A.GRADING}, 1)

    cast.step(M.REVIEWING)
    assert states(cast) == {A.REVIEWING}


def test_a_thawed_roll_forgets_who_came(cast: Cast) -> None:
    cast.meeting_at(M.CHECKING_IN)
    cast.attend()
    cast.do(actions.thaw, cast.meeting(), to="preparing", comment="有人转入")

    assert set(cast.meeting().roll.values_list("presence", flat=True)) == {"absent"}


def test_a_void_meeting_is_held_again_with_its_roll_and_self_assessments(cast: Cast) -> None:
    cast.meeting_at(M.COUNTING)
    cast.do(actions.void, cast.meeting(), comment="票数对不上")
    made = actions.meeting_again(cast.meeting(), by=cast.organiser)

    assert (made.state, states(cast)) == (M.PREPARING, {A.DISCUSSING})
    assert judged(cast.meeting())[0].assessment == "陈明的自评"


@pytest.mark.parametrize("state", [M.PREPARING, M.COUNTING, M.FEEDING_BACK])
def test_a_cancelled_round_leaves_nothing_under_way(cast: Cast, state: M) -> None:
    meeting = cast.meeting_at(state)
    actions.round_cancel(meeting.round, reason="另有部署", by=cast.clerk)
    actions.cancel_due(meeting.round.opened_at.date())  # type: ignore[union-attr]

    left = Task.objects.filter(kind="appraisal", finished__isnull=True)
    assert (cast.meeting().state, left.count()) == (M.CALLED_OFF, 0)


def test_the_meeting_may_be_held_together_with_the_meeting_of_party_life(cast: Cast) -> None:
    given = {"held_on": f"{timezone.localdate()}", "seen": seen(cast.meeting()), "joint": "on"}
    answer = post(cast, of_meeting(cast, "arrange/"), **given)

    assert (answer.status_code, cast.meeting().joint) == (302, True)
    assert "与组织生活会一并召开" in get(cast, record(cast.meeting()))[1]
