"""Lights: judged anew each day for every problem that is worked on, entered, and what they lead to.

Any number of machines may do it at once: each takes problems that nobody else holds, and a problem once judged is
done for the day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from permissions import access
from permissions.actor import SYSTEM, Actor
from permissions.roles import Right
from workflows.engine import calendar, running, writing
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.transitions import open_many
from workflows.rectification.models import Letter, LightEntry, Problem
from workflows.rectification.queries import KEY, programme_of
from workflows.rectification.queries.lighting import WATCHED, facts_of, histories
from workflows.rectification.rules import Light, LightFacts, Programme, Step, light_of, relit, steps_reached
from workflows.rectification.states import LetterState

CHUNK = 500
JUDGED = ("light", "light_since", "lit_on")


@dataclass(frozen=True)
class Judge:
    """One programme on one day."""

    round: Round
    programme: Programme
    today: date
    days: calendar.WorkCalendar

    def light(self, facts: LightFacts) -> str:
        """The code of the light that a problem shows today; empty: none."""
        return light_of(self.programme.lights, facts, self.today, self.days)


def light_due(today: date) -> int:
    """Judge the light of every problem of a running programme that was not judged today. Returns how many changed."""
    days = calendar.around(today)
    rounds = Round.objects.filter(process_key=KEY, status=Round.Status.OPEN).order_by("pk")
    return sum(_light_round(Judge(each, programme_of(each), today, days)) for each in rounds)


def _light_round(judge: Judge) -> int:
    changed, after = 0, 0
    while True:
        number, after = _light_chunk(judge, after)
        changed += number
        if not after:
            return changed


@transaction.atomic
def _light_chunk(judge: Judge, after: int) -> tuple[int, int]:
    """Judge the next problems that nobody holds: how many lights changed, and the key to go on after; 0: no more."""
    stale = Q(lit_on__isnull=True) | Q(lit_on__lt=judge.today)
    rows = Problem.objects.filter(stale, round=judge.round, state__in=WATCHED, pk__gt=after).order_by("pk")
    problems = list(rows.select_for_update(no_key=True, skip_locked=True, of=("self",))[:CHUNK])
    changed = _judge(problems, judge) if problems else 0
    return changed, problems[-1].pk if len(problems) == CHUNK else 0


def _judge(problems: Sequence[Problem], judge: Judge) -> int:
    facts, past = facts_of(problems), histories([problem.pk for problem in problems])
    entered: list[LightEntry] = []
    shown: dict[str, list[int]] = {}
    for problem in problems:
        light = judge.light(facts[problem.pk])
        # A light that went out meanwhile counts anew when it comes again.
        last = _last(past[problem.pk]) if problem.light else None
        if relit(last, light, judge.today, judge.programme.relight_days):
            entered.append(_entry(problem, light, judge))
        if light != problem.light:
            shown.setdefault(light, []).append(problem.pk)
    Problem.objects.filter(pk__in=[problem.pk for problem in problems]).update(lit_on=judge.today)
    for light, keys in shown.items():
        Problem.objects.filter(pk__in=keys).update(light=light, light_since=judge.today if light else None)
    _enter(entered, past, judge)
    return sum(map(len, shown.values()))


@transaction.atomic
def light_give(problem: Problem, light: str, reason: str, *, by: Actor) -> LightEntry:
    """Give a light by hand, with the reason; it counts like one that the rules give. `light`: code of the programme.

    Raises NotAllowed for all but the host's reviewers, Incomplete without a reason, Refused where there is no such
    light, the problem is not with its unit, or the programme is not under way.
    """
    if by.user is None or not access.may(by, Right.REVIEW, problem.round.unit, KEY):
        raise NotAllowed("亮灯由主办单位办理，您现在的身份不能办理。")
    rows = Problem.objects.select_for_update(no_key=True, of=("self",)).select_related("round", "unit", "process")
    locked, today = rows.get(pk=problem.pk), timezone.localdate()
    judge = Judge(locked.round, programme_of(locked.round), today, calendar.around(today))
    if not reason.strip():
        raise Incomplete(["请写明亮灯的理由。"])
    if light not in judge.programme.light_by_code or locked.state not in WATCHED:
        raise Refused("本专项没有这种灯，或者问题不在责任单位整改。")
    running.locked_open(locked.round)
    entry = LightEntry(problem=locked, day=today, light=light, reason=reason.strip(), by=by.user)
    locked.light, locked.light_since, locked.lit_on = light, today, today
    locked.save(update_fields=JUDGED)
    writing.note(locked, by, "light_give", f"亮{judge.programme.light_by_code[light].name}", entry.reason)
    _enter([entry], histories([locked.pk]), judge)
    return entry


def _last(entries: Sequence[LightEntry]) -> tuple[str, date] | None:
    return (entries[-1].light, entries[-1].day) if entries else None


def _entry(problem: Problem, light: str, judge: Judge) -> LightEntry:
    found = judge.programme.light_by_code[light]
    return LightEntry(problem=problem, day=judge.today, light=light, reason=found.meaning or found.name)


def _enter(entered: Sequence[LightEntry], past: Mapping[int, list[LightEntry]], judge: Judge) -> None:
    """Keep the lights of the day, the last of a day in the stead of an earlier one, and propose what they call for."""
    LightEntry.objects.bulk_create(
        entered,
        update_conflicts=True,
        unique_fields=["problem", "day"],
        update_fields=["light", "reason", "by", "bygone"],
    )
    called_for = [letter for entry in entered for letter in _letters(entry, past[entry.problem_id], judge)]
    if letters := _unproposed(called_for):
        open_many(letters, by=SYSTEM, comment="按督办规则自动拟出，由主办单位签发。")


def _unproposed(letters: Sequence[Letter]) -> list[Letter]:
    """Those that were not proposed for this cause before: a light given twice in a day calls once."""
    rows = Letter.objects.filter(problem__in=[letter.problem_id for letter in letters]).exclude(
        state=LetterState.DROPPED
    )
    known = set(rows.values_list("problem", "kind", "cause")) if letters else set()
    return [letter for letter in letters if (letter.problem_id, letter.kind, letter.cause) not in known]


def _letters(entry: LightEntry, past: Sequence[LightEntry], judge: Judge) -> list[Letter]:
    """The letters that a light calls for, by how often it has come; drafts that a person issues or not."""
    history = [each.light for each in past if each.day < entry.day] + [entry.light]
    light = judge.programme.light_by_code[entry.light]
    return [
        _letter(entry.problem, step, light, step.count(history), judge)
        for step in steps_reached(judge.programme.escalation, history)
        if step.letter
    ]


def _letter(problem: Problem, step: Step, light: Light, times: int, judge: Judge) -> Letter:
    kind = judge.programme.letter_by_code[step.letter]
    often = f"连续{times}次" if step.consecutive else f"第{times}次"
    return Letter(
        problem=problem, unit_id=problem.unit_id, round=judge.round, kind=kind.code, name=kind.name,
        cause=f"{judge.today:%Y年%m月%d日}{often}亮{light.name}", reply_days=kind.reply_days, points=step.points,
        words=problem.requirement[:1000],
    )  # fmt: skip
