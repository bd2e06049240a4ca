"""A nomination of one candidate, and its arrows."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import GET_STATE, transition

from permissions.models import OrgUnit, Person
from permissions.roles import Right
from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Member
from workflows.nomination.models.back import BACK, CARRIED_BACK, UNDO, chosen
from workflows.nomination.models.document import AwardDocument
from workflows.nomination.models.list import NominationList
from workflows.nomination.states import NominationState as S

IN_LIST = {"doer": Doer.LIST}
ENDED = (S.AWARDED, S.NOT_AWARDED, S.NOT_FORWARDED, S.REJECTED, S.CALLED_OFF)
OUT = (S.NOT_FORWARDED, S.REJECTED, S.CALLED_OFF)
"""Ends after which the same candidate may be nominated once more."""


class Nomination(Member):
    """A person, a branch or a unit nominated in one category of a round by `unit`: `person` or `honoured` is set."""

    PREFIX: ClassVar = "TM"

    submission = models.ForeignKey(NominationList, on_delete=models.PROTECT, null=True, related_name="members")
    category = models.CharField("类别", max_length=40)
    """Code of the category in the round's document."""
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="nominations")
    honoured = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, null=True, related_name="+")
    profile = models.JSONField("基本情况", default=dict)
    """What the form shows beside the register: {"duty", "resume", "rewards" …: text}."""
    texts = models.JSONField("材料正文", default=dict)
    """Typed materials by code; files are cited under the same codes."""
    held_on = models.DateField("支部大会日期", null=True)
    expected = models.PositiveIntegerField("应到", null=True)
    present = models.PositiveIntegerField("实到", null=True)
    approve = models.PositiveIntegerField("赞成", null=True)
    resolution = models.TextField("大会决议", max_length=2000, blank=True)
    answers = models.JSONField("资格审核", default=dict)
    """`Eligibility.to_data()` as of the last step forward; empty while it is drafted."""
    overrulings = models.JSONField("人工认定", default=list)
    votes = models.PositiveIntegerField("会议得票", null=True)
    recommended_by = models.ForeignKey(AwardDocument, on_delete=models.PROTECT, null=True, related_name="recommended")
    conferred_by = models.ForeignKey(AwardDocument, on_delete=models.PROTECT, null=True, related_name="settled")
    """The 上报文 under which it went up, and the document that gave the honour or left the candidate out."""
    state = StateField("状态", default=S.DRAFTING, choices=S.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(person__isnull=True) ^ Q(honoured__isnull=True), name="one_candidate"),
            models.UniqueConstraint(
                fields=["round", "person"], condition=~Q(state__in=OUT), name="person_nominated_once"
            ),
            models.UniqueConstraint(
                fields=["round", "honoured"], condition=~Q(state__in=OUT), name="unit_nominated_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["round", "state"], name="nomination_round_state")]

    def __str__(self) -> str:
        return self.title()

    @property
    def candidate(self) -> str:
        """The name of whoever is nominated."""
        if self.person is not None:
            return self.person.name
        return self.honoured.short_name if self.honoured is not None else ""

    def title(self) -> str:
        """What lists call it."""
        return f"{self.candidate}{self.round.year}年度推荐"

    def snapshot(self) -> dict[str, Any]:
        """Whom, for what, on which answers."""
        return {
            "version": self.version, "category": self.category, "person": self.person_id, "honoured": self.honoured_id,
            "verdict": self.answers.get("verdict"), "overrulings": self.overrulings, "rank": self.rank,
            "votes": self.votes,
        }  # fmt: skip

    def _leave_list(self) -> None:
        self.submission = self.rank = self.votes = None

    @transition(
        field="state",
        source=S.DRAFTING,
        target=S.GENERAL_REVIEWING,
        custom=arrow("提交提名", "已提交提名", right=Right.DECIDE, effect="提名报送上级党组织，上级办理前可以撤回。"),
    )
    def submit(self, answers: dict[str, Any]) -> None:
        """The secretary signs what the meeting proposed."""
        self.answers = answers

    @transition(
        field="state",
        source=S.DRAFTING,
        target=S.CALLED_OFF,
        custom=arrow("取消提名", "已取消提名", reason=True, tone="no", effect="这一提名就此结束，人选可以重新提名。"),
    )
    def discard(self) -> None:
        """The branch takes its nomination off the table."""

    @transition(
        field="state",
        source=S.GENERAL_REVIEWING,
        target=S.COMMITTEE_REVIEWING,
        custom=arrow("同意", "审核同意", own_forbidden=True, together=True),
    )
    @transition(
        field="state",
        source=S.COMMITTEE_REVIEWING,
        target=S.LISTED,
        custom=arrow(
            "同意列入名单",
            "审核同意，列入推荐名单",
            own_forbidden=True,
            together=True,
            effect="列入本单位推荐名单，由会议排序、表决。",
        ),
    )
    def forward(self, answers: dict[str, Any], submission: NominationList | None = None) -> None:
        """A reviewer agrees, on answers looked at anew; the unit's own review enters it into the unit's list."""
        self.answers = answers
        self.submission = submission or self.submission

    @transition(
        field="state",
        source=S.GENERAL_REVIEWING,
        target=GET_STATE(chosen, [S.DRAFTING]),
        custom=arrow("退回", "已退回", own_forbidden=True, **BACK),
    )
    @transition(
        field="state",
        source=S.COMMITTEE_REVIEWING,
        target=GET_STATE(chosen, [S.DRAFTING, S.GENERAL_REVIEWING]),
        custom=arrow("退回", "已退回", own_forbidden=True, **BACK),
    )
    def send_back(self, to: str) -> None:
        """Back to a desk it has been on."""

    @transition(
        field="state",
        source=[S.GENERAL_REVIEWING, S.COMMITTEE_REVIEWING],
        target=S.REJECTED,
        custom=arrow(
            "不同意", "不同意推荐", reason=True, tone="no", own_forbidden=True, effect="不同意将终止这一提名。"
        ),
    )
    def reject(self) -> None:
        """Ends the nomination."""

    @transition(
        field="state",
        source=S.GENERAL_REVIEWING,
        target=GET_STATE(chosen, [S.DRAFTING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state",
        source=S.COMMITTEE_REVIEWING,
        target=GET_STATE(chosen, [S.DRAFTING, S.GENERAL_REVIEWING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state",
        source=S.LISTED,
        target=GET_STATE(chosen, [S.COMMITTEE_REVIEWING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    def withdraw(self, to: str) -> None:
        """The last to act takes it back; out of the list, if it was in one that has not gone."""
        self._leave_list()

    @transition(
        field="state",
        source=S.GENERAL_REVIEWING,
        target=S.COMMITTEE_REVIEWING,
        custom=arrow("越过", "越过", doer=Doer.SYSTEM),
    )
    @transition(field="state", source=S.VERIFYING, target=S.DECIDING, custom=arrow("越过", "越过", doer=Doer.SYSTEM))
    @transition(
        field="state", source=S.ANNOUNCING, target=S.PUBLICISING, custom=arrow("越过", "越过", doer=Doer.SYSTEM)
    )
    @transition(
        field="state", source=S.PUBLICISING, target=S.CONFERRING, custom=arrow("越过", "越过", doer=Doer.SYSTEM)
    )
    def pass_on(self) -> None:
        """Nobody needs to act on this stage."""

    @transition(
        field="state",
        source=S.LISTED,
        target=GET_STATE(chosen, [S.VERIFYING, S.ANNOUNCING]),
        custom=arrow("报送", "随名单报送", **IN_LIST),
    )
    @transition(field="state", source=S.VERIFYING, target=S.DECIDING, custom=arrow("同意", "随名单初审", **IN_LIST))
    @transition(field="state", source=S.DECIDING, target=S.ANNOUNCING, custom=arrow("同意", "随名单审定", **IN_LIST))
    @transition(field="state", source=S.ANNOUNCING, target=S.PUBLICISING, custom=arrow("公示", "随名单公示", **IN_LIST))
    def carry(self, to: str = "") -> None:
        """The list goes on and takes its members along; out of the unit to where the list itself has gone."""

    @transition(
        field="state",
        source=S.VERIFYING,
        target=GET_STATE(chosen, [S.LISTED]),
        custom=arrow("带回", "随名单退回", **CARRIED_BACK),
    )
    @transition(
        field="state",
        source=S.DECIDING,
        target=GET_STATE(chosen, [S.LISTED, S.VERIFYING]),
        custom=arrow("带回", "随名单退回", **CARRIED_BACK),
    )
    @transition(
        field="state",
        source=S.ANNOUNCING,
        target=GET_STATE(chosen, [S.LISTED, S.VERIFYING, S.DECIDING]),
        custom=arrow("带回", "随名单退回", **CARRIED_BACK),
    )
    def carry_back(self, to: str) -> None:
        """The list goes back and takes its members along."""

    @transition(
        field="state",
        source=[S.LISTED, S.VERIFYING, S.DECIDING],
        target=GET_STATE(chosen, [S.COMMITTEE_REVIEWING]),
        custom=arrow("单独退回", "单独退回", reason=True, **CARRIED_BACK),
    )
    def pull(self, to: str) -> None:
        """One member goes back to its unit's review and leaves the list; the list goes on."""
        self._leave_list()

    @transition(
        field="state",
        source=[S.LISTED, S.VERIFYING, S.DECIDING],
        target=S.NOT_FORWARDED,
        custom=arrow("不推荐上报", "未推荐上报", doer=Doer.LIST, tone="no", reason=True),
    )
    def leave_out(self) -> None:
        """A body leaves one member out: ranked too low, outvoted, or beyond the places; it may be a candidate again."""

    @transition(
        field="state",
        source=[S.LISTED, S.VERIFYING, S.DECIDING, S.PUBLICISING, S.CONFERRING, S.RECOMMENDED],
        target=S.REJECTED,
        custom=arrow("划去", "从名单中划去", doer=Doer.LIST, tone="no", reason=True),
    )
    def strike(self) -> None:
        """One member is struck off for what was found: an objection upheld, an opinion against it."""

    @transition(
        field="state",
        source=S.PUBLICISING,
        target=S.CONFERRING,
        custom=arrow("公示期满", "公示期满无异议", doer=Doer.SYSTEM),
    )
    def settle(self) -> None:
        """The public notice is over and no objection is open."""

    @transition(field="state", source=S.CONFERRING, target=S.RECOMMENDED, custom=arrow("上报", "推荐上报", **IN_LIST))
    def recommend(self, document: AwardDocument) -> None:
        """Goes to a higher sponsor, whose document is entered later."""
        self.recommended_by = document

    @transition(
        field="state",
        source=[S.CONFERRING, S.RECOMMENDED],
        target=S.AWARDED,
        custom=arrow("授予", "授予荣誉", **IN_LIST),
    )
    def award(self, document: AwardDocument) -> None:
        """The sponsor's document gives the honour."""
        self.conferred_by = document

    @transition(
        field="state",
        source=S.RECOMMENDED,
        target=S.NOT_AWARDED,
        custom=arrow("未获授予", "上级未授予", doer=Doer.LIST, tone="no", reason=True),
    )
    def pass_over(self, document: AwardDocument) -> None:
        """The higher sponsor chose others."""
        self.conferred_by = document

    @transition(
        field="state",
        source=[state for state in S if state not in ENDED],
        target=S.CALLED_OFF,
        custom=arrow("终止", "随批次终止", doer=Doer.SYSTEM, tone="no"),
    )
    def call_off(self) -> None:
        """The round was cancelled, or closed before the nomination was handed in."""
