"""A unit's list, and its arrows."""

from typing import Any, ClassVar

from django.db import models
from django_fsm import GET_STATE, transition

from permissions.roles import Right
from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Submission
from workflows.star_rating.models.back import BACK, UNDO, chosen
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import Track


class RatingList(Submission):
    """A unit's 呈报批 in a round; `batch` counts those that follow when members were sent back alone."""

    PREFIX: ClassVar = "CB"

    batch = models.PositiveSmallIntegerField("第几批", default=1)
    track = models.CharField("去向", max_length=8, choices=Track.choices, default=Track.DECIDE)
    excuse = models.CharField("超出名额的理由", max_length=300, blank=True)
    shortfall = models.CharField("没有达到最少数的理由", max_length=300, blank=True)
    changed_at = models.DateTimeField("名单最后修改", null=True)
    """When its members, their places or its meeting last changed; a signed scan from before that is of another list."""
    publicity = models.ForeignKey("engine.Publicity", on_delete=models.PROTECT, null=True, related_name="+")
    decided: dict[str, Any] | None = None
    """What a body decided, while the verb that enters it is being taken; kept in the trail alone."""
    left_out: list[Any] | None = None
    """The ratings that have not reached it, once somebody asked for them: a page does so twice."""
    state = StateField("状态", default=L.COMPILING, choices=L.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "unit", "batch"], name="rating_list_once")]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """What lists call it."""
        more = f"（第{self.batch}批）" if self.batch > 1 else ""
        return f"{self.unit.short_name}{self.round.year}年度星级呈报批{more}"

    def snapshot(self) -> dict[str, Any]:
        """The version, and at a decision the meeting, the places and the quotas as they stood."""
        return {"version": self.version} | ({"decided": self.decided} if self.decided else {})

    @transition(
        field="state",
        source=L.COMPILING,
        target=GET_STATE(chosen, [L.VERIFYING, L.FILING]),
        custom=arrow("报送工委", "已报送工委", effect="名单和会议决定报送工委，报送后支部初评不能再改。"),
    )
    def report(self, to: str, decided: dict[str, Any], excuse: str = "") -> None:
        """The unit's list, decided by its meeting, goes to the 工委: to be decided there, or to be filed."""
        if (self.resume_at == L.FILING) != (to == L.FILING):  # it came back from a way that it no longer goes
            self.resume_at = ""
        self.decided, self.excuse = decided, excuse
        self.track = Track.FILE if to == L.FILING else Track.DECIDE

    @transition(
        field="state",
        source=L.VERIFYING,
        target=L.DECIDING,
        custom=arrow("复核同意", "复核同意", own_forbidden=True, together=True),
    )
    def forward(self) -> None:
        """The 工委's department finds it in order."""

    @transition(
        field="state",
        source=L.DECIDING,
        target=L.ANNOUNCING,
        custom=arrow("审定同意", "审定同意", own_forbidden=True, effect="登记工委会议的审定结果，名单转入公示准备。"),
    )
    def approve(self, decided: dict[str, Any], shortfall: str = "") -> None:
        """The 工委 decides the list; the meeting is on record."""
        self.decided, self.shortfall = decided, shortfall

    @transition(
        field="state",
        source=L.FILING,
        target=L.ANNOUNCING,
        custom=arrow("接收备案", "已接收备案", own_forbidden=True, effect="登记工委已收到备案，名单转入公示准备。"),
    )
    def receive(self, shortfall: str = "") -> None:
        """What the unit decided itself is on file with the 工委. 依据: domain 2.1, 2.3."""
        self.shortfall = shortfall
        self.decided = {"shortfall": shortfall} if shortfall else None

    @transition(
        field="state",
        source=L.ANNOUNCING,
        target=L.PUBLICISING,
        custom=arrow("开始公示", "开始公示", right=Right.REVIEW, effect="名单在公示页面公开，期满无异议的自动公布。"),
    )
    def publicise(self, publicity: Any, shortfall: str = "") -> None:
        """The list joins a public notice; the last one of a round says why a least number is missed."""
        self.publicity = publicity
        if shortfall:
            self.shortfall, self.decided = shortfall, {"shortfall": shortfall}

    @transition(
        field="state", source=L.PUBLICISING, target=L.CLOSED, custom=arrow("办结", "全部办结", doer=Doer.SYSTEM)
    )
    def close(self) -> None:
        """Every member is settled."""

    @transition(field="state", source=L.COMPILING, target=L.CLOSED, custom=arrow("办结", "无可呈报", doer=Doer.SYSTEM))
    def dissolve(self) -> None:
        """Nobody of the unit is left to be reported."""

    @transition(
        field="state",
        source=L.VERIFYING,
        target=GET_STATE(chosen, [L.COMPILING]),
        custom=arrow("退回", "已退回", **BACK),
    )
    @transition(
        field="state",
        source=L.DECIDING,
        target=GET_STATE(chosen, [L.COMPILING, L.VERIFYING]),
        custom=arrow("退回", "已退回", **BACK),
    )
    @transition(
        field="state",
        source=L.FILING,
        target=GET_STATE(chosen, [L.COMPILING]),
        custom=arrow("退回", "已退回", **BACK),
    )
    def send_back(self, to: str) -> None:
        """The whole list goes back to a desk it has been on; a decision's own reason goes with the decision."""
        self.shortfall = ""

    @transition(
        field="state",
        source=L.VERIFYING,
        target=GET_STATE(chosen, [L.COMPILING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state",
        source=L.DECIDING,
        target=GET_STATE(chosen, [L.COMPILING, L.VERIFYING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state",
        source=L.FILING,
        target=GET_STATE(chosen, [L.COMPILING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state",
        source=L.ANNOUNCING,
        target=GET_STATE(chosen, [L.DECIDING, L.FILING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    def withdraw(self, to: str) -> None:
        """The last to act takes the list back."""
        self.shortfall = ""

    @transition(field="state", source=L.VERIFYING, target=L.DECIDING, custom=arrow("越过", "越过", doer=Doer.SYSTEM))
    @transition(field="state", source=L.FILING, target=L.ANNOUNCING, custom=arrow("越过", "越过", doer=Doer.SYSTEM))
    def pass_on(self) -> None:
        """Nobody needs to act on this stage."""

    @transition(
        field="state",
        source=[state for state in L if state not in (L.CLOSED, L.CALLED_OFF)],
        target=L.CALLED_OFF,
        custom=arrow("终止", "随批次终止", doer=Doer.SYSTEM, tone="no"),
    )
    def call_off(self) -> None:
        """The round was cancelled."""
