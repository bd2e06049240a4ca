"""A plan in the words in which an office reads it."""

from collections.abc import Iterator

from workflows.appraisal.rules import BallotForm, Dimension, Option, Plan, Purpose, Quorum
from workflows.engine.shares import plain


def in_words(plan: Plan) -> list[dict[str, str]]:
    """Each part of the plan with its words."""
    return [{"label": label, "value": value} for label, value in _facts(plan) if value]


def differences(before: Plan, after: Plan) -> list[dict[str, str]]:
    """What reads differently, part by part; a new number of the version is no difference."""
    old, new = (dict(_facts(each)) for each in (before, after))
    return [{"place": label, "before": old[label], "after": new[label]} for label in new if old[label] != new[label]]


def _facts(plan: Plan) -> Iterator[tuple[str, str]]:
    yield "等次", "、".join(grade.name for grade in plan.grades)
    yield "优秀人数", _cap(plan)
    yield "报上级", "、".join(f"{each.name}{each.files.words}" for each in plan.grades if each.files.value != "not")
    yield "结果运用", "\n".join(f"{each.name}：{each.after.words}" for each in plan.grades if each.after.words)
    yield "评定机构", f"{plan.decided_by.words}；正式党员不足7人的支部由支部党员大会评定"
    yield "到会和表决", _quorum(plan.quorum_for(Purpose.APPRAISE))
    yield "测评票", "\n".join(map(_form, plan.forms))
    yield "显示票数", f"有效票少于{plan.minimum}张的，不显示各项票数"
    yield "预备党员", f"参加评议，不评定等次，{'' if plan.probationary_ballots else '不'}填写测评票"
    yield "电子票", f"会议办结后{plan.recount_days}天内可以重新计票，之后清除选票" if plan.electronic else ""
    yield "互评", f"{'保留' if plan.named_notes else '不保留'}互评人姓名"
    yield "分组", f"满{plan.groups_from}人的支部可以分组，每组至少{plan.group_least}人" if plan.groups_from else ""
    yield "电子票", "、".join(each.words for each in plan.electronic) or "没有，用纸质票"
    yield "限期改正", _correction(plan)
    yield "组织处置", _disposal(plan)
    yield "依据", plan.basis
    yield "说明", "\n".join(plan.notes)


def _cap(plan: Plan) -> str:
    if plan.cap is None:
        return "不定比例"
    named = "、".join(each.name for each in plan.capped)
    hard = "不得突破" if plan.cap.hard else "超出的须写明理由"
    return f"{named}不超过{plan.cap.base.words}的{plan.cap.share}，{plan.cap.rounding.words}，{hard}"


def _correction(plan: Plan) -> str:
    rule = plan.correction
    ahead = "、".join(map(str, rule.reminders))
    return f"一般{rule.months}个月，最长{rule.most_months}个月" + (f"，到期前{ahead}天提醒" if ahead else "")


def _disposal(plan: Plan) -> str:
    rule = plan.disposal
    steps = "、".join(each.words for each in rule.steps)
    return f"{steps}；谈话的正式党员不少于{rule.talkers}人；劝其退党、除名的{rule.bar_years}年内不得重新入党"


def _quorum(rule: Quorum) -> str:
    came = "超过" if rule.quorum_more_than else "达到"
    basis = f"（{rule.basis}）" if rule.basis else ""
    return f"到会{came}应到的{rule.quorum}，赞成超过{rule.pass_of.words}的{rule.passing}{basis}"


def _form(form: BallotForm) -> str:
    options = "、".join(f"{each.name}{_worth(each)}" for each in form.options)
    asked = "、".join(f"{each.name}{_full(each)}" for each in form.dimensions)
    own = "，不填本人" if form.self_excluded else ""
    adverse = f"反向情形{len(form.situations)}种" if form.situations else ""
    said = "；".join(
        part for part in (f"项目：{asked}" if asked else "", f"选项：{options}" if options else "", adverse) if part
    )
    return f"{form.name}（{form.kind.words}，测评{form.subject.words}{own}）　{said}"


def _worth(option: Option) -> str:
    return f"（{plain(option.points)}分）" if option.points is not None else ""


def _full(dimension: Dimension) -> str:
    if dimension.full is None:
        return ""
    weight = f"，权重{plain(dimension.weight)}%" if dimension.weight is not None else ""
    return f"（满分{dimension.full}{weight}）"
