"""登记: putting a problem on the host's desk, changing it there, and giving it to another unit. 依据: domain 5.1."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from permissions.models import OrgUnit
from permissions.roles import Right
from workflows.engine import running, writing
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Process, Round
from workflows.engine.transitions import Seen, open_many
from workflows.rectification.models import Participation, Problem
from workflows.rectification.queries import KEY, programme_of
from workflows.rectification.queries.importing import LEFT_OUT
from workflows.rectification.queries.rounds import taking_part, why_not
from workflows.rectification.rules import Precision, Programme, impossible_days, last_day, not_found_yet, row_key
from workflows.rectification.rules.lengths import LONGEST, too_long
from workflows.rectification.states import ProblemState as S

HOSTS = "问题由主办单位登记，您现在的身份不能办理。"


@dataclass(frozen=True)
class ProblemInput:
    """What is known of a problem when it is registered. `source`, `severity`, `limit`: codes of the programme.

    `due_on` may be left open where the kind of limit gives the day. `extra`, `reference`: of an imported row.
    """

    text: str
    source: str
    limit: str
    category: str = ""
    severity: str = ""
    inspection: str = ""
    found_on: date | None = None
    requirement: str = ""
    due_on: date | None = None
    leader: str = ""
    department: str = ""
    owner: str = ""
    remark: str = ""
    reference: str = ""
    extra: list[list[str]] = field(default_factory=list)


def problem_register(
    round_: Round, unit: OrgUnit, given: ProblemInput, *, by: Actor, participants: Sequence[OrgUnit] = ()
) -> Problem:
    """Register a problem that a unit leads, for the host to assign. Raises as `problems_register`."""
    return problems_register(round_, [(unit, given, participants)], by=by)[0]


@transaction.atomic
def problems_register(
    round_: Round, rows: Sequence[tuple[OrgUnit, ProblemInput, Sequence[OrgUnit]]], *, by: Actor,
    more: dict[str, Any] | None = None,
) -> list[Problem]:  # fmt: skip
    """Register problems, all or none: of each the lead, what is known, and who takes part. Constant statements.

    `more`: fields of every one beside what is typed. Raises NotAllowed for all but the host's reviewers, Refused when
    the round is not open, Incomplete with a sentence for each thing that is missing or cannot be.
    """
    locked = _open_to(round_, by)
    check_inputs(locked, rows)
    made = [_problem(locked, unit, given, more or {}) for unit, given, _ in rows]
    _give_keys([problem for problem in made if problem.turn == 1])
    opened = open_many(made, by=by)
    pairs = [(problem, unit) for problem, (_, _, units) in zip(opened, rows, strict=True) for unit in units]
    Participation.objects.bulk_create(Participation(problem=problem, unit=unit) for problem, unit in pairs)
    return opened


def _give_keys(problems: Sequence[Problem]) -> None:
    """Let an import of the same words find what was typed; whatever was typed twice on purpose is found once.

    One statement.
    """
    keys = [row_key(each.source, each.inspection, each.text) for each in problems]
    rows = Problem.objects.filter(round__in={each.round_id for each in problems}, turn=1, key__in=keys)
    taken = set(rows.exclude(state__in=LEFT_OUT).values_list("unit_id", "key"))
    for problem, key in zip(problems, keys, strict=True):
        problem.key = "" if (problem.unit_id, key) in taken else key
        taken.add((problem.unit_id, key))


def _open_to(round_: Round, by: Actor) -> Round:
    """The open round, locked, for who may register in it; the system may."""
    if by.user is not None and not access.may(by, Right.REVIEW, round_.unit, KEY):
        raise NotAllowed(HOSTS)
    running.locked_open(round_)
    return Round.objects.select_related("unit").get(pk=round_.pk)


def _problem(round_: Round, unit: OrgUnit, given: ProblemInput, more: dict[str, Any]) -> Problem:
    problem = Problem(round=round_, unit=unit, **more)
    _put(problem, given, programme_of(round_))
    return problem


def _put(problem: Problem, given: ProblemInput, programme: Programme) -> None:
    """Write what is known into a problem; its day is the last one in time at the programme's precision."""
    for name, value in vars(given).items():
        setattr(problem, name, value.strip() if isinstance(value, str) else value)
    problem.due_on = last_day(given.due_on, programme.precision) if given.due_on else None
    problem.by_month = programme.precision is Precision.MONTH


