"""A result that can say why: the star, the score and one reason for each rule that had a say."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple


class ReasonKind(StrEnum):
    ARITHMETIC = "arithmetic"
    THRESHOLD = "threshold"
    VETO = "veto"
    CAP = "cap"
    QUOTA = "quota"
    MERIT = "merit"
    STANDING = "standing"
    PLACE = "place"


class Tone(StrEnum):
    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    NONE = "none"


class Used(NamedTuple):
    """A value that a rule used: its name in Chinese, its figure and where it came from.

    Sources: deduction:<code> (one row), deductions (their sum), appraisal, office, panel (a figure that was entered),
    history, veto:<code>, fact:<key>, merit:<code>, scheme, list.
    """

    label: str
    value: str
    source: str


@dataclass(frozen=True)
class Reason:
    """One sentence with its figures, the clause it rests on, and the values it used by name."""

    kind: ReasonKind
    tone: Tone
    text: str
    basis: str
    inputs: dict[str, Used]

    def to_data(self) -> dict[str, Any]:
        inputs = {name: used._asdict() for name, used in self.inputs.items()}
        return {
            "kind": self.kind.value,
            "tone": self.tone.value,
            "text": self.text,
            "basis": self.basis,
            "inputs": inputs,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Reason":
        inputs = {name: Used(**used) for name, used in data["inputs"].items()}
        return cls(ReasonKind(data["kind"]), Tone(data["tone"]), data["text"], data["basis"], inputs)


@dataclass(frozen=True)
class Result:
    """`tier` is the level, None when the branch may not be rated; `score` is rounded as the scheme says."""

    score: Decimal
    tier: int | None
    tier_name: str
    reasons: tuple[Reason, ...]
    rules_version: str

    def to_data(self) -> dict[str, Any]:
        """The JSON form that is stored; two results are the same exactly when their forms are equal."""
        return {
            "score": str(self.score),
            "tier": self.tier,
            "tier_name": self.tier_name,
            "reasons": [reason.to_data() for reason in self.reasons],
            "rules_version": self.rules_version,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Result":
        return cls(
            Decimal(data["score"]),
            data["tier"],
            data["tier_name"],
            tuple(map(Reason.from_data, data["reasons"])),
            data["rules_version"],
        )
