"""按排名定星: in a unit's list by the order of its meeting, in the whole round by score. 依据: domain 2.6c."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from permissions.models import OrgUnit
from tests.workflows.engine.steps import EVERY_BRANCH, UNIT, all_is_well, do, review
from tests.workflows.star_rating.listing import OTHER, listed, most, round_of, tiers
from tests.world import World, make_world
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import AuditEntry, Reservation, Round
from workflows.star_rating import actions, queries
from workflows.star_rating.models import RatingList
from workflows.star_rating.queries import documents
from workflows.star_rating.rules import Decider, Newcomers, QuotaNode, Ranking
from workflows.star_rating.states import ListState, Track


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def ranking(world: World, node: QuotaNode, *places: int | None, **more: Any) -> None:
    rule = Ranking(node, more.pop("first", None))
    given: dict[str, Any] = {"quotas": (), "vetoes": (), "tiers": more.get("tiers") or tiers(*places)}
    round_of(world, ranking=rule, **(given | more))


def arranged(world: World, *order: str) -> RatingList:
    submission = world.list_of(UNIT)
    rows = [actions.Placing(world.rating(branch).pk, n, False) for n, branch in enumerate(order, 1)]
    do(actions.list_arrange, world, submission, "staff", placings=rows)
    return world.list_of(UNIT)


def stars(world: World, *branches: str) -> list[int | None]:
    return [world.rating(branch).tier for branch in branches]


def reported(world: World, unit: str = UNIT, by: str = "staff") -> RatingList:
    submission = world.list_of(unit)
    rows = [actions.Placing(row.pk, n, False) for n, row in enumerate(submission.members.order_by("-score", "pk"), 1)]
    do(actions.list_arrange, world, submission, by, placings=rows)
    world.meet(submission, getattr(world, by), f"{unit}会议")
    do(actions.list_report, world, submission, by, unreported=EVERY_BRANCH)
    return world.list_of(unit)


BRANCHES = ("甲一支部", "甲二支部", "甲四支部")


def scored(world: World) -> None:
    """甲一支部 98.5分, 甲二支部 and 甲四支部 77.5分; 乙一支部 98.5分."""
    listed(world, "甲一支部")
    listed(world, "甲二支部", "甲四支部", five=False)
    listed(world, "乙一支部")


def test_a_list_gives_its_places_in_the_order_of_the_meeting(world: World) -> None:
    ranking(world, QuotaNode.SUBMITTING_UNIT, 1, 1, None)
    scored(world)
    arranged(world, "甲二支部", "甲一支部", "甲四支部")

    assert stars(world, *BRANCHES) == [4, 5, 3]
    texts = [reason["text"] for reason in world.rating("甲二支部").result["reasons"]]
    assert "得分77.50，排名第1，对应五星级（名额1个）。" in texts
    arranged(world, *BRANCHES)
    assert stars(world, *BRANCHES) == [5, 4, 3]
    assert not list(queries.changed_results())


def test_beyond_the_first_so_many_nobody_is_rated(world: World) -> None:
    ranking(world, QuotaNode.SUBMITTING_UNIT, 1, 1, None, first=2)
    scored(world)
    arranged(world, *BRANCHES)

    assert stars(world, *BRANCHES) == [5, 4, None]


def test_the_round_is_ranked_when_every_list_is_there(world: World) -> None:
    ranking(world, QuotaNode.ROOT, 1, 1, None)
    scored(world)
    round_ = reported(world).round
    with pytest.raises(Incomplete) as refused:
        actions.rank_round(round_, by=world.clerk, order={})
    assert refused.value.problems[0] == f"{OTHER}的呈报批还没有报到工委。"

    reported(world, OTHER, "other_deputy")
    with pytest.raises(Incomplete) as refused:
        actions.rank_round(round_, by=world.clerk, order={})
    assert refused.value.problems == [
        "甲一支部、乙一支部同为98.50分，并列须由会议确定先后。",
        "甲二支部、甲四支部同为77.50分，并列须由会议确定先后。",
    ]
    places = (("乙一支部", 1), ("甲一支部", 2), ("甲四支部", 1), ("甲二支部", 2))
    order = {world.rating(name).pk: n for name, n in places}
    actions.rank_round(round_, by=world.clerk, order=order)

    assert [world.rating(name).place for name in ("乙一支部", *BRANCHES)] == [1, 2, 4, 3]
    assert stars(world, "乙一支部", *BRANCHES) == [5, 4, 3, 3]
    assert not list(queries.changed_results())
    assert all_is_well()


def test_the_summary_says_the_place_that_gave_the_star_and_not_the_order_of_the_list(world: World) -> None:
    ranking(world, QuotaNode.ROOT, 1, 1, None)
    listed(world, "甲二支部", "甲四支部", five=False)
    submission = reported(world)
    order = {world.rating("甲四支部").pk: 1, world.rating("甲二支部").pk: 2}
    actions.rank_round(submission.round, by=world.clerk, order=order)
    rows = {row["党支部"]: row for row in documents.summary(world.users["clerk"], submission.round)["支部"]}

    assert [world.rating(name).rank for name in ("甲二支部", "甲四支部")] == [1, 2]
    assert [(rows[name]["排序"], rows[name]["星级"]) for name in ("甲二支部", "甲四支部")] == [
        (2, "四星级"), (1, "五星级"),
    ]  # fmt: skip


def order_of(world: World, round_: Round) -> dict[str, int | None]:
    """What the summary says under 排序."""
    return {row["党支部"]: row["排序"] for row in documents.summary(world.users["clerk"], round_)["支部"]}


def test_the_summary_never_says_a_place_of_a_list_beside_those_of_the_round(world: World) -> None:
    ranking(world, QuotaNode.ROOT, 1, 1, None)
    ranked(world)
    do(actions.list_forward, world, world.list_of(OTHER), "clerk")
    do(actions.list_strike, world, world.list_of(UNIT), "clerk", rating=world.rating("甲一支部"), comment="不符合。")
    rows = order_of(world, world.list_of(UNIT).round)

    assert [world.rating(name).rank for name in ("甲二支部", "乙一支部")] == [2, 1]
    assert (rows["甲二支部"], rows["乙一支部"]) == (None, 2)


def test_the_summary_gives_no_place_to_who_stands_outside_the_ranking(world: World) -> None:
    OrgUnit.objects.filter(short_name="甲二支部").update(founded_on=timezone.localdate())
    ranking(world, QuotaNode.ROOT, 1, 1, None, newcomers=Newcomers.UNRATED)
    listed(world, "甲一支部")
    listed(world, "甲二支部", five=False)
    round_ = reported(world).round
    actions.rank_round(round_, by=world.clerk, order={})

    assert world.rating("甲二支部").place == 0
    assert [order_of(world, round_)[name] for name in ("甲一支部", "甲二支部")] == [1, None]


def test_the_summary_says_the_place_in_the_list_where_lists_are_ranked(world: World) -> None:
    ranking(world, QuotaNode.SUBMITTING_UNIT, 1, 1, None)
    scored(world)
    submission = arranged(world, "甲二支部", "甲一支部", "甲四支部")

    assert [order_of(world, submission.round)[name] for name in BRANCHES] == [2, 1, 3]


def test_a_list_does_not_pass_before_the_round_was_ranked(world: World) -> None:
    ranking(world, QuotaNode.ROOT, 1, 1, None)
    listed(world, "甲一支部")
    submission = reported(world)
    with pytest.raises(Incomplete, match="统一排名定星之后才能复核"):
        do(actions.list_forward, world, submission, "clerk")
    actions.rank_round(submission.round, by=world.clerk, order={})
    do(actions.list_forward, world, submission, "clerk")

    assert world.list_of(UNIT).state == ListState.DECIDING
    with pytest.raises(Incomplete, match="工委复核环节还没有支部"):
        actions.rank_round(submission.round, by=world.clerk, order={})
    assert all_is_well()


def test_the_trails_say_where_each_stands(world: World) -> None:
    ranking(world, QuotaNode.ROOT, 1, 1, None)
    listed(world, "甲一支部")
    listed(world, "甲二支部", five=False)
    submission = reported(world)
    actions.rank_round(submission.round, by=world.clerk, order={})
    said = AuditEntry.objects.filter(verb="rank").order_by("process_id").values_list("process_id", "comment")

    assert dict(said) == {
        world.rating("甲一支部").process_id: "第1名，五星级",
        world.rating("甲二支部").process_id: "第2名，四星级",
        submission.process_id: "甲一支部第1名，五星级；甲二支部第2名，四星级。",
    }


def test_places_of_quotas_follow_the_ranking(world: World) -> None:
    ranking(world, QuotaNode.ROOT, 1, 1, None, quotas=(most(5, 1),))
    listed(world, "甲一支部")
    submission = reported(world)
    before = Reservation.objects.count()
    actions.rank_round(submission.round, by=world.clerk, order={})

    assert (before, Reservation.objects.count()) == (0, 1)


@pytest.mark.parametrize("who", ["leader", "staff", "secretary"])
def test_only_the_department_ranks(world: World, who: str) -> None:
    ranking(world, QuotaNode.ROOT, 1, 1, None)
    listed(world, "甲一支部")
    submission = reported(world)

    with pytest.raises(NotAllowed):
        actions.rank_round(submission.round, by=getattr(world, who), order={})


def test_a_round_of_another_scheme_is_not_ranked(world: World) -> None:
    with pytest.raises(Refused, match="不按全部单位的排名定星"):
        actions.rank_round(world.round(), by=world.clerk, order={})


def test_the_department_ranks_on_its_page(world: World) -> None:
    ranking(world, QuotaNode.ROOT, 1, 1, None)
    listed(world, "甲一支部")
    listed(world, "甲二支部", "甲四支部", five=False)
    url = f"/star_rating/rounds/{reported(world).round_id}/ranking/"
    client = Client()
    client.force_login(world.users["clerk"])
    keys = [f"order_{world.rating(name).pk}" for name in ("甲二支部", "甲四支部")]
    wrong = client.post(url, dict.fromkeys(keys, "1"))
    done = client.post(url, {keys[0]: "2", keys[1]: "1"})

    assert client.get(url).status_code == 200
    assert (wrong.status_code, "请填1到2的整数，不能重复。" in wrong.content.decode()) == (422, True)
    assert (done.status_code, stars(world, *BRANCHES)) == (302, [5, 3, 4])
    client.force_login(world.users["deputy"])
    assert client.get(url).status_code == 404


def ranked(world: World) -> None:
    """甲一支部 first with five stars, 乙一支部 second with four, 甲二支部 and 甲四支部 after them with three."""
    scored(world)
    reported(world)
    round_ = reported(world, OTHER, "other_deputy").round
    rank_again(world, round_)


def rank_again(world: World, round_: Round, **more: Any) -> None:
    order = {world.rating(name).pk: n for n, name in enumerate(("甲一支部", "乙一支部", "甲二支部", "甲四支部"), 1)}
    actions.rank_round(round_, by=world.clerk, order=order, **more)


@pytest.mark.parametrize("way", ["pull", "send_back"])
def test_a_branch_that_left_the_ranking_and_came_back_is_ranked_again_with_the_others(world: World, way: str) -> None:
    ranking(world, QuotaNode.ROOT, 1, 1, None)
    ranked(world)
    if way == "pull":
        do(actions.list_pull, world, world.list_of(UNIT), "clerk", rating=world.rating("甲四支部"), comment="核分。")
        review(world, "甲四支部", five_stars=True, by="staff")
    else:
        do(actions.list_send_back, world, world.list_of(UNIT), "clerk", comment="补充。", to=ListState.COMPILING)
    back = reported(world)
    waiting = [world.rating(name).place for name in ("乙一支部", "甲四支部")]
    said = AuditEntry.objects.filter(process=world.rating("乙一支部").process_id).order_by("-seq")[0]

    assert waiting == [None, None]
    assert (said.label, said.comment.endswith("须重新统一排名。")) == ("排名作废", True)
    with pytest.raises(Incomplete, match="统一排名定星之后才能复核"):
        do(actions.list_forward, world, world.list_of(OTHER), "clerk")
    rank_again(world, back.round)
    assert sorted(world.rating(name).place or 0 for name in ("乙一支部", *BRANCHES)) == [1, 2, 3, 4]
    assert not list(queries.changed_results())
    assert all_is_well()


def test_who_has_gone_on_keeps_the_place_which_nobody_else_is_given(world: World) -> None:
    ranking(world, QuotaNode.ROOT, 1, 1, None)
    ranked(world)
    do(actions.list_forward, world, world.list_of(OTHER), "clerk")
    do(actions.list_strike, world, world.list_of(UNIT), "clerk", rating=world.rating("甲一支部"), comment="不符合。")
    round_ = world.list_of(UNIT).round
    assert [world.rating(name).place for name in ("乙一支部", "甲二支部")] == [2, None]
    rank_again(world, round_)

    assert [world.rating(name).place for name in ("乙一支部", "甲二支部", "甲四支部")] == [2, 1, 3]
    assert stars(world, "乙一支部", "甲二支部", "甲四支部") == [4, 5, 3]
    assert not list(queries.changed_results())
    assert all_is_well()


def test_a_limit_that_the_ranking_exceeds_asks_for_a_reason(world: World) -> None:
    ranking(world, QuotaNode.ROOT, 2, None, None, quotas=(most(5, 1, hard=False),))
    listed(world, "甲一支部")
    listed(world, "甲二支部", five=False)
    submission = reported(world)
    url = f"/star_rating/rounds/{submission.round_id}/ranking/"
    client = Client()
    client.force_login(world.users["clerk"])
    silent = client.post(url, {})
    given = client.post(url, {"excuse": "两个支部均获省级表彰。"})
    said = AuditEntry.objects.get(process=submission.process_id, verb="rank").comment

    assert (silent.status_code, "超1个，可以突破，须写明理由" in silent.content.decode()) == (422, True)
    assert (given.status_code, world.list_of(UNIT).excuse) == (302, "两个支部均获省级表彰。")
    assert said.endswith("。超出名额的理由：两个支部均获省级表彰。")


def test_a_list_that_was_reported_to_be_decided_shows_that_way_whatever_the_ranking_gives(world: World) -> None:
    five, *others = tiers(1, 1, None)
    ranking(world, QuotaNode.ROOT, tiers=(five, *(replace(tier, decided_by=Decider.UNIT) for tier in others)))
    ranked(world)

    assert (world.list_of(OTHER).track, stars(world, "乙一支部")) == (Track.DECIDE, [4])
    assert queries.off_path(world.rating("乙一支部")) == (ListState.FILING,)
