"""Lists and members go back: withdrawn, returned, pulled, left out, struck; what they held is free again."""

import pytest

from permissions.roles import Role
from tests.workflows.engine.steps import all_is_well, open_desk, trail
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.listing import (
    CONTACT,
    STUDIED,
    UNIT,
    a_round,
    alone,
    approved,
    arrange,
    do,
    fresh,
    listed,
    meet,
    member_out,
    ready,
    report,
    reported,
)
from tests.workflows.nomination.places import categories
from workflows.engine import objections
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import AuditEntry, Notice, Publicity, Reservation
from workflows.nomination import actions, queries
from workflows.nomination.models import NominationList
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

WITHIN = ["branch_meeting", "committee", "unit_publicity", "party_group", "org_review", "work_committee"]
PLACES = categories(member={"per_unit": 2, "per_branch": 2})
WHY = "请补充材料。"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def held(key: str) -> int:
    return Reservation.objects.filter(quota__key=key).count()


@pytest.mark.parametrize("way", ["withdraw", "send_back"])
def test_a_list_that_is_compiled_anew_gives_the_places_of_the_unit_back(cast: Cast, way: str) -> None:
    a_round(cast, categories=PLACES)
    submission = reported(cast, "张三", "王五")
    assert (held("unit:places.member"), held("branch:places.member")) == (2, 2)
    if way == "withdraw":
        do(actions.list_withdraw, cast, submission, "staff")
    else:
        do(actions.list_send_back, cast, submission, "clerk", comment=WHY, to=L.COMPILING)

    assert (fresh(submission).state, cast.nomination("张三").state) == (L.COMPILING, S.LISTED)
    assert (held("unit:places.member"), held("branch:places.member")) == (0, 2)
    assert all_is_well()


def test_it_comes_back_to_who_returned_it(cast: Cast) -> None:
    a_round(cast, stages=STUDIED)
    submission = listed(cast, "张三")
    arrange(cast, submission, "staff")
    submission = report(cast, submission)
    meet(cast, submission, "deputy")
    submission = report(cast, submission, "deputy")
    do(actions.list_forward, cast, submission, "clerk")
    do(actions.list_send_back, cast, submission, "leader", comment=WHY, to=L.COMPILING)
    submission = report(cast, submission)

    assert (submission.state, cast.nomination("张三").state) == (L.DECIDING, S.DECIDING)
    assert trail(submission)[-4:] == ["report", "pass_on", "pass_on", "pass_on"]
    assert all_is_well()


def test_with_somebody_new_it_goes_step_by_step(cast: Cast) -> None:
    a_round(cast, stages=STUDIED)
    submission = listed(cast, "张三")
    arrange(cast, submission, "staff")
    submission = report(cast, submission)
    meet(cast, submission, "deputy")
    submission = report(cast, submission, "deputy")
    do(actions.list_send_back, cast, submission, "clerk", comment=WHY, to=L.COMPILING)
    listed(cast, "王五")
    arrange(cast, submission, "staff")

    assert report(cast, submission).state == L.STUDYING


def test_a_unit_that_decides_itself_decides_anew_what_was_taken_back(cast: Cast) -> None:
    alone(cast, stages=["branch_meeting", "committee", "publicity"])
    submission = listed(cast, "张三")
    arrange(cast, submission, "staff")
    submission = report(cast, submission)
    meet(cast, submission, "deputy")
    submission = report(cast, submission, "deputy")
    assert submission.state == L.ANNOUNCING
    do(actions.list_send_back, cast, submission, "staff", comment=WHY, to=L.COMPILING)
    submission = report(cast, submission)

    assert (submission.state, cast.nomination("张三").state) == (L.STUDYING, S.LISTED)
    assert all_is_well()


def test_one_member_goes_back_alone(cast: Cast) -> None:
    a_round(cast, categories=PLACES)
    submission = reported(cast, "张三", "王五")
    pulled = member_out(cast, "list_pull", "王五", "clerk", WHY)

    assert (pulled.state, pulled.submission, pulled.rank) == (S.COMMITTEE_REVIEWING, None, None)
    assert (held("unit:places.member"), held("branch:places.member")) == (1, 2)
    assert (fresh(submission).state, trail(submission)[-1]) == (L.VERIFYING, "pull_member")
    assert [row.candidate for row in queries.members(fresh(submission))] == ["张三"]
    assert all_is_well()


def test_who_was_sent_back_comes_in_a_second_batch(cast: Cast) -> None:
    a_round(cast)
    reported(cast, "张三", "王五")
    member_out(cast, "list_pull", "王五", "clerk", WHY)
    again = cast.do("forward", "王五", "deputy")

    assert again.submission is not None
    assert (again.submission.batch, again.submission.state) == (2, L.COMPILING)
    assert report(cast, ready(cast, again.submission)).state == L.VERIFYING
    assert all_is_well()


