"""A scheme that calls its tiers otherwise is spoken of in its own words, in every quota too."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.workflows.engine.steps import UNIT, list_at
from tests.workflows.star_rating.listing import least, most, round_of
from tests.world import World, make_world, scheme_c
from workflows.engine.models import Quota
from workflows.star_rating import queries
from workflows.star_rating.rules import Span, keyed_quotas
from workflows.star_rating.rules.fitting import Entry
from workflows.star_rating.rules.trial import try_on
from workflows.star_rating.states import ListState as L

pytestmark = pytest.mark.django_db
QUOTAS = (most(5, 2), least(3, 1, span=Span.ABOVE))


def own_tiers() -> tuple[Any, ...]:
    names = {5: "模范", 3: "达标"}
    return tuple(replace(tier, name=names.get(tier.level, tier.name)) for tier in scheme_c().tiers)


@pytest.fixture
def world() -> World:
    world = make_world()
    round_of(world, tiers=own_tiers(), quotas=QUOTAS)
    list_at(world, L.COMPILING)
    return world


def test_a_rule_says_the_schemes_own_name_of_its_tier() -> None:
    rules = keyed_quotas(replace(scheme_c(), tiers=own_tiers(), quotas=(*QUOTAS, most(4, 1))))

    assert [rule.stars for rule in rules.values()] == ["模范", "达标及以上", "四星级"]


def test_the_list_the_quotas_and_the_round_speak_of_the_tiers_alike(world: World) -> None:
    client = Client()
    client.force_login(world.users["clerk"])
    quota = Quota.objects.get(unit=world.units[UNIT], key="5")
    rounds = f"/star_rating/rounds/{quota.round_id}/"
    pages = [rounds, f"{rounds}quotas/", f"/star_rating/quotas/{quota.pk}/"]
    said = [client.get(url).content.decode() for url in pages]

    assert [("模范" in page, "五星级" in page) for page in said] == [(True, False)] * 3
    lines = [line.text for line in queries.Listing(world.list_of(UNIT)).quotas]
    assert lines == ["模范名额2个（固定2个），本批列1个，余1个。", "达标及以上至少1个（固定1个），本批列1个，已达到。"]


def test_a_trial_names_the_quota_that_bites_likewise() -> None:
    scheme = replace(scheme_c(), tiers=own_tiers(), quotas=(most(5, 0),))
    entry = Entry(unit="甲局", branch="甲一支部", total=Decimal(95))

    assert [bite.words for bite in try_on(scheme, [entry]).bites] == [
        "甲局：模范最多0个（固定0个），按得分有1个，多1个。"
    ]
