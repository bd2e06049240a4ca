"""No quota asks for, or allows, more branches than take part without somebody being told."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from permissions.roles import UnitKind
from tests.workflows.engine.steps import UNIT
from tests.workflows.star_rating.listing import OTHER, VERSIONS, least, most, round_of, share
from tests.world import World, make_world, scheme_c
from workflows.engine.errors import Refused
from workflows.engine.models import Quota, Round
from workflows.star_rating import actions
from workflows.star_rating.models import Scheme
from workflows.star_rating.queries.quota_reach import too_many_places
from workflows.star_rating.rules import QuotaBase, QuotaNode, QuotaRule

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """甲局 with five branches, 乙局 with one, and one directly under the 工委."""
    return make_world()


def prepared(world: World, *quotas: QuotaRule, units: tuple[str, ...] = ()) -> Round:
    """Prepare a round with these quotas, for everybody or for these units alone."""
    rules = replace(scheme_c(), quotas=quotas, version=f"名额{next(VERSIONS)}")
    scheme = Scheme.objects.create(name=rules.name, version=rules.version, document=rules.to_data())
    return actions.draft_round(
        world.units["工委"], scheme, by=world.clerk, year=2026, title="年度评定", basis="", resume="direct", stages={},
        scope=[world.units[unit].pk for unit in units],
    )  # fmt: skip


ALL_OF = {"node": QuotaNode.ROOT, "base": QuotaBase.ALL}


def at_least(percent: str, **more: Any) -> QuotaRule:
    """At least this percentage of all branches have one star."""
    return least(1, 0, **({"percent": Decimal(percent), "count": None} | ALL_OF | more))


def test_a_least_number_counted_of_all_branches_is_not_set_beyond_those_that_take_part(world: World) -> None:
    round_ = round_of(world, quotas=(at_least("10"),))
    world.unit("甲六支部", UnitKind.BRANCH, UNIT)
    Quota.objects.all().delete()
    actions.quotas.open_quotas(round_)
    quota = Quota.objects.get()

    assert (quota.base, quota.formula) == (8, "8×10%=0.8，向上取1")
    with pytest.raises(Refused, match="参评支部共7个，填的是8个，做不到，最多填7个。"):
        actions.quota_set(quota, 8, by=world.clerk, reason="从严掌握。", beyond=True)
    assert actions.quota_set(quota, 7, by=world.clerk, reason="从严掌握。").limit == 7


def test_the_form_for_such_a_number_says_how_many_take_part(world: World) -> None:
    round_ = round_of(world, quotas=(at_least("10"),))
    world.unit("甲六支部", UnitKind.BRANCH, UNIT)
    Quota.objects.all().delete()
    actions.quotas.open_quotas(round_)
    client = Client()
    client.force_login(world.users["clerk"])
    shown = client.get(f"/star_rating/quotas/{Quota.objects.get().pk}/").content.decode()

    assert "参评支部共7个，最多填7个。" in shown


def test_a_fixed_number_that_is_more_than_take_part_is_said_before_the_round_is_started(world: World) -> None:
    round_ = prepared(world, most(5, 3), least(1, 9, node=QuotaNode.ROOT))
    client = Client()
    client.force_login(world.users["clerk"])
    said = [
        f"五星级：每个呈报单位不超过3个，工委、{OTHER}的参评支部没有这么多，等于不设上限。",
        "一星级：全部单位合计不少于9个，工委的参评支部没有这么多，做不到，启动以后须调整名额。",
    ]
    shown = client.get(f"/star_rating/rounds/{round_.pk}/").content.decode()

    assert sorted(too_many_places(round_)) == sorted(said)
    assert [sentence for sentence in said if sentence not in shown] == []


def test_a_number_that_branches_can_take_is_not_mentioned(world: World) -> None:
    assert too_many_places(prepared(world, most(5, 5), share(4, "30"), units=(UNIT,))) == []
    assert too_many_places(prepared(world, most(5, 6), units=(UNIT,))) == [
        f"五星级：每个呈报单位不超过6个，{UNIT}的参评支部没有这么多，等于不设上限。"
    ]


def test_a_share_of_all_branches_that_too_few_take_part_to_reach_is_said(world: World) -> None:
    round_ = prepared(world, at_least("80"), units=(UNIT,))
    (said,) = too_many_places(round_)

    assert said.endswith("工委的参评支部没有这么多，做不到，启动以后须调整名额。")
    assert too_many_places(prepared(world, at_least("50"), units=(UNIT,))) == []
