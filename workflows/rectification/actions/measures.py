"""措施: what a unit does against a problem, by whom and by when; reported on and finished one by one."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from permissions.actor import SYSTEM, Actor
from permissions.models import OrgUnit
from workflows.engine import writing
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import Process
from workflows.engine.transitions import Seen, fire, fire_many, open_many
from workflows.rectification.models import Measure, Problem
from workflows.rectification.queries.measures import units_of, wrong_in_measure
from workflows.rectification.states import MeasureState as M
from workflows.rectification.states import ProblemState as S


@dataclass(frozen=True)
class MeasureInput:
    """One measure as typed. `unit`: who does it; None: the unit that leads."""

    text: str
    owner: str
    due_on: date | None
    unit: OrgUnit | None = None


@transaction.atomic
def measure_add(problem: Problem, given: MeasureInput, *, by: Actor, seen: Seen) -> Measure:
    """Add a measure to a plan, or to one that holds already, where it is worked on at once.

    Raises as `edit`; Incomplete without owner or day, or with a day that cannot be; Refused for a unit that takes no
    part.
    """
    at_work = problem.state == S.RECTIFYING
    locked = edit(problem, by=by, seen=seen, state=S.RECTIFYING if at_work else S.PLANNING)
    unit = _checked(locked, given)
    last = Measure.objects.filter(problem=locked).aggregate(last=Max("position"))["last"] or 0
    row = Measure(problem=locked, round=locked.round, unit=unit, submitter=by.user, position=last + 1)
    _put(row, given)
    (made,) = open_many([row], by=by)
    if at_work:
        writing.note(locked, by, "measure_add", "增加整改措施", made.text)
        fire_many([made], "start", by=SYSTEM)
    return made


def _checked(problem: Problem, given: MeasureInput) -> OrgUnit:
    """The unit that does it. Raises Incomplete, Refused."""
    if wrong := list(wrong_in_measure(problem, given.text, given.owner, given.due_on)):
        raise Incomplete(wrong)
    unit = given.unit or problem.unit
    if unit not in units_of(problem):
        raise Refused(f"{unit.short_name}不是这个问题的责任单位或参与单位，不能承担措施。")
    return unit


def _put(row: Measure, given: MeasureInput) -> None:
    assert given.due_on is not None  # noqa: S101 - it was checked
    row.text, row.owner, row.due_on = given.text.strip(), given.owner.strip(), given.due_on


@transaction.atomic
def measure_change(problem: Problem, measure: Measure, given: MeasureInput, *, by: Actor, seen: Seen) -> Measure:
    """Change a measure while its plan is made. `seen` is that of the problem. Raises as `measure_add`."""
    locked = edit(problem, by=by, seen=seen, state=S.PLANNING)
    row = _drafted(locked, measure)
    row.unit = _checked(locked, given)
    _put(row, given)
    row.version += 1
    row.save(update_fields=["unit", "text", "owner", "due_on", "version"])
    Process.objects.filter(pk=row.process_id).update(unit=row.unit, title=row.title())
    return row


@transaction.atomic
def measure_remove(problem: Problem, measure: Measure, *, by: Actor, seen: Seen) -> None:
    """Take a measure out while its plan is made; it stays on record as dropped. Raises as `edit`."""
    locked = edit(problem, by=by, seen=seen, state=S.PLANNING)
    row = _drafted(locked, measure)
    fire_many([row], "drop", by=SYSTEM, comment=f"{by.name}在制定方案时删去。")


def _drafted(problem: Problem, measure: Measure) -> Measure:
    rows = Measure.objects.select_for_update(no_key=True, of=("self",)).select_related("unit")
    row = rows.filter(pk=measure.pk, problem=problem, state=M.DRAFTED).first()
    if row is None:
        raise Refused("这条措施已不在方案中，请刷新查看。")
    return row


def measure_finish(measure: Measure, *, by: Actor, seen: Seen, outcome: str, comment: str = "") -> Measure:
    """Say that a measure is done, and what came of it. Raises Incomplete without an outcome."""
    with transaction.atomic():
        moved = fire(measure, "finish", by=by, seen=seen, comment=comment, outcome=outcome.strip())
        if not moved.outcome:  # told after the right was checked
            raise Incomplete(["请写明措施的落实情况。"])
    return moved


def start_measures(problem: Problem) -> None:
    """The plan of a locked problem holds: work on its measures begins."""
    rows = Measure.objects.select_for_update(no_key=True).filter(problem=problem, state=M.DRAFTED).order_by("pk")
    fire_many(list(rows), "start", by=SYSTEM)
