"""What the record page of a problem shows: what was found, the plan, its measures, and all that hangs on it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from permissions.models import User
from permissions.roles import Right
from workflows.engine import called_for, decisions, pages
from workflows.engine.models import Record
from workflows.engine.record_page import History
from workflows.engine.round_door import user_of
from workflows.rectification.models import Acceptance, Letter, LookBack, Postponement, Problem
from workflows.rectification.models.problem_back import CHECKING, WORKING
from workflows.rectification.queries import KEY, panel
from workflows.rectification.queries.assessments import of_problem
from workflows.rectification.queries.words import Words
from workflows.rectification.states import ProblemState as S
from workflows.rectification.views import steps
from workflows.rectification.views.rows import DAY, Days, until, work_row, written

BESIDE: tuple[tuple[type[Record], str], ...] = (
    (Postponement, "延期申请"), (Acceptance, "联合验收"), (Letter, "督办函"), (LookBack, "回头看"),
)  # fmt: skip


def problem_details(problem: Problem, history: History, request: HttpRequest) -> dict[str, Any]:
    """Everything beyond the generic page."""
    days = Days(Words(problem.round))
    hosts = bool(decisions.capacities(request, Right.REVIEW, problem.round.unit_id, KEY))
    return {
        "subline": f"{problem.unit.name}　{problem.round.title}",
        "facts": _facts(problem, days),
        "plan": _plan(problem),
        "works": [work_row(work) for work in panel.works(problem)],
        "drafting": problem.state == S.PLANNING and _leads(request, problem),
        "light": days.left(problem),
        "lights": [(each, days.words.programme.light_by_code.get(each.light)) for each in problem.lights.all()],
        "reports": list(problem.reports.filter(measure=None).select_related("by__person")),
        "conditions": _conditions(problem, days.words),
        "beside": [_beside(model, title, problem, user_of(request)) for model, title in BESIDE],
        "assessed": of_problem(problem),
        "earlier": [{"problem": each, "url": _url(each)} for each in panel.earlier(problem)],
        "links": _links(problem, request, hosts=hosts),
        "may_file": problem.state in WORKING and _leads(request, problem),
    }


def _leads(request: HttpRequest, problem: Problem) -> bool:
    return bool(decisions.capacities(request, Right.PROPOSE, problem.unit_id, KEY))


def _url(record: Any) -> str:
    return reverse("record", args=[record.process.number])


def _facts(problem: Problem, days: Days) -> list[dict[str, str]]:
    """What is known of it, in the order of the office's own ledgers; what is empty is left out."""
    words = days.words
    others = "、".join(row.unit.short_name for row in problem.participations.select_related("unit").order_by("pk"))
    rows = [
        ("问题表述", problem.text),
        ("来源", words.source(problem)),
        ("来源记录", str(problem.origin.title) if problem.origin else ""),
        ("检查批次", problem.inspection),
        ("类别", problem.category),
        ("严重程度", words.severity(problem)),
        ("发现日期", written(problem.found_on)),
        ("原编号", problem.reference),
        ("整改要求", problem.requirement),
        ("参与单位", others),
        ("整改类型", words.limit(problem)),
        ("整改时限", until(problem, DAY)),
        ("由谁销号", problem.get_closes_at_display() if problem.assigned_on else ""),
        ("联合验收", "、".join(problem.bodies)),
        ("销号日期", written(problem.closed_on)),
        ("备注", problem.remark),
        *((heading, text) for heading, text in problem.extra),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _plan(problem: Problem) -> list[dict[str, str]]:
    rows = [
        ("原因分析", problem.cause), ("整改目标", problem.goal), ("责任领导", problem.leader),
        ("责任部门", problem.department), ("责任人", problem.owner), ("整改结果", problem.result),
    ]  # fmt: skip
    return [{"label": label, "value": value} for label, value in rows if value]


def _conditions(problem: Problem, words: Words) -> list[dict[str, Any]]:
    """The conditions of closing, with what the unit says of each, once it has asked for it."""
    if problem.state not in (*CHECKING, S.CLOSED) or not problem.result:
        return []
    return [
        {"words": each.words, "basis": each.basis, "met": each.code in problem.checked,
         "said": problem.checked.get(each.code, "")}
        for each in words.programme.checklist
    ]  # fmt: skip


def _beside(model: type[Any], title: str, problem: Problem, user: User) -> dict[str, Any]:
    """The records of one kind that hang on it, as far as the person may see them. One statement."""
    rows = pages.visible(model.objects.filter(problem=problem), user).select_related("process").order_by("pk")
    return {"title": title, "rows": [{"record": row, "url": _url(row)} for row in rows]}


def _links(problem: Problem, request: HttpRequest, *, hosts: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [*steps.offered(request, problem)]
    if url := called_for.link(problem.origin, user_of(request)):
        found.append({"label": "来源记录", "url": url})
    if hosts and problem.state == S.REGISTERING:
        number = problem.process.number
        found.insert(0, {"label": "修改登记", "url": reverse("rectification:change", args=[number])})
    if problem.result:
        url = reverse("rectification:closing_paper", args=[problem.process.number])
        found.append({"label": "销号审批表（Word）", "url": url, "download": True})
    return found