@pytest.mark.parametrize(("verb", "end"), [("list_leave_out", S.NOT_FORWARDED), ("list_strike", S.REJECTED)])
def test_one_member_ends_and_its_places_are_free(cast: Cast, verb: str, end: str) -> None:
    a_round(cast, categories=PLACES)
    submission = reported(cast, "张三", "王五")
    member_out(cast, verb, "王五", "clerk")

    assert (cast.nomination("王五").state, held("unit:places.member"), held("branch:places.member")) == (end, 1, 1)
    assert [row.candidate for row in queries.members(fresh(submission))] == ["张三"]
    assert approved(cast, submission).state == L.ANNOUNCING
    assert all_is_well()


def test_a_reason_is_asked_for(cast: Cast) -> None:
    a_round(cast)
    reported(cast, "张三")

    with pytest.raises(Incomplete, match="须写明原因"):
        member_out(cast, "list_strike", "张三", "clerk", " ")
    assert cast.nomination("张三").state == S.VERIFYING


@pytest.mark.parametrize("verb", ["list_pull", "list_leave_out", "list_strike"])
def test_a_list_on_its_way_ends_with_its_last_member_and_the_unit_is_told(cast: Cast, verb: str) -> None:
    a_round(cast)
    submission = reported(cast, "张三")
    member_out(cast, verb, "张三", "clerk")
    told = Notice.objects.filter(process=submission.process_id, text__contains="名单已办结")

    assert fresh(submission).state == L.CLOSED
    assert sorted(note.user.username for note in told) == ["deputy", "staff"]
    assert all_is_well()


def test_a_list_that_is_compiled_waits_for_others(cast: Cast) -> None:
    a_round(cast)
    submission = listed(cast, "张三")
    member_out(cast, "list_strike", "张三", "staff")

    assert fresh(submission).state == L.COMPILING
    assert report_lacks(submission) == ["名单里还没有人选。请先审核提名；确无合适对象的，请办理“不推荐”。"]


def report_lacks(submission: NominationList) -> list[str]:
    return queries.list_lacking(fresh(submission))


def test_a_list_that_was_withdrawn_has_no_notice(cast: Cast) -> None:
    a_round(cast, stages=WITHIN)
    submission = listed(cast, "张三")
    arrange(cast, submission, "staff")
    submission = report(cast, submission, contact=CONTACT)
    do(actions.list_withdraw, cast, submission, "staff")

    assert (fresh(submission).state, fresh(submission).within) == (L.COMPILING, None)
    assert all_is_well()


def test_an_objection_is_not_evaded_by_taking_the_list_back(cast: Cast) -> None:
    a_round(cast, stages=WITHIN)
    submission = listed(cast, "张三")
    arrange(cast, submission, "staff")
    submission = report(cast, submission, contact=CONTACT)
    objections.receive(
        Publicity.objects.get(), cast.nomination("张三"), by=cast.clerk, channel="电话", text="反映问题。"
    )

    with pytest.raises(Refused, match="异议还没有核查完"):
        do(actions.list_withdraw, cast, submission, "staff")
    assert fresh(submission).state == L.PUBLICISING_WITHIN


def test_an_old_page_moves_nobody(cast: Cast) -> None:
    a_round(cast)
    submission = ready(cast, listed(cast, "张三"))
    seen = cast.seen(submission)
    report(cast, submission)

    with pytest.raises(Stale):
        actions.list_pull(submission, cast.nomination("张三"), by=cast.staff, seen=seen, comment=WHY)
    assert cast.nomination("张三").state == S.VERIFYING


@pytest.mark.parametrize("who", ["staff", "secretary", "inspector", "leader"])
def test_only_who_has_the_list_takes_members_out(cast: Cast, who: str) -> None:
    a_round(cast)
    reported(cast, "张三")

    with pytest.raises(NotAllowed):
        member_out(cast, "list_strike", "张三", who)
    assert cast.nomination("张三").state == S.VERIFYING


def test_a_member_of_another_list_is_not_touched(cast: Cast) -> None:
    a_round(cast)
    mine, other = reported(cast, "张三"), reported(cast, "周八", by="other_deputy")
    row = cast.nomination("周八")

    with pytest.raises(NotAllowed):
        do(actions.list_strike, cast, mine, "clerk", nomination=row, comment=WHY)
    assert (cast.nomination("周八").state, fresh(other).state) == (S.VERIFYING, L.VERIFYING)
    assert AuditEntry.objects.filter(process=mine.process_id, verb="strike_member").count() == 0


def test_the_post_that_decides_is_the_unit_s(cast: Cast) -> None:
    cast.person("secretary_of_committee", "段正明", Role.OC_SECRETARY, UNIT)
    a_round(cast, stages=STUDIED)
    submission = listed(cast, "张三")
    arrange(cast, submission, "staff")

    assert (open_desk(report(cast, submission)).unit, open_desk(submission).right) == (cast.units[UNIT], "decide")
