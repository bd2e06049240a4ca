"""The rules of rating stars on the figures of scheme C (domain 2.3 [S03]) with the table of 2.7.1 [I01]."""

import json
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from workflows.star_rating.rules import (
    Deduction,
    Past,
    Result,
    Scheme,
    SchemeError,
    ScoreError,
    Tone,
    base_score,
    changed_items,
    grade,
    missing_difference_reasons,
    missing_reasons,
    star_name,
    validate_component,
    validate_figure,
    warnings_of,
)

COUNTY_FILE = Path(__file__).parents[3] / "workflows/star_rating/schemes/county_c.json"


def county_data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(COUNTY_FILE.read_text(encoding="utf-8"))
    return data


COUNTY = Scheme.from_data(county_data())
APPRAISAL = COUNTY.components_by_code["appraisal"]


def took(**points: str) -> list[Deduction]:
    """took(n6="2") is 2 points under line 6; took(o1="3") is 3 under 其他情形 of the first indicator."""
    codes = {name: f"I{name[1:]}.other" if name[0] == "o" else name[1:] for name in points}
    return [Deduction(codes[name], Decimal(value), "核实") for name, value in points.items()]


def star(base: str, appraisal: str, vetoes: Collection[str] = (), history: int | None = None) -> Result:
    """The result of a branch whose base score is `base`: the rest of 100 is lost under 其他情形, from 群众反映 up."""
    lost, deductions = 100 - Decimal(base), []
    for indicator in reversed(COUNTY.indicators):
        points = min(lost, indicator.full)
        deductions.append(Deduction(indicator.other, points, "核实"))
        lost -= points
    return grade(COUNTY, deductions, {"appraisal": Decimal(appraisal)}, vetoes, Past(history))


def texts(result: Result) -> list[str]:
    return [reason.text for reason in result.reasons]


def test_the_county_table_is_that_of_the_source() -> None:
    full = {indicator.name: int(indicator.full) for indicator in COUNTY.indicators}
    names = ["带头人", "工作思路", "工作制度", "活动阵地", "保障机制", "工作业绩", "群众反映"]
    assert full == dict(zip(names, [15, 10, 10, 10, 10, 20, 25], strict=True))
    points = [int(item.points) for indicator in COUNTY.indicators for item in indicator.items]
    assert points == [5, 5, 5, 5, 5, 5, 2, 2, 2, 5, 3, 2, 10, 5, 5, 5, 3, 10, 5, 10, 10]
    assert all(indicator.free for indicator in COUNTY.indicators)
    assert list(COUNTY.lines)[:5] == ["1", "2", "3", "I1.other", "4"]


def test_a_scheme_is_written_as_it_was_read() -> None:
    assert COUNTY.to_data() == county_data()


def test_a_scheme_of_the_first_kind_is_still_read() -> None:
    old = {key: value for key, value in county_data().items() if key != "components"}
    assert Scheme.from_data(old | {"base_weight": "70", "appraisal_weight": "30"}) == COUNTY


def test_the_county_allows_30_percent_five_stars_in_each_list() -> None:
    [quota] = county_data()["quotas"]
    del quota["basis"]
    assert quota == {
        "tier": 5, "percent": "30", "count": None, "direction": "max", "rounding": "down",
        "node": "submitting_unit", "base": "rated", "hard": True,
    }  # fmt: skip


def test_contradictions_are_warned_about_and_do_not_block() -> None:
    assert warnings_of(COUNTY) == [
        "指标“工作思路”各条扣分合计15分，超过满分10分，按扣完为止计算。",
        "指标“工作制度”各条扣分合计16分，超过满分10分，按扣完为止计算。",
        "指标“活动阵地”各条扣分合计15分，超过满分10分，按扣完为止计算。",
        "指标“保障机制”各条扣分合计13分，超过满分10分，按扣完为止计算。",
    ]


