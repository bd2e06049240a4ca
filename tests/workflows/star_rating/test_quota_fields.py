"""A quota for one field in a round: counted, taken, refused and shown for the branches of that field alone."""

import random
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from permissions import tree
from permissions.roles import Field, UnitKind
from tests.workflows.engine.steps import UNIT, all_is_well, approve, do
from tests.workflows.star_rating.listing import OTHER, least, listed, most, round_of, share
from tests.workflows.star_rating.playing import Game
from tests.workflows.star_rating.schemes import shipped
from tests.workflows.star_rating.test_quota_kinds import report
from tests.world import World, make_world, scheme_c
from workflows.engine import consistency
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import Quota, Reservation, Round
from workflows.star_rating import actions, queries
from workflows.star_rating.actions.running import close_round_job
from workflows.star_rating.models import Rating
from workflows.star_rating.queries.quota_lines import uses
from workflows.star_rating.rules import QuotaBase, QuotaNode
from workflows.star_rating.states import ListState, RatingState

HALF = share(5, "50", field="社区")


@pytest.fixture
def world(db: None) -> World:
    """Return the cast: 甲局 is 机关, but 甲二支部 and 甲四支部 are 社区; the others have no field."""
    world = make_world()
    tree.edit_unit(world.units[UNIT], field=Field.AGENCY)
    for branch in ("甲二支部", "甲四支部"):
        tree.edit_unit(world.units[branch], field=Field.COMMUNITY)
    return world


def kept(*units: str) -> list[tuple[str, int, str]]:
    """The quotas at these units: key, of how many, the sum."""
    rows = Quota.objects.filter(unit__short_name__in=units).order_by("key")
    return list(rows.values_list("key", "base", "formula"))


# --- opening -------------------------------------------------------------------------------------------------------


def test_a_rule_for_one_field_has_places_only_where_a_branch_of_it_stands(world: World) -> None:
    round_of(world, quotas=(HALF,))

    assert kept(UNIT, OTHER, "丙办党支部") == [("5.max.社区@社区", 2, "2×50%=1")]
    assert Quota.objects.count() == 1


def test_rule_set_a_counts_communities_by_their_own_share_and_the_rest_by_field(world: World) -> None:
    """2.1 [S01], in a round of seven branches: 3 机关, 2 社区, 2 without a field."""
    round_of(world, quotas=shipped("district_a").quotas)

    assert sorted(kept("工委")) == [
        ("root.1.min.below.社区@社区", 2, "2×10%=0.2，向上取1"),
        ("root.1.min.below@未分领域", 2, "2×5%=0.1，向上取1"),
        ("root.1.min.below@机关", 3, "3×5%=0.15，向上取1"),
        ("root.5.max@未分领域", 2, "2×10%=0.2，向下取0"),
        ("root.5.max@机关", 3, "3×10%=0.3，向下取0"),
        ("root.5.max@社区", 2, "2×10%=0.2，向下取0"),
    ]


def test_a_share_of_all_branches_of_a_field_counts_those_that_are_not_rated_too(world: World) -> None:
    round_ = round_of(world, quotas=(replace(HALF, node=QuotaNode.ROOT, base=QuotaBase.ALL),))
    for name, field in (("乙六支部", Field.COMMUNITY), ("乙七支部", Field.SCHOOL)):
        tree.edit_unit(world.unit(name, UnitKind.BRANCH, OTHER), field=field)
    actions.quotas.open_quotas(round_)

    assert kept("工委") == [("root.5.max.社区@社区", 3, "3×50%=1.5，向下取1")]


def test_a_unit_named_by_a_rule_is_counted_in_the_field_alone(world: World) -> None:
    code = world.units[UNIT].code
    round_of(world, quotas=(replace(HALF, node=QuotaNode.NAMED, unit_code=code),))

    assert kept(UNIT, OTHER, "工委") == [("named.5.max.社区@社区", 2, "2×50%=1")]


def test_a_field_that_the_system_does_not_know_is_refused_before_the_round_is_drafted(world: World) -> None:
    with pytest.raises(Refused, match="名额规则所指的领域农村不存在，请核对评定方案"):
        actions.quotas.check_quotas(replace(scheme_c(), quotas=(share(5, "50", field="农村"),)))


