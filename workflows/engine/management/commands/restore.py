"""Puts a backup back into an empty installation."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows.engine import backups
from workflows.engine.errors import Refused


class Command(BaseCommand):
    """`manage.py restore FILE`."""

    help = "把备份恢复到空库；恢复前逐个核对哈希"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the backup's file."""
        parser.add_argument("file", type=Path, help="备份文件（.zip）")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Put it back and say what to do next."""
        try:
            number = backups.restore(options["file"])
        except (Refused, OSError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"已恢复数据库和{number}个文件。请核对：manage.py verify_audit、manage.py check_consistency。"
        )
