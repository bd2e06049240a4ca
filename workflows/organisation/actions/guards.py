"""三员: appointed and ended by the 安全保密管理员 alone; none of them holds any other post."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from permissions import access, grants
from permissions.actor import Actor
from permissions.grants import AppointmentError
from permissions.models import Appointment, User
from permissions.roles import GUARDS, Duty, Role
from workflows.engine import attendance, ledger
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.ledger import Change, subject_of
from workflows.organisation.actions import appointments
from workflows.organisation.queries.appointments import remaining


@transaction.atomic
def guard_appoint(user: User, role: Role, starts_on: date, ends_on: date | None, *, by: Actor) -> Appointment:
    """Make somebody one of the 三员 in the unit that the actor serves.

    Raises Refused when the person holds another post on one of these days, is not listed or has an account out of use,
    NotAllowed.
    """
    if by.appointment is None or role not in GUARDS:
        raise NotAllowed("三员由安全保密管理员任免。")
    unit = by.appointment.unit
    _check(by, unit.pk)
    if starts_on < timezone.localdate():
        raise Refused("任职日期不能早于今天。")
    appointments.check_user(user)
    try:
        post = grants.appoint(user, role, unit, starts_on, ends_on)
    except AppointmentError as error:
        raise Refused(str(error)) from error
    days = [f"{starts_on:%Y-%m-%d}起" + (f"至{ends_on:%Y-%m-%d}" if ends_on else "")]
    _enter("guard_appoint", "任命三员", post, by, ["", *days])
    return post


@transaction.atomic
def guard_end(post: Appointment, *, by: Actor) -> None:
    """Take a post of the 三员 away this moment. Raises Refused for the last 安全保密管理员, NotAllowed."""
    rows = Appointment.objects.select_for_update(no_key=True, of=("self",)).select_related("unit", "user__person")
    guards = list(rows.filter(role__in=GUARDS).order_by("pk"))
    found = next((item for item in guards if item.pk == post.pk), None)
    if found is None:
        raise NotAllowed("三员由安全保密管理员任免。")
    _check(by, found.unit_id)
    if found.ends_on and found.ends_on < timezone.localdate():
        raise Refused(f"{found.user}的{found.get_role_display()}任职已经结束。")
    if found.role == Role.SEC_ADMIN and not remaining(found.role, [found], timezone.localdate()).exists():
        raise Refused(f"{found.user}是最后一名在用的安全保密管理员，免去后无人能管理三员，请先任命接任的人。")
    _enter("guard_end", "免去三员", found, by, [f"{found.starts_on:%Y-%m-%d}起", "免去"])
    grants.end_now(found)
    attendance.recheck()


def _check(by: Actor, unit: int) -> None:
    if not access.kept(by, Duty.GUARDS).filter(pk=unit).exists():
        raise NotAllowed("三员由安全保密管理员任免。")


def _enter(verb: str, label: str, post: Appointment, by: Actor, change: list[str]) -> None:
    name = f"{post.user.get_full_name()}（{post.get_role_display()}）"
    ledger.enter([Change(verb, label, subject_of(post), name, fields={post.get_role_display(): change})], by=by)
