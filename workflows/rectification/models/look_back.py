"""回头看: a second look at a closed problem, as a record of its own."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Record
from workflows.rectification.models.problem import Problem
from workflows.rectification.states import LookBackState as B


class LookBack(Record):
    """Drawn by rule or at random; a relapse found opens the problem's next turn. 依据: domain 5.8 [Z02][Z20]."""

    PREFIX: ClassVar = "HT"

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="look_backs")
    drawn = models.CharField("抽取依据", max_length=300)
    """The rule, or list hash and seed, by which it was drawn."""
    check_by = models.DateField("核查期限")
    found = models.TextField("核查情况", max_length=1000, blank=True)
    state = StateField("状态", default=B.CHECKING, choices=B.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["problem"], condition=Q(state=B.CHECKING), name="one_open_look_back")
        ]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """What is looked at again."""
        return f"回头看：{self.problem.title()}"

    def due_day(self) -> date | None:
        """Its own day."""
        return self.check_by

    def snapshot(self) -> dict[str, Any]:
        """Why it was drawn and what was found."""
        return {"version": self.version, "drawn": self.drawn, "found": self.found}

    @transition(
        field="state",
        source=B.CHECKING,
        target=B.SOUND,
        custom=arrow("未发现反弹", "核查未发现反弹", effect="销号维持不变。"),
    )
    def confirm(self, found: str) -> None:
        """It is still settled."""
        self.found = found

    @transition(
        field="state",
        source=B.CHECKING,
        target=B.RELAPSED,
        custom=arrow("发现反弹", "核查发现反弹", tone="no", effect="重新挂账：生成新一轮整改，原记录保留。"),
    )
    def relapse(self, found: str) -> None:
        """It is back: the problem's next turn is opened."""
        self.found = found

    @transition(
        field="state",
        source=B.CHECKING,
        target=B.DROPPED,
        custom=arrow("不再核查", "不再核查", doer=Doer.SYSTEM, tone="no"),
    )
    def drop(self) -> None:
        """The programme was cancelled."""
