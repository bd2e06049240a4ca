"""What the papers of a 组织处置 and of a 限期改正 print."""

from datetime import date
from typing import Any

from django.utils import timezone

from permissions import routing
from permissions.models import OrgUnit
from workflows.appraisal.models import Correction, Disposal
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.rules import Purpose, Standing, judge_passing
from workflows.appraisal.states import DisposalState as D
from workflows.engine.models import AuditEntry
from workflows.engine.models import Meeting as Sitting
from workflows.engine.opinions import blank, day_words, decision, opinion

Values = dict[str, Any]


def superior_of(unit: OrgUnit, host: int) -> str:
    """The name of the unit that files, reviews and approves. Two statements."""
    path = routing.within(routing.paths([unit.pk])[unit.pk], host)
    found = routing.superior(path)
    return OrgUnit.objects.get(pk=found.id).name if found else ""


def disposal_paper(disposal: Disposal) -> Values:
    """组织处置审批表 and 处置决定: what is proposed, each step with its day, the vote, the opinions so far."""
    person, rule = disposal.person, plan_of(disposal.round).disposal
    bars = rule.bar_words(disposal.effective_on) if disposal.barred_until and disposal.effective_on else ""
    return {
        "编号": disposal.process.number,
        "批次": disposal.round.title,
        "支部": disposal.unit.name,
        "上级": superior_of(disposal.unit, disposal.round.unit_id),
        "姓名": person.name,
        "性别": person.gender,
        "出生日期": _day(person.birth_on),
        "入党日期": _day(person.joined_on),
        "党员身份": person.get_roll_display(),
        "职务": person.rank,
        "情形": disposal.get_ground_display(),
        "处置方式": disposal.get_method_display(),
        "起始日期": _day(disposal.since),
        "改正月数": disposal.months or "",
        "核实情况": disposal.evidence,
        "调查组": disposal.investigators,
        "调查情况": disposal.findings,
        "谈话人": "、".join(f"{name}（{Standing(kind).words}）" for name, kind in disposal.talkers),
        "谈话日期": _step(disposal, "talk"),
        "谈话情况": disposal.talk_words,
        "本人申辩": disposal.statement,
        "表决": _vote(disposal),
        "备案文号": disposal.filed_as,
        "批复文号": disposal.number,
        "生效日期": _day(disposal.effective_on),
        "重新入党": bars,
        "意见": _opinions(disposal),
        "日期": day_words(disposal.effective_on or timezone.localdate()),
    }


def _day(day: date | None) -> str:
    return day_words(day) if day else ""


def _step(disposal: Disposal, step: str) -> str:
    return _day(date.fromisoformat(disposal.done[step])) if step in disposal.done else ""


def _vote(disposal: Disposal) -> str:
    if disposal.agreed is None:
        return ""
    rule = plan_of(disposal.round).quorum_for(Purpose.DISPOSE)
    found = judge_passing(rule, disposal.expected or 0, disposal.present or 0, disposal.agreed, disposal.written or 0)
    return found.text + fewer_words(disposal)


def fewer_words(disposal: Disposal) -> str:
    """Why fewer were expected at the vote than the register has; empty when as many."""
    return f"应到少于名册：{disposal.fewer_why}" if disposal.fewer_why else ""


def _opinions(disposal: Disposal) -> list[dict[str, str]]:
    """支委会, 备案, 预审, 支部大会, 审批: what stands of each, else room to sign; a stage that is off is left out."""
    sittings = {row.state: row for row in Sitting.objects.filter(process=disposal.process_id).order_by("lap")}
    entries = AuditEntry.objects.filter(process=disposal.process_id, verb__in=("receive", "forward", "approve"))
    said = {row.verb: row for row in entries.order_by("seq") if _holds(disposal, row.verb)}
    off = disposal.round.stage(D.PRE_REVIEWING).get("off")
    rows = [
        decision("支委会意见", sittings.get(D.PROPOSING)),
        opinion("上级备案意见", said.get("receive")),
        *([] if off else [opinion("上级预审意见", said.get("forward"))]),
        decision("支部大会决议", sittings.get(D.VOTING)) if "vote" in disposal.done else blank("支部大会决议"),
        opinion("上级审批意见", said.get("approve")),
    ]
    return [dict(each) for each in rows]


def _holds(disposal: Disposal, verb: str) -> bool:
    return {"receive": "file", "forward": "pre_review", "approve": "approve"}[verb] in disposal.done


def correction_paper(correction: Correction) -> Values:
    """限期改正通知书: to whom, why, from when until when, and what is asked."""
    disposal, rule = correction.disposal, plan_of(correction.round).correction
    return {
        "编号": correction.process.number,
        "支部": correction.unit.name,
        "姓名": correction.person.name,
        "情形": disposal.get_ground_display(),
        "批准单位": superior_of(correction.unit, correction.round.unit_id),
        "批复文号": disposal.number,
        "起始日期": day_words(correction.starts_on),
        "改正期限": day_words(correction.due_on),
        "最晚期限": day_words(rule.limit(correction.starts_on)),
        "改正要求": correction.tasks,
        "帮助人": correction.helpers,
        "日期": day_words(correction.starts_on),
    }
