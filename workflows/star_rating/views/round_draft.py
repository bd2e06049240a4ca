"""What the page of a prepared round shows: its 减负体检, 合规提示 and settings, before it can be started."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from workflows.engine import gate_page
from workflows.engine.gate_forms import CheckupForm
from workflows.engine.models import Round
from workflows.star_rating import queries
from workflows.star_rating.queries import rounds as reading
from workflows.star_rating.queries import schemes
from workflows.star_rating.queries.checkups import checkup
from workflows.star_rating.rules import Scheme
from workflows.star_rating.states import ListState
from workflows.star_rating.views.round_section import LABELS


def form_of(round_: Round, data: Mapping[str, Any]) -> CheckupForm:
    """What was sent back of the checkup, against the checkup as it is now."""
    return CheckupForm(data, gate=checkup(round_))


def context(round_: Round, form: CheckupForm | None = None) -> dict[str, Any]:
    """The whole page; `form` is what was sent and lacks something."""
    scheme = Scheme.from_data(round_.scheme)
    starting = round_.opened_at is not None and queries.opening(round_)
    more = {
        "warnings": schemes.warnings(scheme),
        "facts": _settings(round_, scheme),
        "start_url": reverse("star_rating:round_start", args=[round_.pk]),
        "notice_url": reverse("star_rating:notice", args=[round_.pk]),
        "cancel_url": reverse("star_rating:round_cancel", args=[round_.pk]),
        "rules_url": reverse("star_rating:round_scheme", args=[round_.pk]),
        "back_url": reverse("star_rating:index"),
    }
    return gate_page.context(round_, checkup(round_), form, starting=starting) | more


def _settings(round_: Round, scheme: Scheme) -> list[dict[str, str]]:
    stages = [(label, round_.stage(state)) for state, label in LABELS.items()]
    off = [label for label, stage in stages if stage.get("off")]
    due = [f"{label}{_due(stage)}" for label, stage in stages if stage.get("due_on")]
    signed = [label for label, stage in stages if stage.get("scan")]
    bounds = "、".join(f"{tier.name}{tier.bound}" for tier in reversed(scheme.ladder))
    return [
        {"label": "参评支部", "value": f"{reading.branches(round_).count()}个"},
        {"label": "评定方案", "value": f"{scheme.name}　版本{round_.scheme_version}"},
        {"label": "星级", "value": bounds},
        {"label": "批准依据", "value": round_.basis or "没有登记"},
        {"label": "退回后重报", "value": round_.get_resume_display()},
        {"label": "不设的环节", "value": "、".join(off) or "无"},
        {"label": "截止日期", "value": "、".join(due) or "按各环节办理天数"},
        *([{"label": "须上传签字盖章的扫描件", "value": "、".join(signed)}] if signed else []),
        *_filed_with(round_, scheme),
    ]


def _filed_with(round_: Round, scheme: Scheme) -> list[dict[str, str]]:
    """Where units file what they decided themselves, in a scheme that lets them decide something."""
    bodies = round_.stage(ListState.FILING).get("bodies", scheme.bodies)
    return [{"label": "本单位审定的报备案", "value": "、".join(["工委", *bodies])}] if scheme.unit_decides else []


def _due(stage: Mapping[str, Any]) -> str:
    """2026-01-15 16:00，逾期不再接收."""
    hour = f" {stage['due_at']}" if stage.get("due_at") else ""
    return f"{stage['due_on']}{hour}{'，逾期不再接收' if stage.get('closes') else ''}"
