"""Lists of people taken out of the system: the ledger keeps who took which, and when."""

from permissions.actor import Actor
from permissions.models import Appointment
from workflows.engine import ledger
from workflows.engine.errors import NotAllowed
from workflows.engine.ledger import Change, subject_of


def post_of(by: Actor) -> Appointment:
    """The post in which somebody takes a list. Raises NotAllowed without one."""
    if by.appointment is None:
        raise NotAllowed("没有任职，不能导出。")
    return by.appointment


def taken(what: str, *, by: Actor) -> None:
    """Enter that the actor takes a list of his own unit and below along. Raises NotAllowed without a post."""
    unit = post_of(by).unit
    ledger.enter([Change("export", "导出名册", subject_of(unit), unit.name, what)], by=by)
