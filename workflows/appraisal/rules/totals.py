"""What two people key in from paper ballots: whether it adds up, and where the two differ. 依据: domain 4.3."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .forms import POINTS, RATERS, Asks, Question

Cells = Mapping[str, Mapping[str, int]]
"""How many ballots chose each option, by the key of the line."""

HEADS = {"issued": "发出", "returned": "收回", "valid": "有效", "invalid": "无效"}


@dataclass(frozen=True)
class Totals:
    """The totals of one meeting and one form, as one person keyed them in."""

    issued: int
    returned: int
    valid: int
    invalid: int
    cells: Cells = field(default_factory=dict)

    @property
    def heads(self) -> Mapping[str, int]:
        """发出, 收回, 有效, 无效 by their names."""
        return {words: getattr(self, name) for name, words in HEADS.items()}


def mistakes(questions: Sequence[Question], totals: Totals, voters: int) -> tuple[str, ...]:
    """Everything that cannot be, one sentence each with its place. `voters`: how many ballots could be handed out."""
    heads = tuple(_about_heads(totals, voters))
    lines = (each for question in questions for each in _about(question, totals))
    return (*heads, *_unknown(questions, totals.cells), *lines)


def differences(questions: Iterable[Question], first: Totals, second: Totals) -> tuple[str, ...]:
    """Every cell in which the two entries differ, with both numbers; none when they agree."""
    heads = [
        f"{name}：一人录{number}，另一人录{second.heads[name]}。"
        for name, number in first.heads.items()
        if number != second.heads[name]
    ]
    return (*heads, *(each for question in questions for each in _differing(question, first.cells, second.cells)))


def abstained(question: Question, totals: Totals) -> int:
    """How many valid ballots left the line empty (弃权). A line of any ticks knows no abstention."""
    if question.asks is Asks.ANY:
        return 0
    cells = totals.cells[question.key]
    return totals.valid - (cells[RATERS] if question.asks is Asks.POINTS else sum(cells.values()))


def _about_heads(totals: Totals, voters: int) -> Iterator[str]:
    yield from (f"{name}应是不小于0的整数，现为{number}。" for name, number in totals.heads.items() if number < 0)
    if totals.issued > voters:
        yield f"发出{totals.issued}张，多于可以领票的{voters}人。"
    if totals.returned > totals.issued:
        yield f"收回{totals.returned}张，多于发出的{totals.issued}张。"
    if totals.valid + totals.invalid != totals.returned:
        both = totals.valid + totals.invalid
        yield f"有效{totals.valid}张加无效{totals.invalid}张是{both}张，与收回{totals.returned}张不一致。"


def _unknown(questions: Iterable[Question], cells: Cells) -> Iterator[str]:
    known = {question.key for question in questions}
    yield from (f"测评票上没有“{key}”这一行。" for key in cells if key not in known)


def _about(question: Question, totals: Totals) -> Iterator[str]:
    cells = totals.cells.get(question.key, {})
    where = question.words
    wrong = [
        *(f"{where}没有填写“{option}”。" for option in question.options if option not in cells),
        *(f"{where}没有“{option}”这一项。" for option in cells if option not in question.options),
        *(f"{where}的“{option}”应是不小于0的整数，现为{number}。" for option, number in cells.items() if number < 0),
    ]
    yield from wrong or _above(question, cells, totals.valid)


def _above(question: Question, cells: Mapping[str, int], valid: int) -> Iterator[str]:
    """What a line may hold at most, once each of its cells is a number."""
    where = question.words
    if question.asks is Asks.POINTS:
        most = cells[RATERS] * (question.full or 0)
        if cells[RATERS] > valid:
            yield f"{where}有{cells[RATERS]}人打分，多于有效票{valid}张。"
        if cells[POINTS] > most:
            yield f"{where}总分{cells[POINTS]}，多于{cells[RATERS]}人每人{question.full}分的{most}分。"
    elif question.asks is Asks.ANY:
        over = (option for option, number in cells.items() if number > valid)
        yield from (f"{where}的“{option}”{cells[option]}张，多于有效票{valid}张。" for option in over)
    elif sum(cells.values()) > valid:
        yield f"{where}各项合计{sum(cells.values())}张，多于有效票{valid}张。"


def _differing(question: Question, first: Cells, second: Cells) -> Iterator[str]:
    mine, other = first.get(question.key, {}), second.get(question.key, {})
    for option in question.options:
        if mine.get(option) != other.get(option):
            yield f"{question.words}“{option}”：一人录{_cell(mine, option)}，另一人录{_cell(other, option)}。"


def _cell(cells: Mapping[str, int], option: str) -> str:
    return str(cells[option]) if option in cells else "空"
