"""加签: the holder of a desk asks others, they sign, and what they say opens the way forward again or keeps it closed.

Every verb locks the record that is asked about first and the signatures after it, by key, so that two last signatures
at once are taken one after the other, and each is noted on the trail of both.
"""

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from permissions.actor import SYSTEM, Actor
from permissions.models import Appointment
from permissions.roles import Right
from workflows.engine import last_steps, notices, signing_people, urging, writing
from workflows.engine.arrows import Arrow, arrow_of, open_to
from workflows.engine.errors import OWN, Incomplete, Refused, Stale
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Notice, Record, Signature, Signing, Task
from workflows.engine.registry import flow_of
from workflows.engine.signing_rules import Mode, outcome
from workflows.engine.transitions import Seen, fire, fire_many, hold, open_many

S, State = Signing.Status, Signature.State
DROPPED = "不再需要您会签："
MOST = 20
"""People asked at once."""


@dataclass(frozen=True)
class Request:
    """Whom the holder of a desk asks what, how many must agree, and until when.

    `verb` and `comment`: what he decides already, to be carried out once they agree; empty: he decides then.
    """

    signers: Sequence[Appointment]
    question: str
    due_on: date
    mode: Mode = Mode.ALL
    verb: str = ""
    comment: str = ""


# --- the holder asks -----------------------------------------------------------------------------------------------


@transaction.atomic
def ask(record: Record, request: Request, *, by: Actor, seen: Seen) -> Signing:
    """Ask people before the desk goes on; until they agreed, its holder can only send the record back.

    Raises as `hold`; Refused where nobody is asked at this desk, or somebody cannot be asked; Incomplete.
    """
    locked, desk = hold(record, by=by, seen=seen)
    if problem := closed_to(locked, desk):
        raise Refused(problem)
    _check_verb(flow_of(type(locked)), locked, desk, request)
    assert by.user is not None  # noqa: S101 - hold() lets people through
    assert by.appointment is not None  # noqa: S101
    signing = Signing.objects.create(
        process_id=locked.process_id, task=desk, mode=request.mode, question=request.question, due_on=request.due_on,
        verb=request.verb, comment=request.comment, version=locked.version,
        asked_by=by.user, post=by.appointment, asked_at=timezone.now(),
    )  # fmt: skip
    _open(signing, locked, request.signers, by)
    return signing


def closed_to(record: Record, desk: Task) -> str:
    """Why nobody can be asked at a desk, as a sentence; empty where its holder may ask."""
    if record.NAMED or desk.right not in (Right.REVIEW, Right.DECIDE):
        return "只有审核、签批环节可以请人会签。"
    if desk.signing:
        return "这一环节已经请人会签，先等会签结束，或者撤回以后再请。"
    return ""


def _check_verb(flow: type[ProcessFlow], record: Record, desk: Task, request: Request) -> None:
    if not request.verb:
        return
    arrow = dict(ready(flow, record, desk)).get(request.verb)
    if arrow is None:
        raise Refused("这一项不能等会签以后自动办理，请先请人会签，同意以后再办理。")
    if arrow.reason and not request.comment.strip():
        raise Incomplete([f"“{arrow.label}”须写明原因。"])


def ready(flow: type[ProcessFlow], record: Record, desk: Task) -> list[tuple[str, Arrow]]:
    """The verbs that can be chosen now and carried out later: they need no other right than the desk's, and no form."""
    able = [item for item in flow.transitions_from(record.state) if open_to(item, record)]
    found = [(item.name, arrow_of(item)) for item in able if item.name not in flow.forms]
    return [(verb, arrow) for verb, arrow in found if arrow.waits and arrow.needs(desk.right) == desk.right]


def _open(signing: Signing, host: Record, posts: Sequence[Appointment], by: Actor) -> None:
    """Open a signature for each, and note on the trail who is asked what."""
    if not posts:
        raise Incomplete(["请至少选一位会签人。"])
    if signing.signatures.exclude(state=State.CANCELLED).count() + len(posts) > MOST:
        raise Refused(f"一次最多请{MOST}人会签。")
    if problem := unfit(host, posts, by):
        raise Refused(problem)
    rows = [Signature(signing=signing, signer=post.user, post=post, unit=post.unit, round=host.round) for post in posts]
    open_many(rows, by=by)
    names = "、".join(f"{post.user}（{post}）" for post in posts)
    words = f"请{names}会签，{signing.get_mode_display()}：{signing.question}"
    writing.note(host, by, writing.ASK, "请人会签", words)


