"""Posts: given and ended; rights end the same moment, and desks left alone move up or are listed 无人可办."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from permissions import access, grants, tree
from permissions.actor import Actor
from permissions.models import Appointment, OrgUnit, Person, User
from permissions.roles import GUARDS, Duty, Role
from workflows.engine import attendance, ledger
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.ledger import Change, subject_of
from workflows.organisation.queries import appointments as reading
from workflows.organisation.queries import keeping

STALE = "页面显示之后情况有变动，没有办理，请核对下面的最新情况再确认。"
ELSEWHERE = "“{post}”由安全保密管理员任免。"
LAST_CLERK = "{name}是工委唯一在任的组织部经办人，请先任命接任人，或在交接中一并办理。"


class Unconfirmed(Refused):
    """Allowed, but only after the person has confirmed it."""


@dataclass(frozen=True)
class PostInput:
    """A post to give, from a day until a day, both included; `processes` (keys) limits it, empty means all."""

    role: str
    unit: OrgUnit
    starts_on: date
    ends_on: date | None = None
    processes: tuple[str, ...] = ()


@transaction.atomic
def appoint(user: User, given: PostInput, *, by: Actor, confirmed: bool = False) -> Appointment:
    """Give a post with its rights; desks that nobody could act on come back.

    Raises Refused when the matrix or the days do not allow it, Unconfirmed when the unit has such a secretary already
    and that was not confirmed, NotAllowed when the unit is not kept or the post is not the actor's to give.
    """
    _check_unit(given.unit, by)
    check_user(user)
    fellows = reading.fellow_secretaries(given.role, given.unit, user, given.starts_on, given.ends_on)
    label = Role(given.role).label
    if fellows and not confirmed:
        names = "、".join(post.user.get_full_name() for post in fellows)
        raise Unconfirmed(f"{given.unit.short_name}已有{label}{names}，任期重叠。确需同时设两名的，请勾选确认。")
    made = give([(user, given)], by=by)[0]
    more = "同一岗位有两名以上任职，已确认。" if fellows else ""
    ledger.enter([appointed(made, more)], by=by)
    attendance.recheck()
    return made


def give(posts: Sequence[tuple[User, PostInput]], *, by: Actor) -> list[Appointment]:
    """Write posts that were checked. Raises Refused with the sentence of the door, NotAllowed for 三员 and for posts
    that are given by others (`keeping`)."""
    reach = keeping.reach(by)
    for user, given in posts:
        if given.role in GUARDS:
            raise NotAllowed(ELSEWHERE.format(post=Role(given.role).label))
        if sentence := reach.obstacle(user.pk, given.role, given.unit):
            raise NotAllowed(sentence)
    postings = [grants.Posting(user, **vars(given) | {"role": Role(given.role)}) for user, given in posts]
    try:
        return grants.appoint_many(postings)
    except grants.AppointmentError as error:
        raise Refused(str(error)) from error


@transaction.atomic
def appointment_end(post: Appointment, on: date | None, reason: str, *, by: Actor, seen: str) -> Appointment:
    """End a post: `on` is its last day, None takes it away this moment.

    `seen` is what the page said would happen. Raises Stale when that has changed, Refused when the day does not fit or
    nobody would keep the 工委, NotAllowed when the post is not the actor's to end.
    """
    _lock_people([post])
    post = Appointment.objects.select_related("unit", "user__person").get(pk=post.pk)
    check_endable([post], by=by)
    _check_last_day(post, on)
    _check_clerks([post], on)
    if reading.outlook([post]).seen != seen:
        raise Stale(STALE)
    change = take(post, on, reason)
    ledger.enter([change], by=by)
    attendance.recheck()
    return post


def end_all(person: Person, *, by: Actor, seen: str) -> list[Change]:
    """End every post of a person this moment; the caller enters the changes. Raises as `appointment_end`."""
    posts = list(reading.not_over(reading.of_person(person)))
    check_endable(posts, by=by)
    _check_clerks(posts, None)
    if seen and reading.outlook(posts).seen != seen:
        raise Stale(STALE)
    changes = [take(post, None, "随党籍状态变更免去") for post in posts]
    attendance.recheck()
    return changes


def take(post: Appointment, on: date | None, reason: str) -> Change:
    """End a post that was checked; what the trail says of it."""
    fields = {"最后任职日": [_day(post.ends_on), _day(on) if on else "立即免去"]}
    change = Change("appointment_end", "免职", subject_of(post.user.person or post.user), _name(post), reason, fields)
    if on is None:
        grants.end_now(post)
    else:
        grants.end_appointment(post, on)
    return change


def check_endable(posts: Sequence[Appointment], *, by: Actor) -> None:
    """Raise NotAllowed unless the actor may end all of them."""
    units = set(access.kept(by, Duty.ORGANISATION).values_list("pk", flat=True))
    reach = keeping.reach(by)
    for post in posts:
        if post.role in GUARDS:
            raise NotAllowed(ELSEWHERE.format(post=post))
        if post.unit_id not in units:
            raise NotAllowed(f"“{post}”不在您管理的组织内，须由上级党组织办理。")
        if sentence := reach.obstacle(post.user_id, post.role, post.unit):
            raise NotAllowed(sentence)


def _check_clerks(posts: Sequence[Appointment], on: date | None) -> None:
    """Raise Refused when the 工委 would be left without a clerk; the tree is locked against two leaving at once."""
    today = timezone.localdate()
    clerks = [post for post in posts if post.role == Role.WC_CLERK and post.starts_on <= today]
    if not clerks:
        return
    tree.lock()
    first = on + timedelta(days=1) if on else today
    if not reading.remaining(Role.WC_CLERK, clerks, first).exists():
        raise Refused(LAST_CLERK.format(name=clerks[0].user.get_full_name()))


def _check_last_day(post: Appointment, on: date | None) -> None:
    today = timezone.localdate()
    if post.ends_on is not None and post.ends_on < today:
        raise Refused(f"“{post}”已于{post.ends_on:%Y年%m月%d日}期满，不用再免。")
    if on is None:
        return
    if on < today:
        raise Refused("最后任职日不能早于今天；现在就免去的，请选“立即免去”。")
    if on < post.starts_on:
        raise Refused(f"最后任职日不能早于任职日期{post.starts_on:%Y年%m月%d日}。")
    if post.ends_on is not None and on >= post.ends_on:
        raise Refused(f"原定最后任职日是{post.ends_on:%Y年%m月%d日}，只能提前；需要延长的请另行任职。")


def _lock_people(posts: Sequence[Appointment]) -> None:
    """After the tree, as everything that locks both."""
    tree.lock()
    users = {post.user_id for post in posts}
    list(User.objects.select_for_update(no_key=True).filter(pk__in=users).order_by("pk").values_list("pk"))


def _check_unit(unit: OrgUnit, by: Actor) -> None:
    """Raise NotAllowed, Refused unless posts may be given in the unit; it is not dissolved meanwhile."""
    tree.lock(unit)
    if not access.keeps(by, Duty.ORGANISATION, unit):
        raise NotAllowed(f"{by.post or by.name}不管理{unit.short_name}，可能是任职已变动或身份选择有误。")
    if unit.dissolved_on is not None:
        raise Refused(f"{unit.short_name}已撤销，不能任职。")


def check_user(user: User) -> None:
    """Raise Refused for an account out of use, or of somebody who is not listed."""
    if not user.is_active:
        raise Refused(f"{user.get_full_name()}的账号已停用，请先启用账号再任职。")
    if user.person and user.person.status != Person.Status.LISTED:
        raise Refused(f"{user.get_full_name()}已{user.person.get_status_display()}，不能任职。")


def appointed(post: Appointment, comment: str = "") -> Change:
    """What the trail says of a post that was given."""
    fields = {"任职日期": ["", post.starts_on.isoformat()], "最后任职日": ["", _day(post.ends_on)]}
    return Change("appoint", "任职", subject_of(post.user.person or post.user), _name(post), comment, fields)


def _name(post: Appointment) -> str:
    return f"{post.user.get_full_name()} {post}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else "长期"
