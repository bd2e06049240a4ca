"""What the rows of an import would do to open work: told before it is confirmed, as the pages tell it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from permissions.models import OrgUnit
from workflows.engine import departure
from workflows.engine.departure import Fate
from workflows.organisation.queries import open_work
from workflows.organisation.queries.open_work import Place, Work
from workflows.organisation.queries.units import after_moving
from workflows.organisation.workbooks.draft import Draft
from workflows.organisation.workbooks.sheets import POSTS, UNITS


def check(draft: Draft) -> None:
    """Warn of each unit that moves and each post that ends with open desks. Constant statements.

    Only for a draft without errors: units in a circle have no top.
    """
    if draft.moved:
        _warn_of_moves(draft)
    if draft.ended:
        _warn_of_ends(draft)


def _warn_of_moves(draft: Draft) -> None:
    tops = _tops(draft)
    rules = {unit.pk: _rule(unit, tops) for _, unit in draft.moved}
    found = open_work.by_unit(tops, lambda below, place: rules[tops[below].pk](place))
    works: dict[int, list[Work]] = {}
    for below, some in found.items():
        works.setdefault(tops[below].pk, []).extend(some)
    for row, unit in draft.moved:
        if unit.pk in works:
            draft.warn(UNITS, row, f"“{unit.short_name}”移动，在办事项：{_becoming(works[unit.pk])}。")


def _tops(draft: Draft) -> dict[int, OrgUnit]:
    """For each unit that moves or stands below one that does, by its key: the nearest that moves."""
    moved = {unit.pk for _, unit in draft.moved}
    found = {}
    for unit in draft.known.units.values():
        if top := next((above for above in _path(unit) if above.pk in moved), None):
            found[unit.pk] = top
    return found


def _path(unit: OrgUnit | None) -> Iterator[OrgUnit]:
    """A unit and all above it, as they will stand."""
    while unit is not None:
        yield unit
        unit = unit.parent


def _rule(unit: OrgUnit, tops: dict[int, OrgUnit]) -> Callable[[Place], str]:
    parent = unit.parent
    assert parent is not None  # noqa: S101 - a unit moves by the code of a superior
    inside = {below for below, top in tops.items() if top is unit}
    return after_moving(inside, {above.pk for above in _path(parent)}, parent)


def _becoming(works: Sequence[Work]) -> str:
    counts: Counter[tuple[str, str, str]] = Counter()
    for work in works:
        counts[work.process, work.stage, work.becomes] += work.count
    return "；".join(f"{process}“{stage}”{count}项{becomes}" for (process, stage, becomes), count in counts.items())


def _warn_of_ends(draft: Draft) -> None:
    begun = [post for _, post in draft.ended if post.starts_on <= draft.today]
    fates = departure.fates(begun)
    for row, post in draft.ended:
        waiting = [fate for fate in fates if post.pk in fate.posts]
        if waiting:
            counts = Counter((fate.label, _fate(fate)) for fate in waiting)
            text = "；".join(f"{label}{count}项{becomes}" for (label, becomes), count in counts.items())
            name = f"{post.user.get_full_name()}免去“{post}”"
            draft.warn(POSTS, row, f"{name}，等着这一岗位的在办事项（没有算上本表新任命的人）：{text}。")


def _fate(fate: Fate) -> str:
    if fate.stays:
        return "由在任的其他人办理"
    return f"转到“{fate.moves_to}”" if fate.moves_to else "届时无人可办"
