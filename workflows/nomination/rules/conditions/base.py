"""What every condition has: a code, the clause it rests on, whom it can be asked of, and an answer that says why."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, NamedTuple, Self

from ..answers import Answer, Used, Verdict
from ..candidate import Candidate, Known, Subject
from ..document import Section

EVERYBODY = frozenset(Subject)
PEOPLE = frozenset({Subject.PERSON})
COLLECTIVES = frozenset({Subject.BRANCH, Subject.UNIT})


@dataclass(frozen=True)
class Setting:
    """What an answer depends on besides the candidate: the day it is judged on, the round's year, who nominates.

    `nominating` holds the codes of the nominating unit and of all below it.
    """

    cut_off: date
    year: int
    nominating: frozenset[str]


class Finding(NamedTuple):
    """What a condition found, before it is given its code and clause."""

    verdict: Verdict
    text: str
    used: tuple[Used, ...] = ()


def missing(what: str) -> Finding:
    """Nobody knows: never a pass. 依据: domain 3.9."""
    return Finding(Verdict.UNKNOWN, f"系统中没有{what}，需人工核实。")


def unless_complete(finding: Finding, known: Known[Any], doubtful: Verdict) -> Finding:
    """The finding, or, where what a list does not hold could turn its `doubtful` verdict, that a person must look."""
    if known.complete or finding.verdict is not doubtful:
        return finding
    return Finding(Verdict.UNKNOWN, f"{finding.text}{known.source}可能不全，需人工核实。", finding.used)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One rule of eligibility (domain 3.9). `usually`: the notice says 一般 or 原则上, so exceptions are foreseen."""

    KIND: ClassVar[str]
    SUBJECTS: ClassVar[frozenset[Subject]] = EVERYBODY
    code: str
    basis: str = ""
    usually: bool = False

    @property
    def words(self) -> str:
        """What it asks, in a few words."""
        raise NotImplementedError

    def check(self, candidate: Candidate, setting: Setting) -> Finding:
        """What it finds."""
        raise NotImplementedError

    def answer(self, candidate: Candidate, setting: Setting) -> Answer:
        """What it finds, with its code and clause."""
        verdict, text, used = self.check(candidate, setting)
        if self.usually and verdict is Verdict.NOT_MET:
            text += "通知写的是“一般”或“原则上”，确需推荐的由有权审核的人认定并写明理由。"
        return Answer(self.code, verdict, text, self.basis, used)

    @classmethod
    def read(cls, section: Section) -> Self:
        """Raises RoundError. Without a code the kind is the code."""
        common: dict[str, Any] = {
            "code": section.optional_text("code") or cls.KIND,
            "basis": section.optional_text("basis"),
            "usually": section.flag("usually"),
        }
        return cls(**common, **cls.own(section))

    @classmethod
    def own(cls, section: Section) -> dict[str, Any]:
        """The fields that only this kind has."""
        return {}
