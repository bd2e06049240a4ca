"""One measure of a plan, with its owner and its day, and its arrows."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django_fsm import transition

from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Record
from workflows.rectification.models.problem import Problem
from workflows.rectification.states import MeasureState as M

BY_PROBLEM = {"doer": Doer.SYSTEM}
"""Verbs of the problem it belongs to move it."""


class Measure(Record):
    """What `unit` does against a problem: the unit that leads, or one that takes part. 依据: domain 5.2 T4."""

    PREFIX: ClassVar = "CS"
    SEEN_WITH: ClassVar = "problem"

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="measures")
    text = models.TextField("整改措施", max_length=1000)
    owner = models.CharField("责任人", max_length=80)
    due_on = models.DateField("完成时限")
    position = models.PositiveSmallIntegerField("序号", default=1)
    percent = models.PositiveSmallIntegerField("进度", default=0)
    outcome = models.TextField("落实情况", max_length=1000, blank=True)
    state = StateField("状态", default=M.DRAFTED, choices=M.choices)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """What lists call it."""
        return f"整改措施：{self.text if len(self.text) <= 40 else self.text[:39] + '…'}"

    def due_day(self) -> date | None:
        """Its own day."""
        return self.due_on

    def snapshot(self) -> dict[str, Any]:
        """What was to be done, by whom, by when, and what came of it."""
        return {
            "version": self.version, "text": self.text, "owner": self.owner, "due_on": self.due_on.isoformat(),
            "outcome": self.outcome,
        }  # fmt: skip

    @transition(field="state", source=M.DRAFTED, target=M.WORKING, custom=arrow("启动", "开始落实", **BY_PROBLEM))
    def start(self) -> None:
        """The plan holds."""

    @transition(
        field="state",
        source=M.WORKING,
        target=M.FINISHED,
        custom=arrow("落实完成", "已落实", effect="报告这条措施已落实，佐证随之报出。"),
    )
    def finish(self, outcome: str) -> None:
        """Its owner says that it is done, and what came of it."""
        self.outcome, self.percent = outcome, 100

    @transition(
        field="state",
        source=M.FINISHED,
        target=M.WORKING,
        custom=arrow("重新落实", "退回重新落实", back=True, tone="back", reason=True, **BY_PROBLEM),
    )
    def redo(self) -> None:
        """A check found it wanting."""

    @transition(field="state", source=M.FINISHED, target=M.CLOSED, custom=arrow("办结", "随问题销号办结", **BY_PROBLEM))
    def close(self) -> None:
        """The problem is closed."""

    @transition(
        field="state",
        source=[M.DRAFTED, M.WORKING, M.FINISHED],
        target=M.DROPPED,
        custom=arrow("取消", "已取消", tone="no", reason=True, **BY_PROBLEM),
    )
    def drop(self) -> None:
        """It is not done after all, with the reason."""
