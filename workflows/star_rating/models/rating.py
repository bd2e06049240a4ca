"""A branch's rating, and its arrows."""

from typing import Any, ClassVar

from django.db import models
from django_fsm import GET_STATE, transition

from permissions.roles import Right
from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Member
from workflows.star_rating.models.back import BACK, UNDO, chosen
from workflows.star_rating.models.list import RatingList
from workflows.star_rating.states import RatingState as S

IN_LIST = {"doer": Doer.LIST}


def _lost(result: dict[str, Any]) -> dict[str, str]:
    """The lines that took points in a stored result, with the points."""
    used = [row for reason in result.get("reasons", ()) for row in reason["inputs"].values()]
    return {row["source"][10:]: row["value"] for row in used if row["source"].startswith("deduction:")}


class Rating(Member):
    """A branch's rating in a round."""

    PREFIX: ClassVar = "XJ"

    submission = models.ForeignKey(RatingList, on_delete=models.PROTECT, null=True, related_name="members")
    proposed_tier = models.PositiveSmallIntegerField("自评星级", null=True)
    figures = models.JSONField("分项得分", default=dict)
    """What was entered, imported or averaged: {component: {"figure": "95", "source": "述职评议"}}."""
    place = models.PositiveSmallIntegerField("名次", null=True)
    """Where it stands in the whole round, in a scheme that ranks."""
    capped = models.BooleanField("因名额改列", default=False)
    placed_tier = models.PositiveSmallIntegerField("按名次定的星级", null=True)
    history = models.JSONField("上年星级", default=dict)
    told = models.JSONField("其他业务的情况", default=dict, blank=True)
    """What the scheme's vetoes look at in other processes, as 初评 had it: {fact: {count, words, source} or null}."""
    self_result = models.JSONField("自评结果", default=dict)
    result = models.JSONField("评定结果", default=dict)
    score = models.DecimalField("得分", max_digits=7, decimal_places=4, null=True)
    tier = models.PositiveSmallIntegerField("星级", null=True)
    changed_at = models.DateTimeField("自评最后修改", null=True)
    """When the own sheet was last given other content; a signed scan from before that is of another paper."""
    state = StateField("状态", default=S.SELF_ASSESSING, choices=S.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "unit"], name="rating_once")]
        indexes: ClassVar = [models.Index(fields=["round", "state"], name="rating_round_state")]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """What lists call it."""
        return f"{self.unit.short_name}{self.round.year}年度星级评定"

    @property
    def field(self) -> str:
        """The 领域 that it was counted in when it opened, in words; empty where its scheme does not count by field."""
        return str(self.history.get("field", ""))

    def snapshot(self) -> dict[str, Any]:
        """Scores and stars as they stood."""
        return {
            "version": self.version,
            "self_score": self.self_result.get("score"),
            "self_lines": _lost(self.self_result),
            "proposed_tier": self.proposed_tier,
            "figures": self.figures,
            "score": self.result.get("score"),
            "tier": self.tier,
            "rank": self.rank,
            "capped": self.capped,
        } | ({"told": self.told} if self.told else {})

    def _leave_list(self) -> None:
        """Out of the list, and what was decided for it stands no more: the next 初评 decides anew."""
        self.submission = self.rank = self.score = self.tier = self.place = self.placed_tier = None
        self.capped, self.result, self.told = False, {}, {}

    @transition(
        field="state",
        source=S.SELF_ASSESSING,
        target=S.GENERAL_REVIEWING,
        custom=arrow("提交自评", "已提交自评", right=Right.DECIDE, effect="自评报送上级党组织，上级办理前可以撤回。"),
    )
    def submit(self, result: dict[str, Any], proposed_tier: int) -> None:
        """The secretary signs the own score and the star it asks for."""
        self.self_result, self.proposed_tier = result, proposed_tier

    @transition(
        field="state",
        source=S.GENERAL_REVIEWING,
        target=S.SCORING,
        custom=arrow("同意", "审核同意", own_forbidden=True, together=True),
    )
    @transition(
        field="state",
        source=S.SCORING,
        target=S.LISTED,
        custom=arrow("提交初评", "已提交初评", own_forbidden=True, effect="初评结果列入本单位呈报批。"),
    )
    def forward(self, **decided: Any) -> None:
        """A reviewer agrees; at 初评 with the score, the star and the list it enters."""
        for name, value in decided.items():
            setattr(self, name, value)

    @transition(
        field="state",
        source=S.GENERAL_REVIEWING,
        target=GET_STATE(chosen, [S.SELF_ASSESSING]),
        custom=arrow("退回", "已退回", own_forbidden=True, **BACK),
    )
    @transition(
        field="state",
        source=S.SCORING,
        target=GET_STATE(chosen, [S.SELF_ASSESSING, S.GENERAL_REVIEWING]),
        custom=arrow("退回", "已退回", own_forbidden=True, **BACK),
    )
    def send_back(self, to: str) -> None:
        """Back to a desk it has been on."""

    @transition(
        field="state",
        source=[S.GENERAL_REVIEWING, S.SCORING],
        target=S.REJECTED,
        custom=arrow(
            "不同意",
            "不同意评定",
            reason=True,
            tone="no",
            own_forbidden=True,
            effect="不同意将终止该支部本年度的评定。",
        ),
    )
    def reject(self) -> None:
        """Ends the rating."""

    @transition(
        field="state",
        source=S.GENERAL_REVIEWING,
        target=GET_STATE(chosen, [S.SELF_ASSESSING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state",
        source=S.SCORING,
        target=GET_STATE(chosen, [S.SELF_ASSESSING, S.GENERAL_REVIEWING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state", source=S.LISTED, target=GET_STATE(chosen, [S.SCORING]), custom=arrow("撤回", "已撤回", **UNDO)
    )
    def withdraw(self, to: str) -> None:
        """The last to act takes it back; out of the list, if it was in one that has not gone."""
        self._leave_list()

    @transition(
        field="state", source=S.GENERAL_REVIEWING, target=S.SCORING, custom=arrow("越过", "越过", doer=Doer.SYSTEM)
    )
    @transition(field="state", source=S.VERIFYING, target=S.DECIDING, custom=arrow("越过", "越过", doer=Doer.SYSTEM))
    @transition(field="state", source=S.FILING, target=S.ANNOUNCING, custom=arrow("越过", "越过", doer=Doer.SYSTEM))
    def pass_on(self) -> None:
        """Nobody needs to act on this stage."""

    @transition(
        field="state",
        source=S.LISTED,
        target=GET_STATE(chosen, [S.VERIFYING, S.FILING]),
        custom=arrow("报送", "随呈报批报送", **IN_LIST),
    )
    @transition(field="state", source=S.VERIFYING, target=S.DECIDING, custom=arrow("同意", "随呈报批复核", **IN_LIST))
    @transition(field="state", source=S.DECIDING, target=S.ANNOUNCING, custom=arrow("同意", "随呈报批审定", **IN_LIST))
    @transition(field="state", source=S.FILING, target=S.ANNOUNCING, custom=arrow("备案", "随呈报批备案", **IN_LIST))
    @transition(
        field="state", source=S.ANNOUNCING, target=S.PUBLICISING, custom=arrow("公示", "随呈报批公示", **IN_LIST)
    )
    def carry(self, to: str = "") -> None:
        """The list goes on and takes its members along; out of the unit to where the list itself has gone."""

    @transition(
        field="state",
        source=S.VERIFYING,
        target=GET_STATE(chosen, [S.LISTED]),
        custom=arrow("带回", "随呈报批退回", doer=Doer.LIST, back=True, tone="back"),
    )
    @transition(
        field="state",
        source=S.DECIDING,
        target=GET_STATE(chosen, [S.LISTED, S.VERIFYING]),
        custom=arrow("带回", "随呈报批退回", doer=Doer.LIST, back=True, tone="back"),
    )
    @transition(
        field="state",
        source=S.FILING,
        target=GET_STATE(chosen, [S.LISTED]),
        custom=arrow("带回", "随呈报批退回", doer=Doer.LIST, back=True, tone="back"),
    )
    @transition(
        field="state",
        source=S.ANNOUNCING,
        target=GET_STATE(chosen, [S.DECIDING, S.FILING]),
        custom=arrow("带回", "随呈报批退回", doer=Doer.LIST, back=True, tone="back"),
    )
    def carry_back(self, to: str) -> None:
        """The list goes back and takes its members along."""

    @transition(
        field="state",
        source=[S.LISTED, S.VERIFYING, S.DECIDING, S.FILING, S.PUBLICISING],
        target=GET_STATE(chosen, [S.SCORING]),
        custom=arrow("单独退回", "单独退回", doer=Doer.LIST, back=True, tone="back", reason=True),
    )
    def pull(self, to: str) -> None:
        """One member goes back to 初评 and leaves the list; the list goes on."""
        self._leave_list()

    @transition(
        field="state",
        source=[S.LISTED, S.VERIFYING, S.DECIDING, S.FILING, S.PUBLICISING],
        target=S.REJECTED,
        custom=arrow("划去", "从名单中划去", doer=Doer.LIST, tone="no", reason=True),
    )
    def strike(self) -> None:
        """One member is struck off the list; its rating ends."""
        self.submission = None

    @transition(
        field="state", source=S.PUBLICISING, target=S.PUBLISHED, custom=arrow("公布", "公布星级", doer=Doer.SYSTEM)
    )
    def publish(self) -> None:
        """The 公示 is over and no objection is open."""

    @transition(
        field="state",
        source=[state for state in S if state not in (S.PUBLISHED, S.REJECTED, S.CALLED_OFF)],
        target=S.CALLED_OFF,
        custom=arrow("终止", "随批次终止", doer=Doer.SYSTEM, tone="no"),
    )
    def call_off(self) -> None:
        """The round was cancelled, or closed before the branch handed anything in."""
