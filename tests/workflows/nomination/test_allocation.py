"""The allocation table: typed whole, taken from a workbook, checked against the notice. 依据: domain 3.5 [N06], 3.9."""

import pytest
from django.utils import timezone

from permissions import tree
from permissions.roles import UnitKind
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.places import (
    OTHER,
    UNIT,
    categories,
    opened,
    prepared,
    proposed,
    quota,
    started,
    table,
)
from workflows.engine import ledger
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import Quota, Round
from workflows.nomination import actions
from workflows.nomination.actions import quotas
from workflows.nomination.queries.allocation import Cells, Table, allocation_problems, seen_of

SIXTY_ONE = {"name": "优秀共产党员和优秀党务工作者", "categories": ["member", "worker"], "places": 61}
ORGANISATIONS = [
    {"code": "general", "name": "先进党总支", "kind": "表彰", "subject": "unit", "places": 3},
    {"code": "branch", "name": "先进党支部", "kind": "表彰", "subject": "branch", "places": 10},
]


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def draft(cast: Cast) -> Round:
    return prepared(cast)


def save(cast: Cast, made: Round, cells: Cells, by: str = "clerk") -> int:
    """Keep a table as somebody who saw the present one."""
    return actions.allocation_save(made, cells, by=getattr(cast, by), seen=seen_of(Table.of(made).stored()))


def kept(made: Round) -> dict[tuple[str, str], int]:
    return {(row.unit.short_name, row.key): row.limit for row in Table.of(made).stored()}


# --- 填写 ---------------------------------------------------------------------------------------------------------


def test_the_table_has_a_row_for_every_unit_that_reports(cast: Cast, draft: Round) -> None:
    assert [unit.short_name for unit in Table.of(draft).units] == ["工委", UNIT, OTHER]


def test_where_the_host_alone_reports_places_are_given_to_its_branches(cast: Cast) -> None:
    draft = prepared(cast)
    Round.objects.filter(pk=draft.pk).update(unit=cast.units[UNIT])
    found = Table.of(Round.objects.get(pk=draft.pk))

    assert [unit.short_name for unit in found.units] == ["甲一支部", "甲二支部", "甲四支部", "甲五支部", "甲三支部"]
    assert found.key("member") == "branch:places.member"


def test_61_people_and_13_organisations_are_given_out_and_hold_the_lists(cast: Cast) -> None:
    """Domain 3.5 六: 优秀党员+党务工作者共61人, 先进组织13个=总支3+支部10, 附分配表."""
    draft = prepared(cast, categories=categories() + ORGANISATIONS, totals=[SIXTY_ONE], materials=[])
    rows = {"工委": (5, 2, 0, 1), UNIT: (2, 10, 2, 6), OTHER: (32, 10, 1, 3)}
    codes = ("member", "worker", "general", "branch")
    cells = {
        (cast.units[unit].pk, code): places
        for unit, given in rows.items()
        for code, places in zip(codes, given, strict=True)
    }
    assert save(cast, draft, cells) == 12
    made = started(cast, draft)

    assert quota(made, UNIT, "unit:places.member").formula == "分配表2个"
    rows_of_unit = proposed(cast, made, "张三", "李四", "王五")
    with pytest.raises(Incomplete) as refused:
        quotas.reserve_list(cast.list_in(UNIT), rows_of_unit)
    assert refused.value.problems == ["甲局机关党委：优秀共产党员名额不超过2个（分配表2个），现有3个，多1个。"]
    quotas.reserve_list(cast.list_in(UNIT), rows_of_unit[:2])


def test_a_table_that_does_not_add_up_is_not_kept_and_every_sum_is_said(cast: Cast) -> None:
    draft = prepared(cast, categories=categories(member={"places": 40}), totals=[SIXTY_ONE])

    with pytest.raises(Incomplete) as refused:
        save(cast, draft, table(cast, ("工委", 1, 2), (UNIT, 20, 10), (OTHER, 20, 9)))
    assert refused.value.problems == [
        "优秀共产党员：各单位合计41个，通知总数40个，多1个。",
        "优秀共产党员和优秀党务工作者：优秀共产党员41+优秀党务工作者21=62个，通知总数61个，多1个。",
    ]
    assert kept(draft) == {}


