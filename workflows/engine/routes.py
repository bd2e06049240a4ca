"""Where a record goes after an arrow: which stages are passed on, whose desk is next, and until when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from permissions import routing, standing
from permissions.roles import Right
from permissions.routing import Path, Place
from permissions.standing import Standing
from workflows.engine import calendar
from workflows.engine.flow import Desk, Opening, ProcessFlow
from workflows.engine.models import Record, Round, Task


@dataclass
class Map:
    """What routing needs to know, fetched for any number of records in a constant number of statements."""

    rounds: dict[int, Round]
    standing: Standing
    days: calendar.WorkCalendar | None = None
    last_days: dict[tuple[int, str], date | None] = field(default_factory=dict)
    """By round and state, worked out when first needed."""

    def place(self, desk: Desk, record: Record) -> Place | None:
        """Where a desk of a record stands, looked for no higher than its host."""
        path = self.standing.paths[record.unit_id]
        return desk.place(routing.within(path, record.host_id))

    def open_days(self) -> calendar.WorkCalendar:
        """Working days around today, read when first needed."""
        if self.days is None:
            self.days = calendar.around(timezone.localdate())
        return self.days


def survey(flow: type[ProcessFlow], records: Sequence[Record], tasks: Iterable[Task] = ()) -> Map:
    """Read what stands above the units of records (their rounds are loaded) and of desks. One statement."""
    units = {record.unit_id for record in records} | {task.unit_id for task in tasks if task.unit_id}
    return Map({record.round_id: record.round for record in records}, standing.survey(units, flow.key))


def pass_reason(
    flow: type[ProcessFlow], record: Record, desk: Desk, known: Map, last: tuple[int | None, str]
) -> str | None:
    """Why this stage is passed on without anybody acting, or None. `last`: unit and right of the last acting desk."""
    if flow.transition(desk.state, "pass_on") is None:
        return None
    place = known.place(desk, record)
    if known.rounds[record.round_id].stage(desk.state).get("off"):
        return "本批次不设此环节"
    if place is None:
        return "没有这一级组织"
    if desk.right and not desk.apart and (place.id, desk.right) == last:
        return "与上一环节为同一组织、同一权限"
    if record.resume_at and flow.order(desk.state) < flow.order(record.resume_at):
        return "退回后直接报回退回环节"
    return None


def manned(
    desk: Desk, place: Place | None, path: Path, known: Map, rights: frozenset[str], without: frozenset[int]
) -> Place | None:
    """The desk's own `place`, or the nearest superior where somebody else than `without` holds the rights.

    None when nobody does. A desk of the record's own unit does not go upward like this, see `stand_in`.
    """
    if place is None:
        return None
    above = path[path.index(place) :] if place in path and place != path[0] else (place,)
    return next((item for item in above if _all_held(desk, item.id, known, rights, without)), None)


def _all_held(desk: Desk, unit: int | None, known: Map, rights: frozenset[str], without: frozenset[int]) -> bool:
    """Whether somebody else than `without` is there for each right, in a post of his own.

    Who has no password yet counts, save for what a unit fills in itself: others may do that for it in the meantime.
    """
    holders = known.standing.present if desk.filled_in_by_its_unit else known.standing.own
    return all(set(holders(unit, right)) - without for right in rights)


def stand_in(flow: type[ProcessFlow], desk: Desk, path: Path, known: Map) -> Place | None:
    """The nearest superior where somebody may fill in for a unit of which nobody can sign in for this desk: 代填.

    None while anybody of the unit who has a password holds any right of the desk, even if not all of them.
    """
    if not desk.filled_in_by_its_unit or any(known.standing.present(path[0].id, r) for r in flow.rights_at(desk)):
        return None
    return next((place for place in path[1:] if known.standing.holders(place.id, Right.STAND_IN)), None)


def can_act(flow: type[ProcessFlow], task: Task, record: Record, known: Map) -> bool:
    """Whether somebody who may act on an open desk is still there; who stands in, while the unit itself cannot."""
    if task.right == Right.STAND_IN:
        able = known.standing.holders(task.unit_id, task.right)
        return bool(able) and stand_in(flow, task.flow_task, known.standing.paths[record.unit_id], known) is not None
    if not _named_is_there(record, task.unit_id, task.right, known):
        return False
    desk = task.flow_task
    return _all_held(desk, task.unit_id, known, flow.rights_at(desk), barred(flow, desk, record))


def _named_is_there(record: Record, unit: int | None, right: str, known: Map) -> bool:
    """Whether the person a record names still holds the desk's right; true of a record that names nobody."""
    return not record.NAMED or record.named() in known.standing.own(unit, right)


def barred(flow: type[ProcessFlow], desk: Desk, record: Record) -> frozenset[int]:
    """Who may not act on a desk: whoever submitted the record, or for whom it was; and whoever stands aside."""
    return record.stands_aside() | (record.submitters() if flow.bars_submitter(desk) else frozenset())


def opening(
    flow: type[ProcessFlow], record: Record, known: Map, *, sender: int | None, returned: bool = False
) -> Opening:
    """The desk of the record's state, with its unit, right and last day; unattended when nobody could act there."""
    node = flow.node_of(record.state)
    if not isinstance(node, Desk):
        return Opening(state=node.state)
    path = known.standing.paths[record.unit_id]
    place, right = known.place(node, record), node.right
    unattended = False
    if node.right:
        taken = manned(node, place, path, known, flow.rights_at(node), barred(flow, node, record))
        if taken is None and (taken := stand_in(flow, node, path, known)) is not None:
            right = Right.STAND_IN
        place = taken or place
        unattended = taken is None or not _named_is_there(record, taken.id, right, known)
    return Opening(
        state=node.state,
        unit_id=place.id if place else None,
        right=right,
        due_on=due(node, record, known),
        returned=returned,
        unattended=unattended,
        sender_id=sender,
        owner_id=record.named() if node.right else None,
    )


def due(desk: Desk, record: Record, known: Map) -> date | None:
    """The last day of a stay on a desk: the record's own, the stage's while ahead, else working days from today."""
    if (own := record.due_day()) is not None:
        return own
    key = record.round_id, desk.state
    if key not in known.last_days:
        known.last_days[key] = _last_day(desk, known.rounds[record.round_id], known)
    return known.last_days[key]


def _last_day(desk: Desk, round_: Round, known: Map) -> date | None:
    given = round_.stage(desk.state).get("due_on")
    fixed = date.fromisoformat(given) if given else None
    today = timezone.localdate()
    if fixed and fixed >= today:
        return fixed
    days = round_.days_of(desk.state) or desk.days
    return known.open_days().after(today, days) if days and desk.right else fixed
