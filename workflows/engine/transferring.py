"""转办、认领、退还转办: an open desk becomes one person's, and everybody's again. The record stays where it is.

The desk keeps its unit and right; its owner alone may act on it, until he gives it back, his right ends, or it is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from permissions import access, accounts
from permissions.actor import SYSTEM, Actor
from permissions.models import Appointment, Grant, GrantQuerySet, OrgClosure, User
from permissions.roles import Right
from workflows.engine import notices, registry, routes, writing
from workflows.engine.asked import Seen
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Notice, Record, Task

LEADING = (Right.DECIDE, Right.SUPERVISE)
"""What makes a superior: whoever holds one of these on the desk's unit or above it."""
PARTLY = "您的职务只能填写材料，不能报送或者决定这一环节，不能转办或认领；可以照常填写。"
NAMED = "这一项指定本人办理，不能转办。"


@dataclass(frozen=True)
class _Place:
    """A locked record with its open desk and who stands where."""

    record: Any
    task: Task
    flow: type[ProcessFlow]
    known: routes.Map


@transaction.atomic
def transfer(record: Record, to: int, *, by: Actor, seen: Seen, comment: str) -> User:
    """转办: hand the open desk over to one named person (key) who holds its right too; only he has it from then on.

    Raises Incomplete without a reason, Refused for a person who does not fit, NotAllowed, Stale. 依据: domain 6.2.
    """
    if not comment.strip():
        raise Incomplete(["“转办”须写明原因。"])
    place = find(record, seen)
    _check_holder(place, by)
    chosen = next((user for user in candidates(place.record, place.task, by) if user.pk == to), None)
    if chosen is None:
        raise Refused("只能转办给现在能办理这一环节的其他同志，请重新选择。")
    _own(place, chosen, by, writing.TRANSFER, "转办", f"转给{chosen}。{comment.strip()}")
    _tell(place, [chosen.pk], by, f"{by.name}转办给您：{place.task.process.title}，{comment.strip()}")
    return chosen


@transaction.atomic
def claim(record: Record, *, by: Actor, seen: Seen) -> None:
    """认领: take a desk that several could act on; only the actor has it from then on. Raises as `transfer`."""
    place = find(record, seen)
    _check_holder(place, by)
    if place.task.owner_id is not None:
        raise Refused("该事项已由您办理，不用再认领。")
    assert by.user is not None  # noqa: S101 - the system holds no desk
    _own(place, by.user, by, writing.CLAIM, "认领", "")


@transaction.atomic
def give_back(record: Record, *, by: Actor, seen: Seen, comment: str = "") -> None:
    """退还转办: the desk is again open to all who hold its right; by its owner, or by a superior of the desk's unit.

    A superior decides (签批) or supervises (督办) there or above. Raises NotAllowed, Refused, Stale.
    """
    place = find(record, seen)
    owner = place.task.owner_id
    if owner is None:
        raise Refused("该事项没有转办，也没有认领，不用退还。")
    if by.user_id != owner and not _superior(place, by):
        raise NotAllowed("只有接办人本人，或者本组织和上级组织中签批、督办的人，可以退还转办。")
    _own(place, None, by, writing.GIVE_BACK, "退还转办", comment)
    able = place.known.standing.holders(place.task.unit_id, place.task.right)
    _tell(place, able, by, f"{place.task.process.title}已退还转办，现由您所在组织办理。")


def find(record: Record, seen: Seen) -> _Place:
    """Lock the record, then read its open desk. Raises Stale when it moved, Refused where it is one person's own."""
    model = type(record)
    rows = model._default_manager.select_for_update(no_key=True, of=("self",)).select_related("round")
    locked = rows.defer("round__scheme").get(pk=record.pk)
    task = Task.objects.filter(process=locked.process_id, finished__isnull=True).select_related("process").first()
    if task is None or (task.pk, locked.version) != (seen.task, seen.version):
        raise Stale("该事项已离开这一环节，或材料已更新，没有办理，请重新查看。")
    flow = registry.flow_of(model)
    if locked.NAMED:
        raise Refused(NAMED)
    if why := flow.why_called_off(locked):
        raise Refused(why)
    return _Place(locked, task, flow, routes.survey(flow, [locked], [task]))


