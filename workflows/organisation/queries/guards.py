"""Reading who the 三员 are."""

from django.db.models import QuerySet

from permissions import accounts
from permissions.models import Appointment, User
from permissions.roles import GUARDS, Role
from workflows.organisation.queries.appointments import not_over

ROLES = [role for role in Role if role in GUARDS]


def posts() -> QuerySet[Appointment]:
    """Posts of the 三员 in force or yet to begin, by role."""
    rows = not_over(Appointment.objects.filter(role__in=GUARDS)).select_related("unit", "user__person")
    return rows.order_by("role", "starts_on", "pk")


def held_today() -> QuerySet[Appointment]:
    """Posts of the 三员 in force whose holder can sign in."""
    return Appointment.objects.in_force().filter(accounts.in_use("user__"), role__in=GUARDS)


def vacant() -> list[str]:
    """Which of the 三员 nobody is today."""
    there = set(held_today().values_list("role", flat=True))
    return [role.label for role in ROLES if role not in there]


def named(words: str) -> User | None:
    """The account in use with this user name or 工号."""
    users = User.objects.filter(is_active=True).select_related("person")
    return users.filter(username__iexact=words).first() or users.filter(person__staff_no__iexact=words).first()
