"""交接: the posts of one person to another in one step, with everything that waits on them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from permissions import tree
from permissions.actor import Actor
from permissions.models import Appointment, Person, User
from workflows.engine import attendance, ledger
from workflows.engine.errors import Refused, Stale
from workflows.organisation.actions import appointments
from workflows.organisation.actions.appointments import STALE, PostInput, Unconfirmed
from workflows.organisation.queries import appointments as reading

BARRED = "{name}是{titles}的提交人，接任后不能审核自己提交的，须由其他人办理。确需交接的，请勾选确认。"
TOLD = 5
"""As many matters are named in that sentence."""


@dataclass(frozen=True)
class HandoverInput:
    """Which posts (keys) go to whom, who holds them from a day; `seen` is what the page said would happen.

    `confirmed`: also where the successor may not act on what he submitted himself.
    """

    posts: frozenset[int]
    successor: User
    on: date
    reason: str
    seen: str
    confirmed: bool = False


@transaction.atomic
def hand_over(person: Person, given: HandoverInput, *, by: Actor) -> list[Appointment]:
    """End these posts of a person with the day before, and give the same ones to the successor, for as long.

    A post that has not begun by then passes with its own days; handing over today takes the rights away this moment.
    Desks stay where they are, because whoever holds the post finds them. Raises Stale when posts or desks have changed
    since `seen`, Unconfirmed when the successor submitted something that he would then have to act on, Refused and
    NotAllowed as the two steps would.
    """
    _check(person, given)
    posts = list(reading.not_over(reading.of_person(person)))
    chosen = [post for post in posts if post.pk in given.posts]
    appointments.check_endable(chosen, by=by)
    outlook = reading.outlook(reading.parted(by, posts).own)
    if outlook.seen != given.seen:
        raise Stale(STALE)
    if not chosen:
        raise Refused("请至少选择一个要交接的职务。")
    _check_barred(outlook, given)
    same = [(given.successor, _same(post, given.on)) for post in chosen]
    ended = [_end(post, given) for post in chosen]
    made = appointments.give(same, by=by)
    note = f"接{person.name}（工号{person.staff_no}）。{given.reason}"
    ledger.enter([*ended, *(appointments.appointed(post, note) for post in made)], by=by)
    attendance.recheck()
    return made


def _check(person: Person, given: HandoverInput) -> None:
    tree.lock()
    both = User.objects.select_for_update(no_key=True).filter(Q(person=person) | Q(pk=given.successor.pk))
    list(both.order_by("pk").values_list("pk"))
    if given.successor.person_id == person.pk:
        raise Refused("接任人不能是本人。")
    if given.on < timezone.localdate():
        raise Refused("交接日期不能早于今天。")
    appointments.check_user(given.successor)


def _check_barred(outlook: reading.Outlook, given: HandoverInput) -> None:
    """Raise Unconfirmed, with what the successor submitted himself, until that was confirmed."""
    barred = outlook.barring(given.successor, given.posts)
    if barred and not given.confirmed:
        titles = "、".join(fate.task.process.title for fate in barred[:TOLD])
        more = f"等{len(barred)}件" if len(barred) > TOLD else ""
        raise Unconfirmed(BARRED.format(name=given.successor.get_full_name(), titles=titles + more))


def _end(post: Appointment, given: HandoverInput) -> ledger.Change:
    last = given.on - timedelta(days=1)
    if post.ends_on is not None and post.ends_on < given.on:
        raise Refused(f"“{post}”到{post.ends_on:%Y年%m月%d日}期满，早于交接日期，不用交接，请取消勾选。")
    at_once = last < timezone.localdate() or last < post.starts_on
    to = f"交给{given.successor.get_full_name()}。{given.reason}"
    return appointments.take(post, None if at_once else last, to)


def _same(post: Appointment, on: date) -> PostInput:
    return PostInput(post.role, post.unit, max(on, post.starts_on), post.ends_on, tuple(post.processes))
