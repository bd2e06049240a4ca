"""Places that move: 调剂 between units, another number with reason, rulings where rules contradict. 依据: 3.3, 3.9."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from permissions.roles import UnitKind
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.places import (
    OTHER,
    UNIT,
    cap,
    categories,
    notice,
    opened,
    proposed,
    quota,
    reserved,
    share,
)
from workflows.engine import ledger
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Notice, Quota, Round
from workflows.nomination import actions
from workflows.nomination.actions import quotas
from workflows.nomination.models import PlaceRuling, PlaceShift
from workflows.nomination.queries.board import open_contradictions

BRANCH = "甲一支部"
KEY = "unit:places.member"
DECISION = actions.Decision("工委会议", date(2026, 5, 6), "按比例执行。")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def made(cast: Cast) -> Round:
    """Return a round in which each unit has three 优秀共产党员; 甲局 has one of them in its list."""
    made = opened(cast, categories=categories(member={"per_unit": 3}))
    quotas.reserve_list(cast.list_in(UNIT), proposed(cast, made, "张三"))
    return made


def shift(cast: Cast, made: Round, places: int, by: str = "clerk", reason: str = "甲局支部减少。") -> PlaceShift:
    return actions.places_shift(
        made, "member", cast.units[UNIT], cast.units[OTHER], places, by=getattr(cast, by), reason=reason
    )


# --- 调剂 ---------------------------------------------------------------------------------------------------------


def test_places_move_from_one_unit_to_another_with_a_trace_and_an_entry_for_both(cast: Cast, made: Round) -> None:
    kept = shift(cast, made, 2)
    gives, takes = quota(made, UNIT, KEY), quota(made, OTHER, KEY)

    assert (gives.limit, gives.formula) == (1, "调出2个后1个，原3个")
    assert (takes.limit, takes.formula) == (5, "调入2个后5个，原3个")
    assert (kept.giver, kept.taker, kept.places, kept.reason, kept.by) == (
        cast.units[UNIT], cast.units[OTHER], 2, "甲局支部减少。", cast.users["clerk"],
    )  # fmt: skip
    assert [(ledger.of(row)[0].label, ledger.of(row)[0].data["fields"]) for row in (gives, takes)] == [
        ("调剂名额", {"名额": ["3", "1"]}), ("调剂名额", {"名额": ["3", "5"]}),
    ]  # fmt: skip


def test_both_units_are_told_what_was_moved_and_why_and_nobody_else(cast: Cast, made: Round) -> None:
    Notice.objects.all().delete()
    shift(cast, made, 2)

    text = f"{made.title}：优秀共产党员名额2个由{UNIT}调剂到{OTHER}。原因：甲局支部减少。"
    told = Notice.objects.order_by("user__username").values_list("user__username", "process", "text")
    here, there = cast.list_in(UNIT).process_id, cast.list_in(OTHER).process_id
    assert list(told) == [("deputy", here, text), ("other_deputy", there, text), ("staff", here, text)]


def test_places_that_are_taken_are_not_moved(cast: Cast, made: Round) -> None:
    with pytest.raises(Refused, match="甲局机关党委有3个，已用1个，可调剂2个，不够调出3个。"):
        shift(cast, made, 3)
    assert (quota(made, UNIT, KEY).limit, PlaceShift.objects.count()) == (3, 0)


def test_a_shift_needs_a_reason_and_at_least_one_place(cast: Cast, made: Round) -> None:
    with pytest.raises(Refused, match="调剂名额须写明原因。"):
        shift(cast, made, 1, reason=" ")
    with pytest.raises(Refused, match="至少1个名额"):
        shift(cast, made, 0)


def test_a_unit_does_not_shift_to_itself(cast: Cast, made: Round) -> None:
    unit = cast.units[UNIT]
    with pytest.raises(Refused, match="调剂应在两个单位之间进行"):
        actions.places_shift(made, "member", unit, unit, 1, by=cast.clerk, reason="原因。")


def test_a_unit_or_category_without_places_has_none_to_shift(cast: Cast, made: Round) -> None:
    with pytest.raises(Refused, match="甲局机关党委、乙局机关党委没有优秀党务工作者名额，不能调剂。"):
        actions.places_shift(
            made, "worker", cast.units[UNIT], cast.units[OTHER], 1, by=cast.clerk, reason="原因。"
        )  # fmt: skip
    with pytest.raises(Refused, match="只有已经启动的批次的类别名额可以调剂。"):
        actions.places_shift(made, "hero", cast.units[UNIT], cast.units[OTHER], 1, by=cast.clerk, reason="原因。")


@pytest.mark.parametrize("who", ["deputy", "leader", "secretary"])
def test_only_the_superior_shifts(cast: Cast, made: Round, who: str) -> None:
    with pytest.raises(NotAllowed, match="名额由主办单位分配、调剂和裁定"):
        shift(cast, made, 1, by=who)


def test_what_was_shifted_can_be_taken(cast: Cast, made: Round) -> None:
    shift(cast, made, 2)
    rows = proposed(cast, made, "周八", "吴九")
    quotas.reserve_list(cast.list_in(OTHER), rows)

    assert reserved(made, OTHER, KEY) == 2
    assert quota(made, UNIT, KEY).limit == 1


def test_a_unit_that_came_after_the_places_were_given_out_can_be_given_some(cast: Cast, made: Round) -> None:
    cast.unit("丁局机关党委", UnitKind.ORG_COMMITTEE, "工委")
    actions.places_shift(
        made, "member", cast.units[UNIT], cast.units["丁局机关党委"], 1, by=cast.clerk, reason="新设机关党委。"
    )  # fmt: skip

    assert quota(made, "丁局机关党委", KEY).formula == "调入1个后1个，原0个"


# --- 调整 ---------------------------------------------------------------------------------------------------------


def test_a_unit_is_given_another_number_with_a_reason_in_the_ledger(cast: Cast, made: Round) -> None:
    changed = actions.places_set(quota(made, UNIT, KEY), 4, by=cast.clerk, reason="上级追加1个名额。")

    assert (changed.limit, changed.formula, changed.adjusted) == (4, "工委调整为4个，原3个", True)
    entry = ledger.of(changed)[0]
    assert (entry.label, entry.comment, entry.data["fields"]) == (
        "调整名额", "上级追加1个名额。", {"名额": ["3", "4"]},
    )  # fmt: skip
    quotas.open_quotas(made)
    assert quota(made, UNIT, KEY).limit == 4


def test_a_number_below_what_is_taken_is_refused(cast: Cast, made: Round) -> None:
    with pytest.raises(Refused, match="已占用1个，不能低于1个"):
        actions.places_set(quota(made, UNIT, KEY), 0, by=cast.clerk, reason="压减。")


@pytest.mark.parametrize("who", ["deputy", "leader", "secretary"])
def test_only_the_superior_changes_a_number(cast: Cast, made: Round, who: str) -> None:
    with pytest.raises(NotAllowed, match="名额由主办单位分配、调剂和裁定"):
        actions.places_set(quota(made, UNIT, KEY), 9, by=getattr(cast, who), reason="自行增加。")


def test_a_share_is_not_changed_like_places(cast: Cast) -> None:
    made = opened(cast, caps=[share(50, per="unit")])
    with pytest.raises(Refused, match="只有已经启动的批次的类别名额可以这样调整。"):
        actions.places_set(quota(made, UNIT, "unit:share"), 9, by=cast.clerk, reason="增加。")


# --- 裁定 ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(cast: Cast) -> Round:
    """Return the round of notice two, held by 甲局, whose 甲一支部 has ten members: 10×20%=2 against 2+1=3."""
    for n in range(8):
        cast.member(f"员{n}")
    return opened(cast, notice("notice_2"), unit=UNIT)


def test_a_ruling_keeps_both_sums_and_sets_the_number(cast: Cast, two: Round) -> None:
    kept = actions.places_rule(quota(two, BRANCH, "branch:share"), 2, DECISION, by=cast.deputy)
    found = quota(two, BRANCH, "branch:share")

    assert kept.sums == (
        "甲一支部：受表彰人数不超过2个（10×20%=2），与名额共3个（优秀共产党员2+优秀党务工作者1=3）不一致，"
        "由机关党委裁定。"
    )
    assert (found.limit, found.formula, found.adjusted) == (2, "工委会议2026-05-06裁定2个", True)
    entry = ledger.of(found)[0]
    assert (entry.label, entry.comment, entry.data["fields"]["名额"]) == ("裁定名额", "按比例执行。", ["2", "2"])


@pytest.mark.parametrize(
    ("number", "decision", "why"),
    [
        (4, DECISION, "裁定的名额应在0到3个之间，现为4个。"),
        (2, DECISION._replace(reason=" "), "裁定须写明裁定人和理由。"),
        (2, DECISION._replace(body=""), "裁定须写明裁定人和理由。"),
        (2, DECISION._replace(ruled_on=timezone.localdate() + timedelta(days=2)), "裁定日期不能晚于今天。"),
    ],
)
def test_a_ruling_that_cannot_be_says_why(
    cast: Cast, two: Round, number: int, decision: actions.Decision, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        actions.places_rule(quota(two, BRANCH, "branch:share"), number, decision, by=cast.deputy)
    assert PlaceRuling.objects.count() == 0


def test_a_ruling_is_not_below_what_is_taken(cast: Cast, two: Round) -> None:
    found = quota(two, BRANCH, "branch:share")
    actions.places_rule(found, 2, DECISION, by=cast.deputy)
    for row in proposed(cast, two, "张三", "李四"):
        quotas.reserve_branch(row)

    with pytest.raises(Refused, match="甲一支部已占用2个，不能裁定为1个"):
        actions.places_rule(found, 1, DECISION, by=cast.deputy)
    assert actions.places_rule(found, 3, DECISION, by=cast.deputy).number == 3


def test_there_is_nothing_to_rule_where_nothing_contradicts(cast: Cast, made: Round) -> None:
    with pytest.raises(Refused, match="这里的规定没有不一致的，不需要裁定。"):
        actions.places_rule(quota(made, UNIT, KEY), 1, DECISION, by=cast.clerk)


@pytest.mark.parametrize("who", ["secretary", "other_deputy", "clerk"])
def test_only_whoever_holds_the_round_enters_a_ruling(cast: Cast, two: Round, who: str) -> None:
    with pytest.raises(NotAllowed, match="名额由主办单位分配、调剂和裁定"):
        actions.places_rule(quota(two, BRANCH, "branch:share"), 2, DECISION, by=getattr(cast, who))


@pytest.mark.parametrize(("first", "numbers"), [(True, [2, 0]), (False, [3, 3])])
def test_one_ruling_settles_every_branch_where_the_same_rules_contradict(
    cast: Cast, two: Round, *, first: bool, numbers: list[int]
) -> None:
    """甲一支部 has ten members, 甲二支部 two, 甲三支部 one; in the others nobody is registered."""
    ruled = actions.places_rule_all(two, "branch:share", DECISION, first=first, by=cast.deputy)

    assert ruled == 3
    assert [quota(two, unit, "branch:share").limit for unit in (BRANCH, "甲二支部")] == numbers
    assert open_contradictions(two, list(Quota.objects.filter(round=two).select_related("unit"))) == {}
    with pytest.raises(Refused, match="没有等待裁定的不一致"):
        actions.places_rule_all(two, "branch:share", DECISION, first=first, by=cast.deputy)


def test_a_least_number_above_the_places_of_a_unit_waits_for_a_ruling(cast: Cast) -> None:
    made = opened(
        cast, categories=categories(member={"per_unit": 2}), caps=[cap(3, per="unit", direction="min")],
    )  # fmt: skip
    (waiting,) = open_contradictions(made, [quota(made, UNIT, KEY), quota(made, UNIT, "unit:cap")]).values()

    assert waiting[0].found.text == (
        "甲局机关党委：优秀共产党员不少于3个（固定3个），与名额共2个（优秀共产党员2）不一致，由市直机关工委裁定。"
    )
    actions.places_set(quota(made, UNIT, KEY), 3, by=cast.clerk, reason="追加。")
    assert open_contradictions(made, [quota(made, UNIT, KEY), quota(made, UNIT, "unit:cap")]) == {}
