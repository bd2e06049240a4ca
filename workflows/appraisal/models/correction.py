"""限期改正 of one member, and its arrows: until its day, assessed again, lifted, extended or turned."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django_fsm import transition

from permissions.models import Person, User
from permissions.roles import Right
from workflows.appraisal.models.disposal import Disposal
from workflows.appraisal.states import CorrectionState as S
from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Record


class Correction(Record):
    """A member who corrects himself until a day. 依据: domain 4.4 [R23], 台账提醒."""

    PREFIX: ClassVar = "XQ"
    UNIT_SEES: ClassVar = False

    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="corrections")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField("起始日期")
    due_on = models.DateField("改正期限")
    tasks = models.TextField("改正要求", max_length=2000, blank=True)
    plan = models.TextField("改正措施", max_length=2000, blank=True)
    """What the member and the branch agreed to do."""
    helpers = models.CharField("帮助教育责任人", max_length=120, blank=True)
    outcomes = models.JSONField("复评结论", default=list, blank=True)
    """Each assessment at the end: {outcome, on, reason, until}."""
    reminded = models.JSONField("已提醒", default=list, blank=True)
    """The days (ISO) of the reminders that were sent."""
    state = StateField("状态", default=S.CORRECTING, choices=S.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["disposal"], name="one_correction")]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """What lists call it."""
        return f"{self.person.name}限期改正"

    def stands_aside(self) -> frozenset[int]:
        """The account of the member. One statement."""
        return frozenset(User.objects.filter(person=self.person_id).values_list("pk", flat=True))

    def due_day(self) -> date | None:
        """Its own last day while it runs."""
        return self.due_on if self.state == S.CORRECTING else None

    def snapshot(self) -> dict[str, Any]:
        """Until when it runs, and what was concluded."""
        return {"version": self.version, "due_on": self.due_on.isoformat(), "outcomes": self.outcomes}

    @transition(
        field="state",
        source=S.CORRECTING,
        target=S.REASSESSING,
        custom=arrow("期满", "改正期满，请复评", doer=Doer.SYSTEM),
    )
    def fall_due(self) -> None:
        """Its last day has come."""

    @transition(
        field="state",
        source=S.REASSESSING,
        target=S.LIFTED,
        custom=arrow("解除", "已解除", right=Right.DECIDE, reason=True, effect="改正到位，限期改正解除。"),
    )
    def lift(self, outcomes: list[Any]) -> None:
        """The member has corrected himself."""
        self.outcomes = outcomes

    @transition(
        field="state",
        source=S.REASSESSING,
        target=S.CORRECTING,
        custom=arrow(
            "延长", "已延长", right=Right.DECIDE, reason=True, tone="back", effect="改正期延长，从起始之日算最长一年。"
        ),
    )
    def extend(self, outcomes: list[Any], due_on: date) -> None:
        """It needs more time. 依据: domain 4.4 [R23]."""
        self.outcomes, self.due_on = outcomes, due_on

    @transition(
        field="state",
        source=S.REASSESSING,
        target=S.TURNED,
        custom=arrow(
            "转劝其退党",
            "已转劝其退党",
            right=Right.DECIDE,
            reason=True,
            tone="no",
            effect="没有转变：系统随即建立一件劝其退党的组织处置，由支委会提出启动意见。",
        ),
    )
    def turn(self, outcomes: list[Any]) -> None:
        """No change: the member is to be persuaded to leave."""
        self.outcomes = outcomes

    @transition(
        field="state",
        source=[S.CORRECTING, S.REASSESSING],
        target=S.DROPPED,
        custom=arrow(
            "不再执行",
            "不再执行",
            right=Right.DECIDE,
            reason=True,
            tone="no",
            effect="本人转出、去世或者已作其他处理等，限期改正不再执行，记录保留。",
        ),
    )
    def stop(self) -> None:
        """It makes no sense any more: the member moved or died, or something else was decided."""

    @transition(
        field="state",
        source=[S.CORRECTING, S.REASSESSING],
        target=S.DROPPED,
        custom=arrow("终止", "随批次终止", doer=Doer.SYSTEM, tone="no"),
    )
    def drop(self) -> None:
        """Its round was cancelled."""
