"""What a rule says of a candidate: 符合, 不符合 or 需人工核实, in a sentence with its figures and their sources."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple


class Verdict(StrEnum):
    """`UNKNOWN` is no pass: a person must look."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    @property
    def words(self) -> str:
        """符合, 不符合, 需人工核实."""
        return VERDICT_WORDS[self]

    @classmethod
    def of(cls, *, holds: bool) -> "Verdict":
        return cls.MET if holds else cls.NOT_MET


OUTDATED = "（认定后情况有变化，请重新认定）"
VERDICT_WORDS = {Verdict.MET: "符合", Verdict.NOT_MET: "不符合", Verdict.UNKNOWN: "需人工核实"}


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """One 不符合 outweighs everything, then one 需人工核实; 符合 only when all are."""
    found = set(verdicts)
    for verdict in (Verdict.NOT_MET, Verdict.UNKNOWN):
        if verdict in found:
            return verdict
    return Verdict.MET


class Used(NamedTuple):
    """A figure that an answer used: its name, its value and where it comes from."""

    label: str
    value: str
    source: str


@dataclass(frozen=True)
class Answer:
    """What one condition, told by its code, says. `basis` is the clause of the notice it rests on."""

    code: str
    verdict: Verdict
    text: str
    basis: str
    used: tuple[Used, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """The JSON form that is kept with the decision."""
        used = [each._asdict() for each in self.used]
        return {
            "code": self.code, "verdict": self.verdict.value, "text": self.text, "basis": self.basis, "used": used,
        }  # fmt: skip

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Answer":
        used = tuple(Used(**each) for each in data["used"])
        return cls(data["code"], Verdict(data["verdict"]), data["text"], data["basis"], used)


@dataclass(frozen=True)
class Overruling:
    """A person's verdict in the stead of an answer; it stands beside the answer, which is kept as it was.

    `answered` and `said`: verdict and sentence of the answer it ruled on; overrulings from before these were kept have
    none and stand.
    """

    code: str
    verdict: Verdict
    reason: str
    by: str
    on: date
    answered: Verdict | None = None
    said: str = ""

    def __post_init__(self) -> None:
        if self.verdict is Verdict.UNKNOWN:
            raise ValueError("人工认定应是符合或不符合。")
        if not self.reason.strip():
            raise ValueError("人工认定须写明理由。")
        if not self.by.strip():
            raise ValueError("人工认定须写明认定人。")

    @property
    def text(self) -> str:
        """人工认定为符合(张三，2021-05-01)：…"""
        return f"人工认定为{self.verdict.words}（{self.by}，{self.on}）：{self.reason}"

    def to_data(self) -> dict[str, Any]:
        """The JSON form that is kept beside the answer."""
        return {
            "code": self.code, "verdict": self.verdict.value, "reason": self.reason, "by": self.by,
            "on": self.on.isoformat(), "answered": self.answered, "said": self.said,
        }  # fmt: skip

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Overruling":
        return cls(
            data["code"], Verdict(data["verdict"]), data["reason"], data["by"], date.fromisoformat(data["on"]),
            Verdict(data["answered"]) if data.get("answered") else None, data.get("said", ""),
        )  # fmt: skip


class Judged(NamedTuple):
    """An answer with the overruling that stands against it, if any."""

    answer: Answer
    overruling: Overruling | None = None

    @property
    def outdated(self) -> bool:
        """Whether the registers say something else by now than what was ruled on, and not what was ruled."""
        ruled, now = self.overruling, self.answer
        if ruled is None or ruled.answered is None or ruled.verdict is now.verdict:
            return False
        return (ruled.answered, ruled.said) != (now.verdict, now.text)

    @property
    def verdict(self) -> Verdict:
        """What counts; an outdated overruling does not, and a person must look again."""
        if self.outdated:
            return together((self.answer.verdict, Verdict.UNKNOWN))
        return self.overruling.verdict if self.overruling else self.answer.verdict

    @property
    def text(self) -> str:
        """The sentence of the answer, and that of the overruling after it."""
        return self.answer.text + self.ruled

    @property
    def ruled(self) -> str:
        """The sentence of the overruling, and whether it is outdated; nothing without one."""
        if self.overruling is None:
            return ""
        return f"{self.overruling.text}{OUTDATED if self.outdated else ''}"


def judged(answers: Iterable[Answer], overrulings: Iterable[Overruling]) -> tuple[Judged, ...]:
    """Each answer with the last overruling of its condition. Raises ValueError: one of another condition."""
    answers = tuple(answers)
    last = {each.code: each for each in overrulings}
    if strange := last.keys() - {answer.code for answer in answers}:
        raise ValueError(f"没有编号为“{'、'.join(sorted(strange))}”的条件，无法认定。")
    return tuple(Judged(answer, last.get(answer.code)) for answer in answers)


def overall(of: Iterable[Judged]) -> Verdict:
    """Whether the candidate is eligible, overrulings counted."""
    return together(each.verdict for each in of)
