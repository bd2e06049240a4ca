"""The schemes that come with the product say what the published texts say (domain 2.1 to 2.7.2)."""

import json
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.star_rating.schemes import names, shipped, through_book, typed
from workflows.star_rating.rules import (
    Decider,
    FigureOf,
    Line,
    Newcomers,
    Past,
    Result,
    Scheme,
    VetoOutcome,
    describing,
    grade,
    warnings_of,
)
from workflows.star_rating.rules.burden import asked

D = Decimal


def bounds(rules: Scheme) -> list[tuple[int, str]]:
    return [(tier.level, str(tier.at_least)) for tier in reversed(rules.ladder)]


def shares(rules: Scheme) -> list[tuple[int, str, str, bool]]:
    return [(rule.tier, rule.direction.value, str(rule.percent), rule.hard) for rule in rules.quotas]


def test_no_shipped_scheme_asks_a_branch_for_a_file() -> None:
    assert {name: asked(shipped(name)).files for name in names()} == dict.fromkeys(names(), 0)


def test_all_rule_sets_and_tables_are_there() -> None:
    assert names() == [
        "city_d", "county_c", "county_c_full", "district_a", "district_b", "province_p", "table_271", "table_272",
        "university_e", "zone_f",
    ]  # fmt: skip


@pytest.mark.parametrize("name", names())
def test_every_shipped_scheme_says_what_it_rests_on(name: str) -> None:
    rules = shipped(name)

    bases = [part.basis for part in rules.components] if name != "county_c" else []
    bases += [part.basis for part in rules.indicators] + [part.basis for part in rules.vetoes]
    assert [rules.basis, *bases, *(part.basis for part in rules.quotas)].count("") == 0


@pytest.mark.parametrize("name", names())
def test_every_shipped_scheme_grades_a_branch(name: str) -> None:
    """The best that every line allows is the highest tier, the worst the lowest."""
    rules = shipped(name)
    full = {each.code: D(0) if each.takes else each.most for each in rules.entered_components}
    best = [(code, D(0) if line.takes else line.most, "") for code, line in rules.lines.items()]
    worst = [(code, line.most if line.takes else D(0), "") for code, line in rules.lines.items()]

    assert grade(rules, best, full, ()).tier == rules.ladder[-1].level
    assert grade(rules, worst, {code: D(0) for code in full}, ()).tier == rules.ladder[0].level


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_the_scheme_that_is_stored_and_the_one_in_the_workbook_give_the_same_result(data: st.DataObject) -> None:
    """R9: to the last digit and word, for any figures that the sheet takes."""
    name = data.draw(st.sampled_from(names()))
    rules, stored, written = shipped(name), Scheme.from_data(as_stored(name)), as_written(name)
    lines = [(code, data.draw(figure_of(line)), "") for code, line in rules.lines.items() if data.draw(st.booleans())]
    entered = {each.code: data.draw(points_up_to(each.most)) for each in rules.entered_components}
    found = data.draw(st.lists(st.sampled_from(sorted(rules.asked)), unique=True)) if rules.asked else []
    past = Past(data.draw(st.sampled_from([None, 1, 3, 5])))
    result = grade(rules, lines, entered, found, past)

    assert grade(stored, lines, entered, found, past) == result
    assert grade(written, lines, entered, found, past) == result
    again = Result.from_data(json.loads(json.dumps(result.to_data())))
    assert again == result


@cache
def as_stored(name: str) -> Any:
    """The document of a shipped scheme as a database gives it back."""
    return json.loads(json.dumps(shipped(name).to_data()))


@cache
def as_written(name: str) -> Scheme:
    """A shipped scheme out of its workbook."""
    return through_book(shipped(name))


def points_up_to(most: Decimal) -> st.SearchStrategy[Decimal]:
    """Figures with two decimals, as the pages take them."""
    return st.decimals(0, most, places=2)


def figure_of(line: Line) -> st.SearchStrategy[Decimal]:
    """What may be typed under a line."""
    if line.item is not None and line.item.options:
        return st.sampled_from([option.points for option in line.item.options])
    return points_up_to(line.most)


def test_a_xiqing() -> None:
    """2.1 [S01]."""
    rules = shipped("district_a")

    assert bounds(rules) == [(5, "95"), (4, "85"), (3, "75"), (2, "65"), (1, "60"), (0, "0")]
    assert shares(rules) == [(5, "max", "10", True), (1, "min", "5", False), (1, "min", "10", False)]
    assert [describing.quota_words(rules, rule) for rule in rules.quotas] == [
        "全部单位合计不超过同领域支部的10%，向下取整",
        "全部单位合计不少于同领域支部的5%，向上取整，可以不达到，社区领域另有规定",
        "社区领域，全部单位合计不少于同领域支部的10%，向上取整，可以不达到",
    ]
    assert {tier.decided_by for tier in rules.tiers} == {Decider.UNIT}
    assert grade(rules, typed(c18="6"), {"masses": D(96)}, ()).tier_name == "四星级"


