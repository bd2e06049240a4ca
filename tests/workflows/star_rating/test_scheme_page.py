"""A scheme as a person reads it: over how many years a veto is looked for."""

from dataclasses import replace

import pytest

from tests.workflows.star_rating.schemes import shipped
from workflows.star_rating.rules import Ranking
from workflows.star_rating.views import scheme_page

pytestmark = pytest.mark.django_db


def test_what_the_system_judges_goes_by_the_year_and_is_not_called_unlimited() -> None:
    rules = shipped("city_d")
    rows = scheme_page.context(rules)["vetoes"]

    assert {row["years"] for row, veto in zip(rows, rules.vetoes, strict=True) if not veto.asked} == {"本年度"}
    assert "本年度" not in {row["years"] for row, veto in zip(rows, rules.vetoes, strict=True) if veto.asked}


def test_a_tier_that_is_filled_by_rank_says_how_many_once_and_from_which_score() -> None:
    rules = shipped("city_d")
    first, *others = sorted(rules.tiers, key=lambda tier: -tier.level)
    ranked = replace(rules, tiers=(replace(first, places=2), *others), ranking=Ranking())
    top, second = scheme_page.context(ranked)["tiers"][:2]

    assert ((top["bound"], top["more"]), second["bound"]) == (("按排名取2个，且在90分及以上", []), "在80分及以上")
