"""A member of 甲一支部 under a 组织处置, brought to each stage through the actions of the product."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils import timezone

from permissions.models import Person
from tests.workflows.appraisal.cast import Cast, fresh
from workflows.appraisal import actions
from workflows.appraisal.actions import CaseInput, DecisionInput, VoteInput
from workflows.appraisal.models import Correction, Disposal
from workflows.appraisal.queries.disposals import formal
from workflows.appraisal.states import CorrectionState as C
from workflows.appraisal.states import DisposalState as D
from workflows.engine import attachments
from workflows.engine.editing import edit

EVIDENCE = "连续四次不参加主题党日，经两次谈话没有改变。"
FORWARD = (
    D.PROPOSING, D.FILING, D.INVESTIGATING, D.TALKING, D.PRE_REVIEWING, D.VOTING, D.APPROVING, D.DISPOSED,
)  # fmt: skip


def today(days: int = 0) -> date:
    """Today, or so many days from it."""
    return timezone.localdate() + timedelta(days=days)


def person(name: str = "陈明") -> Person:
    """A member by name."""
    return Person.objects.get(name=name)


def proposed(cast: Cast, name: str = "陈明", ground: str = "idle", **more: Any) -> Disposal:
    """Draft a 处置 of a member of 甲一支部."""
    given = CaseInput(ground, **({"evidence": EVIDENCE} | more))
    return actions.disposal_open(person(name), cast.units["甲一支部"], given, by=cast.organiser)


def vote(**more: Any) -> VoteInput:
    """Six expected, five came, four agreed: enough."""
    usual: dict[str, Any] = {
        "on": today(), "expected": 6, "present": 5, "agreed": 4, "minutes": "同意。", "statement": "本人没有申辩。",
    }  # fmt: skip
    return VoteInput(**(usual | more))


def decision(**more: Any) -> DecisionInput:
    """A decision of today."""
    usual: dict[str, Any] = {"on": today(), "number": "甲党发〔2026〕5号", "tasks": "按时参加组织生活。"}
    return DecisionInput(**(usual | more))


def attach(cast: Cast, record: Any) -> None:
    """Put a paper under a record, as the branch."""
    with transaction.atomic():
        found = edit(fresh(record), by=cast.organiser, seen=cast.seen(record), state=fresh(record).state)
        file = attachments.upload(found.unit, BytesIO("调查报告".encode()), cast.organiser, "调查报告.txt")
        attachments.cite(found.process, file)


def step(cast: Cast, record: Disposal, to: D) -> Any:
    """Take a 处置 one stage on, as whoever does it."""
    if to == D.FILING:
        return cast.do(actions.disposal_propose, record, "secretary", held_on=today(), minutes="同意启动。")
    if to == D.INVESTIGATING:
        return cast.do(actions.disposal_receive, record, "staff", on=today(), filed_as="甲党备〔2026〕1号")
    if to == D.TALKING:
        attach(cast, record)
        found = {"investigators": "李慧、吴江", "findings": "情况属实。"}
        return cast.do(actions.disposal_verify, record, on=today(), **found)
    if to == D.PRE_REVIEWING:
        talkers = [person("周岚"), person("吴江")]
        return cast.do(actions.disposal_talk, record, on=today(), talkers=talkers, talk_words="指出问题。")
    if to == D.VOTING:
        return cast.do(actions.disposal_forward, record, "staff", on=today())
    if to == D.APPROVING:
        all_ = formal(record.unit)
        return cast.do(actions.disposal_resolve, record, vote=vote(expected=all_, present=all_ - 1, agreed=all_ - 2))
    return cast.do(actions.disposal_approve, record, "deputy", decision=decision())


def disposal_at(cast: Cast, state: D, name: str = "陈明", ground: str = "idle", **more: Any) -> Disposal:
    """A 处置 brought to a stage."""
    record = proposed(cast, name, ground, **more)
    for reached in FORWARD[1 : FORWARD.index(state) + 1]:
        step(cast, record, reached)
    found: Disposal = fresh(record)
    return found


def correcting(cast: Cast, name: str = "陈明") -> Correction:
    """A 限期改正 that begins today and runs for six months."""
    return disposal_at(cast, D.DISPOSED, name).corrections.select_related("unit", "round", "process").get()


def reassessing(cast: Cast) -> Correction:
    """A 限期改正 whose last day was today."""
    found = correcting(cast)
    begun, ended = today(-180), today()
    Correction.objects.filter(pk=found.pk).update(starts_on=begun, due_on=ended)
    actions.corrections_fall_due(ended)
    assert fresh(found).state == C.REASSESSING
    moved: Correction = fresh(found)
    return moved
