"""公示: a dated list, and the objections raised against its members, each a record of its own."""

import hashlib
from typing import Any, ClassVar

from django.db import models
from django_fsm import transition

from workflows.engine.arrows import StateField, arrow
from workflows.engine.models.record import Record
from workflows.engine.models.round import Round
from workflows.engine.models.work import Process


class Publicity(models.Model):
    """A public notice. What ends it is the stored last day, not the moment a timer ran. 依据: domain 3.7, 6.6."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="publicities")
    title = models.CharField("标题", max_length=120)
    starts_on = models.DateField("公示开始")
    ends_on = models.DateField("公示结束")
    days_text = models.CharField(max_length=60)
    contact = models.CharField("反映渠道", max_length=300)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "starts_on"], name="publicity_once")]

    def __str__(self) -> str:
        return self.title


class Objection(Record):
    """An objection to one member of a public notice; while it is open, that member alone waits. 依据: domain 3.7."""

    class State(models.TextChoices):
        CHECKING = "checking", "核查中"
        UPHELD = "upheld", "属实"
        DISMISSED = "dismissed", "不属实"

    PREFIX: ClassVar = "YY"
    UNIT_SEES: ClassVar = False

    publicity = models.ForeignKey(Publicity, on_delete=models.PROTECT, related_name="objections")
    parent = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="objections")
    channel = models.CharField("反映渠道", max_length=20)
    signed = models.CharField("反映人", max_length=80, blank=True)
    text = models.TextField("反映内容", max_length=2000)
    state = StateField("状态", default=State.CHECKING, choices=State.choices)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:40]

    def title(self) -> str:
        """Who is concerned, not who objects."""
        return f"公示异议：{self.unit.short_name}"

    def snapshot(self) -> dict[str, Any]:
        """The objection as it was received; its words by their hash, because the trail is read by more people."""
        words = hashlib.sha256(f"{self.signed}\n{self.text}".encode()).hexdigest()
        return {"version": self.version, "channel": self.channel, "signed": bool(self.signed), "words": words}

    @transition(
        field="state",
        source=State.CHECKING,
        target=State.UPHELD,
        custom=arrow("属实", "核查属实", reason=True, tone="no", effect="公示期满后从名单中划去，本年度不予评定。"),
    )
    def uphold(self) -> None:
        """The objection is true."""

    @transition(
        field="state",
        source=State.CHECKING,
        target=State.DISMISSED,
        custom=arrow("不属实", "核查不属实", reason=True, effect="公示期满后照常公布。"),
    )
    def dismiss(self) -> None:
        """The objection does not hold."""
