"""First passwords on paper: a list to check, and slips to cut and hand out."""

from collections.abc import Sequence

from forms.excel import Column, SheetData, SheetSpec, write_workbook
from permissions.models import User

LIST = SheetSpec(
    "清单",
    (
        Column("n", "序号", "integer", width=6),
        Column("unit", "党支部", width=30),
        Column("name", "姓名", width=12),
        Column("staff_no", "工号", width=16),
        Column("username", "用户名", width=20),
        Column("password", "初始密码", width=26),
    ),
    header_row=3,
)
SLIPS = SheetSpec("发放条", (Column("slip", "沿线裁开，交给本人", width=90),))
WARNING = "初始密码只在这份表里，系统不留存。请当面或密封发放，发完销毁这份表。"


def first_passwords(unit: str, issued: Sequence[tuple[User, str]], footer: str) -> bytes:
    """The workbook of some accounts and the passwords they were given."""
    rows = [_row(n, user, password) for n, (user, password) in enumerate(issued, 1)]
    slips = [(_slip(user, password),) for user, password in issued]
    heading = (f"{unit}账号初始密码", WARNING)
    return write_workbook([SheetData(LIST, rows, heading, (footer,)), SheetData(SLIPS, slips)], {})


def _row(n: int, user: User, password: str) -> tuple[object, ...]:
    person = user.person
    branch = person.branch.short_name if person and person.branch else ""
    return (n, branch, user.get_full_name(), person.staff_no if person else "", user.username, password)


def _slip(user: User, password: str) -> str:
    person = user.person
    place = person.branch.short_name if person and person.branch else ""
    number = f"（工号{person.staff_no}）" if person else ""
    return (
        f"{place}　{user.get_full_name()}{number}\n"
        f"用户名：{user.username}　　初始密码：{password}\n"
        "第一次登录时须换成自己的密码。请不要告诉他人，登录后销毁本条。"
    )
