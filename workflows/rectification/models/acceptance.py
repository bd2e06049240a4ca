"""联合验收: what one body says of a rectification before it is closed, as a record of its own."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Record
from workflows.rectification.models.problem import Problem
from workflows.rectification.states import AcceptanceState as A


class Acceptance(Record):
    """Asked of a body that answers itself, or of one outside, whose answer the host registers. 依据: domain 5.4."""

    PREFIX: ClassVar = "YS"

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="acceptances")
    body = models.CharField("验收部门", max_length=80)
    lap_of = models.PositiveSmallIntegerField("第几次验收", default=1)
    """The lap of the problem in which it was asked: what comes back is accepted anew."""
    reply_by = models.DateField("验收期限")
    words = models.TextField("验收意见", max_length=1000, blank=True)
    state = StateField("状态", default=A.ASKED, choices=A.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["problem", "body"], condition=Q(state=A.ASKED), name="one_open_acceptance")
        ]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """Who accepts what."""
        return f"验收（{self.body}）：{self.problem.title()}"

    @property
    def by_letter(self) -> bool:
        """Whether the host enters what the body said; a department of its own answers itself."""
        return self.unit_id == self.round.unit_id

    def due_day(self) -> date | None:
        """The day by which the body was asked to answer."""
        return self.reply_by

    def snapshot(self) -> dict[str, Any]:
        """What the body said."""
        return {"version": self.version, "body": self.body, "words": self.words}

    @transition(
        field="state",
        source=A.ASKED,
        target=A.ACCEPTED,
        custom=arrow("验收通过", "验收通过", own_forbidden=True),
    )
    def accept(self, words: str) -> None:
        """The body finds it settled."""
        self.words = words

    @transition(
        field="state",
        source=A.ASKED,
        target=A.REJECTED,
        custom=arrow(
            "验收不通过",
            "验收不通过",
            own_forbidden=True,
            reason=True,
            tone="no",
            effect="问题不能销号，由主办单位退回整改。",
        ),
    )
    def reject(self, words: str) -> None:
        """The body finds it wanting."""
        self.words = words

    @transition(
        field="state",
        source=A.ASKED,
        target=A.DROPPED,
        custom=arrow("不再验收", "不再验收", doer=Doer.SYSTEM, tone="no"),
    )
    def drop(self) -> None:
        """The problem went back before the body answered."""
