"""The accounts worth trying: their user names, their common password, and the table that prints them."""

import unicodedata
from dataclasses import dataclass

from permissions.models import Appointment, OrgUnit, User
from permissions.roles import Role
from workflows.demo.organisation import ROOT_CODE, ROOT_NAME

PASSWORD = "Binjiang-2026"  # noqa: S105 - printed on purpose: these people are invented

TWO_POSTS = "twoposts"
FORMER = "former"
FEATURED = {
    (f"{ROOT_CODE}-01-01", Role.BRANCH_SECRETARY): "secretary",
    (f"{ROOT_CODE}-01-01", Role.BRANCH_ORG): "organiser",
    (f"{ROOT_CODE}-01-02", Role.BRANCH_SECRETARY): "sibling",
    (f"{ROOT_CODE}-01-03", Role.BRANCH_SECRETARY): TWO_POSTS,
    (f"{ROOT_CODE}-01-B", Role.GB_SECRETARY): "general",
    (f"{ROOT_CODE}-01", Role.OC_DEPUTY): "deputy",
    (f"{ROOT_CODE}-01", Role.OC_STAFF): "staff",
    (ROOT_CODE, Role.WC_CLERK): "clerk",
    (ROOT_CODE, Role.WC_HEAD): "head",
    (ROOT_CODE, Role.WC_LEADER): "leader",
    (ROOT_CODE, Role.WC_DISC): "discipline",
    (ROOT_CODE, Role.INSPECTOR): "inspector",
    (ROOT_CODE, Role.SYS_ADMIN): "sysadmin",
    (ROOT_CODE, Role.SEC_ADMIN): "secadmin",
    (ROOT_CODE, Role.AUDIT_ADMIN): "auditadmin",
}
"""By unit code and post; everybody else signs in with the staff number."""


@dataclass(frozen=True)
class Account:
    """One line of the table."""

    username: str
    password: str
    role: str
    unit: str


HEAD = Account("用户名", "密码", "岗位", "单位")


def is_demo() -> bool:
    """Whether this database holds the demonstration organisation."""
    return OrgUnit.objects.filter(code=ROOT_CODE, name=ROOT_NAME).exists()


def is_empty() -> bool:
    """Whether nobody has put anything into this database yet."""
    return not (OrgUnit.objects.exists() or User.objects.exists())


def listed() -> list[Account]:
    """The accounts worth trying that this database has, in the order of `FEATURED`; none outside a demonstration."""
    if not is_demo():
        return []
    names = [*FEATURED.values(), FORMER]
    users = User.objects.filter(username__in=names).prefetch_related("appointments__unit")
    return [_account(user) for user in sorted(users, key=lambda user: names.index(user.username))]


def _account(user: User) -> Account:
    posts = sorted(user.appointments.all(), key=lambda post: post.pk)
    roles = "、".join(_words(post) for post in posts)
    return Account(user.username, PASSWORD, roles, "、".join(dict.fromkeys(post.unit.short_name for post in posts)))


def _words(post: Appointment) -> str:
    ended = f"（{post.ends_on:%Y年%m月%d日}免职）" if post.ends_on else ""
    return f"{post.get_role_display()}{ended}"


def table(accounts: list[Account]) -> str:
    """The accounts in columns; a Chinese character is two columns wide."""
    rows = [list(vars(account).values()) for account in (HEAD, *accounts)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
