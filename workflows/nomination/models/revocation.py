"""撤销: an honour that is taken back, as a record of its own; the nomination stays as it was."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from permissions.models import User
from permissions.roles import Right
from workflows.engine.arrows import StateField, arrow
from workflows.engine.models import Fact, Record
from workflows.nomination.models.nomination import Nomination
from workflows.nomination.states import RevocationState as R


class Revocation(Record):
    """Decided by a body, with reason and document; ended when the plaque is back. 依据: domain 3.7 [N18]."""

    PREFIX: ClassVar = "CX"

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="revocations")
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="+")
    """The honour as it stood when the revocation was proposed."""
    reason = models.TextField("撤销原因", max_length=1000)
    approved_by = models.CharField("批准机关", max_length=80, blank=True)
    document = models.CharField("撤销文号", max_length=60, blank=True)
    revoked_on = models.DateField("撤销日期", null=True)
    plaque_back_on = models.DateField("牌匾证书收回日期", null=True)
    decided: dict[str, Any] | None = None
    state = StateField("状态", default=R.DECIDING, choices=R.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["nomination"], condition=Q(state__in=(R.DECIDING, R.RETURNING)), name="revocation_open_once"
            )
        ]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """Whose honour."""
        return f"撤销{self.nomination.candidate}{self.fact.year}年荣誉"

    def stands_aside(self) -> frozenset[int]:
        """The account of whose honour it is. One statement, none for the honour of an organisation."""
        person = self.nomination.person_id
        return frozenset(User.objects.filter(person=person).values_list("pk", flat=True) if person else ())

    def snapshot(self) -> dict[str, Any]:
        """Why, by whom, under which document; at the decision the meeting."""
        found = {
            "version": self.version, "reason": self.reason, "approved_by": self.approved_by,
            "document": self.document, "fact": self.fact_id,
        }  # fmt: skip
        return found | ({"decided": self.decided} if self.decided else {})

    @transition(
        field="state",
        source=R.DECIDING,
        target=R.RETURNING,
        custom=arrow(
            "决定撤销", "决定撤销", right=Right.DECIDE, own_forbidden=True, tone="no",
            effect="荣誉即时撤销，转入收回牌匾、证书。",
        ),
    )  # fmt: skip
    def revoke(self, approved_by: str, document: str, revoked_on: date, decided: dict[str, Any]) -> None:
        """The body takes the honour back."""
        self.approved_by, self.document, self.revoked_on = approved_by, document, revoked_on
        self.decided = decided

    @transition(
        field="state",
        source=R.DECIDING,
        target=R.KEPT,
        custom=arrow("不予撤销", "不予撤销", own_forbidden=True, reason=True, effect="荣誉维持不变。"),
    )
    def keep(self) -> None:
        """The honour stands."""

    @transition(
        field="state",
        source=R.RETURNING,
        target=R.REVOKED,
        custom=arrow("登记收回", "牌匾证书已收回", effect="登记牌匾、证书收回日期，撤销办结。"),
    )
    def take_back(self, plaque_back_on: date) -> None:
        """The plaque and the certificate are back."""
        self.plaque_back_on = plaque_back_on
