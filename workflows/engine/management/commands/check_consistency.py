"""Compares the live rows of every process with what the contracts promise of them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows.engine import consistency


class Command(BaseCommand):
    """`manage.py check_consistency`: exit code 1 when anything disagrees."""

    help = "核对每件事项的状态、待办与办理记录是否一致"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print what disagrees."""
        found = list(consistency.disagreements())
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError(f"有{len(found)}处不一致。")
        self.stdout.write("状态、待办与办理记录一致。")
