"""公示异议: receiving one against a publicised member, and settling it; while open it holds that member alone."""

from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from permissions import access, routing
from permissions.actor import Actor
from permissions.models import OrgUnit
from permissions.roles import Right
from workflows.engine import events, registry, writing
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.flow import Desk, Final, ProcessFlow
from workflows.engine.models import Objection, Process, Publicity, Record
from workflows.engine.office_forms import DismissForm, UpholdForm
from workflows.engine.registry import ProcessSpec
from workflows.engine.transitions import Seen, fire, open_many

S = Objection.State


AGAIN = "again"
"""What may follow from an upheld objection instead of striking off: the member is judged anew."""


@transaction.atomic
def receive(publicity: Publicity, member: Record, *, by: Actor, channel: str, text: str, signed: str = "") -> Objection:
    """Register an objection against one publicised member; its desk opens with whoever checks what this notice brings.

    Raises Refused when the member is settled. 依据: domain 3.7.
    """
    locked = type(member)._default_manager.select_for_update(no_key=True).get(pk=member.pk)
    if locked.process.finished is not None:
        raise Refused("该对象的公示已经办结，请按公示所列的其他方式反映。")
    objection = Objection(
        publicity=publicity, parent=locked.process, unit=locked.unit, round=publicity.round,
        channel=channel, text=text, signed=signed, checked_by=publicity.unit,
    )  # fmt: skip
    return open_many([objection], by=by)[0]


def defer(objection: Objection, *, by: Actor, seen: Seen, comment: str) -> Objection:
    """Go on checking beyond the notice: the member objected to waits, the others do not."""
    return fire(objection, "defer", by=by, seen=seen, comment=comment)


@transaction.atomic
def uphold(
    objection: Objection, *, by: Actor, seen: Seen, comment: str, finding: str = Objection.Finding.TRUE,
    follows: str = "",
) -> Objection:  # fmt: skip
    """Find an objection true, with the reasons as the opinion. The parent's own verbs draw the consequence.

    `follows`: AGAIN sends the member back to be judged anew, now; else it is struck off after the notice. Raises as
    `fire`, and Refused where the process cannot judge it anew.
    """
    again = registry.judged_anew(objection.round) if follows == AGAIN else None
    if again and Process.objects.filter(pk=objection.process_id, finished__isnull=True).exists():
        again(objection, by)
    moved = fire(objection, "uphold", by=by, seen=seen, comment=comment, finding=finding)
    _raise_upheld(moved)
    return moved


def upheld_kind(process_key: str) -> str:
    """The event of an upheld objection to a member of this process; raised where the process declares it."""
    return f"{process_key}.objection_upheld"


def _raise_upheld(objection: Objection) -> None:
    """Tell that something was found true of the member, in words that do not tell who objected to what."""
    kind = upheld_kind(objection.round.process_key)
    if kind not in registry.event_kinds():
        return
    words = f"公示期间的异议经核查{objection.get_finding_display()}"
    told = {"words": words, "text": f"{objection.round.title}：{objection.parent.title}，{words}。"}
    item = objection.process.number
    events.raise_many([events.NewEvent(kind, objection.parent_id, objection.unit_id, told, item)])


def dismiss(
    objection: Objection, *, by: Actor, seen: Seen, comment: str, finding: str = Objection.Finding.FALSE
) -> Objection:
    """Find that an objection does not hold, with the reasons as the opinion; the member objected to goes on."""
    return fire(objection, "dismiss", by=by, seen=seen, comment=comment, finding=finding)


@transaction.atomic
def answer(objection: Objection, *, by: Actor, replied_on: date, reply: str) -> Objection:
    """Enter that whoever signed a settled objection was told what was found. Raises Refused, NotAllowed."""
    rows = Objection.objects.select_for_update(no_key=True, of=("self",)).select_related("round", "process")
    locked = rows.get(pk=objection.pk)
    if not access.may(by, Right.REVIEW, OrgUnit.objects.get(pk=locked.host_id), ObjectionFlow.key):
        raise NotAllowed("异议的答复由核查单位登记，您现在的身份不能办理。")
    if problem := answer_problem(locked, replied_on):
        raise Refused(problem)
    locked.replied_on, locked.reply = replied_on, reply
    locked.save(update_fields=["replied_on", "reply"])
    writing.note(locked, by, "answer", "答复反映人", f"{replied_on:%Y年%m月%d日}：{reply}")
    return locked


def may_answer(objection: Objection) -> bool:
    """Whether somebody is still to be told what was found."""
    return bool(objection.signed) and objection.process.finished is not None and objection.replied_on is None


def answer_problem(objection: Objection, replied_on: date) -> str:
    """Why an answer cannot be entered, as a sentence; empty when it can."""
    if not may_answer(objection):
        return "没有署名、还没有核查结论或者已经答复的异议，不能登记答复。"
    received = timezone.localtime(objection.process.created).date()
    if not received <= replied_on <= timezone.localdate():
        return f"答复日期应在收到异议的{received:%Y年%m月%d日}以后、今天以前。"
    return ""


def open_against(processes: Any) -> set[int]:
    """Which of these processes (keys) have an objection that is not settled, or one that was upheld. One statement."""
    waiting = Objection.objects.filter(parent__in=processes).exclude(state=S.DISMISSED)
    return set(waiting.values_list("parent_id", flat=True))


def upheld_against(processes: Any) -> dict[int, Objection]:
    """The upheld objection of each of these processes that has one. One statement."""
    return {item.parent_id: item for item in Objection.objects.filter(parent__in=processes, state=S.UPHELD)}


def details(objection: Objection, _history: object, _request: HttpRequest) -> dict[str, Any]:
    """Where an answer to whoever signed it is entered, while none is."""
    number = objection.process.number
    return {"reply_url": reverse("objection_reply", args=[number]) if may_answer(objection) else ""}


def off_path(_objection: Objection) -> tuple[str, ...]:
    """Going on beyond the notice is no stage that an objection comes to by itself."""
    return (S.DEFERRED,)


class ObjectionFlow(ProcessFlow):
    """公示异议"""

    model = Objection
    key = "objection"
    label = "公示异议"
    short = "异议"
    page = "workflows/objection.html"
    copied = False
    actions = {"defer": defer, "uphold": uphold, "dismiss": dismiss}
    forms = {"uphold": UpholdForm, "dismiss": DismissForm}
    details = details
    off_path = off_path

    # 主办单位；单位内公示的，由该单位
    checking = Desk(S.CHECKING, routing.host, Right.REVIEW, days=5)
    deferred = Desk(S.DEFERRED, routing.host, Right.REVIEW, days=20)
    upheld = Final(S.UPHELD)
    dismissed = Final(S.DISMISSED)


PROCESS = ProcessSpec(key="objection", label="公示异议", icon="report", flows=(ObjectionFlow,))
