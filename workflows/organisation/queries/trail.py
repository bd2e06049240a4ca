"""Reading the ledger and the seals: what was done to the organisation, and what is sealed of the whole trail."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, Func, IntegerField, Q, QuerySet
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from workflows.engine import ledger
from workflows.engine.models import AuditEntry, Seal

VERIFY = "workflows.organisation.actions.seals.verify_job"
"""The job that goes through the whole trail, by the name under which it is queued."""
POSTING = ("appoint", "appointment_end", "guard_appoint", "guard_end", "delegate", "delegation_end")
"""What is done to posts, by verb."""


class _Length(Func):
    """How many elements a JSON list has, without reading it."""

    function = "JSON_ARRAY_LENGTH"
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """The same under PostgreSQL's name."""
        return self.as_sql(compiler, connection, function="JSONB_ARRAY_LENGTH", **more)


def entries(given: Mapping[str, Any]) -> QuerySet[AuditEntry]:
    """The entries of the ledger that fit what was asked for (see `TrailForm`), the latest first."""
    rows = ledger.entries()
    if who := given.get("who"):
        rows = rows.filter(actor_name__icontains=who)
    if kind := given.get("kind"):
        rows = rows.filter(_of_kind(kind))
    if what := given.get("what"):
        rows = rows.filter(Q(label__icontains=what) | Q(data__name__icontains=what))
    return _between(rows, given.get("since"), given.get("until"))


def _of_kind(kind: str) -> Q:
    """Of a kind of subject; posts by what was done, because their entries stand with the person who holds them."""
    return Q(verb__in=POSTING) if kind == "appointment" else Q(subject__startswith=f"{kind}:")


def _between(rows: QuerySet[AuditEntry], since: date | None, until: date | None) -> QuerySet[AuditEntry]:
    if since:
        rows = rows.filter(at__date__gte=since)
    return rows.filter(at__date__lte=until) if until else rows


def seals() -> QuerySet[Seal]:
    """The seals, the latest first, each with `chains`: how many chains it covers."""
    return Seal.objects.defer("heads").annotate(chains=_Length(F("heads"))).order_by("-seq")


def unsealed() -> int:
    """How many entries of the whole trail are younger than the last seal. Two statements."""
    last = Seal.objects.order_by("-seq").values_list("at", flat=True).first()
    rows = AuditEntry.objects.filter(at__gt=last) if last else AuditEntry.objects.all()
    return rows.count()


def last_check() -> DBTaskResult[..., Any] | None:
    """The latest check of the trail, waiting, running or over. One statement."""
    return DBTaskResult.objects.filter(task_path=VERIFY).order_by("-enqueued_at").first()


def checking(job: DBTaskResult[..., Any] | None) -> bool:
    """Whether a check is on its way."""
    return job is not None and job.status in (TaskResultStatus.READY, TaskResultStatus.RUNNING)
