"""What a step leaves behind, written with few constant statements for one record or for hundreds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils import timezone

from permissions.actor import SYSTEM, Actor
from permissions.roles import Right
from workflows.engine import audit, bulk, notices, routes
from workflows.engine.arrows import Arrow
from workflows.engine.asked import Asked
from workflows.engine.flow import Opening, ProcessFlow
from workflows.engine.models import AuditEntry, Counter, Process, Task

CHUNK = 500
URGE, TRANSFER, CLAIM, GIVE_BACK, REMARK, ASK, SIGN, COPY, READ = (
    "urge", "transfer", "claim", "give_back", "remark", "ask", "countersign", "copy", "mark_read",
)  # fmt: skip
NOTES = frozenset({URGE, TRANSFER, CLAIM, GIVE_BACK, REMARK, ASK, SIGN, COPY, READ})
"""Notes that are no steps: who may take back the last step still may after them."""
POST = 120
"""Characters of a post that the trail keeps."""


@dataclass
class Step:
    """One record's way through one arrow."""

    record: Any
    task: Task
    arrow: Arrow
    source: str
    passed: list[tuple[str, str, str]] = field(default_factory=list)
    opening: Opening = field(default_factory=lambda: Opening(""))

    def __post_init__(self) -> None:
        self.locked = dict(vars(self.record))

    def changed(self) -> set[str]:
        """Fields set since the record was locked. A value changed in place does not count: arrows set whole values."""
        now = vars(self.record)
        return {f.name for f in self.record._meta.concrete_fields if now[f.attname] is not self.locked[f.attname]}


def write(steps: Sequence[Step], flow: type[ProcessFlow], asked: Asked, known: routes.Map) -> None:
    """Write records, audit entries, settled and opened desks, and notices, in that order."""
    entries = [entry for step in steps for entry in _entries(step, asked, known)]
    opened = [_desks(step, asked) for step in steps]
    _save_records(steps)
    AuditEntry.objects.bulk_create(entries)
    _save_settled([step.task for step in steps], asked)
    Task.objects.bulk_create(opened)
    _save_processes([task.process for task in opened if task.process.finished])
    notices.of_steps(steps, asked.by, known)


def _entries(step: Step, asked: Asked, known: routes.Map) -> list[AuditEntry]:
    """What a person did, and the stages passed on after it; who stood in for a unit says for which."""
    record, by, via = step.record, asked.by, asked.via
    target = step.passed[0][0] if step.passed else record.state
    facts = {"snapshot": record.snapshot(), "to": asked.data.get("to"), "via": via.process_id if via else None}
    main = _entry(by, asked.verb, step.arrow.done, step.source, target, record.lap, asked.comment)
    main.task_id = step.task.pk
    if step.task.right == Right.STAND_IN and by.user is not None:
        main.post = f"代{known.standing.paths[record.unit_id][0].name}：{by.post}"[:POST]
        facts["for"] = record.unit_id
    main.data = {key: value for key, value in facts.items() if value is not None}
    entries = [main]
    for source, passed_to, reason in step.passed:
        entries.append(_entry(SYSTEM, "pass_on", "越过", source, passed_to, record.lap, reason))
    return [audit.chain(record, entry) for entry in entries]


def _entry(by: Actor, verb: str, label: str, source: str, target: str, lap: int, comment: str) -> AuditEntry:
    actor, appointment = by.keys
    return AuditEntry(
        at=timezone.now(),
        actor_id=actor,
        appointment_id=appointment,
        actor_name=by.name,
        post=by.post,
        verb=verb,
        label=label,
        source=source,
        target=target,
        lap=lap,
        comment=comment.strip(),
    )


def note(record: Any, by: Actor, verb: str, label: str, comment: str) -> None:
    """Put an entry on the trail of a locked record that stays where it is: what was done to one of its members."""
    entry = audit.chain(record, _entry(by, verb, label, record.state, record.state, record.lap, comment))
    entry.save()
    record.save(update_fields=["audit_seq", "audit_head"])


def note_many(records: Sequence[Any], by: Actor, verb: str, label: str, comments: Mapping[int, str] | str = "") -> None:
    """As `note`, on many locked records of one kind; the comment is the same for all, or each one's own by its key.

    Two statements for 500 records.
    """
    said = {record.pk: comments for record in records} if isinstance(comments, str) else comments
    entries = [
        audit.chain(record, _entry(by, verb, label, record.state, record.state, record.lap, said[record.pk]))
        for record in records
    ]
    AuditEntry.objects.bulk_create(entries, batch_size=CHUNK)
    if records:
        type(records[0])._default_manager.bulk_update(records, ["audit_seq", "audit_head"], batch_size=CHUNK)


def _desks(step: Step, asked: Asked) -> Task:
    """Settle the desk the record leaves and build the one it comes to."""
    activation = step.task.flow_task.activation_class(step.task)
    activation.settle(asked.by.user, asked.verb)
    activation.opening = step.opening
    (following,) = activation.create_next()
    task: Task = following.task
    return task


def _save_records(steps: Sequence[Step]) -> None:
    fields = set[str]().union(*(step.changed() for step in steps))
    records = [step.record for step in steps]
    if len(records) == 1:
        records[0].save(update_fields=fields)
    else:
        type(records[0])._default_manager.bulk_update(records, sorted(fields))


def _save_settled(tasks: Sequence[Task], asked: Asked) -> None:
    first = tasks[0]
    Task.objects.filter(pk__in=[task.pk for task in tasks]).update(
        status=first.status,
        owner=asked.by.user,
        verb=asked.verb,
        unattended=False,
        started=first.started,
        finished=first.finished,
    )


def _save_processes(processes: Sequence[Process]) -> None:
    if processes:
        Process.objects.filter(pk__in=[process.pk for process in processes]).update(
            status=processes[0].status, finished=processes[0].finished
        )


def number(records: Sequence[Any], flow: type[ProcessFlow], by: Actor, known: routes.Map) -> None:
    """Create the processes of new records, each with the next number of its series: XJ-2026-0001."""
    prefix = records[0].PREFIX
    year = known.rounds[records[0].round_id].year
    Counter.objects.get_or_create(prefix=prefix, year=year)
    Counter.objects.filter(prefix=prefix, year=year).update(last=F("last") + len(records))
    last = Counter.objects.get(prefix=prefix, year=year).last
    processes = [
        Process(
            flow_class=flow,
            number=f"{prefix}-{year}-{last - len(records) + 1 + index:04d}",
            title=record.title(),
            unit_id=record.unit_id,
            starter_id=by.user_id,
        )
        for index, record in enumerate(records)
    ]
    bulk.insert(processes)
    for record, process in zip(records, processes, strict=True):
        record.process = process


def create(
    records: Sequence[Any], flow: type[ProcessFlow], by: Actor, known: routes.Map, comment: str, *, quiet: bool = False
) -> None:
    """Write new records with their first audit entries and first desks, and tell who holds those unless `quiet`."""
    tasks = []
    entries = []
    begin = flow.begin_activation(records[0].process)  # it leaves no task, so one begins them all
    for record in records:
        entry = _entry(by, "open", "发起", "", record.state, record.lap, comment)
        entry.data = {"snapshot": record.snapshot()}
        entries.append(audit.chain(record, entry))
        begin.process = record.process
        record.submitted_for = by.principal if record.submitter_id else None
        begin.opening = routes.opening(flow, record, known, sender=by.user_id)
        (following,) = begin.create_next()
        tasks.append(following.task)
    for rows in (records, entries, tasks):
        bulk.insert(rows)
    if not quiet:
        notices.of_openings(tasks, known)
