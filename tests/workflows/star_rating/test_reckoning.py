"""Reckoning up an evaluation: averages into the ratings, places, and who helps the last."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.workflows.engine.steps import all_is_well, trail
from tests.workflows.star_rating import panels
from tests.workflows.star_rating.panels import PANEL, begin, close, fresh, hand_in, mark, prepare, sheet_of
from tests.workflows.star_rating.test_evaluations import JIA, YI, E, S, waiting
from tests.world import World, make_world
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import AuditEntry, Notice, Round
from workflows.star_rating import actions, queries
from workflows.star_rating.models import Evaluation, Pairing, ReviewSheet
from workflows.star_rating.queries import evaluations as reading
from workflows.star_rating.states import Sheet


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
