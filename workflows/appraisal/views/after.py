"""What the pages of a 组织处置 and of a 限期改正 show beyond the generic one."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from permissions.models import Person
from workflows.appraisal.models import Correction, Disposal
from workflows.appraisal.queries.papers import fewer_words
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.rules import Method, Outcome, Purpose, Standing, judge_passing
from workflows.appraisal.states import CorrectionState as C
from workflows.appraisal.states import DisposalState as D
from workflows.appraisal.views import after_papers, after_steps
from workflows.engine import pages
from workflows.engine.models import Meeting as Sitting
from workflows.engine.record_page import History
from workflows.engine.round_door import user_of

Fact = dict[str, str]
BARS = "处置已生效。请维护组织人员的岗位在人员名册登记{name}的党籍状态。"


def _facts(*rows: tuple[str, Any]) -> list[Fact]:
    """What is filled in, in words."""
    return [{"label": label, "value": str(value)} for label, value in rows if value not in (None, "")]


def disposal_details(record: Disposal, history: History, request: HttpRequest) -> dict[str, Any]:
    """What is proposed, each step that was taken with its day, the vote with its sum, and what came of it."""
    sittings = {row.state: row for row in Sitting.objects.filter(process=record.process_id).order_by("lap")}
    correction = Correction.objects.filter(disposal=record).select_related("process").first()
    return {
        "subline": f"{record.unit.name}　{record.round.title}",
        "facts": _case(record),
        "done": [each for each in _steps(record, sittings) if each["facts"]],
        "vote": _vote(record),
        "correction": _running(correction, request) if correction else None,
        "appeals": list(record.appeals.all()),
        "ended": _ended(record),
        "filing": history.open is not None and record.state in (D.PROPOSING, D.INVESTIGATING, D.TALKING, D.VOTING),
        "links": [*after_steps.offered(request, record), *after_papers.of_disposal(record)],
    }


def _case(record: Disposal) -> list[Fact]:
    rule = plan_of(record.round).disposal
    bar = rule.bar_words(record.effective_on) if record.barred_until and record.effective_on else ""
    return _facts(
        ("被处置人", f"{record.person.name}　{record.person.get_roll_display()}"),
        ("情形", record.get_ground_display()),
        ("处置方式", record.get_method_display()),
        ("情形起始日期", record.since),
        ("改正月数", f"{record.months}个月" if record.months else ""),
        ("核实情况", record.evidence),
        ("党纪处分", "同一问题已受党纪处分" if record.disciplined else ""),
        ("批复文号", record.number),
        ("生效日期", record.effective_on),
        ("重新入党", bar),
    )


def _steps(record: Disposal, sittings: dict[str, Sitting]) -> list[dict[str, Any]]:
    """What was entered with each step, in their order; 支部大会 with its decision."""
    done, committee, meeting = record.done, sittings.get(D.PROPOSING), sittings.get(D.VOTING)
    talkers = "、".join(f"{name}（{Standing(standing).words}）" for name, standing in record.talkers)
    rows: list[tuple[str, list[Fact]]] = [
        ("支委会启动意见", _sitting(committee)),
        ("事前备案", _facts(("日期", done.get("file")), ("文号", record.filed_as if "file" in done else ""))),
        ("调查核实", _facts(
            ("日期", done.get("investigate")), ("调查组", record.investigators), ("调查情况", record.findings)
        )),
        ("组织谈话", _facts(("日期", done.get("talk")), ("谈话人", talkers), ("谈话情况", record.talk_words))),
        ("本人申辩", _facts(("内容", record.statement))),
        ("上级预审", _facts(("日期", done.get("pre_review")))),
        ("支部大会", _sitting(meeting)),
        ("上级审批", _facts(("日期", done.get("approve")))),
    ]  # fmt: skip
    return [{"title": title, "facts": facts} for title, facts in rows]


def _sitting(found: Sitting | None) -> list[Fact]:
    return _facts(("日期", found.held_on), ("决定", found.minutes)) if found else []


def _vote(record: Disposal) -> str:
    """The sum of the vote that carried; empty before."""
    if record.agreed is None or "vote" not in record.done:
        return ""
    rule = plan_of(record.round).quorum_for(Purpose.DISPOSE)
    found = judge_passing(rule, record.expected or 0, record.present or 0, record.agreed, record.written or 0)
    return found.text + fewer_words(record)


def _running(correction: Correction, request: HttpRequest) -> dict[str, Any]:
    """The 限期改正 that came of it, linked for whoever may open it; its state and progress for all who see this."""
    sees = pages.visible(Correction.objects.filter(pk=correction.pk), user_of(request)).exists()
    return {
        "row": correction,
        "url": reverse("record", args=[correction.process.number]) if sees else "",
        "reports": list(correction.reports.all()),
        "outcomes": outcomes(correction),
    }


def _ended(record: Disposal) -> str:
    """What the office still has to do about a membership that ended."""
    left = record.state == D.DISPOSED and Method(record.method).bars and record.person.status == Person.Status.LISTED
    return BARS.format(name=record.person.name) if left else ""


def outcomes(correction: Correction) -> list[Fact]:
    """The assessments so far, in words."""
    return [
        {
            "label": f"{each['on']}复评",
            "value": f"{Outcome(each['outcome']).words}"
            f"{'到' + each['until'] if 'until' in each else ''}：{each['reason']}",
        }
        for each in correction.outcomes
    ]


def correction_details(record: Correction, history: History, request: HttpRequest) -> dict[str, Any]:
    """Until when it runs, what is asked and done, how it stands, and what was concluded."""
    rule = plan_of(record.round).correction
    left = (record.due_on - timezone.localdate()).days
    facts = _facts(
        ("改正人", record.person.name),
        ("起止", f"{record.starts_on}至{record.due_on}"),
        ("最长", f"到{rule.limit(record.starts_on)}（从{record.starts_on}起{rule.most_months}个月）"),
        ("提醒", "、".join(f"{day}" for day in rule.remind_on(record.due_on))),
        ("改正要求", record.tasks),
        ("改正措施", record.plan),
        ("帮助教育责任人", record.helpers),
    )
    disposal = Disposal.objects.select_related("process").get(pk=record.disposal_id)
    return {
        "subline": f"{record.unit.name}　{record.round.title}",
        "facts": facts,
        "left": f"还有{left}天期满" if left > 0 and record.state == C.CORRECTING else "",
        "reports": list(record.reports.select_related("by__person")),
        "outcomes": outcomes(record),
        "disposal_url": reverse("record", args=[disposal.process.number]),
        "filing": record.state in (C.CORRECTING, C.REASSESSING),
        "links": [*after_steps.offered(request, record), *after_papers.of_correction(record)],
    }
