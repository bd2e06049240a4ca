"""Terms of office: how long by kind, and the reminders of 换届."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from permissions import access
from permissions.actor import Actor
from permissions.models import OrgUnit
from permissions.roles import Right, UnitKind
from workflows.engine import ledger, notices
from workflows.engine.errors import Refused
from workflows.engine.ledger import Change, subject_of
from workflows.engine.models import Notice
from workflows.engine.months import months_after
from workflows.organisation import rules
from workflows.organisation.actions.unit_doors import check_kept
from workflows.organisation.models import TermReminder, TermRule
from workflows.organisation.queries import terms as reading

NAMED = 3
"""Units that a notice names; more are counted."""


@transaction.atomic
def set_years(kind: str, years: int, *, by: Actor) -> None:
    """Say how long a term of a kind of unit lasts; terms already entered stay.

    Raises Refused, and NotAllowed for who does not keep the 工委.
    """
    check_kept(by, *OrgUnit.objects.filter(kind=UnitKind.WORK_COMMITTEE))
    if kind not in rules.TERM_YEARS:
        raise Refused("这一类组织没有任期。")
    if not 1 <= years <= rules.LONGEST_TERM:
        raise Refused(f"任期须是1到{rules.LONGEST_TERM}年。")
    before = reading.years()[kind]
    if before == years:
        return
    rule, _ = TermRule.objects.update_or_create(kind=kind, defaults={"years": years})
    fields = {"任期": [f"{before}年", f"{years}年"]}
    ledger.enter([Change("term_years", "修改任期", subject_of(rule), UnitKind(kind).label, fields=fields)], by=by)


@dataclass(frozen=True)
class _Due:
    """A unit to be reminded of the end of its term, so many months before it."""

    unit: OrgUnit
    until: date
    months: int


@transaction.atomic
def remind_terms(today: date) -> int:
    """Tell units whose term ends within half a year, and again within a month, and those who keep them from above.

    Each once for each end of a term. One that was missed goes out late; of two that were missed, the nearer alone.
    Any number of machines may do it at once. Returns notices written. 依据: domain 1.2 [R05].
    """
    due = _due(today)
    if not due:
        return 0
    TermReminder.objects.bulk_create(
        TermReminder(unit=row.unit, term_until=row.until, months=row.months) for row in due
    )
    return len(Notice.objects.bulk_create([*_to_units(due, today), *_to_keepers(due, today)]))


def _due(today: date) -> list[_Due]:
    """What is still to be said; units that another machine has in hand are left to it."""
    # Some days too many, because months differ in length; which reminder is due is said by the rule below.
    soon = months_after(today, max(rules.REMIND_MONTHS)) + timedelta(days=3)
    ending = OrgUnit.objects.filter(kind__in=rules.TERM_YEARS, dissolved_on__isnull=True, term_until__lte=soon)
    units = list(ending.order_by("term_until", "code").select_for_update(no_key=True, skip_locked=True, of=("self",)))
    # Read after the rows are locked: what another machine said a moment ago is seen.
    rows = TermReminder.objects.filter(unit__in=units).values_list("unit_id", "term_until", "months")
    said: dict[tuple[int, date], int] = {}
    for key, until, months in rows:
        said[key, until] = min(months, said.get((key, until), months))
    found = []
    for unit in units:
        if unit.term_until is not None:
            now = rules.reminder(unit.term_until, today)
            if now is not None and now < said.get((unit.pk, unit.term_until), rules.NEVER):
                found.append(_Due(unit, unit.term_until, now))
    return found


def _to_units(due: Sequence[_Due], today: date) -> Iterator[Notice]:
    """Those who sign for a unit, about that unit."""
    held = access.holders({(row.unit.pk, Right.DECIDE.value) for row in due})
    for row in due:
        users = held.get((row.unit.pk, Right.DECIDE.value), [])
        yield from notices.tell(users, None, f"换届提醒：{_ends(row, today)}，请按期换届。")


def _to_keepers(due: Sequence[_Due], today: date) -> Iterator[Notice]:
    """Those who keep units from above: one notice each, however many units it is about."""
    keepers = reading.keepers_above([row.unit.pk for row in due])
    of_user: dict[int, list[_Due]] = defaultdict(list)
    for row in due:
        for user in keepers.get(row.unit.pk, []):
            of_user[user].append(row)
    for user, rows in of_user.items():
        named = "；".join(_ends(row, today) for row in rows[:NAMED])
        more = f"；等{len(rows)}个组织" if len(rows) > NAMED else ""
        yield from notices.tell([user], None, f"换届提醒：{named}{more}。请在“组织人员”的“换届”核对并督促。")


def _ends(row: _Due, today: date) -> str:
    already = "已" if row.until < today else ""
    return f"{row.unit.short_name}本届任期{already}于{row.until:%Y年%m月%d日}届满"
