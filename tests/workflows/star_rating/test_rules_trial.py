"""试算: scores of one scheme graded by another, who changes and why, which quota bites with its sum."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.world import scheme_c
from workflows.star_rating.rules import (
    Direction,
    Past,
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
)
from workflows.star_rating.rules.fitting import Entry, Mark, fit
from workflows.star_rating.rules.trial import moves, try_on

C = scheme_c()


def figures(branch: str, base: str, appraisal: str, **more: object) -> Entry:
    given = {"基础项": Decimal(base), "评议项": Decimal(appraisal)}
    return Entry(branch, "甲局", figures=given, **more)  # type: ignore[arg-type]


def total(branch: str, score: str, unit: str = "甲局", **more: object) -> Entry:
    return Entry(branch, unit, total=Decimal(score), **more)  # type: ignore[arg-type]


def sheet(*marks: Mark, **more: object) -> Entry:
    return Entry("甲一", "甲局", marks=marks, figures={"评议项": Decimal(95)}, **more)  # type: ignore[arg-type]


def result(scheme: Scheme, entry: Entry) -> Result:
    (outcome,) = try_on(scheme, [entry]).outcomes
    assert outcome.result is not None
    return outcome.result


def quota(**more: object) -> QuotaRule:
    given = {
        "tier": 5, "percent": Decimal(30), "count": None, "direction": Direction.MAX, "rounding": Rounding.DOWN,
        "node": QuotaNode.SUBMITTING_UNIT, "base": QuotaBase.RATED, "hard": True, "basis": "",
    }  # fmt: skip
    return QuotaRule(**given | more)  # type: ignore[arg-type]


# --- the three kinds of scores -----------------------------------------------------------------------------------


def test_a_sheet_under_its_own_scheme_gives_what_it_gave() -> None:
    entry = sheet(Mark("无年度计划", Decimal(5), Decimal(5)))

    assert result(C, entry) == grade(C, [("4", Decimal(5), "")], {"appraisal": Decimal(95)}, ())


def test_figures_of_components_are_weighed() -> None:
    # 91×70%+96×30%=92.5
    found = result(C, figures("甲一", "91", "96"))

    assert (found.score, found.tier_name) == (Decimal("92.50"), "五星级")


def test_a_total_goes_straight_to_its_tier() -> None:
    assert [result(C, total("甲一", score)).tier_name for score in ("90", "89.99", "59.9")] == [
        "五星级",
        "四星级",
        "一星级",
    ]


def test_a_figure_that_is_missing_is_named_not_guessed() -> None:
    (outcome,) = try_on(C, [Entry("甲一", "甲局", figures={"基础项": Decimal(90)})]).outcomes

    assert (outcome.result, outcome.star, outcome.notes) == (None, "无法评定", ("缺少评议项的得分。",))


# --- another version -----------------------------------------------------------------------------------------------


def renumbered(scheme: Scheme) -> Scheme:
    """The same lines under other codes."""
    indicators = tuple(
        replace(each, items=tuple(replace(item, code=f"x{item.code}") for item in each.items))
        for each in scheme.indicators
    )
    return replace(scheme, indicators=indicators)


def test_lines_are_found_by_their_words_not_their_numbers() -> None:
    entry = sheet(Mark("无年度计划", Decimal(5), Decimal(5)), Mark("工作思路的其他情形", Decimal(1), Decimal(0)))

    assert result(renumbered(C), entry).score == result(C, entry).score == Decimal("94.30")


def test_a_full_deduction_is_one_in_full_under_the_new_standard() -> None:
    idea = C.indicators[1]
    dearer = replace(idea, items=(replace(idea.items[0], points=Decimal(8)), *idea.items[1:]))
    after = replace(C, indicators=(C.indicators[0], dearer, *C.indicators[2:]))

    taken = fit(after, sheet(Mark("无年度计划", Decimal(5), Decimal(5)))).lines
    partly = fit(after, sheet(Mark("无年度计划", Decimal(2), Decimal(5)))).lines

    assert [line.points for line in (*taken, *partly)] == [Decimal(8), Decimal(2)]


def test_what_the_new_version_does_not_have_is_said() -> None:
    after = replace(C, indicators=C.indicators[1:], vetoes=())
    (outcome,) = try_on(
        after, [sheet(Mark("未按期换届", Decimal(5), Decimal(5)), found=("党员因违纪违法受到处理",))]
    ).outcomes

    assert outcome.notes == ("“未按期换届”方案里没有，没有计入。", "情形“党员因违纪违法受到处理”方案里没有，没有计入。")


def test_a_circumstance_counts_in_every_kind_of_score() -> None:
    text = C.vetoes[0].text
    entries = [
        figures("甲一", "100", "100", found=(text,)),
        total("甲二", "100", found=(text,)),
        sheet(found=(text,)),
    ]

    assert [outcome.star for outcome in try_on(C, entries).outcomes] == ["二星级"] * 3


def test_a_veto_by_figure_works_on_figures() -> None:
    veto = Veto("low", "评议不到60分", VetoOutcome.CAP_TIER, 2, 0, "", "appraisal", Decimal(60))

    assert result(replace(C, vetoes=(veto,)), figures("甲一", "100", "59")).tier == 2


def test_last_years_star_holds_back_who_may_not_rise() -> None:
    assert result(replace(C, step_up=1), total("甲一", "95", past=Past(3))).tier == 4


# --- who changes ---------------------------------------------------------------------------------------------------


def stricter(scheme: Scheme) -> Scheme:
    tiers = tuple(Tier(t.level, t.name, Decimal(95) if t.level == 5 else t.at_least) for t in scheme.tiers)
    return replace(scheme, tiers=tiers)


def test_who_changes_is_said_with_the_reason() -> None:
    entries = [total("甲一", "96"), total("甲二", "92")]

    (move,) = moves(try_on(C, entries), try_on(stricter(C), entries))

    assert (move.entry.branch, move.before, move.after) == ("甲二", "五星级", "四星级")
    assert move.why == ["得分92.00，在80分及以上、不到95分，对应四星级，距五星级差3分。"]


def test_without_another_version_the_star_on_record_is_compared() -> None:
    entries = [total("甲一", "96", was="五星级"), total("甲二", "92", was="四星级"), total("甲三", "50")]

    assert [(move.entry.branch, move.before) for move in moves(None, try_on(C, entries))] == [("甲二", "四星级")]


def test_the_distribution_counts_every_branch_once() -> None:
    entries = [total("甲一", "96"), total("甲二", "92"), total("甲三", "10"), Entry("甲四", "甲局")]

    assert try_on(C, entries).distribution == {
        "五星级": 2, "四星级": 0, "三星级": 0, "二星级": 0, "一星级": 1, "无法评定": 1,
    }  # fmt: skip


# --- quotas --------------------------------------------------------------------------------------------------------


def test_a_quota_that_bites_shows_its_sum() -> None:
    entries = [total(f"甲{n}", "95") for n in range(4)] + [total("乙一", "95", "乙局")]

    assert [bite.words for bite in try_on(replace(C, quotas=(quota(),)), entries).bites] == [
        "甲局：五星级最多1个（4×30%=1.2，向下取1），按得分有4个，多3个。",
        "乙局：五星级最多0个（1×30%=0.3，向下取0），按得分有1个，多1个。",
    ]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            quota(tier=1, percent=Decimal(5), direction=Direction.MIN, rounding=Rounding.UP, node=QuotaNode.ROOT),
            "全部单位：一星级最少1个（4×5%=0.2，向上取1），按得分有0个，少1个。",
        ),
        (
            quota(tier=1, percent=None, count=2, direction=Direction.MIN, node=QuotaNode.ROOT, hard=False),
            "全部单位：一星级最少2个（固定2个），按得分有0个，少2个，可以不达到，须说明理由。",
        ),
        (
            quota(tier=4, percent=None, count=2, span=Span.ABOVE, hard=False),
            "甲局：四星级及以上最多2个（固定2个），按得分有4个，多2个，可以突破，须说明理由。",
        ),
        (
            quota(node=QuotaNode.NAMED, unit_code="U1"),
            "单位U1：五星级最多0个（2×30%=0.6，向下取0），按得分有2个，多2个。",
        ),
        (
            quota(base=QuotaBase.FIELD, percent=Decimal(50)),
            "甲局（机关）：五星级最多1个（3×50%=1.5，向下取1），按得分有3个，多2个。",
        ),
    ],
)
def test_each_kind_of_quota_is_counted_where_it_stands(rule: QuotaRule, words: str) -> None:
    entries = [
        total("甲一", "95", above=frozenset({"U1"}), area="机关"),
        total("甲二", "95", above=frozenset({"U1"}), area="机关"),
        total("甲三", "95", area="机关"),
        total("甲四", "85", area="学校"),
    ]

    assert [bite.words for bite in try_on(replace(C, quotas=(rule,)), entries).bites] == [words]


def test_a_quota_that_grows_is_that_of_the_year() -> None:
    rule = quota(percent=Decimal(10), yearly=Decimal(10), first_year=2024)
    entries = [total(f"甲{n}", "95" if n < 3 else "70") for n in range(10)]

    trials = [try_on(replace(C, quotas=(rule,)), entries, year) for year in (2024, 2025, 2026)]

    assert [bool(trial.bites) for trial in trials] == [True, True, False]


# --- ranking -------------------------------------------------------------------------------------------------------


def test_stars_by_rank_are_filled_in_the_order_of_the_score() -> None:
    tiers = (
        Tier(5, "五星级", Decimal(3), places=1),
        Tier(4, "四星级", Decimal(2), places=2),
        Tier(3, "三星级", Decimal(0), places=9),
    )
    scheme = replace(C, tiers=tiers, quotas=(), vetoes=(), ranking=Ranking(first=4))
    entries = [total(name, score) for name, score in zip("甲乙丙丁戊", ("80", "99", "85", "90", "70"), strict=True)]

    stars = {outcome.entry.branch: outcome.star for outcome in try_on(scheme, entries).outcomes}

    assert stars == {"乙": "五星级", "丁": "四星级", "丙": "四星级", "甲": "三星级", "戊": "不评星"}


@pytest.mark.parametrize(
    ("ranking", "tied"),
    [(Ranking(), 4), (Ranking(QuotaNode.SUBMITTING_UNIT), 2), (None, 0)],
)
def test_branches_of_the_same_score_are_counted_where_they_are_ranked_together(
    ranking: Ranking | None, tied: int
) -> None:
    places = tuple(replace(tier, places=9 if ranking else None) for tier in C.tiers)
    scheme = replace(C, tiers=places, quotas=(), ranking=ranking)
    entries = [
        total("甲一", "90"), total("甲二", "90"), total("甲三", "80"), total("甲四", "70"), total("乙一", "80", "乙局"),
    ]  # fmt: skip

    assert try_on(scheme, entries).tied == tied
