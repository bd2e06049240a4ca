"""A scheme (方案): what differs from city to city in rating stars, as values that are frozen into a round."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from workflows.engine.shares import Rounding, plain

from .checking import check, headings
from .circumstances import FactOf, Merit, Veto
from .components import HUNDRED, Component, base_and_appraisal
from .document import Section, names
from .indicators import Group, Indicator, sums_of_headings
from .line import Line
from .quotas import QuotaRule, Ranking
from .standing import MOST_MONTHS, Newcomers, Precondition
from .tiers import HIGHEST_LEVEL, Decider, Tier
from .timing import PublicityRule, Window
from .wording import star_name

OLD_WEIGHTS = {"base_weight", "appraisal_weight"}
"""What a document says that was written when every scheme had just 基础项 and 评议项."""


@dataclass(frozen=True)
class Scheme:
    """All of it. `decimals` and `rounding` are those of the final score, at most `max_score` unless `uncapped`.

    `newcomers`: what becomes of branches younger than `newcomer_months`. `only_up_to`: only those are rated whose last
    star was no higher. `step_up`: how many steps a star may rise in a year, 0 for any. `filed_with`: names of bodies.

    Raises SchemeError where codes repeat or a rule names a part that does not exist; what is merely doubtful
    is listed by `warnings_of` and does not block (domain 2.7.2: published tables have such flaws).
    """

    name: str
    version: str
    basis: str
    components: tuple[Component, ...]
    decimals: int
    rounding: Rounding
    tiers: tuple[Tier, ...]
    indicators: tuple[Indicator, ...]
    vetoes: tuple[Veto, ...]
    quotas: tuple[QuotaRule, ...]
    max_score: Decimal = HUNDRED
    uncapped: bool = False
    groups: tuple[Group, ...] = ()
    preconditions: tuple[Precondition, ...] = ()
    merits: tuple[Merit, ...] = ()
    newcomers: Newcomers = Newcomers.RATED
    newcomer_months: int = 12
    only_up_to: int | None = None
    step_up: int = 0
    ranking: Ranking | None = None
    publicity: PublicityRule | None = None
    windows: tuple[Window, ...] = ()
    filed_with: str = ""

    def __post_init__(self) -> None:
        check(self)

    @classmethod
    def from_data(cls, data: object) -> "Scheme":
        """Reads the JSON form, old ones too. Raises SchemeError with a sentence that names the place."""
        section = Section(data, "方案", names(cls) | OLD_WEIGHTS)
        old = bool(OLD_WEIGHTS & section.data.keys())
        indicators = tuple(map(Indicator.read, section.sections("indicators", "第{}项指标", names(Indicator))))
        ranking = section.optional_section("ranking", "的按排名定星", names(Ranking))
        publicity = section.optional_section("publicity", "的公示", names(PublicityRule))
        return cls(
            section.text("name"),
            section.text("version"),
            section.optional_text("basis"),
            old_components(section) if old else read_components(section),
            section.whole("decimals", 4),
            section.choice("rounding", Rounding),
            tuple(map(Tier.read, section.sections("tiers", "第{}档", names(Tier)))),
            indicators,
            tuple(map(Veto.read, section.sections("vetoes", "第{}条否决情形", names(Veto)))),
            tuple(map(QuotaRule.read, section.sections("quotas", "第{}条名额", names(QuotaRule)))),
            section.optional_number("max_score") or HUNDRED,
            may_exceed(indicators) if old else section.flag("uncapped"),
            tuple(map(Group.read, section.sections("groups", "第{}个一级指标", names(Group)))),
            tuple(map(Precondition.read, section.sections("preconditions", "第{}条前置条件", names(Precondition)))),
            tuple(map(Merit.read, section.sections("merits", "第{}条破格与直接定级", names(Merit)))),
            section.optional_choice("newcomers", Newcomers.RATED),
            section.whole("newcomer_months", MOST_MONTHS, usually=12),
            section.optional_whole("only_up_to", HIGHEST_LEVEL),
            section.whole("step_up", HIGHEST_LEVEL, usually=0),
            None if ranking is None else Ranking.read(ranking),
            None if publicity is None else PublicityRule.read(publicity),
            tuple(map(Window.read, section.sections("windows", "第{}条时间安排", names(Window)))),
            section.optional_text("filed_with"),
        )

    def to_data(self) -> dict[str, Any]:
        """The JSON form: decimals as text, so that no digit changes; what is as usual is left out."""
        data: dict[str, Any] = to_plain(self)
        return data

    # --- the ladder

    @cached_property
    def ladder(self) -> tuple[Tier, ...]:
        """The tiers from the lowest to the highest: by their levels where stars go by rank, else by their bounds."""
        if self.ranking:
            return tuple(sorted(self.tiers, key=lambda tier: tier.level))
        return tuple(sorted(self.tiers, key=lambda tier: (tier.at_least, tier.open, tier.level)))

    def tier_of(self, score: Decimal) -> Tier:
        """The one tier that a score falls in; below every lower bound it is the lowest."""
        for tier in reversed(self.ladder):
            if tier.holds(score):
                return tier
        return self.ladder[0]

    def other_tier(self, score: Decimal, level: int | None) -> Tier | None:
        """The tier that a score alone leads to, where it is not this one; None where stars go by rank."""
        tier = None if self.ranking else self.tier_of(score)
        return None if tier is None or tier.level == level else tier

    def highest_up_to(self, level: int) -> Tier:
        """The highest tier whose level is at most `level`, else the lowest."""
        return next((tier for tier in reversed(self.ladder) if tier.level <= level), self.ladder[0])

    def bound_of(self, tier: Tier) -> str:
        """在90分及以上; where places are given by rank 按排名取2个, or 按排名取2个，且在90分及以上."""
        if not self.placed(tier):
            return tier.bound
        return f"按排名取{tier.places}个" + (f"，且{tier.bound}" if tier.bounded else "")

    def placed(self, tier: Tier) -> bool:
        """Whether a tier has only so many places, filled in the order of the score."""
        return self.ranking is not None and tier.places is not None

    def is_rest(self, tier: Tier) -> bool:
        """Whether it is the lowest tier and takes all that are left, however few their points."""
        return tier is self.ladder[0] and not self.placed(tier)

    def within_reach(self, tier: Tier, score: Decimal) -> bool:
        """Whether a score may lead to a tier, places aside."""
        return tier.holds(score) or self.is_rest(tier)

    @cached_property
    def tiers_by_level(self) -> dict[int, Tier]:
        return {tier.level: tier for tier in self.tiers}

    def level_name(self, level: int | None) -> str:
        """What the scheme calls a level (先进); the star's own name where it has no such tier."""
        tier = None if level is None else self.tiers_by_level.get(level)
        return tier.name if tier else star_name(level)

    @property
    def unit_decides(self) -> bool:
        """Whether units decide some of the tiers themselves and file what they decided."""
        return any(tier.decided_by is Decider.UNIT for tier in self.tiers)

    @property
    def bodies(self) -> list[str]:
        """The bodies beside the 工委 with which a unit files what it decided itself (双备案 2.1 [S01])."""
        return [name for name in re.split(r"[、，,；;\s]+", self.filed_with) if name]

    # --- the components

    @cached_property
    def components_by_code(self) -> dict[str, Component]:
        return {component.code: component for component in self.components}

    @cached_property
    def table_components(self) -> tuple[Component, ...]:
        """Those whose figure is a sum of indicators."""
        return tuple(component for component in self.components if component.from_table)

    @cached_property
    def entered_components(self) -> tuple[Component, ...]:
        """Those whose figure is entered, imported or averaged."""
        return tuple(component for component in self.components if not component.from_table)

    def component_of(self, indicator: Indicator) -> str:
        """The code of the component that an indicator counts towards."""
        return indicator.component or self.table_components[0].code

    @cached_property
    def components_of_indicators(self) -> tuple[str, ...]:
        """The component of each indicator, in the order of the table."""
        return tuple(map(self.component_of, self.indicators))

    @cached_property
    def components_of_groups(self) -> dict[str, str]:
        """The component that the indicators under each heading count towards."""
        return {code: self.component_of(each) for each in self.indicators for code in headings(self, "", each.group)}

    @cached_property
    def groups_from_below(self) -> tuple[Group, ...]:
        """The headings, each before the one that it stands under."""
        return tuple(sorted(self.groups, key=lambda group: -len(headings(self, "", group.parent))))

    def indicators_of(self, component: Component) -> tuple[Indicator, ...]:
        """The indicators that count towards a component."""
        return tuple(each for each in self.indicators if self.component_of(each) == component.code)

    def groups_over(self, indicator: Indicator) -> list[Group]:
        """The headings above an indicator, the nearest first."""
        by_code = {group.code: group for group in self.groups}
        return [by_code[code] for code in headings(self, "", indicator.group)]

    def full_of(self, component: Component) -> Decimal:
        """The full mark of a component."""
        return self.fulls[component.code]

    @cached_property
    def fulls(self) -> dict[str, Decimal]:
        """The full mark of each component by its code."""
        found = {component.code: component.most for component in self.components}
        sums = sums_of_headings(self.groups_from_below, ((each.group, each.full) for each in self.indicators))
        for component in self.table_components:
            total = sum((indicator.full for indicator in self.indicators_of(component)), Decimal(0))
            owned = (sums[code] for code, owner in self.components_of_groups.items() if owner == component.code)
            total -= sum((exact - got for got, exact in owned), Decimal(0))
            found[component.code] = total if component.full is None else min(total, component.full)
        return found

    @cached_property
    def full(self) -> Decimal:
        """The full mark of the indicator table, without what only takes away (减分项)."""
        return sum((self.full_of(each) for each in self.table_components if not each.takes), Decimal(0))

    # --- earlier years

    @cached_property
    def years_asked(self) -> int:
        """How many years' stars the preconditions look at; last year's always."""
        return max((each.years for each in self.preconditions), default=1)

    @cached_property
    def asks_age(self) -> bool:
        """Whether it matters when a branch was founded."""
        return self.newcomers is not Newcomers.RATED or any(each.months is not None for each in self.preconditions)

    # --- the sheet

    @cached_property
    def lines(self) -> dict[str, Line]:
        """Every line of the score sheet by its code, in the order of the sheet."""
        lines: dict[str, Line] = {}
        for number, indicator in enumerate(self.indicators):
            for item in indicator.items:
                most = item.highest(indicator.full)
                lines[item.code] = Line(len(lines), number, f"第{item.code}条{item.text}", most, item)
            if indicator.free:
                lines[indicator.other] = Line(len(lines), number, f"{indicator.name}的其他情形", indicator.full)
        return lines

    @cached_property
    def lines_by_component(self) -> dict[str, dict[str, Line]]:
        """The lines whose points count towards each component, in the order of the sheet."""
        found: dict[str, dict[str, Line]] = {component.code: {} for component in self.table_components}
        for code, line in self.lines.items():
            found[self.components_of_indicators[line.indicator]][code] = line
        return found

    @cached_property
    def only_takes(self) -> bool:
        """Whether every line takes points, so that an empty sheet is a full one."""
        return all(line.takes for line in self.lines.values())

    @cached_property
    def merits_by_code(self) -> dict[str, Merit]:
        return {merit.code: merit for merit in self.merits}

    @cached_property
    def facts(self) -> tuple[FactOf, ...]:
        """What vetoes look at in other processes."""
        return tuple(dict.fromkeys(veto.fact for veto in self.vetoes if veto.fact is not None))

    @cached_property
    def asked(self) -> dict[str, Veto | Merit]:
        """The circumstances that people look into, by code: vetoes first, then merits."""
        return {veto.code: veto for veto in self.vetoes if veto.asked} | dict(self.merits_by_code)


def read_components(section: Section) -> tuple[Component, ...]:
    return tuple(map(Component.read, section.sections("components", "第{}个分项", names(Component))))


def old_components(section: Section) -> tuple[Component, ...]:
    return base_and_appraisal(section.number("base_weight"), section.number("appraisal_weight"))


def may_exceed(indicators: Iterable[Indicator]) -> bool:
    """Whether an old table could give more than 100 points, which nothing bounded then."""
    found = list(indicators)
    return any(each.uncapped for each in found) or sum(each.full for each in found) > HUNDRED


def to_plain(value: object) -> Any:
    """The plain values of a part; a field that is as usual is left out."""
    if is_dataclass(value):
        parts = [(field, getattr(value, field.name)) for field in fields(value)]
        return {field.name: to_plain(part) for field, part in parts if part != field.default}
    if isinstance(value, tuple):
        return [to_plain(part) for part in value]
    if isinstance(value, Decimal):
        return plain(value)
    return value.value if isinstance(value, StrEnum) else value
