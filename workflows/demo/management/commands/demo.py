"""`manage.py demo`: builds the demonstration organisation, or lists its accounts."""

import json
import shutil
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from permissions.models import OrgUnit, Person
from workflows.demo import accounts
from workflows.demo.build import build
from workflows.demo.plans import FULL, SMALL, Size


class Command(BaseCommand):
    """Demonstration organisation and its accounts."""

    help = "建立演示数据，或列出演示账号。"

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, exactly one of three, and how."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--if-empty", action="store_true", help="数据库为空时建立演示数据，否则什么也不做")
        what.add_argument("--fresh", action="store_true", help="清空演示数据库后重新建立")
        what.add_argument("--accounts", action="store_true", help="列出演示账号")
        parser.add_argument("--small", action="store_true", help="只建6个单位、40个支部")
        parser.add_argument("--json", action="store_true", help="账号按JSON输出")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the one thing asked for."""
        if options["accounts"]:
            self._list(as_json=options["json"])
            return
        if options["fresh"]:
            self._empty()
        elif not accounts.is_empty():
            return
        self._build(SMALL if options["small"] else FULL)

    def _empty(self) -> None:
        """Delete everything with its files, provided that it is a demonstration; exported seals are put aside."""
        if accounts.is_empty():
            return
        if not accounts.is_demo():
            raise CommandError("数据库里不是演示数据，没有清空。演示数据请另建数据库。")
        call_command("flush", interactive=False, verbosity=0)
        for folder in (settings.FILES_ROOT, settings.BOXES_ROOT, settings.BOX_KEYS_ROOT):
            shutil.rmtree(folder, ignore_errors=True)
        exported = settings.SEALS_ROOT / "seals.jsonl"
        if exported.exists():
            exported.rename(exported.with_name(f"seals-{int(time.time())}.jsonl"))

    def _build(self, size: Size) -> None:
        self.stdout.write("正在建立演示数据……")
        started = time.monotonic()
        build(size)
        units, people = OrgUnit.objects.count(), Person.objects.count()
        self.stdout.write(f"已建立{units}个组织、{people}名党员，用时{time.monotonic() - started:.0f}秒。")

    def _list(self, *, as_json: bool) -> None:
        found = accounts.listed()
        if as_json:
            self.stdout.write(json.dumps([vars(account) for account in found], ensure_ascii=False))
        elif found:
            self.stdout.write(accounts.table(found))
        else:
            self.stdout.write("数据库里不是演示数据，没有演示账号。")
