"""Computes every stored result again from the stored rows and compares them to the last digit."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows.engine import registry


class Command(BaseCommand):
    """`manage.py recompute_results`: exit code 1 when anything differs."""

    help = "由库中的原始数据重算全部结果，逐位比对"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print what differs."""
        found = [line for spec in registry.every() for compare in spec.recompute for line in compare()]
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError(f"有{len(found)}处结果与重算不同。")
        self.stdout.write("全部结果与重算一致。")
