"""评审: two groups cross over, each reviewer alone with his sheet, and the average goes into the ratings. 2.6b."""

import pytest
from django.utils import timezone

from permissions import grants
from permissions.models import Appointment
from permissions.roles import Role
from tests.workflows.engine.steps import all_is_well, trail
from tests.workflows.star_rating import panels
from tests.workflows.star_rating.panels import begin, fresh, hand_in, mark, prepare, scored, sheet_of
from tests.world import World, make_world
from workflows.engine import attendance, departure, inbox
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.inbox import Filters
from workflows.engine.models import AuditEntry, Notice, Round, Task
from workflows.engine.pages import visible
from workflows.star_rating import actions
from workflows.star_rating.models import Evaluation, ReviewSheet

E, S = Evaluation.State, ReviewSheet.State
JIA, YI = "甲局机关党委", "乙局机关党委"


@pytest.fixture
def world(db: None) -> World:
    """Return the cast without a round."""
    return make_world()


@pytest.fixture
def round_(world: World) -> Round:
    """Return an open round that asks for a panel's figure."""
    return panels.open_round(world)


@pytest.fixture
def evaluation(world: World, round_: Round) -> Evaluation:
    """Return a panel of two groups, begun: 甲局's people and 工委's leader score 乙局, the others score 甲局."""
    made = prepare(world, round_)
    panels.name(
        world, made, {"secretary": 1, "deputy": 1, "outsider": 2, "other_deputy": 2, "leader": 1}, {JIA: 1, YI: 2}
    )
    return begin(world, made)


def waiting(world: World, key: str) -> list[str]:
    return [task.process.title for task in inbox.todo(world.users[key], Filters()).rows]


# --- who scores whom -----------------------------------------------------------------------------------------------


def test_each_group_scores_the_branches_of_the_other(world: World, evaluation: Evaluation) -> None:
    assert evaluation.state == E.EVALUATING
    assert scored(sheet_of(world, "secretary")) == ["乙一支部"]
    assert scored(sheet_of(world, "other_deputy")) == ["甲一支部", "甲二支部", "甲四支部", "甲五支部", "甲三支部"]
    assert all_is_well()


def test_without_groups_nobody_scores_his_own_unit(world: World, round_: Round) -> None:
    made = prepare(world, round_)
    panels.name(world, made, {"secretary": 0, "outsider": 0, "leader": 0}, {"工委": 0})
    begin(world, made)

    assert scored(sheet_of(world, "secretary")) == ["乙一支部", "丙办党支部"]
    assert "乙一支部" not in scored(sheet_of(world, "outsider"))
    assert len(scored(sheet_of(world, "leader"))) == 7


def test_a_second_post_makes_that_unit_ones_own_too(world: World, round_: Round) -> None:
    grants.appoint(world.users["direct"], Role.BRANCH_ORG, world.units["乙一支部"], timezone.localdate())
    made = prepare(world, round_)
    panels.name(world, made, {"direct": 0}, {JIA: 0, YI: 0})

    with pytest.raises(Incomplete, match="乙一支部没有评委评"):
        begin(world, made)


def test_a_committee_evaluates_its_own_branches_by_their_secretaries(world: World, round_: Round) -> None:
    made = prepare(world, round_, by="staff", unit=JIA)
    panels.name(world, made, {"secretary": 0, "sibling": 0}, {"甲一支部": 0, "甲二支部": 0}, by="staff")
    begin(world, made, by="staff")

    assert (scored(sheet_of(world, "secretary")), scored(sheet_of(world, "sibling"))) == (["甲二支部"], ["甲一支部"])


@pytest.mark.parametrize("who", ["leader", "inspector", "secretary", "staff", "sysadmin"])
def test_only_those_who_review_for_the_unit_prepare_in_its_name(world: World, round_: Round, who: str) -> None:
    with pytest.raises(NotAllowed):
        prepare(world, round_, by=who)


def test_it_does_not_begin_without_reviewers_or_with_one_who_has_nobody_to_score(world: World, round_: Round) -> None:
    made = prepare(world, round_)
    with pytest.raises(Incomplete, match="评委或支部还没有列全"):
        begin(world, made)
    panels.name(world, made, {"secretary": 0}, {"甲一支部": 0})
    with pytest.raises(Incomplete) as refused:
        begin(world, made)
    assert refused.value.problems == [
        "周志远没有可以评的支部（本单位的不评，同组的不评），请移出或调整组别。",
        "甲一支部没有评委评，请增加评委或调整组别。",
    ]
    assert ReviewSheet.objects.count() == 0


def test_reviewers_and_branches_are_changed_only_before_it_begins(world: World, evaluation: Evaluation) -> None:
    with pytest.raises(Stale):
        panels.name(world, evaluation, {"sibling": 1}, {})


def test_naming_somebody_again_changes_his_group_and_removing_takes_him_off(world: World, round_: Round) -> None:
    made = prepare(world, round_)
    panels.name(world, made, {"secretary": 1}, {"甲一支部": 1})
    panels.name(world, made, {"secretary": 2}, {"甲一支部": 2})
    assert [(row.user_id, row.group) for row in made.reviewers.all()] == [(world.users["secretary"].pk, 2)]

    row, branch = made.reviewers.get(), made.evaluated.get()
    actions.evaluation_remove(made, by=world.clerk, seen=world.seen(made), reviewer=row.pk, branch=branch.pk)

    assert (made.reviewers.count(), made.evaluated.count()) == (0, 0)


