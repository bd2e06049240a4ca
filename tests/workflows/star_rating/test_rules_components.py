"""How components make a score: weights, what takes, what is capped, what is still missing; headings over indicators."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.workflows.star_rating.rules_samples import TABLE, entered, made, points, typed
from workflows.star_rating.rules import (
    Component,
    FigureOf,
    Group,
    Indicator,
    Item,
    Mode,
    Placed,
    Ranking,
    Result,
    Scheme,
    ScoreError,
    Tier,
    Veto,
    VetoOutcome,
    base_score,
    grade,
    validate_component,
)

SATISFACTION = entered("mood", "群众满意度", 30)
SEVENTY = Component("table", "党建工作", Decimal(70))
D = made(
    points("A"),
    components=(SEVENTY, SATISFACTION),
    vetoes=(Veto("V1", "群众满意度低于60%", VetoOutcome.CAP_TIER, 2, 0, "[S04]", "mood", Decimal(60)),),
)
"""Rule set D: 满意度 counts 30 %, below 60 % no more than two stars (domain 2.4 [S04])."""


def texts(result: Result) -> list[str]:
    return [reason.text for reason in result.reasons]


def mood(figure: str) -> dict[str, Decimal]:
    return {"mood": Decimal(figure)}


def test_a_single_component_is_the_score_itself() -> None:
    result = grade(made(points("A")), typed(A="85"), {}, ())
    assert (result.score, result.tier) == (Decimal("85.00"), 4)
    assert texts(result)[:2] == [
        "党建工作满分100分，指标A得85分，得85.0分。",
        "得分85.00，在80分及以上、不到90分，对应四星级，距五星级差5分。",
    ]


def test_a_single_component_says_so_when_its_figure_is_rounded() -> None:
    result = grade(made(points("A"), decimals=0), typed(A="89.5"), {}, ())
    assert (result.score, result.tier) == (Decimal(90), 5)
    assert texts(result)[1] == "党建工作89.5=89.5，四舍五入取90。"


def test_an_imported_component_counts_by_its_weight_and_says_where_it_came_from() -> None:
    result = grade(D, typed(A="90"), mood("80"), ())
    assert (result.score, texts(result)[1]) == (Decimal("87.00"), "党建工作90.0×70%+群众满意度80.0×30%=87.00。")
    assert result.reasons[1].inputs["mood"] == ("群众满意度得分", "80", "office")


def test_while_a_figure_is_missing_the_others_are_graded_as_a_preview() -> None:
    result = grade(D, typed(A="90"), {}, ())
    assert (result.score, texts(result)[1]) == (Decimal("90.00"), "群众满意度尚未录入，暂按党建工作90.00分预估。")


def test_a_figure_that_is_too_low_caps_the_star_without_anybody_being_asked() -> None:
    result = grade(D, typed(A="100"), mood("59.5"), ())
    assert (result.score, result.tier) == (Decimal("87.85"), 2)
    assert texts(result)[-1] == (
        "群众满意度59.5分，低于60分，属于“群众满意度低于60%”，最高评二星级，由四星级降为二星级。"
    )
    assert list(D.asked) == []


def test_a_figure_on_the_bound_is_not_too_low() -> None:
    assert grade(D, typed(A="100"), mood("60"), ()).tier == 4


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({"mood": Decimal("100.5")}, "群众满意度得分100.5不在0到100分之间。"),
        ({"mood": Decimal(-1)}, "群众满意度得分-1不在0到100分之间。"),
        ({"table": Decimal(90)}, "方案里没有编号为“table”、需要录入得分的分项。"),
        ({"other": Decimal(90)}, "方案里没有编号为“other”、需要录入得分的分项。"),
    ],
)
def test_a_figure_that_the_scheme_does_not_take_is_refused(figures: dict[str, Decimal], sentence: str) -> None:
    with pytest.raises(ScoreError, match=sentence):
        grade(D, typed(A="90"), figures, ())


def test_a_typed_figure_is_checked_against_the_components_own_full_mark() -> None:
    bonus = entered("bonus", "加分项", 100, full=Decimal(5))
    assert validate_component(bonus, "４.5") == Decimal("4.5")
    with pytest.raises(ScoreError, match="加分项得分是“6”，超过上限5分，请填0到5之间的数，最多两位小数。"):
        validate_component(bonus, "6")


J = made(
    points("A"),
    components=(
        TABLE,
        entered("bonus", "正向加分", 100, full=Decimal(10)),
        entered("minus", "反向扣分", 100, takes=True),
    ),
)
"""基础指数 + 正向加分 − 反向扣分 (domain 2.6c J [S10])."""


def test_points_are_added_and_taken_beside_the_table() -> None:
    result = grade(J, typed(A="88"), {"bonus": Decimal(6), "minus": Decimal(1)}, ())
    assert (result.score, result.tier) == (Decimal("93.00"), 5)
    assert texts(result)[1] == "党建工作88.0+正向加分6.0−反向扣分1.0=93.00。"


def test_a_score_goes_no_higher_than_the_full_mark_of_the_scheme() -> None:
    result = grade(J, typed(A="98"), {"bonus": Decimal(6), "minus": Decimal(0)}, ())
    assert (result.score, texts(result)[1]) == (
        Decimal("100.00"),
        "党建工作98.0+正向加分6.0−反向扣分0.0=104，满分100分封顶。",
    )


def test_a_scheme_may_let_scores_go_beyond_the_full_mark() -> None:
    open_ended = made(points("A"), components=J.components, uncapped=True)
    assert grade(open_ended, typed(A="98"), {"bonus": Decimal(6), "minus": Decimal(0)}, ()).score == Decimal("104.00")


def test_a_score_is_never_negative() -> None:
    result = grade(J, typed(A="5"), {"bonus": Decimal(0), "minus": Decimal(20)}, ())
    assert (result.score, result.tier) == (Decimal("0.00"), 1)
    assert texts(result)[1] == "党建工作5.0+正向加分0.0−反向扣分20.0=-15，不足0分按0分计。"


K = made(
    points("A", 60),
    points("B", 40, component="own"),
    components=(Component("common", "共性指数", Decimal(100)), Component("own", "个性指数", Decimal(100))),
)
"""共性指数60分 + 个性指数40分 (domain 2.6c K [S11])."""


def test_two_components_from_the_table_are_told_apart() -> None:
    result = grade(K, typed(A="55", B="37"), {}, ())
    assert (result.score, result.tier) == (Decimal("92.00"), 5)
    assert texts(result)[:3] == [
        "共性指数满分60分，指标A得55分，得55.0分。",
        "个性指数满分40分，指标B得37分，得37.0分。",
        "共性指数55.0+个性指数37.0=92.00。",
    ]
    assert (K.full, base_score(K, typed(A="55", B="37")).total) == (Decimal(100), Decimal(92))


def test_a_component_from_the_table_may_be_capped_as_a_whole() -> None:
    capped = Component("common", "共性指数", Decimal(100), full=Decimal(50))
    scheme = made(points("A", 40), points("B", 40), components=(capped,))
    assert base_score(scheme, typed(A="40", B="30")).per_component == {"common": 50}
    assert scheme.full == 50


def test_a_table_may_take_points_away_from_the_score() -> None:
    lines = (Item("M.1", "被通报一次", Decimal(3), mode=Mode.COUNT, most=Decimal(9)),)
    minus = Indicator("M", "反向指标", Decimal(20), lines, free=False, basis="", component="minus")
    taking = Component("minus", "减分项", Decimal(100), takes=True)
    scheme = made(points("A"), minus, components=(TABLE, taking))
    result = grade(scheme, typed(A="95", M="2"), {}, ())
    assert (result.score, scheme.full) == (Decimal("89.00"), Decimal(100))
    assert texts(result)[1:3] == ["减分项，反向指标得6分，合计6.0分，从总分中减去。", "党建工作95.0−减分项6.0=89.00。"]


# --- headings ---------------------------------------------------------------------------------------------------

HEADED = made(
    points("A", 16, group="G"),
    points("B", 10, group="G"),
    points("C", 80),
    groups=(Group("G", "创先争优", Decimal(20), capped=True),),
)
"""A heading of 20 points over sub-items of 26 (domain 2.7.2 [I02])."""


# --- ranking ----------------------------------------------------------------------------------------------------

SHUANGLIU = made(
    components=(entered("jury", "评审团评分", 100, FigureOf.PANEL),),
    tiers=(
        Tier(5, "五星级", Decimal(0), places=2), Tier(4, "四星级", Decimal(0), places=4),
        Tier(3, "三星级", Decimal(0), places=6),
    ),
    ranking=Ranking(first=24),
)  # fmt: skip
"""A jury's points alone, the first 24 of 32, then 2, 4 and 6 places (domain 2.6c, 双流 [S17])."""


