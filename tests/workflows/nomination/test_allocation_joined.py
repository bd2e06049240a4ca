"""Units that join after a table gave the places out: they have a row of 0, and are given some by 调剂. 依据: 3.9."""

import pytest

from permissions.roles import UnitKind
from tests.workflows.nomination.award_rounds import drafted, fresh, start, work
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.places import OTHER, UNIT, categories, proposed, quota, reserved
from workflows.engine.errors import Incomplete
from workflows.engine.models import Quota, Round
from workflows.nomination import actions
from workflows.nomination.actions import quotas
from workflows.nomination.queries.allocation import Table, allocation_problems, frozen_per, seen_of
from workflows.nomination.rules import Per

DIRECT, JOINED = "丙办党支部", "乙一支部"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def given_out(cast: Cast, scope: list[str], places: dict[str, int]) -> Round:
    """A round of the 工委 for these units, whose table gives them so many 优秀共产党员, started and opened."""
    more = {"categories": categories(), "materials": []}
    round_ = drafted(cast, more=more, scope=[cast.units[name].pk for name in scope])
    cells = {(cast.units[name].pk, "member"): number for name, number in places.items()}
    actions.allocation_save(round_, cells, by=cast.clerk, seen=seen_of(Table.of(round_).stored()))
    start(cast, round_)
    work()
    return fresh(round_)


def join(cast: Cast, round_: Round, unit: str) -> Round:
    actions.round_open_more(round_, [cast.units[unit]], by=cast.clerk)
    work()
    return fresh(round_)


def shift(cast: Cast, round_: Round, giver: str, taker: str) -> None:
    units = cast.units
    actions.places_shift(round_, "member", units[giver], units[taker], 1, by=cast.clerk, reason="新参加的单位。")


def test_places_given_out_by_branch_stay_so_when_a_committee_joins(cast: Cast) -> None:
    round_ = given_out(cast, [DIRECT], {DIRECT: 2})
    before = Table.of(round_)
    round_ = join(cast, round_, OTHER)
    after = Table.of(round_)

    assert (before.per, after.per, frozen_per(round_)) == (Per.BRANCH, Per.BRANCH, Per.BRANCH)
    assert sorted(unit.short_name for unit in after.units) == sorted([DIRECT, JOINED])
    found = quota(round_, JOINED, "branch:places.member")
    assert (found.limit, found.formula, allocation_problems(round_)) == (0, "后加入，待调剂", [])


def test_a_branch_that_joined_is_told_the_sum_and_then_given_a_place(cast: Cast) -> None:
    round_ = join(cast, given_out(cast, [DIRECT], {DIRECT: 2}), OTHER)
    (row,) = proposed(cast, round_, "周八")

    with pytest.raises(Incomplete) as told:
        quotas.reserve_branch(row)
    assert told.value.problems == ["乙一支部：优秀共产党员名额不超过0个（后加入，待调剂），现有1个，多1个。"]
    shift(cast, round_, DIRECT, JOINED)
    quotas.reserve_branch(row)
    assert reserved(round_, JOINED, "branch:places.member") == 1
    assert quota(round_, DIRECT, "branch:places.member").limit == 1


def test_a_unit_that_joined_a_table_by_unit_is_given_a_place(cast: Cast) -> None:
    round_ = join(cast, given_out(cast, [UNIT, DIRECT], {UNIT: 2, "工委": 1}), OTHER)
    rows = proposed(cast, round_, "周八")

    assert (frozen_per(round_), quota(round_, OTHER, "unit:places.member").limit) == (Per.UNIT, 0)
    with pytest.raises(Incomplete):
        quotas.reserve_list(cast.list_in(OTHER), rows)
    shift(cast, round_, UNIT, OTHER)
    quotas.reserve_list(cast.list_in(OTHER), rows)
    assert reserved(round_, OTHER, "unit:places.member") == 1


def test_a_later_join_leaves_what_was_shifted(cast: Cast) -> None:
    round_ = join(cast, given_out(cast, [DIRECT], {DIRECT: 2}), OTHER)
    shift(cast, round_, DIRECT, JOINED)
    round_ = join(cast, round_, "甲一支部")

    limits = {unit: quota(round_, unit, "branch:places.member").limit for unit in (DIRECT, JOINED, "甲一支部")}
    assert limits == {DIRECT: 1, JOINED: 1, "甲一支部": 0}


def test_without_a_table_nothing_is_frozen_and_nobody_has_a_row_of_nothing(cast: Cast) -> None:
    round_ = drafted(cast, more={"categories": categories()}, scope=[cast.units[DIRECT].pk])
    start(cast, round_)
    work()
    round_ = join(cast, fresh(round_), OTHER)

    assert frozen_per(round_) is None
    assert Quota.objects.filter(round=round_).count() == 0


def test_a_branch_that_was_founded_since_is_given_a_place_too(cast: Cast) -> None:
    round_ = given_out(cast, [UNIT, DIRECT], {UNIT: 2, "工委": 1})
    cast.unit("丁局机关党委", UnitKind.ORG_COMMITTEE, "工委")
    round_ = join(cast, round_, "丁局机关党委")
    shift(cast, round_, UNIT, "丁局机关党委")

    assert quota(round_, "丁局机关党委", "unit:places.member").formula == "调入1个后1个，原0个"
