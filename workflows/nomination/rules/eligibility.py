"""Whether a candidate is eligible in a category: every condition answered, and the answer with overrulings counted."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from .answers import Answer, Judged, Overruling, Verdict, judged, overall
from .award_round import AwardRound
from .candidate import Candidate
from .category import Category

RULES_VERSION = "2"
"""Raised whenever the same facts could lead to another answer."""


class Eligibility(NamedTuple):
    """Each answer with its overruling, and what they come to."""

    answers: tuple[Judged, ...]
    verdict: Verdict
    rules_version: str = RULES_VERSION

    @property
    def open(self) -> tuple[Judged, ...]:
        """What keeps it from being 符合: the answers that people must look at."""
        return tuple(each for each in self.answers if each.verdict is not Verdict.MET)

    def to_data(self) -> dict[str, Any]:
        """The JSON form that is kept with the decision."""
        overrulings = [each.overruling.to_data() for each in self.answers if each.overruling]
        return {
            "answers": [each.answer.to_data() for each in self.answers],
            "overrulings": overrulings,
            "verdict": self.verdict.value,
            "rules_version": self.rules_version,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Eligibility":
        overrulings = map(Overruling.from_data, data["overrulings"])
        answers = judged(map(Answer.from_data, data["answers"]), overrulings)
        return cls(answers, Verdict(data["verdict"]), data["rules_version"])


def answers_for(
    award: AwardRound, category: Category, candidate: Candidate, nominating: frozenset[str]
) -> tuple[Answer, ...]:
    """What each condition says, in the order of the round. Raises RoundError: no cut-off day."""
    setting = award.setting(nominating)
    return tuple(condition.answer(candidate, setting) for condition in award.conditions_of(category))


def eligibility(answers: Iterable[Answer], overrulings: Iterable[Overruling] = ()) -> Eligibility:
    """Raises ValueError: an overruling of a condition that is not asked."""
    found = judged(answers, overrulings)
    return Eligibility(found, overall(found))
