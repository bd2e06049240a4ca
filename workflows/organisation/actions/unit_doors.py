"""What every change of a unit goes through: the duty, the row as it is now, what the person saw, the words of a no."""

from collections.abc import Iterator
from contextlib import contextmanager

from permissions import access, tree
from permissions.actor import Actor
from permissions.grants import AppointmentError
from permissions.models import OrgUnit
from permissions.roles import Duty
from permissions.tree import TreeError
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.ledger import Change, subject_of
from workflows.organisation.queries import units as reading
from workflows.organisation.queries.units import Preview

STALE = "页面显示之后情况有变动，没有办理，请核对下面的最新情况再确认。"


@contextmanager
def refusing() -> Iterator[None]:
    """Turn the sentence of a lower door into a refusal."""
    try:
        yield
    except (TreeError, AppointmentError) as error:
        raise Refused(str(error)) from error


def locked(unit: OrgUnit) -> OrgUnit:
    """The row as it is now, locked; after the tree, so that two changes never wait for each other."""
    tree.lock()
    return OrgUnit.objects.select_for_update(no_key=True).get(pk=unit.pk)


def check_kept(by: Actor, *units: OrgUnit) -> None:
    """Raise NotAllowed unless the actor keeps all of these units."""
    for unit in units:
        if not access.keeps(by, Duty.ORGANISATION, unit):
            raise NotAllowed(f"{by.post or by.name}不管理{unit.short_name}，可能是任职已变动或身份选择有误。")


def check_above(by: Actor, unit: OrgUnit) -> None:
    """Raise NotAllowed unless the actor keeps what stands above a unit: nobody moves or dissolves his own."""
    if not reading.keeps_above(by, unit):
        raise NotAllowed(f"移动、合并或撤销“{unit.short_name}”，须由它的上级组织办理。")


def check_seen(preview: Preview, seen: str) -> None:
    """Raise Stale when something has changed, Incomplete with what must be settled first."""
    if preview.seen != seen:
        raise Stale(STALE)
    if preview.first:
        raise Incomplete([obstacle.text for obstacle in preview.first])


def change(verb: str, label: str, unit: OrgUnit, fields: dict[str, list[str]], basis: str = "") -> Change:
    """What the trail says was done to a unit; `basis` is the number of the decision it rests on."""
    return Change(verb, label, subject_of(unit), unit.name, basis, fields)
