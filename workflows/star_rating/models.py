"""Rows of star rating, and the arrows: what may happen to a rating and to a list, from which state to which."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django_fsm import GET_STATE, transition

from permissions.roles import Right
from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Member, Submission
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S
from workflows.star_rating.states import Sheet


def _to(_record: models.Model, to: str = "", **_: Any) -> str:
    """The chosen desk of a return."""
    return to


def _lost(result: dict[str, Any]) -> dict[str, str]:
    """The lines that took points in a stored result, with the points."""
    used = [row for reason in result.get("reasons", ()) for row in reason["inputs"].values()]
    return {row["source"][10:]: row["value"] for row in used if row["source"].startswith("deduction:")}


BACK = {"back": True, "tone": "back", "reason": True}
UNDO = {"doer": Doer.SENDER, "back": True, "tone": "back"}
IN_LIST = {"doer": Doer.LIST}


class Scheme(models.Model):
    """A written rating scheme, versioned; opening a round freezes a copy of its document."""

    name = models.CharField("方案名称", max_length=120)
    version = models.CharField("版本", max_length=40)
    document = models.JSONField("方案内容")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "version"], name="scheme_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class RatingList(Submission):
    """A unit's 呈报批 in a round; `batch` counts those that follow when members were sent back alone."""

    PREFIX: ClassVar = "CB"

    batch = models.PositiveSmallIntegerField("第几批", default=1)
    publicity = models.ForeignKey("engine.Publicity", on_delete=models.PROTECT, null=True, related_name="+")
    decided: dict[str, Any] | None = None
    """What a body decided, while the verb that enters it is being taken; kept in the trail alone."""
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
        target=L.VERIFYING,
        custom=arrow("报送工委", "已报送工委", effect="名单和会议决定报送工委复核，报送后支部初评不能再改。"),
    )
    def report(self, decided: dict[str, Any]) -> None:
        """The unit's list, decided by its meeting, goes to the 工委."""
        self.decided = decided

    @transition(
        field="state", source=L.VERIFYING, target=L.DECIDING, custom=arrow("复核同意", "复核同意", own_forbidden=True)
    )
    def forward(self) -> None:
        """The 工委's department finds it in order."""

    @transition(
        field="state",
        source=L.DECIDING,
        target=L.ANNOUNCING,
        custom=arrow("审定同意", "审定同意", own_forbidden=True, effect="登记工委会议的审定结果，名单转入公示准备。"),
    )
    def approve(self, decided: dict[str, Any]) -> None:
        """The 工委 decides the list; the meeting is on record."""
        self.decided = decided

    @transition(
        field="state",
        source=L.ANNOUNCING,
        target=L.PUBLICISING,
        custom=arrow("开始公示", "开始公示", right=Right.REVIEW, effect="名单在公示页面公开，期满无异议的自动公布。"),
    )
    def publicise(self, publicity: Any) -> None:
        """The list joins a public notice."""
        self.publicity = publicity

    @transition(
        field="state", source=L.PUBLICISING, target=L.CLOSED, custom=arrow("办结", "全部办结", doer=Doer.SYSTEM)
    )
    def close(self) -> None:
        """Every member is settled."""

    @transition(field="state", source=L.COMPILING, target=L.CLOSED, custom=arrow("办结", "无可呈报", doer=Doer.SYSTEM))
    def dissolve(self) -> None:
        """Nobody of the unit is left to be reported."""

    @transition(
        field="state", source=L.VERIFYING, target=GET_STATE(_to, [L.COMPILING]), custom=arrow("退回", "已退回", **BACK)
    )
    @transition(
        field="state",
        source=L.DECIDING,
        target=GET_STATE(_to, [L.COMPILING, L.VERIFYING]),
        custom=arrow("退回", "已退回", **BACK),
    )
    def send_back(self, to: str) -> None:
        """The whole list goes back to a desk it has been on."""

    @transition(
        field="state", source=L.VERIFYING, target=GET_STATE(_to, [L.COMPILING]), custom=arrow("撤回", "已撤回", **UNDO)
    )
    @transition(
        field="state",
        source=L.DECIDING,
        target=GET_STATE(_to, [L.COMPILING, L.VERIFYING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state", source=L.ANNOUNCING, target=GET_STATE(_to, [L.DECIDING]), custom=arrow("撤回", "已撤回", **UNDO)
    )
    def withdraw(self, to: str) -> None:
        """The last to act takes the list back."""

    @transition(field="state", source=L.VERIFYING, target=L.DECIDING, custom=arrow("越过", "越过", doer=Doer.SYSTEM))
    def pass_on(self) -> None:
        """Nobody needs to act on this stage."""


class Rating(Member):
    """A branch's rating in a round."""

    PREFIX: ClassVar = "XJ"

    submission = models.ForeignKey(RatingList, on_delete=models.PROTECT, null=True, related_name="members")
    proposed_tier = models.PositiveSmallIntegerField("自评星级", null=True)
    appraisal = models.DecimalField("评议项得分", max_digits=6, decimal_places=2, null=True)
    appraisal_source = models.CharField("评议项依据", max_length=120, blank=True)
    capped = models.BooleanField("因名额改列", default=False)
    history = models.JSONField("上年星级", default=dict)
    self_result = models.JSONField("自评结果", default=dict)
    result = models.JSONField("评定结果", default=dict)
    score = models.DecimalField("得分", max_digits=7, decimal_places=4, null=True)
    tier = models.PositiveSmallIntegerField("星级", null=True)
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

    def snapshot(self) -> dict[str, Any]:
        """Scores and stars as they stood."""
        return {
            "version": self.version,
            "self_score": self.self_result.get("score"),
            "self_lines": _lost(self.self_result),
            "proposed_tier": self.proposed_tier,
            "appraisal": None if self.appraisal is None else str(self.appraisal),
            "score": self.result.get("score"),
            "tier": self.tier,
            "rank": self.rank,
            "capped": self.capped,
        }

    def _leave_list(self) -> None:
        """Out of the list, and what was decided for it stands no more: the next 初评 decides anew."""
        self.submission = self.rank = self.score = self.tier = None
        self.capped, self.result = False, {}

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
        custom=arrow("同意", "审核同意", own_forbidden=True),
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
        target=GET_STATE(_to, [S.SELF_ASSESSING]),
        custom=arrow("退回", "已退回", own_forbidden=True, **BACK),
    )
    @transition(
        field="state",
        source=S.SCORING,
        target=GET_STATE(_to, [S.SELF_ASSESSING, S.GENERAL_REVIEWING]),
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
        target=GET_STATE(_to, [S.SELF_ASSESSING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state",
        source=S.SCORING,
        target=GET_STATE(_to, [S.SELF_ASSESSING, S.GENERAL_REVIEWING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state", source=S.LISTED, target=GET_STATE(_to, [S.SCORING]), custom=arrow("撤回", "已撤回", **UNDO)
    )
    def withdraw(self, to: str) -> None:
        """The last to act takes it back; out of the list, if it was in one that has not gone."""
        self._leave_list()

    @transition(
        field="state", source=S.GENERAL_REVIEWING, target=S.SCORING, custom=arrow("越过", "越过", doer=Doer.SYSTEM)
    )
    @transition(field="state", source=S.VERIFYING, target=S.DECIDING, custom=arrow("越过", "越过", doer=Doer.SYSTEM))
    def pass_on(self) -> None:
        """Nobody needs to act on this stage."""

    @transition(field="state", source=S.LISTED, target=S.VERIFYING, custom=arrow("报送", "随呈报批报送", **IN_LIST))
    @transition(field="state", source=S.VERIFYING, target=S.DECIDING, custom=arrow("同意", "随呈报批复核", **IN_LIST))
    @transition(field="state", source=S.DECIDING, target=S.ANNOUNCING, custom=arrow("同意", "随呈报批审定", **IN_LIST))
    @transition(
        field="state", source=S.ANNOUNCING, target=S.PUBLICISING, custom=arrow("公示", "随呈报批公示", **IN_LIST)
    )
    def carry(self) -> None:
        """The list goes on and takes its members along."""

    @transition(
        field="state",
        source=S.VERIFYING,
        target=GET_STATE(_to, [S.LISTED]),
        custom=arrow("带回", "随呈报批退回", doer=Doer.LIST, back=True, tone="back"),
    )
    @transition(
        field="state",
        source=S.DECIDING,
        target=GET_STATE(_to, [S.LISTED, S.VERIFYING]),
        custom=arrow("带回", "随呈报批退回", doer=Doer.LIST, back=True, tone="back"),
    )
    @transition(
        field="state",
        source=S.ANNOUNCING,
        target=GET_STATE(_to, [S.DECIDING]),
        custom=arrow("带回", "随呈报批退回", doer=Doer.LIST, back=True, tone="back"),
    )
    def carry_back(self, to: str) -> None:
        """The list goes back and takes its members along."""

    @transition(
        field="state",
        source=[S.LISTED, S.VERIFYING, S.DECIDING],
        target=GET_STATE(_to, [S.SCORING]),
        custom=arrow("单独退回", "单独退回", doer=Doer.LIST, back=True, tone="back", reason=True),
    )
    def pull(self, to: str) -> None:
        """One member goes back to 初评 and leaves the list; the list goes on."""
        self._leave_list()

    @transition(
        field="state",
        source=[S.LISTED, S.VERIFYING, S.DECIDING, S.PUBLICISING],
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


class SheetLine(models.Model):
    """Points taken under one line of the table, in the own score or in the committee's."""

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="lines")
    sheet = models.CharField(max_length=8, choices=Sheet.choices)
    code = models.CharField("扣分条", max_length=40)
    points = models.DecimalField("扣分", max_digits=6, decimal_places=2)
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["rating", "sheet", "code"], name="line_once")]

    def __str__(self) -> str:
        return f"{self.code} -{self.points}"


class VetoFinding(models.Model):
    """Whether a veto applies, as the branch or the committee found."""

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="findings")
    sheet = models.CharField(max_length=8, choices=Sheet.choices)
    code = models.CharField("情形", max_length=40)
    found = models.BooleanField("有此情形")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["rating", "sheet", "code"], name="finding_once")]

    def __str__(self) -> str:
        return f"{self.code} {'有' if self.found else '无'}"
