"""The electronic ballot from the box to the counts, and what stops it on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.workflows.appraisal.cast import Cast, fresh, make_cast
from tests.workflows.appraisal.polling import (
    PEOPLE,
    begun,
    choices,
    counted,
    drawn,
    entry,
    polled,
    sealed,
    vote,
    voting,
)
from workflows.appraisal import actions
from workflows.appraisal.actions.ballots_opening import issue
from workflows.appraisal.ballots.answers import Answer, Ballot, BoxError
from workflows.appraisal.ballots.casting import cast as put_in
from workflows.appraisal.ballots.rows import Turnout
from workflows.appraisal.ballots.sealing import seal
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries.ballots import box_of, pack_of
from workflows.appraisal.queries.counting import counts_of
from workflows.appraisal.queries.sealed import recounted, sealed_of
from workflows.appraisal.rules import ready
from workflows.appraisal.states import MeetingState as M
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import AuditEntry


def test_slips_are_drawn_cast_sealed_and_counted_into_the_counts_that_paper_feeds(cast: Cast) -> None:
    meeting = counted(cast)
    counts = counts_of(meeting)
    first = meeting.members.order_by("rank")[0].entry.key

    assert (meeting.state, meeting.voting) == (M.GRADING, "slips")
    assert counts["members"].totals().heads == {"发出": PEOPLE, "收回": PEOPLE, "有效": PEOPLE, "无效": 0}
    assert counts["members"].cells[f"{first}.overall"] == {"优秀": 4, "合格": 2, "基本合格": 0, "不合格": 0}
    assert counts["members"].cells[f"{first}.situations"] == {str(n): 0 for n in range(1, 11)}
    assert counts["team"].cells["team.overall"] == {"好": 4, "较好": 2, "一般": 0, "差": 0}


def test_after_the_box_the_meeting_goes_on_as_after_paper(cast: Cast) -> None:
    counted(cast)

    assert cast.meeting_at(M.CLOSED).state == M.CLOSED


def test_the_hash_that_was_printed_stands_in_the_record_and_the_trail(cast: Cast) -> None:
    meeting = sealed(cast)
    said = AuditEntry.objects.filter(process=meeting.process_id).order_by("-seq")[0].comment

    assert meeting.box_hash == sealed_of(meeting).hash
    assert said == f"票箱校验码{meeting.box_hash}"


def test_too_few_voters_vote_on_paper(cast: Cast) -> None:
    cast.meeting_at(M.CHECKING_IN)
    cast.assess()
    cast.attend(absent=("陈明", "周岚"))
    cast.do(actions.open_ballot, cast.meeting())

    with pytest.raises(Refused, match="可以领票的4人，少于5人，用纸质票"):
        cast.do(actions.ballot_begin, cast.meeting(), voting="slips")


def test_a_plan_without_electronic_ballots_refuses_the_box(db: None) -> None:
    cast = make_cast(replace(ready(), electronic=()))
    cast.meeting_at(M.BALLOTING)

    with pytest.raises(Refused, match="没有设电子票"):
        cast.do(actions.ballot_begin, cast.meeting(), voting="slips")


@pytest.mark.parametrize("way", ["paper", "", "匿名"])
def test_a_way_that_the_plan_has_not_is_refused(cast: Cast, way: str) -> None:
    cast.meeting_at(M.BALLOTING)

    with pytest.raises(Refused, match="没有这种领票方式"):
        cast.do(actions.ballot_begin, cast.meeting(), voting=way)


def test_a_box_is_made_once(cast: Cast) -> None:
    begun(cast)

    with pytest.raises(Refused, match="票箱的情况已经变了"):
        cast.do(actions.ballot_begin, cast.meeting(), voting="slips")


def test_slips_are_printed_once(cast: Cast) -> None:
    begun(cast)
    drawn(cast)

    with pytest.raises(Refused, match="票签已经生成过；没有印好的，全部作废重来"):
        drawn(cast)


def test_no_vote_counts_before_the_barrier_is_lifted(cast: Cast) -> None:
    begun(cast)
    codes = drawn(cast)

    assert vote(cast.meeting(), codes[0]) is Answer.NOT_YET


def test_lost_slips_are_all_void_and_drawn_anew(cast: Cast) -> None:
    begun(cast)
    lost = drawn(cast)
    old = box_of(cast.meeting())
    cast.do(actions.ballot_restart, cast.meeting(), paper=False)
    old.path.unlink(missing_ok=True)
    begun(cast)
    drawn(cast)
    cast.do(actions.barrier_lift, cast.meeting())

    assert vote(cast.meeting(), lost[0]) is Answer.UNKNOWN


def test_leftover_slips_are_void_before_the_barrier_and_too_late_after_it(cast: Cast) -> None:
    begun(cast)
    codes = drawn(cast)
    before = actions.slip_void(cast.meeting(), Ballot(codes[0]))
    cast.do(actions.barrier_lift, cast.meeting())

    assert before is Answer.VOIDED
    assert actions.slip_void(cast.meeting(), Ballot(codes[1])) is Answer.TOO_LATE
    assert vote(cast.meeting(), codes[0]) is Answer.VOID
    assert box_of(cast.meeting()).turnout() == Turnout(PEOPLE, 1, 0)


def test_too_few_tickets_out_keep_the_barrier_down(cast: Cast) -> None:
    begun(cast)
    codes = drawn(cast)
    for code in codes[:2]:
        actions.slip_void(cast.meeting(), Ballot(code))

    with pytest.raises(Refused, match="领票4人，少于最低人数5人，请改用纸质投票"):
        cast.do(actions.barrier_lift, cast.meeting())
    cast.do(actions.ballot_restart, cast.meeting(), paper=True)
    assert (cast.meeting().voting, cast.meeting().box) == ("paper", "")


def test_the_vote_ends_with_the_box_sealed_whichever_button_is_pressed(cast: Cast) -> None:
    polled(cast)
    cast.do(actions.ballot_close, cast.meeting())

    assert cast.meeting().state == M.COUNTING
    assert box_of(cast.meeting()).is_sealed


def test_an_unsealed_box_keeps_the_meeting_from_counting(cast: Cast) -> None:
    polled(cast)

    with pytest.raises(Incomplete, match="票箱还没有封好"):
        cast.do(actions.close_ballot, cast.meeting())


def test_nothing_is_sealed_before_the_vote_or_by_somebody_else(cast: Cast) -> None:
    begun(cast)
    with pytest.raises(Refused, match="还没有开始投票，不能封箱"):
        cast.do(actions.box_seal, cast.meeting())
    drawn(cast)
    cast.do(actions.barrier_lift, cast.meeting())
    with pytest.raises(NotAllowed):
        cast.do(actions.box_seal, cast.meeting(), "clerk")

    assert not box_of(cast.meeting()).is_sealed


def test_sealing_that_was_cut_off_before_the_record_moved_is_done_again(cast: Cast) -> None:
    polled(cast)
    found = seal(box_of(cast.meeting()))
    cast.do(actions.box_seal, cast.meeting())

    assert cast.meeting().box_hash == found.hash


@pytest.mark.parametrize("typed", ["", "0000000", "00000000", "x" * 64])
def test_nothing_is_counted_against_another_hash_than_the_printed_one(cast: Cast, typed: str) -> None:
    meeting = sealed(cast)

    with pytest.raises(Refused, match="与封箱时打印的票箱校验码不一致"):
        cast.do(actions.box_count, meeting, typed=typed)
    assert counts_of(meeting) == {}


def test_the_counts_of_paper_are_not_confirmed_for_a_box(cast: Cast) -> None:
    meeting = sealed(cast)

    with pytest.raises(Refused, match="对照打印的校验码计票"):
        cast.do(actions.ballot_confirm, meeting)


def test_a_box_that_was_changed_is_not_counted(cast: Cast) -> None:
    meeting = sealed(cast)
    found = sealed_of(meeting)
    changed = [vote._replace(choice=0) for vote in found.votes or []]
    replace(found, votes=changed).write(box_of(meeting).sealed_path)

    with pytest.raises(Refused, match="校验码与封箱时打印的不一致"):
        cast.do(actions.box_count, meeting, typed=meeting.box_hash[:8])


def test_too_few_votes_are_not_counted_and_the_meeting_votes_on_paper(cast: Cast) -> None:
    meeting = sealed(cast, votes=4)
    with pytest.raises(Refused, match="投票4人，少于最低人数5人"):
        cast.do(actions.box_count, meeting, typed=meeting.box_hash)
    cast.do(actions.ballot_to_paper, meeting)

    assert (cast.meeting().voting, cast.meeting().box, counts_of(meeting)) == ("paper", "", {})
    assert cast.meeting_at(M.GRADING).state == M.GRADING


def test_a_box_that_can_be_counted_is_not_given_up(cast: Cast) -> None:
    meeting = sealed(cast)

    with pytest.raises(Refused, match="投票人数够了"):
        cast.do(actions.ballot_to_paper, meeting)


def test_more_votes_than_people_who_signed_in_make_the_meeting_void(cast: Cast) -> None:
    meeting = sealed(cast)
    Meeting.objects.filter(pk=meeting.pk).update(voters=PEOPLE - 1)
    cast.do(actions.box_count, meeting, typed=meeting.box_hash[:8])

    assert fresh(meeting).state == M.VOID
    assert counts_of(meeting) == {}


def test_the_supervisors_of_the_count_count_again_with_the_same_result(cast: Cast) -> None:
    meeting = counted(cast)

    assert recounted(meeting) == (PEOPLE, [])


def test_sealing_forgets_who_took_a_ticket(cast: Cast) -> None:
    begun(cast, "screen")
    for name, key in (("周志远", "secretary"), ("李慧", "organiser")):
        actions.ticket_take(entry(cast, name), user=cast.users[key])
    taken = list(cast.meeting().roll.filter(ticketed=True))
    box = box_of(cast.meeting())
    for n in range(4):
        issue(box, actions.Drawn([f"{n}"]))
    cast.do(actions.barrier_lift, cast.meeting())
    cast.do(actions.box_seal, cast.meeting())

    assert len(taken) == 2
    assert not cast.meeting().roll.filter(ticketed=True).exists()


def test_the_votes_are_erased_after_the_objection_period_and_the_counts_stay(cast: Cast) -> None:
    meeting = counted(cast)
    cast.meeting_at(M.CLOSED)
    today = timezone.localdate()
    early = actions.boxes_clear(today + timedelta(days=14))
    due = actions.boxes_clear(today + timedelta(days=15))

    assert (early, due, actions.boxes_clear(today + timedelta(days=99))) == (0, 1, 0)
    assert sealed_of(meeting).votes is None
    assert sealed_of(meeting).hash == meeting.box_hash
    assert (len(counts_of(meeting)), pack_of(meeting).exists()) == (2, True)
    with pytest.raises(BoxError, match="按规定清除"):
        recounted(meeting)


def test_the_plan_says_how_long_the_votes_are_kept(db: None) -> None:
    cast = make_cast(replace(ready(), recount_days=30))
    counted(cast)
    cast.meeting_at(M.CLOSED)
    today = timezone.localdate()

    assert [actions.boxes_clear(today + timedelta(days=days)) for days in (29, 30)] == [0, 1]


def test_the_box_of_a_meeting_that_ended_before_sealing_is_destroyed(cast: Cast) -> None:
    voting(cast)
    meeting = cast.meeting()
    box = box_of(meeting)
    cast.do(actions.void, meeting, comment="人数有误")
    actions.boxes_clear(timezone.localdate())

    assert (box.path.exists(), box.secret_path.exists(), box.is_sealed) == (False, False, False)


def test_who_abstains_is_counted_among_the_valid_and_under_no_option(cast: Cast) -> None:
    codes = voting(cast)
    box = box_of(cast.meeting())
    none = {item.key: 0 if len(item.options) == 2 else item.options.index("弃权") for item in box.frozen().items}
    for code in codes[1:]:
        vote(cast.meeting(), code)
    said = put_in(box, Ballot(codes[0], none))
    cast.do(actions.box_seal, cast.meeting())
    meeting = cast.meeting()
    cast.do(actions.box_count, meeting, typed=meeting.box_hash[:8])
    totals = counts_of(meeting)["members"].totals()
    first = next(iter(totals.cells))

    assert (said, totals.valid) == (Answer.ACCEPTED, PEOPLE)
    assert totals.cells[first] == {"优秀": PEOPLE - 1, "合格": 0, "基本合格": 0, "不合格": 0}


def test_every_voter_has_the_same_ballot(cast: Cast) -> None:
    voting(cast)

    assert len(choices(cast.meeting())) == PEOPLE * 11 + 6
