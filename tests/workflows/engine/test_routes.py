"""Where a record goes next: skipped and merged levels, vacancies, returns, units that move."""

from datetime import timedelta

import pytest
from django.utils import timezone

from permissions import grants, tree
from permissions.models import Appointment
from permissions.roles import Role, UnitKind
from tests.workflows.engine.steps import all_is_well, do, open_desk, rating_at, review, trail
from tests.world import LONG_AGO, World, make_world
from workflows.engine import attendance
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import AuditEntry, Task
from workflows.star_rating import actions
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState as S

WHY = {"comment": "请补充材料。"}


@pytest.fixture
def cast(db: None) -> World:
    """Return the cast before any round is open."""
    return make_world()


def leave(world: World, *who: str) -> None:
    """End the posts of these people with yesterday."""
    for key in who:
        post = Appointment.objects.get(user=world.users[key])
        grants.end_appointment(post, timezone.localdate() - timedelta(days=1))


def stands(rating: Rating) -> tuple[str, str, bool]:
    """State of the desk, the unit it is in, and whether nobody is there."""
    desk = open_desk(rating)
    assert desk.unit is not None
    return desk.flow_task.state, desk.unit.short_name, desk.unattended


def test_a_branch_right_under_its_committee_skips_the_level_that_is_not_there(world: World) -> None:
    rating = rating_at(world, S.SCORING)

    assert stands(rating) == ("scoring", "甲局机关党委", False)
    assert AuditEntry.objects.get(process=rating.process_id, verb="pass_on").comment == "没有这一级组织"


def test_a_branch_under_a_general_branch_goes_through_it(world: World) -> None:
    assert stands(rating_at(world, S.GENERAL_REVIEWING, "甲三支部")) == ("general_reviewing", "甲局党总支", False)
    assert stands(rating_at(world, S.SCORING, "甲四支部")) == ("scoring", "甲局机关党委", False)


def test_a_direct_branch_is_scored_by_the_work_committee(world: World) -> None:
    assert stands(world.submit("丙办党支部", world.direct)) == ("scoring", "工委", False)


def test_a_general_branch_right_under_the_work_committee_is_both_levels_at_once(cast: World) -> None:
    cast.unit("丁局党总支", UnitKind.GENERAL_BRANCH, "工委")
    cast.unit("丁一支部", UnitKind.BRANCH, "丁局党总支")
    cast.person("ding", "沈莉", Role.BRANCH_SECRETARY, "丁一支部")
    cast.person("ding_gb", "许强", Role.GB_SECRETARY, "丁局党总支")
    cast.round()

    rating = cast.submit("丁一支部", cast.ding)
    assert stands(rating) == ("scoring", "丁局党总支", False)

    review(cast, "丁一支部", five_stars=False, by="ding_gb")
    assert cast.rating("丁一支部").submission == cast.list_of("丁局党总支")


def test_the_list_of_the_work_committee_itself_is_not_verified_twice(cast: World) -> None:
    cast.round()
    cast.submit("丙办党支部", cast.direct)
    review(cast, "丙办党支部", five_stars=False, by="clerk")
    submission = cast.report("工委", cast.clerk)

    assert submission.state == "deciding"
    assert trail(submission)[-2:] == ["report", "pass_on"]
    assert cast.rating("丙办党支部").state == S.DECIDING
    assert all_is_well()


def test_a_vacant_post_is_taken_by_the_superior(world: World) -> None:
    leave(world, "general")

    assert stands(rating_at(world, S.GENERAL_REVIEWING, "甲三支部")) == ("general_reviewing", "甲局机关党委", False)


def test_with_nobody_anywhere_a_desk_is_marked(world: World) -> None:
    leave(world, "general", "deputy", "staff", "clerk", "head")

    assert stands(rating_at(world, S.GENERAL_REVIEWING, "甲三支部")) == ("general_reviewing", "甲局党总支", True)


def test_when_the_submitter_is_the_only_reviewer_the_superior_reviews(world: World) -> None:
    leave(world, "deputy", "staff")
    grants.appoint(world.users["secretary"], Role.OC_STAFF, world.units["甲局机关党委"], LONG_AGO)

    assert stands(rating_at(world, S.SCORING)) == ("scoring", "工委", False)


