"""Who takes part in a record: whoever may act at its open desk, and whoever settled one of its desks."""

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Q
from django.http import HttpRequest

from permissions import access
from permissions.actor import Actor
from workflows.engine import decisions
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Record, Task
from workflows.engine.registry import flow_of

if TYPE_CHECKING:
    from workflows.engine.record_page import History


def acts_or_acted(record: Record, by: Actor) -> bool:
    """Whether the person may act at the open desk in this post, or settled a desk of the record. One statement."""
    settled = Q(finished__isnull=False, owner=by.user_id)
    return bool(Task.objects.filter(process=record.process_id).filter(_open_to(record, by) | settled).exists())


def acts(record: Record, by: Actor) -> bool:
    """Whether the person may act at the open desk in this post. One statement."""
    return bool(Task.objects.filter(process=record.process_id).filter(_open_to(record, by)).exists())


def _open_to(record: Record, by: Actor) -> Q:
    holds = access.holds(by, OuterRef("right"), OuterRef("unit"), flow_of(type(record)).key)
    return Q(finished__isnull=True) & (Q(owner__isnull=True) | Q(owner=by.user_id)) & Q(holds)


def actor(flow: type[ProcessFlow], history: "History", request: HttpRequest) -> Actor | None:
    """The person in the post that counts on this record, as far as the page knows; None who takes no part in it.

    No statement.
    """
    user, task = request.user.pk, history.open
    if task is not None and task.right and task.owner_id in (None, user):
        posts = decisions.capacities(request, task.right, task.unit_id, flow.key)
        if posts:
            return decisions.acting(request, posts[0])
    chosen: Actor = request.actor  # type: ignore[attr-defined]
    return chosen if any(task.owner_id == user and task.finished for task in history.tasks) else None
