"""Rule sets of other cities (domain 2.6c) as schemes: through a workbook and graded, without any code."""

from decimal import Decimal
from functools import partial
from typing import Any

from tests.workflows.star_rating.schemes import STARS, of, one, through_book, typed
from workflows.star_rating.rules import (
    NEW,
    Average,
    Component,
    Dimension,
    Direction,
    FigureOf,
    Item,
    Past,
    Precondition,
    PreconditionKind,
    QuotaBase,
    QuotaNode,
    QuotaRule,
    Ranking,
    Result,
    Rounding,
    Scheme,
    Span,
    Tier,
    Veto,
    VetoOutcome,
    grade,
    quota_limit,
    warnings_of,
)
from workflows.star_rating.rules.ranking import give_places
from workflows.star_rating.rules.threshold import Placed

D = Decimal
TAKEN = one("1", 100, Item("1.1", "不落实", D(100), per_count=True))


def read_back(rules: Scheme) -> Scheme:
    """The scheme as it comes out of its workbook, the same as it went in."""
    back = through_book(rules)
    assert back == rules
    return back


def quota(tier: int, direction: Direction, percent: str, **more: Any) -> QuotaRule:
    rounding = Rounding.DOWN if direction is Direction.MAX else Rounding.UP
    return QuotaRule(tier, D(percent), None, direction, rounding, QuotaNode.ROOT, QuotaBase.ALL, True, "", **more)


def star(rules: Scheme, lost: str, past: Past = NEW) -> str:
    """The star of a branch that loses so many points."""
    return grade(rules, typed(c1_1=lost), {}, (), past).tier_name


def test_a_panel_of_experts_and_a_fixed_number_of_stars() -> None:
    """双流 2020: 32 take part, three kinds of judges, the first 24 are rated, 2 / 4 / 6 stars [S17]."""
    panel = partial(Component, figure_of=FigureOf.PANEL, average=Average.TRIMMED)
    rules = read_back(of(
        components=(
            panel("experts", "评审团评", D(60), dimensions=(Dimension("工作", D(60)), Dimension("特色", D(40)))),
            panel("peers", "参评单位互评", D(20), dimensions=(Dimension("总体", D(100)),)),
            Component("office", "综合评", D(20), FigureOf.OFFICE),
        ),
        tiers=(
            Tier(5, "五星级", D(0), places=2), Tier(4, "四星级", D(0), places=4), Tier(3, "三星级", D(0), places=6),
            Tier(0, "不定星", D(0)),
        ),
        ranking=Ranking(QuotaNode.ROOT, first=24),
    ))  # fmt: skip
    figures = [{"experts": D(100 - n), "peers": D(90), "office": D(80)} for n in range(32)]

    def graded(each: dict[str, Decimal], at: Placed) -> Result:
        return grade(rules, (), each, (), placing=at)

    placed = give_places(rules, [partial(graded, each) for each in figures])
    results = list(map(graded, figures, placed))

    assert [result.tier for result in results] == [5] * 2 + [4] * 4 + [3] * 6 + [0] * 12 + [None] * 8
    assert str(results[0].score) == "94.00"
    assert [at.place for at in placed] == list(range(1, 33))


def test_bounds_that_overlap_are_pointed_out_and_the_higher_tier_has_them() -> None:
    """延边 G: 三星75–85、四星85–95、五星≥95; three stars and more in at least 70 % [S07]."""
    rules = read_back(of(
        TAKEN,
        tiers=(
            Tier(5, "五星级", D(95)), Tier(4, "四星级", D(85), up_to=D(95)), Tier(3, "三星级", D(75), up_to=D(85)),
            Tier(0, "不定级", D(0)),
        ),
        quotas=(quota(3, Direction.MIN, "70", span=Span.ABOVE),),
    ))  # fmt: skip

    assert [star(rules, lost) for lost in ("5", "15", "15.01", "25", "25.01")] == [
        "五星级", "四星级", "三星级", "三星级", "不定级",
    ]  # fmt: skip
    assert warnings_of(rules) == [
        "三星级写到85分，四星级从85分起，两档重叠，重叠的得分按四星级计算。",
        "四星级写到95分，五星级从95分起，两档重叠，重叠的得分按五星级计算。",
    ]
    assert quota_limit(rules.quotas[0], 23).formula == "23×70%=16.1，向上取17"