def _check_holder(place: _Place, by: Actor) -> None:
    task = place.task
    if not task.right or not place.known.standing.allows(by, task.right, task.unit_id):
        raise NotAllowed(f"{by.post or by.name}现在不能办理这一环节，不能转办或认领。")
    if not all(by.user_id in place.known.standing.holders(task.unit_id, right) for right in place.flow.rights_of(task)):
        raise NotAllowed(PARTLY)
    if task.owner_id not in (None, by.user_id):
        raise NotAllowed(f"该事项已转办给{task.owner}，须先由其本人或上级退还。")
    if why := place.flow.why_closed(place.record, task.flow_task, by):
        raise NotAllowed(why)


def _superior(place: _Place, by: Actor) -> bool:
    above = place.known.standing.paths.get(place.task.unit_id or 0, ())
    return any(place.known.standing.allows(by, right, unit.id) for unit in above for right in LEADING)


def _own(place: _Place, owner: User | None, by: Actor, verb: str, label: str, comment: str) -> None:
    Task.objects.filter(pk=place.task.pk).update(owner=owner)
    writing.note(place.record, by, verb, label, comment)


def _tell(place: _Place, users: Sequence[int], by: Actor, text: str) -> None:
    told = [user for user in users if user != by.user_id]
    Notice.objects.bulk_create(notices.tell(told, place.task.process, text, Notice.Kind.TODO))


def candidates(record: Record, task: Task, by: Actor) -> list[User]:
    """Who else may settle an open desk today, delegates included, and need not stand aside. One statement.

    He holds every right that the way forward asks for; neither is the record his own, nor did he submit it.
    """
    flow = registry.flow_of(type(record))
    held = Grant.objects.in_force().filter(content_object=task.unit_id, process__in=("", task.kind))
    posts = Appointment.every.filter(accounts.in_use("user__"), pk__in=_with(held, task.right).values("appointment"))
    for right in sorted(flow.rights_of(task) - {task.right}):
        posts = posts.filter(user__in=_with(held, right).values("user"))
    rows = posts.exclude(user=by.user).select_related("user__person", "principal__person")
    rows = rows.order_by("user__person__name", "pk")
    free = [post.user for post in rows if not flow.why_closed(record, task.flow_task, Actor(post.user, post))]
    return list(dict.fromkeys(free))


def _with(held: GrantQuerySet, right: str) -> GrantQuerySet:
    found: GrantQuerySet = held.filter(right=right)
    return found


def superior_posts(posts: Sequence[Appointment], task: Task) -> list[Appointment]:
    """Of one's posts, those of a superior who may give a desk back for its owner. One statement."""
    leading = [post for post in posts if any(access.brings(post, right, task.kind) for right in LEADING)]
    if not leading:
        return []
    above = set(OrgClosure.objects.filter(descendant=task.unit_id).values_list("ancestor", flat=True))
    return [post for post in leading if post.unit_id in above]


def free_gone() -> int:
    """Give back the desks whose owner no longer holds their right: his post or delegation ended. Returns how many."""
    mine = Grant.objects.in_force().filter(
        Q(process="") | Q(process=OuterRef("kind")),
        user=OuterRef("owner"), user__is_active=True, content_object=OuterRef("unit"), right=OuterRef("right"),
    )  # fmt: skip
    owned = Task.objects.filter(finished__isnull=True, owner__isnull=False).exclude(right="")
    tasks = owned.filter(~Exists(mine)).select_related("process").order_by("pk")
    return sum(_free(task) for task in tasks if not task.process.flow_class.model.NAMED)


@transaction.atomic
def _free(task: Task) -> bool:
    model = task.process.flow_class.model
    rows = model._default_manager.select_for_update(no_key=True, skip_locked=True, of=("self",))
    record = rows.filter(process=task.process_id).first()
    still = Task.objects.filter(pk=task.pk, finished__isnull=True, owner=task.owner_id)
    if record is None or not still.update(owner=None):
        return False
    writing.note(record, SYSTEM, writing.GIVE_BACK, "退还转办", f"{task.owner}已不能办理这一环节，事项退还其组织。")
    return True