def test_a_unit_without_a_row_is_named_and_a_typed_0_is_a_row(cast: Cast, draft: Round) -> None:
    with pytest.raises(Incomplete) as refused:
        save(cast, draft, table(cast, ("工委", 0, 0), (UNIT, 3, 1)))
    assert refused.value.problems == ["乙局机关党委没有填写名额，没有名额的请填0。"]

    assert save(cast, draft, table(cast, ("工委", 0, 0), (UNIT, 3, 1), (OTHER, 0, 0))) == 6
    assert kept(draft)[OTHER, "unit:places.member"] == 0


def test_an_empty_cell_of_a_category_that_others_got_is_named(cast: Cast, draft: Round) -> None:
    with pytest.raises(Incomplete) as refused:
        save(cast, draft, table(cast, ("工委", 0, 0), (UNIT, 3, None), (OTHER, 0, 0)))
    assert refused.value.problems == ["甲局机关党委：优秀党务工作者没有填，没有名额的请填0。"]


def test_a_category_that_nobody_got_is_not_given_out(cast: Cast, draft: Round) -> None:
    assert save(cast, draft, table(cast, ("工委", 1, None), (UNIT, 3, None), (OTHER, 0, None))) == 3
    assert allocation_problems(draft) == []


def test_a_table_is_replaced_whole_with_its_sums_in_the_ledger(cast: Cast, draft: Round) -> None:
    save(cast, draft, table(cast, ("工委", 1, None), (UNIT, 3, None), (OTHER, 1, None)))
    save(cast, draft, table(cast, ("工委", 0, 1), (UNIT, 2, 1), (OTHER, 2, 0)))

    assert kept(draft)[UNIT, "unit:places.worker"] == 1
    entry = ledger.of(draft)[0]
    assert (entry.label, entry.data["fields"]) == (
        "保存名额分配表",
        {"优秀共产党员": ["3个单位共5个", "3个单位共4个"], "优秀党务工作者": ["没有分配", "3个单位共2个"]},
    )


def test_an_empty_table_takes_all_places_back(cast: Cast, draft: Round) -> None:
    save(cast, draft, table(cast, ("工委", 1, 0), (UNIT, 3, 0), (OTHER, 1, 0)))
    assert save(cast, draft, {}) == 0
    assert kept(draft) == {}


def test_whoever_saves_over_another_is_told(cast: Cast, draft: Round) -> None:
    save(cast, draft, table(cast, ("工委", 1, 0), (UNIT, 3, 0), (OTHER, 1, 0)))

    with pytest.raises(Stale, match="分配表在您填写期间已被他人保存"):
        actions.allocation_save(draft, table(cast, (UNIT, 9, 9)), by=cast.head, seen="0")


@pytest.mark.parametrize("who", ["deputy", "leader", "secretary", "other_deputy"])
def test_only_who_runs_the_round_gives_places_out(cast: Cast, draft: Round, who: str) -> None:
    with pytest.raises(NotAllowed, match="名额由主办单位分配"):
        save(cast, draft, table(cast, (UNIT, 1, 1)), by=who)


def test_a_round_that_was_started_keeps_its_table(cast: Cast, draft: Round) -> None:
    save(cast, draft, table(cast, ("工委", 1, 0), (UNIT, 3, 0), (OTHER, 1, 0)))
    started(cast, draft)

    with pytest.raises(Refused, match="批次已经启动，分配表不能再整份修改"):
        save(cast, draft, {})
    assert quota(draft, UNIT, "unit:places.member").limit == 3


