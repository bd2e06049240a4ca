"""加签: what the holder of a desk asks others before deciding, and what each of them says, a record of its own."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import transition

from permissions.models import Appointment
from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models.record import Record
from workflows.engine.models.work import Process, Task
from workflows.engine.signing_rules import Mode


class Signing(models.Model):
    """会签单: whom the holder of a desk asked, and how many must agree; its status changes under the record's lock.

    `verb` and `comment`: what the holder chose already, to be carried out in his name once they agree (后加签); empty:
    he decides after he has heard them (前加签). `version`: the content that all of them were asked about.
    """

    class Status(models.TextChoices):
        OPEN = "open", "会签中"
        AGREED = "agreed", "会签同意"
        REFUSED = "refused", "会签未获同意"
        OVERRULED = "overruled", "未获同意，说明原因后继续办理"
        WITHDRAWN = "withdrawn", "已撤回"
        LEFT = "left", "随事项离开而取消"

    CLOSES: ClassVar = (Status.OPEN, Status.REFUSED)
    """While it is one of these, the way forward from the desk is closed."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="signings")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField("方式", max_length=12, choices=Mode.choices, default=Mode.ALL)
    question = models.CharField("请求事由", max_length=500)
    due_on = models.DateField("签署时限")
    verb = models.CharField("会签后办理", max_length=32, blank=True)
    comment = models.TextField("办理意见", blank=True)
    version = models.PositiveIntegerField("内容版本")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField("发起时间")
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.OPEN)
    closed_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(status__in=("open", "refused")), name="one_signing_a_desk"
            )
        ]

    def __str__(self) -> str:
        return f"{self.process_id} {self.get_mode_display()}"


class Signature(Record):
    """What one of those asked says; nobody else can say it. `unit` is that of the post in which he was asked."""

    class State(models.TextChoices):
        ASKED = "asked", "待签署"
        AGREED = "agreed", "同意"
        DISAGREED = "disagreed", "不同意"
        ABSTAINED = "abstained", "不表态"
        CANCELLED = "cancelled", "不再需要"

    PREFIX: ClassVar = "QS"
    NAMED: ClassVar = "signer"

    signing = models.ForeignKey(Signing, on_delete=models.PROTECT, related_name="signatures")
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = StateField("状态", default=State.ASKED, choices=State.choices)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["signing", "signer"], condition=~Q(state="cancelled"), name="asked_once_a_signing"
            )
        ]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """What it is asked about."""
        return f"会签：{self.signing.process.title}"[:160]

    def due_day(self) -> date | None:
        """The day until which the asker wants an answer."""
        return self.signing.due_on

    def snapshot(self) -> dict[str, Any]:
        """Which request it answers; what was asked stands on the trail of the record."""
        return {"version": self.version, "signing": self.signing_id}

    @transition(field="state", source=State.ASKED, target=State.AGREED, custom=arrow("同意", "会签同意"))
    def agree(self) -> None:
        """Nothing stands against it."""

    @transition(
        field="state",
        source=State.ASKED,
        target=State.ABSTAINED,
        custom=arrow("不表态", "会签不表态", tone="back", effect="计票时不算同意。"),
    )
    def abstain(self) -> None:
        """It is left to the others."""

    @transition(
        field="state",
        source=State.ASKED,
        target=State.DISAGREED,
        custom=arrow(
            "不同意", "会签不同意", tone="no", reason=True,
            effect="不终止事项：请您会签的人看到您的意见，由他决定退回还是继续办理。",
        ),
    )  # fmt: skip
    def disagree(self) -> None:
        """Something stands against it, with the reason."""

    @transition(
        field="state",
        source=State.ASKED,
        target=State.CANCELLED,
        custom=arrow("取消", "不再需要会签", tone="back", doer=Doer.SYSTEM),
    )
    def drop(self) -> None:
        """It is not needed any more."""
