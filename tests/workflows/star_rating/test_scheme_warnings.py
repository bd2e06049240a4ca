"""What contradicts itself in a scheme is said in a sentence, and the scheme may still be used."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.workflows.star_rating.schemes import STARS, of, one, shipped, steps
from workflows.star_rating.rules import (
    Component,
    Decider,
    Dimension,
    Direction,
    FigureOf,
    Group,
    Item,
    Merit,
    MeritKind,
    Mode,
    Precondition,
    PreconditionKind,
    QuotaBase,
    QuotaNode,
    QuotaRule,
    Ranking,
    Rounding,
    Scheme,
    Slope,
    Tier,
    Veto,
    VetoOutcome,
    Window,
    warnings_of,
)

D = Decimal
GOOD = one("1", 100, Item("1.1", "不落实", D(100)))
BASE = Component("base", "基础项", D(70))
PANEL = Component("panel", "评委评", D(30), FigureOf.PANEL)
LINEAR = Item("1.1", "比例", D(5), mode=Mode.LINEAR, slope=Slope(D(30), D(10), D(1)), most=D(3))
SHARE = QuotaRule(
    5, D(30), None, Direction.MAX, Rounding.DOWN, QuotaNode.ROOT, QuotaBase.RATED, hard=True, basis="办法"
)  # fmt: skip

LEAST = replace(SHARE, percent=D(70), direction=Direction.MIN, rounding=Rounding.UP)
"""At least 70 %, more than SHARE allows."""


def test_a_scheme_that_fits_together_has_none() -> None:
    assert warnings_of(of(GOOD, quotas=(SHARE,))) == []


def test_tiers_that_are_filled_by_rank_do_not_overlap() -> None:
    ranked = tuple(Tier(level, f"{level}星", D(0), places=n) for level, n in ((5, 2), (4, 4), (3, 6), (0, None)))
    assert warnings_of(of(GOOD, tiers=ranked, ranking=Ranking())) == []
    assert len(warnings_of(of(GOOD, tiers=ranked))) == 6


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        # the score
        (of(GOOD, components=(BASE, replace(PANEL, weight=D(20), dimensions=(Dimension("总体", D(100)),)))),
         "各分项加起来最多90分（基础项100分×70%，评委评100分×20%），不是总分满分100分，请核对。"),
        (of(one("1", 90, Item("1.1", "不落实", D(90)))), "各项指标满分合计90分，不是100分。"),
        (of(GOOD, components=(BASE, replace(PANEL, full=D(50), dimensions=(Dimension("总体", D(50)),)))),
         "分项“评委评”满分50分，按权重折算后总分到不了100分。"),
        (of(GOOD, components=(BASE, PANEL)), "分项“评委评”由评委打分，但没有列出评分项，评委只打一个总分。"),
        (of(GOOD, components=(BASE, replace(PANEL, dimensions=(Dimension("总体", D(90)),)))),
         "分项“评委评”满分100分，各评分项合计90分。"),
        (of(GOOD, components=(replace(BASE, weight=D(100)), replace(PANEL, weight=D(0), figure_of=FigureOf.OFFICE))),
         "分项“评委评”的权重是0，不影响总分。"),
        (of(GOOD, components=(BASE, replace(PANEL, figure_of=FigureOf.OFFICE, dimensions=(Dimension("总体", D(9)),)))),
         "分项“评委评”不是评委打分，列出的评分项用不上。"),
        (of(GOOD, components=(Component("base", "基础项", D(100), full=D(60)),), max_score=D(60)),
         "分项“基础项”满分60分，所属指标的满分合计100分。"),
        # tiers
        (of(GOOD, tiers=STARS[:-1]), "最低一档二星级从60分起，低于它的得分也按二星级处理。"),
        (of(GOOD, tiers=(*STARS, Tier(6, "六星级", D(90)))), "五星级和六星级都从90分起，档次重叠，五星级评不到。"),
        (of(GOOD, tiers=(Tier(1, "一星级", D(50)), Tier(2, "二星级", D(0)))), "一星级的下限高于二星级，档次顺序颠倒。"),
        (of(GOOD, tiers=(*STARS, Tier(6, "六星级", D(101)))), "六星级从101分起，超过100分，评不到。"),
        (
            of(one("1", 50, Item("1.1", "不落实", D(50))), max_score=D(150), tiers=(*STARS, Tier(6, "六星级", D(120)))),
            "六星级从120分起，各分项加起来最多50分，评不到。",
        ),
        (of(GOOD, tiers=(Tier(2, "二星级", D(60)), Tier(1, "一星级", D(0), up_to=D(59)))),
         "一星级写到59分，二星级从60分起。两档之间的得分归下面一档。"),
        (of(GOOD, tiers=(Tier(2, "二星级", D(60)), Tier(1, "一星级", D(0), follow_days=30))),
         "一星级填了整改天数，没有写整改要求。"),
        # ranking
        (of(GOOD, tiers=(replace(STARS[0], places=2), *STARS[1:])),
         "五星级填了固定个数，但方案没有按排名定星，个数用不上。"),
        (of(GOOD, ranking=Ranking()), "方案按排名定星，但各档都没有填固定个数。"),
        (of(GOOD, tiers=(replace(STARS[0], places=30), *STARS[1:]), ranking=Ranking(first=24)),
         "各档固定个数合计30个，多于参加定星的前24名。"),
        (of(GOOD, tiers=(replace(STARS[0], at_least=D(0), places=2), *STARS[1:]), ranking=Ranking()),
         "四星级的下限高于五星级，档次顺序颠倒。"),
        (of(GOOD, tiers=(replace(STARS[0], places=2), replace(STARS[1], decided_by=Decider.UNIT), *STARS[2:]),
            ranking=Ranking()),
         "方案在全部单位中统一排名，四星级却由本单位审定；统一排名的都报工委审定，不办备案。"),
        # the table
        (of(replace(GOOD, floor=D(120))), "指标“指标1”最低120分，高于满分100分。"),
        (of(one("1", 100, Item("1.1", "稿件", D(0), mode=Mode.COUNT))),
         "第1.1条按件计分，每件却是0分，填多少件都不得分。"),
        (of(one("1", 100, Item("1.1", "迟报", D(5), most=D(3)))), "第1.1条扣5分，封顶却是3分。"),
        (of(replace(GOOD, group="g"), groups=(Group("g", "创先争优", D(20)),)),
         "一级指标“创先争优”写的是20分，下面各项合计100分，按各项合计计算。"),
        (of(replace(GOOD, group="g"), groups=(Group("g", "创先争优", D(20), capped=True),)),
         "一级指标“创先争优”写的是20分，下面各项合计100分，按满分计算。"),
        (of(GOOD, groups=(Group("g", "空着", D(20)),)), "一级指标“空着”下面没有指标。"),
        (of(one("1", 100)), "指标“指标1”没有评分条，得分不会变动。"),
        (of(one("1", 100, Item("1.1", "甲", D(80)), Item("1.2", "乙", D(40)))),
         "指标“指标1”各条扣分合计120分，超过满分100分，按扣完为止计算。"),
        (of(one("1", 100, Item("1.1", "甲", D(80)))), "指标“指标1”各条扣分合计80分，不到满分100分，这一项扣不完。"),
        (of(one("1", 100, steps("1.1", "甲", 好="90", 差="0"))), "指标“指标1”的满分是100分，各条最多合计90分。"),
        (of(one("1", 100, Item("1.1", "稿件", D(1), mode=Mode.COUNT))),
         "指标“指标1”有不封顶的条目，合计超过满分100分时按满分计算。"),
        (of(one("1", 100, LINEAR)), "第1.1条达到目标得5分，封顶却是3分。"),
        (of(one("1", 100, Item("1.1", "甲", D(100), needs_evidence=True))), "第1.1条必须有佐证，没有说明要什么材料。"),
        (
            of(one("1", 100, Item("1.1", "甲", D(100), evidence="台账", needs_evidence=True))),
            "第1.1条必须有佐证，没有说明为何需要。",
        ),
        # what overrules the score
        (of(GOOD, components=(BASE, replace(PANEL, figure_of=FigureOf.OFFICE)),
            vetoes=(Veto("V1", "满意度低", VetoOutcome.CAP_TIER, 2, 0, "", "panel", D(160)),)),
         "“满意度低”看是不是低于160分，分项“评委评”满分只有100分，每个支部都会触发。"),
        (of(GOOD, vetoes=(Veto("V1", "违纪", VetoOutcome.CAP_TIER, 5, 1, ""),)),
         "“违纪”的封顶星级已是最高一档，没有作用。"),
        (of(GOOD, merits=(Merit("M1", "成绩突出", MeritKind.BREAKTHROUGH),)),
         "“成绩突出”可以破格晋级，但方案没有逐级晋升和前置条件，没有作用。"),
        (of(GOOD, preconditions=(Precondition(5, PreconditionKind.HISTORY, level=7),)),
         "五星级的前置条件要7星，方案最高只有5星。"),
        (of(GOOD, components=(BASE, replace(PANEL, figure_of=FigureOf.OFFICE, takes=True)),
            vetoes=(Veto("V1", "满意度低", VetoOutcome.CAP_TIER, 2, 0, "", "panel", D(5)),)),
         "“满意度低”看减分项“评委评”是不是低于5分，扣得越少越会触发。"),
        (of(GOOD, vetoes=tuple(Veto(code, "违纪", VetoOutcome.BOTTOM, None, 1, "") for code in ("V1", "V2"))),
         "情形“违纪”列了2次，核实时分不清是哪一条。"),
        # quotas and dates
        (of(GOOD, quotas=(replace(SHARE, percent=D("0.3")),)),
         "五星级的名额比例是0.3%，不到百分之一，请核对是不是30%。"),
        (of(GOOD, quotas=(replace(SHARE, percent=D(10)),
                          LEAST)),
         "五星级的名额下限70%高于上限10%，不能同时做到。"),
        (of(GOOD, quotas=(replace(SHARE, percent=D(10), base=QuotaBase.FIELD),
                          replace(LEAST, field="社区"))),
         "社区领域五星级的名额下限70%高于上限10%，不能同时做到。"),
        (of(GOOD, quotas=(replace(SHARE, percent=D(10), field="社区"), replace(LEAST, base=QuotaBase.FIELD))),
         "社区领域五星级的名额下限70%高于上限10%，不能同时做到。"),
        (of(GOOD, quotas=(replace(SHARE, percent=D(101), field="社区"),)), "社区领域五星级的名额比例101%超过100%。"),
        (of(GOOD, quotas=(replace(SHARE, percent=D(101)),)), "五星级的名额比例101%超过100%。"),
        (of(GOOD, quotas=(replace(SHARE, rounding=Rounding.UP),)),
         "五星级的名额是上限，却不向下取整，取整后会突破比例。"),
        (of(GOOD, quotas=(replace(SHARE, direction=Direction.MIN),)),
         "五星级的名额是下限，却不向上取整，取整后会达不到比例。"),
        (of(GOOD, quotas=(replace(SHARE, yearly=D(5), first_year=2025, until=D(10)),)),
         "五星级的名额逐年提高，最高10%却低于第一年的30%。"),
        (of(GOOD, windows=(Window("self_assessing", 12, 31), Window("scoring", 11, 30))),
         "机关党委初评的截止日期早于支部自评。"),
    ],
)  # fmt: skip
def test_a_contradiction_is_said_in_a_sentence(rules: Scheme, sentence: str) -> None:
    assert sentence in warnings_of(rules)


@pytest.mark.parametrize(
    "quotas",
    [
        (replace(SHARE, percent=D(10), field="学校"), replace(LEAST, field="社区")),
        (replace(SHARE, percent=D(10), field="学校"), LEAST),
        # 社区 has a most of its own, above its least
        (replace(SHARE, percent=D(10), base=QuotaBase.FIELD), replace(SHARE, percent=D(80), field="社区"),
         replace(LEAST, field="社区")),
    ],
)  # fmt: skip
def test_bounds_of_other_fields_do_not_contradict_each_other(quotas: tuple[QuotaRule, ...]) -> None:
    assert warnings_of(of(GOOD, quotas=quotas)) == []


def test_a_number_that_is_missing_in_the_order_of_the_table_is_pointed_out() -> None:
    items = [one(f"I{n}", 25, Item(f"{n}.1", "不落实", D(25))) for n in (1, 2, 3, 5)]

    assert warnings_of(of(*items)) == ["指标的序号缺第4项，请核对是否漏录。"]


def test_codes_that_are_no_numbering_are_left_alone() -> None:
    items = [one(code, 25, Item(f"{code}.1", "不落实", D(25))) for code in ("101", "201", "99999999999999999999", "A")]

    assert warnings_of(of(*items)) == []


def test_the_scheme_that_ships_says_where_its_lines_exceed_their_marks() -> None:
    assert [sentence.partition("各条")[0] for sentence in warnings_of(shipped("county_c"))] == [
        "指标“工作思路”", "指标“工作制度”", "指标“活动阵地”", "指标“保障机制”",
    ]  # fmt: skip