def test_money_follows_the_star() -> None:
    """洪雅 H: <70不评星; 五星 with 110 % of the money, 不评星 with 90 % [S08]."""
    bounds = ((5, "五星级", 90), (4, "四星级", 80), (3, "三星级", 70))
    rules = read_back(of(
        TAKEN,
        tiers=(
            *(Tier(level, name, D(bound), use="党建经费按110%" if level == 5 else "") for level, name, bound in bounds),
            Tier(0, "不评星", D(0), use="次年列为后进，扣10%经费"),
        ),
    ))  # fmt: skip

    assert (star(rules, "30"), star(rules, "30.5")) == ("三星级", "不评星")


def test_a_goal_that_rises_from_year_to_year() -> None:
    """巴东 I: ≥95, 90–95, 85–90, 80–85 with the lower bound, <80 none; 30 % → 60 % → 100 % 三星以上 [S09]."""
    bounds = ((5, "五星级", 95), (4, "四星级", 90), (3, "三星级", 85), (2, "二星级", 80))
    rising = {"span": Span.ABOVE, "yearly": D(35), "first_year": 2010, "until": D(100)}
    rules = read_back(of(
        TAKEN,
        tiers=(*(Tier(level, name, D(bound)) for level, name, bound in bounds), Tier(0, "不评星", D(0))),
        quotas=(quota(3, Direction.MIN, "30", **rising),),
    ))  # fmt: skip

    assert [star(rules, lost) for lost in ("5", "5.5", "10", "15", "20", "20.01")] == [
        "五星级", "四星级", "四星级", "三星级", "二星级", "不评星",
    ]  # fmt: skip
    assert [quota_limit(rules.quotas[0], 40, year).limit for year in (2010, 2011, 2012, 2013)] == [12, 26, 40, 40]


def test_a_common_and_a_special_index() -> None:
    """青海 K: 60 + 40 points; six circumstances lead straight to 后进 [S11]."""
    common = one("1", 60, Item("1.1", "不落实", D(60), per_count=True), name="共性指数", component="common")
    special = one("2", 40, Item("2.1", "不落实", D(40), per_count=True), name="个性指数", component="special")
    rules = read_back(of(
        common, special,
        components=(
            Component("common", "共性指数", D(100), full=D(60)), Component("special", "个性指数", D(100), full=D(40)),
        ),
        tiers=(Tier(3, "先进", D(90)), Tier(2, "一般", D(60)), Tier(0, "后进", D(0))),
        vetoes=tuple(Veto(f"V{n}", f"反向指数第{n}种", VetoOutcome.BOTTOM, None, 1, "") for n in range(1, 7)),
    ))  # fmt: skip

    result = grade(rules, typed(c1_1="4", c2_1="3.5"), {}, ())
    assert (str(result.score), result.tier_name) == ("92.50", "先进")
    assert grade(rules, typed(c1_1="4", c2_1="3.5"), {}, ("V6",)).tier_name == "后进"
    assert warnings_of(rules) == []


def test_only_branches_that_have_been_there_for_a_year() -> None:
    """安徽工程大学 L: 成立满1年才参评 [S12]; as a precondition of every star."""
    conditions = tuple(Precondition(level, PreconditionKind.AGE, months=12) for level in range(2, 6))
    rules = read_back(of(TAKEN, preconditions=conditions))

    assert (star(rules, "0", Past(months=11)), star(rules, "0", Past(months=12))) == ("一星级", "五星级")


