"""评审: two groups cross over, each reviewer alone with his sheet, and the average goes into the ratings. 2.6b."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from permissions import grants
from permissions.models import Appointment
from permissions.roles import Role
from tests.workflows.engine.steps import all_is_well, trail
from tests.workflows.star_rating import panels
from tests.workflows.star_rating.panels import PANEL, begin, close, fresh, hand_in, mark, prepare, scored, sheet_of
from tests.world import World, make_world
from workflows.engine import attendance, departure, inbox
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.inbox import Filters
from workflows.engine.models import AuditEntry, Notice, Round, Task
from workflows.engine.pages import visible
from workflows.star_rating import actions, queries
from workflows.star_rating.models import Evaluation, Pairing, ReviewSheet
from workflows.star_rating.queries import evaluations as reading
from workflows.star_rating.states import Sheet

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


# --- reckoning up --------------------------------------------------------------------------------------------------


def all_in(world: World) -> None:
    for key, points in {
        "secretary": ("55", "38.5"),
        "deputy": ("50", "35"),
        "leader": ("60", "40"),
        "outsider": ("48", "30"),
        "other_deputy": ("50", "31"),
    }.items():
        mark(world, key, points)
        hand_in(world, key)


def test_the_average_goes_into_the_ratings_with_how_it_was_reckoned(world: World, evaluation: Evaluation) -> None:
    all_in(world)
    closed = close(world, evaluation)

    # 乙一支部: (93.5 + 85 + 100) / 3 = 92.8333…; 甲局's: (78 + 81) / 2 = 79.5
    assert [(row["name"], row["figure"], row["rank"], row["tied"]) for row in closed.outcome] == [
        ("乙一支部", "92.83", 1, False),
        *((name, "79.50", 2, True) for name in ("甲一支部", "甲二支部", "甲四支部", "甲五支部", "甲三支部")),
    ]
    figure = world.rating("乙一支部").figures[PANEL]
    assert figure == {"figure": "92.83", "source": "交叉评审：3名评委平均（100、93.5、85）"}
    last = AuditEntry.objects.filter(process=world.rating("甲一支部").process).latest("seq")
    assert last.comment == "评委打分由无改为79.5（交叉评审：2名评委平均（81、78））"
    assert set(ReviewSheet.objects.values_list("state", flat=True)) == {S.COUNTED}
    assert all_is_well()


def test_it_is_not_reckoned_up_while_a_sheet_is_out(world: World, evaluation: Evaluation) -> None:
    mark(world, "secretary", ("55", "38.5"))
    hand_in(world, "secretary")

    with pytest.raises(Incomplete) as refused:
        close(world, evaluation)
    assert refused.value.problems == ["王海燕、陈立平、林芳、马晓东还没有提交评分。不再参加的，请先取消该评委。"]
    assert world.rating("乙一支部").figures == {}


def test_a_reviewer_who_drops_out_is_not_counted_and_the_trail_says_why(world: World, evaluation: Evaluation) -> None:
    all_in(world)
    user = world.users["leader"]
    with pytest.raises(Incomplete, match="原因"):
        actions.evaluation_drop(fresh(evaluation), user.pk, by=world.clerk, seen=world.seen(evaluation), comment=" ")
    actions.evaluation_drop(
        fresh(evaluation),
        user.pk,
        by=world.clerk,
        seen=world.seen(evaluation),
        comment="出差未到现场",
    )
    closed = close(world, evaluation)

    assert closed.outcome[0]["figure"] == "89.25"
    said = AuditEntry.objects.get(process=evaluation.process, verb="drop_reviewer")
    assert (said.label, said.comment) == ("取消评委", "陈立平（工委 工委领导）：出差未到现场")
    assert all_is_well()


def test_a_branch_whose_rating_ended_is_scored_no_more(world: World, evaluation: Evaluation) -> None:
    world.submit("乙一支部", world.outsider)
    rating = world.rating("乙一支部")
    actions.reject(rating, by=world.other_deputy, seen=world.seen(rating), comment="支部已整建制转出。")
    for key in ("outsider", "other_deputy"):
        mark(world, key, ("50", "30"))
    for key in ("outsider", "other_deputy", "secretary", "deputy", "leader"):
        hand_in(world, key)

    assert [row["name"] for row in close(world, evaluation).outcome] == [
        "甲一支部", "甲二支部", "甲四支部", "甲五支部", "甲三支部",
    ]  # fmt: skip


def test_what_was_counted_is_not_taken_back(world: World, evaluation: Evaluation) -> None:
    all_in(world)
    close(world, evaluation)
    sheet = sheet_of(world, "secretary")

    with pytest.raises(Refused):
        actions.marks_withdraw(sheet, by=world.secretary, seen=world.seen(sheet))


def test_calling_it_off_cancels_the_sheets_and_keeps_what_was_typed(world: World, evaluation: Evaluation) -> None:
    mark(world, "secretary", ("55", "38.5"))
    hand_in(world, "secretary")
    moved = actions.evaluation_call_off(
        fresh(evaluation),
        by=world.clerk,
        seen=world.seen(evaluation),
        comment="改期另行组织",
    )

    assert moved.state == E.CALLED_OFF
    assert set(ReviewSheet.objects.values_list("state", flat=True)) == {S.CANCELLED}
    assert sheet_of(world, "secretary").lines.get().points == ["55", "38.5"]
    assert waiting(world, "outsider") == ["乙一支部2026年度星级评定".replace("2026", str(timezone.localdate().year))]
    assert all_is_well()


def hand_in_review(world: World, branch: str) -> None:
    """Carry a branch of 甲局 past 初评, with a panel's figure of its own."""
    world.submit(branch, world.secretary)
    rating = world.rating(branch)
    for code in (PANEL, panels.SATISFACTION):
        actions.put_figures(rating.round, code, {rating.pk: actions.Figure(Decimal(90), "补录")}, by=world.clerk)
    vetoes = {veto.code: False for veto in queries.scheme_of(rating.round).vetoes}
    rating = world.rating(branch)
    given = actions.SheetInput(lines=(), vetoes=vetoes)
    actions.save_sheet(rating, Sheet.REVIEW, given, by=world.staff, seen=world.seen(rating))
    actions.forward(world.rating(branch), by=world.staff, seen=world.seen(rating))


