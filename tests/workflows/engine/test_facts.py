"""Facts are superseded, never overwritten, and only declared ones exist."""

from dataclasses import replace
from datetime import date

import pytest
from django.db.models import F

from tests.world import World
from workflows.engine import facts
from workflows.engine.models import Fact, Round
from workflows.star_rating.models import Rating

STAR = "star_rating.tier"
TODAY = date(2026, 3, 1)


def star(world: World, unit: str, tier: int, key: str = STAR) -> facts.NewFact:
    return facts.NewFact(key, 2025, {"tier": tier}, f"{tier}星", "2025年度星级评定", TODAY, world.units[unit].pk)


def test_a_later_fact_takes_the_place_of_the_earlier_one(world: World) -> None:
    facts.record([star(world, "甲一支部", 4), star(world, "甲二支部", 3)])

    (later,) = facts.record([star(world, "甲一支部", 5)])

    units = [world.units[name].pk for name in ("甲一支部", "甲二支部")]
    assert {unit: fact.words for unit, fact in facts.of_units(STAR, 2025, units).items()} == {
        units[0]: "5星",
        units[1]: "3星",
    }
    earlier = Fact.objects.get(unit=units[0], words="4星")
    assert earlier.superseded_by == later


def test_a_wrong_fact_is_superseded_by_one_in_another_place(world: World) -> None:
    (wrong,) = facts.record([star(world, "甲一支部", 4)])

    right = facts.correct(wrong, replace(star(world, "甲一支部", 4), year=2024))

    assert Fact.objects.get(pk=wrong.pk).superseded_by == right
    assert list(facts.of_subject(world.units["甲一支部"])) == [right]


def test_an_undeclared_fact_is_refused(world: World) -> None:
    with pytest.raises(KeyError, match=r"star_rating\.colour"):
        facts.record([star(world, "甲一支部", 4, key="star_rating.colour")])


def test_a_star_is_copied_into_next_years_rating_with_its_source(world: World) -> None:
    Round.objects.update(year=F("year") - 2)
    last_year = TODAY.year - 1
    (fact,) = facts.record(
        [facts.NewFact(STAR, last_year, {"tier": 4}, "四星级", "去年的评定", TODAY, world.units["甲二支部"].pk)]
    )
    round_ = world.round()

    history = Rating.objects.get(round=round_, unit=world.units["甲二支部"]).history
    assert history == {"tier": 4, "words": "四星级", "source": "去年的评定", "fact": fact.pk}
