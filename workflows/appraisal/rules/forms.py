"""The ballot forms: 简票, 维度票, 数值票; for members, the 班子 and the survey of the 群众. 依据: domain 4.3, 4.5."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .document import Section, names


class Kind(StrEnum):
    """What is asked: one choice (简票), a choice for every dimension as well (维度票), or points (数值票)."""

    SHORT = "short"
    DIMENSIONS = "dimensions"
    NUMBERS = "numbers"

    @property
    def words(self) -> str:
        """简票, 维度票, 数值票."""
        return KIND_WORDS[self]


KIND_WORDS = {Kind.SHORT: "简票", Kind.DIMENSIONS: "维度票", Kind.NUMBERS: "数值票"}


class Subject(StrEnum):
    """Whom a form judges: every member on the roll, the 班子, or the branch as the 群众 see it."""

    MEMBERS = "members"
    TEAM = "team"
    BRANCH = "branch"

    @property
    def words(self) -> str:
        """党员, 党支部班子, 党支部（群众满意度）."""
        return SUBJECT_WORDS[self]


SUBJECT_WORDS = {Subject.MEMBERS: "党员", Subject.TEAM: "党支部班子", Subject.BRANCH: "党支部（群众满意度）"}


@dataclass(frozen=True)
class Option:
    """One choice. `points`: what it is worth of 100 where choices become a figure; None: it is left out of it."""

    name: str
    points: Decimal | None = None
    satisfied: bool = False

    @classmethod
    def read(cls, section: Section) -> "Option":
        return cls(section.text("name"), section.optional_number("points"), section.flag("satisfied"))


@dataclass(frozen=True)
class Dimension:
    """One column. `full` and `weight` (percent) only where points are given."""

    code: str
    name: str
    full: int | None = None
    weight: Decimal | None = None

    @classmethod
    def read(cls, section: Section) -> "Dimension":
        return cls(
            section.text("code"),
            section.text("name"),
            section.optional_whole("full"),
            section.optional_number("weight"),
        )


@dataclass(frozen=True)
class Situation:
    """One of the adverse situations that a voter may tick; the 支委会 looks into it before it weighs anything."""

    code: str
    words: str

    @classmethod
    def read(cls, section: Section) -> "Situation":
        return cls(section.text("code"), section.text("words"))


class Asks(StrEnum):
    """What one line takes: one of its options, any of them, or points."""

    ONE = "one"
    ANY = "any"
    POINTS = "points"


RATERS, POINTS = "打分人数", "总分"
"""The two cells of a line that takes points, as totals on paper carry it."""


@dataclass(frozen=True)
class Question:
    """One line of the ballot: a key that is its own, what it is called in a sentence, and what it takes."""

    key: str
    words: str
    options: tuple[str, ...]
    asks: Asks = Asks.ONE
    full: int | None = None


@dataclass(frozen=True)
class BallotForm:
    """One ballot form. `options`: the overall choice; `dimension_options`: the choice for each dimension.

    `self_excluded`: the own row stays empty, possible only on paper (a stored ballot without one row names its voter).
    """

    code: str
    name: str
    kind: Kind
    subject: Subject
    options: tuple[Option, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    dimension_options: tuple[str, ...] = ()
    situations: tuple[Situation, ...] = ()
    self_excluded: bool = False
    basis: str = ""

    @classmethod
    def read(cls, section: Section) -> "BallotForm":
        return cls(
            section.text("code"),
            section.text("name"),
            section.choice("kind", Kind),
            section.choice("subject", Subject),
            tuple(map(Option.read, section.sections("options", "第{}个选项", names(Option)))),
            tuple(map(Dimension.read, section.sections("dimensions", "第{}个测评项目", names(Dimension)))),
            section.texts("dimension_options"),
            tuple(map(Situation.read, section.sections("situations", "第{}种反向情形", names(Situation)))),
            section.flag("self_excluded"),
            section.optional_text("basis"),
        )

    def questions(self, key: str, name: str) -> tuple[Question, ...]:
        """The lines about one subject, told by its key and name: dimensions, the overall choice, the situations."""
        lines = [self._about(key, name, each) for each in self.dimensions]
        if self.options:
            overall = tuple(each.name for each in self.options)
            lines.append(Question(f"{key}.overall", f"“{name}”的综合评定", overall))
        if self.situations:
            ticked = tuple(each.code for each in self.situations)
            lines.append(Question(f"{key}.situations", f"“{name}”的存在问题", ticked, Asks.ANY))
        return tuple(lines)

    def _about(self, key: str, name: str, dimension: Dimension) -> Question:
        words = f"“{name}”的{dimension.name}"
        if self.kind is Kind.NUMBERS:
            return Question(f"{key}.{dimension.code}", words, (RATERS, POINTS), Asks.POINTS, dimension.full)
        return Question(f"{key}.{dimension.code}", words, self.dimension_options)
