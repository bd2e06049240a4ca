"""Lists of people taken out of the system: the ledger keeps who took which, and when."""

from permissions.actor import Actor
from workflows.engine import ledger
from workflows.engine.errors import NotAllowed
from workflows.engine.ledger import Change, subject_of


def taken(what: str, *, by: Actor) -> None:
    """Enter that the actor takes a list of his own unit and below along. Raises NotAllowed without a post."""
    if by.appointment is None:
        raise NotAllowed("没有任职，不能导出。")
    unit = by.appointment.unit
    ledger.enter([Change("export", "导出名册", subject_of(unit), unit.name, what)], by=by)
