"""The grades of a plan, what each of them brings about, and which of them go to the superior. 依据: domain 4.1, 4.4."""

from dataclasses import dataclass
from enum import StrEnum

from .document import Section


class Files(StrEnum):
    """Whether a grade stands by the branch's decision, is filed with the superior, or needs its approval."""

    NOT = "not"
    FILE = "file"
    APPROVE = "approve"

    @property
    def words(self) -> str:
        """由支部评定, 报上级备案, 报上级审批."""
        return FILES_WORDS[self]


FILES_WORDS = {Files.NOT: "由支部评定", Files.FILE: "报上级备案", Files.APPROVE: "报上级审批"}


class After(StrEnum):
    """What follows a grade."""

    NOTHING = "nothing"
    PRAISE = "praise"
    GUIDANCE = "guidance"
    DISPOSAL = "disposal"

    @property
    def words(self) -> str:
        """The use of the result, as P01 puts it; nothing for 合格."""
        return AFTER_WORDS[self]


AFTER_WORDS = {
    After.NOTHING: "",
    After.PRAISE: "通报表扬褒奖，作为评先依据。",
    After.GUIDANCE: "谈话指出差距，帮助改进。",
    After.DISPOSAL: "教育转化；仍不合格的，由支委会研究是否提出组织处置。",
}


@dataclass(frozen=True)
class Grade:
    """One grade. `capped`: the limit of the plan counts those who get it."""

    code: str
    name: str
    capped: bool = False
    files: Files = Files.NOT
    after: After = After.NOTHING
    basis: str = ""

    @classmethod
    def read(cls, section: Section) -> "Grade":
        return cls(
            section.text("code"),
            section.text("name"),
            section.flag("capped"),
            section.choice("files", Files, Files.NOT),
            section.choice("after", After, After.NOTHING),
            section.optional_text("basis"),
        )

    @property
    def needs_talk(self) -> bool:
        """Whether nobody gets it without a talk beforehand and evidence that was looked into."""
        return self.after is After.DISPOSAL