# --- lists ---------------------------------------------------------------------------------------------------------


def test_a_list_over_the_limit_in_one_field_is_refused_with_the_sum_while_the_other_passes(world: World) -> None:
    round_of(world, quotas=(HALF, share(5, "40", field="机关")))
    listed(world, "甲一支部", "甲二支部", "甲四支部")

    with pytest.raises(Incomplete) as refused:
        report(world, UNIT, "staff")
    assert refused.value.problems == ["社区领域五星级名额1个（2×50%=1），本批列2个，超1个，请按排序改列。"]
    assert Reservation.objects.count() == 0

    do(actions.list_pull, world, world.list_of(UNIT), "staff", rating=world.rating("甲四支部"), comment="重新核分。")
    assert report(world, UNIT, "staff").state == ListState.VERIFYING
    assert sorted(Reservation.objects.values_list("quota__key", "process__number")) == sorted(
        [
            ("5.max.机关@机关", world.rating("甲一支部").process.number),
            ("5.max.社区@社区", world.rating("甲二支部").process.number),
        ]
    )
    assert all_is_well()


def test_a_field_without_a_rule_is_not_limited(world: World) -> None:
    round_of(world, quotas=(most(5, 0, field="社区"),))
    listed(world, "甲一支部")

    assert report(world, UNIT, "staff").state == ListState.VERIFYING
    assert Reservation.objects.count() == 0


def test_the_rule_of_one_field_stands_instead_of_that_for_each(world: World) -> None:
    round_of(world, quotas=(share(5, "10", base=QuotaBase.FIELD), HALF))
    listed(world, "甲二支部")
    submission = report(world, UNIT, "staff")
    listed(world, "甲一支部")

    assert [use.quota.key for use in uses(submission.round) if use.taken] == ["5.max.社区@社区"]
    with pytest.raises(Incomplete) as refused:
        report(world, UNIT, "staff")
    assert refused.value.problems == ["机关领域五星级名额0个（3×10%=0.3，向下取0），本批列1个，超1个，请按排序改列。"]


def test_a_least_number_of_one_field_waits_only_for_branches_of_that_field(world: World) -> None:
    round_of(world, quotas=(least(1, 1, field="社区"),))
    listed(world, "甲二支部")
    line = queries.Listing(world.list_of(UNIT)).quotas[0]
    assert line.text == "社区领域一星级至少1个（固定1个），本批列0个，还差1个，还有1个支部未报。"

    listed(world, "甲四支部")
    with pytest.raises(Incomplete) as refused:
        report(world, UNIT, "staff")
    assert refused.value.problems == ["社区领域一星级至少1个（固定1个），本批列0个，还差1个，请核对后再报送。"]


@pytest.mark.parametrize("fields", [("社区",), ("社区", "机关", "学校")])
def test_a_list_asks_the_database_as_often_for_many_fields_as_for_one(world: World, fields: tuple[str, ...]) -> None:
    round_of(world, quotas=tuple(least(1, 0, field=field, node=QuotaNode.ROOT) for field in fields))
    submission = listed(world, "甲一支部", "甲二支部")
    members = queries.members(submission)
    with CaptureQueriesContext(connection) as asked:
        lines = queries.quota_lines(submission, members)

    assert [line.taken for line in lines] == [0] * len([field for field in fields if field != "学校"])
    assert len(asked) == 3


def test_a_list_without_a_branch_of_a_field_does_not_wait_for_that_field(world: World) -> None:
    """社区 is short for good: its own list is held, that of the others goes."""
    round_ = round_of(world, quotas=(least(1, 1, field="社区", node=QuotaNode.ROOT),))
    listed(world, "甲一支部", "甲二支部")
    listed(world, "乙一支部")
    own, other = report(world, UNIT, "staff"), report(world, OTHER, "other_deputy")
    actions.round_close(round_, reason="申报期已过", by=world.clerk)
    close_round_job.func(round_.pk)
    do(actions.list_forward, world, own, "clerk")
    do(actions.list_forward, world, other, "clerk")

    with pytest.raises(Incomplete, match=r"全部单位社区领域一星级至少1个（固定1个），本批列0个，还差1个"):
        approve(world, own)
    assert approve(world, other).state == ListState.ANNOUNCING


