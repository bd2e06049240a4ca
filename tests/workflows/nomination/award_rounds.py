"""Rounds prepared, started and opened as an office does it."""

from typing import Any

from django_tasks_db.models import DBTaskResult

from permissions.actor import Actor
from tests.workflows.nomination.cast import Cast, document
from workflows.engine.gates import CheckupAnswer
from workflows.engine.models import Round
from workflows.nomination import actions
from workflows.nomination.actions.rounds import open_round_job
from workflows.nomination.actions.running import cancel_round_job, close_round_job
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries.checkups import checkup

REASON = "市委要求今年开展"
JOBS: dict[str, Any] = {
    "open_round_job": open_round_job, "cancel_round_job": cancel_round_job, "close_round_job": close_round_job,
}  # fmt: skip


def drafted(cast: Cast, unit: str = "工委", by: Actor | None = None, more: dict[str, Any] | None = None,
            **given: Any) -> Round:  # fmt: skip
    """A prepared round of the small document; `more` stands in the document's stead."""
    usual: dict[str, Any] = {"title": "“两优一先”表彰"}
    return actions.draft_round(cast.units[unit], document(**(more or {})), by=by or cast.clerk, **(usual | given))


def start(cast: Cast, round_: Round, by: Actor | None = None) -> None:
    """Start it with the checkup as it is now, and a reason for each mark."""
    found = checkup(round_)
    answer = CheckupAnswer(found.fingerprint, REASON, {mark.key: REASON for mark in found.findings})
    actions.start_round(round_, answer, by=by or cast.clerk)


def work() -> None:
    """What the worker would do."""
    for row in DBTaskResult.objects.filter(status="READY").order_by("enqueued_at"):
        JOBS[row.task_path.rpartition(".")[2]].call(*row.args_kwargs["args"])
    DBTaskResult.objects.update(status="SUCCESSFUL")


def opened(cast: Cast, unit: str = "工委", by: Actor | None = None, **given: Any) -> Round:
    """A round that was prepared, started, and opened by the worker."""
    round_ = drafted(cast, unit, by, **given)
    start(cast, round_, by)
    work()
    return fresh(round_)


def fresh(round_: Round) -> Round:
    """The round as the database has it."""
    return Round.objects.select_related("unit").get(pk=round_.pk)


def states(model: type[Nomination | NominationList], round_: Round) -> dict[str, str]:
    """The state of each record of a round by its unit."""
    return dict(model.objects.filter(round=round_).values_list("unit__short_name", "state"))
