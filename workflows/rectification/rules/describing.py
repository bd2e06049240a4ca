"""A programme in words, part by part, as its page shows it and as two versions are compared."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from .closing import Closing
from .due import Precision
from .escalation import Step
from .lights import Light
from .programme import Programme
from .score_forms import ScoreForm
from .sources import Limit
from .standing import Standing

NONE = "无"
TAKEN_UP = "（系统其他业务送来的自动登记）"


class Difference(NamedTuple):
    """One line that reads otherwise: where it stands, what it said, what it says."""

    place: str
    before: str
    after: str


def described(programme: Programme) -> dict[str, list[str]]:
    """A programme in words by its parts; a part that says nothing is left out."""
    source = {each.code: each.name for each in programme.sources}
    severity = {each.code: each.name for each in programme.severities}
    letters = {each.code: each.name for each in programme.letters}
    lights = {each.code: each.name for each in programme.lights}
    parts = {
        "问题来源": [
            each.name + ("（系统其他业务送来的自动登记）" if each.events else "") for each in programme.sources
        ],
        "问题类别": list(programme.categories),
        "严重程度": [each.name for each in programme.severities],
        "整改类型": [_limit(each) for each in programme.limits],
        "时限": list(_time(programme)),
        "由谁销号": [_closing(each, source, severity) for each in programme.closings],
        "销号条件": [each.words for each in programme.checklist],
        "佐证": _evidence(programme),
        "亮灯": [_light(each) for each in programme.lights],
        "升级办法": [_step(each, lights, letters) for each in programme.escalation],
        "督办文书": [f"{each.name}（{each.rung}），{each.reply_days}天内回复" for each in programme.letters],
        "提前提醒": [_reminders(programme)] if programme.reminders else [],
        "完成率口径": ["、".join(Standing(each).words for each in programme.counted) + "计入完成"],
        "回头看": [_look_back(programme)] if programme.look_back else [],
        "评估": [_form(each) for each in programme.assessments],
        "说明": list(programme.notes),
    }
    return {title: lines for title, lines in parts.items() if lines}


def differences(before: Programme, after: Programme) -> list[Difference]:
    """Every line that only one of two programmes has; what is new or gone stands against 无."""
    old, new = described(before), described(after)
    return [found for place in old | new for found in _different(place, old.get(place, []), new.get(place, []))]


def _different(place: str, old: list[str], new: list[str]) -> Iterator[Difference]:
    yield from (Difference(place, line, NONE) for line in old if line not in new)
    yield from (Difference(place, NONE, line) for line in new if line not in old)


def _time(programme: Programme) -> Iterator[str]:
    if programme.precision is Precision.MONTH:
        yield "时限写到月，次月1日起算逾期"
    if programme.confirm_plan:
        yield "整改方案经机关党委审核后，报主办单位审定"
    if programme.concentrated_months:
        yield f"集中整改{programme.concentrated_months}个月"
    if programme.reassess_months:
        yield f"满{programme.reassess_months}个月再评估"
    rule = programme.extension
    most = f"，每次最多{rule.days}天" if rule.days else ""
    yield f"可以延期{rule.times}次{most}{'，须在到期前申请' if rule.on_time else ''}" if rule.times else "不许延期"


def _evidence(programme: Programme) -> list[str]:
    rule = programme.evidence
    return [f"至少{rule.least}件：{rule.why}"] if rule.least else []


def _form(form: ScoreForm) -> str:
    parts = "、".join(f"{part.name}{f'{part.full.normalize():f}分' if part.full else ''}" for part in form.parts)
    grades = "、".join(grade.name for grade in form.grades)
    return "；".join(filter(None, (form.name, parts, f"等次{grades}" if grades else "")))


def _limit(limit: Limit) -> str:
    unit = "个工作日" if limit.working else "天"
    length = f"{limit.days}{unit}内" if limit.days else f"{limit.months}个月内" if limit.months else "时限逐个写明"
    if limit.review_months:
        length = f"每{limit.review_months}个月复核一次"
    return f"{limit.name}（{limit.kind.words}）：{length}{'，须先报整改方案' if limit.plan else ''}"


def _closing(line: Closing, source: Mapping[str, str], severity: Mapping[str, str]) -> str:
    of = "、".join(filter(None, (source.get(line.source, ""), severity.get(line.severity, "")))) or "其余问题"
    return f"{of}：{line.level.words}{'（' + '、'.join(line.bodies) + '）' if line.bodies else ''}"


def _light(light: Light) -> str:
    days = f"{light.days}{'个工作日' if light.working else '天'}" if light.days else ""
    figures = "，".join(filter(None, (days, f"落后{light.lag}个百分点" if light.lag else "")))
    return f"{light.name}：{light.meaning or light.basis}{f'（{figures}）' if figures else ''}"


def _step(step: Step, lights: Mapping[str, str], letters: Mapping[str, str]) -> str:
    often = f"连续{step.times}次" if step.consecutive else f"每{step.times}次" if step.times > 1 else "每次"
    effects = [f"发{letters[step.letter]}"] if step.letter else []
    effects += [f"扣{step.points.normalize():f}分"] if step.points else []
    effects += [step.also] if step.also else []
    return f"{often}亮{lights[step.light]}：{'，'.join(effects)}"


def _reminders(programme: Programme) -> str:
    unit = "个工作日" if programme.reminders_working else "天"
    return f"到期前{'、'.join(str(n) for n in programme.reminders)}{unit}"


def _look_back(programme: Programme) -> str:
    rule = programme.look_back
    assert rule is not None  # noqa: S101 - asked before
    always = "、".join(each.name for each in programme.severities if each.code in rule.always)
    sure = f"，程度{always}的都查" if always else ""
    return f"销号满{rule.months}个月后抽查{rule.share.normalize():f}%，至少{rule.at_least}个{sure}"
