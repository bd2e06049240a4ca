"""What is settled of a round, in words: for its page while it is prepared, and for the ledger when that is changed."""

from collections.abc import Mapping
from typing import Any

from permissions.models import OrgUnit
from workflows.engine.models import Round
from workflows.star_rating.queries.stages import LABELS
from workflows.star_rating.rules import Scheme
from workflows.star_rating.states import ListState


def settled(round_: Round) -> dict[str, str]:
    """By label what a round says: for whom, scheme and stars, basis, stages and dates. One statement at most."""
    scheme = Scheme.from_data(round_.scheme)
    stages = [(label, round_.stage(state)) for state, label in LABELS.items()]
    off = [label for label, stage in stages if stage.get("off")]
    due = [f"{label}{_due(stage)}" for label, stage in stages if stage.get("due_on")]
    signed = [label for label, stage in stages if stage.get("scan")]
    found = {
        "参加单位": _scope(round_),
        "评定方案": f"{scheme.name}　版本{round_.scheme_version}",
        "星级": "、".join(f"{tier.name}{scheme.bound_of(tier)}" for tier in reversed(scheme.ladder)),
        "批准依据": round_.basis or "没有登记",
        "退回后重报": round_.get_resume_display(),
        "不设的环节": "、".join(off) or "无",
        "截止日期": "、".join(due) or "按各环节办理天数",
    }
    return found | ({"须上传签字盖章的扫描件": "、".join(signed)} if signed else {}) | _filed_with(round_, scheme)


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str]]:
    """What differs of two readings, by label: what it was and what it is."""
    labels = {**before, **after}
    pairs = {label: [before.get(label, "无"), after.get(label, "无")] for label in labels}
    return {label: pair for label, pair in pairs.items() if pair[0] != pair[1]}


def _scope(round_: Round) -> str:
    if not round_.scope:
        return "全部单位"
    rows = OrgUnit.objects.filter(pk__in=round_.scope).order_by("position", "code")
    return "、".join(rows.values_list("short_name", flat=True))


def _filed_with(round_: Round, scheme: Scheme) -> dict[str, str]:
    """Where units file what they decided themselves, in a scheme that lets them decide something."""
    bodies = round_.stage(ListState.FILING).get("bodies", scheme.bodies)
    return {"本单位审定的报备案": "、".join(["工委", *bodies])} if scheme.unit_decides else {}


def _due(stage: Mapping[str, Any]) -> str:
    """2026-01-15 16:00，逾期不再接收."""
    hour = f" {stage['due_at']}" if stage.get("due_at") else ""
    return f"{stage['due_on']}{hour}{'，逾期不再接收' if stage.get('closes') else ''}"
