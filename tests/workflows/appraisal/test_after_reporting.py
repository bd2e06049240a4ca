"""Once the grades are reported: taken back before the superior acted, and what the superior reads of the 班子."""

import pytest

from tests.workflows.appraisal.cast import Cast
from tests.workflows.appraisal.pages import get, post, record, seen
from workflows.appraisal import actions
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries.counting import judged
from workflows.appraisal.queries.grading import sitting_of
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.states import MeetingState as M
from workflows.engine.errors import Refused
from workflows.engine.models import AuditEntry

LINE = "班子”的综合评定：有效6张，好6张（100%）"


def reported(cast: Cast) -> Meeting:
    """Grades reported by a meeting that judged its 班子 too."""
    cast.meeting_at(M.COUNTING)
    for form in ("members", "team"):
        for reader in ("organiser", "secretary"):
            cast.enter(reader, form=form)
    cast.do(actions.confirm, cast.meeting())
    return cast.meeting_at(M.REVIEWING)


def test_who_reported_the_grades_takes_them_back_and_every_member_comes_along(cast: Cast) -> None:
    meeting = cast.meeting_at(M.REVIEWING)
    before = sitting_of(meeting)
    cast.do(actions.withdraw, meeting, "secretary", comment="漏写意见")
    meeting = cast.meeting()

    assert (meeting.state, {row.state for row in judged(meeting)}) == (M.GRADING, {A.GRADING})
    assert (sitting_of(meeting), meeting.counts.count()) == (before, 1)
    said = AuditEntry.objects.filter(process=judged(meeting)[0].process_id).latest("seq")
    assert said.label == "随会议撤回"


def test_what_was_taken_back_is_mended_and_reported_again(cast: Cast) -> None:
    cast.do(actions.withdraw, cast.meeting_at(M.REVIEWING), "secretary")
    cast.grade("郑洁", "basic", talked_on=None)
    cast.do(actions.decide, cast.meeting(), "secretary")

    assert (cast.meeting().state, cast.row("郑洁").grade_name) == (M.REVIEWING, "基本合格")


@pytest.mark.parametrize("who", ["organiser", "deputy"])
def test_only_who_reported_them_takes_grades_back(cast: Cast, who: str) -> None:
    meeting = cast.meeting_at(M.REVIEWING)
    with pytest.raises(Refused):
        cast.do(actions.withdraw, meeting, who)

    assert cast.meeting().state == M.REVIEWING


def test_what_the_superior_decided_on_is_not_taken_back(cast: Cast) -> None:
    meeting = cast.meeting_at(M.FEEDING_BACK)
    with pytest.raises(Refused):
        cast.do(actions.withdraw, meeting, "secretary")

    assert cast.meeting().state == M.FEEDING_BACK


def test_the_page_offers_the_way_back_to_who_reported_and_takes_it(cast: Cast) -> None:
    meeting = cast.meeting_at(M.REVIEWING)
    offered = {who: "可以撤回" in get(cast, record(meeting), who)[1] for who in ("secretary", "organiser", "deputy")}
    form = {"verb": "withdraw", "seen": seen(meeting)}
    answer = post(cast, record(meeting), "secretary", **form)

    assert offered == {"secretary": True, "organiser": False, "deputy": False}
    assert (answer.status_code, cast.meeting().state) == (302, M.GRADING)


def test_the_superior_reads_what_the_meeting_said_of_the_team_and_nothing_of_a_member(cast: Cast) -> None:
    meeting = reported(cast)
    shown = {who: get(cast, record(meeting), who)[1] for who in ("secretary", "deputy", "clerk", "inspector")}

    assert {who: LINE in page for who, page in shown.items()} == dict.fromkeys(shown, True)
    assert {who: "“陈明”的综合评定" in page for who, page in shown.items()} == {
        "secretary": True, "deputy": False, "clerk": False, "inspector": False,
    }  # fmt: skip


def test_before_the_grades_are_reported_the_superior_reads_nothing_of_the_team(cast: Cast) -> None:
    meeting = reported(cast)
    cast.do(actions.withdraw, meeting, "secretary")

    assert [LINE in get(cast, record(meeting), who)[1] for who in ("secretary", "deputy")] == [True, False]