def test_figures_that_come_too_late_are_refused_whole(world: World, evaluation: Evaluation) -> None:
    all_in(world)
    hand_in_review(world, "甲一支部")

    with pytest.raises(Incomplete) as refused:
        close(world, evaluation)
    assert refused.value.problems == reading.close_lacking(fresh(evaluation)) == [
        "甲一支部（列入呈报批）的初评已提交，得分不能写入，"
        "请先退回初评再汇总；不能退回的，请把该支部划出本次评审。"
    ]  # fmt: skip
    assert fresh(evaluation).state == E.EVALUATING
    assert world.rating("乙一支部").figures == {}


def test_a_panel_does_not_begin_with_a_branch_past_its_review_but_a_mere_visit_does(
    world: World, round_: Round
) -> None:
    hand_in_review(world, "甲一支部")
    scored_for = prepare(world, round_)
    visited = prepare(world, round_, kind=Evaluation.Kind.VISIT, component="")
    for made in (scored_for, visited):
        panels.name(world, made, {"leader": 0}, {"甲一支部": 0, "甲二支部": 0})

    with pytest.raises(Incomplete) as refused:
        begin(world, scored_for)
    assert refused.value.problems == [
        "甲一支部（列入呈报批）的初评已提交，得分不能写入，请移出本次评审，或先退回初评。"
    ]
    assert begin(world, visited).state == E.EVALUATING


# --- visits and 挂联 -----------------------------------------------------------------------------------------------


@pytest.fixture
def visit(world: World, round_: Round) -> Evaluation:
    """Return a visit that ranked 甲局's branches, the last two to be helped; 甲二 and 甲四 tie at the end."""
    made = prepare(
        world, round_, name="逐支部观摩", kind=Evaluation.Kind.VISIT, component="", last=1,
        dimensions=[{"name": "现场", "full": "10"}],
    )  # fmt: skip
    panels.name(world, made, {"leader": 0}, {"甲一支部": 0, "甲二支部": 0, "甲四支部": 0})
    begin(world, made)
    sheet = sheet_of(world, "leader")
    points = {"甲一支部": "9", "甲二支部": "6.5", "甲四支部": "6.5"}
    given = {world.rating(branch).pk: actions.Marks([Decimal(point)]) for branch, point in points.items()}
    actions.marks_save(sheet, given, by=world.leader, seen=world.seen(sheet))
    hand_in(world, "leader")
    return close(world, made)


def test_a_visit_ranks_and_writes_into_no_rating(world: World, visit: Evaluation) -> None:
    assert [(row["name"], row["rank"], row["tied"]) for row in visit.outcome] == [
        ("甲一支部", 1, False),
        ("甲二支部", 2, True),
        ("甲四支部", 2, True),
    ]
    assert world.rating("甲一支部").figures == {}


def test_those_who_tie_at_the_end_are_all_helped_and_told(world: World, visit: Evaluation) -> None:
    until = timezone.localdate() + timedelta(days=30)
    for branch in ("甲二支部", "甲四支部"):
        actions.pairing_set(visit, world.rating(branch), leader="副局长许强", until=until, by=world.clerk)

    told = Notice.objects.filter(text__contains="挂联").order_by("pk")
    assert [(row.user.username, row.process) for row in told] == [
        ("sibling", world.rating("甲二支部").process),
        ("fourth", world.rating("甲四支部").process),
    ]
    assert told[0].text == f"逐支部观摩：甲二支部由副局长许强挂联，{until:%Y年%m月%d日}前转化。"
    with pytest.raises(Refused, match="不在末位名单中"):
        actions.pairing_set(visit, world.rating("甲一支部"), leader="副局长许强", until=until, by=world.clerk)


def test_what_came_of_helping_stands_with_the_branch_and_on_the_trail(world: World, visit: Evaluation) -> None:
    until = timezone.localdate() + timedelta(days=30)
    made = actions.pairing_set(visit, world.rating("甲二支部"), leader="副局长许强", until=until, by=world.clerk)
    with pytest.raises(Incomplete):
        actions.pairing_settled(made, turned=True, result=" ", by=world.clerk)
    with pytest.raises(NotAllowed):
        actions.pairing_settled(made, turned=True, result="已整改", by=world.leader)

    actions.pairing_settled(made, turned=True, result="组织生活已经正常", by=world.clerk)

    kept = Pairing.objects.get()
    assert (kept.turned, kept.result) == (True, "组织生活已经正常")
    assert trail(visit)[-2:] == ["pairing_set", "pairing_settled"]
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
