"""The three doors through which state is made and changed: `open_many`, `fire`, `fire_many`.

One transaction each: lock the rows alone, then read what is needed in few statements, check, move, and write the
record, its audit entry, the settled desk, the next one and the notices. Pages, batches, sheets, timers and tests all
come through here, and one record is a batch of one, so that single and bulk leave the same rows.

Lock order, written once: list → parent → records by key → quotas by key → audit. What is asked of others (会签) is
below the record it is asked about: whoever signs locks that record first, then its signatures by key.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from permissions.actor import SYSTEM, Actor
from workflows.engine import routes, writing
from workflows.engine.arrows import Doer, arrow_of, open_to
from workflows.engine.asked import Asked, Seen
from workflows.engine.errors import DISAGREED, OTHERS, OWN, WAITS, Incomplete, NotAllowed, Refused, Stale
from workflows.engine.flow import Desk, ProcessFlow
from workflows.engine.last_steps import already_done, check_sender, sender_entry, what_happened
from workflows.engine.models import Record, Signature, Signing, Submission, Task
from workflows.engine.registry import flow_of
from workflows.engine.writing import Step

__all__ = ["Seen", "fire", "fire_many", "hold", "open_many", "seen_of"]

R = TypeVar("R", bound=Record)
READ = (
    "process", "flow_task", "token", "status", "unit", "right", "owner",
    "process__flow_class", "process__title", "process__finished",
)  # fmt: skip
"""What a step reads of an open desk and its process; any other column costs it a statement."""
UNREAD = ("round__scheme", "round__checkup", "round__scope")
"""What no step reads of a round: the bulk of it."""


def seen_of(record: Record) -> Seen:
    """What a page that shows the record now has seen. One statement."""
    task = Task.objects.filter(process=record.process_id, finished__isnull=True).values_list("pk", flat=True).first()
    return Seen(task or 0, record.version)


def fire(record: R, verb: str, *, by: Actor, seen: Seen | None, comment: str = "", **data: Any) -> R:
    """Take one arrow of a record, once, and return the record as it now is.

    `seen` is what the page showed (None: the system). `data` goes to the arrow. Raises Stale when the record has moved
    or changed meanwhile, NotAllowed when this person may not do it now in this capacity, Incomplete when something is
    lacking, Refused for the rest; nothing is written then. The same click twice is the same as once.
    """
    try:
        with transaction.atomic():
            return _carry([record], Asked(verb, by, seen, comment, data=data))[0]
    except Stale:
        if seen and (done := already_done(record, verb, by, seen)) is not None:
            return done
        raise


def fire_many(
    records: Sequence[R], verb: str, *, by: Actor, via: Submission | None = None, comment: str = "", **data: Any
) -> list[R]:
    """Take the same arrow of many records of one kind, all or none, in a constant number of statements.

    `via` is the list they travel in, locked by the caller. Raises as `fire`; the sentence names the record.
    """
    if not records:
        return []
    with transaction.atomic():
        return _carry(records, Asked(verb, by, None, comment, via, data))


def open_many(records: Sequence[R], *, by: Actor, comment: str = "", quiet: bool = False) -> list[R]:
    """Create records (unsaved, one kind, one round) with numbers, first desks and first audit entries, in bulk.

    `quiet`: the caller tells the first desks' holders once for all of them.
    """
    if not records:
        return []
    with transaction.atomic():
        flow = flow_of(type(records[0]))
        known = routes.survey(flow, records)
        writing.number(records, flow, by, known)
        writing.create(records, flow, by, known, comment, quiet=quiet)
        return list(records)


def _carry(records: Sequence[R], asked: Asked) -> list[R]:
    locked = _lock(records)
    flow = flow_of(type(records[0]))
    tasks = _open_tasks(locked)
    known = routes.survey(flow, locked, tasks.values())
    steps = [_admit(flow, record, tasks.get(record.process_id), asked, known) for record in locked]
    _check_needs(flow, locked, asked.verb)
    _direct(steps, flow, asked)
    for step in steps:
        _move(step, flow, asked, known)
    for step in steps:
        returned = step.arrow.back and step.arrow.doer != Doer.SENDER
        step.opening = routes.opening(flow, step.record, known, sender=asked.by.user_id, returned=returned)
    writing.write(steps, flow, asked, known)
    _let_go([step.task.pk for step in steps if step.task.signing == Signing.Status.OPEN])
    return [step.record for step in steps]


def _let_go(left: Sequence[int]) -> None:
    """What was asked of others at desks that were left is not needed any more; what they said stays."""
    if not left:
        return
    waiting = Signature.objects.filter(signing__task__in=left, state=Signature.State.ASKED)
    fire_many(list(waiting.order_by("pk")), "drop", by=SYSTEM, comment="事项已离开请您会签的环节。")
    open_ones = Signing.objects.filter(task__in=left, status=Signing.Status.OPEN)
    open_ones.update(status=Signing.Status.LEFT, closed_at=timezone.now())


def hold(record: R, *, by: Actor, seen: Seen | None = None) -> tuple[R, Task]:
    """Lock a record on whose desk this person may decide, and leave it where it is. Must run in a transaction.

    Raises Stale when it moved or changed since `seen`, NotAllowed when the desk is not this person's to decide on.
    """
    (locked,) = _lock([record])
    flow, tasks = flow_of(type(locked)), _open_tasks([locked])
    task, forward = tasks.get(locked.process_id), flow.way_forward(locked.state)
    if task is None or forward is None or (seen is not None and seen != Seen(task.pk, locked.version)):
        raise Stale(what_happened(locked))
    known = routes.survey(flow, [locked], [task])
    _check_doer(flow, Step(locked, task, forward, locked.state), Asked("", by), known)
    return locked, task


def _lock(records: Sequence[R]) -> list[R]:
    """Lock the rows alone, in key order: joined with anything, a waiter would read new state beside old desk.

    Only the round may come along: it is frozen when it opens, and the bulk of it stays behind.
    """
    model = type(records[0])
    rows = model._default_manager.select_for_update(no_key=True, of=("self",))
    rows = rows.filter(pk__in=[record.pk for record in records]).select_related("round").defer(*UNREAD)
    found = list(rows.order_by("pk") if len(records) > 1 else rows)
    if len(found) != len({record.pk for record in records}):
        raise Refused("事项已不存在。")
    return found


def _open_tasks(locked: Sequence[Record]) -> dict[int, Task]:
    """The open desks, by process, with what a step reads of them."""
    processes = [record.process_id for record in locked]
    tasks = Task.objects.filter(process__in=processes, finished__isnull=True).select_related("process")
    closing = Signing.objects.filter(task=OuterRef("pk"), status__in=Signing.CLOSES)
    rows = tasks.only(*READ).annotate(signing=Subquery(closing.values("status")[:1]))
    return {task.process_id: task for task in rows}


def _admit(flow: type[ProcessFlow], record: Record, task: Task | None, asked: Asked, known: routes.Map) -> Step:
    item, seen = flow.transition(record.state, asked.verb), asked.seen
    if task is None or item is None:
        raise Stale(what_happened(record))
    arrow = arrow_of(item)
    if seen is not None and (seen.task, seen.version) != (task.pk, record.version):
        raise Stale(what_happened(record))
    if seen is None and asked.by.user is not None and asked.via is None and arrow.doer != Doer.LIST:
        raise Refused("请先打开事项再办理。")
    if arrow.reason and not asked.comment.strip():
        raise Incomplete([f"“{arrow.label}”须写明原因。"])
    step = Step(record, task, arrow, record.state)
    _check_doer(flow, step, asked, known)
    if task.signing and arrow.waits:
        raise Refused(WAITS if task.signing == Signing.Status.OPEN else DISAGREED)
    if not open_to(item, record):
        raise Refused(f"“{arrow.label}”不适用于这一事项。")
    if asked.by.user is not None and (why := flow.why_called_off(record)):
        raise Refused(why)
    return step


def _check_doer(flow: type[ProcessFlow], step: Step, asked: Asked, known: routes.Map) -> None:
    record, task, arrow, by = step.record, step.task, step.arrow, asked.by
    if arrow.subject and asked.via is None and record.is_about(by):
        return
    if arrow.doer == Doer.SYSTEM and by.user is not None:
        raise NotAllowed("这一步由系统办理。")
    if arrow.doer == Doer.LIST and (asked.via is None or record.submission_id != asked.via.pk):
        raise NotAllowed("事项在呈报批中，随呈报批一并办理。")
    if arrow.doer == Doer.HOLDER and not known.standing.allows(by, arrow.needs(task.right), task.unit_id):
        raise NotAllowed(f"{by.post or by.name}不能在这一环节办理“{arrow.label}”，可能是任职已变动或身份选择有误。")
    if arrow.doer == Doer.HOLDER and record.NAMED and (record.named() != by.user_id or by.principal):
        raise NotAllowed(OTHERS)
    if arrow.doer == Doer.HOLDER and task.owner_id not in (None, by.user_id):
        raise NotAllowed(f"该事项已转办给{task.owner}，由其本人办理；需要改由他人办理的，请先退还转办。")
    if arrow.doer == Doer.HOLDER and (why := flow.why_aside(record, by)):
        raise NotAllowed(why)
    if arrow.doer == Doer.HOST and not known.standing.allows(by, arrow.right, record.host_id):
        raise NotAllowed(f"“{arrow.label}”由主办单位办理，您现在的身份不能办理。")
    if arrow.doer == Doer.SENDER:
        check_sender(flow, record, by)
    if arrow.own_forbidden and record.submitted_by(by):
        raise NotAllowed(OWN)


def _check_needs(flow: type[ProcessFlow], locked: Sequence[Record], verb: str) -> None:
    problems: list[str] = []
    for need in flow.needs.get(verb, ()):
        problems += need(locked).values()
    if problems:
        raise Incomplete(problems)


def _direct(steps: Sequence[Step], flow: type[ProcessFlow], asked: Asked) -> None:
    """Find the target of a withdrawal, or check that of a return: an earlier desk that each record has been on."""
    data = asked.data
    if steps[0].arrow.doer == Doer.SENDER:
        data["to"] = sender_entry(steps[0].record).source
    elif steps[0].arrow.back and "to" in data:
        desks = [desk for desk in flow.desks() if desk.state == data["to"]]
        processes = {step.record.process_id for step in steps}
        visited = Task.objects.filter(process__in=processes, flow_task__in=desks, finished__isnull=False)
        open_to = all(data["to"] in flow.targets(step.source, asked.verb) for step in steps)
        if not open_to or set(visited.values_list("process_id", flat=True)) != processes:
            raise Refused("只能退回到本事项经过的环节。")


def _move(step: Step, flow: type[ProcessFlow], asked: Asked, known: routes.Map) -> None:
    record = step.record
    record.__dict__["_door_open"] = True
    try:
        getattr(record, asked.verb)(**asked.data)
        if step.arrow.back:
            _turn_back(step, flow, known)
        else:
            if step.source == flow.first_state():
                record.submitter_id = asked.by.user_id or record.submitter_id
            if step.source == flow.first_state() or "submitter" in asked.data:
                record.submitted_for = asked.by.principal
            _go_on(step, flow, known)
    finally:
        del record.__dict__["_door_open"]


def _turn_back(step: Step, flow: type[ProcessFlow], known: routes.Map) -> None:
    record = step.record
    withdrawn = step.arrow.doer == Doer.SENDER
    direct = known.rounds[record.round_id].resume == "direct" and step.arrow.doer == Doer.HOLDER
    record.resume_at = step.source if direct and not withdrawn else ""
    record.lap += not withdrawn


def _go_on(step: Step, flow: type[ProcessFlow], known: routes.Map) -> None:
    """Pass on the stages that nobody needs to act on, and remember why."""
    record = step.record
    last = (step.task.unit_id, step.task.right)
    while isinstance(desk := flow.node_of(record.state), Desk):
        reason = routes.pass_reason(flow, record, desk, known, last)
        if reason is None:
            break
        source = record.state
        record.pass_on()
        step.passed.append((source, record.state, reason))
    if record.resume_at and flow.order(record.state) >= flow.order(record.resume_at):
        record.resume_at = ""
