"""In-app notices, written in the transaction of the step that causes them, so that a rollback leaves none."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import timezone

from permissions.actor import Actor
from workflows.engine.models import Notice, Process, Task

if TYPE_CHECKING:
    from workflows.engine.routes import Map
    from workflows.engine.writing import Step


def of_steps(steps: "Sequence[Step]", by: Actor, known: "Map") -> None:
    """Tell the next desk's holders that something came, and the submitter how it ended. One statement."""
    made: list[Notice] = []
    for step in steps:
        process = step.task.process
        opening = step.opening
        if opening.right and opening.unit_id:
            text = f"{process.title}{step.arrow.done}，等您办理。"
            able = known.standing.holders(opening.unit_id, opening.right)
            made += _to([opening.owner_id] if opening.owner_id else able, by, process, text)
        elif process.finished and step.record.submitter_id:
            text = f"{process.title}已办结：{step.record.get_state_display()}。"
            made += _to([step.record.submitter_id], by, process, text)
    if made:
        Notice.objects.bulk_create(made)


def of_openings(tasks: Sequence[Task], known: "Map") -> None:
    """Tell the first desks' holders. One statement."""
    made: list[Notice] = []
    for task in tasks:
        if task.right and task.unit_id:
            users = [task.owner_id] if task.owner_id else known.standing.holders(task.unit_id, task.right)
            made += _to(users, None, task.process, f"新到待办：{task.process.title}。")
    if made:
        Notice.objects.bulk_create(made)


def tell(users: Sequence[int], process: Process | None, text: str) -> list[Notice]:
    """Unsaved notices of one thing to several people; of a record, or of the organisation (None)."""
    return _to(users, None, process, text)


def _to(users: Sequence[int], by: Actor | None, process: Process | None, text: str) -> list[Notice]:
    now = timezone.now()
    return [
        Notice(user_id=user, process=process, text=text[:240], at=now)
        for user in dict.fromkeys(users)
        if by is None or user != by.user_id
    ]