def test_b_a_district() -> None:
    """2.2 [S02]."""
    rules = shipped("district_b")

    assert [tier.name for tier in reversed(rules.ladder)] == ["五星级", "四星级", "三星级", "不定级"]
    assert shares(rules) == [(5, "max", "10", False), (4, "max", "40", False), (3, "max", "30", False)]
    assert len(rules.indicators[0].items) == 10
    worst: dict[str, Any] = {f"c{n}": "0" for n in range(1, 11)}
    poor = {"look": D(50), "judge": D(50)}
    assert grade(rules, typed(**worst), poor, ()).tier_name == "不定级"
    assert grade(rules, typed(**worst), poor, ("M1",)).tier_name == "五星级"


def test_c_a_county() -> None:
    """2.3 [S03]: (基础项 − 减分项)×70% + 评议项×30%; 四星 and below decided by the unit."""
    rules = shipped("county_c_full")
    result = grade(rules, typed(c18="5"), {"minus": D(3), "appraisal": D(95)}, ())

    assert str(result.score) == "92.90"
    assert [(tier.level, tier.decided_by.value) for tier in rules.tiers] == [
        (5, "root"), (4, "unit"), (3, "unit"), (2, "unit"), (1, "unit"),
    ]  # fmt: skip
    assert [window.words for window in rules.windows] == ["当年12月31日截止"]
    assert shipped("county_c").tiers_by_level[5].at_least == 90


def test_d_zoucheng() -> None:
    """2.4 [S04]: 满意度占30%；<60%直接定二星及以下, found by the system."""
    rules = shipped("city_d")
    best = [(code, line.most, "") for code, line in rules.lines.items()]

    assert bounds(rules) == [(5, "90"), (4, "80"), (3, "70"), (2, "60"), (1, "0")]
    assert len(rules.indicators) == 6
    assert [(each.name, str(each.weight), each.figure_of) for each in rules.components] == [
        ("六个维度", "70", FigureOf.TABLE), ("群众满意度", "30", FigureOf.OFFICE),
    ]  # fmt: skip
    result = grade(rules, best, {"satisfaction": D("59.9")}, ())
    assert (str(result.score), result.tier) == ("87.97", 2)
    assert grade(rules, best, {"satisfaction": D(60)}, ()).tier == 4
    assert rules.asked == {}


def test_e_a_university() -> None:
    """2.5 [S05]: 16时截止、纪检廉政证明、不得评三星及以上、二星一星整改."""
    rules = shipped("university_e")

    assert [window.words for window in rules.windows] == ["次年3月14日16时截止，逾期不再接收"]
    assert [tier.level for tier in rules.tiers if tier.clearance] == [5]
    assert [tier.level for tier in rules.tiers if tier.follow_up] == [2, 1]
    assert {(veto.outcome, veto.cap) for veto in rules.vetoes} == {(VetoOutcome.CAP_TIER, 2)}
    assert shares(rules) == [(5, "max", "30", True)]
    assert str(rules.full) == "100"


def test_f_shengzhou() -> None:
    """2.6 [S06]: 上一年三星级及以下、逐级晋升、破格、新组织不定星级."""
    rules = shipped("zone_f")

    assert (rules.only_up_to, rules.step_up, rules.newcomers) == (3, 1, Newcomers.UNRATED)
    assert grade(rules, (), {}, (), Past(2)).tier == 3
    assert grade(rules, (), {}, ("M2",), Past(2)).tier == 5
    assert grade(rules, (), {}, ("V1",), Past(2)).tier == 2
    assert grade(rules, (), {}, (), Past(months=6)).tier is None


def test_p_shaanxi() -> None:
    """2.6b [S15]: five aspects, reviewers crossing over, 四星 decided by the 党组."""
    rules = shipped("province_p")
    panel = rules.components_by_code["panel"]

    assert [each.name for each in panel.dimensions] == ["班子建设", "学习教育", "制度落实", "党员队伍", "工作业绩"]
    assert [each.name for each in rules.indicators] == [each.name for each in panel.dimensions]
    assert (rules.tiers_by_level[5].decided_by, rules.tiers_by_level[4].decided_by) == (Decider.ROOT, Decider.UNIT)
    assert [(tier.level, tier.body) for tier in rules.tiers if tier.body] == [(4, "党组")]


def test_the_table_of_21_lines() -> None:
    """2.7.1 [I01]: 7 indicators, 21 lines, 100 points; the lines of 工作思路 take 15 of its 10."""
    rules = shipped("table_271")

    assert [str(each.full) for each in rules.indicators] == ["15", "10", "10", "10", "10", "20", "25"]
    assert (sum(len(each.items) for each in rules.indicators), str(rules.full)) == (21, "100")
    assert all(each.free for each in rules.indicators)
    assert str(grade(rules, typed(c4="5", c5="5", c6="5"), {}, ()).score) == "90.00"


def test_the_table_with_its_flaw() -> None:
    """2.7.2 [I02]: 18 lines; 创先争优 says 20 and its lines add up to 26; number 8 is missing."""
    rules = shipped("table_272")

    assert sum(len(each.items) for each in rules.indicators) == 18
    assert describing.group(rules, rules.groups[0]) == "满分20分"
    assert warnings_of(rules) == [
        "一级指标“创先争优活动”写的是20分，下面各项合计26分，按各项合计计算。",
        "指标的序号缺第8项，请核对是否漏录。",
    ]
