"""Forms that assess how a unit rectified: points, deductions, grades, satisfaction. 依据: domain 5.5."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .document import ProgrammeError, Section, names, refuse_repeats


class Method(StrEnum):
    """Points are taken from the full ones, given one by one, or shares of satisfied people are compared."""

    DEDUCT = "deduct"
    GIVE = "give"
    SATISFACTION = "satisfaction"


@dataclass(frozen=True)
class FormPart:
    """A part of a form; `full`: its points, open where the published source does not say."""

    code: str
    name: str
    full: Decimal | None = None

    @classmethod
    def read(cls, section: Section) -> "FormPart":
        return cls(section.text("code"), section.text("name"), section.optional_number("full"))


@dataclass(frozen=True)
class Deduction:
    """What costs points in a part, so many each time."""

    code: str
    part: str
    words: str
    points: Decimal

    @classmethod
    def read(cls, section: Section) -> "Deduction":
        return cls(section.text("code"), section.text("part"), section.text("words"), section.number("points"))


@dataclass(frozen=True)
class FormGrade:
    """A grade from `floor` points (or percent) on, open where the source does not say; `poor`: with 约谈 and 回头看."""

    name: str
    floor: Decimal | None = None
    poor: bool = False

    @classmethod
    def read(cls, section: Section) -> "FormGrade":
        return cls(section.text("name"), section.optional_number("floor"), section.flag("poor"))


@dataclass(frozen=True)
class ScoreForm:
    """One form: its parts, what costs points, its grades from the best down, and who rates (测评主体).

    It is done `within_months` after the 集中整改期 ends, or once `after_months` of rectification have gone by.
    """

    code: str
    name: str
    method: Method
    parts: tuple[FormPart, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    grades: tuple[FormGrade, ...] = ()
    raters: tuple[str, ...] = ()
    within_months: int | None = None
    after_months: int | None = None
    basis: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        refuse_repeats(f"评估办法“{self.name}”的内容编号", (part.code for part in self.parts))
        refuse_repeats(f"评估办法“{self.name}”的扣分编号", (each.code for each in self.deductions))
        codes = {part.code for part in self.parts}
        for each in self.deductions:
            if each.part not in codes:
                raise ProgrammeError(f"扣分情形“{each.words}”所属的内容“{each.part}”不在评估办法里。", "part")
        floors = [grade.floor for grade in self.grades if grade.floor is not None]
        if floors != sorted(floors, reverse=True) or len(set(floors)) != len(floors):
            raise ProgrammeError(f"评估办法“{self.name}”的等次应从高到低，最低分不能相同。", "grades")

    @property
    def full(self) -> Decimal:
        """The points of all parts together."""
        return sum((part.full or Decimal(0) for part in self.parts), Decimal(0))

    @classmethod
    def read(cls, section: Section) -> "ScoreForm":
        return cls(
            section.text("code"),
            section.text("name"),
            section.choice("method", Method),
            tuple(map(FormPart.read, section.sections("parts", "第{}项内容", names(FormPart)))),
            tuple(map(Deduction.read, section.sections("deductions", "第{}种扣分情形", names(Deduction)))),
            tuple(map(FormGrade.read, section.sections("grades", "第{}个等次", names(FormGrade)))),
            section.texts("raters"),
            section.optional_whole("within_months", most=120),
            section.optional_whole("after_months", most=120),
            section.optional_text("basis"),
            section.texts("notes"),
        )
