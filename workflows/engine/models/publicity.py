"""公示: a dated list, and the objections raised against its members, each a record of its own."""

import hashlib
from typing import Any, ClassVar

from django.db import models
from django_fsm import transition

from permissions.models import OrgUnit
from workflows.engine.arrows import StateField, arrow
from workflows.engine.models.record import Record
from workflows.engine.models.round import Round
from workflows.engine.models.work import Process


class Publicity(models.Model):
    """A public notice. What ends it is the stored last day, not the moment a timer ran. 依据: domain 3.7, 6.6.

    `unit`: a notice inside this unit, which only its people and those above it see; none: it is open to everybody.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="publicities")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="单位")
    title = models.CharField("标题", max_length=120)
    starts_on = models.DateField("公示开始")
    ends_on = models.DateField("公示结束")
    days_text = models.CharField(max_length=60)
    contact = models.CharField("反映渠道", max_length=300)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "starts_on"], condition=models.Q(unit__isnull=True), name="publicity_once"
            ),
            models.UniqueConstraint(fields=["round", "unit", "starts_on"], name="publicity_within_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Objection(Record):
    """An objection to one member of a public notice; while it is open, that member alone waits. 依据: domain 3.7."""

    class State(models.TextChoices):
        CHECKING = "checking", "核查中"
        DEFERRED = "deferred", "延期核查"
        UPHELD = "upheld", "异议成立"
        DISMISSED = "dismissed", "异议不成立"

    class Finding(models.TextChoices):
        """What the checking found; what follows from it, the state says."""

        TRUE = "true", "属实"
        PARTLY = "partly", "部分属实"
        FALSE = "false", "失实"
        UNKNOWN = "unknown", "无法核实"

    PREFIX: ClassVar = "YY"
    UNIT_SEES: ClassVar = False

    publicity = models.ForeignKey(Publicity, on_delete=models.PROTECT, related_name="objections")
    parent = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="objections")
    channel = models.CharField("反映渠道", max_length=20)
    signed = models.CharField("反映人", max_length=80, blank=True)
    """Who objects and how to reach them; empty: 未署名."""
    checked_by = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="核查单位"
    )
    """The unit inside which the notice stands; none: the one that holds the round checks it."""
    finding = models.CharField("核查结论", max_length=8, choices=Finding.choices, blank=True)
    replied_on = models.DateField("答复日期", null=True)
    reply = models.CharField("答复情况", max_length=300, blank=True)
    text = models.TextField("反映内容", max_length=2000)
    state = StateField("状态", default=State.CHECKING, choices=State.choices)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def host_id(self) -> int:
        """Key of the unit that checks it."""
        return self.checked_by_id or self.round.unit_id

    def title(self) -> str:
        """Who is concerned, not who objects."""
        return f"公示异议：{self.parent.title}"

    def snapshot(self) -> dict[str, Any]:
        """The objection as it was received; its words by their hash, because the trail is read by more people."""
        words = hashlib.sha256(f"{self.signed}\n{self.text}".encode()).hexdigest()
        return {
            "version": self.version, "channel": self.channel, "signed": bool(self.signed), "words": words,
            "finding": self.finding,
        }  # fmt: skip

    @transition(
        field="state",
        source=State.CHECKING,
        target=State.DEFERRED,
        custom=arrow(
            "延期核查", "延期核查", reason=True, tone="back",
            effect="继续核查；公示期满后所反映的对象单独等候，其他对象照常办理。",
        ),
    )  # fmt: skip
    def defer(self) -> None:
        """It cannot be settled in time; the member waits on."""

    @transition(
        field="state",
        source=[State.CHECKING, State.DEFERRED],
        target=State.UPHELD,
        custom=arrow(
            "异议成立", "核查异议成立", reason=True, tone="no",
            effect="公示期满后从名单中划去（可以重新评定并选了重新评定的，现在退回），其他对象照常办理。",
        ),
    )  # fmt: skip
    def uphold(self, finding: str) -> None:
        """The objection is true, wholly or in part, and the member is struck off."""
        self.finding = finding

    @transition(
        field="state",
        source=[State.CHECKING, State.DEFERRED],
        target=State.DISMISSED,
        custom=arrow("异议不成立", "核查异议不成立", reason=True, effect="维持不变，公示期满后照常办理。"),
    )
    def dismiss(self, finding: str) -> None:
        """The objection does not hold, and the member goes on."""
        self.finding = finding
