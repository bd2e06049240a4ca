"""委托: somebody acts in another's post for some days. Given by its holder, ended by either, recorded in the ledger."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from permissions import grants
from permissions.actor import Actor
from permissions.models import Appointment, User
from permissions.roles import GUARDS
from workflows.engine import attendance, ledger, notices
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.ledger import Change, subject_of
from workflows.engine.models import Notice
from workflows.organisation.queries import delegations as reading


@dataclass(frozen=True)
class DelegationInput:
    """To whom, from a day until a day, both included; `processes` (keys) limits it, empty means all of the post."""

    to: User
    starts_on: date
    ends_on: date
    reason: str
    processes: tuple[str, ...] = ()
    may_redelegate: bool = False


@transaction.atomic
def delegate(post: Appointment, given: DelegationInput, *, by: Actor) -> Appointment:
    """Let somebody act in a post of one's own; what is longer than the post itself is cut to its last day.

    Raises Refused when days, person or processes do not fit, or it would lead in a circle; NotAllowed when the post is
    not the actor's to delegate. 依据: domain 6.4.
    """
    _lock(given.to.pk, by.user_id)
    found = reading.own_post(by.user, post.pk) if by.user else None
    if by.user is None or found is None:
        raise NotAllowed(_not_his(post, by))
    last = min(given.ends_on, found.ends_on or date.max)
    _check_days(found, given, last)
    _check_person(found, given, by.user, last)
    processes = _checked_processes(found, given, last)
    again = given.may_redelegate and found.giver_id is None
    made = grants.delegate(found, given.to, given.starts_on, last, processes, given.reason, again=again)
    ledger.enter([_change("delegate", "委托", made, given.reason)], by=by)
    _tell(made, [given.to.pk, *_principal(made, by)], f"{by.name}委托{given.to}办理：{made}，{_span(made)}。")
    return made


@transaction.atomic
def delegation_end(post: Appointment, *, by: Actor) -> Appointment:
    """End a delegation this moment, by who gave it or who holds it. Raises Refused when it is over, NotAllowed."""
    rows = Appointment.every.select_for_update(no_key=True, of=("self",))
    found = rows.select_related("giver", "user__person", "principal__person", "unit").get(pk=post.pk)
    if found.giver is None or by.user_id not in (found.user_id, found.giver.user_id, found.principal_id):
        raise NotAllowed("只有委托人和受委托人可以结束委托。")
    if not grants.delegations_of(found.user).filter(pk=found.pk).exists():
        raise Refused("这项委托已经结束，不用再办理。")
    change = _change("delegation_end", "结束委托", found, "")
    grants.end_now(found)
    ledger.enter([change], by=by)
    attendance.recheck()
    _tell(
        found,
        [key for key in (found.user_id, found.giver.user_id) if key != by.user_id],
        f"{by.name}结束了委托：{found}。",
    )
    return found


def _lock(*users: int | None) -> None:
    """So that two delegations that would close a circle, or meet, wait for one another."""
    people = User.objects.select_for_update(no_key=True).filter(pk__in=[user for user in users if user])
    list(people.order_by("pk").values_list("pk"))


def _not_his(post: Appointment, by: Actor) -> str:
    if post.role in GUARDS:
        return f"{post.get_role_display()}只能专任，不能委托他人，也不能受委托。"
    if post.giver_id is not None and post.user_id == by.user_id:
        return f"“{post}”是受委托办理的，委托时没有允许再委托，请由{post.principal}本人另行委托。"
    return f"“{post}”不是您现任的职务，不能委托。"


def _check_days(post: Appointment, given: DelegationInput, last: date) -> None:
    if given.starts_on < timezone.localdate():
        raise Refused("开始日期不能早于今天，委托不能补办。")
    if given.ends_on < given.starts_on:
        raise Refused("结束日期不能早于开始日期。")
    if last < given.starts_on:
        raise Refused(f"“{post}”到{last:%Y年%m月%d日}为止，早于委托的开始日期，请改日期。")


def _check_person(post: Appointment, given: DelegationInput, giver: User, last: date) -> None:
    to = given.to
    if to.pk == giver.pk:
        raise Refused("不能委托给自己，请填写另一位同志。")
    if not to.is_active:
        raise Refused(f"{to}的账号已停用，不能受委托，请另选他人。")
    if reading.guards_between(to, given.starts_on, last):
        raise Refused(f"{to}在这段时间任三员，只能专任，不能受委托，请另选他人。")
    if way := reading.leads_back(giver, to, given.starts_on, last):
        names = "、".join(str(user) for user in way)
        raise Refused(f"这段时间{names}之间已有委托，再委托给{to}就转回到{giver}，无人实际办理，请另选他人或改日期。")


def _checked_processes(post: Appointment, given: DelegationInput, last: date) -> tuple[str, ...]:
    known = dict(reading.businesses(post))
    if any(key not in known for key in given.processes):
        raise Refused(f"“{post}”只能委托{'、'.join(known.values())}，请重新勾选业务。")
    processes = given.processes or tuple(post.processes)
    if other := reading.overlapping(post, given.starts_on, last, processes):
        raise Refused(
            f"“{post}”已委托{other.user}（{_span(other)}），业务和日期重叠，请改日期、改业务或先结束那一项委托。"
        )
    return processes


def _principal(made: Appointment, by: Actor) -> list[int]:
    """Whose post it is, when somebody delegates further what was delegated to him."""
    return [made.principal_id] if made.principal_id not in (None, by.user_id) else []


def _tell(post: Appointment, users: list[int], text: str) -> None:
    Notice.objects.bulk_create(notices.tell(users, None, text))


def _change(verb: str, label: str, post: Appointment, comment: str) -> Change:
    fields = {"委托日期": ["", _span(post)], "业务": ["", "、".join(_names(post)) or "全部"]}
    return Change(verb, label, subject_of(post.user.person or post.user), f"{post.user} {post}", comment, fields)


def _names(post: Appointment) -> list[str]:
    return [label for key, label in reading.businesses(post) if key in post.processes]


def _span(post: Appointment) -> str:
    return f"{post.starts_on:%Y-%m-%d}至{post.ends_on:%Y-%m-%d}"
