"""Reading accounts: which of them somebody keeps, and in which state each is."""

from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from permissions import access, accounts
from permissions.actor import Actor
from permissions.models import Appointment, OrgClosure, Person, User
from permissions.roles import GUARDS, MATRIX, Duty, Role, UnitKind
from workflows.organisation.queries.appointments import not_over, remaining

STATES = {
    "unopened": "未开通",
    "unused": "未启用",
    "unchanged": "未改初始密码",
    "locked": "已锁定",
    "closed": "已停用",
}
"""What the list may be narrowed to; the rest is in use."""
LASTING = {Role.WC_CLERK: "组织部经办人", Role.SEC_ADMIN: "安全保密管理员"}
"""Posts of the 工委 that somebody must be able to act in, or nobody could put right what is wrong."""


def managed(actor: Actor) -> QuerySet[User]:
    """The accounts that the actor sees.

    安全保密管理员: all. 工委: all but those of the 三员. A committee: those of people whose branch and posts, save
    ended ones, all lie in its own part of the tree.
    """
    post = actor.appointment
    if post is None or not access.kept(actor, Duty.ACCOUNTS).exists():
        return User.objects.none()
    if access.bears(post, Duty.GUARDS):
        return User.objects.all()
    current = not_over(Appointment.objects.filter(user=OuterRef("pk")))
    users = User.objects.exclude(Exists(current.filter(role__in=GUARDS)))
    if post.unit.kind == UnitKind.WORK_COMMITTEE:
        return users
    inside = _below(post)
    return users.filter(person__branch__in=inside).exclude(Exists(current.exclude(unit__in=inside)))


def entrusted(actor: Actor) -> QuerySet[User]:
    """Of the accounts that the actor sees, those whose password he may set or void: he could sign in with it.

    安全保密管理员: all. Others: nobody who holds a post in their own unit, or a clerk could sign as his secretary.
    """
    post = actor.appointment
    users = managed(actor)
    if post is None or access.bears(post, Duty.GUARDS):
        return users
    return users.exclude(Exists(not_over(Appointment.objects.filter(user=OuterRef("pk"), unit=post.unit_id))))


def closable(actor: Actor, person: Person) -> User | None:
    """The account in use of a person, when the actor may close it."""
    return entrusted(actor).filter(person=person, is_active=True).exclude(Q(pk=actor.user_id)).first()


def without_account(actor: Actor) -> QuerySet[Person]:
    """The people without an account for whom the actor may open one."""
    post = actor.appointment
    if post is None or not access.kept(actor, Duty.ACCOUNTS).exists():
        return Person.objects.none()
    people = Person.objects.filter(user__isnull=True)
    return people if post.unit.kind == UnitKind.WORK_COMMITTEE else people.filter(branch__in=_below(post))


def _below(post: Appointment) -> QuerySet[OrgClosure, int]:
    return OrgClosure.objects.filter(ancestor=post.unit_id).values_list("descendant_id", flat=True)


def listed(users: QuerySet[User], state: str, words: str) -> QuerySet[User]:
    """Accounts in a state (of STATES; empty: any) with these words in name, 工号 or user name, ready to be shown."""
    if words:
        named = Q(username__icontains=words) | Q(person__name__icontains=words) | Q(person__staff_no__icontains=words)
        users = users.filter(named)
    posts = Appointment.objects.in_force().select_related("unit").order_by("starts_on", "pk")
    shown = users.filter(_in(state)).select_related("person__branch").prefetch_related(Prefetch("appointments", posts))
    return shown.order_by(Lower("username"))


def _in(state: str) -> Q:
    if state == "unused":
        return accounts.UNUSABLE & Q(is_active=True)
    if state == "unchanged":
        return Q(must_change_password=True, is_active=True) & ~accounts.UNUSABLE
    if state == "locked":
        return Q(username__in=accounts.locked_names())
    return Q(is_active=False) if state == "closed" else Q()


def people_listed(people: QuerySet[Person], words: str) -> QuerySet[Person]:
    """People with these words in name or 工号."""
    if words:
        people = people.filter(Q(name__icontains=words) | Q(staff_no__icontains=words))
    return people.select_related("branch").order_by("staff_no")


def states_of(users: Sequence[User]) -> dict[int, list[str]]:
    """Keys of STATES that fit each account, by its key. One statement."""
    names = [user.username for user in users]
    locked = set(accounts.locked_names().filter(username__in=names))
    return {user.pk: _states(user, user.username in locked) for user in users}


def _states(user: User, locked: bool) -> list[str]:
    if not user.is_active:
        return ["closed"]
    found = ["locked"] if locked else []
    if not user.has_usable_password():
        return ["unused", *found]
    return ["unchanged", *found] if user.must_change_password else found


def in_need(actor: Actor, unit: int, *, again: bool) -> QuerySet[User]:
    """The accounts in use of people in a unit or below it that wait for a first password.

    `again`: those too that have one and have not changed it yet. Posts of the unit count where a person has no branch.
    """
    inside = OrgClosure.objects.filter(ancestor=unit).values("descendant")
    posts = not_over(Appointment.objects.filter(user=OuterRef("pk"), unit__in=inside))
    there = Q(person__branch__in=inside) | Q(Exists(posts), person__branch__isnull=True)
    waiting = _in("unused") | _in("unchanged") if again else _in("unused")
    own = Q(pk=actor.user_id)
    return entrusted(actor).filter(there, waiting).exclude(own).select_related("person__branch").order_by("pk")


def of_note(users: Collection[User]) -> list[User]:
    """Of these accounts, those of the 三员 and of whoever holds a post in the 工委, now or later. One statement."""
    above = Q(role__in=GUARDS) | Q(unit__kind=UnitKind.WORK_COMMITTEE)
    keys = set(not_over(Appointment.objects.filter(above, user__in=users)).values_list("user_id", flat=True))
    return [user for user in users if user.pk in keys]


def watchers(*without: int | None) -> list[int]:
    """Keys of the users who watch over changes of accounts today, save these. One statement."""
    roles = [role for role in Role if Duty.TRAIL in MATRIX[role].duties]
    posts = Appointment.objects.in_force().filter(role__in=roles, processes=[], user__is_active=True)
    return sorted(set(posts.values_list("user_id", flat=True)) - set(without))


def last_of(user: User) -> list[str]:
    """Posts of the 工委 that would have nobody without this account."""
    today = timezone.localdate()
    posts = list(not_over(Appointment.objects.filter(user=user, role__in=LASTING, processes=[])))
    held = sorted({Role(post.role) for post in posts if post.starts_on <= today})
    leaving = {role: [post for post in posts if post.role == role] for role in held}
    return [LASTING[role] for role in held if not remaining(role, leaving[role], today).exists()]
