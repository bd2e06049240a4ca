"""A category of a round: 优秀共产党员, 先进基层党组织 …, of what kind of honour, of whom, with its own conditions."""

from dataclasses import dataclass
from enum import StrEnum

from .candidate import Subject
from .conditions import Condition, read_conditions
from .document import RoundError, Section, names, refuse_repeats
from .materials import Material


class HonourKind(StrEnum):
    """Three forms of honour that must be told apart (domain 3.6); the register of honours keeps these words."""

    NAMING = "命名"
    AWARD = "表彰"
    COMMENDATION = "通报表扬"


@dataclass(frozen=True)
class Category:
    """What can be won. `places`: how many in all; `per_unit`, `per_branch`: how many each may put forward.

    `about`: the notice says 约. `contest`: whether the places include 差额. `batch`: the 批次 of a 命名 (第五批).
    """

    code: str
    name: str
    kind: HonourKind
    subject: Subject
    batch: str = ""
    places: int | None = None
    about: bool = False
    contest: bool = False
    per_unit: int | None = None
    per_branch: int | None = None
    conditions: tuple[Condition, ...] = ()
    materials: tuple[Material, ...] = ()
    notes: tuple[str, ...] = ()
    basis: str = ""

    def __post_init__(self) -> None:
        for condition in self.conditions:
            if self.subject not in condition.SUBJECTS:
                raise RoundError(f"类别“{self.name}”推荐的是{self.subject.words}，不能用条件“{condition.words}”。")
        refuse_repeats(f"类别“{self.name}”的条件编号", (condition.code for condition in self.conditions))
        refuse_repeats(f"类别“{self.name}”的材料编号", (material.code for material in self.materials))
        if self.batch and self.kind is not HonourKind.NAMING:
            raise RoundError(f"类别“{self.name}”是{self.kind}，只有命名才填批次。", "batch")

    @classmethod
    def read(cls, section: Section) -> "Category":
        return cls(
            section.text("code"),
            section.text("name"),
            section.choice("kind", HonourKind),
            section.choice("subject", Subject),
            section.optional_text("batch"),
            section.optional_whole("places"),
            section.flag("about"),
            section.flag("contest"),
            section.optional_whole("per_unit"),
            section.optional_whole("per_branch"),
            read_conditions(section),
            tuple(map(Material.read, section.sections("materials", "第{}项材料", names(Material)))),
            section.texts("notes"),
            section.optional_text("basis"),
        )
