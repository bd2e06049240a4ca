"""Scores given under one scheme, brought into the form that another one can grade.

They carry words, not codes: a line, a component and a circumstance are found again by what they are called.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from .components import HUNDRED, Component, FigureOf
from .line import Line
from .scheme import Scheme
from .scoring import Deduction
from .standing import NEW, Past

TOTAL = "总分"
LARGEST = Decimal(9999)


class Mark(NamedTuple):
    """A figure under a line, by the words of the line; `standard` is what the line took or gave then."""

    line: str
    figure: Decimal
    standard: Decimal


@dataclass(frozen=True)
class Entry:
    """What is known of one branch: its sheet (`marks`), or the figures of components, or nothing but a total.

    `figures` go by the names of components, `found` are texts of circumstances, `was` is the star it had.
    `above`: the codes of the units above it and `area` its field, where they are known; quotas count by them.
    """

    branch: str
    unit: str
    marks: tuple[Mark, ...] | None = None
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    total: Decimal | None = None
    found: tuple[str, ...] = ()
    past: Past = NEW
    was: str = ""
    above: frozenset[str] = frozenset()
    area: str = ""


class Fitted(NamedTuple):
    """What `grade` is called with, and a sentence for each thing that the scheme has no place for."""

    scheme: Scheme
    lines: list[Deduction]
    figures: dict[str, Decimal]
    found: list[str]
    notes: list[str]


def fit(scheme: Scheme, entry: Entry) -> Fitted:
    """The entry under this scheme: as a sheet, else as figures of components, else as a total.

    A component that only takes points away takes none where the entry has no figure for it.
    """
    form, given = _form(scheme, entry)
    lines, notes = _lines(form, entry.marks or ())
    figures, strange = _figures(form, given)
    codes = {asked.text: code for code, asked in form.asked.items()}
    unknown = [f"情形“{inner(text)}”方案里没有，没有计入。" for text in entry.found if text not in codes]
    return Fitted(
        form, lines, figures, [codes[text] for text in entry.found if text in codes], notes + strange + unknown
    )


def _form(scheme: Scheme, entry: Entry) -> tuple[Scheme, Mapping[str, Decimal]]:
    """The scheme as the entry can fill it, and the figures that go by name into it."""
    if entry.marks is not None:
        return scheme, entry.figures
    if not entry.figures and entry.total is not None:
        return of_total(scheme), {TOTAL: entry.total}
    return of_figures(scheme), entry.figures


def _figures(scheme: Scheme, given: Mapping[str, Decimal]) -> tuple[dict[str, Decimal], list[str]]:
    codes = {component.name: component.code for component in scheme.entered_components}
    table = {component.name for component in scheme.table_components}
    notes = [f"分项“{inner(name)}”方案里没有，没有计入。" for name in given if name not in codes and name not in table]
    taking = [each for each in scheme.entered_components if each.takes and each.name not in given]
    notes += [f"分项“{each.name}”没有得分，按不减分计算。" for each in taking]
    figures = {codes[name]: figure for name, figure in given.items() if name in codes}
    return figures | {each.code: Decimal(0) for each in taking}, notes


def _lines(scheme: Scheme, marks: Iterable[Mark]) -> tuple[list[Deduction], list[str]]:
    """The marks under the lines of this scheme, and a sentence for each whose line it does not have."""
    known = {words_of(scheme, line): (code, line) for code, line in scheme.lines.items()}
    lines, notes = [], []
    for mark in marks:
        if mark.line in known:
            code, line = known[mark.line]
            lines.append(Deduction(code, _figure(line, mark), ""))
        elif mark.figure:
            notes.append(f"“{inner(mark.line)}”方案里没有，没有计入。")
    return lines, notes


def inner(text: str) -> str:
    """Words as they stand inside quotation marks: their own become single ones."""
    return text.translate(str.maketrans("“”", "‘’"))


def words_of(scheme: Scheme, line: Line) -> str:
    """What a line is called whatever its number: its text, or 其他情形 of its indicator."""
    return line.item.text if line.item else f"{scheme.indicators[line.indicator].name}的其他情形"


def standard_of(line: Line) -> Decimal:
    """What a line takes or gives in the ordinary case."""
    return line.item.points if line.item else Decimal(0)


def _figure(line: Line, mark: Mark) -> Decimal:
    """A deduction in full is one in full under the new standard; any other figure stays, up to the line's most."""
    if line.takes and mark.figure and mark.figure == mark.standard:
        return standard_of(line)
    return min(mark.figure, line.most)


def of_figures(scheme: Scheme) -> Scheme:
    """The scheme with the indicator table closed: the sum of each component is entered like any other figure."""
    components = tuple(_entered(scheme, each) if each.from_table else each for each in scheme.components)
    return replace(scheme, components=components, indicators=(), groups=())


def _entered(scheme: Scheme, component: Component) -> Component:
    return replace(component, figure_of=FigureOf.OFFICE, full=max(scheme.full_of(component), LARGEST))


def of_total(scheme: Scheme) -> Scheme:
    """The scheme with its tiers and rules alone: the total is entered, and no veto looks at a component."""
    total = Component(TOTAL, TOTAL, HUNDRED, FigureOf.OFFICE, LARGEST)
    vetoes = tuple(veto for veto in scheme.vetoes if veto.asked)
    return replace(scheme, components=(total,), indicators=(), groups=(), vetoes=vetoes)
