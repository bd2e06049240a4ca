"""纪检意见: what the discipline inspection says of one member of a list, as a record of its own."""

from typing import Any, ClassVar

from django.db import models
from django_fsm import transition

from permissions.roles import UnitKind
from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Process, Record
from workflows.star_rating.models.list import RatingList
from workflows.star_rating.states import ClearanceState as S


class Clearance(Record):
    """Asked of the unit's 机关纪委, or of the unit itself, which then registers the letter it received.

    While it is open, or says 有意见, the member's list does not go. 依据: domain 2.5 [S05], 1.4.
    """

    PREFIX: ClassVar = "JJ"

    parent = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="clearances")
    submission = models.ForeignKey(RatingList, on_delete=models.PROTECT, related_name="clearances")
    number = models.CharField("文号", max_length=60, blank=True)
    words = models.TextField("意见内容", max_length=1000, blank=True)
    state = StateField("状态", default=S.ASKED, choices=S.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["parent"], condition=models.Q(state=S.ASKED), name="one_open_clearance")
        ]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """Who is concerned."""
        return f"纪检意见：{self.parent.title}"

    def snapshot(self) -> dict[str, Any]:
        """The opinion as it was given."""
        return {"version": self.version, "number": self.number, "words": self.words}

    @property
    def by_letter(self) -> bool:
        """Whether the unit registers a letter, because no 机关纪委 of its own answers here."""
        return self.unit.kind != UnitKind.ORG_DISCIPLINE

    @transition(
        field="state",
        source=S.ASKED,
        target=S.CLEAR,
        custom=arrow("无意见", "出具无意见", effect="出具后呈报单位可以报送该支部。"),
    )
    def clear(self, number: str, words: str) -> None:
        """Nothing stands against the branch."""
        self.number, self.words = number, words

    @transition(
        field="state",
        source=S.ASKED,
        target=S.OBJECTED,
        custom=arrow("有意见", "出具有意见", reason=True, tone="no", effect="有意见的，该支部不能以这一星级报送。"),
    )
    def object(self, number: str, words: str) -> None:
        """Something stands against the branch."""
        self.number, self.words = number, words

    @transition(
        field="state",
        source=S.ASKED,
        target=S.DROPPED,
        custom=arrow("不再征求", "不再征求", doer=Doer.SYSTEM, tone="no"),
    )
    def drop(self) -> None:
        """The member left its list before the opinion was given."""
