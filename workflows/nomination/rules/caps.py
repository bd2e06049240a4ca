"""Most and least: per branch, per unit, over all; of people, of leaders, of the front line; as number or share."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from workflows.engine.shares import HUNDRED, Rounding, plain

from .document import RoundError, Section


class Per(StrEnum):
    """Where a limit is counted."""

    BRANCH = "branch"
    UNIT = "unit"
    WHOLE = "whole"

    @property
    def words(self) -> str:
        """每个支部, 每个单位, 全部."""
        return PER_WORDS[self]


PER_WORDS = {Per.BRANCH: "每个支部", Per.UNIT: "每个单位", Per.WHOLE: "全部单位合计"}


class Direction(StrEnum):
    """Whether a limit is the most or the least."""

    MAX = "max"
    MIN = "min"

    @property
    def words(self) -> str:
        """不超过, 不少于."""
        return "不超过" if self is Direction.MAX else "不少于"


class Base(StrEnum):
    """What a share is taken of: full members, all members with 预备党员, or those on the list."""

    FORMAL = "formal"
    MEMBERS = "members"
    LISTED = "listed"

    @property
    def words(self) -> str:
        """正式党员, 党员, 推荐人选."""
        return BASE_WORDS[self]


BASE_WORDS = {Base.FORMAL: "正式党员", Base.MEMBERS: "党员", Base.LISTED: "推荐对象"}


class Among(StrEnum):
    """Who counts against a limit: everybody, 领导干部, 一线."""

    ALL = "all"
    LEADERS = "leaders"
    FRONTLINE = "frontline"

    @property
    def words(self) -> str:
        """Nothing, 领导干部, 一线人员."""
        return AMONG_WORDS[self]


AMONG_WORDS = {Among.ALL: "", Among.LEADERS: "领导干部", Among.FRONTLINE: "一线人员"}


class Limit(NamedTuple):
    """How many, and the sum that shows it: 10×20%=2. No number when the base is not known."""

    number: int | None
    formula: str


@dataclass(frozen=True)
class Cap:
    """How many of the `categories` may (max) or must (min) be taken: a number, or a share of a base.

    `least`: a share that comes out smaller allows so many all the same (原则各可1人 [N07]). `principle`: the notice
    says 原则上 or 约. `as_of` says on which day the base is counted, when that is not the cut-off day.
    """

    code: str
    name: str
    categories: tuple[str, ...]
    per: Per
    direction: Direction = Direction.MAX
    count: int | None = None
    percent: Decimal | None = None
    base: Base = Base.MEMBERS
    rounding: Rounding = Rounding.DOWN
    among: Among = Among.ALL
    least: int = 0
    principle: bool = False
    as_of: date | None = None
    basis: str = ""

    def __post_init__(self) -> None:
        if (self.count is None) == (self.percent is None):
            raise RoundError(f"“{self.name}”：比例和个数应填且只填一个。", "percent")
        if self.percent is not None and self.percent > HUNDRED:
            raise RoundError(f"“{self.name}”：比例应不大于100，现为{plain(self.percent)}。", "percent")
        if not self.categories:
            raise RoundError(f"“{self.name}”：没有写明限制哪些类别。", "categories")
        if self.direction is Direction.MIN and self.least:
            raise RoundError(f"“{self.name}”：只有上限才有“至少可推”的个数。", "least")

    def limit(self, base: int | None) -> Limit:
        """The number and its sum; `base`: how many people, None when nobody knows."""
        if self.percent is None:
            return Limit(self.count or 0, f"固定{self.count or 0}个")
        if base is None:
            return Limit(None, f"{self.base.words}数没有登记，算不出{plain(self.percent)}%是多少")
        exact = base * self.percent / HUNDRED
        number = self.rounding.apply(exact)
        formula = f"{base}×{plain(self.percent)}%={plain(exact)}{self.rounding.note(exact)}"
        if number < self.least:
            return Limit(self.least, f"{formula}，至少可推{self.least}个")
        return Limit(number, formula)

    @property
    def counted_on(self) -> str:
        """The day on which the base is counted."""
        return str(self.as_of or "资格截止日")

    @property
    def words(self) -> str:
        """每个支部不超过党员的20%（按资格截止日统计，向下取整）."""
        day = "" if self.base is Base.LISTED else f"按{self.counted_on}统计，"
        if self.percent is None:
            number = f"{self.count}个"
        else:
            number = f"{self.base.words}的{plain(self.percent)}%（{day}{self.rounding.words}）"
        principle = "原则上" if self.principle else ""
        return f"{self.per.words}{self.among.words}{principle}{self.direction.words}{number}"

    @classmethod
    def read(cls, section: Section) -> "Cap":
        """A most is rounded down and a least up, unless the round says otherwise (domain 0)."""
        direction = section.choice("direction", Direction, Direction.MAX)
        usual = Rounding.DOWN if direction is Direction.MAX else Rounding.UP
        return cls(
            section.text("code"),
            section.text("name"),
            section.texts("categories"),
            section.choice("per", Per),
            direction,
            section.optional_whole("count"),
            section.optional_number("percent"),
            section.choice("base", Base, Base.MEMBERS),
            section.choice("rounding", Rounding, usual),
            section.choice("among", Among, Among.ALL),
            section.whole("least", usually=0),
            section.flag("principle"),
            section.optional_day("as_of"),
            section.optional_text("basis"),
        )
