"""A problem as lists print it, and opened beside them: in words, with its light and the days that are left."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone

from workflows.engine import calendar
from workflows.rectification.models import Letter, Problem
from workflows.rectification.models.problem_back import CHECKING, ENDED
from workflows.rectification.queries.ledger import Tally
from workflows.rectification.queries.panel import Opened, Work
from workflows.rectification.queries.words import Words
from workflows.rectification.rules import ClosureRate, closure_rate
from workflows.rectification.states import MeasureState
from workflows.rectification.states import ProblemState as S

DAY = "%Y年%-m月%-d日"
SHOWN = {"orange": "yellow"}
"""Tones that the page draws with the shape of another; the words tell them apart."""


@dataclass
class Days:
    """The words of one programme, and the calendar that its lights are told by, read once. One statement."""

    words: Words

    @cached_property
    def today(self) -> date:
        """The office's own day."""
        return timezone.localdate()

    @cached_property
    def calendar(self) -> calendar.WorkCalendar:
        """Working days around today."""
        return calendar.around(self.today)

    def left(self, problem: Problem) -> dict[str, str]:
        """The light of a problem: `level` and `text`; what the programme lights goes before the plain days left."""
        if problem.state in ENDED:
            return {"level": "none", "text": problem.get_state_display()}
        plain = calendar.light(self.calendar, problem.due_on, self.today)
        lit = self.words.light(problem)
        text = plain.text if plain else "没有时限"
        if lit is None:
            return {"level": plain.level if plain else "none", "text": text}
        return {"level": SHOWN.get(lit.tone, lit.tone), "text": f"{lit.name}，{text}"}


def written(day: date | None) -> str:
    """A day as the page of a record says it; empty for none."""
    return f"{day:{DAY}}" if day else ""


def until(problem: Problem, day: str = "%Y-%m-%d") -> str:
    """Until when, to the day as `day` writes it, or to the month."""
    if problem.due_on is None:
        return f"{problem.review_on:{day}}复核" if problem.review_on else "交办时确定"
    return f"{problem.due_on:%Y年%m月}底前" if problem.by_month else f"{problem.due_on:{day}}"


def head(counted: Tally, words: Words) -> dict[str, Any]:
    """The figures on top: the closure rate in both readings, and what is open."""
    return {
        "rate": rate(counted, words),
        "working": counted.open,
        "checking": counted.of(*CHECKING),
        "sustaining": counted.of(S.SUSTAINING),
        "late": counted.late,
        "again": counted.again,
    }


def rate(counted: Tally, words: Words) -> ClosureRate:
    """The closure rate of what is counted, by the programme's own reading and the others."""
    return closure_rate(counted.standings(), words.programme.counted)


def row(problem: Problem, days: Days, url: str) -> dict[str, Any]:
    """One line of the ledger."""
    turn = f"第{problem.turn}轮" if problem.turn > 1 else ""
    return {
        "url": url,
        "number": problem.process.number,
        "text": problem.title(),
        "kind": "　".join(filter(None, (days.words.source(problem), days.words.limit(problem)))),
        "unit": problem.unit.short_name,
        "owner": problem.owner,
        "state": problem.get_state_display(),
        "turn": turn,
        "light": days.left(problem),
        "due": until(problem),
        "late": problem.state not in ENDED and problem.due_on is not None and problem.due_on < days.today,
    }


def opened(found: Opened, days: Days) -> dict[str, Any]:
    """The panel of one problem."""
    problem = found.problem
    return {
        "problem": problem,
        "row": row(problem, days, reverse("record", args=[problem.process.number])),
        "source": days.words.source(problem),
        "severity": days.words.severity(problem),
        "limit": days.words.limit(problem),
        "works": [work_row(work) for work in found.works],
        "letters": [_letter(letter, days.words) for letter in found.letters],
        "earlier": [{"problem": each, "url": reverse("record", args=[each.process.number])} for each in found.earlier],
    }


def work_row(work: Work) -> dict[str, Any]:
    """One measure: what, who, until when, how far, and its proofs."""
    measure = work.measure
    done = measure.state in (MeasureState.FINISHED, MeasureState.CLOSED)
    return {
        "measure": measure,
        "url": reverse("record", args=[measure.process.number]),
        "done": done,
        "tone": "ok" if done else "",
        "last": work.last,
        "files": work.files,
    }


def _letter(letter: Letter, words: Words) -> dict[str, Any]:
    kind = words.programme.letter_by_code.get(letter.kind)
    return {
        "letter": letter,
        "name": kind.name if kind else letter.kind,
        "url": reverse("record", args=[letter.process.number]),
    }
