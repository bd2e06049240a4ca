"""Most and least, shares with their sums, and limits that contradict. 依据: domain 3.3 to 3.5, 3.9."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.workflows.nomination.rounds import data, judge_all, shipped
from workflows.nomination.rules import (
    Allocation,
    Among,
    AwardRound,
    Base,
    Cap,
    Cell,
    Direction,
    Entry,
    Per,
    RoundError,
    Rounding,
    Ruling,
    contradictions,
    judge_cap,
    limits_for,
)


def cap(direction: Direction = Direction.MAX, **fields: object) -> Cap:
    usual: dict[str, object] = {"code": "cap", "name": "领导干部", "categories": ("member",), "per": Per.WHOLE}
    return Cap(**(usual | {"direction": direction} | fields))  # type: ignore[arg-type]


def entries(number: int, category: str = "member", *, leaders: int = 0, unknown: int = 0) -> list[Entry]:
    """So many entries, the first of them leaders, the last of them people nobody knows about."""
    known = [n < leaders for n in range(number - unknown)]
    marks: list[bool | None] = [*known, *([None] * unknown)]
    return [Entry(f"人{n}", category, mark, None if mark is None else not mark) for n, mark in enumerate(marks, 1)]


# --- 比例和个数 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "base", "rounding", "number", "formula"),
    [
        ("20", 10, Rounding.DOWN, 2, "10×20%=2"),
        ("20", 14, Rounding.DOWN, 2, "14×20%=2.8，向下取整为2"),
        ("20", 14, Rounding.HALF_UP, 3, "14×20%=2.8，四舍五入为3"),
        ("20", 11, Rounding.UP, 3, "11×20%=2.2，向上取整为3"),
        ("4", 7500, Rounding.DOWN, 300, "7500×4%=300"),
        ("10", 35, Rounding.DOWN, 3, "35×10%=3.5，向下取整为3"),
        ("30", 61, Rounding.DOWN, 18, "61×30%=18.3，向下取整为18"),
        ("12.5", 7, Rounding.DOWN, 0, "7×12.5%=0.875，向下取整为0"),
    ],
)
def test_a_share_shows_its_sum(percent: str, base: int, rounding: Rounding, number: int, formula: str) -> None:
    assert cap(percent=Decimal(percent), rounding=rounding).limit(base) == (number, formula)


def test_each_unit_may_put_forward_one_even_where_1_percent_is_less() -> None:
    """Domain 3.5 七 [N07]: 按各单位党员1%, 原则各可1人."""
    [rule] = shipped("notice_7").caps

    assert rule.limit(60) == (1, "60×1%=0.6，向下取整为0，至少可推1个")
    assert rule.limit(250) == (2, "250×1%=2.5，向下取整为2")
    assert rule.words == "每个单位原则上不超过党员的1%（按资格截止日统计，向下取整）"


def test_a_share_of_nobody_knows_how_many_needs_a_person() -> None:
    answer = judge_cap(cap(percent=Decimal(20)), entries(1), {})

    assert (answer.verdict.words, answer.text) == (
        "需人工核实", "领导干部不超过：党员数没有登记，算不出20%是多少，需人工核实。",
    )  # fmt: skip


def test_formal_members_and_all_members_are_told_apart() -> None:
    bases = {Base.FORMAL: 9, Base.MEMBERS: 10}
    rule = cap(percent=Decimal(20), name="受表彰人数")

    assert judge_cap(rule, entries(2), bases).text == "受表彰人数不超过2个（10×20%=2），现有2个。"
    formal = cap(percent=Decimal(20), name="受表彰人数", base=Base.FORMAL, as_of=date(2020, 12, 31))
    assert judge_cap(formal, entries(2), bases).text == (
        "受表彰人数不超过1个（9×20%=1.8，向下取整为1），现有2个，多1个。"
    )
    assert formal.words == "全部单位合计不超过正式党员的20%（按2020-12-31统计，向下取整）"


@pytest.mark.parametrize(
    ("leaders", "unknown", "verdict", "text"),
    [
        (3, 0, "符合", "领导干部不超过3个（10×30%=3），现有3个。"),
        (4, 0, "不符合", "领导干部不超过3个（10×30%=3），现有4个，多1个。"),
        (2, 1, "符合", "领导干部不超过3个（10×30%=3），现有2个。"),
        (3, 1, "需人工核实", "领导干部不超过3个（10×30%=3），现有3个，人10的情况没有登记，需人工核实。"),
        (4, 1, "不符合", "领导干部不超过3个（10×30%=3），现有4个，多1个。"),
    ],
)
def test_leaders_at_most_30_percent_of_the_list(leaders: int, unknown: int, verdict: str, text: str) -> None:
    """Domain 3.5 五 [N05]."""
    rule = cap(percent=Decimal(30), base=Base.LISTED, among=Among.LEADERS)
    answer = judge_cap(rule, entries(10, leaders=leaders, unknown=unknown), {})

    assert (answer.verdict.words, answer.text) == (verdict, text)


def test_leaders_at_most_20_percent() -> None:
    """Domain 7.5 [G04]."""
    rule = cap(percent=Decimal(20), base=Base.LISTED, among=Among.LEADERS)

    assert judge_cap(rule, entries(14, leaders=2), {}).verdict.words == "符合"
    assert judge_cap(rule, entries(14, leaders=3), {}).verdict.words == "不符合"


@pytest.mark.parametrize(
    ("leaders", "unknown", "verdict", "end"),
    [
        (5, 0, "符合", "现有5个。"),
        (6, 0, "不符合", "现有4个，少1个。"),
        (5, 1, "需人工核实", "现有4个，人10的情况没有登记，需人工核实。"),
        (6, 1, "不符合", "现有3个，少2个。"),
    ],
)
def test_the_front_line_at_least_half(leaders: int, unknown: int, verdict: str, end: str) -> None:
    rule = cap(Direction.MIN, percent=Decimal(50), base=Base.LISTED, among=Among.FRONTLINE, name="一线人员")
    rule = replace(rule, rounding=Rounding.UP)
    answer = judge_cap(rule, entries(10, leaders=leaders, unknown=unknown), {})

    assert (answer.verdict.words, answer.text) == (verdict, f"一线人员不少于5个（10×50%=5），{end}")


def test_other_categories_do_not_count() -> None:
    rule = cap(count=1, name="优秀共产党员")

    assert judge_cap(rule, [*entries(1), *entries(5, "epidemic")], {}).verdict.words == "符合"


def test_a_most_is_rounded_down_and_a_least_up_unless_the_round_says_otherwise() -> None:
    """Domain 0."""
    [share] = data("notice_2")["caps"]
    del share["rounding"]
    least = {**share, "code": "front", "direction": "min", "among": "frontline"}
    caps = AwardRound.from_data(data("notice_2") | {"caps": [share, least]}).caps

    assert [rule.limit(14).number for rule in caps] == [2, 3]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "“领导干部”：比例和个数应填且只填一个。"),
        ({"count": 1, "percent": Decimal(5)}, "“领导干部”：比例和个数应填且只填一个。"),
        ({"percent": Decimal("100.5")}, "“领导干部”：比例应不大于100，现为100.5。"),
        ({"count": 1, "categories": ()}, "“领导干部”：没有写明限制哪些类别。"),
        ({"count": 1, "least": 1, "direction": Direction.MIN}, "“领导干部”：只有上限才有“至少可推”的个数。"),
    ],
)
def test_a_limit_that_cannot_be_is_refused(fields: dict[str, object], sentence: str) -> None:
    with pytest.raises(RoundError) as refused:
        cap(**fields)  # type: ignore[arg-type]
    assert str(refused.value) == sentence


# --- a list against all of its limits -----------------------------------------------------------------------------


def test_a_branch_of_notice_two_is_held_to_its_places_and_its_share() -> None:
    award = shipped("notice_2")
    named = [*entries(2), *entries(1, "worker")]
    answers = judge_all(award, Per.BRANCH, "甲一支部", named, {Base.MEMBERS: 10})

    assert [(answer.code, answer.verdict.words, answer.text) for answer in answers] == [
        ("places.member", "符合", "甲一支部：优秀共产党员名额不超过2个（固定2个），现有2个。"),
        ("places.worker", "符合", "甲一支部：优秀党务工作者名额不超过1个（固定1个），现有1个。"),
        ("share", "不符合", "甲一支部：受表彰人数不超过2个（10×20%=2），现有3个，多1个。"),
    ]
    assert answers[2].basis.startswith("通知：受表彰人数原则上不超过本支部党员的20%")


def test_the_allocation_table_goes_before_the_notice() -> None:
    award = shipped("notice_9")

    assert [(rule.code, rule.count) for rule in limits_for(award, Per.UNIT)] == [("places.worker", 1)]
    allotted = Allocation.of([Cell("甲局", "worker", 2), Cell("甲局", "member", 3), Cell("乙局", "member", 9)]).of_unit(
        "甲局"
    )
    assert [(rule.code, rule.count) for rule in limits_for(award, Per.UNIT, allotted)] == [
        ("places.worker", 2), ("places.member", 3),
    ]  # fmt: skip


# --- 矛盾的规则 ---------------------------------------------------------------------------------------------------


def test_10_people_times_20_percent_against_2_and_1() -> None:
    """Domain 3.3 [N02]: the system shows both sums, and the 机关党委 rules."""
    [found] = contradictions(shipped("notice_2"), Per.BRANCH, "甲一支部", {Base.MEMBERS: 10})

    assert (found.first.number, found.first.formula) == (2, "10×20%=2")
    assert (found.second.number, found.second.formula) == (3, "优秀共产党员2+优秀党务工作者1=3")
    assert found.rules_on == "机关党委"
    assert found.text == (
        "甲一支部：受表彰人数不超过2个（10×20%=2），与名额共3个（优秀共产党员2+优秀党务工作者1=3）不一致，由机关党委裁定。"
    )
    assert found.second.basis == "通知：每支部优秀共产党员2名；通知：每支部优秀党务工作者1名"


@pytest.mark.parametrize(("members", "number"), [(14, 1), (15, 0), (40, 0)])
def test_a_branch_of_15_has_room_for_all_three(members: int, number: int) -> None:
    assert len(contradictions(shipped("notice_2"), Per.BRANCH, "甲一支部", {Base.MEMBERS: members})) == number


def test_300_of_7500_members_is_no_contradiction_and_of_7499_is_one() -> None:
    """Domain 3.4 [N03]: 约300名, 约占党员4%."""
    award = shipped("notice_3")

    assert contradictions(award, Per.WHOLE, "全市机关", {Base.MEMBERS: 7500}) == []
    [found] = contradictions(award, Per.WHOLE, "全市机关", {Base.MEMBERS: 7499})
    assert found.text == (
        "全市机关：优秀共产党员不超过299个（7499×4%=299.96，向下取整为299），与名额共300个（优秀共产党员300）不一致，"
        "由工委会议裁定。"
    )


def test_a_base_that_nobody_knows_contradicts_nothing() -> None:
    assert contradictions(shipped("notice_2"), Per.BRANCH, "甲一支部", {}) == []


def test_more_asked_of_the_front_line_than_there_are_places() -> None:
    award = shipped("notice_2")
    least = Cap("front", "一线人员", ("member", "worker"), Per.BRANCH, Direction.MIN, count=4, among=Among.FRONTLINE)
    both = replace(award, caps=(*award.caps, least))
    found = contradictions(both, Per.BRANCH, "甲一支部", {Base.MEMBERS: 15})

    assert [each.text for each in found] == [
        "甲一支部：一线人员不少于4个（固定4个），与名额共3个（优秀共产党员2+优秀党务工作者1=3）不一致，由机关党委裁定。",
        "甲一支部：一线人员不少于4个（固定4个），与受表彰人数不超过3个（15×20%=3）不一致，由机关党委裁定。",
    ]


def rules(*caps: Cap) -> AwardRound:
    return replace(shipped("notice_2"), caps=caps)


def test_a_least_that_takes_all_places_is_no_contradiction() -> None:
    both = ("member", "worker")
    least = Cap("front", "一线人员", both, Per.BRANCH, Direction.MIN, count=3, among=Among.FRONTLINE)

    assert contradictions(rules(least), Per.BRANCH, "甲一支部", {}) == []
    four = contradictions(rules(replace(least, count=4)), Per.BRANCH, "甲一支部", {})
    assert [each.first.number for each in four] == [4]


def test_at_least_so_many_of_some_and_at_most_so_many_of_others_go_together() -> None:
    front = Cap("front", "一线人员", ("member",), Per.BRANCH, Direction.MIN, count=2, among=Among.FRONTLINE)
    leaders = Cap("leaders", "领导干部", ("member",), Per.BRANCH, count=1, among=Among.LEADERS)

    assert contradictions(rules(front, leaders), Per.BRANCH, "甲一支部", {}) == []
    [found] = contradictions(rules(front, replace(leaders, among=Among.FRONTLINE)), Per.BRANCH, "甲一支部", {})
    assert (found.first.number, found.second.number) == (2, 1)


def test_a_share_of_a_list_whose_places_are_not_all_stated_contradicts_nothing_yet() -> None:
    """抗疫优秀共产党员 of notice five have no number."""
    some = ("member", "epidemic")
    least = Cap("least", "领导干部", some, Per.BRANCH, Direction.MIN, count=1, among=Among.LEADERS)
    most = Cap("most", "领导干部", some, Per.BRANCH, percent=Decimal(30), base=Base.LISTED, among=Among.LEADERS)
    five = replace(shipped("notice_5"), caps=(least, most))

    assert contradictions(five, Per.BRANCH, "甲一支部", {}) == []
    assert contradictions(replace(five, caps=(replace(least, count=3),)), Per.BRANCH, "甲一支部", {}) == []
    [found] = contradictions(five, Per.BRANCH, "甲一支部", {}, {"epidemic": 1})
    assert found.text == (
        "甲一支部：领导干部不少于1个（固定1个），与领导干部不超过0个（3×30%=0.9，向下取整为0）不一致，由党委会裁定。"
    )


def test_a_ruling_needs_a_reason_and_stays_within_both_rules() -> None:
    [found] = contradictions(shipped("notice_2"), Per.BRANCH, "甲一支部", {Base.MEMBERS: 10})
    day = date(2019, 6, 26)

    Ruling(2, "按比例执行", "机关党委", day).check(found)
    Ruling(3, "一线党员多", "机关党委", day).check(found)
    with pytest.raises(ValueError, match="裁定的名额应在0到3个之间，现为4个。"):
        Ruling(4, "一线党员多", "机关党委", day).check(found)
    for reason, by in (("", "机关党委"), ("按比例执行", " ")):
        with pytest.raises(ValueError, match="裁定须写明裁定人和理由。"):
            Ruling(2, reason, by, day).check(found)