def test_without_a_table_there_is_no_score_until_the_figures_are_there() -> None:
    result = grade(SHUANGLIU, [], {}, ())
    assert (result.score, result.tier, result.tier_name) == (Decimal(0), None, "尚无得分")
    assert texts(result) == ["评审团评分尚未录入，暂无得分。"]


@pytest.mark.parametrize(
    ("placed", "tier", "name", "words"),
    [
        (None, None, "待排名", "得分88.50，星级按排名确定，还没有排名。"),
        (Placed(2, 5), 5, "五星级", "得分88.50，排名第2，对应五星级（名额2个）。"),
        (Placed(20, None), None, "不评星", "得分88.50，排名第20，名额已满，不评星。"),
        (Placed(25, None), None, "不评星", "得分88.50，排名第25，前24名才参加定星。"),
    ],
)
def test_where_a_scheme_ranks_the_place_gives_the_star(
    placed: Placed | None, tier: int | None, name: str, words: str
) -> None:
    result = grade(SHUANGLIU, [], {"jury": Decimal("88.5")}, (), placing=placed)
    assert (result.tier, result.tier_name, texts(result)[1]) == (tier, name, words)
    assert texts(result)[0] == "评审团评分88.5=88.50。"


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (None, "得分55.00，排名第3，三星级须在60分及以上，不评星。"),
        (3, "得分55.00，排名第3，四星级须高于80分，对应三星级（名额6个）。"),
    ],
)
def test_where_too_few_points_are_the_reason_the_bound_is_said_and_not_that_places_are_taken(
    level: int | None, words: str
) -> None:
    bounds = {5: Decimal(90), 4: Decimal(80), 3: Decimal(60)}
    bounded = tuple(replace(tier, at_least=bounds[tier.level], open=tier.level == 4) for tier in SHUANGLIU.tiers)
    scheme = replace(SHUANGLIU, tiers=bounded)

    assert texts(grade(scheme, [], {"jury": Decimal(55)}, (), placing=Placed(3, level)))[1] == words


def test_every_part_of_a_scheme_survives_being_written_and_read() -> None:
    for scheme in (D, J, K, HEADED, SHUANGLIU):
        assert Scheme.from_data(scheme.to_data()) == scheme
