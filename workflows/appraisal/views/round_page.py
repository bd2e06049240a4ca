"""What the pages of rounds show: the list, a prepared one, a running one."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from permissions.models import User
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries import KEY, rounds
from workflows.appraisal.queries.burden import checkup
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.queries.rounds import Tally
from workflows.appraisal.rules import cautions
from workflows.appraisal.states import MeetingState as M
from workflows.engine import gate_page
from workflows.engine.gate_forms import CheckupForm
from workflows.engine.models import Round
from workflows.engine.pager import paged, pager
from workflows.engine.round_door import address, runs, user_of

TONES = {
    Round.Status.DRAFT: "line",
    Round.Status.OPEN: "blue",
    Round.Status.CLOSED: "green",
    Round.Status.CANCELLED: "line",
}
LABELS = {str(state): str(state.label) for state in M if state not in (M.CLOSED, M.VOID, M.CALLED_OFF)}
"""The stages in the office's words, in order."""


def index(user: User) -> dict[str, Any]:
    """Rows of the rounds, with figures of what the person sees; a constant number of statements."""
    found = list(rounds.rounds(user))
    counted = rounds.tallies(user, found)
    links = [{"label": "我的民主评议", "url": reverse(f"{KEY}:mine")}]
    if rounds.held(user).exists():
        links.append({"label": "准备新批次", "url": reverse(f"{KEY}:round_new")})
    return {
        "rows": [_row(each, counted.get(each.pk, Tally())) for each in found],
        "links": links,
        "whole": "每年一次民主评议是一个批次，启动时的评议办法随批次固定",
        "counted": "支部",
        "nothing": "工委或者机关党委启动批次后会出现在这里。",
    }


def _row(round_: Round, counted: Tally) -> dict[str, Any]:
    draft, url = round_.status == Round.Status.DRAFT, address("round", round_)
    return {
        "title": round_.title,
        "url": url,
        "kind": f"{round_.year}年度　{round_.unit.short_name}",
        "starts_on": round_.opened_at,
        "total": counted.total,
        "done": counted.done,
        "late": counted.late,
        "pct": counted.done * 100 // counted.total if counted.total else 0,
        "state_label": round_.get_status_display(),
        "chip_tone": TONES[Round.Status(round_.status)],
        "next": {"label": "核对并启动" if draft else "查看批次", "url": url},
    }


def draft(round_: Round, form: CheckupForm | None = None) -> dict[str, Any]:
    """A prepared round with its 减负体检; `form` is what was sent and lacks something."""
    more = {
        "facts": _settings(round_),
        "start_url": address("round_start", round_),
        "notice_url": address("notice", round_),
        "cancel_url": address("round_cancel", round_),
        "rules_url": address("round_plan", round_),
        "back_url": reverse(f"{KEY}:index"),
    }
    return gate_page.context(round_, checkup(round_), form, starting=False) | more


def _settings(round_: Round) -> list[dict[str, str]]:
    plan = plan_of(round_)
    due = [f"{LABELS[state]}{stage['due_on']}" for state, stage in round_.stages.items() if stage.get("due_on")]
    said = {
        "主办单位": round_.unit.short_name,
        "参加支部": f"{rounds.branches(round_).count()}个",
        "评议办法": f"{plan.name}　版本{plan.version}",
        "依据": round_.basis or "没有登记",
        "请注意": "".join(cautions(plan)) or "无",
        "截止日期": "、".join(due) or "按各环节办理天数",
    }
    return [{"label": label, "value": value} for label, value in said.items()]


def overview(request: HttpRequest, round_: Round) -> dict[str, Any]:
    """How many branches are at each stage, and the meetings that the person sees, a page at a time."""
    user = user_of(request)
    counted = rounds.by_stage(user, round_)
    rows = rounds.meetings(user, round_)
    shown = paged(rows, request)
    return {
        "round": round_,
        "heading": round_.title,
        "state_label": round_.get_status_display(),
        "state_tone": TONES[Round.Status(round_.status)],
        "subline": f"{round_.year}年度　{round_.unit.name}",
        "links": _links(request, round_),
        "opening": round_.status == Round.Status.OPEN and rounds.opening(round_),
        "stages": [{"label": state.label, "number": counted[state]} for state in M if counted.get(state)],
        "rows": [_meeting(each) for each in shown],
        "page": pager(shown, request, "个支部"),
    }


def _links(request: HttpRequest, round_: Round) -> list[dict[str, str]]:
    plan = {"label": "评议办法", "url": address("round_plan", round_)}
    return [plan, {"label": "归档", "url": address("archive", round_)}] if runs(request, round_) else [plan]


def _meeting(meeting: Meeting) -> dict[str, Any]:
    return {
        "unit": meeting.unit.short_name,
        "url": reverse("record", args=[meeting.process.number]),
        "number": meeting.process.number,
        "held_on": meeting.held_on,
        "present": f"{meeting.present}/{meeting.expected}" if meeting.expected is not None else "",
        "state": meeting.get_state_display(),
        "ended": meeting.process.finished is not None,
    }
