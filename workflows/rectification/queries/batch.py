"""What a person may take one verb on at once: problems on a desk of his, each with what the page has seen of it."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from permissions import access
from permissions.models import User
from workflows.engine.asked import Seen
from workflows.engine.models import Round, Task
from workflows.rectification.models import BatchRun, Problem
from workflows.rectification.models.problem_back import CHECKING
from workflows.rectification.queries import KEY
from workflows.rectification.states import ProblemState as S

AT_ONCE = 200
"""Problems of one page."""
MOST = 5_000
"""Problems of one run in the background."""
JOBS = ("workflows.rectification.actions.batch_runs.batch_job",)
CLOSABLE = [Q(state=stage, closes_at__in=CHECKING[: place + 1]) for place, stage in enumerate(CHECKING)]
VERBS = {
    "assign": Q(state=S.REGISTERING),
    "sign": Q(state=S.SIGNING),
    "close": CLOSABLE[0] | CLOSABLE[1] | CLOSABLE[2],
}
"""Where each verb can be taken; a problem that a higher stage closes is not offered for closing."""


@dataclass(frozen=True)
class Item:
    """A problem with the desk and the version that the page shows."""

    problem: Problem
    seen: Seen


def offered(user: User, round_: Round, verb: str) -> QuerySet[Problem]:
    """The problems of a programme on which a person may take a verb now, the nearest day first."""
    mine = access.grants_in(user, KEY).filter(content_object=OuterRef("unit"), right=OuterRef("right"))
    desks = Task.objects.filter(Exists(mine), process=OuterRef("process"), finished__isnull=True)
    rows = Problem.objects.filter(VERBS[verb], Exists(desks), round=round_)
    if verb == "close":
        rows = rows.exclude(submitter=user).exclude(submitted_for=user)
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def items(rows: QuerySet[Problem], most: int = AT_ONCE) -> list[Item]:
    """The first of them, a page unless told, with what it has seen. Two statements."""
    found = list(rows.select_related("unit", "process", "round")[:most])
    tasks = Task.objects.filter(process__in=[each.process_id for each in found], finished__isnull=True)
    desks = dict(tasks.values_list("process_id", "pk"))
    return [Item(each, Seen(desks.get(each.process_id, 0), each.version)) for each in found]


def run_of(user: User, round_: Round, pk: int) -> BatchRun | None:
    """A person's own run in a programme, or None."""
    return BatchRun.objects.filter(round=round_, by=user, pk=pk).first()


def outcome(run: BatchRun, start: int, number: int) -> list[tuple[Problem, str]]:
    """Some of what became of its problems, those refused first. One statement."""
    results = sorted(run.results, key=lambda each: not each[1])[start : start + number]
    rows = Problem.objects.select_related("process", "unit").in_bulk([key for key, _ in results])
    return [(rows[key], refused) for key, refused in results if key in rows]
