"""Reading delegations 委托: which posts one may delegate, what one gave and holds, and who would act for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from permissions import access, accounts
from permissions.models import Appointment, User
from permissions.roles import GUARDS, MATRIX, Role
from workflows.engine import registry
from workflows.engine.models import Task

SHOWN = 20
"""As many past delegations are listed."""


@dataclass(frozen=True)
class Line:
    """A delegation in words: `state` is 未开始, 委托中 or 已结束."""

    post: Appointment
    state: str
    limits: str

    @property
    def open(self) -> bool:
        """Whether it may still be ended."""
        return self.state != "已结束"


def givable(posts: Sequence[Appointment]) -> list[Appointment]:
    """Of one's posts, those that may be delegated: with rights on records, none of the 三员. No statement."""
    return [
        post
        for post in posts
        if post.role not in GUARDS and MATRIX[Role(post.role)].rights and (post.giver_id is None or post.may_redelegate)
    ]


def businesses(post: Appointment) -> list[tuple[str, str]]:
    """The processes that a post may delegate, each with its name."""
    return [
        (spec.key, spec.label) for spec in registry.businesses() if not post.processes or spec.key in post.processes
    ]


def given(user: User) -> list[Line]:
    """我的委托: what somebody delegated, the latest first. Two statements."""
    return _lines(Appointment.every.filter(giver__user=user))


def held(user: User) -> list[Line]:
    """委托给我的: what somebody holds by delegation, the latest first. Two statements."""
    return _lines(Appointment.every.filter(user=user, giver__isnull=False))


def own_desks(user: User) -> list[Task]:
    """The open desks that are somebody's alone (认领, 转办): his delegates have no part in them. One statement.

    What names one person is left out: nobody else could have it.
    """
    rows = Task.objects.filter(owner=user, finished__isnull=True).exclude(right="").select_related("process")
    return [task for task in rows.order_by("due_on", "pk")[:SHOWN] if not task.process.flow_class.model.NAMED]


def _lines(rows: QuerySet[Appointment]) -> list[Line]:
    people = ("user__person", "principal__person", "giver__user__person", "unit")
    found = list(rows.select_related(*people).order_by("-starts_on", "-pk")[:SHOWN])
    keys = [post.pk for post in found]
    standing = set(Appointment.every.standing().filter(pk__in=keys).values_list("pk", flat=True))
    names = {spec.key: spec.label for spec in registry.every()}
    return [_line(post, standing, names) for post in found]


def _line(post: Appointment, standing: set[int], names: dict[str, str]) -> Line:
    today = timezone.localdate()
    over = post.pk not in standing or (post.ends_on is not None and post.ends_on < today)
    state = "已结束" if over else "未开始" if post.starts_on > today else "委托中"
    return Line(post, state, "、".join(names.get(key, key) for key in post.processes) or "全部业务")


def delegate_named(name: str, staff_no: str) -> User | None:
    """Who may act for others under this name and number: an account in use and a post in force today, not of the 三员.

    None for everybody else, so that names and numbers cannot be tried out.
    """
    holders = Appointment.objects.in_force().exclude(role__in=GUARDS).values("user")
    rows = User.objects.filter(accounts.in_use(), person__name=name, person__staff_no=staff_no, pk__in=holders)
    return rows.select_related("person").first()


def guards_between(user: User, first: date, last: date) -> bool:
    """Whether somebody holds a post of the 三员 on one of these days."""
    later = Q(ends_on__isnull=True) | Q(ends_on__gte=first)
    posts = Appointment.objects.standing().filter(later, user=user, role__in=GUARDS, starts_on__lte=last)
    return posts.exists()


def overlapping(post: Appointment, first: date, last: date, processes: Sequence[str]) -> Appointment | None:
    """What was delegated of this post already for one of these days and processes."""
    rows = Appointment.every.standing().filter(giver=post, starts_on__lte=last, ends_on__gte=first)
    wanted = set(processes)
    found = rows.select_related("user__person").order_by("starts_on")
    return next((row for row in found if not wanted or not row.processes or wanted & set(row.processes)), None)


def leads_back(giver: User, to: User, first: date, last: date) -> list[User]:
    """The way from the delegate back to the giver by delegations of these days, the delegate first; empty: none."""
    rows = Appointment.every.standing().filter(giver__isnull=False, starts_on__lte=last, ends_on__gte=first)
    edges: dict[int, list[User]] = {}
    for row in rows.select_related("giver", "user__person"):
        edges.setdefault(row.giver.user_id, []).append(row.user)  # type: ignore[union-attr]
    ways = [[to]]
    seen = {to.pk}
    while ways:
        way = ways.pop(0)
        if way[-1].pk == giver.pk:
            return way
        fresh = [user for user in edges.get(way[-1].pk, ()) if user.pk not in seen]
        seen.update(user.pk for user in fresh)
        ways += [[*way, user] for user in fresh]
    return []


def own_post(user: User, pk: int) -> Appointment | None:
    """A post of somebody's that may be delegated today."""
    return next((post for post in givable(access.posts(user)) if post.pk == pk), None)
