"""Accounts: opened, given a first password, unlocked, deactivated, activated; a password goes back to the caller only.

The person is told of a new password inside the platform, so that one set behind his back does not stay unnoticed.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from permissions import accounts
from permissions.accounts import AccountError
from permissions.actor import Actor
from permissions.models import OrgUnit, Person, User
from workflows.engine import attendance, ledger
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.ledger import Change, subject_of
from workflows.engine.models import Notice
from workflows.organisation.queries import accounts as reading

AT_ONCE = 500
"""First passwords of one click: hashing them takes about two seconds."""
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
    password = accounts.give_password(found)
    _tell(found, by)
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
    accounts.deactivate(found)
    attendance.recheck()
    _enter("account_deactivate", "停用账号", found, by, reason)
    return found


@transaction.atomic
def account_activate(user: User, *, by: Actor, seen: str) -> Issued:
    """Open a closed account again, with a new first password. Raises Refused, Stale, NotAllowed."""
    found = _locked(user, by, seen)
    if found.is_active:
        raise Refused(f"{found}的账号没有停用。")
    accounts.activate(found)
    password = accounts.give_password(found)
    attendance.recheck()
    _enter("account_activate", "启用账号", found, by)
    return Issued(found, password)


def accounts_issue(unit: OrgUnit, *, by: Actor, again: bool) -> list[Issued]:
    """Give first passwords to AT_ONCE accounts of a unit and below that have none (`again`: or the first one still).

    The ledger keeps how many. Raises Refused when there is none.
    """
    waiting = list(reading.in_need(by, unit.pk, again=again)[:AT_ONCE])
    with transaction.atomic():
        given = accounts.give_passwords(waiting)
        if not given:
            raise Refused(f"{unit.short_name}和下级没有等待初始密码的账号。")
        comment = f"发放初始密码{len(given)}个"
        ledger.enter([Change("accounts_issue", "发放初始密码", subject_of(unit), unit.name, comment)], by=by)
    return [Issued(user, given[user.pk]) for user in waiting if user.pk in given]


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


def _tell(user: User, by: Actor) -> None:
    text = f"您的密码由{by.post}{by.name}重设。如果不是您要求的，请告诉安全保密管理员。"
    Notice.objects.create(user=user, text=text[:240], at=timezone.now())


def _enter(
    verb: str, label: str, user: User, by: Actor, comment: str = "", fields: dict[str, list[str]] | None = None
) -> None:
    name = f"{user.get_full_name()}（{user.username}）"
    ledger.enter([Change(verb, label, subject_of(user), name, comment, fields or {})], by=by)


@transaction.atomic
def mail_set(user: User, address: str, *, notices: bool, by: Actor) -> None:
    """Keep the own mail address and whether notices go there; the ledger keeps no address. Raises NotAllowed."""
    if user.pk != by.user_id:
        raise NotAllowed("电子邮箱只能由本人填写。")
    words = "消息同时发到邮箱" if notices else "消息只在系统里看"
    _enter("mail_set", "修改本人邮箱", user, by, words)
    accounts.set_mail(user, address, notices=notices)
