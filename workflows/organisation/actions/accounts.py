"""Accounts: opened, given a first password, unlocked, deactivated, activated; a password goes back to the caller only.

The person is told of a new password inside the platform, so that one set behind his back does not stay unnoticed;
where it opens the 工委 or one of the 三员, so are those who watch over accounts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from permissions import accounts, grants
from permissions.accounts import AccountError
from permissions.actor import Actor
from permissions.models import OrgUnit, Person, User
from workflows.engine import attendance, ledger, notices
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.ledger import Change, subject_of
from workflows.engine.models import Notice
from workflows.organisation.queries import accounts as reading

AT_ONCE = 500
"""First passwords of one click: hashing them takes about two seconds."""
NAMED = 5
"""As many people are named in a notice; the ledger has them all."""
OWN = "本人的账号不能由本人在这里办理；修改密码在“我的任职和账号”页面。"
MOVED = "这个账号刚刚有变动，请重新打开页面，核对后再办理。"


@dataclass(frozen=True)
class Issued:
    """An account and the first password it was given."""

    user: User
    password: str


@transaction.atomic
def account_open(person: Person, username: str, *, by: Actor) -> Issued:
    """Open an account with a first password. Raises Refused when that cannot be, NotAllowed."""
    if not reading.without_account(by).filter(pk=person.pk).exists():
        raise NotAllowed(f"不能为{person.name}开通账号：不属于{by.post or by.name}管理的组织，或者已有账号。")
    try:
        user = accounts.open_for(person, username)
    except AccountError as error:
        raise Refused(str(error)) from error
    password = accounts.give_password(user)
    _enter("account_open", "开通账号", user, by, fields={"用户名": ["", user.username]})
    return Issued(user, password)


@transaction.atomic
def account_reset(user: User, *, by: Actor, seen: str) -> Issued:
    """Set a new first password; open sessions end. Raises Refused, Stale when the page is older, NotAllowed."""
    found = _locked(user, by, seen)
    if not found.is_active:
        raise Refused(f"{found}的账号已停用，请先启用。")
    first = not found.has_usable_password()
    password = accounts.give_password(found)
    if first:
        attendance.recheck()
    _tell([found], by)
    _warn([found], by, "重设了密码")
    _enter("account_reset", "重设密码", found, by)
    return Issued(found, password)


@transaction.atomic
def account_unlock(user: User, *, by: Actor, seen: str) -> User:
    """Let somebody try again at once after too many failures. Raises Refused when it is not locked, NotAllowed."""
    found = _locked(user, by, seen)
    if not accounts.unlock(found):
        raise Refused(f"{found}的账号没有锁定。")
    _enter("account_unlock", "解锁账号", found, by)
    return found


@transaction.atomic
def account_deactivate(user: User, reason: str, *, by: Actor, seen: str) -> User:
    """Close an account: signed out at the next click, its posts bring nothing, its desks are looked after.

    Raises Refused for the last 组织部经办人 and the last 安全保密管理员 of the 工委, Stale, NotAllowed.
    """
    found = _locked(user, by, seen)
    if not found.is_active:
        raise Refused(f"{found}的账号已经停用。")
    if last := reading.last_of(found):
        raise Refused(f"{found}是工委最后一名在用的{'、'.join(last)}，停用后无人能维护，请先任命接任的人。")
    ledger.enter([close(found, reason)], by=by)
    return found


def close(user: User, reason: str) -> Change:
    """Close an account that was checked, with what it delegated and held by delegation; what the trail says of it."""
    grants.end_delegations_of(user)
    accounts.deactivate(user)
    attendance.recheck()
    return _change("account_deactivate", "停用账号", user, reason)


@transaction.atomic
def account_activate(user: User, *, by: Actor, seen: str) -> Issued:
    """Open a closed account again, with a new first password. Raises Refused, Stale, NotAllowed."""
    found = _locked(user, by, seen)
    if found.is_active:
        raise Refused(f"{found}的账号没有停用。")
    accounts.activate(found)
    password = accounts.give_password(found)
    attendance.recheck()
    _warn([found], by, "启用账号并重设了密码")
    _enter("account_activate", "启用账号", found, by)
    return Issued(found, password)


def accounts_issue(unit: OrgUnit, *, by: Actor, again: bool) -> list[Issued]:
    """Give first passwords to AT_ONCE accounts of a unit and below that have none (`again`: or the first one still).

    The ledger keeps how many, and each account; who had a password is told; desks of those who had none come home.
    Constant statements. Raises Refused when there is none.
    """
    waiting = list(reading.in_need(by, unit.pk, again=again)[:AT_ONCE])
    with transaction.atomic():
        given = accounts.give_passwords(waiting)
        issued = [Issued(user, given[user.pk]) for user in waiting if user.pk in given]
        if not issued:
            raise Refused(f"{unit.short_name}和下级没有等待初始密码的账号。")
        _issued(unit, [item.user for item in issued], by)
    return issued


def _issued(unit: OrgUnit, users: Sequence[User], by: Actor) -> None:
    """Enter what was issued, tell those whose earlier password is void. `users` are as they were before."""
    again = [user for user in users if user.has_usable_password()]
    whole = Change("accounts_issue", "发放初始密码", subject_of(unit), unit.name, f"发放初始密码{len(users)}个")
    ledger.enter([whole, *(_change(*_verb(user), user) for user in users)], by=by)
    _tell(again, by)
    _warn(users, by, "发放了初始密码")
    attendance.recheck()


def _verb(user: User) -> tuple[str, str]:
    return ("account_reset", "重设密码") if user.has_usable_password() else ("account_issue", "发放初始密码")


def _locked(user: User, by: Actor, seen: str) -> User:
    """The account as it is now, locked with all that might be the last of a post. Raises NotAllowed, Stale."""
    posts = reading.LASTING
    rows = User.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    list(rows.filter(appointments__role__in=posts).values_list("pk"))
    found = rows.select_related("person").get(pk=user.pk)
    if found.pk == by.user_id:
        raise NotAllowed(OWN)
    if not reading.entrusted(by).filter(pk=found.pk).exists():
        raise NotAllowed(f"{found}的账号不由{by.post or by.name}办理：同一组织任职的人，由上级或安全保密管理员办理。")
    if accounts.stamp(found) != seen:
        raise Stale(MOVED)
    return found


def _tell(users: Sequence[User], by: Actor) -> None:
    text = f"您的密码由{by.post}{by.name}重设。如果不是您要求的，请告诉安全保密管理员。"
    Notice.objects.bulk_create(notices.tell([user.pk for user in users], None, text))


def _warn(users: Sequence[User], by: Actor, done: str) -> None:
    """Tell the others who watch over accounts, when one of these opens the 工委 or belongs to the 三员."""
    if found := reading.of_note(users):
        names = "、".join(str(user) for user in found[:NAMED]) + (f"等{len(found)}人" if len(found) > NAMED else "")
        text = f"{by.post}{by.name}{done}：{names}。请核对是否经本人同意。"
        own = [user.pk for user in found] if len(found) == 1 else []
        Notice.objects.bulk_create(notices.tell(reading.watchers(by.user_id, *own), None, text))


def _enter(
    verb: str, label: str, user: User, by: Actor, comment: str = "", fields: dict[str, list[str]] | None = None
) -> None:
    ledger.enter([_change(verb, label, user, comment, fields)], by=by)


def _change(verb: str, label: str, user: User, comment: str = "", fields: dict[str, list[str]] | None = None) -> Change:
    name = f"{user.get_full_name()}（{user.username}）"
    return Change(verb, label, subject_of(user), name, comment, fields or {})


@transaction.atomic
def mail_set(user: User, address: str, *, notices: bool, by: Actor) -> None:
    """Keep the own mail address and whether notices go there; the ledger keeps no address. Raises NotAllowed."""
    if user.pk != by.user_id:
        raise NotAllowed("电子邮箱只能由本人填写。")
    words = "消息同时发到邮箱" if notices else "消息只在系统里看"
    _enter("mail_set", "修改本人邮箱", user, by, words)
    accounts.set_mail(user, address, notices=notices)