def test_beginning_twice_hands_out_one_sheet_each(world: World, round_: Round) -> None:
    made = prepare(world, round_)
    panels.name(world, made, {"leader": 0}, {JIA: 0})
    seen = world.seen(made)

    for _ in range(2):
        actions.evaluation_begin(fresh(made), by=world.clerk, seen=seen)

    assert ReviewSheet.objects.count() == 1


# --- a sheet is one person's ---------------------------------------------------------------------------------------


def test_a_sheet_waits_for_its_reviewer_and_for_nobody_else_of_the_unit(world: World, evaluation: Evaluation) -> None:
    assert "交叉评审评分表" in waiting(world, "secretary")
    assert "交叉评审评分表" not in waiting(world, "organiser")
    told = Notice.objects.filter(text__contains="评分表").values_list("user__username", flat=True)
    assert sorted(told) == ["deputy", "leader", "other_deputy", "outsider", "secretary"]


def test_what_waits_for_others_is_not_counted_either(world: World, evaluation: Evaluation) -> None:
    assert inbox.counts(world.users["secretary"]).todo == inbox.counts(world.users["organiser"]).todo + 1


@pytest.mark.parametrize("who", ["organiser", "clerk", "head", "deputy", "other_deputy", "inspector", "former"])
def test_nobody_but_the_reviewer_sees_his_sheet(world: World, evaluation: Evaluation, who: str) -> None:
    own = ReviewSheet.objects.filter(reviewer=world.users["secretary"])

    assert visible(own, world.users["secretary"]).count() == 1
    assert visible(own, world.users[who]).count() == 0


@pytest.mark.parametrize("who", ["organiser", "deputy", "clerk", "superuser"])
def test_nobody_else_fills_it_in_or_hands_it_in(world: World, evaluation: Evaluation, who: str) -> None:
    mark(world, "secretary", ("50", "30"))
    sheet = sheet_of(world, "secretary")

    with pytest.raises(NotAllowed):
        actions.marks_save(sheet, {}, by=getattr(world, who), seen=world.seen(sheet))
    with pytest.raises(NotAllowed):
        actions.marks_submit(sheet, by=getattr(world, who), seen=world.seen(sheet))


def test_a_sheet_is_handed_in_complete_and_taken_back_until_it_is_counted(world: World, evaluation: Evaluation) -> None:
    with pytest.raises(Incomplete) as refused:
        hand_in(world, "secretary")
    assert refused.value.problems == ["乙一支部的班子建设、作用发挥还没有打分。"]

    mark(world, "secretary", ("55", "38.5"), "材料齐全")
    assert hand_in(world, "secretary").state == S.MARKED
    entry = AuditEntry.objects.filter(process=sheet_of(world, "secretary").process).latest("seq")
    assert entry.data["snapshot"]["marks"] == {world.rating("乙一支部").process.number: ["55", "38.5"]}
    assert "交叉评审评分表" not in waiting(world, "secretary")

    sheet = sheet_of(world, "secretary")
    actions.marks_withdraw(sheet, by=world.secretary, seen=world.seen(sheet))
    assert (sheet_of(world, "secretary").state, "交叉评审评分表" in waiting(world, "secretary")) == (S.MARKING, True)
    assert trail(sheet) == ["open", "submit", "withdraw"]
    assert all_is_well()


def test_a_reviewer_who_left_his_post_leaves_a_sheet_that_nobody_can_fill_in(
    world: World, evaluation: Evaluation
) -> None:
    grants.end_now(Appointment.objects.get(user=world.users["secretary"]))
    attendance.recheck()

    task = Task.objects.get(process=sheet_of(world, "secretary").process, finished__isnull=True)
    assert task.unattended
    assert all_is_well()


# --- around it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Round.Status.CANCELLED, Round.Status.CLOSED])
def test_what_is_open_when_the_round_ends_is_stopped(world: World, evaluation: Evaluation, status: str) -> None:
    other = prepare(world, evaluation.round, name="没有开始的")
    assert actions.stop_due(timezone.localdate()) == 0
    Round.objects.update(status=status)

    assert actions.stop_due(timezone.localdate()) == 2

    assert [fresh(made).state for made in (evaluation, other)] == [E.CALLED_OFF, E.CALLED_OFF]
    assert set(ReviewSheet.objects.values_list("state", flat=True)) == {S.CANCELLED}
    assert all_is_well()


def test_a_handover_counts_only_ones_own_sheet(world: World, evaluation: Evaluation) -> None:
    found = {key: departure.fates([getattr(world, key).appointment]) for key in ("secretary", "organiser")}

    sheets = {key: [fate for fate in fates if "评分表" in fate.task.process.title] for key, fates in found.items()}
    assert [(fate.stays, fate.unattended) for fate in sheets["secretary"]] == [(False, True)]
    assert sheets["organiser"] == []


def test_rewriting_all_desks_leaves_a_sheet_with_its_reviewer(world: World, evaluation: Evaluation) -> None:
    assert attendance.rebuild() == 0
    assert "交叉评审评分表" in waiting(world, "secretary")


def test_a_closed_round_takes_no_evaluation(world: World, round_: Round) -> None:
    Round.objects.update(status=Round.Status.CLOSED)

    with pytest.raises(Refused, match="已结束"):
        prepare(world, Round.objects.select_related("unit").get())
