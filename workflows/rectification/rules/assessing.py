"""An assessment as it is entered: what a form asks, entry by entry, and what the answers come to. 依据: domain 5.5."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .document import LARGEST, ProgrammeError
from .figures import Rate
from .satisfaction import Survey, satisfaction
from .score_forms import FormGrade, Method, ScoreForm
from .scoring import Cut, Score, by_deductions, by_points, grade_of

ANSWERS = "测评"
"""The one survey of a form that names nobody who rates."""


class Asks(StrEnum):
    """What is typed under an entry."""

    TIMES = "times"
    POINTS = "points"
    REASON = "reason"
    PEOPLE = "people"


@dataclass(frozen=True)
class Entry:
    """One thing that a form asks: its key, what it is called, and the largest number."""

    key: str
    label: str
    asks: Asks
    most: Decimal = Decimal(LARGEST)


Given = Mapping[str, Decimal | str]
"""What was typed, by the key of the entry; what was left empty is not there."""


@dataclass(frozen=True)
class Judged:
    """What an assessment comes to: points or percent, in words, the grade where its bounds are known, and how."""

    score: Decimal
    words: str
    grade: FormGrade | None
    lines: tuple[str, ...]


def entries(form: ScoreForm) -> tuple[Entry, ...]:
    """All that a form asks, in its order."""
    return tuple(_BY_METHOD[form.method](form))


def judged(form: ScoreForm, given: Given) -> Judged:
    """What the answers come to, with the arithmetic. Raises ProgrammeError with what is missing or cannot be."""
    if form.method is Method.SATISFACTION:
        return _by_surveys(form, given)
    score = _by_cuts(form, given) if form.method is Method.DEDUCT else by_points(form, _numbers(given, "give"))
    total = f"合计{_shown(score.total)}分" + (f"（满分{_shown(form.full)}分）" if form.full else "")
    return Judged(score.total, f"{_shown(score.total)}分", score.grade, (*_reasons(score), _graded(total, score.grade)))


def _by_cuts(form: ScoreForm, given: Given) -> Score:
    times = {code: int(number) for code, number in _numbers(given, "times").items()}
    points = _numbers(given, "cut")
    cuts = {code: Cut(number, str(given.get(f"why.{code}", ""))) for code, number in points.items()}
    return by_deductions(form, times, cuts)


def _by_surveys(form: ScoreForm, given: Given) -> Judged:
    valid, satisfied = _numbers(given, "valid"), _numbers(given, "satisfied")
    nothing = Decimal(0)
    asked = [(name, valid.get(key, nothing), satisfied.get(key, nothing)) for key, name in _surveys(form)]
    surveys = [Survey(name, int(all_), int(content)) for name, all_, content in asked if all_ or content]
    rate = satisfaction(surveys)
    if rate.percent is None:
        raise ProgrammeError("没有有效的测评票，不能计算满意度。")
    grade = grade_of(form.grades, rate.percent)
    lines = [f"{each.name}：有效{each.valid}份，满意{each.satisfied}份，{_rate(each)}。" for each in surveys]
    return Judged(rate.percent, f"{rate.percent:.2f}%", grade, (*lines, _graded(f"合计满意度{rate.words}", grade)))


def _rate(survey: Survey) -> str:
    return Rate(survey.satisfied, survey.valid).words


def _numbers(given: Given, kind: str) -> dict[str, Decimal]:
    """What was typed under the entries of a kind, by their codes."""
    found = {key.partition("."): value for key, value in given.items()}
    return {code: Decimal(value) for (of, _, code), value in found.items() if of == kind}


def _reasons(score: Score) -> tuple[str, ...]:
    return tuple(part.reason for part in score.parts)


def _graded(total: str, grade: FormGrade | None) -> str:
    return f"{total}，等次为“{grade.name}”。" if grade else f"{total}。"


def _of_deductions(form: ScoreForm) -> Iterator[Entry]:
    for part in form.parts:
        listed = [each for each in form.deductions if each.part == part.code]
        for each in listed:
            label = f"{part.name}：{each.words}（每次扣{_shown(each.points)}分）次数"
            yield Entry(f"times.{each.code}", label, Asks.TIMES)
        label = f"{part.name}其他扣分" if listed else f"{part.name}扣分"
        yield Entry(f"cut.{part.code}", label, Asks.POINTS, part.full or Decimal(0))
        yield Entry(f"why.{part.code}", f"{label}理由", Asks.REASON)


def _of_points(form: ScoreForm) -> Iterator[Entry]:
    for part in form.parts:
        full = part.full or Decimal(0)
        yield Entry(f"give.{part.code}", f"{part.name}（满分{_shown(full)}分）", Asks.POINTS, full)


def _of_surveys(form: ScoreForm) -> Iterator[Entry]:
    for key, name in _surveys(form):
        yield Entry(f"valid.{key}", f"{name}有效份数", Asks.PEOPLE)
        yield Entry(f"satisfied.{key}", f"{name}满意份数", Asks.PEOPLE)


def _surveys(form: ScoreForm) -> list[tuple[str, str]]:
    return [(str(n), name) for n, name in enumerate(form.raters or (ANSWERS,), 1)]


def _shown(points: Decimal) -> str:
    """The shortest writing: 5, 2.5."""
    return f"{points.normalize():f}"


_BY_METHOD = {Method.DEDUCT: _of_deductions, Method.GIVE: _of_points, Method.SATISFACTION: _of_surveys}