def unfit(host: Record, posts: Sequence[Appointment], by: Actor) -> str:
    """Why some of these cannot be asked about a record, as a sentence; empty when all can. Four statements at most."""
    able = set(signing_people.able(host).filter(pk__in=[post.pk for post in posts]).values_list("pk", flat=True))
    kept = signing_people.concerned(host, [post.user_id for post in posts])
    return next((why for post in posts if (why := _unfit(host, post, by, able, kept))), "")


def _unfit(host: Record, post: Appointment, by: Actor, able: Set[int], kept: Set[int]) -> str:
    aside = flow_of(type(host)).aside
    if post.user_id == by.user_id:
        return "不能请自己会签。"
    if post.user_id in host.submitters():
        return f"{post.user}是提交人：{OWN}"
    if post.user_id in kept:
        return f"不能请{post.user}会签：在这一事项所涉及的单位任职，而该单位不能查看这一事项。"
    if post.pk not in able:
        return f"不能请{post.user}会签：须有账号，在本工委所属组织任职，并且不是三员。"
    return f"不能请{post.user}会签：{why}" if aside and (why := aside(host, post.user)) else ""


@transaction.atomic
def add(signing: Signing, posts: Sequence[Appointment], *, by: Actor) -> None:
    """Ask more people while the others are being heard. Raises as `ask`."""
    host, fresh = _held(signing, by)
    asked = set(fresh.signatures.exclude(state=State.CANCELLED).values_list("signer_id", flat=True))
    for post in posts:
        if post.user_id in asked:
            raise Refused(f"已经请了{post.user}会签，不用重复请。")
    _open(fresh, host, posts, by)


@transaction.atomic
def remove(signing: Signing, signatures: Sequence[int], *, by: Actor) -> None:
    """Ask some no more (减签) who have said nothing yet; the others decide by the same rule.

    Raises as `hold`, Refused when nobody would be left.
    """
    host, fresh = _held(signing, by)
    rows = _locked(fresh)
    gone = [row for row in rows if row.pk in signatures and row.state == State.ASKED]
    left = [row for row in rows if row.state != State.CANCELLED and row not in gone]
    if not gone or not left:
        raise Refused("请选要减去的人，至少留下一人；都不请了，请撤回会签。")
    fire_many(gone, "drop", by=SYSTEM, comment="请您会签的人已减去这一签。")
    writing.note(host, by, writing.ASK, "减去会签人", "、".join(str(row.signer) for row in gone))
    _settle(fresh, host)


@transaction.atomic
def withdraw(signing: Signing, *, by: Actor, comment: str) -> Signing:
    """Take the request back, or go on though it was not agreed to; either way with the reason, on the trail.

    Raises as `hold`, Incomplete without a reason, Refused when the request is over.
    """
    if not comment.strip():
        raise Incomplete(["请写明撤回会签或者继续办理的原因。"])
    host, fresh = _held(signing, by, *Signing.CLOSES)
    overruled = fresh.status == S.REFUSED
    fire_many([row for row in _locked(fresh) if row.state == State.ASKED], "drop", by=SYSTEM, comment="会签已撤回。")
    _close(fresh, S.OVERRULED if overruled else S.WITHDRAWN)
    label = "会签未获同意，继续办理" if overruled else "撤回会签"
    writing.note(host, by, writing.ASK, label, comment)
    return fresh


@transaction.atomic
def urge(signing: Signing, *, by: Actor) -> int:
    """Remind those who have not signed, each once a day; returns how many. Raises as `hold`."""
    _, fresh = _held(signing, by)
    return urging.urge(Task.objects.filter(process__in=fresh.signatures.values("process")), by=by)


def _held(signing: Signing, by: Actor, *statuses: str) -> tuple[Any, Signing]:
    """The record, locked for who may decide on its desk, and the request as it is now; Refused when it is over."""
    model = signing.process.flow_class.model
    host, _ = hold(model._default_manager.get(process=signing.process_id), by=by)
    fresh = Signing.objects.select_related("process", "asked_by").get(pk=signing.pk)
    if fresh.status not in (statuses or (S.OPEN,)):
        raise Refused(f"这次会签已经结束（{fresh.get_status_display()}），请重新查看。")
    return host, fresh


def _locked(signing: Signing) -> list[Signature]:
    """The signatures of a request, locked by key; the record is locked before them."""
    rows = Signature.objects.select_for_update(no_key=True, of=("self",)).filter(signing=signing)
    return list(rows.select_related("signer__person").order_by("pk"))


# --- those who were asked ------------------------------------------------------------------------------------------


def agree(signature: Signature, *, by: Actor, seen: Seen, comment: str) -> Signature:
    """Sign: nothing stands against it."""
    return _sign(signature, "agree", by, seen, comment)


