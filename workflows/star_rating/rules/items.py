"""One line of an indicator table, and what the figure typed under it is worth.

Every scoring grammar of domain 2.7.3 is one of five modes; a figure is stored as it was typed, its worth is computed.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from workflows.engine.shares import plain

from .document import SchemeError, Section, names

LARGEST = Decimal(9999)
"""No figure on a sheet is larger."""
NOTHING = Decimal(0)


class Mode(StrEnum):
    """What is typed under a line, and what it does."""

    DEDUCT = "deduct"
    TIERED = "tiered"
    LINEAR = "linear"
    COUNT = "count"
    MANUAL = "manual"


MODE_WORDS = {
    Mode.DEDUCT: "扣分",
    Mode.TIERED: "分档取值",
    Mode.LINEAR: "按数值增减",
    Mode.COUNT: "计件累加",
    Mode.MANUAL: "评分",
}


@dataclass(frozen=True)
class Option:
    """One step of a TIERED line: 每季度至少1次 5分."""

    text: str
    points: Decimal

    @classmethod
    def read(cls, section: Section) -> "Option":
        return cls(section.text("text"), section.number("points"))


@dataclass(frozen=True)
class Slope:
    """How a LINEAR line goes on from its target: so many points for each whole `step` above or below.

    With `only_above`, what stays below the target is worth nothing (达到30%得3分，每增10%再加1分). `falling`: what is
    above the target loses points and what is below it gains them (差错率每升1%扣1分).
    """

    target: Decimal
    step: Decimal
    step_points: Decimal
    only_above: bool = False
    falling: bool = False

    def __post_init__(self) -> None:
        if self.step <= 0:
            raise SchemeError("按数值增减的一条：每档的幅度应大于0。", "step")
        if self.falling and self.only_above:
            raise SchemeError("按数值增减的一条：升则扣分的，不写达不到不得分。", "falling")

    @classmethod
    def read(cls, section: Section) -> "Slope":
        return cls(
            section.number("target"),
            section.number("step"),
            section.number("step_points"),
            section.flag("only_above"),
            section.flag("falling"),
        )

    @property
    def points_up(self) -> Decimal:
        """What each step up gives; negative where it takes."""
        return -self.step_points if self.falling else self.step_points

    def worth(self, points: Decimal, measured: Decimal) -> Decimal:
        """The points of a measured value: `points` at the target, whole steps counted, never below 0."""
        if self.only_above and measured < self.target:
            return NOTHING
        steps = int((measured - self.target) / self.step)
        return max(points + steps * self.points_up, NOTHING)


@dataclass(frozen=True)
class Item:
    """One line. `points`: taken (DEDUCT), at the target (LINEAR), for each case (COUNT), the most (MANUAL).

    With `per_count` a deduction is for the first case and further cases take more. `most` caps what the line takes or
    gives (封顶). TIERED takes its points from `options`; `slope` belongs to LINEAR. `evidence_why`: why a file must be
    given (domain 7.5: 要求佐证须逐项说明为何必要).
    """

    code: str
    text: str
    points: Decimal
    per_count: bool = False
    evidence: str = ""
    mode: Mode = Mode.DEDUCT
    options: tuple[Option, ...] = ()
    slope: Slope | None = None
    most: Decimal | None = None
    needs_evidence: bool = False
    evidence_why: str = ""

    def __post_init__(self) -> None:
        if (self.mode is Mode.TIERED) != bool(self.options):
            raise SchemeError(f"第{self.code}条：分档取值的应列出各档，其他的不列。", "mode")
        if len({option.points for option in self.options}) != len(self.options):
            raise SchemeError(f"第{self.code}条：有两档得分相同，评分表分不清选的是哪一档，请合并成一档。", "code")
        if (self.mode is Mode.LINEAR) != (self.slope is not None):
            raise SchemeError(f"第{self.code}条：按数值增减的应写明目标、幅度和每档分值，其他的不写。", "mode")
        if self.per_count and self.mode is not Mode.DEDUCT:
            raise SchemeError(f"第{self.code}条：只有扣分的才能按数量扣。", "per_count")
        if self.options and self.points:
            raise SchemeError(f"第{self.code}条：分档取值的按各档得分，不另填分值。", "points")

    @classmethod
    def read(cls, section: Section) -> "Item":
        options = section.sections("options", "第{}档", names(Option))
        slope = section.optional_section("slope", "的增减办法", names(Slope))
        return cls(
            section.text("code"),
            section.text("text"),
            section.optional_number("points") or NOTHING if options else section.number("points"),
            section.flag("per_count"),
            section.optional_text("evidence"),
            section.optional_choice("mode", Mode.DEDUCT),
            tuple(map(Option.read, options)),
            None if slope is None else Slope.read(slope),
            section.optional_number("most"),
            section.flag("needs_evidence"),
            section.optional_text("evidence_why"),
        )

    @property
    def takes(self) -> bool:
        """Whether its figure is points taken from the full mark."""
        return self.mode is Mode.DEDUCT

    def worth(self, figure: Decimal) -> Decimal:
        """The points that a figure gives; what a deduction gives is negative."""
        match self.mode:
            case Mode.DEDUCT:
                return -self.capped(figure)
            case Mode.COUNT:
                given = figure * self.points
            case Mode.LINEAR if self.slope is not None:
                given = self.slope.worth(self.points, figure)
            case _:
                given = figure
        return self.capped(given)

    def capped(self, points: Decimal) -> Decimal:
        """Points up to 封顶."""
        return points if self.most is None else min(points, self.most)

    def highest(self, full: Decimal) -> Decimal:
        """The largest figure that may be typed; `full` is the full mark of the indicator."""
        match self.mode:
            case Mode.DEDUCT:
                return self.capped(full if self.per_count else self.points)
            case Mode.TIERED:
                return max(option.points for option in self.options)
            case Mode.MANUAL:
                return self.points
            case _:
                return LARGEST

    def best(self) -> Decimal | None:
        """The most that the line can give; None when nothing limits it. A deduction gives nothing at best."""
        match self.mode:
            case Mode.DEDUCT:
                return NOTHING
            case Mode.TIERED:
                top: Decimal | None = max(option.points for option in self.options)
            case Mode.MANUAL:
                top = self.points
            case Mode.LINEAR if self.slope is not None and self.slope.falling:
                top = self.slope.worth(self.points, NOTHING)
            case _:
                top = None
        return self.most if top is None else min(top, self.most or top)

    def reckoning(self) -> dict[str, str | float | bool | None]:
        """The rule in plain numbers, for a page that reckons along while somebody types."""
        slope = self.slope
        return {
            "mode": self.mode.value,
            "points": float(self.points),
            "most": None if self.most is None else float(self.most),
            "target": float(slope.target) if slope else 0,
            "step": float(slope.step) if slope else 1,
            "stepPoints": float(slope.points_up) if slope else 0,
            "onlyAbove": bool(slope and slope.only_above),
        }

    def standard(self) -> str:
        """The rule of the line as a table prints it: 5, 3起, 每项5分，封顶10分."""
        match self.mode:
            case Mode.DEDUCT:
                words = plain(self.points) + ("起" if self.per_count else "")
            case Mode.TIERED:
                return "；".join(f"{option.text}{plain(option.points)}分" for option in self.options)
            case Mode.COUNT:
                words = f"每项{plain(self.points)}分"
            case Mode.LINEAR if self.slope is not None:
                words = slope_words(self.points, self.slope)
            case _:
                words = f"0到{plain(self.points)}分"
        return words if self.most is None else f"{words}，封顶{plain(self.most)}分"


def slope_words(points: Decimal, slope: Slope) -> str:
    """达到30得3分，每升降10增减1分; falling 2得5分，每升1扣1分、每降1加1分."""
    target, step, each = plain(slope.target), plain(slope.step), plain(slope.step_points)
    if slope.falling:
        return f"{target}得{plain(points)}分，每升{step}扣{each}分" + (
            f"、每降{step}加{each}分" if slope.target else ""
        )
    reached = f"达到{target}得{plain(points)}分"
    if slope.only_above:
        return f"{reached}，每增{step}加{each}分，达不到不得分"
    return f"{reached}，每升降{step}增减{each}分"
