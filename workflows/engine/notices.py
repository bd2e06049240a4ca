"""In-app notices, written in the transaction of the step that causes them, so that a rollback leaves none."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import timezone

from permissions.actor import Actor
from workflows.engine.models import Notice, Process, Task

if TYPE_CHECKING:
    from workflows.engine.routes import Map
    from workflows.engine.writing import Step

Kind = Notice.Kind


def of_steps(steps: "Sequence[Step]", by: Actor, known: "Map") -> None:
    """Tell the next desk's holders that something came, the submitter how it ended, and whoever a step was taken for.

    One statement.
    """
    made: list[Notice] = []
    for step in steps:
        process = step.task.process
        opening = step.opening
        if opening.right and opening.unit_id:
            text = f"{process.title}{step.arrow.done}，等您办理。"
            made += _to_desk(opening.unit_id, opening.right, opening.owner_id, by, process, text, known)
        elif process.finished and step.record.submitter_id:
            text = f"{process.title}已办结：{step.record.get_state_display()}。"
            made += _to([step.record.submitter_id], by, process, text, Kind.RESULT)
        if by.principal is not None and by.user is not None:
            text = f"{by.user}代您办理：{process.title}{step.arrow.done}。"
            made += _to([by.principal.pk], by, process, text, Kind.RESULT)
    if made:
        Notice.objects.bulk_create(made)


def of_openings(tasks: Sequence[Task], known: "Map") -> None:
    """Tell the first desks' holders. One statement."""
    made: list[Notice] = []
    for task in tasks:
        if task.right and task.unit_id:
            text = f"新到待办：{task.process.title}。"
            made += _to_desk(task.unit_id, task.right, task.owner_id, None, task.process, text, known)
    if made:
        Notice.objects.bulk_create(made)


def _to_desk(
    unit: int, right: str, owner: int | None, by: Actor | None, process: Process, text: str, known: "Map"
) -> list[Notice]:
    """To the one person of a desk, else to all its holders; who holds it by delegation alone reads so."""
    if owner:
        return _to([owner], by, process, text, Kind.TODO)
    own = known.standing.own(unit, right)
    others = [user for user in known.standing.holders(unit, right) if user not in own]
    delegated = text.replace("。", "（受委托）。")
    return _to(own, by, process, text, Kind.TODO) + _to(others, by, process, delegated, Kind.TODO)


def tell(users: Sequence[int], process: Process | None, text: str, kind: Notice.Kind = Kind.OTHER) -> list[Notice]:
    """Unsaved notices of one thing to several people; of a record, or of the organisation (None).

    `kind`: what a person chooses by whether it goes to him by mail, too.
    """
    return _to(users, None, process, text, kind)


def _to(users: Sequence[int], by: Actor | None, process: Process | None, text: str, kind: Notice.Kind) -> list[Notice]:
    now = timezone.now()
    return [
        Notice(user_id=user, process=process, kind=kind, text=text[:240], at=now)
        for user in dict.fromkeys(users)
        if by is None or user != by.user_id
    ]