def test_a_star_is_given_up_by_a_member_of_the_field_that_is_full(world: World) -> None:
    round_of(world, quotas=(HALF,))
    listed(world, "甲一支部", "甲二支部", "甲四支部")
    rows = world.list_of(UNIT).members.order_by("pk")
    placings = [actions.Placing(row.pk, n, capped=True) for n, row in enumerate(rows, 1)]
    do(actions.list_arrange, world, world.list_of(UNIT), "staff", placings=placings)

    assert {row.unit.short_name: row.tier for row in Rating.objects.filter(capped=True).select_related("unit")} == {
        "甲一支部": 5, "甲二支部": 4, "甲四支部": 4,
    }  # fmt: skip


# --- a field that changes meanwhile --------------------------------------------------------------------------------


def test_a_branch_keeps_the_field_that_it_opened_with(world: World) -> None:
    """Neither does it escape its limit, nor does it take the places of branches that were counted."""
    round_ = round_of(world, quotas=(HALF, most(5, 0, field="学校")))
    tree.edit_unit(world.units["甲二支部"], field=Field.SCHOOL)
    tree.edit_unit(world.units["甲一支部"], field=Field.COMMUNITY)
    actions.quotas.open_quotas(round_)
    listed(world, "甲一支部", "甲二支部")

    assert kept(UNIT) == [("5.max.社区@社区", 2, "2×50%=1")]
    report(world, UNIT, "staff")
    assert list(Reservation.objects.values_list("process__number", flat=True)) == [
        world.rating("甲二支部").process.number
    ]


def test_the_field_is_kept_only_where_the_scheme_counts_by_it(world: World) -> None:
    round_of(world, quotas=(most(5, 1),))
    assert world.rating("甲二支部").history == {}

    Round.objects.update(year=2020)
    round_of(world, quotas=(HALF,))
    names = ("甲一支部", "甲二支部", "乙一支部")
    rows = {row.unit.short_name: row.field for row in Rating.objects.exclude(history={}).select_related("unit")}
    assert [rows[name] for name in names] == ["机关", "社区", "未分领域"]


def test_a_branch_that_moved_to_a_unit_without_its_field_gets_places_there(world: World) -> None:
    round_of(world, quotas=(HALF, most(5, 3)))
    tree.move_unit(world.units["甲二支部"], world.units[OTHER])
    world.submit("甲二支部", world.sibling)
    world.review("甲二支部", world.other_deputy)

    assert kept(OTHER) == [("5", 1, "固定3个"), ("5.max.社区@社区", 1, "1×50%=0.5，向下取0")]
    with pytest.raises(Incomplete, match=r"社区领域五星级名额0个（1×50%=0.5，向下取0），本批列1个，超1个"):
        report(world, OTHER, "other_deputy")


@pytest.mark.parametrize("rule", [HALF, share(5, "50", base=QuotaBase.FIELD)])
def test_a_list_does_not_go_while_the_places_of_a_members_field_are_not_counted(world: World, rule: Any) -> None:
    round_of(world, quotas=(rule, most(5, 3)))
    listed(world, "甲一支部", "甲二支部")
    Quota.objects.filter(key__endswith="@社区").delete()

    with pytest.raises(Refused, match="甲二支部（社区）所属的领域没有核定名额"):
        report(world, UNIT, "staff")


# --- a whole round -------------------------------------------------------------------------------------------------


def test_a_round_of_rule_set_a_with_communities_ends_in_published_stars(world: World) -> None:
    Game(world, shipped("district_a"), random.Random(21)).play()

    assert set(Rating.objects.values_list("state", flat=True)) == {RatingState.PUBLISHED}
    assert list(queries.changed_results()) == []
    assert list(queries.out_of_step()) == []
    assert list(consistency.disagreements()) == []
