"""The components of a score: 基础项 from the table, 评议项 entered, 评委打分 averaged, each with its weight."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .document import SchemeError, Section, names

HUNDRED = Decimal(100)


class FigureOf(StrEnum):
    """Where the figure of a component comes from."""

    TABLE = "table"
    REVIEW = "review"
    OFFICE = "office"
    PANEL = "panel"

    @property
    def words(self) -> str:
        """指标表合计, 初评时录入, 工委导入, 评委打分."""
        return FIGURE_WORDS[self]


FIGURE_WORDS = {
    FigureOf.TABLE: "指标表合计",
    FigureOf.REVIEW: "初评时录入",
    FigureOf.OFFICE: "工委导入",
    FigureOf.PANEL: "评委打分",
}
FIGURE_SOURCES = {
    FigureOf.TABLE: "deductions",
    FigureOf.REVIEW: "appraisal",
    FigureOf.OFFICE: "office",
    FigureOf.PANEL: "panel",
}
"""Where a reason says that a figure came from (`Used.source`)."""


class Average(StrEnum):
    """How the scores of several reviewers become one figure."""

    MEAN = "mean"
    MEDIAN = "median"
    TRIMMED = "trimmed"

    @property
    def words(self) -> str:
        """平均, 中位数, 去掉最高最低后平均."""
        return AVERAGE_WORDS[self]


AVERAGE_WORDS = {Average.MEAN: "平均", Average.MEDIAN: "中位数", Average.TRIMMED: "去掉最高最低后平均"}


@dataclass(frozen=True)
class Dimension:
    """One line of a reviewers' sheet: what is looked at, and its full mark."""

    name: str
    full: Decimal

    def __post_init__(self) -> None:
        if not self.full:
            raise SchemeError(f"评分项“{self.name}”的满分应大于0。", "full")

    @classmethod
    def read(cls, section: Section) -> "Dimension":
        return cls(section.text("name"), section.number("full"))


@dataclass(frozen=True)
class Component:
    """One term of the score: its figure times `weight` percent, subtracted where it `takes` (减分项).

    A TABLE figure is the sum of the component's indicators, no more than `full` where that is given; any other
    figure goes from 0 to `full` (100 when it is not given). `average` and `dimensions` are those of reviewers.
    """

    code: str
    name: str
    weight: Decimal
    figure_of: FigureOf = FigureOf.TABLE
    full: Decimal | None = None
    takes: bool = False
    average: Average = Average.MEAN
    dimensions: tuple[Dimension, ...] = ()
    basis: str = ""

    def __post_init__(self) -> None:
        if self.full == 0 and not self.from_table:
            raise SchemeError(f"分项“{self.name}”的满分应大于0。", "full")

    @property
    def from_table(self) -> bool:
        """Whether the indicator table gives its figure."""
        return self.figure_of is FigureOf.TABLE

    @property
    def lacking(self) -> str:
        """What is said while its figure is missing."""
        if self.figure_of is FigureOf.REVIEW:
            return f"{self.name}得分还没有录入。"
        by = "工委导入" if self.figure_of is FigureOf.OFFICE else "评委打分汇总"
        return f"{self.name}得分还没有，由{by}后才能提交，请联系工委。"

    @property
    def most(self) -> Decimal:
        """The largest figure that may be entered; of no use for a TABLE one."""
        return HUNDRED if self.full is None else self.full

    @classmethod
    def read(cls, section: Section) -> "Component":
        return cls(
            section.text("code"),
            section.text("name"),
            section.number("weight"),
            section.optional_choice("figure_of", FigureOf.TABLE),
            section.optional_number("full"),
            section.flag("takes"),
            section.optional_choice("average", Average.MEAN),
            tuple(map(Dimension.read, section.sections("dimensions", "第{}个评分项", names(Dimension)))),
            section.optional_text("basis"),
        )


def base_and_appraisal(base_weight: Decimal, appraisal_weight: Decimal) -> tuple[Component, Component]:
    """基础项 from the table and 评议项 of 100, entered at 初评: what a scheme with these two weights consists of."""
    return (
        Component("base", "基础项", base_weight),
        Component("appraisal", "评议项", appraisal_weight, FigureOf.REVIEW, HUNDRED),
    )
