"""Backs up the database, the files and the seals into one .zip, while in use."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows.engine import backups
from workflows.engine.errors import Refused


class Command(BaseCommand):
    """`manage.py backup FILE`."""

    help = "备份数据库、文件和封存（不含密钥），可以在使用中进行"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the backup's file."""
        parser.add_argument("file", type=Path, help="备份文件（.zip）")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it and say how much it holds."""
        try:
            number = backups.make(options["file"])
        except (Refused, OSError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"已备份数据库和{number}个文件。密钥不在备份里，请另行保管。")
