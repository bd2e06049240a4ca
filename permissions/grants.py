"""Appointing and ending: the only writer of guardian's rows, which carry an appointment's dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from permissions.models import Appointment, Grant, OrgUnit, User
from permissions.roles import MATRIX, Role


class AppointmentError(ValueError):
    """An appointment that the role matrix does not allow; the message is for the person who asked."""


@dataclass(frozen=True)
class Posting:
    """A post to give from a day until a day, both included; `processes` (keys) limits it, empty means all."""

    user: User
    role: Role
    unit: OrgUnit
    starts_on: date
    ends_on: date | None = None
    processes: tuple[str, ...] = ()


def appoint(
    user: User,
    role: Role,
    unit: OrgUnit,
    starts_on: date,
    ends_on: date | None = None,
    processes: tuple[str, ...] = (),
) -> Appointment:
    """Give one post and the rights it brings; see `Posting`. Raises AppointmentError as `appoint_many`."""
    return appoint_many([Posting(user, role, unit, starts_on, ends_on, processes)])[0]


@transaction.atomic
def appoint_many(postings: Sequence[Posting]) -> list[Appointment]:
    """Give posts with their rights, all or none, in a constant number of statements.

    Raises AppointmentError when a role is not held in units of that kind.
    """
    for posting in postings:
        unit = posting.unit
        if unit.kind not in MATRIX[posting.role].kinds:
            raise AppointmentError(f"“{unit.name}”（{unit.get_kind_display()}）不设“{posting.role.label}”岗位。")
    made = Appointment.objects.bulk_create(_appointment(posting) for posting in postings)
    permissions = _permissions()
    Grant.objects.bulk_create(grant for appointment in made for grant in _grants(appointment, permissions))
    return made


def _appointment(posting: Posting) -> Appointment:
    return Appointment(
        user=posting.user,
        role=posting.role,
        unit=posting.unit,
        starts_on=posting.starts_on,
        ends_on=posting.ends_on,
        processes=list(posting.processes),
    )


def _permissions() -> dict[str, Permission]:
    of_units = Permission.objects.filter(content_type=ContentType.objects.get_for_model(OrgUnit))
    return {permission.codename: permission for permission in of_units}


def _grants(appointment: Appointment, permissions: dict[str, Permission]) -> list[Grant]:
    return [
        Grant(
            user_id=appointment.user_id,
            permission=permissions[right],
            content_object_id=appointment.unit_id,
            appointment=appointment,
            right=right,
            process=process,
            starts_on=appointment.starts_on,
            ends_on=appointment.ends_on,
        )
        for right in MATRIX[Role(appointment.role)].rights
        for process in appointment.processes or [""]
    ]


@transaction.atomic
def end_appointment(appointment: Appointment, on: date) -> None:
    """Make a day the last one of a post; its rights end with that day."""
    appointment.ends_on = on
    appointment.save(update_fields=["ends_on"])
    Grant.objects.filter(appointment=appointment).update(ends_on=on)
