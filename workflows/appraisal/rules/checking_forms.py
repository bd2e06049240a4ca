"""What makes a ballot form contradict itself or the plan that it stands in."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from workflows.engine.shares import HUNDRED, plain

from .forms import BallotForm, Kind, Subject


def about_form(form: BallotForm, grades: set[str], *, electronic: bool) -> Iterator[str]:
    """One sentence for each thing that cannot be. `grades`: the names of those that the plan has."""
    where = f"测评票“{form.name}”"
    yield from _about_parts(form, where)
    yield from repeated(f"{where}的选项", (each.name for each in form.options))
    yield from repeated(f"{where}的项目的选项", form.dimension_options)
    lines = [*(each.code for each in form.dimensions), *(["overall"] if form.options else [])]
    yield from repeated(f"{where}的测评项目编号", [*lines, *(["situations"] if form.situations else [])])
    yield from repeated(f"{where}的反向情形编号", (each.code for each in form.situations))
    if form.subject is Subject.MEMBERS:
        strange = [each.name for each in form.options if each.name not in grades]
        yield from (f"{where}的选项“{name}”不是评议办法里的等次。" for name in strange)
    elif form.self_excluded:
        yield f"{where}不是测评党员的，没有“不填本人”。"
    if form.self_excluded and electronic:
        yield f"{where}不填本人，只能用纸质票；电子票缺了本人一行就能认出是谁投的。"


def _about_parts(form: BallotForm, where: str) -> Iterator[str]:
    """What each kind of form has and lacks."""
    if form.kind is Kind.SHORT:
        if form.dimensions or form.dimension_options:
            yield f"{where}是简票，不填测评项目。"
        if len(form.options) < 2:
            yield f"{where}是简票，至少要有两个选项。"
    elif not form.dimensions:
        yield f"{where}是{form.kind.words}，至少要有一个测评项目。"
    if form.kind is Kind.DIMENSIONS and len(form.dimension_options) < 2:
        yield f"{where}是维度票，项目的选项至少要有两个。"
    if form.kind is Kind.NUMBERS and form.dimension_options:
        yield f"{where}是数值票，项目打分，不填选项。"
    yield from _about_numbers(form, where)
    yield from _about_points(form, where)


def _about_numbers(form: BallotForm, where: str) -> Iterator[str]:
    numbers = form.kind is Kind.NUMBERS
    for each in form.dimensions:
        if (each.full is not None) != numbers:
            yield f"{where}是{form.kind.words}，项目“{each.name}”{'应填写' if numbers else '不填'}满分。"
    weights = [each.weight for each in form.dimensions if each.weight is not None]
    if weights and not numbers:
        yield f"{where}是{form.kind.words}，项目不填权重。"
    elif weights and (len(weights) < len(form.dimensions) or sum(weights) != HUNDRED):
        yield f"{where}的权重应每个项目都填、合计100，或者都不填，现合计{plain(sum(weights, Decimal(0)))}。"


def _about_points(form: BallotForm, where: str) -> Iterator[str]:
    """Options are worth points only where the 群众 answer, and there they must be, or there is no figure."""
    worth = [each.points for each in form.options if each.points is not None]
    if form.subject is not Subject.BRANCH:
        if worth or any(each.satisfied for each in form.options):
            yield f"{where}的选项不计分，不填分值，也不填算作满意。"
    elif not worth or max(worth) != HUNDRED:
        yield f"{where}用来计算满意度，最高的选项分值应是100。"
    elif not any(each.satisfied for each in form.options):
        yield f"{where}用来计算满意率，至少要有一个选项算作满意。"


def repeated(what: str, codes: Iterable[str]) -> Iterator[str]:
    """One sentence for each code that stands more than once."""
    yield from (f"{what}“{code}”重复。" for code, times in Counter(codes).items() if times > 1)
