"""What makes a programme unusable: codes that repeat, parts that name what is not there, no line for every problem."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .document import ProgrammeError, refuse_repeats
from .ladder import check_ladder
from .standing import Standing

if TYPE_CHECKING:
    from .programme import Programme


def check(programme: "Programme") -> None:
    """Raise ProgrammeError with a sentence that says what repeats, is missing or cannot be."""
    _check_there(programme)
    _check_repeats(programme)
    for what, code, known in _named(programme):
        if code and code not in known:
            raise ProgrammeError(f"{what}“{code}”不在专项里。")
    _check_order(programme)
    check_ladder(programme.letters)
    if Standing.CLOSED not in programme.counted:
        raise ProgrammeError("计入完成的状态应包括已销号。", "counted")


def _check_there(programme: "Programme") -> None:
    if not programme.sources:
        raise ProgrammeError("专项至少要有一个问题来源。", "sources")
    if not programme.limits:
        raise ProgrammeError("专项至少要有一种整改类型。", "limits")
    last = programme.closings[-1] if programme.closings else None
    if last is None or last.source or last.severity:
        raise ProgrammeError("销号权限的最后一条应适用于全部问题，不写来源和严重程度。", "closings")


def _check_repeats(programme: "Programme") -> None:
    refuse_repeats("来源编号", (each.code for each in programme.sources))
    refuse_repeats("来源名称", (each.name for each in programme.sources))
    refuse_repeats("接收的事件", (event for each in programme.sources for event in each.events))
    refuse_repeats("问题类别", programme.categories)
    refuse_repeats("严重程度编号", (each.code for each in programme.severities))
    refuse_repeats("整改类型编号", (each.code for each in programme.limits))
    refuse_repeats("整改类型名称", (each.name for each in programme.limits))
    refuse_repeats("销号条件编号", (each.code for each in programme.checklist))
    refuse_repeats("灯编号", (each.code for each in programme.lights))
    refuse_repeats("文书编号", (each.code for each in programme.letters))
    refuse_repeats("评估办法编号", (each.code for each in programme.assessments))
    refuse_repeats("提前提醒天数", map(str, programme.reminders))


def _named(programme: "Programme") -> Iterator[tuple[str, str, set[str]]]:
    """Every code that a part names, with the part and the codes there are."""
    severities = {each.code for each in programme.severities}
    for line in programme.closings:
        yield "销号权限所说的来源", line.source, set(programme.source_by_code)
        yield "销号权限所说的严重程度", line.severity, severities
    for step in programme.escalation:
        yield "升级办法所说的灯", step.light, set(programme.light_by_code)
        yield "升级办法所说的文书", step.letter, set(programme.letter_by_code)
    for severity in programme.look_back.always if programme.look_back else ():
        yield "回头看必查的严重程度", severity, severities


def _check_order(programme: "Programme") -> None:
    """A light that follows another stands after it; so that there is no circle."""
    before: set[str] = set()
    for light in programme.lights:
        if light.after and light.after not in before:
            raise ProgrammeError(f"灯“{light.name}”的前一个灯“{light.after}”应排在它前面。", "after")
        before.add(light.code)
