"""A branch that was rated and got no star has had a year without a star; one too new to be rated has had none."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from tests.workflows.engine.steps import UNIT, after_notice, all_is_well, do, list_at_from_listed, rating_at
from tests.workflows.star_rating.listing import round_of
from tests.workflows.star_rating.test_low_results import following
from tests.world import World, make_world, scheme_c
from workflows.engine import events
from workflows.engine.models import Fact
from workflows.star_rating import actions, queries
from workflows.star_rating.queries.histories import histories
from workflows.star_rating.rules import Newcomers, Past, grade
from workflows.star_rating.states import ListState, RatingState, Sheet

pytestmark = pytest.mark.django_db
FORGED = "V6"
"""档案资料弄虚作假: 取消评星资格."""


@pytest.fixture
def world() -> World:
    """In a scheme that gives new branches no star, and lets nobody climb more than one step a year."""
    world = make_world()
    branch = world.units["甲二支部"]
    branch.founded_on = date(timezone.localdate().year, 6, 1)
    branch.save()
    round_of(world, newcomers=Newcomers.UNRATED, newcomer_months=12, step_up=1)
    return world


def review_with(world: World, branch: str, *found: str) -> None:
    """Hand in a sheet of the committee with these circumstances and full marks."""
    rating_at(world, RatingState.SCORING, branch)
    vetoes = {veto.code: veto.code in found for veto in scheme_c().vetoes}
    given = actions.SheetInput(lines=(), vetoes=vetoes, figures={"appraisal": actions.Figure(Decimal(95))})
    do(actions.save_sheet, world, world.rating(branch), "staff", sheet=Sheet.REVIEW, given=given)
    do(actions.forward, world, world.rating(branch), "staff")


def published(world: World, **circumstances: str) -> None:
    """Publish a round of 甲局 in which these circumstances were found, by branch."""
    for branch in ("甲一支部", "甲二支部"):
        review_with(world, branch, *([circumstances[branch]] if branch in circumstances else []))
    list_at_from_listed(world, ListState.PUBLICISING)
    assert actions.publish_due(after_notice()) == 2


def next_years_history(world: World, branch: str) -> dict[str, object]:
    round_ = world.rating(branch).round
    round_.year += 1
    return histories(round_, [world.units[branch]])[world.units[branch].pk]


def test_a_branch_whose_right_to_a_star_was_taken_has_a_year_without_one(world: World) -> None:
    published(world, 甲一支部=FORGED)

    rating, fact = world.rating("甲一支部"), Fact.objects.get(unit=world.units["甲一支部"])
    assert (rating.tier, rating.result["tier_name"]) == (None, "取消评星资格")
    assert (fact.value, fact.words, fact.process_id) == (
        {"tier": 0, "score": rating.result["score"]},
        "取消评星资格",
        rating.process_id,
    )
    assert list(queries.changed_results()) == []
    assert all_is_well()


def test_next_year_it_climbs_from_the_bottom_and_is_no_new_branch(world: World) -> None:
    published(world, 甲一支部=FORGED)
    history = next_years_history(world, "甲一支部")

    assert (history["tier"], history["words"]) == (0, "取消评星资格")
    scheme = queries.scheme_of(world.rating("甲一支部").round)
    first = grade(scheme, (), {"appraisal": Decimal(95)}, (), Past.of(history))
    assert first.tier == scheme.ladder[0].level
    assert "上年是无星级" in "".join(reason.text for reason in first.reasons)


def test_a_branch_too_new_for_a_star_still_counts_as_not_rated(world: World) -> None:
    published(world)

    assert world.rating("甲二支部").result["tier_name"] == "不定星级"
    assert list(Fact.objects.values_list("unit__short_name", flat=True)) == ["甲一支部"]
    history = next_years_history(world, "甲二支部")
    assert "tier" not in history
    assert Past.of(history).last is None


def test_a_new_branch_that_forged_its_files_was_rated_nevertheless(world: World) -> None:
    published(world, 甲二支部=FORGED)
    assert Fact.objects.get(unit=world.units["甲二支部"]).words == "取消评星资格"


def test_what_a_low_star_calls_for_is_asked_of_who_lost_his_right_to_one_and_not_of_the_new(world: World) -> None:
    following(1)
    following(3)
    published(world, 甲一支部=FORGED)

    (event,) = events.waiting(queries.LOW_RESULT)
    assert (event.source_id, event.data) == (
        world.rating("甲一支部").process_id,
        {
            "tier": 0,
            "words": "无星级",
            "follow_up": "查找问题，立行立改",
            "days": 60,
            "text": f"{world.rating('甲一支部').round.title}评定结果为无星级。",
            "requirement": "查找问题，立行立改",
        },
    )


def test_the_star_history_shows_the_year_without_a_star(world: World, client: Client) -> None:
    published(world, 甲一支部=FORGED)
    client.force_login(world.users["deputy"])
    shown = client.get(f"/star_rating/units/{world.units['甲一支部'].pk}/stars/").content.decode()
    assert "取消评星资格" in shown
    assert f"{world.list_of(UNIT).round}（{world.rating('甲一支部').process.number}）" in shown


def test_a_veto_that_proves_wrong_is_put_right_by_a_correction(world: World) -> None:
    published(world, 甲一支部=FORGED)
    given = actions.NewStar("correct", 4, "经复查档案属实", "办法第十二条")
    change = actions.change_propose(world.rating("甲一支部"), given, by=world.clerk)
    meeting = {"body": "工委会议", "held_on": timezone.localdate(), "minutes": "同意更正。"}
    do(actions.change_approve, world, change, "leader", **meeting)

    star = queries.star_of(world.rating("甲一支部"))
    assert star is not None
    assert (star.value["tier"], star.words) == (4, "四星级")
