"""Places 名额 given out by whoever holds a round: the table, 调剂, another number with reason, and rulings."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from permissions.models import OrgUnit
from permissions.roles import Right
from workflows.engine import ledger, notices
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import Notice, Quota, Round
from workflows.nomination import queries
from workflows.nomination.actions.quotas import check_quotas
from workflows.nomination.models import NominationList, PlaceRuling, PlaceShift
from workflows.nomination.queries.allocation import Cells, Table, seen_of
from workflows.nomination.queries.contradictory import Open, at_place, unruled
from workflows.nomination.queries.limits import LONGEST, PLACES, Kept, kept
from workflows.nomination.queries.rounds import may_run
from workflows.nomination.rules import Allocation, Among, Direction, Per, RoundError, Ruling, Shift

NOT_YOURS = "名额由主办单位分配、调剂和裁定，您现在的身份不能办理。"
GIVEN = "分配表{}个"


def check_runs(by: Actor, round_: Round) -> None:
    """Only who runs a round gives out its places. Raises NotAllowed."""
    if not may_run(by, round_.unit):
        raise NotAllowed(NOT_YOURS)


@transaction.atomic
def allocation_save(round_: Round, cells: Cells, *, by: Actor, seen: str) -> int:
    """Keep the allocation table of a prepared round, whole or not at all; returns how many figures it has.

    A figure for every unit and category that was given out, 0 among them, and sums as the notice says. 依据: domain
    3.5, 3.9. Raises NotAllowed, Refused once the round was started, Stale when somebody else saved since, Incomplete.
    """
    check_runs(by, round_)
    locked = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if locked.status != Round.Status.DRAFT or locked.opened_at is not None:
        raise Refused("批次已经启动，分配表不能再整份修改。需要变动的，请调剂，或者逐项调整并写明原因。")
    check_quotas(queries.award_of(locked))
    table = Table.of(locked)
    before = table.stored()
    if seen_of(before) != seen:
        raise Stale("分配表在您填写期间已被他人保存，请重新打开核对后再保存。")
    if problems := table.problems(cells) if cells else []:
        raise Incomplete(problems)
    Quota.objects.filter(pk__in=[row.pk for row in before]).delete()
    Quota.objects.bulk_create(_given(table, unit, code, places) for (unit, code), places in cells.items())
    _enter_table(table, before, cells, by)
    return len(cells)


def _given(table: Table, unit: int, category: str, places: int) -> Quota:
    formula = GIVEN.format(places)
    return Quota(
        round=table.round, unit_id=unit, key=table.key(category), base=0, limit=places, formula=formula
    )  # fmt: skip


def _enter_table(table: Table, before: Sequence[Quota], cells: Cells, by: Actor) -> None:
    """The ledger says how many of each category were given out before and are now."""
    old = table.cells(before)
    fields = {
        category.name: [_total(old, category.code), _total(cells, category.code)] for category in table.categories
    }
    name = f"{table.round.title}名额分配表"
    ledger.enter(
        [ledger.Change("allocation_save", "保存名额分配表", ledger.subject_of(table.round), name, "", fields)], by=by
    )


def _total(cells: Cells, category: str) -> str:
    found = [places for (_, code), places in cells.items() if code == category]
    return f"{len(found)}个单位共{sum(found)}个" if found else "没有分配"


@transaction.atomic
def places_set(quota: Quota, places: int, *, by: Actor, reason: str) -> Quota:
    """Give one unit another number of places after the round was started, with a reason that the ledger keeps.

    Not below what is taken. Raises NotAllowed, Refused.
    """
    locked = _lock(quota)
    check_runs(by, locked.round)
    (row,) = kept(queries.award_of(locked.round), [locked])
    if locked.round.status != Round.Status.OPEN or not row.cap.code.startswith(PLACES):
        raise Refused("只有已经启动的批次的类别名额可以这样调整。")
    taken, before = locked.reservations.count(), locked.limit
    if places < min(taken, before):
        raise Refused(f"已占用{taken}个，不能低于{taken}个。需要减少的，请先退回已报的人选。")
    _write(locked, places, f"{locked.round.unit.short_name}调整为{places}个，原{before}个")
    fields = {"名额": [str(before), str(places)]}
    ledger.enter([_change("places_set", "调整名额", row, reason, fields)], by=by)
    return locked


def _lock(quota: Quota) -> Quota:
    rows = Quota.objects.select_for_update(of=("self",)).select_related("round__unit", "unit")
    return rows.get(pk=quota.pk)


def _write(quota: Quota, limit: int, formula: str) -> None:
    """What a person set; no later count changes it."""
    quota.limit, quota.formula, quota.adjusted = limit, formula[:LONGEST], True
    quota.save(update_fields=["limit", "formula", "adjusted"])


def _change(verb: str, label: str, row: Kept, reason: str, fields: dict[str, list[str]]) -> ledger.Change:
    quota = row.quota
    where = "全部单位" if row.per is Per.WHOLE else quota.unit.short_name
    name = f"{quota.round.title}：{where}{row.cap.name}"
    return ledger.Change(verb, label, ledger.subject_of(quota), name, reason, fields)


@transaction.atomic
def places_shift(
    round_: Round, category: str, giver: OrgUnit, taker: OrgUnit, places: int, *, by: Actor, reason: str
) -> PlaceShift:
    """调剂: move places from one unit to another, with the reason; both units are told. 依据: domain 3.9.

    Under the locks of both quotas, by key; never of places that are taken. Raises NotAllowed, Refused.
    """
    check_runs(by, round_)
    table, award = Table.of(round_), queries.award_of(round_)
    if round_.status != Round.Status.OPEN or category not in award.by_code:
        raise Refused("只有已经启动的批次的类别名额可以调剂。")
    _open_row(table, category, giver, taker)
    held = Quota.objects.select_for_update(of=("self",)).filter(round=round_, key=table.key(category))
    found = held.filter(unit__in=[giver.pk, taker.pk]).select_related("unit", "round").order_by("pk")
    have = {row.quota.unit_id: row for row in kept(award, list(found))}
    if lacking := [unit.short_name for unit in (giver, taker) if unit.pk not in have]:
        raise Refused(f"{'、'.join(lacking)}没有{award.by_code[category].name}名额，不能调剂。")
    shift = Shift(category, table.names[giver.pk], table.names[taker.pk], places, reason)
    _move(shift, have[giver.pk], have[taker.pk], by)
    _tell_both(round_, giver, taker, f"{award.by_code[category].name}名额{places}个", reason.strip(), by)
    return PlaceShift.objects.create(
        round=round_,
        category=category,
        giver=giver,
        taker=taker,
        places=places,
        reason=reason.strip(),
        by=by.user,  # type: ignore[misc]
        at=timezone.now(),
    )


def _tell_both(round_: Round, giver: OrgUnit, taker: OrgUnit, what: str, reason: str, by: Actor) -> None:
    """Both units are told what was moved and why, each on its own list."""
    text = f"{round_.title}：{what}由{giver.short_name}调剂到{taker.short_name}。原因：{reason}"
    told: list[Notice] = []
    for unit in (giver, taker):
        held = access.holders({(unit.pk, Right.REVIEW), (unit.pk, Right.DECIDE)}, queries.KEY)
        users = [user for users in held.values() for user in users if user != by.user_id]
        last = NominationList.objects.filter(round=round_, unit=unit).select_related("process").order_by("batch").last()
        told += notices.tell(users, last.process if last else None, text)
    Notice.objects.bulk_create(told)


def _open_row(table: Table, category: str, giver: OrgUnit, taker: OrgUnit) -> None:
    """A unit that came after the places were given out has a row of 0, so that it can be given some."""
    stands = Quota.objects.filter(round=table.round, key=table.key(category), unit=giver).exists()
    if stands and taker.pk in table.names:
        row = _given(table, taker.pk, category, 0)
        Quota.objects.bulk_create([row], ignore_conflicts=True)


def _move(shift: Shift, giver: Kept, taker: Kept, by: Actor) -> None:
    """Write both numbers, each with what it was, and enter both in the ledger."""
    before = {(shift.giver, shift.category): giver.quota.limit, (shift.taker, shift.category): taker.quota.limit}
    try:
        after = Allocation(before).shifted(shift, giver.quota.reservations.count()).places
    except RoundError as error:
        raise Refused(str(error)) from None
    changes = []
    for row, name, said in ((giver, shift.giver, "调出"), (taker, shift.taker, "调入")):
        old, new = before[name, shift.category], after[name, shift.category]
        _write(row.quota, new, f"{said}{shift.places}个后{new}个，原{old}个")
        changes.append(_change("places_shift", "调剂名额", row, shift.reason, {"名额": [str(old), str(new)]}))
    ledger.enter(changes, by=by)


class Decision(NamedTuple):
    """What a body ruled on rules that contradict: by whom, on which day, and why."""

    body: str
    ruled_on: date
    reason: str


@transaction.atomic
def places_rule(quota: Quota, number: int, decision: Decision, *, by: Actor) -> PlaceRuling:
    """Enter which number holds where two rules contradict; until then nobody takes places there. 依据: domain 3.3.

    Raises NotAllowed, and Refused: nothing contradicts there, more than either rule allows, or less than is taken.
    """
    locked = _lock(quota)
    check_runs(by, locked.round)
    found = at_place(locked)
    if not found:
        raise Refused("这里的规定没有不一致的，不需要裁定。")
    return _rule(found, number, decision, by)


@transaction.atomic
def places_rule_all(round_: Round, key: str, decision: Decision, *, first: bool, by: Actor) -> int:
    """Enter one ruling for every place where the same rules contradict and nobody has ruled; returns how many.

    `first`: the limit holds everywhere, else the other sum does. Raises as `places_rule`.
    """
    check_runs(by, round_)
    held = Quota.objects.select_for_update(of=("self",)).filter(round=round_).select_related("unit", "round")
    rows = kept(queries.award_of(round_), list(held.order_by("pk")))
    waiting: dict[int, list[Open]] = {}
    for each in unruled(round_, rows):
        if each.quota.key == key:
            waiting.setdefault(each.quota.pk, []).append(each)
    for found in waiting.values():
        side = found[0].found.first if first else found[0].found.second
        _rule(found, side.number, decision, by)
    if not waiting:
        raise Refused("没有等待裁定的不一致，可能已由他人裁定，请刷新后查看。")
    return len(waiting)


def _rule(found: Sequence[Open], number: int, decision: Decision, by: Actor) -> PlaceRuling:
    """Check a ruling against every contradiction that it settles, keep it with their sums, and set the limit."""
    quota = found[0].quota
    _check_ruling(found, number, decision)
    sums = "\n".join(each.found.text for each in found)
    made = PlaceRuling.objects.create(
        quota=quota,
        sums=sums,
        number=number,
        reason=decision.reason.strip(),
        body=decision.body.strip(),
        ruled_on=decision.ruled_on,
        by=by.user,  # type: ignore[misc]
        at=timezone.now(),
    )
    before = quota.limit
    _write(quota, number, f"{made.body}{made.ruled_on}裁定{number}个")
    (row,) = kept(queries.award_of(quota.round), [quota])
    fields = {"名额": [str(before), str(number)], "不一致的规定": [sums, made.body]}
    ledger.enter([_change("places_rule", "裁定名额", row, made.reason, fields)], by=by)
    return made


def _check_ruling(found: Sequence[Open], number: int, decision: Decision) -> None:
    quota = found[0].quota
    try:
        Ruling(number, decision.reason, decision.body, decision.ruled_on).check(max(found, key=_most).found)
    except ValueError as error:
        raise Refused(str(error)) from None
    if decision.ruled_on > timezone.localdate():
        raise Refused("裁定日期不能晚于今天。")
    (row,) = kept(queries.award_of(quota.round), [quota])
    taken = quota.reservations.count()
    if row.cap.direction is Direction.MAX and row.cap.among is Among.ALL and number < taken:
        raise Refused(f"{quota.unit.short_name}已占用{taken}个，不能裁定为{number}个。需要减少的，请先退回已报的人选。")


def _most(each: Open) -> int:
    return max(each.found.first.number, each.found.second.number)
