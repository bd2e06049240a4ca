"""What must hold before a problem is closed: ticked conditions, finished measures, evidence, acceptances."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from .document import Section

SUFFIXES = ("pdf", "docx", "xlsx", "jpg", "jpeg", "png")


@dataclass(frozen=True)
class Condition:
    """One line of the checklist for closing, such as 措施落实到位. 依据: domain 5.4."""

    code: str
    words: str
    basis: str = ""

    @classmethod
    def read(cls, section: Section) -> "Condition":
        return cls(section.text("code"), section.text("words"), section.optional_text("basis"))


@dataclass(frozen=True)
class Evidence:
    """Which files count, by suffix, and how many are asked at least, with the reason. 依据: domain 7.5 (佐证从简)."""

    suffixes: tuple[str, ...] = SUFFIXES
    least: int = 0
    why: str = ""

    def refused(self, files: Sequence[str]) -> tuple[str, ...]:
        """One sentence for every file of a kind that does not count."""
        kinds = "、".join(self.suffixes)
        bad = (name for name in files if PurePath(name).suffix.lower().lstrip(".") not in self.suffixes)
        return tuple(f"文件“{name}”的类型不能作为佐证，请上传{kinds}。" for name in bad)

    @classmethod
    def read(cls, section: Section) -> "Evidence":
        suffixes = tuple(each.lower().lstrip(".") for each in section.texts("suffixes")) or SUFFIXES
        least = section.whole("least", 0)
        why = section.optional_text("why")
        if least and not why:
            raise section.wrong("why", "应填写文字：要求佐证须说明为何必要")
        return cls(suffixes, least, why)


USUAL_EVIDENCE = Evidence()


@dataclass(frozen=True)
class ClosingFacts:
    """What is known of a problem that asks to be closed.

    `open_measures`: the words of those not closed; `evidence`: how many files; `waiting`, `rejected`: bodies of a joint
    acceptance that have not answered, or answered no.
    """

    open_measures: tuple[str, ...] = ()
    ticked: frozenset[str] = frozenset()
    evidence: int = 0
    waiting: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()


def lacks_to_close(checklist: Sequence[Condition], evidence: Evidence, facts: ClosingFacts) -> tuple[str, ...]:
    """What is missing, one sentence each; none when the problem may be closed."""
    sentences = [f"整改措施“{words}”还没有完成。" for words in facts.open_measures]
    sentences += [f"销号条件“{each.words}”还没有确认。" for each in checklist if each.code not in facts.ticked]
    if facts.evidence < evidence.least:
        sentences.append(f"佐证应至少{evidence.least}件，现有{facts.evidence}件。")
    sentences += [f"{body}验收没有通过。" for body in facts.rejected]
    sentences += [f"{body}还没有验收。" for body in facts.waiting]
    return tuple(sentences)
