"""What the 测评 says of one subject: counts and shares, none below the minimum, never a grade. 依据: domain 4.1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows.engine.shares import HUNDRED, plain

from .forms import POINTS, RATERS, Asks, BallotForm, Question
from .totals import Totals, abstained

CENT = Decimal("0.01")
LEAST_MINIMUM = 3
"""No plan may show a breakdown of fewer ballots than this (design of the ballots, 6)."""


@dataclass(frozen=True)
class Line:
    """One line counted: how many chose each option, how many left it empty; the average where it takes points."""

    question: Question
    counts: Mapping[str, int]
    valid: int
    abstained: int
    average: Decimal | None = None
    withheld: str = ""
    """Why there is no average although somebody gave points: too few did."""

    def share(self, option: str) -> Decimal:
        """Percent of the valid ballots, to two places."""
        return percent(self.counts[option], self.valid)

    @property
    def most(self) -> tuple[str, ...]:
        """The options that most chose, several when equal, none when nobody chose any."""
        top = max(self.counts.values(), default=0)
        return tuple(option for option, number in self.counts.items() if number == top > 0)

    @property
    def words(self) -> str:
        """有效11张：优秀8张（72.73%），合格3张（27.27%），弃权0张. 有效11张，平均91.3分，弃权1张."""
        if self.question.asks is Asks.POINTS:
            none = self.withheld or "没有人打分"
            average = none if self.average is None else f"平均{plain(self.average)}分"
            return f"{self.question.words}：有效{self.valid}张，{average}，弃权{self.abstained}张"
        counted = "，".join(f"{option}{n}张（{plain(self.share(option))}%）" for option, n in self.counts.items())
        empty = "" if self.question.asks is Asks.ANY else f"，弃权{self.abstained}张"
        return f"{self.question.words}：有效{self.valid}张，{counted}{empty}"


@dataclass(frozen=True)
class Result:
    """The lines of one subject; none where too few ballots are valid, and then `withheld` says why."""

    lines: tuple[Line, ...]
    withheld: str = ""


def result_of(questions: Sequence[Question], totals: Totals, minimum: int) -> Result:
    """The counts of one subject from totals that add up; a breakdown of fewer ballots than `minimum` is not given."""
    if totals.valid < minimum:
        return Result((), f"有效票{totals.valid}张，少于{minimum}张，不显示各项票数。")
    return Result(tuple(_line(question, totals, minimum) for question in questions))


def weighted(form: BallotForm, lines: Sequence[Line]) -> Decimal | None:
    """The overall points of a 数值票: averages by weight, or all alike where the plan gives no weights.

    None: somebody got no points in one of the dimensions. 依据: domain 4.3 [P11][P13], an example and no default.
    """
    averages = [line.average for line in lines if line.question.asks is Asks.POINTS]
    known = [each for each in averages if each is not None]
    if not known or len(known) < len(averages):
        return None
    weights = [Decimal(1) if each.weight is None else each.weight for each in form.dimensions]
    total = sum((each * weight for each, weight in zip(known, weights, strict=True)), Decimal(0))
    return (total / sum(weights)).quantize(CENT, "ROUND_HALF_UP")


def beside_the_vote(line: Line, grade: str) -> str:
    """A grade beside the counts: the vote is heard, it decides nothing. Empty when most chose that grade too."""
    if grade in line.most or not line.most:
        return ""
    return f"得票最多的是{'、'.join(line.most)}，评定为{grade}；测评票是评定的参考，不是结论。"


def percent(part: int, whole: int) -> Decimal:
    """Percent to two places, half up; 0 of nothing."""
    return (part * HUNDRED / whole).quantize(CENT, "ROUND_HALF_UP") if whole else Decimal("0.00")


def _line(question: Question, totals: Totals, minimum: int) -> Line:
    counts = {option: totals.cells[question.key][option] for option in question.options}
    empty = abstained(question, totals)
    if question.asks is Asks.POINTS and 0 < counts[RATERS] < minimum:
        said = f"打分{counts[RATERS]}人，少于{minimum}人，不显示平均分"
        return Line(question, {RATERS: counts[RATERS]}, totals.valid, empty, withheld=said)
    return Line(question, counts, totals.valid, empty, _average(question, counts))


def _average(question: Question, counts: Mapping[str, int]) -> Decimal | None:
    if question.asks is not Asks.POINTS or not counts[RATERS]:
        return None
    return (Decimal(counts[POINTS]) / counts[RATERS]).quantize(CENT, "ROUND_HALF_UP")
