"""申请延期: more time for a problem, as a record of its own, and its arrows."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Record
from workflows.rectification.models.problem import Problem
from workflows.rectification.states import PostponementState as P

OPEN = (P.COMMITTEE_REVIEWING, P.DECIDING)


class Postponement(Record):
    """Asked for by the unit that leads, before its day or after; when granted, the problem's day moves."""

    PREFIX: ClassVar = "YQ"

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="postponements")
    was_due = models.DateField("原时限")
    until = models.DateField("申请延至")
    by_month = models.BooleanField("时限到月", default=False)
    reason = models.TextField("延期理由", max_length=1000)
    state = StateField("状态", default=P.COMMITTEE_REVIEWING, choices=P.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["problem"], condition=Q(state__in=OPEN), name="one_open_postponement")
        ]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """Which problem wants more time, until when."""
        return f"延期至{self.until:%Y年%m月%d日}：{self.problem.title()}"

    def snapshot(self) -> dict[str, Any]:
        """From which day to which, and why."""
        return {
            "version": self.version, "was_due": self.was_due.isoformat(), "until": self.until.isoformat(),
            "reason": self.reason,
        }  # fmt: skip

    @transition(
        field="state",
        source=P.COMMITTEE_REVIEWING,
        target=P.DECIDING,
        custom=arrow("同意上报", "审核同意延期", own_forbidden=True, together=True, effect="报主办单位审批。"),
    )
    def forward(self) -> None:
        """The committee above finds it needed."""

    @transition(
        field="state",
        source=P.DECIDING,
        target=P.GRANTED,
        custom=arrow("同意延期", "同意延期", own_forbidden=True, together=True, effect="问题的整改时限随之改变。"),
    )
    def grant(self) -> None:
        """The host gives more time."""

    @transition(
        field="state",
        source=list(OPEN),
        target=P.REFUSED,
        custom=arrow("不同意延期", "不同意延期", own_forbidden=True, reason=True, tone="no", effect="整改时限不变。"),
    )
    def refuse(self) -> None:
        """The day stands."""

    @transition(
        field="state",
        source=list(OPEN),
        target=P.DROPPED,
        custom=arrow("不再需要", "随问题结束", doer=Doer.SYSTEM, tone="no"),
    )
    def drop(self) -> None:
        """The problem ended, or was taken back, before it was answered."""
