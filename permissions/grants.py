"""Appointing, delegating and ending: the only writer of guardian's rows, which carry an appointment's dates."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from permissions.models import Appointment, AppointmentQuerySet, Grant, OrgUnit, User
from permissions.roles import GUARDS, MATRIX, Right, Role


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

    Raises AppointmentError when a role is not held in units of that kind, when the days are the wrong way round, when
    somebody would hold one post twice on a day, or a post of the 三员 beside any other.
    """
    for posting in postings:
        _check(posting)
    _refuse_overlaps(postings)
    made = Appointment.objects.bulk_create(_appointment(posting) for posting in postings)
    permissions = _permissions()
    Grant.objects.bulk_create(grant for appointment in made for grant in _grants(appointment, permissions))
    return made


def _check(posting: Posting) -> None:
    unit = posting.unit
    if unit.kind not in MATRIX[posting.role].kinds:
        raise AppointmentError(f"“{unit.name}”（{unit.get_kind_display()}）不设“{posting.role.label}”岗位。")
    if posting.ends_on is not None and posting.ends_on < posting.starts_on:
        raise AppointmentError(f"“{posting.role.label}”的最后任职日不能早于任职日期。")


def _refuse_overlaps(postings: Sequence[Posting]) -> None:
    """Lock the people, so that nobody appoints them at the same time, and compare with the posts they have."""
    users = {posting.user.pk for posting in postings}
    list(User.objects.select_for_update(no_key=True).filter(pk__in=users).order_by("pk").values_list("pk"))
    held: dict[int, list[_Held]] = {}
    for user, *post in Appointment.every.standing().filter(user__in=users).values_list("user_id", *_HELD):
        held.setdefault(user, []).append(_Held(*post))
    for posting in postings:
        wanted = _Held(posting.role.value, posting.unit.pk, posting.starts_on, posting.ends_on)
        others = held.setdefault(posting.user.pk, [])
        for other in filter(wanted.overlaps, others):
            _check_beside(posting, wanted, other)
        others.append(wanted)


@dataclass(frozen=True)
class _Held:
    """A post with its days, as compared with another one of the same person."""

    role: str
    unit_id: int
    starts_on: date
    ends_on: date | None
    giver_id: int | None = None

    def overlaps(self, other: "_Held") -> bool:
        return self.starts_on <= (other.ends_on or date.max) and other.starts_on <= (self.ends_on or date.max)


_HELD = [field.name for field in fields(_Held)]


def _check_beside(posting: Posting, wanted: _Held, other: _Held) -> None:
    """Of two posts on the same day: not the same one, and none beside one of the 三员, who would watch themselves."""
    name = posting.user.get_full_name()
    if other.giver_id is None and (wanted.role, wanted.unit_id) == (other.role, other.unit_id):
        post = f"{posting.unit.short_name}{posting.role.label}"
        raise AppointmentError(f"{name}已任{post}，任职日期重叠，请改日期或先免去原任职。")
    if {Role(wanted.role), Role(other.role)} & GUARDS:
        held = Role(other.role).label
        raise AppointmentError(
            f"{name}在这段时间任{held}，不能同时任{posting.role.label}：三员（系统管理员、安全保密管理员、安全审计员）"
            "只能专任，请先免去原任职或另选他人。"
        )


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
            principal_id=appointment.principal_id,
            right=right,
            process=process,
            starts_on=appointment.starts_on,
            ends_on=appointment.ends_on,
        )
        for right in Right
        for process in MATRIX[Role(appointment.role)].processes(right, appointment.processes)
    ]


@transaction.atomic
def end_appointment(appointment: Appointment, on: date) -> None:
    """Make a day the last one of a post; its rights, and what its holder delegated of it, end with that day.

    Raises AppointmentError for a later end than it has: a longer time may meet another post.
    """
    _check_not_later(appointment.ends_on, on)
    appointment.ends_on = on
    appointment.save(update_fields=["ends_on"])
    Grant.objects.filter(appointment=appointment).update(ends_on=on)
    _end_delegations([appointment.pk], on)


