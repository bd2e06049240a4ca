"""The desks of the rating as plain Viewflow nodes; each asks for a right on the unit by guardian's generic rows."""

from typing import Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.flow.views import UpdateProcessView


def unit_of(process: Any) -> Any:
    """The unit on which the right of a desk is asked for."""
    return process.artifact.unit


def desk(right: str) -> flow.View:
    """A desk for whoever holds a right on the paper's unit."""
    return flow.View(UpdateProcessView.as_view(fields=[])).Permission(f"plain.{right}", obj=unit_of)


class PlainFlow(flow.Flow):
    """支部自评，审核，初评"""

    start = flow.StartHandle(this.begin).Next(this.assess)
    assess = desk("propose").Next(this.review)
    review = desk("review").Next(this.score)
    score = desk("review").Next(this.end)
    end = flow.End()

    def begin(self, activation: Any, paper: Any) -> Any:
        """Open a process for a paper."""
        activation.process.artifact = paper
        return activation.process


def decide(task: Any, user: Any) -> None:
    """One decision as Viewflow's own two pages make it: take the task, then complete it; each checks the right."""
    with task.activation() as activation:
        assert activation.assign.has_perm(user)
        activation.assign(user)
    with task.activation() as activation:
        assert activation.start.has_perm(user)
        activation.start(None)
        activation.process.data["decision"] = "agree"
        activation.process.save()
        activation.execute()
