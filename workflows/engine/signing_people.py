"""Who can be asked to sign or be given a record to read: whoever holds a post under the same 工委 and can sign in."""

import re
from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from permissions import accounts
from permissions.models import Appointment, OrgClosure, UnitRelation, User
from permissions.roles import MATRIX, Right
from workflows.engine.models import Record, Task

NAMED = re.compile(r"(?P<name>[^（(]+)(?:[（(](?P<unit>[^）)]+)[）)])?")
"""A name, with its unit in brackets where several people bear it."""


def able(record: Record) -> QuerySet[Appointment]:
    """The posts in force whose holders can be asked about a record, the oldest first. One statement before its own.

    They are under the 工委 of its round or stand beside a unit there; the account is in use; a post limited to some
    processes, and one of the 三员, which opens no record, is none.
    """
    above = OrgClosure.objects.filter(descendant=record.round.unit_id).order_by("-depth")
    root = above.values_list("ancestor", flat=True)[0]
    inside = OrgClosure.objects.filter(ancestor=root).values("descendant")
    beside = UnitRelation.objects.filter(unit__in=inside).values("target")
    posts = Appointment.objects.in_force().filter(Q(unit__in=inside) | Q(unit__in=beside), processes=[])
    posts = posts.filter(accounts.in_use("user__"), role__in=_roles(Right.INSPECT), user__is_active=True)
    return posts.select_related("user__person", "unit").order_by("starts_on", "pk")


def near(record: Record, desk: Task, user: User) -> QuerySet[Appointment]:
    """Of those, who reviews and decides at the desk's own unit and at those above it, the nearest first."""
    posts = able(record).filter(unit__below__descendant=desk.unit_id, role__in=_roles(Right.REVIEW, Right.DECIDE))
    return posts.exclude(user__in=[user.pk, record.submitter_id or 0]).order_by("unit__below__depth", "starts_on", "pk")


def concerned(record: Record, users: Collection[int]) -> set[int]:
    """Of these users, those with a post in the unit that a record is kept from, or below it. Two statements at most."""
    kept = record.kept_from()
    if kept is None:
        return set()
    below = OrgClosure.objects.filter(ancestor=kept).values("descendant")
    return set(Appointment.objects.in_force().filter(user__in=users, unit__in=below).values_list("user", flat=True))


def _roles(*rights: Right) -> list[str]:
    return [role.value for role, post in MATRIX.items() if post.rights.intersection(rights)]


def named(words: str, posts: QuerySet[Appointment]) -> Appointment:
    """The post that a line means: 姓名, 工号, or 姓名（单位）. Raises ValidationError with what to write instead."""
    found = NAMED.fullmatch(words.strip())
    name, unit = (found["name"].strip(), found["unit"]) if found else (words, None)
    rows = posts.filter(Q(user__person__name=name) | Q(user__person__staff_no=name))
    fitting = list(rows.filter(unit__short_name=unit.strip()) if unit else rows)
    if not fitting:
        raise forms.ValidationError(
            f"没有找到可以选的“{words}”：须有账号，并在本工委所属组织任职。请核对姓名和单位简称。"
        )
    if len({post.user_id for post in fitting}) > 1:
        names = "、".join(f"{post.user}（{post.unit.short_name}）" for post in fitting[:5])
        raise forms.ValidationError(f"有几位“{words}”，请写明单位或工号：{names}。")
    return fitting[0]


def listed(text: str, posts: QuerySet[Appointment]) -> list[Appointment]:
    """The posts that lines of text mean, in their order. Raises ValidationError naming each that means none."""
    lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    found, wrong = [], []
    for line in lines:
        try:
            found.append(named(line, posts))
        except forms.ValidationError as error:
            wrong.append(error)
    if wrong:
        raise forms.ValidationError(wrong)
    return found


def label(post: Appointment) -> str:
    """A person and the post in which he is asked."""
    return f"{post.user}　{post}"


class Picked(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """People picked from a list."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and post."""
        return label(obj)
