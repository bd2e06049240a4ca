"""Proves that no entry of the audit trail was changed, removed, reordered or inserted behind the program's back."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows.engine import audit


class Command(BaseCommand):
    """`manage.py verify_audit [--seals FILE]`: exit code 1 when the trail is not whole."""

    help = "核验办理记录是否被改动；--seals 指导出的封存文件，可查出被截掉的末尾"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the exported seals."""
        parser.add_argument("--seals", type=Path, help="导出的封存文件 seals.jsonl")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the first bad entry of every record that has one."""
        seals: Path | None = options["seals"]
        lines = seals.read_text(encoding="utf-8").splitlines() if seals else []
        exported = [json.loads(line) for line in lines if line]
        found = list(audit.verify(exported))
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError(f"办理记录有{len(found)}处不符。")
        self.stdout.write("办理记录完整，没有改动。")
