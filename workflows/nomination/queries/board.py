"""The board of places 名额台账: every limit of a round that one may see, with what is taken of it and what is left."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from permissions import access
from permissions.models import User
from workflows.engine.models import Quota, Round
from workflows.nomination.models import Nomination, PlaceRuling, PlaceShift
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.contradictory import Open, unruled
from workflows.nomination.queries.limits import PLACES, Kept, kept, limit_of
from workflows.nomination.queries.places import entry_of, holders
from workflows.nomination.queries.quotas import Step, with_contest
from workflows.nomination.queries.rounds import KEY
from workflows.nomination.rules import AwardRound, Base, Cap, Direction, Per
from workflows.nomination.rules.caps import Among

UNSURE = "待核实"


class BoardRow(NamedTuple):
    """One limit at one place as it stands: places, taken, left; why nothing can be taken while two rules contradict."""

    quota: Quota
    where: str
    name: str
    limit: str
    formula: str
    taken: int
    contest: str
    state: str
    tone: str
    contradictions: list[str]
    rulings: list[PlaceRuling]
    is_places: bool


def quotas_seen(user: User, round_: Round) -> QuerySet[Quota]:
    """The quotas of a round that a person may see: those over all, and those of the units that he sees."""
    rows = Quota.objects.filter(round=round_).select_related("unit")
    mine = Q(key__startswith=f"{Per.WHOLE}:") | Q(unit__in=access.units(user, KEY))
    return rows.filter(mine).annotate(level=Substr("key", 1, 1)).order_by(
        "-level", "unit__position", "unit__code", "pk"
    )  # fmt: skip


def open_contradictions(round_: Round, quotas: Sequence[Quota]) -> dict[int, list[Open]]:
    """The contradictions that wait for a ruling, by the quota that a ruling sets. One statement when there are any."""
    found: dict[int, list[Open]] = {}
    for each in unruled(round_, kept(award_of(round_), quotas)):
        found.setdefault(each.quota.pk, []).append(each)
    return found


def board_rows(round_: Round, quotas: Sequence[Quota], waiting: dict[int, list[Open]]) -> list[BoardRow]:
    """What to show of these quotas. Three statements."""
    award = award_of(round_)
    rows = kept(award, quotas)
    held = holders(rows)
    rulings: dict[int, list[PlaceRuling]] = {}
    for ruling in PlaceRuling.objects.filter(quota__in=[row.quota.pk for row in rows]):
        rulings.setdefault(ruling.quota_id, []).append(ruling)
    return [
        _row(award, row, held.get(row.quota.pk, []), waiting.get(row.quota.pk, []), rulings.get(row.quota.pk, []))
        for row in rows
    ]


class WholePlaces(NamedTuple):
    """A limit over all units: its name, how many places there are, how many are taken."""

    name: str
    limit: str
    taken: int


def whole_places(round_: Round) -> list[WholePlaces]:
    """The limits over all units, counted as the board counts them. One statement."""
    rows = Quota.objects.filter(round=round_, unit=round_.unit_id, key__startswith=f"{Per.WHOLE}:").order_by("pk")
    rows = rows.annotate(held=Count("reservations"), leader=_held_by(person__is_leader=True))
    rows = rows.annotate(frontline=_held_by(person__is_frontline=True))
    award = award_of(round_)
    return [_whole(award, row) for row in kept(award, list(rows))]


def _held_by(**of: bool) -> Count:
    """How many of the places are held by nominations of such people."""
    such = Nomination.objects.filter(**of).values("process")
    return Count("reservations", filter=Q(reservations__process__in=such))


def _whole(award: AwardRound, row: Kept) -> WholePlaces:
    quota: Any = row.quota
    taken = {Among.ALL: quota.held, Among.LEADERS: quota.leader, Among.FRONTLINE: quota.frontline}[row.cap.among]
    number, _ = _numbers(award, row, quota.held)
    return WholePlaces(row.cap.name, UNSURE if number is None else str(number), taken)


def _row(
    award: AwardRound, row: Kept, held: Sequence[Nomination], waiting: Sequence[Open], rulings: list[PlaceRuling]
) -> BoardRow:
    entries = [entry_of(each) for each in held]
    taken = sum(entry.counts(row.cap.among) is True for entry in entries)
    number, most = _numbers(award, row, len(entries))
    state, tone = _state(row.cap, number, most, taken)
    if row.cap.base is Base.LISTED and not entries:
        state, tone = "还没有人选", "line"
    if waiting:
        state, tone = "规定不一致，待裁定", "red"
    return BoardRow(
        row.quota, _where(row), row.cap.name, UNSURE if number is None else str(number), row.quota.formula, taken,
        _contest(award, number, most, taken), state, tone, [each.found.text for each in waiting], rulings,
        row.cap.code.startswith(PLACES),
    )  # fmt: skip


def _where(row: Kept) -> str:
    return "全部单位" if row.per is Per.WHOLE else row.quota.unit.short_name


def _numbers(award: AwardRound, row: Kept, held: int) -> tuple[int | None, int | None]:
    """How many places there are, and how many may be put forward with 差额; None when nobody knows."""
    if row.quota.adjusted or row.cap.percent is None:
        return row.quota.limit, with_contest(award, row, Step.REPORT).number
    listed = row.cap.base is Base.LISTED
    number = (row.cap.limit(held) if listed else limit_of(row.cap, row.quota.base)).number
    return number, number


def _contest(award: AwardRound, number: int | None, most: int | None, taken: int) -> str:
    """差额: how many candidates so many places ask for, and how many are lacking."""
    if award.contest is None or number is None or most is None or most == number:
        return ""
    lacking = f"，少{most - taken}名" if taken < most else ""
    return f"应有{most}名候选{lacking}"


def _state(cap: Cap, number: int | None, most: int | None, taken: int) -> tuple[str, str]:
    """What is left or lacking in words, with the colour of its light."""
    if number is None or most is None:
        return "需人工核实", "yellow"
    if cap.direction is Direction.MIN:
        return (f"还差{number - taken}个", "yellow") if taken < number else ("已达到", "green")
    if taken > most:
        return f"超{taken - most}个", "red"
    return (f"余{most - taken}个", "green") if taken < most else ("已满", "yellow")


def shifts_seen(user: User, round_: Round) -> QuerySet[PlaceShift]:
    """The 调剂 of a round that concern a unit that the person sees, the latest first."""
    units = access.units(user, KEY)
    rows = PlaceShift.objects.filter(Q(giver__in=units) | Q(taker__in=units), round=round_)
    return rows.select_related("giver", "taker", "by__person")