def test_a_branch_without_a_secretary_is_not_filled_in_by_its_superior(cast: World) -> None:
    leave(cast, "secretary")
    cast.round()

    assert stands(cast.rating("甲一支部")) == ("self_assessing", "甲一支部", True)


def test_a_stage_that_the_round_does_not_use_is_passed_on(cast: World) -> None:
    cast.round(stages={"general_reviewing": {"off": True}})
    rating = cast.submit("甲三支部", cast.third)

    assert rating.state == S.SCORING
    assert AuditEntry.objects.get(process=rating.process_id, verb="pass_on").comment == "本批次不设此环节"


@pytest.mark.parametrize(("resume", "state"), [("direct", S.SCORING), ("stepwise", S.GENERAL_REVIEWING)])
def test_a_returned_rating_comes_back_as_the_round_says(cast: World, resume: str, state: S) -> None:
    cast.round(resume=resume)
    rating = rating_at(cast, S.SCORING, "甲三支部")
    do(actions.send_back, cast, rating, "staff", to=S.SELF_ASSESSING, **WHY)

    do(actions.submit, cast, rating, "third")

    assert cast.rating("甲三支部").state == state
    assert cast.rating("甲三支部").resume_at == ""


def test_a_withdrawal_forgets_where_the_rating_was_to_come_back(world: World) -> None:
    rating = rating_at(world, S.SCORING, "甲三支部")
    do(actions.send_back, world, rating, "staff", to=S.SELF_ASSESSING, **WHY)
    do(actions.submit, world, rating, "third")
    do(actions.withdraw, world, rating, "third")

    do(actions.submit, world, rating, "third")

    assert world.rating("甲三支部").state == S.GENERAL_REVIEWING


def test_a_rating_is_sent_back_only_to_a_desk_it_has_been_on(world: World) -> None:
    rating = rating_at(world, S.SCORING)

    with pytest.raises(Refused, match="只能退回到本事项经过的环节"):
        do(actions.send_back, world, rating, "staff", to=S.GENERAL_REVIEWING, **WHY)
    with pytest.raises(Refused):
        do(actions.send_back, world, rating, "staff", to=S.PUBLISHED, **WHY)

    assert world.rating("甲一支部").state == S.SCORING


def test_a_unit_that_moves_keeps_its_open_desk_and_takes_the_next_ones_to_the_new_superior(world: World) -> None:
    rating = rating_at(world, S.SCORING)

    tree.move_unit(world.units["甲一支部"], world.units["乙局机关党委"])
    attendance.recheck()

    assert stands(rating) == ("scoring", "甲局机关党委", False)
    do(actions.send_back, world, rating, "staff", to=S.SELF_ASSESSING, **WHY)
    do(actions.submit, world, rating, "secretary")
    assert stands(rating) == ("scoring", "乙局机关党委", False)
    assert all_is_well()


def test_who_leaves_midway_can_no_more_act_and_his_desk_goes_upward(world: World) -> None:
    rating = rating_at(world, S.GENERAL_REVIEWING, "甲三支部")
    leave(world, "general")

    with pytest.raises(NotAllowed):
        do(actions.forward, world, rating, "general")

    assert attendance.recheck() == 1
    assert stands(rating) == ("general_reviewing", "甲局机关党委", False)
    do(actions.forward, world, rating, "deputy")
    assert world.rating("甲三支部").state == S.SCORING
    assert all_is_well()


def test_a_mark_goes_when_somebody_comes(world: World) -> None:
    leave(world, "secretary")
    assert attendance.recheck() == 1
    assert stands(world.rating("甲一支部")) == ("self_assessing", "甲一支部", True)

    world.person("successor", "尹航", Role.BRANCH_SECRETARY, "甲一支部")

    assert attendance.recheck() == 1
    assert stands(world.rating("甲一支部")) == ("self_assessing", "甲一支部", False)


def test_a_second_look_changes_nothing(world: World) -> None:
    leave(world, "secretary", "general")
    rating_at(world, S.GENERAL_REVIEWING, "甲三支部")
    attendance.recheck()

    assert attendance.recheck() == 0


def test_the_copies_on_the_desks_can_be_written_anew(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    Task.objects.filter(pk=open_desk(rating).pk).update(right="decide", unit=world.units["乙一支部"])

    assert attendance.rebuild() == 1
    assert stands(rating) == ("scoring", "甲局机关党委", False)
    assert open_desk(rating).right == "review"
    assert attendance.rebuild() == 0
