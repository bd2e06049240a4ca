"""A unit's list of nominations, and its arrows."""

from typing import Any, ClassVar

from django.db import models
from django_fsm import GET_STATE, transition

from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Submission
from workflows.nomination.models.back import BACK, UNDO, chosen
from workflows.nomination.states import ListState as L

UNIT_STAGES = (L.COMPILING, L.PUBLICISING_WITHIN, L.STUDYING)
"""While a list is in its unit; its members are 列入推荐名单."""
ENDED = (L.CLOSED, L.CALLED_OFF)
LONGEST = 35
"""Characters of a round's title that the title of a list takes over: a public notice has 120 for its own."""


class NominationList(Submission):
    """A unit's 推荐名单 in a round; `batch` counts those that follow when members were sent back alone."""

    PREFIX: ClassVar = "TJ"

    batch = models.PositiveSmallIntegerField("第几批", default=1)
    excuse = models.CharField("超出名额的理由", max_length=300, blank=True)
    nobody = models.CharField("不推荐的原因", max_length=300, blank=True)
    """Why the unit recommends nobody; empty while it has not said so. 依据: domain 3.5 [N10][N12]."""
    within = models.ForeignKey("engine.Publicity", on_delete=models.PROTECT, null=True, related_name="+")
    """The notice inside the unit, where the round has one."""
    publicity = models.ForeignKey("engine.Publicity", on_delete=models.PROTECT, null=True, related_name="+")
    declined = models.JSONField("不推荐的支部", default=dict)
    """Branches that said that they nominate nobody, with their reason: {"key of the unit": reason}."""
    decided: dict[str, Any] | None = None
    """What a body decided, while the verb that enters it is being taken; kept in the trail alone."""
    on_the_way: list[Any] | None = None
    gone: list[Any] | None = None
    silent_branches: list[Any] | None = None
    listing: Any = None
    """What was read of a list as it was loaded, because a page asks twice: nominations that have not reached it, those
    struck off or left out, branches that have nominated nobody, and all of it together."""
    state = StateField("状态", default=L.COMPILING, choices=L.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "unit", "batch"], name="nomination_list_once")
        ]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """What lists call it: by its round, because a unit may report in several in one year."""
        more = f"（第{self.batch}批）" if self.batch > 1 else ""
        name = self.round.title
        name = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
        year = "" if str(self.round.year) in name else f"{self.round.year}年度"
        return f"{self.unit.short_name}{year}{name}推荐名单{more}"

    def snapshot(self) -> dict[str, Any]:
        """The version, and at a decision the meeting, the ranking and the places as they stood."""
        return {"version": self.version} | ({"decided": self.decided} if self.decided else {})

    @transition(
        field="state",
        source=L.COMPILING,
        target=L.PUBLICISING_WITHIN,
        custom=arrow("报送", "已报送", effect="名单连同人选进入本批次的下一环节，人选材料不能再改。"),
    )
    @transition(
        field="state",
        source=L.STUDYING,
        target=GET_STATE(chosen, [L.VERIFYING, L.ANNOUNCING]),
        custom=arrow("研究同意", "研究同意报送", effect="登记会议的决定，名单报送上级；由本单位决定的转入公示准备。"),
    )
    def report(self, decided: dict[str, Any], to: str = "", excuse: str = "", anew: bool = False) -> None:
        """The unit's list goes on: into its own notice and its meeting, then to the 工委, or to the public.

        `anew`: it goes step by step, also where it came back from farther on: somebody is in it who was not before.
        """
        self.decided, self.excuse = decided, excuse or self.excuse
        self.resume_at = "" if anew else self.resume_at

    @transition(
        field="state",
        source=L.COMPILING,
        target=L.CLOSED,
        custom=arrow("不推荐", "不推荐人选", reason=True, tone="no", effect="本单位本批次不推荐人选，名单即告办结。"),
    )
    def abstain(self, nobody: str) -> None:
        """The unit recommends nobody, and says so: told apart from 未报. 依据: domain 3.5 [N12]."""
        self.nobody = nobody

    @transition(
        field="state",
        source=L.PUBLICISING_WITHIN,
        target=L.STUDYING,
        custom=arrow("公示期满", "单位内公示期满", doer=Doer.SYSTEM),
    )
    def end_within(self) -> None:
        """The notice inside the unit is over and no objection is open."""

    @transition(
        field="state",
        source=L.VERIFYING,
        target=L.DECIDING,
        custom=arrow(
            "初审同意", "初审同意", own_forbidden=True, together=True, effect="初审和会审结果随名单提请审定。"
        ),
    )
    def forward(self) -> None:
        """The department finds the list in order, and every opinion that was asked is settled."""

    @transition(
        field="state",
        source=L.DECIDING,
        target=L.ANNOUNCING,
        custom=arrow("审定同意", "审定同意", own_forbidden=True, effect="登记会议的审定结果，名单转入公示准备。"),
    )
    def approve(self, decided: dict[str, Any], excuse: str = "") -> None:
        """The 工委 decides the list; the meeting is on record."""
        self.decided, self.excuse = decided, excuse or self.excuse

    @transition(
        field="state",
        source=L.ANNOUNCING,
        target=L.PUBLICISING,
        custom=arrow("开始公示", "开始公示", effect="名单在公示页面公开，期满无异议的转入授予或上报。"),
    )
    def publicise(self, publicity: Any) -> None:
        """The list joins a public notice."""
        self.publicity = publicity

    @transition(
        field="state", source=L.PUBLICISING, target=L.CONFERRING, custom=arrow("公示期满", "公示期满", doer=Doer.SYSTEM)
    )
    def settle(self) -> None:
        """The public notice is over; members under an objection follow when it is settled."""

    @transition(field="state", source=L.CONFERRING, target=L.CLOSED, custom=arrow("办结", "全部办结", doer=Doer.SYSTEM))
    def close(self) -> None:
        """Every member has come to an end."""

    @transition(
        field="state",
        source=[L.COMPILING, L.PUBLICISING_WITHIN, L.STUDYING, L.VERIFYING, L.DECIDING, L.PUBLICISING],
        target=L.CLOSED,
        custom=arrow("办结", "无人可推荐", doer=Doer.SYSTEM),
    )
    def dissolve(self) -> None:
        """Nobody of the list is left."""

    @transition(
        field="state",
        source=L.STUDYING,
        target=GET_STATE(chosen, [L.COMPILING]),
        custom=arrow("退回", "已退回", **BACK),
    )
    @transition(
        field="state",
        source=L.VERIFYING,
        target=GET_STATE(chosen, [L.COMPILING, L.STUDYING]),
        custom=arrow("退回", "已退回", **BACK),
    )
    @transition(
        field="state",
        source=L.DECIDING,
        target=GET_STATE(chosen, [L.COMPILING, L.STUDYING, L.VERIFYING]),
        custom=arrow("退回", "已退回", **BACK),
    )
    @transition(
        field="state",
        source=L.ANNOUNCING,
        target=GET_STATE(chosen, [L.COMPILING, L.STUDYING, L.VERIFYING, L.DECIDING]),
        custom=arrow("退回", "已退回", **BACK),
    )
    def send_back(self, to: str) -> None:
        """The whole list goes back to a desk it has been on; in its unit it has no notice that counts any more."""
        self.within = None if to == L.COMPILING else self.within

    @transition(
        field="state",
        source=[L.PUBLICISING_WITHIN, L.STUDYING],
        target=GET_STATE(chosen, [L.COMPILING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state",
        source=L.VERIFYING,
        target=GET_STATE(chosen, [L.COMPILING, L.STUDYING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state",
        source=L.DECIDING,
        target=GET_STATE(chosen, [L.COMPILING, L.STUDYING, L.VERIFYING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state",
        source=L.ANNOUNCING,
        target=GET_STATE(chosen, [L.STUDYING, L.DECIDING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    def withdraw(self, to: str) -> None:
        """The last to act takes the list back."""
        self.within = None if to == L.COMPILING else self.within

    @transition(
        field="state", source=L.PUBLICISING_WITHIN, target=L.STUDYING, custom=arrow("越过", "越过", doer=Doer.SYSTEM)
    )
    @transition(field="state", source=L.STUDYING, target=L.VERIFYING, custom=arrow("越过", "越过", doer=Doer.SYSTEM))
    @transition(field="state", source=L.VERIFYING, target=L.DECIDING, custom=arrow("越过", "越过", doer=Doer.SYSTEM))
    @transition(
        field="state", source=L.ANNOUNCING, target=L.PUBLICISING, custom=arrow("越过", "越过", doer=Doer.SYSTEM)
    )
    @transition(
        field="state", source=L.PUBLICISING, target=L.CONFERRING, custom=arrow("越过", "越过", doer=Doer.SYSTEM)
    )
    def pass_on(self) -> None:
        """The round does not have this stage."""

    @transition(
        field="state",
        source=[state for state in L if state not in ENDED],
        target=L.CALLED_OFF,
        custom=arrow("终止", "随批次终止", doer=Doer.SYSTEM, tone="no"),
    )
    def call_off(self) -> None:
        """The round was cancelled."""
