"""Does once what the worker does every minute, for offices that have a timer of their own."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows.engine import due


class Command(BaseCommand):
    """`manage.py run_due`: exit code 1 when a step failed."""

    help = "办理到期事项：公示期满公布、无人可办复查、超期提醒、办理记录封存"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print what was done."""
        outcomes = due.run()
        for outcome in outcomes:
            self.stdout.write(f"{outcome.label}：{'没有办成，详见日志' if outcome.count is None else outcome.count}")
        if any(outcome.count is None for outcome in outcomes):
            raise CommandError("有到期事项没有办成，下次运行时再办。")
