"""What holds for every scheme and every score sheet, tried on invented ones."""

import json
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from workflows.star_rating.rules import (
    Deduction,
    Direction,
    Indicator,
    Item,
    Past,
    QuotaBase,
    QuotaNode,
    QuotaRule,
    Result,
    Rounding,
    Scheme,
    Span,
    Tier,
    Veto,
    VetoOutcome,
    base_and_appraisal,
    base_score,
    grade,
    plain,
    quota_limit,
    star_name,
)


def figures(least: int, most: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(least, most, places=2)


@st.composite
def quota_rules(draw: st.DrawFn) -> QuotaRule:
    percent = draw(st.none() | figures(0, 100))
    node = draw(st.sampled_from(QuotaNode))
    yearly = draw(st.none() | figures(0, 10)) if percent is not None else None
    return QuotaRule(
        draw(st.integers(1, 5)),
        percent,
        draw(st.integers(0, 50)) if percent is None else None,
        draw(st.sampled_from(Direction)),
        draw(st.sampled_from(Rounding)),
        node,
        draw(st.sampled_from(QuotaBase)),
        draw(st.booleans()),
        "依据",
        draw(st.sampled_from(Span)),
        "A01" if node is QuotaNode.NAMED else "",
        yearly,
        None if yearly is None else 2024,
        None if yearly is None else draw(st.none() | figures(0, 100)),
        draw(st.sampled_from(("", "社区", "机关"))),
        percent is not None and draw(st.booleans()),
    )


@st.composite
def indicators(draw: st.DrawFn, number: int) -> Indicator:
    items = tuple(
        Item(
            f"{number}.{n}", f"情形{n}", draw(figures(0, 10)), draw(st.booleans()), draw(st.sampled_from(["", "台账"]))
        )
        for n in range(draw(st.integers(0, 4)))
    )
    return Indicator(f"I{number}", f"指标{number}", draw(figures(1, 30)), items, free=True, basis="")


ASKED = [outcome for outcome in VetoOutcome if outcome is not VetoOutcome.WARN]
"""What a circumstance that people are asked about may lead to."""


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    bounds = sorted(draw(st.lists(figures(1, 100), min_size=4, max_size=4, unique=True)))
    tiers = [Tier(level, star_name(level), bound) for level, bound in enumerate([Decimal(0), *bounds], start=1)]
    outcomes = draw(st.lists(st.sampled_from(ASKED), max_size=3))
    base_weight = draw(figures(0, 100))
    return Scheme(
        "方案",
        "1",
        "依据",
        base_and_appraisal(base_weight, 100 - base_weight),
        draw(st.integers(0, 4)),
        draw(st.sampled_from(Rounding)),
        tuple(draw(st.permutations(tiers))),
        tuple(draw(indicators(n)) for n in range(1, draw(st.integers(2, 6)))),
        tuple(
            Veto(
                f"V{n}",
                f"否决{n}",
                outcome,
                draw(st.integers(1, 5)) if outcome is VetoOutcome.CAP_TIER else None,
                2,
                "",
            )
            for n, outcome in enumerate(outcomes)
        ),
        tuple(draw(st.lists(quota_rules(), max_size=2, unique_by=lambda rule: rule.key))),
    )


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Scheme, list[Deduction]]:
    """A scheme and a sheet filled in under it, each line within its own limit."""
    scheme = draw(schemes())
    rows = [
        Deduction(code, draw(st.decimals(0, line.most, places=2)), draw(st.sampled_from(["", "核实"])))
        for code, line in scheme.lines.items()
        if draw(st.booleans())
    ]
    return scheme, rows


appraisals = st.fixed_dictionaries({}, optional={"appraisal": figures(0, 100)})
histories = st.builds(Past, st.none() | st.integers(1, 5))


@given(schemes())
def test_a_scheme_survives_being_written_and_read(scheme: Scheme) -> None:
    assert Scheme.from_data(json.loads(json.dumps(scheme.to_data()))) == scheme


@given(sheets())
def test_no_score_is_negative_or_above_the_full_mark(sheet: tuple[Scheme, list[Deduction]]) -> None:
    scheme, rows = sheet
    base = base_score(scheme, rows)
    assert all(0 <= score.got <= score.full for score in base.per_indicator)
    assert 0 <= base.total <= scheme.full


@given(sheets(), appraisals, histories, st.data())
def test_taking_more_points_never_raises_the_tier(
    sheet: tuple[Scheme, list[Deduction]], given: dict[str, Decimal], past: Past, data: st.DataObject
) -> None:
    scheme, rows = sheet
    more = Deduction(data.draw(st.sampled_from(list(scheme.lines))), data.draw(figures(0, 30)), "")
    before, after = grade(scheme, rows, given, (), past), grade(scheme, [*rows, more], given, (), past)
    assert after.score <= before.score
    assert (after.tier or 0) <= (before.tier or 0)


@given(sheets(), appraisals, histories, st.data())
def test_a_further_veto_never_raises_the_tier(
    sheet: tuple[Scheme, list[Deduction]], given: dict[str, Decimal], past: Past, data: st.DataObject
) -> None:
    scheme, rows = sheet
    codes = [veto.code for veto in scheme.vetoes]
    found = set(data.draw(st.lists(st.sampled_from(codes)))) if codes else set()
    fewer = {code for code in found if data.draw(st.booleans())}
    vetoed, before = grade(scheme, rows, given, found, past), grade(scheme, rows, given, fewer, past)
    assert (vetoed.tier or 0) <= (before.tier or 0)
    assert vetoed.score == before.score


@given(schemes(), figures(0, 100))
def test_every_score_falls_in_exactly_one_tier(scheme: Scheme, score: Decimal) -> None:
    uppers = [tier.at_least for tier in scheme.ladder[1:]] + [Decimal("Infinity")]
    holding = [tier for tier, upper in zip(scheme.ladder, uppers, strict=True) if tier.at_least <= score < upper]
    assert holding == [scheme.tier_of(score)]


@given(sheets(), appraisals, histories)
def test_a_result_survives_being_stored_and_is_recomputed_to_the_same_digit(
    sheet: tuple[Scheme, list[Deduction]], given: dict[str, Decimal], past: Past
) -> None:
    scheme, rows = sheet
    vetoes = [veto.code for veto in scheme.vetoes]
    result = grade(scheme, rows, given, vetoes, past)
    assert Result.from_data(json.loads(json.dumps(result.to_data()))) == result
    assert grade(scheme, rows[::-1], given, vetoes[::-1], past).to_data() == result.to_data()


@given(st.builds(Decimal.scaleb, st.integers(-(10**12), 10**12).map(Decimal), st.integers(-9, 6)))
@example(Decimal("-0.00"))
def test_a_figure_is_written_in_plain_digits_and_as_short_as_its_value_allows(figure: Decimal) -> None:
    assert plain(figure) == f"{figure.normalize() + 0:f}"


@given(quota_rules(), st.integers(0, 5000))
def test_a_rounded_quota_keeps_to_its_percentage(rule: QuotaRule, base: int) -> None:
    limit = quota_limit(rule, base).limit
    if rule.percent is None:
        assert limit == rule.count
    elif rule.at_least_one and limit == 1:
        assert base > 0
    elif rule.rounding is Rounding.DOWN:
        assert limit * 100 <= base * rule.percent < (limit + 1) * 100
    elif rule.rounding is Rounding.UP:
        assert (limit - 1) * 100 < base * rule.percent <= limit * 100
