"""The first day of an office: its 工委, the clerk who keeps the rest, and the 三员; everything later goes by pages."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from permissions import accounts, grants, tree
from permissions.actor import SYSTEM
from permissions.models import OrgUnit, Person, User
from permissions.roles import Role, UnitKind
from workflows.engine import calendar, ledger
from workflows.engine.errors import Refused
from workflows.engine.ledger import Change, subject_of

FIRST = (Role.WC_CLERK, Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN)
"""The posts that must be filled before anybody can sign in and keep the rest."""


@dataclass(frozen=True)
class Newcomer:
    """Somebody who holds one of the first posts: 工号 and name."""

    role: Role
    staff_no: str
    name: str


@transaction.atomic
def office_start(code: str, name: str, short_name: str, people: Sequence[Newcomer]) -> list[tuple[Newcomer, User, str]]:
    """Found the 工委 with its first people; returns each with the account and its first password, kept nowhere.

    The calendar of this year is filled too, if it is known. Raises Refused when there is an organisation already,
    when a post is missing, and when one 工号 is given twice.
    """
    if OrgUnit.objects.exists():
        raise Refused("库里已经有组织，不能再次建立。其余的在“组织人员”页面办理。")
    if sorted(person.role for person in people) != sorted(FIRST):
        raise Refused(f"须有{'、'.join(role.label for role in FIRST)}各一人。")
    if len({person.staff_no for person in people}) != len(people):
        raise Refused("三员和经办人须是不同的人，工号不能重复。")
    unit = tree.add_unit(code=code, name=name, short_name=short_name, kind=UnitKind.WORK_COMMITTEE, parent=None)
    with suppress(NotImplementedError):  # a year that the library does not know: plain weeks until it is imported
        calendar.seed(timezone.localdate().year)
    ledger.enter([Change("office_start", "建立工委", subject_of(unit), unit.name)], by=SYSTEM)
    return [(person, *_settle(person, unit)) for person in people]


def _settle(newcomer: Newcomer, unit: OrgUnit) -> tuple[User, str]:
    """The person (no member until the days of membership are entered), account, first password and post."""
    person = Person.objects.create(staff_no=newcomer.staff_no, name=newcomer.name, roll=Person.Roll.NONE)
    user = accounts.open_for(person)
    password = accounts.give_password(user)
    grants.appoint(user, newcomer.role, unit, timezone.localdate())
    name = f"{person.name} {newcomer.role.label}"
    ledger.enter([Change("office_start", "任命第一批人员", subject_of(person), name)], by=SYSTEM)
    return user, password
