"""What the page of a prepared round shows: its 减负体检, what its approval lacks, its settings."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from workflows.engine import gate_page
from workflows.engine.gate_forms import CheckupForm
from workflows.engine.models import Round
from workflows.engine.round_door import address
from workflows.nomination import queries
from workflows.nomination.queries import rounds
from workflows.nomination.queries.allocation import allocation_problems
from workflows.nomination.queries.checkups import checkup
from workflows.nomination.queries.stages import LABELS
from workflows.nomination.rules import facts, lacks_to_open


def context(round_: Round, form: CheckupForm | None = None) -> dict[str, Any]:
    """The whole page; `form` is what was sent and lacks something."""
    starting = round_.opened_at is not None and rounds.opening(round_)
    more = {
        "lacks": lacks_to_open(queries.award_of(round_)),
        "facts": _settings(round_),
        "allocation_url": address("allocation", round_),
        "allocation_problems": allocation_problems(round_),
        "asks_whom": "这个批次要各支部、各单位做什么",
        "per_whom": "每推荐1个对象",
        "start_url": address("round_start", round_),
        "notice_url": address("notice", round_),
        "cancel_url": address("round_cancel", round_),
        "rules_url": address("round_plan", round_),
        "back_url": reverse("nomination:index"),
    }
    return gate_page.context(round_, checkup(round_), form, starting=starting) | more


def _settings(round_: Round) -> list[dict[str, str]]:
    award = queries.award_of(round_)
    off = [LABELS[state] for state, stage in round_.stages.items() if stage.get("off")]
    due = [f"{LABELS[state]}{_due(stage)}" for state, stage in round_.stages.items() if stage.get("due_on")]
    said = {
        "主办单位": round_.unit.short_name,
        "推荐单位": f"{rounds.reporting(round_).count()}个",
        "可以提名的": f"{rounds.taking_part(round_).count()}个支部和单位",
        "类别": "、".join(category.name for category in award.categories),
        "批准依据": round_.basis or "没有登记",
        **facts(award),
        "退回后重报": round_.get_resume_display(),
        "不设的环节": "、".join(off) or "无",
        "截止日期": "、".join(due) or "按各环节办理天数",
    }
    return [{"label": label, "value": value} for label, value in said.items()]


def _due(stage: Mapping[str, Any]) -> str:
    """2026-01-15 16:00，逾期不再接收."""
    hour = f" {stage['due_at']}" if stage.get("due_at") else ""
    return f"{stage['due_on']}{hour}{'，逾期不再接收' if stage.get('closes') else ''}"
