"""A scheme (方案): what differs from city to city in rating stars, as values that are frozen into a round."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from .document import SchemeError, Section, names
from .items import Item, Mode
from .parts import Direction, Indicator, QuotaRule, Rounding, Tier, Veto
from .wording import plain, star_name

HUNDRED = Decimal(100)


class Line(NamedTuple):
    """One line of the score sheet: its place in the order, its indicator, its words and the largest figure under it.

    `item` is None for 其他情形, where points are taken for whatever the table does not name.
    """

    place: int
    indicator: int
    label: str
    most: Decimal
    item: Item | None = None

    @property
    def mode(self) -> Mode:
        """What is typed under it."""
        return Mode.DEDUCT if self.item is None else self.item.mode

    @property
    def takes(self) -> bool:
        """Whether the figure is points taken."""
        return self.mode is Mode.DEDUCT

    @property
    def needs_evidence(self) -> bool:
        """Whether the points that it gives must be shown by a file."""
        return self.item is not None and self.item.needs_evidence and not self.takes

    @property
    def standard(self) -> str:
        """The rule of the line as a table prints it; of 其他情形 the most it may take."""
        return plain(self.most) if self.item is None else self.item.standard()

    def worth(self, figure: Decimal) -> Decimal:
        """The points that a figure gives, negative where it takes."""
        return -figure if self.item is None else self.item.worth(figure)

    def shown(self, figure: Decimal | None) -> str:
        """A figure as a table prints it: −5 where it takes, 3（15分） where its worth is another number."""
        if self.takes:
            return f"−{plain(figure)}" if figure else "0"
        if figure is None:
            return "—"
        worth = self.worth(figure)
        return plain(figure) if worth == figure else f"{plain(figure)}（{plain(worth)}分）"


@dataclass(frozen=True)
class Scheme:
    """All of it. Weights are percentages; `decimals` and `rounding` are those of the final score.

    Raises SchemeError where codes repeat or a rule names a tier that does not exist; what is merely doubtful
    is listed by `warnings` and does not block (domain 2.7.2: published tables have such flaws).
    """

    name: str
    version: str
    basis: str
    base_weight: Decimal
    appraisal_weight: Decimal
    decimals: int
    rounding: Rounding
    tiers: tuple[Tier, ...]
    indicators: tuple[Indicator, ...]
    vetoes: tuple[Veto, ...]
    quotas: tuple[QuotaRule, ...]

    def __post_init__(self) -> None:
        if not self.tiers or not self.indicators:
            raise SchemeError("方案至少要有一个档次和一项指标。")
        refuse_repeats("档次的星级", (str(tier.level) for tier in self.tiers))
        refuse_repeats("指标的编号", (indicator.code for indicator in self.indicators))
        refuse_repeats("扣分条的编号", sheet_codes(self.indicators))
        refuse_repeats("否决情形的编号", (veto.code for veto in self.vetoes))
        levels = {tier.level for tier in self.tiers}
        named = [(f"否决情形“{veto.text}”", veto.cap) for veto in self.vetoes if veto.cap is not None]
        named += [("名额", quota.tier) for quota in self.quotas]
        for where, level in named:
            if level not in levels:
                raise SchemeError(f"{where}所说的{star_name(level)}不在方案的档次里。")

    @classmethod
    def from_data(cls, data: object) -> "Scheme":
        """Reads the JSON form. Raises SchemeError with a sentence that names the place."""
        section = Section(data, "方案", names(cls))
        return cls(
            section.text("name"),
            section.text("version"),
            section.optional_text("basis"),
            section.number("base_weight"),
            section.number("appraisal_weight"),
            section.whole("decimals", 4),
            section.choice("rounding", Rounding),
            tuple(map(Tier.read, section.sections("tiers", "第{}档", names(Tier)))),
            tuple(map(Indicator.read, section.sections("indicators", "第{}项指标", names(Indicator)))),
            tuple(map(Veto.read, section.sections("vetoes", "第{}条否决情形", names(Veto)))),
            tuple(map(QuotaRule.read, section.sections("quotas", "第{}条名额", names(QuotaRule)))),
        )

    def to_data(self) -> dict[str, Any]:
        """The JSON form: decimals as text, so that no digit changes; what is as usual is left out."""
        data: dict[str, Any] = to_plain(self)
        return data

    @cached_property
    def ladder(self) -> tuple[Tier, ...]:
        """The tiers from the lowest to the highest."""
        return tuple(sorted(self.tiers, key=lambda tier: (tier.at_least, tier.open, tier.level)))

    @cached_property
    def full(self) -> Decimal:
        return sum((indicator.full for indicator in self.indicators), Decimal(0))

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
    def only_takes(self) -> bool:
        """Whether every line takes points, so that an empty sheet is a full one."""
        return all(line.takes for line in self.lines.values())

    @cached_property
    def vetoes_by_code(self) -> dict[str, Veto]:
        return {veto.code: veto for veto in self.vetoes}

    def tier_of(self, score: Decimal) -> Tier:
        """The one tier that a score falls in; below every lower bound it is the lowest."""
        for tier in reversed(self.ladder):
            if tier.holds(score):
                return tier
        return self.ladder[0]

    def highest_up_to(self, level: int) -> Tier:
        """The highest tier whose level is at most `level`, else the lowest."""
        return next((tier for tier in reversed(self.ladder) if tier.level <= level), self.ladder[0])

    def warnings(self) -> list[str]:
        """Sentences about what contradicts itself. They are shown, and the scheme may still be used."""
        found = [*weight_warnings(self), *tier_warnings(self)]
        for indicator in self.indicators:
            found += indicator_warnings(indicator)
        for quota in self.quotas:
            found += quota_warnings(quota)
        return found


def to_plain(value: object) -> Any:
    if is_dataclass(value):
        parts = [(field, getattr(value, field.name)) for field in fields(value)]
        return {field.name: to_plain(part) for field, part in parts if part != field.default}
    if isinstance(value, tuple):
        return [to_plain(part) for part in value]
    if isinstance(value, Decimal):
        return plain(value)
    return value.value if isinstance(value, StrEnum) else value


def sheet_codes(indicators: Iterable[Indicator]) -> Iterator[str]:
    for indicator in indicators:
        yield indicator.other
        yield from (item.code for item in indicator.items)


def refuse_repeats(what: str, codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise SchemeError(f"{what}“{code}”重复。")
        seen.add(code)


def weight_warnings(scheme: Scheme) -> Iterator[str]:
    weights = scheme.base_weight + scheme.appraisal_weight
    if weights != HUNDRED:
        yield f"基础项和评议项的权重合计{plain(weights)}%，不是100%。"
    if scheme.full != HUNDRED:
        yield f"各项指标满分合计{plain(scheme.full)}分，不是100分。"


def tier_warnings(scheme: Scheme) -> Iterator[str]:
    lowest = scheme.ladder[0]
    if lowest.at_least > 0:
        yield f"最低一档{lowest.name}从{plain(lowest.at_least)}分起，低于它的得分也按{lowest.name}处理。"
    for lower, higher in pairwise(scheme.ladder):
        if (higher.at_least, higher.open) == (lower.at_least, lower.open):
            yield f"{lower.name}和{higher.name}都从{plain(lower.at_least)}分起，档次重叠，{lower.name}评不到。"
        elif higher.level < lower.level:
            yield f"{higher.name}的下限高于{lower.name}，档次顺序颠倒。"
    top = scheme.ladder[-1]
    if top.at_least > HUNDRED:
        yield f"{top.name}从{plain(top.at_least)}分起，超过100分，评不到。"


def indicator_warnings(indicator: Indicator) -> Iterator[str]:
    """Sub-items that do not add up to the stated mark: 标题写20分，子项合计26分 (domain 2.7.2 [I02])."""
    yield from taking_warnings(indicator) if all(item.takes for item in indicator.items) else giving_warnings(indicator)


def giving_warnings(indicator: Indicator) -> Iterator[str]:
    best = [item.best() for item in indicator.items]
    if None in best:
        if not indicator.uncapped:
            yield f"指标“{indicator.name}”有不封顶的条目，合计超过满分{plain(indicator.full)}分时按满分计算。"
        return
    total = indicator.begins + sum((points for points in best if points is not None), Decimal(0))
    if total != indicator.full:
        yield f"指标“{indicator.name}”的满分是{plain(indicator.full)}分，各条最多合计{plain(total)}分。"


def taking_warnings(indicator: Indicator) -> Iterator[str]:
    total = sum((item.points for item in indicator.items), Decimal(0))
    figures = f"指标“{indicator.name}”各条扣分合计{plain(total)}分，"
    if total > indicator.full:
        yield f"{figures}超过满分{plain(indicator.full)}分，按扣完为止计算。"
    elif total < indicator.full and not indicator.free:
        yield f"{figures}不到满分{plain(indicator.full)}分，这一项扣不完。"
    for item in indicator.items:
        if item.points > indicator.full:
            yield f"第{item.code}条扣{plain(item.points)}分，超过“{indicator.name}”的满分{plain(indicator.full)}分。"


def quota_warnings(quota: QuotaRule) -> Iterator[str]:
    if quota.percent is not None and quota.percent > HUNDRED:
        yield f"{star_name(quota.tier)}的名额比例{plain(quota.percent)}%超过100%。"
    if quota.direction is Direction.MAX and quota.rounding is not Rounding.DOWN and quota.percent is not None:
        yield f"{star_name(quota.tier)}的名额是上限，却不向下取整，取整后会突破比例。"
    if quota.direction is Direction.MIN and quota.rounding is not Rounding.UP and quota.percent is not None:
        yield f"{star_name(quota.tier)}的名额是下限，却不向上取整，取整后会达不到比例。"
