"""会审: what one body says of a list, as a record of its own with a line for each candidate it is asked about."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Record
from workflows.nomination.models.list import NominationList
from workflows.nomination.models.nomination import Nomination
from workflows.nomination.states import ConsultationState as C


class Consultation(Record):
    """Asked of an inner department, which answers itself, or of an outer bureau, whose letter a clerk registers.

    While it is open its list does not go on. 依据: domain 3.2, 3.5.
    """

    PREFIX: ClassVar = "HS"

    submission = models.ForeignKey(NominationList, on_delete=models.PROTECT, related_name="consultations")
    code = models.CharField("会审项目", max_length=40)
    """Code of the opinion in the round's document."""
    body = models.CharField("征求部门", max_length=80)
    reply_by = models.DateField("回复期限")
    number = models.CharField("文号", max_length=60, blank=True)
    words = models.TextField("意见内容", max_length=1000, blank=True)
    read_lines: list[Any] | None = None
    """Its lines, once somebody asked for them: its page and its form do."""
    state = StateField("状态", default=C.ASKED, choices=C.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["submission", "code"], condition=Q(state=C.ASKED), name="one_open_consultation"
            )
        ]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """Who is asked about which list."""
        return f"会审意见：{self.body}（{self.submission.unit.short_name}）"

    def due_day(self) -> date | None:
        """The day by which the body was asked to answer."""
        return self.reply_by

    def kept_from(self) -> int | None:
        """The unit whose candidates it is about. One statement."""
        return self.submission.unit_id

    @property
    def by_letter(self) -> bool:
        """Whether the host registers a letter, because the body does not answer here itself."""
        return self.unit_id == self.round.unit_id

    def snapshot(self) -> dict[str, Any]:
        """The opinion as it was given."""
        return {"version": self.version, "body": self.body, "number": self.number, "words": self.words}

    @transition(
        field="state",
        source=C.ASKED,
        target=C.CLEAR,
        custom=arrow("无不同意见", "回复无不同意见", effect="对所列全部人选没有不同意见。"),
    )
    def clear(self, number: str, words: str) -> None:
        """Nothing stands against anybody asked about."""
        self.number, self.words = number, words

    @transition(
        field="state",
        source=C.ASKED,
        target=C.OBJECTED,
        custom=arrow("有不同意见", "回复有不同意见", reason=True, tone="no", effect="被反对的人选须划去或由人裁定。"),
    )
    def object(self, number: str, words: str) -> None:
        """Something stands against some of them; their lines say which."""
        self.number, self.words = number, words

    @transition(
        field="state",
        source=C.ASKED,
        target=C.WAIVED,
        custom=arrow("裁定逾期未复", "逾期未复，裁定继续", doer=Doer.LIST, reason=True),
    )
    def waive(self) -> None:
        """The reply is overdue and a person ruled to go on without it."""

    @transition(
        field="state",
        source=C.ASKED,
        target=C.DROPPED,
        custom=arrow("不再征求", "不再征求", doer=Doer.SYSTEM, tone="no"),
    )
    def drop(self) -> None:
        """The list left the stage before the opinion was given."""


class ConsultationLine(models.Model):
    """One candidate that a body is asked about, and what it said against it."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="lines")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="consulted")
    objects_to = models.BooleanField("有不同意见", default=False)
    words = models.CharField("意见", max_length=500, blank=True)
    ruling = models.CharField("裁定", max_length=500, blank=True)
    """Why the candidate stays all the same, by a person; empty while nobody ruled."""

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["consultation", "nomination"], name="consulted_once")]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.nomination_id}"
