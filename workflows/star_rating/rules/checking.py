"""What makes a scheme unusable: codes that repeat, and rules that name a part which is not there."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .document import SchemeError
from .indicators import Indicator
from .wording import star_name

if TYPE_CHECKING:
    from .scheme import Scheme


def check(scheme: "Scheme") -> None:
    """Raise SchemeError with a sentence that says what repeats or what is named and missing."""
    check_presence(scheme)
    check_repeats(scheme)
    for where, level in levels_named(scheme):
        if level not in {tier.level for tier in scheme.tiers}:
            raise SchemeError(f"{where}所说的{star_name(level)}不在方案的档次里。")
    for where, code in components_named(scheme):
        if code not in {component.code for component in scheme.components}:
            raise SchemeError(f"{where}所说的分项“{code}”不在方案的分项里。")
    check_table(scheme)
    check_groups(scheme)


def check_presence(scheme: "Scheme") -> None:
    """A scheme has tiers and components, and indicators for each component that the table gives."""
    if not scheme.components:
        raise SchemeError("方案至少要有一个分项。")
    if not scheme.tiers or (scheme.table_components and not scheme.indicators):
        raise SchemeError("方案至少要有一个档次和一项指标。")


def check_repeats(scheme: "Scheme") -> None:
    """Every code stands once; vetoes and merits are looked into side by side and share theirs."""
    refuse_repeats("档次的星级", (str(tier.level) for tier in scheme.tiers))
    refuse_repeats("分项的编号", (component.code for component in scheme.components))
    refuse_repeats("分项的名称", (component.name.strip() for component in scheme.components))
    refuse_repeats("一级指标的编号", (group.code for group in scheme.groups))
    refuse_repeats("指标的编号", (indicator.code for indicator in scheme.indicators))
    refuse_repeats("扣分条的编号", sheet_codes(scheme.indicators))
    refuse_repeats("否决情形的编号", (veto.code for veto in scheme.vetoes))
    merits = [merit.code for merit in scheme.merits]
    refuse_repeats("破格与直接定级的编号", [*(veto.code for veto in scheme.vetoes), *merits] if merits else ())
    refuse_repeats("名额", (rule.about for rule in scheme.quotas))
    refuse_repeats("时间安排的环节", (window.stage for window in scheme.windows))


def sheet_codes(indicators: Iterable[Indicator]) -> Iterator[str]:
    """The codes of all lines, 其他情形 among them."""
    for indicator in indicators:
        yield indicator.other
        yield from (item.code for item in indicator.items)


def refuse_repeats(what: str, codes: Iterable[str]) -> None:
    """Raise SchemeError on the first code that stands twice."""
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise SchemeError(f"{what}“{code}”重复。")
        seen.add(code)


def levels_named(scheme: "Scheme") -> Iterator[tuple[str, int]]:
    """Every level that a rule names, with the rule."""
    yield from ((f"否决情形“{veto.text}”", veto.cap) for veto in scheme.vetoes if veto.cap is not None)
    yield from (("名额", quota.tier) for quota in scheme.quotas)
    yield from (("前置条件", condition.tier) for condition in scheme.preconditions)
    yield from ((f"“{merit.text}”", merit.tier) for merit in scheme.merits if merit.tier is not None)


def components_named(scheme: "Scheme") -> Iterator[tuple[str, str]]:
    """Every component that a rule names, with the rule."""
    yield from ((f"指标“{each.name}”", each.component) for each in scheme.indicators if each.component)
    yield from ((f"否决情形“{veto.text}”", veto.component) for veto in scheme.vetoes if veto.component)


def check_table(scheme: "Scheme") -> None:
    """Indicators count towards components from the table, and each of these has some."""
    for indicator in scheme.indicators:
        named = scheme.components_by_code.get(indicator.component)
        if not scheme.table_components or (named and not named.from_table):
            raise SchemeError(f"指标“{indicator.name}”所属的分项不是由指标表合计的。")
    for component in scheme.table_components:
        if not scheme.indicators_of(component):
            raise SchemeError(f"分项“{component.name}”由指标表合计，但没有一项指标属于它。")


def check_groups(scheme: "Scheme") -> None:
    """Headings exist, stand in no circle, and the indicators under one count towards one component."""
    groups = {group.code: group for group in scheme.groups}
    under: dict[str, str] = {}
    for group in scheme.groups:
        if group.capped and group.full is None:
            raise SchemeError(f"一级指标“{group.name}”按满分封顶，但没有填写满分。")
        headings(scheme, f"一级指标“{group.name}”", group.parent)
    for indicator in scheme.indicators:
        component = scheme.component_of(indicator)
        for code in headings(scheme, f"指标“{indicator.name}”", indicator.group):
            if under.setdefault(code, component) != component:
                raise SchemeError(f"一级指标“{groups[code].name}”下的指标不属于同一个分项。")


def headings(scheme: "Scheme", where: str, code: str) -> list[str]:
    """The headings above something, the nearest first."""
    groups, found = {group.code: group for group in scheme.groups}, []
    while code:
        if code not in groups:
            raise SchemeError(f"{where}所说的一级指标“{code}”不在方案里。")
        if code in found:
            raise SchemeError(f"一级指标“{groups[code].name}”绕了一圈又属于自己。")
        found.append(code)
        code = groups[code].parent
    return found
