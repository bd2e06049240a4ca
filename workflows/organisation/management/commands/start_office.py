"""Founds the 工委 in an empty database and prints the first accounts, once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from permissions.roles import Role
from workflows.engine.errors import Refused
from workflows.organisation.actions.starting import Newcomer, office_start

POSTS = {
    "clerk": (Role.WC_CLERK, "组织部经办人"),
    "system": (Role.SYS_ADMIN, "系统管理员"),
    "security": (Role.SEC_ADMIN, "安全保密管理员"),
    "audit": (Role.AUDIT_ADMIN, "安全审计员"),
}


class Command(BaseCommand):
    """`manage.py start_office --code GW --name … --short … --clerk 工号 姓名 --system … --security … --audit …`"""

    help = "在空库里建立工委和第一批账号（经办人和三员），初始密码只显示这一次"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the 工委 and four people."""
        parser.add_argument("--code", required=True, help="工委的单位编码")
        parser.add_argument("--name", required=True, help="工委全称")
        parser.add_argument("--short", required=True, help="工委简称")
        for option, (_role, words) in POSTS.items():
            parser.add_argument(
                f"--{option}", required=True, nargs=2, metavar=("工号", "姓名"), help=f"{words}的工号和姓名"
            )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print user names and first passwords; nothing keeps them."""
        people = [Newcomer(role, *options[option]) for option, (role, _words) in POSTS.items()]
        try:
            made = office_start(options["code"], options["name"], options["short"], people)
        except (Refused, ValueError) as refused:
            raise CommandError(str(refused)) from refused
        for newcomer, user, password in made:
            self.stdout.write(f"{newcomer.role.label}　{newcomer.name}　用户名{user.username}　初始密码{password}")
        self.stdout.write("初始密码只显示这一次，首次登录须更换。其余组织和人员由经办人在“组织人员”页面录入或导入。")
