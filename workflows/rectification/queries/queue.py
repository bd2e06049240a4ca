"""Whether the queue still holds a job of this slice."""

from collections.abc import Collection

from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult


def at_work(jobs: Collection[str], key: int) -> bool:
    """Whether one of these jobs (their paths) waits or runs with this key as its first argument. One statement."""
    under_way = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    rows = DBTaskResult.objects.filter(task_path__in=jobs, status__in=under_way, args_kwargs__args__0=key)
    return rows.exists()
