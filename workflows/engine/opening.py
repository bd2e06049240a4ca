"""The job that opens a round: whether it waits or runs, failed or ended well, and for which units alone it was."""

from typing import NamedTuple

from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from workflows.engine.models import Round


class Job(NamedTuple):
    """How the last job that was to open a round stands; `units` it was for, none: all that the round is for."""

    status: str = ""
    units: tuple[int, ...] = ()

    @property
    def under_way(self) -> bool:
        """Whether it waits or runs; one that failed counts no more."""
        return self.status in (TaskResultStatus.READY, TaskResultStatus.RUNNING)

    @property
    def failed(self) -> bool:
        """Whether it gave up before its end."""
        return self.status == TaskResultStatus.FAILED

    @property
    def done(self) -> bool:
        """Whether it ended well."""
        return self.status == TaskResultStatus.SUCCESSFUL


def last_job(path: str, round_: Round) -> Job:
    """The last job of this name for a round; its arguments are the round, the post, and the units. One statement."""
    jobs = DBTaskResult.objects.filter(task_path=path, args_kwargs__args__0=round_.pk).order_by("-enqueued_at")
    found = jobs.values_list("status", "args_kwargs").first()
    if found is None:
        return Job()
    return Job(found[0], tuple(unit for units in found[1]["args"][2:] for unit in units))