def test_step_by_step_after_having_been_advanced() -> None:
    """云南 M: 先被评先进, then star by star [S13]; a star higher asks for the one below in the year before."""
    conditions = tuple(Precondition(level, PreconditionKind.HISTORY, level=level - 1) for level in (4, 5))
    rules = read_back(of(TAKEN, preconditions=conditions, step_up=1))

    assert [star(rules, "0", Past(last)) for last in (None, 2, 3, 4)] == ["三星级", "三星级", "四星级", "五星级"]


def test_shares_that_rise_from_the_second_year() -> None:
    """N 2012: 五星≤10%、四星≤20%、一星≤5%，第二年起逐年提高 [S16]."""
    rising = {"yearly": D(5), "first_year": 2012}
    shares = ((5, "10"), (4, "20"), (1, "5"))
    rules = read_back(of(TAKEN, quotas=tuple(quota(tier, Direction.MAX, share, **rising) for tier, share in shares)))

    assert [quota_limit(rule, 60, 2012).limit for rule in rules.quotas] == [6, 12, 3]
    assert [quota_limit(rule, 60, 2014).limit for rule in rules.quotas] == [12, 18, 9]


def test_a_star_is_taken_away_for_what_happened_within_two_years() -> None:
    """商南 2016: 近两年发生 → 一票否决并取消评星资格 [S19]."""
    rules = read_back(of(TAKEN, vetoes=(Veto("V1", "重大事故", VetoOutcome.INELIGIBLE, None, 2, "办法"),)))
    result = grade(rules, (), {}, ("V1",))

    assert (result.tier, result.tier_name) == (None, "取消评星资格")


def test_a_named_unit_has_a_share_of_its_own() -> None:
    """西青: 相对后进不少于5%，社区不少于10% (2.1 [S01]); the 社区 stand under a unit that is named."""
    lowest: dict[str, Any] = {"span": Span.BELOW}
    named = QuotaRule(
        1, D(10), None, Direction.MIN, Rounding.UP, QuotaNode.NAMED, QuotaBase.RATED, True, "社区",
        unit_code="SQ", **lowest,
    )  # fmt: skip
    rules = read_back(of(TAKEN, tiers=STARS, quotas=(quota(1, Direction.MIN, "5", **lowest), named)))

    assert [rule.words for rule in rules.quotas] == [
        "全部单位合计不少于全部支部的5%，向上取整",
        "单位SQ不少于参评支部的10%，向上取整",
    ]


def test_tiers_that_are_not_called_stars_are_called_by_their_names() -> None:
    """先进、较好、一般、后进 in every sentence of a result (2.7.1 [I01], K [S11])."""
    rules = read_back(of(
        TAKEN,
        tiers=(Tier(3, "先进", D(90)), Tier(2, "较好", D(75)), Tier(1, "一般", D(60)), Tier(0, "后进", D(0))),
        vetoes=(
            Veto("V1", "投诉多", VetoOutcome.CAP_TIER, 1, 1, ""),
            Veto("V2", "旧账", VetoOutcome.NO_UPGRADE, None, 1, ""),
        ),
        preconditions=(Precondition(3, PreconditionKind.HISTORY, level=2),),
        step_up=1,
    ))  # fmt: skip

    sentences = [
        reason.text
        for found, past in ((("V1",), Past(2)), (("V2",), Past(1)), ((), Past(0)))
        for reason in grade(rules, (), {}, found, past).reasons
    ]
    assert "核实有“投诉多”，最高评一般，由先进降为一般。" in sentences
    assert "核实有“旧账”，不得晋级，上年是一般，由较好降为一般。" in sentences
    assert "先进上年须为较好及以上，上年是后进，由先进降为较好。" in sentences
    assert "每年最多升1级，上年是后进，由较好降为一般。" in sentences
    assert [sentence for sentence in sentences if "星级" in sentence] == []
