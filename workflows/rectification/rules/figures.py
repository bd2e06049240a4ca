"""Closure rates in both readings, and each problem counted once, for its lead unit. 依据: domain 5.7."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .standing import Standing


@dataclass(frozen=True)
class Rate:
    """A part of a whole. Both numbers always stand beside the percentage."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        """Rounded half up to 2 places, from whole numbers; None of nothing."""
        if self.whole == 0:
            return None
        return Decimal((self.part * 20_000 + self.whole) // (2 * self.whole)) / 100

    @property
    def words(self) -> str:
        """98.71%（688/697）."""
        return "没有问题可计算" if self.percent is None else f"{self.percent:.2f}%（{self.part}/{self.whole}）"


@dataclass(frozen=True)
class ClosureRate:
    """One set of counts read in the programme's way (`official`) and in the two ways that published figures use.

    `strict`: only what is closed counts; `wide`: 基本完成 counts too.
    """

    counted: tuple[Standing, ...]
    official: Rate
    strict: Rate
    wide: Rate

    @property
    def words(self) -> str:
        """The 口径 as a sentence, with the other reading beside it."""
        done = "、".join(standing.words for standing in self.counted)
        strict = f"只计已销号为{self.strict.words}"
        wide = f"“基本完成”计入为{self.wide.words}"
        others = {frozenset({Standing.CLOSED}): wide, frozenset({Standing.CLOSED, Standing.SUSTAINING}): strict}
        other = others.get(frozenset(self.counted), f"{strict}，{wide}")
        return f"口径：{done}÷总数，为{self.official.words}；{other}。"


def closure_rate(counts: Mapping[Standing, int], counted: Iterable[Standing] = (Standing.CLOSED,)) -> ClosureRate:
    """The rate of problems that stand as counted; the whole is all that stand anywhere, void ones left out before."""
    whole, done = sum(counts.values()), tuple(counted)

    def rate(*standings: Standing) -> Rate:
        return Rate(sum(counts.get(standing, 0) for standing in set(standings)), whole)

    return ClosureRate(done, rate(*done), rate(Standing.CLOSED), rate(Standing.CLOSED, Standing.SUSTAINING))


@dataclass(frozen=True)
class Counted:
    """A problem as the figures see it; `key`: the same through all its turns; `others`: units that take part."""

    key: str
    lead: str
    standing: Standing
    turn: int = 1
    others: frozenset[str] = frozenset()


@dataclass(frozen=True)
class UnitFigures:
    """What a unit leads, by standing, and how many problems of others it takes part in, which add up to no total."""

    led: Mapping[Standing, int] = field(default_factory=dict)
    taking_part: int = 0


def latest(problems: Iterable[Counted]) -> tuple[Counted, ...]:
    """Each problem once, in its last turn: one that came back no longer counts as closed."""
    found: dict[str, Counted] = {}
    for problem in problems:
        if problem.key not in found or problem.turn > found[problem.key].turn:
            found[problem.key] = problem
    return tuple(found.values())


def by_lead(problems: Iterable[Counted]) -> dict[str, UnitFigures]:
    """The figures of every unit that leads or takes part; what is led adds up to the number of problems."""
    led: dict[str, Counter[Standing]] = {}
    part: Counter[str] = Counter()
    for problem in latest(problems):
        led.setdefault(problem.lead, Counter())[problem.standing] += 1
        part.update(problem.others - {problem.lead})
    return {unit: UnitFigures(dict(led.get(unit, {})), part[unit]) for unit in led.keys() | part.keys()}


@dataclass(frozen=True)
class Spread:
    """How many units reached 100%, lie below a bound, or in between (湖北 2018)."""

    full: int
    below: int
    between: int


def spread(rates: Iterable[Rate], bound: Decimal = Decimal(80)) -> Spread:
    """Judged on the numbers themselves, not on the rounded percentage; units without a problem are left out."""
    sorts = Counter(
        "full" if rate.part == rate.whole else "below" if rate.part * 100 < bound * rate.whole else "between"
        for rate in rates
        if rate.whole
    )
    return Spread(sorts["full"], sorts["below"], sorts["between"])
