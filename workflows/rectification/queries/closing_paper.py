"""问题销号审批表: a problem with its plan, what came of it, and who said what of its 销号. 依据: domain 5.4, 6.5."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from permissions.models import User
from workflows.engine.models import AuditEntry
from workflows.engine.opinions import Opinion, day_words, opinion
from workflows.engine.pages import visible
from workflows.engine.writing import SIGN
from workflows.rectification.models import Problem
from workflows.rectification.models.problem_back import CHECKING
from workflows.rectification.queries import panel
from workflows.rectification.queries.closing import acceptances_now
from workflows.rectification.queries.panel import Work
from workflows.rectification.queries.words import Words
from workflows.rectification.states import ProblemState as S

Values = dict[str, Any]
FORTH, BACK = ("apply", "verify", "close", "sustain", "pass_on"), ("send_back", "withdraw", "recall")
APPLIED = "责任单位申请"
LABELS = {
    S.WITHIN_CHECKING: "责任单位自查意见",
    S.COMMITTEE_CHECKING: "机关党委核验意见",
    S.HOST_CHECKING: "主办单位核验意见",
}


def closing_paper(problem: Problem, user: User) -> Values:
    """What the form prints for a person; what bodies said stays blank for who may not read it."""
    words = Words(problem.round)
    others = problem.participations.select_related("unit").order_by("pk")
    now = {
        "专项": problem.round.title,
        "编号": problem.process.number,
        "轮次": f"第{problem.turn}轮整改" if problem.turn > 1 else "",
        "责任单位": problem.unit.name,
        "参与单位": "、".join(row.unit.short_name for row in others),
        "来源": words.source(problem),
        "类别": problem.category,
        "程度": words.severity(problem),
        "发现日期": _day(problem.found_on),
        "交办日期": _day(problem.assigned_on),
        "整改类型": words.limit(problem),
        "整改时限": f"{problem.due_on:%Y年%-m月}底前" if problem.by_month else _day(problem.due_on),
        "责任领导": problem.leader,
        "责任人": problem.owner,
        "问题": problem.text,
        "整改要求": problem.requirement,
        "原因": problem.cause,
        "目标": problem.goal,
        "结果": problem.result,
        "措施": [_measure(n, work) for n, work in enumerate(panel.works(problem), 1)],
        "条件": _conditions(problem, words),
        "意见": _opinions(problem, user),
        "销号日期": _day(problem.closed_on),
        "日期": day_words(problem.closed_on or timezone.localdate()),
    }
    return {**now, **problem.closed_as}


def _day(day: date | None) -> str:
    return day_words(day) if day else ""


def _measure(n: int, work: Work) -> Values:
    measure = work.measure
    return {
        "序号": n,
        "措施": measure.text,
        "单位": measure.unit.short_name,
        "责任人": measure.owner,
        "时限": day_words(measure.due_on),
        "落实": measure.outcome or measure.get_state_display(),
        "佐证": f"{work.files}份" if work.files else "",
    }


def _conditions(problem: Problem, words: Words) -> list[Values]:
    """Each condition of the programme, and what the unit says of it."""
    return [
        {
            "条件": each.words,
            "做到": "是" if each.code in problem.checked else "否",
            "说明": problem.checked.get(each.code, ""),
        }
        for each in words.programme.checklist
    ]


def _opinions(problem: Problem, user: User) -> list[Opinion]:
    """Who applied, each stage that checks it up to the one that closes it, and the bodies that accept it."""
    rows = list(_trail(problem))
    signed = [row for row in rows if row.verb == SIGN]
    said = standing(row for row in rows if row.verb != SIGN)
    applied = next((entry for entry in said.values() if entry.verb == "apply"), None)
    found = [opinion(APPLIED, applied)]
    for state in CHECKING[: CHECKING.index(S(problem.closes_at)) + 1]:
        entry = said.get(state)
        if not _passed(entry, applied, state):
            heard = [row for row in signed if entry and (row.source, row.lap) == (state, entry.lap)]
            found.append(opinion(LABELS[state], entry, heard))
    return found + _accepted(problem, user)


def _trail(problem: Problem) -> QuerySet[AuditEntry]:
    """The steps of a problem and the signatures of people (会签) between them, in order."""
    steps = Q(verb__in=FORTH + BACK) | Q(verb=SIGN, actor__isnull=False)
    return AuditEntry.objects.filter(steps, process=problem.process_id).order_by("seq")


def standing(entries: Iterable[AuditEntry]) -> dict[str, AuditEntry]:
    """What was said at each stage and still holds, by stage, told in order.

    A new application begins afresh; what goes back takes with it what was said at the stage it comes to and after.
    """
    order: list[str] = [*CHECKING]
    found: dict[str, AuditEntry] = {}
    for entry in entries:
        if entry.verb == "apply":
            found = {entry.source: entry}
        elif entry.verb in FORTH:
            found[entry.source] = entry
        elif entry.target in order:
            gone = order[order.index(entry.target) :]
            found = {state: each for state, each in found.items() if state not in gone}
        else:
            found = {}
    return found


def _passed(entry: AuditEntry | None, applied: AuditEntry | None, state: S) -> bool:
    """Whether nobody needs to act on a stage: it was passed on, or the head of the unit applied himself."""
    if entry is not None:
        return entry.verb == "pass_on"
    return applied is not None and CHECKING.index(S(applied.target)) > CHECKING.index(state)


def _accepted(problem: Problem, user: User) -> list[Opinion]:
    """What each body of a joint acceptance said; blank while it was not asked or has not answered. Three statements."""
    if not problem.bodies:
        return []
    rows = {row.body: row.process_id for row in visible(acceptances_now(problem), user).order_by("pk")}
    entries = AuditEntry.objects.filter(process__in=rows.values(), verb__in=("accept", "reject")).order_by("seq")
    said = {entry.process_id: entry for entry in entries}
    return [opinion(f"{body}验收意见", said.get(rows.get(body))) for body in problem.bodies]
