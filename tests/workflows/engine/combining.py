"""The rows of the table of combinations at one desk.

A row is tried beside the same steps without anybody asked: what waits must be refused in words, all else must come to
the same, and nothing may disagree afterwards that would not without it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone

from permissions.actor import SYSTEM, Actor
from permissions.models import Appointment, Grant
from tests.workflows.engine.combinations import Row, verb_of
from tests.workflows.engine.preparing import PREPARE, colleague, fresh, given
from workflows.engine import audit, consistency, decisions, signing, signing_people, transferring
from workflows.engine.errors import DISAGREED, WAITS, Refused
from workflows.engine.models import AuditEntry, Round, Signature, Signing, Task
from workflows.engine.record_page import History
from workflows.engine.registry import flow_of
from workflows.engine.signing_rules import Mode
from workflows.engine.transitions import fire, seen_of
from workflows.organisation.actions.delegations import DelegationInput, delegate

ASKED = {Mode.ALL: 2, Mode.ANY: 2, Mode.HALF: 3, Mode.TWO_THIRDS: 3}
SAID = {Mode.ALL: ("agree", "agree"), Mode.ANY: ("agree",), Mode.HALF: ("agree",) * 2, Mode.TWO_THIRDS: ("agree",) * 2}
"""How many are asked, and what is enough."""
WHY = "按规定办理。"
THEN = " then "
Came = tuple[str, list[str]]
"""Where a record came to, or the sentence of a refusal; and what disagrees then."""


def try_rows(record: Any, rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """Take the steps of one desk's rows with and without asking, those that ask alike together.

    Gives of each what became of it in a word, and what is wrong with that.
    """
    rows = list(rows)
    plain = _come(record, {row.alone() for row in rows})
    for row, came in plain.items():
        if came[0].endswith("。"):
            yield "refused alone", f"{row}: {came[0]}"
    for row, came in _come(record, set(rows)).items():
        yield _judged(row, came, plain[row.alone()])


def _judged(row: Row, came: Came, plain: Came) -> tuple[str, str]:
    (found, wrong), due = came, _due(row, plain[0])
    extra = sorted(set(wrong) - set(plain[1]))
    problem = "" if found == due and not extra else f"{row}: {found}, should be {due}; {extra}"
    return "waits" if found.endswith((WAITS, DISAGREED)) else "moved", problem


def _due(row: Row, plain: str) -> str:
    """What a row should come to: what waits is refused, after 转办 too, and all else comes to the same as alone."""
    if row.mode == "none" or row.heard == "agreed" or row.kind in ("back", "withdraw", "system"):
        return plain
    before = f"{plain.split(THEN)[0]}{THEN}" if row.kind in ("transfer", "delegate") else ""
    return before + (WAITS if row.heard == "open" else DISAGREED)


def _come(record: Any, rows: set[Row]) -> dict[Row, Came]:
    """What each row comes to, and what disagrees then. All is undone; what rows have in common is done once."""
    found: dict[Row, Came] = {}
    ordered = sorted(rows, key=lambda row: (row.asking(), str(row)))
    for _, alike in groupby(ordered, key=lambda row: (row.asking(), _preparing(record, row))):
        group = list(alike)
        with undone():
            made = _heard(record, group[0])
            for row in group:
                with undone():
                    Round.objects.filter(pk=record.round_id).update(resume=row.resume)
                    steps = _steps(fresh(record), row, made)
                    found[row] = steps, [*consistency.disagreements(), *audit.verify(), *_left_open()]
    return found


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done here is undone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _preparing(record: Any, row: Row) -> str:
    """Which preparation a row needs at its desk, by name; empty where it needs none."""
    verb = verb_of(flow_of(type(record)), record.state, row.kind, record)
    return name if (name := f"{row.desk} {verb}") in PREPARE else ""


def _heard(record: Any, row: Row) -> Signing | None:
    """Do what a row needs first, ask as it says, and hear those who were asked."""
    if name := _preparing(record, row):
        PREPARE[name](fresh(record), holder(record, name.split()[-1]))
    made = _ask(fresh(record), row) if row.mode != "none" else None
    if made and row.heard != "open":
        _answer(made, row)
    if made and row.kind == "remove":
        waiting = list(made.signatures.order_by("pk").values_list("pk", flat=True))[1:]
        signing.remove(made, waiting, by=holder(record))
    return made


def _steps(record: Any, row: Row, made: Signing | None) -> str:
    verb = verb_of(flow_of(type(record)), record.state, row.kind, record)
    assert verb is not None
    if made and row.kind == "chosen":
        signing.carry_out.func(made.pk)
        return _where(fresh(record)) if fresh(record).state != record.state else _handed_back(record)
    if row.kind in ("transfer", "delegate"):
        by = (_transferred if row.kind == "transfer" else _delegated)(record)
        return f"{_where(fresh(record))}{THEN}{_take(fresh(record), verb, row.kind, by)}"
    found = _take(record, verb, row.kind)
    return found + (f"{THEN}{_resubmit(fresh(record))}" if row.again else "")


def _transferred(record: Any) -> Actor:
    """Its holder hands the desk over to a new colleague, who acts from then on."""
    by = holder(record)
    user = colleague(by, with_post=True)
    transferring.transfer(record, user.pk, by=by, seen=seen_of(record), comment=WHY)
    return Actor(user, Appointment.objects.select_related("unit").get(user=user))


def _delegated(record: Any) -> Actor:
    """Its holder lets a new colleague act in his post."""
    by = holder(record)
    user, today = colleague(by, with_post=False), timezone.localdate()
    assert by.appointment is not None
    made = delegate(by.appointment, DelegationInput(user, today, today, "出差"), by=by)
    return Actor(user, Appointment.every.select_related("unit", "principal__person").get(pk=made.pk))


def _handed_back(record: Any) -> str:
    entry = AuditEntry.objects.filter(process=record.process_id).order_by("-seq")[0]
    return str(entry.comment)


def _where(record: Any) -> str:
    desk = Task.objects.filter(process=record.process_id, finished__isnull=True).values_list("flow_task", flat=True)
    return f"{record.state} {[task.state for task in desk]} {record.resume_at}"


def _take(record: Any, verb: str, kind: str, by: Actor | None = None) -> str:
    """Take a verb as this person or whoever may; where the record is then, or the sentence of the refusal."""
    flow, seen = flow_of(type(record)), seen_of(record)
    more: dict[str, Any] = {"comment": WHY} | given(f"{flow.__name__} {verb}", record)
    if kind == "back" and (targets := decisions.targets(flow, record, History(record))):
        more["to"] = targets[-1]["value"]
    try:
        with transaction.atomic():
            if kind == "system":
                fire(record, verb, by=SYSTEM, seen=None, comment=WHY)
            else:
                by = by or (_sender(record) if kind == "withdraw" else holder(record, verb))
                flow.actions[verb](record, by=by, seen=seen, **more)
    except Refused as refused:
        return refused.message if refused.message.endswith("。") else f"{refused.message}。"
    return _where(fresh(record))


def _resubmit(record: Any) -> str:
    """Send what came back on again, by its first way forward."""
    flow = flow_of(type(record))
    verb = verb_of(flow, record.state, "forward", record)
    if verb is None:
        return "办结"
    if prepare := PREPARE.get(f"{flow.__name__} {record.state} {verb}"):
        prepare(record, holder(record, verb))
    return _take(fresh(record), verb, "forward")


def holder(record: Any, verb: str = "") -> Actor:
    """Somebody who may act at the open desk, or take this verb there; whoever submitted the record comes last."""
    task = Task.objects.get(process=record.process_id, finished__isnull=True)
    arrow = flow_of(type(record)).arrow(record.state, verb)
    right = arrow.needs(task.right) if arrow else task.right
    grants = Grant.objects.in_force().filter(content_object=task.unit_id, right=right)
    rows = grants.select_related("user__person", "appointment__unit").order_by("pk")
    grant = min(rows, key=lambda row: (row.user_id == record.submitter_id, row.pk), default=None)
    return Actor(grant.user, grant.appointment) if grant else SYSTEM


def _sender(record: Any) -> Actor:
    rows = AuditEntry.objects.filter(process=record.process_id, actor__isnull=False)
    rows = rows.exclude(verb__in=("ask", "countersign"))
    last = rows.order_by("-seq").select_related("actor__person", "appointment__unit")[0]
    return Actor(last.actor, last.appointment)


def _ask(record: Any, row: Row) -> Signing:
    flow = flow_of(type(record))
    verb = (verb_of(flow, record.state, "chosen", record) or "") if row.position == "after" else ""
    mode, by = Mode(row.mode), holder(record, verb)
    posts = [post for post in signing_people.able(record) if not signing.unfit(record, [post], by)]
    people: dict[int, Appointment] = {post.user_id: post for post in posts}
    asked = list(people.values())[: ASKED[mode]]
    assert len(asked) == ASKED[mode]
    request = signing.Request(asked, "请提意见。", timezone.localdate(), mode, verb, WHY if verb else "")
    return signing.ask(record, request, by=by, seen=seen_of(record))


def _answer(made: Signing, row: Row) -> None:
    """Enough agree, or nobody does; where the others will be removed, only the first has spoken."""
    mode = Mode(row.mode)
    said = SAID[mode] if row.heard == "agreed" else ("disagree", *["abstain"] * (ASKED[mode] - 1))
    rows = Signature.objects.filter(signing=made).select_related("signer__person", "post__unit").order_by("pk")
    for signature, verb in zip(list(rows), said[:1] if row.kind == "remove" else said, strict=False):
        actor = Actor(signature.signer, signature.post)
        getattr(signing, verb)(fresh(signature), by=actor, seen=seen_of(signature), comment=WHY)


def _left_open() -> Iterator[str]:
    """Children that are open below a desk that was left."""
    for row in Signature.objects.filter(state="asked").select_related("signing__task"):
        if row.signing.task.finished is not None:
            yield f"{row.pk} is asked at a desk that was left"
