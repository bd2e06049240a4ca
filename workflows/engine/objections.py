"""公示异议: receiving one against a publicised member, and settling it; while open it holds that member alone."""

from typing import Any

from django.db import transaction

from permissions import routing
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine.errors import Refused
from workflows.engine.flow import Desk, Final, ProcessFlow
from workflows.engine.models import Objection, Publicity, Record
from workflows.engine.registry import ProcessSpec
from workflows.engine.transitions import Seen, fire, open_many

S = Objection.State


@transaction.atomic
def receive(publicity: Publicity, member: Record, *, by: Actor, channel: str, text: str, signed: str = "") -> Objection:
    """Register an objection against one publicised member; its public desk opens at the 工委's department."""
    locked = type(member)._default_manager.select_for_update(no_key=True).get(pk=member.pk)
    if locked.process.finished is not None:
        raise Refused("该支部的公示已经办结，请按公示所列的其他方式反映。")
    objection = Objection(
        publicity=publicity, parent=locked.process, unit=locked.unit, round=publicity.round,
        channel=channel, text=text, signed=signed,
    )  # fmt: skip
    return open_many([objection], by=by)[0]


def uphold(objection: Objection, *, by: Actor, seen: Seen, comment: str) -> Objection:
    """Find an objection true, with the finding as the opinion. The parent's own verbs draw the consequence."""
    return fire(objection, "uphold", by=by, seen=seen, comment=comment)


def dismiss(objection: Objection, *, by: Actor, seen: Seen, comment: str) -> Objection:
    """Find that an objection does not hold, with the finding as the opinion; the member objected to goes on."""
    return fire(objection, "dismiss", by=by, seen=seen, comment=comment)


def open_against(processes: Any) -> set[int]:
    """Which of these processes (keys) have an objection that is not settled, or one that was upheld. One statement."""
    waiting = Objection.objects.filter(parent__in=processes).exclude(state=S.DISMISSED)
    return set(waiting.values_list("parent_id", flat=True))


def upheld_against(processes: Any) -> dict[int, Objection]:
    """The upheld objection of each of these processes that has one. One statement."""
    return {item.parent_id: item for item in Objection.objects.filter(parent__in=processes, state=S.UPHELD)}


class ObjectionFlow(ProcessFlow):
    """公示异议"""

    model = Objection
    key = "objection"
    label = "公示异议"
    short = "异议"
    page = "workflows/objection.html"
    actions = {"uphold": uphold, "dismiss": dismiss}

    checking = Desk(S.CHECKING, routing.root, Right.REVIEW, days=5)
    upheld = Final(S.UPHELD)
    dismissed = Final(S.DISMISSED)


PROCESS = ProcessSpec(key="objection", label="公示异议", icon="report", flows=(ObjectionFlow,))
