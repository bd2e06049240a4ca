"""Starts the worker that runs jobs and due work; any number may run, on any number of machines."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.crypto import get_random_string

from workflows.engine.jobs import Worker


class Command(BaseCommand):
    """`manage.py worker`"""

    help = "运行后台作业：排队的长作业、每分钟办理到期事项、接续中断的作业"

    def add_arguments(self, parser: CommandParser) -> None:
        """How often to look, and whether to stop when nothing is left."""
        parser.add_argument("--interval", type=float, default=2, help="没有作业时隔几秒再看")
        parser.add_argument("--batch", action="store_true", help="做完现有作业就结束")

    def handle(self, *_args: Any, interval: float, batch: bool, **_options: Any) -> None:
        """Work until told to stop."""
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        worker.configure_signals()
        worker.run()
