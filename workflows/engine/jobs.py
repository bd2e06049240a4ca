"""The worker: runs queued jobs, takes up those whose worker died, and does what is due every minute."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import close_old_connections, transaction
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker
from django_tasks_db.models import DBTaskResult

from workflows.engine import due

log = logging.getLogger(__name__)
BEAT = 15
"""Seconds between two signs of life of a running job; its `started_at` holds the last one."""
SILENCE = timedelta(minutes=5)
"""A job without a sign of life for so long has lost its worker."""
ATTEMPTS = 5
"""A job that so many workers died of is given up."""
MINUTE = 60
GRACE = 30
"""Seconds that due work at hand is given to finish when the worker stops."""


def take_up() -> int:
    """Put jobs that died running back into the queue; jobs may be repeated. Returns how many."""
    with transaction.atomic():
        silent = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - SILENCE)
        jobs = list(silent.select_for_update(skip_locked=True))
        for job in jobs:
            job.status = TaskResultStatus.READY
            if len(job.worker_ids) >= ATTEMPTS:
                job.status, job.finished_at = TaskResultStatus.FAILED, timezone.now()
                job.traceback = "执行中断次数过多，已停止重试。"
        DBTaskResult.objects.bulk_update(jobs, ["status", "finished_at", "traceback"])
    return len(jobs)


class Every(threading.Thread):
    """Calls something again and again on a connection of its own; a failure is logged, the next turn comes."""

    def __init__(self, seconds: float, call: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.seconds, self.call = seconds, call
        self.stopped = threading.Event()

    def run(self) -> None:
        """Call, then wait, until stopped."""
        while not self.stopped.is_set():
            close_old_connections()
            try:
                self.call()
            except Exception:
                log.exception("the worker's %s failed", self.call)
            finally:
                close_old_connections()
            self.stopped.wait(self.seconds)


class Worker(DatabaseWorker):
    """The queue's worker, with a sign of life for the job at hand and a clock beside it."""

    job: DBTaskResult[..., Any] | None = None

    def run(self) -> None:
        """Work until told to stop."""
        beside = [Every(BEAT, self.beat), Every(MINUTE, self.tick)]
        for thread in beside:
            thread.start()
        try:
            super().run()
        finally:
            for thread in beside:
                thread.stopped.set()
            for thread in beside:
                thread.join(GRACE)

    def run_task(self, db_task_result: DBTaskResult[..., Any]) -> None:
        """Run one job and remember which, so that others see it is alive."""
        self.job = db_task_result
        try:
            super().run_task(db_task_result)
        finally:
            self.job = None

    def beat(self) -> None:
        """Say that the job at hand is alive."""
        if self.job is not None:
            DBTaskResult.objects.running().filter(pk=self.job.pk).update(started_at=timezone.now())

    def tick(self) -> None:
        """What every minute brings."""
        take_up()
        due.run()
