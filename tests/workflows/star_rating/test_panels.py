"""While reviewers score: the last day for their sheets, reminders, a branch that is taken out with a reason."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.workflows.engine.steps import all_is_well, open_desk
from tests.workflows.star_rating import panels
from tests.workflows.star_rating.panels import begin, close, fresh, hand_in, mark, scored, sheet_of
from tests.workflows.star_rating.test_reckoning import hand_in_review
from tests.world import World, make_world
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import AuditEntry, Notice, Round
from workflows.star_rating import actions
from workflows.star_rating.forms.evaluations import EvaluationForm
from workflows.star_rating.models import Evaluated, Evaluation, ReviewSheet

pytestmark = pytest.mark.django_db
PEOPLE = {"leader": 0, "outsider": 0}
TODAY = timezone.localdate


@pytest.fixture
def world() -> World:
    world = make_world()
    panels.open_round(world)
    return world


def begun(world: World, *branches: str, **more: Any) -> Evaluation:
    """A panel of two reviewers; one of them is of 乙局 and does not score 乙一支部."""
    made = panels.prepare(world, Round.objects.select_related("unit").get(), **more)
    panels.name(world, made, PEOPLE, dict.fromkeys(branches or ("甲一支部", "甲二支部"), 0))
    return begin(world, made)


def row_of(world: World, branch: str) -> Evaluated:
    return Evaluated.objects.get(rating__unit=world.units[branch])


def strike(world: World, evaluation: Evaluation, branch: str, comment: str = "初评已提交", by: str = "clerk") -> None:
    actions.evaluation_strike(
        fresh(evaluation), row_of(world, branch).pk, by=getattr(world, by), seen=world.seen(evaluation), comment=comment
    )


def all_in(world: World, points: tuple[str, str] = ("50", "30")) -> None:
    for key in PEOPLE:
        mark(world, key, points)
        hand_in(world, key)


# --- a branch taken out --------------------------------------------------------------------------------------------


def test_a_branch_that_cannot_go_back_is_taken_out_and_the_others_are_reckoned_up(world: World) -> None:
    evaluation = begun(world)
    all_in(world)
    hand_in_review(world, "甲一支部")
    with pytest.raises(Incomplete, match="请把该支部划出本次评审"):
        close(world, evaluation)

    strike(world, evaluation, "甲一支部", "初评已报工委，不能退回")
    closed = close(world, evaluation)
    entry = AuditEntry.objects.get(process=evaluation.process_id, verb="strike_branch")

    assert [row["name"] for row in closed.outcome] == ["甲二支部"]
    assert world.rating("甲二支部").figures["panel"]["figure"] == "80"
    assert world.rating("甲一支部").figures["panel"]["source"] == "补录"
    assert entry.comment == f"甲一支部（{world.rating('甲一支部').process.number}）：初评已报工委，不能退回"
    assert sheet_of(world, "leader").lines.get(rating=world.rating("甲一支部")).points == ["50", "30"]
    assert all_is_well()


def test_a_sheet_asks_no_more_for_a_branch_that_was_taken_out(world: World) -> None:
    evaluation = begun(world)
    strike(world, evaluation, "甲一支部")

    assert scored(sheet_of(world, "leader")) == ["甲二支部"]
    all_in(world)
    assert [row["name"] for row in close(world, evaluation).outcome] == ["甲二支部"]


def test_a_sheet_with_nobody_else_on_it_is_cancelled(world: World) -> None:
    evaluation = begun(world, "乙一支部", "甲一支部")
    strike(world, evaluation, "甲一支部", "支部撤销")

    states = dict(ReviewSheet.objects.values_list("reviewer__username", "state"))
    assert states == {"leader": "marking", "outsider": "cancelled"}
    entry = AuditEntry.objects.get(process=evaluation.process_id, verb="strike_branch")
    assert entry.comment.endswith("；林芳没有其他支部可评，评分表随之取消。")
    assert all_is_well()


def test_the_reviewers_are_told_which_branch_is_scored_no_more(world: World) -> None:
    evaluation = begun(world)
    Notice.objects.all().delete()
    strike(world, evaluation, "甲一支部")

    told = {(row.user.username, row.text) for row in Notice.objects.select_related("user")}
    assert told == {(key, "交叉评审不再评甲一支部：初评已提交") for key in PEOPLE}


def test_with_every_branch_taken_out_nothing_is_reckoned_up(world: World) -> None:
    evaluation = begun(world)
    for branch in ("甲一支部", "甲二支部"):
        strike(world, evaluation, branch)

    with pytest.raises(Incomplete, match="没有仍在评的支部"):
        close(world, evaluation)


def test_taking_a_branch_out_needs_a_reason_and_the_right_and_happens_once(world: World) -> None:
    evaluation = begun(world)

    with pytest.raises(Incomplete, match="请写明划出该支部的原因"):
        strike(world, evaluation, "甲一支部", " ")
    with pytest.raises(NotAllowed):
        strike(world, evaluation, "甲一支部", by="deputy")
    strike(world, evaluation, "甲一支部")
    with pytest.raises(Refused, match="已不在本次评审中"):
        strike(world, evaluation, "甲一支部")


def restore(world: World, evaluation: Evaluation, branch: str, comment: str = "误划") -> None:
    actions.evaluation_restore(
        fresh(evaluation), row_of(world, branch).pk, by=world.clerk, seen=world.seen(evaluation), comment=comment
    )


def test_a_branch_taken_out_by_mistake_comes_back_with_what_it_was_given(world: World) -> None:
    evaluation = begun(world)
    all_in(world)
    strike(world, evaluation, "甲一支部")
    Notice.objects.all().delete()
    url = f"/star_rating/evaluations/{evaluation.process.number}/branches/{row_of(world, '甲一支部').pk}/restore/"
    assert url in browser(world).get(f"/records/{evaluation.process.number}/").content.decode()
    with pytest.raises(Incomplete, match="请写明恢复该支部的原因"):
        restore(world, evaluation, "甲一支部", " ")
    assert browser(world).get(url).status_code == 200
    done = browser(world).post(url, {"seen": str(world.seen(evaluation)), "comment": "误划"})

    assert (done.status_code, row_of(world, "甲一支部").struck) == (302, "")
    assert set(Notice.objects.values_list("text", flat=True)) == {"交叉评审恢复评甲一支部：误划"}
    entry = AuditEntry.objects.get(process=evaluation.process_id, verb="restore_branch")
    assert entry.comment == f"甲一支部（{world.rating('甲一支部').process.number}）：误划"
    assert {row["name"] for row in close(world, evaluation).outcome} == {"甲一支部", "甲二支部"}
    assert all_is_well()


def test_a_branch_whose_sheet_was_cancelled_with_it_does_not_come_back(world: World) -> None:
    evaluation = begun(world, "乙一支部", "甲一支部")
    strike(world, evaluation, "甲一支部", "支部撤销")

    with pytest.raises(Refused, match="林芳的评分表因没有其他支部可评已随划出取消，不能恢复"):
        restore(world, evaluation, "甲一支部")
    with pytest.raises(Refused, match="该支部没有划出"):
        restore(world, evaluation, "乙一支部")


def test_who_handed_in_without_the_branch_takes_his_sheet_back_first(world: World) -> None:
    evaluation = begun(world)
    strike(world, evaluation, "甲一支部")
    mark(world, "leader", ("50", "30"))
    hand_in(world, "leader")
    with pytest.raises(Refused, match="陈立平已提交的评分表没有给该支部打分，请其先撤回评分表再恢复"):
        restore(world, evaluation, "甲一支部")

    sheet = sheet_of(world, "leader")
    actions.marks_withdraw(sheet, by=world.leader, seen=world.seen(sheet))
    restore(world, evaluation, "甲一支部")
    assert scored(sheet_of(world, "leader")) == ["甲一支部", "甲二支部"]


def test_when_it_is_reckoned_up_nobody_is_taken_out_any_more(world: World) -> None:
    evaluation = begun(world)
    all_in(world)
    close(world, evaluation)

    with pytest.raises(Stale):
        strike(world, evaluation, "甲一支部")


# --- the last day --------------------------------------------------------------------------------------------------


def test_the_last_day_of_an_evaluation_is_that_of_its_sheets_desks(world: World) -> None:
    begun(world, due_on=TODAY() + timedelta(days=20))
    sheet = sheet_of(world, "leader")

    assert open_desk(sheet).due_on == TODAY() + timedelta(days=20)
    mark(world, "leader", ("50", "30"))
    hand_in(world, "leader")
    actions.marks_withdraw(sheet_of(world, "leader"), by=world.leader, seen=world.seen(sheet))
    assert open_desk(sheet).due_on == TODAY() + timedelta(days=20)


def test_another_last_day_is_told_to_who_has_not_handed_in(world: World) -> None:
    evaluation = begun(world)
    mark(world, "leader", ("50", "30"))
    hand_in(world, "leader")
    Notice.objects.all().delete()
    until = TODAY() + timedelta(days=30)
    actions.evaluation_due(fresh(evaluation), until, by=world.clerk, seen=world.seen(evaluation))

    assert open_desk(sheet_of(world, "outsider")).due_on == until
    text = f"交叉评审评分截止日期定为{until:%Y年%m月%d日}。"
    assert list(Notice.objects.values_list("user__username", "text")) == [("outsider", text)]
    assert AuditEntry.objects.get(process=evaluation.process_id, verb="evaluation_due").comment in text


@pytest.mark.parametrize("days", [-1, 400])
def test_a_last_day_lies_ahead_and_within_a_year(world: World, days: int) -> None:
    evaluation = begun(world)

    with pytest.raises(Refused, match="须为今天或以后、一年之内"):
        actions.evaluation_due(
            fresh(evaluation), TODAY() + timedelta(days=days), by=world.clerk, seen=world.seen(evaluation)
        )


def test_the_last_day_is_not_before_the_evaluation_itself(world: World) -> None:
    held_on = TODAY() + timedelta(days=9)
    evaluation = begun(world, held_on=held_on)
    before = held_on - timedelta(days=1)

    with pytest.raises(Refused, match="评分截止日期不能早于评审日期"):
        actions.evaluation_due(fresh(evaluation), before, by=world.clerk, seen=world.seen(evaluation))
    seen = str(world.seen(evaluation))
    url = f"/star_rating/evaluations/{evaluation.process.number}/due/"
    answer: Any = browser(world).post(url, {"seen": seen, "until": before.isoformat()})
    assert (answer.status_code, "评分截止日期不能早于评审日期。" in answer.content.decode()) == (422, True)
    units = [world.units["工委"]]
    given = {"unit": units[0].pk, "name": "评", "kind": "visit", "average": "mean", "last": "0"}
    given |= {"dimensions": "班子 20", "held_on": held_on.isoformat(), "due_on": before.isoformat(), "component": ""}
    form = EvaluationForm(given, round_=evaluation.round, units=units)
    assert form.errors == {"due_on": ["评分截止日期不能早于评审日期。"]}
    assert browser(world).post(url, {"seen": seen, "until": held_on.isoformat()}).status_code == 302


def test_an_evaluation_whose_last_day_has_passed_does_not_begin(world: World) -> None:
    with pytest.raises(Incomplete, match="评分截止日期2020年01月01日已过，请先改期。"):
        begun(world, due_on=date(2020, 1, 1))


# --- pages ---------------------------------------------------------------------------------------------------------


def browser(world: World, who: str = "clerk") -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client
