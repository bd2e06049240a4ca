"""The office's calendar: one day, a whole year, and the reminder of a year that is missing."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from permissions.models import Appointment
from permissions.roles import MATRIX, Duty, Right
from workflows.engine import calendar, ledger
from workflows.engine.errors import NotAllowed, Stale
from workflows.engine.models import Counter, DayOff, Notice
from workflows.organisation.queries import calendar as reading

NOT_YOURS = "工作日历由系统管理员维护，您现在的身份只能查看。"
CHANGED = "核对之后日历又有改动，没有写入。请重新核对。"
MISSING = "{}年的工作日历还没有导入，办理时限会按普通周一至周五计算，请尽快导入。"


@transaction.atomic
def set_day(day: date, *, works: bool, name: str, by: Actor) -> None:
    """Say of one day whether it is worked; one that is as in any week is no exception any more.

    Deadlines already counted stay. Raises NotAllowed.
    """
    _check_keeps(by)
    wanted = DayOff(day=day, works=works, name=name)
    _write([wanted], by, "set_day", "修改日历", f"{day:%Y-%m-%d}")


@transaction.atomic
def import_year(year: int, days: Sequence[DayOff], *, seen: str, by: Actor) -> int:
    """Write the days of a year as they were previewed, other days of it stay. Returns how many changed.

    `seen` is the mark of the calendar that the preview compared with. Raises NotAllowed; Stale when it has changed.
    """
    _check_keeps(by)
    if reading.mark(calendar.exceptions(year)) != seen:
        raise Stale(CHANGED)
    return _write(days, by, "import_calendar", "导入日历", f"{year}年")


def _check_keeps(by: Actor) -> None:
    if not access.kept(by, Duty.SETTINGS).exists():
        raise NotAllowed(NOT_YOURS)


def _write(days: Sequence[DayOff], by: Actor, verb: str, label: str, name: str) -> int:
    """Write the days that differ and enter them as one change, old → new."""
    changes = reading.differences(days)
    if not changes:
        return 0
    DayOff.objects.filter(day__in=[change.day for change in changes]).delete()
    DayOff.objects.bulk_create(change.row for change in changes if change.is_exception)
    fields = {reading.dated(change.day): [change.before, change.after] for change in changes}
    ledger.enter([ledger.Change(verb, label, f"calendar:{name}", f"工作日历{name}", fields=fields)], by=by)
    return len(changes)


@transaction.atomic
def remind(today: date) -> int:
    """Tell those who keep the calendar or look after the whole of a missing year, once. Returns notices written."""
    year = calendar.missing(today)
    if year is None:
        return 0
    Counter.objects.get_or_create(prefix="CALENDAR", year=year)
    if not Counter.objects.filter(prefix="CALENDAR", year=year, last=0).update(last=1):
        return 0
    text, now = MISSING.format(year), timezone.now()
    return len(Notice.objects.bulk_create(Notice(user_id=user, text=text, at=now) for user in _concerned()))


def _concerned() -> list[int]:
    roles = [role for role, post in MATRIX.items() if Duty.SETTINGS in post.duties or Right.SUPERVISE in post.rights]
    posts = Appointment.objects.in_force().filter(role__in=roles, user__is_active=True)
    return list(posts.order_by("user").distinct().values_list("user", flat=True))