def test_overlapping_tiers_wrong_sums_and_roundings_are_warned_about() -> None:
    data = county_data()
    data["components"][0]["weight"] = "60"
    data["tiers"][0]["at_least"] = "80"
    data["indicators"][6] |= {"full": "30", "free": False}
    data["quotas"][0]["rounding"] = "up"
    warnings = warnings_of(Scheme.from_data(data))
    most = "各分项加起来最多93分（基础项105分×60%，评议项100分×30%），不是总分满分100分，请核对。"
    assert most in warnings
    assert "四星级和五星级都从80分起，档次重叠，四星级评不到。" in warnings
    assert "指标“群众反映”各条扣分合计20分，不到满分30分，这一项扣不完。" in warnings
    assert "五星级的名额是上限，却不向下取整，取整后会突破比例。" in warnings


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("name",), " ", "方案的名称应填写文字，现为“ ”。"),
        (("tiers", 1, "at_least"), "八十", "方案第2档的下限应是数字，现为“八十”。"),
        (("indicators", 1, "items", 2, "points"), "NaN", "方案第2项指标第3条的扣分应是不小于0的数字，现为“NaN”。"),
        (("indicators", 0, "items", 0, "points"), "-5", "方案第1项指标第1条的扣分应是不小于0的数字，现为“-5”。"),
        (("indicators", 0, "items", 1, "code"), "1", "扣分条的编号“1”重复。"),
        (("indicators", 0, "free"), "是", "方案第1项指标的其他情形应是true或false，现为“是”。"),
        (("indicators", 0, "weight"), "1", "方案第1项指标里有认不出的字段“weight”。"),
        (("indicators",), [], "方案至少要有一个档次和一项指标。"),
        (("vetoes", 0, "cap"), None, "否决情形“党员因违纪违法受到处理”：只有后果是封顶时才填、且必须填封顶星级。"),
        (("vetoes", 0, "cap"), 7, "否决情形“党员因违纪违法受到处理”所说的七星级不在方案的档次里。"),
        (("vetoes", 0, "outcome"), "扣分",
         "方案第1条否决情形的后果应是cap_tier、bottom、ineligible、no_upgrade、warn之一，现为“扣分”。"),
        (("quotas", 0, "count"), 3, "五星级的名额：比例和个数应填且只填一个。"),
    ],
)  # fmt: skip
def test_a_broken_scheme_is_refused_with_its_place(path: tuple[Any, ...], value: object, sentence: str) -> None:
    data = county_data()
    part: Any = data
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    with pytest.raises(SchemeError) as refused:
        Scheme.from_data(data)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("code", "raw", "points"),
    [("6", "5", "5"), ("6", "2.50", "2.5"), ("6", "２．５", "2.5"), ("6", " 2 ", "2"), ("6", 2.5, "2.5"), ("6", 2, "2"),
     ("6", "", "0"), ("6", None, "0"), ("6", "-0", "0"), ("11", "9", "9"), ("I2.other", "10", "10"),
     ("6", Decimal("5.00"), "5")],
)  # fmt: skip
def test_a_deduction_is_read_as_typed(code: str, raw: object, points: str) -> None:
    assert str(validate_figure(COUNTY, code, raw) or Decimal(0)) == points


@pytest.mark.parametrize(
    ("code", "raw", "sentence"),
    [
        ("6", "abc", "第6条落实不好的扣分“abc”不是可用的数字，请填0到5之间的数，最多两位小数。"),
        ("6", "NaN", "第6条落实不好的扣分“NaN”不是可用的数字，请填0到5之间的数，最多两位小数。"),
        ("6", float("inf"), "第6条落实不好的扣分“inf”不是可用的数字，请填0到5之间的数，最多两位小数。"),
        ("6", Decimal("NaN"), "第6条落实不好的扣分“NaN”不是可用的数字，请填0到5之间的数，最多两位小数。"),
        ("6", "1e9", "第6条落实不好的扣分“1e9”不是可用的数字，请填0到5之间的数，最多两位小数。"),
        ("6", 1e9, "第6条落实不好的扣分是“1000000000.0”，超过上限5分，请填0到5之间的数，最多两位小数。"),
        ("6", True, "第6条落实不好的扣分“True”不是可用的数字，请填0到5之间的数，最多两位小数。"),
        ("6", "-1", "第6条落实不好的扣分是“-1”，不能是负数，请填0到5之间的数，最多两位小数。"),
        ("6", "−1", "第6条落实不好的扣分是“-1”，不能是负数，请填0到5之间的数，最多两位小数。"),
        ("6", "5.01", "第6条落实不好的扣分是“5.01”，超过上限5分，请填0到5之间的数，最多两位小数。"),
        ("6", "0.125", "第6条落实不好的扣分是“0.125”，小数位数太多，请填0到5之间的数，最多两位小数。"),
        ("I2.other", "11", "工作思路的其他情形的扣分是“11”，超过上限10分，请填0到10之间的数，最多两位小数。"),
        ("99", "1", "方案里没有编号为“99”的扣分条。"),
    ],
)
def test_a_deduction_that_cannot_be_taken_is_refused_with_a_sentence(code: str, raw: object, sentence: str) -> None:
    with pytest.raises(ScoreError) as refused:
        validate_figure(COUNTY, code, raw)
    assert str(refused.value) == sentence


def test_an_appraisal_may_be_empty_and_goes_up_to_100() -> None:
    assert validate_component(APPRAISAL, "") is None
    assert validate_component(APPRAISAL, "１００") == 100
    with pytest.raises(ScoreError):
        validate_component(APPRAISAL, "100.01")


def test_an_indicator_loses_its_full_mark_and_no_more() -> None:
    base = base_score(COUNTY, took(n4="5", n5="5", n6="5"))
    assert base.per_indicator[1] == ("I2", Decimal(0), Decimal(10), Decimal(-5))
    assert base.total == 90