def test_what_joined_or_left_since_keeps_a_round_from_starting(cast: Cast, draft: Round) -> None:
    save(cast, draft, table(cast, ("工委", 1, None), (UNIT, 3, None), (OTHER, 1, None)))
    cast.unit("丁局机关党委", UnitKind.ORG_COMMITTEE, "工委")
    assert allocation_problems(draft) == ["丁局机关党委没有填写名额，没有名额的请填0。"]

    for unit in ("乙一支部", OTHER):
        tree.dissolve_unit(cast.units[unit], timezone.localdate())
    assert allocation_problems(draft)[1:] == ["分配表里的乙局机关党委不参加本批次，请删去或先列入参加单位。"]


def test_a_unit_that_got_no_places_from_the_table_reports_nobody(cast: Cast, draft: Round) -> None:
    save(cast, draft, table(cast, ("工委", 1, None), (UNIT, 3, None), (OTHER, 1, None)))
    made = started(cast, draft)
    Quota.objects.filter(unit=cast.units[UNIT], key="unit:places.member").delete()
    rows = proposed(cast, made, "张三")

    with pytest.raises(Refused, match="本单位还没有核定优秀共产党员名额，不能报送，请联系工委。"):
        quotas.reserve_list(cast.list_in(UNIT), rows)


def test_counting_again_leaves_the_table_as_it_is(cast: Cast, draft: Round) -> None:
    save(cast, draft, table(cast, ("工委", 1, None), (UNIT, 3, None), (OTHER, 1, None)))
    made = started(cast, draft)
    quotas.open_quotas(made)

    assert kept(made) == {
        ("工委", "unit:places.member"): 1, (UNIT, "unit:places.member"): 3, (OTHER, "unit:places.member"): 1,
    }  # fmt: skip


def test_the_places_of_the_table_stand_before_those_of_each_unit(cast: Cast) -> None:
    draft = prepared(cast, categories=categories(member={"per_unit": 2}))
    save(cast, draft, table(cast, ("工委", 1, None), (UNIT, 3, None), (OTHER, 0, None)))
    made = started(cast, draft)

    assert quota(made, UNIT, "unit:places.member").limit == 3
    assert quota(opened(cast, categories=categories(member={"per_unit": 2})), UNIT, "unit:places.member").limit == 2


def test_what_the_table_says_nothing_of_is_not_asked_about(cast: Cast) -> None:
    draft = prepared(cast, categories=categories(worker={"places": 9}), totals=[SIXTY_ONE | {"categories": ["worker"]}])

    assert save(cast, draft, table(cast, ("工委", 1, None), (UNIT, 3, None), (OTHER, 1, None))) == 3


def test_a_number_for_two_categories_together_counts_the_one_that_was_not_given_out_as_nothing(cast: Cast) -> None:
    draft = prepared(cast, totals=[SIXTY_ONE])

    with pytest.raises(Incomplete) as refused:
        save(cast, draft, table(cast, ("工委", 1, None), (UNIT, 3, None), (OTHER, 1, None)))
    assert refused.value.problems == [
        "优秀共产党员和优秀党务工作者：优秀共产党员5+优秀党务工作者0=5个，通知总数61个，少56个。"
    ]


def test_what_the_notice_gives_each_unit_by_rule_is_no_table(cast: Cast) -> None:
    made = opened(cast, categories=categories(member={"places": 4, "per_unit": 2}))
    assert allocation_problems(made) == []


def test_a_table_that_was_changed_since_the_start_says_what_does_not_add_up(cast: Cast) -> None:
    draft = prepared(cast, categories=categories(member={"places": 5}))
    save(cast, draft, table(cast, ("工委", 1, None), (UNIT, 3, None), (OTHER, 1, None)))
    made = started(cast, draft)
    actions.places_set(quota(made, UNIT, "unit:places.member"), 4, by=cast.clerk, reason="上级追加1个。")

    assert allocation_problems(made) == ["优秀共产党员：各单位合计6个，通知总数5个，多1个。"]
