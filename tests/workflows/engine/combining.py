"""Every way in which asking others to sign meets what else may happen to a record: the table, and one row of it.

A row is tried beside the same steps without anybody asked: what waits must be refused in words, all else must come to
the same, and nothing may disagree afterwards that would not without it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any

from django.db import transaction
from django.utils import timezone

from permissions.actor import SYSTEM, Actor
from permissions.models import Appointment, Grant
from tests.workflows.engine.reached_desks import deciding_desks
from workflows.appraisal.actions import DecisionInput
from workflows.engine import audit, consistency, decisions, signing, signing_people
from workflows.engine.arrows import Doer, arrow_of, open_to
from workflows.engine.errors import DISAGREED, WAITS, Refused
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import AuditEntry, Round, Signature, Signing, Task
from workflows.engine.record_page import History
from workflows.engine.registry import flow_of
from workflows.engine.signing_rules import Mode
from workflows.engine.transitions import fire, seen_of

KINDS = ("forward", "end", "back", "withdraw", "system", "chosen")
"""What may happen at a desk: its first way forward, its 不同意, 退回, 撤回, an arrow of the system, and what its holder
chose before the others signed (后加签)."""
MODES = ("none", Mode.ALL, Mode.ANY, Mode.TWO_THIRDS)
SAID = {Mode.ALL: ("agree", "agree"), Mode.ANY: ("agree",), Mode.TWO_THIRDS: ("agree", "agree")}
WHY = "按规定办理。"
TODAY, LATER = date(2026, 11, 23), date(2026, 12, 23)
MORE: dict[str, dict[str, Any]] = {
    "RatingListFlow publicise": {"starts_on": TODAY, "days": 5},
    "NominationListFlow publicise": {"starts_on": TODAY, "days": 5, "contact": "电话0531-00000000"},
    "StarChangeFlow approve": {"body": "工委会议", "held_on": TODAY, "number": "7号", "minutes": "同意。"},
    "ConsultationFlow clear": {"number": "3号"},
    "RevocationFlow revoke": {"approved_by": "市直机关工委", "document": "20号", "revoked_on": LATER},
    "RevocationFlow take_back": {"plaque_back_on": LATER},
    "LetterFlow issue": {"number": "督〔2026〕1号"},
    "LookBackFlow confirm": {"found": "未反弹。"},
    "DisposalFlow receive": {"on": TODAY},
    "DisposalFlow forward": {"on": TODAY},
    "DisposalFlow approve": {"decision": DecisionInput(TODAY, "甲党发〔2026〕5号", tasks="按时参加组织生活。")},
}
"""What verbs with a form of their own ask for besides an opinion, as of the day on which the table is tried."""
Factors = tuple[str, ...]
Came = tuple[str, list[str]]
"""Where a record came to, or the sentence of a refusal; and what disagrees then."""


@dataclass(frozen=True)
class Row:
    """One line of the table. `heard`: how far the asking has come when the action is taken."""

    desk: str
    kind: str
    mode: str
    position: str
    heard: str
    resume: str
    again: bool

    def factors(self) -> Factors:
        """Its values, each with the name of its factor."""
        return tuple(f"{name}={value}" for name, value in vars(self).items())

    def pairs(self) -> set[tuple[str, str]]:
        """Every two values that meet in it."""
        values = self.factors()
        return {(a, b) for n, a in enumerate(values) for b in values[n + 1 :]}


def table() -> list[Row]:
    """Every combination that makes sense: who asks nobody has no position, who goes on sends nothing again."""
    return [row for flow, desk in deciding_desks() for row in _at(flow, desk.state, f"{flow.__name__} {desk.state}")]


def _at(flow: type[ProcessFlow], state: str, desk: str) -> Iterator[Row]:
    for kind in KINDS:
        if verb_of(flow, state, kind) is None:
            continue
        back = kind in ("back", "withdraw")
        for mode, position, heard, resume, again in product(
            MODES, ("before", "after"), ("open", "agreed", "refused"), ("direct", "stepwise"), (False, True)
        ):
            asked = mode != "none"
            if not asked and (position, heard) != ("before", "open"):
                continue
            if position == "after" and verb_of(flow, state, "chosen") is None:
                continue
            if (kind == "chosen") != (position == "after" and heard == "agreed"):
                continue
            if not back and (again or resume == "stepwise"):
                continue
            yield Row(desk, kind, mode, position, heard, resume, again)


def short(rows: list[Row]) -> list[Row]:
    """The fewest rows, taken in order, in which every two values meet that meet anywhere in the table."""
    met: set[tuple[str, str]] = set()
    found = []
    for row in rows:
        if row.pairs() - met:
            met |= row.pairs()
            found.append(row)
    return found


def verb_of(flow: type[ProcessFlow], state: str, kind: str, record: Any = None) -> str | None:
    """The verb of a desk that a kind of action stands for, or None where it has none; of those open to a record."""
    for item in flow.transitions_from(state):
        arrow = arrow_of(item)
        if record is not None and not open_to(item, record):
            continue
        found = {
            "forward": arrow.waits and arrow.tone == "ok",
            "end": arrow.waits and arrow.tone == "no",
            "back": arrow.back and arrow.doer == Doer.HOLDER,
            "withdraw": arrow.doer == Doer.SENDER,
            "system": arrow.doer == Doer.SYSTEM and item.name != "pass_on",
            "chosen": arrow.waits and item.name not in flow.forms,
        }[kind]
        if found:
            return str(item.name)
    return None


def try_row(record: Any, row: Row, known: dict[Row, Came]) -> tuple[str, str]:
    """Take a row's steps with and without asking; what became of it in a word, and what is wrong with that.

    `known`: what steps came to without asking, filled as rows are tried.
    """
    alone = replace(row, mode="none", position="before", heard="open")
    if alone not in known:
        known[alone] = _undone(record, alone)
    plain, wrong = known[alone]
    found, wrong_now = _undone(record, row)
    due = _due(record, row, plain)
    extra = sorted(set(wrong_now) - set(wrong))
    # What lacks something else besides may be told that first.
    as_due = found == due or (found == plain and plain.endswith("。"))
    problem = "" if as_due and not extra else f"{row}: {found}, should be {due}; {extra}"
    came = "waits" if found in (WAITS, DISAGREED) else "refused as without" if found.endswith("。") else "moved"
    return came, problem


def _due(record: Any, row: Row, plain: str) -> str:
    verb = verb_of(flow_of(type(record)), record.state, row.kind, record)
    arrow = flow_of(type(record)).arrow(record.state, verb or "")
    if row.mode == "none" or row.heard == "agreed" or arrow is None or not arrow.waits:
        return plain
    return WAITS if row.heard == "open" else DISAGREED


def _undone(record: Any, row: Row) -> Came:
    """What a row comes to, and what disagrees then; it is undone afterwards."""
    with transaction.atomic():
        Round.objects.filter(pk=record.round_id).update(resume=row.resume)
        found = _steps(fresh(record), row)
        wrong = [*consistency.disagreements(), *audit.verify(), *_left_open()]
        transaction.set_rollback(True)
    return found, wrong


def _steps(record: Any, row: Row) -> str:
    flow = flow_of(type(record))
    verb = verb_of(flow, record.state, row.kind, record)
    assert verb is not None
    made = _ask(record, row) if row.mode != "none" else None
    if made and row.heard != "open":
        _answer(made, row)
    if made and row.kind == "chosen":
        signing.carry_out.func(made.pk)
        found = _where(fresh(record)) if fresh(record).state != record.state else _handed_back(record)
    else:
        found = _take(fresh(record), verb, row.kind)
    return found + (f" then {_resubmit(fresh(record))}" if row.again else "")


def _handed_back(record: Any) -> str:
    entry = AuditEntry.objects.filter(process=record.process_id).order_by("-seq")[0]
    return str(entry.comment)


def _where(record: Any) -> str:
    desk = Task.objects.filter(process=record.process_id, finished__isnull=True).values_list("flow_task", flat=True)
    return f"{record.state} {[task.state for task in desk]} {record.resume_at}"


def _take(record: Any, verb: str, kind: str) -> str:
    """Take a verb as whoever may; where the record is then, or the sentence of the refusal."""
    flow, seen = flow_of(type(record)), seen_of(record)
    more: dict[str, Any] = {"comment": WHY} | MORE.get(f"{flow.__name__} {verb}", {})
    if kind == "back" and (targets := decisions.targets(flow, record, History(record))):
        more["to"] = targets[-1]["value"]
    try:
        with transaction.atomic():
            if kind == "system":
                fire(record, verb, by=SYSTEM, seen=None, comment=WHY)
            else:
                by = _sender(record) if kind == "withdraw" else holder(record)
                flow.actions[verb](record, by=by, seen=seen, **more)
    except Refused as refused:
        return refused.message if refused.message.endswith("。") else f"{refused.message}。"
    except TypeError as lacking:
        return f"{verb} asks for more: {lacking}。"
    return _where(fresh(record))


def _resubmit(record: Any) -> str:
    """Send what came back on again, by its first way forward."""
    flow = flow_of(type(record))
    verb = verb_of(flow, record.state, "forward", record)
    return _take(record, verb, "forward") if verb else "办结。"


def fresh(record: Any) -> Any:
    """A record as it now is."""
    return type(record).objects.select_related("unit", "round", "process").get(pk=record.pk)


def holder(record: Any) -> Actor:
    """Somebody who may act at the open desk."""
    task = Task.objects.get(process=record.process_id, finished__isnull=True)
    grants = Grant.objects.in_force().filter(content_object=task.unit_id, right=task.right)
    rows = grants.exclude(user=record.submitter_id or 0).order_by("pk")
    grant = rows.select_related("user__person", "appointment__unit").first()
    return Actor(grant.user, grant.appointment) if grant else SYSTEM


def _sender(record: Any) -> Actor:
    rows = AuditEntry.objects.filter(process=record.process_id, actor__isnull=False)
    rows = rows.exclude(verb__in=("ask", "countersign"))
    last = rows.order_by("-seq").select_related("actor__person", "appointment__unit")[0]
    return Actor(last.actor, last.appointment)


def _ask(record: Any, row: Row) -> Signing:
    flow, by = flow_of(type(record)), holder(record)
    verb = ""
    if row.position == "after":
        verb = verb_of(flow, record.state, "chosen", record) or ""
    posts = [post for post in signing_people.able(record) if not signing.unfit(record, [post], by)]
    people: dict[int, Appointment] = {post.user_id: post for post in posts}
    asked = list(people.values())[:2]
    request = signing.Request(asked, "请提意见。", timezone.localdate(), Mode(row.mode), verb, WHY if verb else "")
    return signing.ask(record, request, by=by, seen=seen_of(record))


def _answer(made: Signing, row: Row) -> None:
    said = SAID[Mode(row.mode)] if row.heard == "agreed" else ("disagree", "abstain")
    rows = Signature.objects.filter(signing=made).select_related("signer__person", "post__unit").order_by("pk")
    for signature, verb in zip(list(rows), said, strict=False):
        actor = Actor(signature.signer, signature.post)
        getattr(signing, verb)(fresh(signature), by=actor, seen=seen_of(signature), comment=WHY)


def _left_open() -> Iterator[str]:
    """Children that are open below a desk that was left."""
    for row in Signature.objects.filter(state="asked").select_related("signing__task"):
        if row.signing.task.finished is not None:
            yield f"{row.pk} is asked at a desk that was left"