def test_stored_rows_with_unknown_codes_or_negative_points_are_refused() -> None:
    with pytest.raises(ScoreError, match="方案里没有编号为“99”的扣分条。"):
        base_score(COUNTY, took(n99="1"))
    with pytest.raises(ScoreError, match="第6条落实不好填了-1，不能是负数。"):
        base_score(COUNTY, took(n6="-1"))


def test_each_deduction_asks_for_its_reason() -> None:
    rows = [("6", Decimal(2), " "), ("7", Decimal(0), ""), ("I2.other", Decimal(1), ""), ("8", Decimal(2), "无记录")]
    assert missing_reasons(COUNTY, rows) == [
        ("6", "第6条落实不好扣2分，还没有写扣分理由。"),
        ("I2.other", "工作思路的其他情形扣1分，还没有写扣分理由。"),
    ]


def test_each_difference_from_the_own_rating_asks_for_its_reason() -> None:
    own = took(n6="2", n7="1", n8="2")
    review = [("6", Decimal("2.00"), ""), ("7", Decimal(2), "三季度无签到"), ("9", Decimal(2), "")]
    assert changed_items(own, review) == ["7", "8", "9"]
    assert missing_difference_reasons(COUNTY, own, review) == [
        ("8", "第8条民主评议党员不落实自评扣2分，初评不扣分，还没有写不一致的理由。"),
        ("9", "第9条党务公开不落实自评不扣分，初评扣2分，还没有写不一致的理由。"),
    ]


@pytest.mark.parametrize(
    ("score", "level"),
    [("100", 5), ("90", 5), ("89.99", 4), ("80", 4), ("79.99", 3), ("70", 3), ("69.99", 2), ("60", 2), ("59.99", 1),
     ("0", 1)],
)  # fmt: skip
def test_a_tier_begins_at_its_bound(score: str, level: int) -> None:
    result = star(score, score)
    assert (result.score, result.tier, result.tier_name) == (Decimal(score), level, star_name(level))


def test_a_result_says_how_it_was_reached() -> None:
    result = grade(COUNTY, took(n6="2", n4="4", n17="3"), {"appraisal": Decimal(95)}, set(), Past(3))
    assert texts(result) == [
        "基础项满分100分，工作思路扣6分，保障机制扣3分，得91.0分。",
        "基础项91.0×70%+评议项95.0×30%=92.20。",
        "得分92.20，在90分及以上，对应五星级。",
        "没有核实到否决与封顶情形。",
    ]
    assert list(result.reasons[0].inputs) == ["4", "6", "17"]
    assert result.reasons[0].inputs["6"] == ("第6条落实不好", "2", "deduction:6")
    assert result.reasons[1].inputs["appraisal"] == ("评议项得分", "95", "appraisal")


def test_an_indicator_that_ran_out_and_a_distance_to_the_next_tier_are_said() -> None:
    result = grade(COUNTY, took(n4="5", n5="5", n6="5"), {"appraisal": Decimal("89.97")}, set())
    assert texts(result)[0] == "基础项满分100分，工作思路应扣15分，满分10分，扣完为止，得90.0分。"
    assert texts(result)[2] == "得分89.99，在80分及以上、不到90分，对应四星级，距五星级差0.01分。"


def test_the_rounded_score_decides_and_the_rounding_is_shown() -> None:
    result = star("89.99", "90.01")
    assert texts(result)[1] == "基础项89.99×70%+评议项90.01×30%=89.996，四舍五入取90.00。"
    assert result.tier == 5


def test_without_an_appraisal_the_base_score_is_a_preview() -> None:
    result = grade(COUNTY, took(n6="5"), {}, set())
    assert (result.score, result.tier) == (Decimal(95), 5)
    assert (result.reasons[1].tone, texts(result)[1]) == (Tone.WARN, "评议项尚未录入，暂按基础项95.00分预估。")


def test_an_appraisal_out_of_range_is_refused() -> None:
    with pytest.raises(ScoreError, match="评议项得分101不在0到100分之间。"):
        star("100", "101")


def test_a_stored_result_reads_back_the_same() -> None:
    result = star("85", "90", {"V1", "V7"}, history=3)
    assert Result.from_data(json.loads(json.dumps(result.to_data()))) == result


def test_rows_in_another_order_and_with_stored_zeros_give_the_same_result() -> None:
    typed = [("4", Decimal(4), "缺"), ("17", Decimal(3), "缺"), ("6", Decimal(0), "")]
    stored = [("17", Decimal("3.00"), "缺"), ("4", Decimal("4.00"), "缺")]
    first = grade(COUNTY, typed, {"appraisal": Decimal(95)}, set())
    assert grade(COUNTY, stored, {"appraisal": Decimal("95.00")}, set()).to_data() == first.to_data()