def abstain(signature: Signature, *, by: Actor, seen: Seen, comment: str) -> Signature:
    """Leave it to the others; it does not count as agreement."""
    return _sign(signature, "abstain", by, seen, comment)


def disagree(signature: Signature, *, by: Actor, seen: Seen, comment: str) -> Signature:
    """Sign against it, with the reason; the holder of the desk decides what follows."""
    return _sign(signature, "disagree", by, seen, comment)


@transaction.atomic
def _sign(signature: Signature, verb: str, by: Actor, seen: Seen, comment: str) -> Signature:
    signing = Signing.objects.select_related("process", "asked_by").get(pk=signature.signing_id)
    host = _host(signing)
    own = next(row for row in _locked(signing) if row.pk == signature.pk)
    waiting = own.state == State.ASKED
    if own.state == State.CANCELLED:
        raise Stale(f"{DROPPED}{last_steps.last_words(own)}")
    moved = fire(signature, verb, by=by, seen=seen, comment=comment)
    if waiting:
        writing.note(host, by, writing.SIGN, f"会签{moved.get_state_display()}", comment)
        _settle(signing, host)
    return moved


def _host(signing: Signing) -> Any:
    """The record that is asked about, locked."""
    rows = signing.process.flow_class.model._default_manager.select_for_update(no_key=True, of=("self",))
    return rows.get(process=signing.process_id)


def _settle(signing: Signing, host: Any) -> None:
    """End the asking once its outcome is certain, tell who asked, and have his choice carried out."""
    rows = list(signing.signatures.exclude(state=State.CANCELLED).order_by("pk"))
    waiting = [row for row in rows if row.state == State.ASKED]
    agreed = sum(row.state == State.AGREED for row in rows)
    found = outcome(Mode(signing.mode), agreed, len(waiting), len(rows))
    if found is None:
        return
    fire_many(waiting, "drop", by=SYSTEM, comment="会签已有结果。")
    _close(signing, S.AGREED if found else S.REFUSED)
    words = f"{signing.get_mode_display()}：请{len(rows)}人，{agreed}人同意。"
    writing.note(host, SYSTEM, writing.SIGN, signing.get_status_display(), words)
    text = f"{signing.process.title}{signing.get_status_display()}，{words}"
    Notice.objects.bulk_create(_tell(signing, text))
    if found and signing.verb:
        carry_out.enqueue(signing.pk)


def _tell(signing: Signing, text: str) -> list[Notice]:
    """Unsaved notices to whoever may act now on the desk that asked: its owner, else all who hold it. Two statements.

    Who asked is one of them as long as he may act there.
    """
    desks = Task.objects.filter(pk=signing.task_id).select_related("process")
    users = [user for _, able in urging.who_may_act(list(desks)) for user in able]
    return notices.tell(users, signing.process, text, Notice.Kind.TODO)


def stand_still(signatures: Collection[int], why: str) -> list[Notice]:
    """Unsaved notices to those who wait for signatures (keys of their processes): whose is lacking, and why."""
    rows = Signature.objects.filter(process__in=signatures).select_related("signing__process", "signer__person")
    return [
        notice
        for row in rows.order_by("pk")
        for notice in _tell(row.signing, f"{row.signing.process.title}请{row.signer}会签，{why}")
    ]


def _close(signing: Signing, status: Signing.Status) -> None:
    signing.status, signing.closed_at = status, timezone.now()
    signing.save(update_fields=["status", "closed_at"])


# --- what was chosen before they signed ----------------------------------------------------------------------------


@task()
def carry_out(signing_id: int) -> None:
    """Take the step that the holder chose, in his name, once all is agreed; what keeps it from being taken he is told.

    A step of its own, with the locks of a person's click. Safe to repeat.
    """
    rows = Signing.objects.select_related("process", "asked_by__person", "post__unit")
    signing = rows.get(pk=signing_id)
    flow = signing.process.flow_class
    record = flow.model._default_manager.select_related("unit", "round", "process").get(process=signing.process_id)
    by, seen = Actor(signing.asked_by, signing.post), Seen(signing.task_id, signing.version)
    try:
        flow.actions[signing.verb](record, by=by, seen=seen, comment=signing.comment)
    except Refused as refused:
        _hand_back(signing, refused.message)


@transaction.atomic
def _hand_back(signing: Signing, why: str) -> None:
    """The desk is its holder's again, with the reason; nothing where somebody acted on it meanwhile."""
    host = _host(signing)
    if Task.objects.filter(pk=signing.task_id, finished__isnull=True).exists():
        writing.note(host, SYSTEM, writing.SIGN, "会签后未能自动办理", why)
        text = f"{signing.process.title}会签已同意，但未能自动办理，请您办理：{why}"
        Notice.objects.bulk_create(_tell(signing, text))