def give_key(problem: Problem) -> None:
    """Let an import of its words find a changed problem, unless it finds another one, or this is a later turn.

    One statement.
    """
    key = row_key(problem.source, problem.inspection, problem.text)
    rows = Problem.objects.filter(round=problem.round_id, unit=problem.unit_id, turn=1, key=key)
    taken = problem.turn > 1 or rows.exclude(pk=problem.pk).exclude(state__in=LEFT_OUT).exists()
    problem.key = "" if taken else key


def check_inputs(round_: Round, rows: Sequence[tuple[OrgUnit, ProblemInput, Sequence[OrgUnit]]]) -> None:
    """Raise Incomplete with all that is wrong; a row is named where there are many."""
    able = set(taking_part(round_).values_list("pk", flat=True))
    programme = programme_of(round_)
    found = [(n, list(_wrong(programme, able, *row))) for n, row in enumerate(rows, 1)]
    several = len(rows) > 1
    if problems := [f"第{n}个问题：{text}" if several else text for n, texts in found for text in texts]:
        raise Incomplete(problems)


def _wrong(
    programme: Programme, able: set[int], unit: OrgUnit, given: ProblemInput, participants: Sequence[OrgUnit]
) -> Iterator[str]:
    yield from _wrong_units(able, unit, participants)
    yield from _wrong_words(programme, given)
    limit = programme.limit_by_code.get(given.limit)
    if limit is None:
        yield "时限类型不在本专项中，请重新选择。"
    else:
        yield from impossible_days(limit, given.found_on, None, given.due_on)
    if sentence := not_found_yet(given.found_on, timezone.localdate()):
        yield sentence


def _wrong_units(able: set[int], unit: OrgUnit, participants: Sequence[OrgUnit]) -> Iterator[str]:
    for each in (unit, *participants):
        if sentence := why_not(each, able):
            yield sentence
    if unit in participants:
        yield f"{unit.short_name}已是责任单位，不再作为参与单位。"
    if len(set(participants)) < len(participants):
        yield "参与单位有重复，请核对。"


def _wrong_words(programme: Programme, given: ProblemInput) -> Iterator[str]:
    if not given.text.strip():
        yield "没有填写问题表述。"
    yield from filter(None, (too_long(name, text) for name, text in vars(given).items() if name in LONGEST))
    if given.source not in programme.source_by_code:
        yield "问题来源不在本专项中，请重新选择。"
    if given.severity and given.severity not in {each.code for each in programme.severities}:
        yield "严重程度不在本专项中，请重新选择。"


@transaction.atomic
def problem_save(
    problem: Problem, unit: OrgUnit, given: ProblemInput, *, by: Actor, seen: Seen, participants: Sequence[OrgUnit] = ()
) -> Problem:
    """Change a problem on its host's desk, its lead among the rest. Raises as `edit` and `problem_register`."""
    locked = edit(problem, by=by, seen=seen, state=S.REGISTERING)
    # What an import brought along is not typed again.
    kept = {name: getattr(locked, name) for name in ("reference", "extra")}
    check_inputs(locked.round, [(unit, given, participants)])
    before = locked.unit
    _put(locked, ProblemInput(**(vars(given) | kept)), programme_of(locked.round))
    locked.unit = unit
    give_key(locked)
    locked.save()
    Process.objects.filter(pk=locked.process_id).update(unit=unit, title=locked.title())
    locked.participations.exclude(unit__in=participants).delete()
    for each in participants:
        Participation.objects.get_or_create(problem=locked, unit=each)
    if before != unit:
        writing.note(locked, by, "lead_changed", "改派责任单位", f"{before.short_name}改为{unit.short_name}。")
    if locked.round.status != Round.Status.OPEN:
        raise Refused("专项没有在进行，不能修改问题。")
    return locked
