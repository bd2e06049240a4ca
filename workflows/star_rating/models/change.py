"""A published star that is changed: corrected, lowered, taken away or raised within the year."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from permissions.roles import Right
from workflows.engine.arrows import StateField, arrow
from workflows.engine.models import Fact, Record
from workflows.star_rating.models.rating import Rating
from workflows.star_rating.states import ChangeState as C


class StarChange(Record):
    """A change of one published star, decided by the 工委; the rating stays as it was. 依据: domain 2.8 dynamics."""

    class Kind(models.TextChoices):
        CORRECT = "correct", "更正"
        LOWER = "lower", "降星"
        STRIP = "strip", "摘星"
        RAISE = "raise", "升星"

    PREFIX: ClassVar = "XB"

    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField("变更", max_length=8, choices=Kind.choices)
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="+")
    """The star as it stood when the change was proposed."""
    tier = models.PositiveSmallIntegerField("变更后星级", null=True)
    words = models.CharField("变更后", max_length=40)
    score = models.DecimalField("更正后得分", max_digits=7, decimal_places=4, null=True)
    by_score = models.CharField("得分对应的星级", max_length=40, blank=True)
    """Of a corrected score, where the bounds of the scheme give another star than the one proposed."""
    reason = models.TextField("变更原因", max_length=1000)
    basis = models.CharField("依据", max_length=200)
    decided: dict[str, Any] | None = None
    """What the body decided, while the verb that enters it is being taken; kept in the trail alone."""
    state = StateField("状态", default=C.DECIDING, choices=C.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rating"], condition=Q(state="deciding"), name="change_open_once")
        ]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """What lists call it."""
        return f"{self.unit.short_name}{self.round.year}年度{self.get_kind_display()}"

    @property
    def level(self) -> int:
        """The level it is to be; 0 for 摘星, which leaves a year without a star and not one without a rating."""
        return self.tier or 0

    def snapshot(self) -> dict[str, Any]:
        """What it was, what it is to be, and why; at the decision the meeting."""
        found = {
            "version": self.version,
            "kind": self.kind,
            "fact": self.fact_id,
            "words": self.words,
            "tier": self.tier,
            "score": None if self.score is None else str(self.score),
            "by_score": self.by_score,
            "reason": self.reason,
            "basis": self.basis,
        }
        return found | ({"decided": self.decided} if self.decided else {})

    @transition(
        field="state",
        source=C.DECIDING,
        target=C.EFFECTIVE,
        custom=arrow(
            "审定同意", "同意变更", own_forbidden=True, effect="登记工委会议的决定，变更即时生效，原星级转入历史。"
        ),
    )
    def approve(self, decided: dict[str, Any]) -> None:
        """The 工委 decides the change; the meeting is on record."""
        self.decided = decided

    @transition(
        field="state",
        source=C.DECIDING,
        target=C.REFUSED,
        custom=arrow("不同意", "不同意变更", own_forbidden=True, reason=True, tone="no", effect="星级维持不变。"),
    )
    def reject(self) -> None:
        """The star stays as it is."""

    @transition(
        field="state",
        source=C.DECIDING,
        target=C.DROPPED,
        custom=arrow("撤销", "撤销变更", right=Right.SUPERVISE, reason=True, tone="no", effect="不再提请审定。"),
    )
    def drop(self) -> None:
        """The department takes its proposal back."""
