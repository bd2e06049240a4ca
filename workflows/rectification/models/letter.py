"""督办函: a step of the ladder 提醒, 督办, 告诫, 问责 as a record of its own, and its arrows."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from permissions.models import User
from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Record
from workflows.rectification.models.problem import Problem
from workflows.rectification.states import LetterState as L


class Letter(Record):
    """Proposed by the rules or by a person, issued by another, answered by the unit. 依据: domain 5.4, 5.6."""

    PREFIX: ClassVar = "DB"
    UNIT_SEES: ClassVar = Q(issued_on__isnull=False)
    """Once it was issued."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField("函件种类", max_length=20)
    """Code of a kind of letter in the programme's document."""
    name = models.CharField("函件名称", max_length=40)
    """What the programme calls this kind."""
    cause = models.CharField("发函缘由", max_length=300)
    """What brought it about: 连续3次红灯."""
    words = models.TextField("正文要求", max_length=1000, blank=True)
    reply_days = models.PositiveSmallIntegerField("回复期限（工作日）", default=5)
    number = models.CharField("文号", max_length=60, blank=True)
    issued_on = models.DateField("签发日期", null=True)
    reply_by = models.DateField("回复截止", null=True)
    reply = models.TextField("回复", max_length=1000, blank=True)
    points = models.DecimalField("扣分", max_digits=5, decimal_places=2, default=0)
    paper = models.JSONField("函件内容", default=dict, blank=True)
    """What was printed when it was issued; empty before."""
    state = StateField("状态", default=L.DRAFTED, choices=L.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["problem", "kind", "cause"], condition=~Q(state=L.DROPPED), name="letter_once_per_cause"
            )
        ]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """Which letter about what."""
        return f"{self.name}：{self.problem.title()}"

    def due_day(self) -> date | None:
        """The day by which the unit answers."""
        return self.reply_by if self.state == L.ANSWERING else None

    def snapshot(self) -> dict[str, Any]:
        """What it says, and what was answered."""
        return {
            "version": self.version, "kind": self.kind, "name": self.name, "cause": self.cause, "words": self.words,
            "number": self.number, "reply": self.reply,
        }  # fmt: skip

    @transition(
        field="state",
        source=L.DRAFTED,
        target=L.ANSWERING,
        custom=arrow("签发", "已签发", own_forbidden=True, effect="函件发给责任单位，由其签收回复。"),
    )
    def issue(self, number: str, issued_on: date, reply_by: date) -> None:
        """It goes out under a number."""
        self.number, self.issued_on, self.reply_by = number, issued_on, reply_by

    @transition(
        field="state",
        source=L.DRAFTED,
        target=L.DROPPED,
        custom=arrow("不予发出", "不予发出", reason=True, tone="no"),
    )
    def discard(self) -> None:
        """It is not sent, and why."""

    @transition(
        field="state",
        source=L.ANSWERING,
        target=L.REPLIED,
        custom=arrow("签收并回复", "已签收回复", effect="回复送发函单位。"),
    )
    def answer(self, reply: str, submitter: User | None) -> None:
        """The unit has read it and says what it does."""
        self.reply, self.submitter = reply, submitter

    @transition(
        field="state",
        source=[L.DRAFTED, L.ANSWERING],
        target=L.DROPPED,
        custom=arrow("不再需要", "随问题结束", doer=Doer.SYSTEM, tone="no"),
    )
    def drop(self) -> None:
        """The problem ended before it was issued or answered."""
