"""会签 as a process of its own: one desk for each who was asked, and what must hold between request and answers."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest

from permissions import routing
from permissions.roles import Right
from workflows.engine import signing, signing_section
from workflows.engine.flow import Desk, Final, ProcessFlow
from workflows.engine.models import Signature, Signing
from workflows.engine.registry import ProcessSpec

S = Signature.State
KEY = "signature"


def details(signature: Signature, _history: object, _request: HttpRequest) -> dict[str, Any]:
    """What it is asked about, by whom, and what the others said."""
    asked = Signature.objects.select_related("signer__person", "post__unit").order_by("pk")
    rows = Signing.objects.select_related("process", "asked_by__person", "post__unit")
    made = rows.prefetch_related(Prefetch("signatures", asked)).get(pk=signature.signing_id)
    flow = made.process.flow_class
    host = flow.model._default_manager.get(process=made.process_id)
    return {"row": signing_section.rows(flow, host, [made])[0], "steps": [], "chart_url": ""}


class SignatureFlow(ProcessFlow):
    """会签"""

    model = Signature
    key = KEY
    label = "会签"
    short = "会签"
    page = "workflows/signature.html"
    actions = {"agree": signing.agree, "abstain": signing.abstain, "disagree": signing.disagree}
    details = details

    # 被请会签的人，以其任职所在组织
    asked = Desk(S.ASKED, routing.own, Right.INSPECT, days=3)
    agreed = Final(S.AGREED)
    abstained = Final(S.ABSTAINED)
    disagreed = Final(S.DISAGREED)
    cancelled = Final(S.CANCELLED)


def disagreements() -> Iterator[str]:
    """A sentence for each request that goes on at a desk that was left, or that nobody answers any more."""
    waiting = Signature.objects.filter(signing=OuterRef("pk"), state=S.ASKED)
    rows = Signing.objects.select_related("process", "task").annotate(waited_for=Exists(waiting))
    for row in rows.filter(waited_for=True).exclude(status=Signing.Status.OPEN):
        yield f"{row.process.number}：会签已经结束（{row.get_status_display()}），却还有人待签署。"
    for row in rows.filter(status=Signing.Status.OPEN):
        if row.task.finished is not None:
            yield f"{row.process.number}：已离开请人会签的环节，会签却没有结束。"
        if not row.waited_for:
            yield f"{row.process.number}：会签没有结束，却没有人待签署。"


PROCESS = ProcessSpec(key=KEY, label="会签", icon="draw", flows=(SignatureFlow,), agrees=(disagreements,))
