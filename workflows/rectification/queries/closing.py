"""Reading what closing rests on: who closes a problem, what still lacks, and what a checker sees."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from permissions import routing
from workflows.engine.errors import Refused
from workflows.engine.models import Citation
from workflows.rectification.models import Acceptance, Measure, Problem
from workflows.rectification.queries.measures import OPEN, measures_of
from workflows.rectification.queries.programmes import programme_of
from workflows.rectification.rules import ClosingFacts, Level, ProgrammeError, closes_at, lacks_to_close
from workflows.rectification.states import AcceptanceState as A
from workflows.rectification.states import ClosesAt
from workflows.rectification.states import ProblemState as S

STAGES = {Level.WITHIN: ClosesAt.WITHIN, Level.COMMITTEE: ClosesAt.COMMITTEE, Level.HOST: ClosesAt.HOST}


def closing_of(problem: Problem) -> tuple[ClosesAt, tuple[str, ...]]:
    """The stage that closes such a problem, and who accepts before. One statement. Raises Refused: nobody can."""
    line = programme_of(problem.round).closing(problem.source, problem.severity)
    path = routing.within(routing.paths([problem.unit_id])[problem.unit_id], problem.round.unit_id)
    try:
        return STAGES[closes_at(line, [place.kind for place in path])], line.bodies
    except ProgrammeError as wrong:
        raise Refused(str(wrong)) from None


def evidence_kinds(record: Any) -> tuple[str, ...]:
    """The kinds of files that count as evidence in the programme of a problem or a measure, by suffix."""
    return programme_of(record.round).evidence.suffixes


def evidence_of(problem: Problem) -> QuerySet[Citation]:
    """The files cited by a problem and by its measures."""
    measures = measures_of(problem).values("process")
    rows = Citation.objects.filter(process__in=measures) | Citation.objects.filter(process=problem.process_id)
    return rows.select_related("attachment")


def acceptances_now(problem: Problem) -> QuerySet[Acceptance]:
    """What was asked of bodies since the problem last came up, save what was dropped."""
    return Acceptance.objects.filter(problem=problem, lap_of=problem.lap).exclude(state=A.DROPPED)


def lacks_to_apply(problem: Problem, ticked: Collection[str]) -> list[str]:
    """What is missing before 销号 is asked for: measures not finished, conditions not met, evidence. Two statements."""
    return _lacking(problem, ClosingFacts(open_measures=_open(problem), ticked=frozenset(ticked)))


def lacks_to_end(problems: Sequence[Problem]) -> dict[int, str]:
    """A sentence for each problem that may not be closed, or counted as done in the main, yet."""
    found = {problem.pk: "".join(_lacking(problem, _facts(problem))) for problem in problems}
    return {key: words for key, words in found.items() if words}


def _facts(problem: Problem) -> ClosingFacts:
    """Measures and conditions; at the host also what the bodies of a joint acceptance said."""
    found = ClosingFacts(open_measures=_open(problem), ticked=frozenset(problem.checked))
    if problem.state != S.HOST_CHECKING or not problem.bodies:
        return found
    said: dict[str, str] = dict(acceptances_now(problem).order_by("pk").values_list("body", "state"))
    rejected = tuple(body for body in problem.bodies if said.get(body) == A.REJECTED)
    waiting = tuple(body for body in problem.bodies if said.get(body, A.ASKED) == A.ASKED)
    return replace(found, rejected=rejected, waiting=waiting)


def _lacking(problem: Problem, facts: ClosingFacts) -> list[str]:
    programme = programme_of(problem.round)
    names = list(evidence_of(problem).values_list("attachment__name", flat=True))
    missing = lacks_to_close(programme.checklist, programme.evidence, replace(facts, evidence=len(names)))
    return [*missing, *programme.evidence.refused(names)]


def _open(problem: Problem) -> tuple[str, ...]:
    rows = Measure.objects.filter(problem=problem, state__in=OPEN).order_by("position", "pk")
    return tuple(row.text for row in rows)


def seen_at_check(problem: Problem) -> dict[str, Any]:
    """What a checker decided on: each measure with its outcome and files, the result, who accepted. For the trail."""
    files = Counter(evidence_of(problem).values_list("process", flat=True))
    measures = [
        {"number": row.process.number, "outcome": row.outcome, "files": files[row.process_id]}
        for row in measures_of(problem)
    ]
    said = {row.body: row.state for row in acceptances_now(problem)}
    return {"measures": measures, "files": files[problem.process_id], "acceptances": said}
