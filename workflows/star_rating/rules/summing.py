"""The arithmetic in words: what the table came to, and how the components make the score."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from workflows.engine.shares import plain

from .components import FIGURE_SOURCES, HUNDRED, Component
from .indicators import Group, Indicator
from .line import Line
from .results import Reason, ReasonKind, Tone, Used
from .scheme import Scheme
from .scoring import NONE_TAKEN, BaseScore, Deductions, GroupScore, IndicatorScore
from .wording import mark, rounded


def explain_table(scheme: Scheme, deductions: Deductions, base: BaseScore) -> list[Reason]:
    """For each component from the table, its full mark less what each indicator lost."""
    taken = {code: points for code, points, _reason in deductions if points or scheme.lines[code].worth(points)}
    return [explain_component(scheme, component, base, taken) for component in scheme.table_components]


def explain_component(scheme: Scheme, component: Component, base: BaseScore, taken: dict[str, Decimal]) -> Reason:
    """100 less what each indicator lost; an indicator that ran out says so."""
    marks = zip(scheme.components_of_indicators, scheme.indicators, base.per_indicator, strict=True)
    words = [indicator_words(indicator, score) for code, indicator, score in marks if code == component.code]
    parts = [*filter(None, words), *group_words(scheme, component, base)]
    got = mark(base.per_component[component.code])
    if component.takes:
        text = "，".join([component.name, *parts, f"合计{got}分，从总分中减去。"])
    else:
        full = f"{component.name}满分{plain(scheme.full_of(component))}分"
        text = "，".join([full, *(parts or ["没有扣分"]), f"得{got}分。"])
    inputs = figures_used(scheme.lines_by_component[component.code], taken)
    if is_plain(scheme):  # no formula follows that would say it
        inputs[component.code] = figure_used(component, base.per_component[component.code])
    return Reason(ReasonKind.ARITHMETIC, Tone.OK, text, component.basis or scheme.basis, inputs)


def indicator_words(indicator: Indicator, score: IndicatorScore) -> str:
    """What an indicator lost, or got where its lines give; nothing for one that kept its full mark."""
    _code, got, full, exact = score
    if not indicator.loses:
        plainly = f"{indicator.name}得{plain(got)}分"
        return plainly if got == exact else f"{plainly}（合计{plain(exact)}分，{limit(indicator, score)}）"
    if got != exact:
        return f"{indicator.name}应扣{plain(full - exact)}分，满分{plain(full)}分，扣完为止"
    return f"{indicator.name}扣{plain(full - exact)}分" if exact != full else ""


def limit(indicator: Indicator, score: IndicatorScore) -> str:
    """Why a mark is not the plain sum: 满分20分封顶, 最低0分."""
    if score.exact > score.got:
        return f"满分{plain(indicator.full)}分封顶"
    return f"最低{plain(indicator.floor)}分"


def group_words(scheme: Scheme, component: Component, base: BaseScore) -> list[str]:
    """The headings that took something off: 创先争优合计26分，满分20分封顶."""
    return [
        capped_words(group, score)
        for group, score in zip(scheme.groups, base.per_group, strict=True)
        if score.got != score.exact and scheme.components_of_groups[group.code] == component.code
    ]


def capped_words(group: Group, score: GroupScore) -> str:
    return f"{group.name}合计{plain(score.exact)}分，满分{plain(score.got)}分封顶"


def figures_used(lines: Mapping[str, Line], taken: Mapping[str, Decimal]) -> dict[str, Used]:
    """The figures typed that took or gave points, in the order of the sheet."""
    return {
        code: Used(line.label, plain(taken[code]), f"deduction:{code}") for code, line in lines.items() if code in taken
    }


def weigh(scheme: Scheme, figures: Mapping[str, Decimal]) -> tuple[Decimal | None, list[Reason]]:
    """The rounded score and its formula; None as long as nothing is there that gives points."""
    missing = [each for each in scheme.components if each.code not in figures]
    if missing:
        return estimate(scheme, figures, missing)
    exact = weighted_sum(scheme, figures) / HUNDRED
    bounded = within_bounds(scheme, exact)
    score = scheme.rounding.to(bounded, scheme.decimals)
    if is_plain(scheme) and score == exact:
        return score, []
    total = str(score) if score == exact else plain(exact)
    text = (
        f"{formula(scheme, figures)}={total}{bound_words(exact, bounded)}{rounded(scheme.rounding, bounded, score)}。"
    )
    inputs = {name: used for each in scheme.components for name, used in inputs_of(each, figures[each.code]).items()}
    return score, [Reason(ReasonKind.ARITHMETIC, Tone.OK, text, scheme.basis, inputs)]


def estimate(
    scheme: Scheme, figures: Mapping[str, Decimal], missing: list[Component]
) -> tuple[Decimal | None, list[Reason]]:
    """A preview from the components that are there, as if the missing ones came out alike."""
    known = [each for each in scheme.components if each.code in figures]
    whole = divisor(scheme, figures)
    absent = "、".join(each.name for each in missing)
    inputs = {each.code: figure_used(each, figures[each.code]) for each in known}
    if not whole:
        text = f"{absent}尚未录入，暂无得分。"
        return None, [Reason(ReasonKind.ARITHMETIC, Tone.WARN, text, scheme.basis, inputs)]
    exact = weighted_sum(scheme, figures) / whole
    score = scheme.rounding.to(within_bounds(scheme, exact), scheme.decimals)
    text = f"{absent}尚未录入，暂按{'、'.join(each.name for each in known)}{score}分预估。"
    return score, [Reason(ReasonKind.ARITHMETIC, Tone.WARN, text, scheme.basis, inputs)]


def divisor(scheme: Scheme, figures: Mapping[str, Decimal]) -> Decimal:
    """What the weighted figures are divided by: 100; less while some are missing, so that these come out alike.

    Weights that are shares of a whole are compared with one another; else what the components can give is.
    """
    table = {each.code for each in scheme.table_components}
    known = [each for each in scheme.components if each.code in figures or each.code in table]
    if len(known) == len(scheme.components):
        return HUNDRED
    if total_of(scheme.components) <= HUNDRED:
        return total_of(known)
    attainable, whole = (
        sum((each.weight * scheme.full_of(each) for each in parts if not each.takes), NONE_TAKEN)
        for parts in (known, scheme.components)
    )
    if not whole:
        return NONE_TAKEN
    return min(HUNDRED, HUNDRED * attainable / min(whole, HUNDRED * scheme.max_score))


def total_of(components: Iterable[Component]) -> Decimal:
    """The weights of the components that give points."""
    return sum((each.weight for each in components if not each.takes), NONE_TAKEN)


def weighted_sum(scheme: Scheme, figures: Mapping[str, Decimal]) -> Decimal:
    """The figures that are there times their weights, less what takes."""
    terms = ((each, figures[each.code] * each.weight) for each in scheme.components if each.code in figures)
    return sum((-worth if each.takes else worth for each, worth in terms), NONE_TAKEN)


def within_bounds(scheme: Scheme, exact: Decimal) -> Decimal:
    """A score between 0 and the full mark, or above it where the scheme lets it."""
    capped = exact if scheme.uncapped else min(exact, scheme.max_score)
    return max(capped, NONE_TAKEN)


def bound_words(exact: Decimal, bounded: Decimal) -> str:
    if bounded == exact:
        return ""
    return f"，满分{plain(bounded)}分封顶" if exact > bounded else "，不足0分按0分计"


def is_plain(scheme: Scheme) -> bool:
    """Whether the score is just the sum of the table."""
    first = scheme.components[0]
    return len(scheme.components) == 1 and first.from_table and first.weight == HUNDRED


def formula(scheme: Scheme, figures: Mapping[str, Decimal]) -> str:
    """基础项85.0×70%+评议项95.0×30%; weights that are no shares of a whole are left out where they are 100%."""
    giving = [each for each in scheme.components if not each.takes]
    shares = len(giving) > 1 and total_of(giving) <= HUNDRED
    text = ""
    for each in scheme.components:
        sign = "−" if each.takes else "+" if text else ""
        weight = f"×{plain(each.weight)}%" if each.weight != HUNDRED or (shares and not each.takes) else ""
        text += f"{sign}{each.name}{mark(figures[each.code])}{weight}"
    return text


def inputs_of(component: Component, figure: Decimal) -> dict[str, Used]:
    return {
        component.code: figure_used(component, figure),
        f"{component.code}_weight": Used(f"{component.name}权重", plain(component.weight), "scheme"),
    }


def figure_used(component: Component, figure: Decimal) -> Used:
    return Used(f"{component.name}得分", plain(figure), FIGURE_SOURCES[component.figure_of])