@transaction.atomic
def end_many(appointments: Sequence[Appointment]) -> None:
    """Write the last days that were set on these posts; their rights and delegations end with them.

    Constant statements a thousand, where nothing of them is delegated.

    Raises AppointmentError as `end_appointment`.
    """
    before = dict(Appointment.objects.filter(pk__in=[post.pk for post in appointments]).values_list("pk", "ends_on"))
    ends = {post.pk: post.ends_on for post in appointments}
    for post, last in before.items():
        _check_not_later(last, ends[post])
    Appointment.objects.bulk_update(appointments, ["ends_on"], batch_size=1000)
    rights = list(Grant.objects.filter(appointment__in=ends))
    for right in rights:
        right.ends_on = ends[right.appointment_id]
    Grant.objects.bulk_update(rights, ["ends_on"], batch_size=1000)
    for giver in sorted(set(_given_by(ends).values_list("giver_id", flat=True))):
        if (last := ends[giver]) is not None:
            _end_delegations([giver], last)


def _check_not_later(before: date | None, on: date | None) -> None:
    if before is not None and (on is None or on > before):
        raise AppointmentError("免职日期不能晚于原定日期；需要延长的，请另行任职。")


@transaction.atomic
def end_now(appointment: Appointment) -> None:
    """Take a post and its rights away this moment: its last day was yesterday.

    One that began only today keeps its true day, because what was decided today was decided in it; its rights alone
    end with yesterday, and it is no longer in force. One without rights (三员, who decide nothing) has no such mark and
    is kept as a post of yesterday. One that has not begun is removed. Raises AppointmentError for one that is over.
    """
    today = timezone.localdate()
    for delegation in _given_by([appointment.pk]):
        end_now(delegation)
    if appointment.starts_on > today:
        _remove(appointment)
        return
    yesterday = today - timedelta(days=1)
    _check_not_later(appointment.ends_on, yesterday)
    rights = Grant.objects.filter(appointment=appointment)
    if not rights.exists():
        appointment.starts_on = min(appointment.starts_on, yesterday)
    appointment.ends_on = max(appointment.starts_on, yesterday)
    appointment.save(update_fields=["starts_on", "ends_on"])
    rights.update(ends_on=yesterday)


def _remove(post: Appointment) -> None:
    """Remove a post that never began, with what was delegated of it and never began either."""
    for delegation in Appointment.every.filter(giver=post):
        _remove(delegation)
    post.delete()


@transaction.atomic
def delegate(
    post: Appointment, to: User, starts_on: date, ends_on: date, processes: tuple[str, ...], reason: str, *, again: bool
) -> Appointment:
    """Let somebody else act in a post for some days, both included, on some processes (none named: all of its own).

    `again`: whether he may delegate it further. The caller checked who, when and to whom; the rights are those of the
    post on its own unit. Three statements.
    """
    made = Appointment.every.create(
        user=to, role=post.role, unit=post.unit, starts_on=starts_on, ends_on=ends_on,
        processes=list(processes or post.processes), giver=post, principal=post.principal or post.user,
        may_redelegate=again, reason=reason,
    )  # fmt: skip
    Grant.objects.bulk_create(_grants(made, _permissions()))
    return made


def _given_by(posts: Collection[int]) -> AppointmentQuerySet:
    """What was delegated of these posts (keys) and is not over."""
    today = timezone.localdate()
    return Appointment.every.standing().filter(giver__in=posts, ends_on__gte=today)


def _end_delegations(posts: Collection[int], on: date) -> None:
    """What was delegated of these posts, at any remove, lasts until a day at most; what would begin later goes."""
    for post in _given_by(posts).filter(ends_on__gt=on):
        if post.starts_on > on:
            _remove(post)
        else:
            end_appointment(post, on)


def delegations_of(user: User) -> AppointmentQuerySet:
    """What a person delegated or holds by delegation and is not over, the nearest end first."""
    today = timezone.localdate()
    rows = Appointment.every.standing().filter(giver__isnull=False, ends_on__gte=today)
    return rows.filter(Q(user=user) | Q(giver__user=user)).order_by("ends_on", "pk")


def end_delegations_of(user: User) -> None:
    """Take back at once all that a person delegated or holds by delegation: his account is closed."""
    for post in delegations_of(user):
        end_now(post)
