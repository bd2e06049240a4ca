"""What the page of a prepared round shows: its 减负体检, 合规提示 and settings, before it can be started."""

from collections.abc import Mapping
from typing import Any

from workflows.engine.burden import FORMULA
from workflows.engine.models import Round
from workflows.star_rating import queries
from workflows.star_rating.forms.checkup import CheckupForm
from workflows.star_rating.queries import rounds as reading
from workflows.star_rating.queries.checkups import Checkup, checkup
from workflows.star_rating.rules import Scheme, plain, warnings_of
from workflows.star_rating.states import ListState, RatingState
from workflows.star_rating.views import compliance


def form_of(round_: Round, data: Mapping[str, Any]) -> CheckupForm:
    """What was sent back of the checkup, against the checkup as it is now."""
    return CheckupForm(data, checkup=checkup(round_))


def context(round_: Round, form: CheckupForm | None = None) -> dict[str, Any]:
    """The whole page; `form` is what was sent and lacks something."""
    scheme, found = Scheme.from_data(round_.scheme), checkup(round_)
    starting = round_.opened_at is not None and queries.opening(round_)
    shown = form or CheckupForm(checkup=found)
    if form is not None:
        form.data = {**form.data, "fingerprint": found.fingerprint}  # what this page shows now
    return {
        "round": round_,
        "starting": starting,
        "failed": round_.opened_at is not None and not starting,
        "warnings": warnings_of(scheme),
        "facts": _settings(round_, scheme),
        "form": None if round_.checkup else shown,
        "checkup": found,
        "formula": FORMULA,
        "columns": _columns(found),
        "rows": _rows(found),
        "marked": compliance.marked(found.findings, shown, found.kept),
    }


def _columns(found: Checkup) -> list[str]:
    last, others = found.burden.last, found.burden.others
    return ["本次", last.title if last else "上年（没有）", *(other.title for other in others)]


def _rows(found: Checkup) -> list[dict[str, Any]]:
    """Each figure of this round beside those of the last one and of the others that are open."""
    now, last = found.burden.asked.figures(), found.burden.last
    before = last.burden.figures() if last else {}
    others = [other.burden.figures() for other in found.burden.others]
    return [
        {
            "label": label,
            "now": n,
            "before": before.get(label, "—"),
            "more": any(said.startswith(label) for said in found.burden.beyond),
            "others": [figures[label] for figures in others],
        }
        for label, n in now.items()
    ]


def _settings(round_: Round, scheme: Scheme) -> list[dict[str, str]]:
    labels = {**dict(RatingState.choices), **dict(ListState.choices)}
    off = [labels[state] for state, stage in round_.stages.items() if stage.get("off")]
    due = [f"{labels[state]}{_due(stage)}" for state, stage in round_.stages.items() if stage.get("due_on")]
    bounds = "、".join(f"{tier.name}{plain(tier.at_least)}分起" for tier in reversed(scheme.ladder))
    return [
        {"label": "参评支部", "value": f"{reading.branches(round_).count()}个"},
        {"label": "评定方案", "value": f"{scheme.name}　版本{round_.scheme_version}"},
        {"label": "星级", "value": bounds},
        {"label": "批准依据", "value": round_.basis or "没有登记"},
        {"label": "退回后重报", "value": round_.get_resume_display()},
        {"label": "不设的环节", "value": "、".join(off) or "无"},
        {"label": "截止日期", "value": "、".join(due) or "按各环节办理天数"},
    ]


def _due(stage: Mapping[str, Any]) -> str:
    """2026-01-15 16:00，逾期不再接收."""
    hour = f" {stage['due_at']}" if stage.get("due_at") else ""
    return f"{stage['due_on']}{hour}{'，逾期不再接收' if stage.get('closes') else ''}"
