"""What the pages of 延期, 验收, 督办 and 回头看 show: their own facts, and the problem they are about."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from workflows.engine import pages
from workflows.engine.record_page import History
from workflows.rectification.models import Acceptance, Letter, LookBack, Postponement, Problem
from workflows.rectification.queries.letters import kind_of
from workflows.rectification.views.rows import DAY, until, written

Fact = tuple[str, str]


def _page(record: Any, request: HttpRequest, facts: list[Fact]) -> dict[str, Any]:
    """The facts that are not empty, and the problem with a link for whoever may see it. Two statements."""
    problem = Problem.objects.select_related("unit", "process").get(pk=record.problem_id)
    seen = pages.visible(Problem.objects.filter(pk=problem.pk), request.user).exists()  # type: ignore[arg-type]
    return {
        "problem": problem,
        "problem_url": reverse("record", args=[problem.process.number]) if seen else "",
        "facts": [{"label": label, "value": value} for label, value in facts if value],
    }


def postponement_details(record: Postponement, history: History, request: HttpRequest) -> dict[str, Any]:
    """From which day to which, why, and how the problem stands."""
    facts = [
        ("原时限", written(record.was_due)),
        ("申请延至", f"{record.until:%Y年%-m月}底" if record.by_month else written(record.until)),
        ("延期理由", record.reason),
        ("最新进展", record.problem.progress),
    ]
    return _page(record, request, facts)


def acceptance_details(record: Acceptance, history: History, request: HttpRequest) -> dict[str, Any]:
    """Who accepts, by when, what the unit says came of it, and what was answered."""
    problem = record.problem
    facts = [
        ("验收部门", record.body),
        ("验收期限", written(record.reply_by)),
        ("整改要求", problem.requirement),
        ("整改结果", problem.result),
        ("验收意见", record.words),
    ]
    return _page(record, request, facts)


def letter_details(record: Letter, history: History, request: HttpRequest) -> dict[str, Any]:
    """What the letter says, by when it is answered, and the answer; as a document once it was issued."""
    facts = [
        ("函件种类", kind_of(record).name),
        ("文号", record.number),
        ("发函缘由", record.cause),
        ("整改要求", record.words or record.problem.requirement),
        ("签发日期", written(record.issued_on)),
        ("回复期限", written(record.reply_by) or f"签发后{record.reply_days}天"),
        ("扣分", f"{record.points.normalize():f}分" if record.points else ""),
        ("回复", record.reply),
    ]
    return _page(record, request, facts) | {"links": _documents(record)}


def _documents(letter: Letter) -> list[dict[str, Any]]:
    """The letter on paper, once it was issued."""
    url = reverse("rectification:letter_paper", args=[letter.process.number])
    return [{"label": "下载函件（Word）", "url": url, "download": True}] if letter.issued_on else []


def look_back_details(record: LookBack, history: History, request: HttpRequest) -> dict[str, Any]:
    """Why it was drawn, when the problem was closed and on what, and what was found."""
    problem = record.problem
    facts = [
        ("抽取依据", record.drawn),
        ("核查期限", written(record.check_by)),
        ("销号日期", written(problem.closed_on)),
        ("整改时限", until(problem, DAY)),
        ("整改结果", problem.result),
        ("核查情况", record.found),
    ]
    return _page(record, request, facts)
