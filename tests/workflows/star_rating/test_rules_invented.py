"""What holds whatever a city writes: tried on invented schemes with components, headings, merits and conditions."""

import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.star_rating.rules_samples import made, points
from workflows.star_rating.rules import (
    Component,
    Deduction,
    FigureOf,
    Group,
    Merit,
    MeritKind,
    Newcomers,
    Past,
    Precondition,
    PreconditionKind,
    Result,
    Rounding,
    Scheme,
    Veto,
    VetoOutcome,
    base_score,
    grade,
)

levels = st.integers(1, 5)
marks = st.decimals(0, 100, places=2)


@st.composite
def components(draw: st.DrawFn) -> tuple[Component, ...]:
    """One or two from the table, then some that are entered, one of which may take points."""
    found = [Component("t1", "共性", draw(marks)), Component("t2", "个性", draw(marks), full=draw(st.none() | marks))]
    entered = [
        Component(
            f"e{n}",
            f"分项{n}",
            draw(marks),
            draw(st.sampled_from([FigureOf.REVIEW, FigureOf.OFFICE, FigureOf.PANEL])),
            Decimal(100),
            takes=n == 2,
        )
        for n in range(draw(st.integers(0, 3)))
    ]
    return (*found[: draw(st.integers(1, 2))], *entered)


@st.composite
def conditions(draw: st.DrawFn) -> Precondition:
    if draw(st.booleans()):
        return Precondition(draw(levels), PreconditionKind.AGE, months=draw(st.integers(0, 24)))
    years = draw(st.integers(1, 3))
    return Precondition(draw(levels), PreconditionKind.HISTORY, draw(levels), years, draw(st.integers(1, years)))


ASKED = [outcome for outcome in VetoOutcome if outcome is not VetoOutcome.WARN]
"""What a circumstance that people are asked about may lead to."""


@st.composite
def vetoes(draw: st.DrawFn, number: int) -> Veto:
    outcome = draw(st.sampled_from(ASKED))
    cap = draw(levels) if outcome is VetoOutcome.CAP_TIER else None
    return Veto(f"V{number}", f"否决{number}", outcome, cap, 2, "")


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    parts = draw(components())
    groups = (Group("G", "一级", draw(marks), capped=True), Group("H", "二级", draw(marks), "G", draw(st.booleans())))
    table = [
        points(f"I{n}", 40, group=draw(st.sampled_from(["", "G", "H"])) if n < 3 else "", component=f"t{1 + n // 3}")
        for n in range(6 if len(parts) > 1 and parts[1].code == "t2" else 3)
    ]
    return made(
        *table,
        components=parts,
        decimals=draw(st.integers(0, 2)),
        rounding=draw(st.sampled_from(Rounding)),
        uncapped=draw(st.booleans()),
        groups=groups,
        vetoes=tuple(draw(vetoes(n)) for n in range(draw(st.integers(0, 3)))),
        merits=tuple(
            Merit(f"M{n}", f"荣誉{n}", kind, draw(levels))
            for n, kind in enumerate(draw(st.lists(st.sampled_from(MeritKind), max_size=3)))
        ),
        preconditions=tuple(draw(st.lists(conditions(), max_size=3))),
        step_up=draw(st.integers(0, 2)),
        newcomers=draw(st.sampled_from(Newcomers)),
    )


pasts = st.builds(
    Past,
    st.none() | st.integers(0, 5),
    st.lists(st.none() | st.integers(0, 5), max_size=2).map(tuple),
    st.none() | st.integers(0, 30),
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Scheme, list[Deduction], dict[str, Decimal], list[str], Past]:
    """A scheme, a sheet under it, the entered figures, what was found, and the years before."""
    scheme = draw(schemes())
    rows = [Deduction(code, draw(st.decimals(0, line.most, places=2)), "") for code, line in scheme.lines.items()]
    figures = {each.code: draw(marks) for each in scheme.entered_components if draw(st.integers(0, 3))}
    return scheme, rows, figures, [code for code in scheme.asked if draw(st.booleans())], draw(pasts)


@given(schemes())
def test_an_invented_scheme_survives_being_written_and_read(scheme: Scheme) -> None:
    assert Scheme.from_data(json.loads(json.dumps(scheme.to_data()))) == scheme


@given(cases(), st.data())
def test_more_points_on_a_line_never_mean_fewer_stars(
    case: tuple[Scheme, list[Deduction], dict[str, Decimal], list[str], Past], data: st.DataObject
) -> None:
    scheme, rows, figures, found, past = case
    at = data.draw(st.integers(0, len(rows) - 1))
    more = min(rows[at].points + data.draw(marks), Decimal(40))
    better = [*rows[:at], rows[at]._replace(points=more), *rows[at + 1 :]]
    before, after = grade(scheme, rows, figures, found, past), grade(scheme, better, figures, found, past)
    assert after.score >= before.score
    assert (after.tier or 0) >= (before.tier or 0)


@given(cases(), st.data())
def test_a_higher_figure_of_a_component_never_means_fewer_stars(
    case: tuple[Scheme, list[Deduction], dict[str, Decimal], list[str], Past], data: st.DataObject
) -> None:
    scheme, rows, figures, found, past = case
    for code, figure in figures.items():
        more = min(figure + data.draw(marks), Decimal(100))
        takes = scheme.components_by_code[code].takes
        low, high = (more, figure) if takes else (figure, more)
        before = grade(scheme, rows, figures | {code: low}, found, past)
        after = grade(scheme, rows, figures | {code: high}, found, past)
        assert after.score >= before.score
        assert (after.tier or 0) >= (before.tier or 0)


@given(cases())
def test_a_veto_beats_any_score_and_any_merit(
    case: tuple[Scheme, list[Deduction], dict[str, Decimal], list[str], Past],
) -> None:
    scheme, rows, figures, found, past = case
    result = grade(scheme, rows, figures, found, past)
    for veto in scheme.vetoes:
        if veto.code in found and result.tier is not None:
            assert veto.outcome is not VetoOutcome.INELIGIBLE
            assert result.tier <= _most(scheme, veto, past)


def _most(scheme: Scheme, veto: Veto, past: Past) -> int:
    """The highest level that a veto leaves."""
    if veto.outcome is VetoOutcome.BOTTOM:
        return scheme.ladder[0].level
    limit = past.last if veto.outcome is VetoOutcome.NO_UPGRADE else veto.cap
    return 5 if limit is None else scheme.highest_up_to(limit).level


@given(cases())
def test_no_heading_and_no_component_gives_more_than_its_cap(
    case: tuple[Scheme, list[Deduction], dict[str, Decimal], list[str], Past],
) -> None:
    scheme, rows, *_ = case
    base = base_score(scheme, rows)
    for group, score in zip(scheme.groups, base.per_group, strict=True):
        assert not group.capped or score.got <= (group.full or 0)
    for component in scheme.table_components:
        assert 0 <= base.per_component[component.code] <= scheme.full_of(component)


@given(cases())
def test_an_invented_result_is_recomputed_to_the_same_word(
    case: tuple[Scheme, list[Deduction], dict[str, Decimal], list[str], Past],
) -> None:
    scheme, rows, figures, found, past = case
    result = grade(scheme, rows, figures, found, past)
    assert Result.from_data(json.loads(json.dumps(result.to_data()))) == result
    again = grade(scheme, rows[::-1], dict(reversed(figures.items())), found[::-1], past)
    assert again.to_data() == result.to_data()
    assert scheme.uncapped or result.score <= scheme.max_score
