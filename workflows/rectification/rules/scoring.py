"""What a form of assessment gives: points, reasons, the grade. 依据: domain 5.5."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from .document import ProgrammeError
from .score_forms import FormGrade, FormPart, Method, ScoreForm


@dataclass(frozen=True)
class Cut:
    """Points taken from a part for a reason in words."""

    points: Decimal
    reason: str


NO_CUTS: Mapping[str, Cut] = MappingProxyType({})


@dataclass(frozen=True)
class PartScore:
    """What one part got, and the sentence why."""

    part: FormPart
    points: Decimal
    reason: str


@dataclass(frozen=True)
class Score:
    """What a form gives: points or percent, the grade where its bounds are known, part by part."""

    total: Decimal
    grade: FormGrade | None
    parts: tuple[PartScore, ...]


def lacks_to_score(form: ScoreForm) -> tuple[str, ...]:
    """What must be filled in before the form can be used; published sources leave some of it open."""
    lacks = [f"“{part.name}”没有填写满分。" for part in form.parts if part.full is None]
    if form.method is not Method.SATISFACTION and not form.parts:
        lacks.append("没有填写评估内容。")
    return (*lacks, *(f"等次“{grade.name}”没有填写最低分。" for grade in form.grades if grade.floor is None))


def by_deductions(form: ScoreForm, found: Mapping[str, int], cuts: Mapping[str, Cut] = NO_CUTS) -> Score:
    """From the full points, each part never below nothing; `found`: how often each deduction applies, by code.

    `cuts`: what is taken from a part beside, by its code; what a published form does not list is entered so. Raises
    ProgrammeError: a deduction the form does not have, a number below nothing, a cut above the full points or without
    a reason, a form that is not filled in.
    """
    _ready(form, Method.DEDUCT)
    _known(found, {each.code for each in form.deductions}, "扣分情形")
    _known({code: cut.points for code, cut in cuts.items()}, {part.code for part in form.parts}, "评估内容")
    return _total(form, [_deducted(form, part, found, cuts.get(part.code)) for part in form.parts])


def by_points(form: ScoreForm, given: Mapping[str, Decimal]) -> Score:
    """From the points given to each part. Raises ProgrammeError: a part missing, unknown, or above its full points."""
    _ready(form, Method.GIVE)
    _known(given, {part.code for part in form.parts}, "评估内容")
    return _total(form, [_given(part, given) for part in form.parts])


def grade_of(grades: Sequence[FormGrade], number: Decimal) -> FormGrade | None:
    """The first grade whose floor is reached; None where bounds are open or none is reached."""
    return next((grade for grade in grades if grade.floor is not None and number >= grade.floor), None)


def _ready(form: ScoreForm, method: Method) -> None:
    if form.method is not method:
        raise ProgrammeError(f"评估办法“{form.name}”不按这种方法计分。", "method")
    if lacks := lacks_to_score(form):
        raise ProgrammeError(f"评估办法“{form.name}”还不能计分：{lacks[0]}")


def _known(found: Mapping[str, int] | Mapping[str, Decimal], codes: set[str], what: str) -> None:
    for code, number in found.items():
        if code not in codes:
            raise ProgrammeError(f"认不出的{what}“{code}”。")
        if number < 0:
            raise ProgrammeError(f"{what}“{code}”的数应不小于0。")


def _deducted(form: ScoreForm, part: FormPart, found: Mapping[str, int], cut: Cut | None) -> PartScore:
    full = part.full or Decimal(0)
    hits = [(each, found[each.code]) for each in form.deductions if each.part == part.code and found.get(each.code)]
    taken = [(f"{each.words}{times}次", each.points * times) for each, times in hits]
    if cut and cut.points:
        taken.append((_reason(part, cut), cut.points))
    lost = min(sum((points for _, points in taken), Decimal(0)), full)
    why = "；".join(f"{words}扣{_shown(points)}分" for words, points in taken) or "没有扣分"
    return PartScore(part, full - lost, f"{part.name}{_shown(full)}分：{why}，得{_shown(full - lost)}分。")


def _reason(part: FormPart, cut: Cut) -> str:
    if cut.points > (part.full or Decimal(0)):
        raise ProgrammeError(f"“{part.name}”扣分应不大于{_shown(part.full or Decimal(0))}分。")
    if not cut.reason.strip():
        raise ProgrammeError(f"“{part.name}”扣{_shown(cut.points)}分，应写明理由。")
    return cut.reason.strip()


def _given(part: FormPart, given: Mapping[str, Decimal]) -> PartScore:
    full = part.full or Decimal(0)
    if part.code not in given:
        raise ProgrammeError(f"“{part.name}”还没有打分。")
    if given[part.code] > full:
        raise ProgrammeError(f"“{part.name}”得分应不大于{_shown(full)}分。")
    return PartScore(part, given[part.code], f"{part.name}{_shown(full)}分：得{_shown(given[part.code])}分。")


def _total(form: ScoreForm, parts: list[PartScore]) -> Score:
    total = sum((each.points for each in parts), Decimal(0))
    return Score(total, grade_of(form.grades, total), tuple(parts))


def _shown(points: Decimal) -> str:
    """The shortest writing: 5, 2.5."""
    return f"{points.normalize():f}"
