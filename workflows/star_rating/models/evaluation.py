"""评审: reviewers who score branches, on sheets of their own, or visitors who go from branch to branch."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django_fsm import transition

from permissions.models import OrgUnit
from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Record
from workflows.star_rating.models.rating import Rating
from workflows.star_rating.rules.components import Average


class Evaluation(Record):
    """One 评审 that a unit holds for branches below it: a panel, or 逐支部观摩. 依据: domain 2.6b, 2.6c."""

    class Kind(models.TextChoices):
        PANEL = "panel", "评委打分"
        VISIT = "visit", "逐支部观摩"

    class State(models.TextChoices):
        PREPARING = "preparing", "准备中"
        EVALUATING = "evaluating", "评分中"
        EVALUATED = "evaluated", "已汇总"
        CALLED_OFF = "called_off", "已取消"

    PREFIX: ClassVar = "PS"

    name = models.CharField("评审名称", max_length=80)
    kind = models.CharField("方式", max_length=8, choices=Kind.choices)
    component = models.CharField("计入分项", max_length=40, blank=True)
    held_on = models.DateField("评审日期")
    due_on = models.DateField("评分截止", null=True)
    """The last day for the sheets; None: five working days from when they are handed out."""
    dimensions = models.JSONField("评分项", default=list)
    average = models.CharField("怎样合成", max_length=8)
    last = models.PositiveSmallIntegerField("末位挂联个数", default=0)
    outcome = models.JSONField("结果", default=list)
    """By branch: number, name, figure, rank, tied, totals with the reviewers' names, how it was reckoned."""
    state = StateField("状态", default=State.PREPARING, choices=State.choices)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    def title(self) -> str:
        """What lists call it."""
        return self.name

    def snapshot(self) -> dict[str, Any]:
        """What is scored and how, and at the end the figures; whose each total is stays out of the trail."""
        kept = {"version": self.version, "component": self.component, "dimensions": self.dimensions}
        return kept | ({"outcome": [_unnamed(row) for row in self.outcome]} if self.outcome else {})

    @property
    def how(self) -> Average:
        """How several scores become one."""
        return Average(self.average)

    @property
    def out_of(self) -> Decimal:
        """The most points of one sheet for one branch."""
        return sum((Decimal(row["full"]) for row in self.dimensions), Decimal(0))

    @transition(
        field="state",
        source=State.PREPARING,
        target=State.EVALUATING,
        custom=arrow("开始评分", "开始评分", effect="评分表发给各评委，评委和支部名单不能再改。"),
    )
    def begin(self) -> None:
        """Every reviewer gets his sheet."""

    @transition(
        field="state",
        source=State.EVALUATING,
        target=State.EVALUATED,
        custom=arrow("汇总结果", "汇总结果", effect="算出各支部得分和排名；计入分项的，写入各支部的评定。"),
    )
    def close(self, outcome: list[dict[str, Any]]) -> None:
        """All sheets are in; what they come to stands."""
        self.outcome = outcome

    @transition(
        field="state",
        source=[State.PREPARING, State.EVALUATING],
        target=State.CALLED_OFF,
        custom=arrow(
            "取消评审", "取消评审", reason=True, tone="no", effect="各评委的评分表随之取消，已经打的分保留但不作数。"
        ),
    )
    def call_off(self) -> None:
        """It does not take place, or does not count."""

    @transition(
        field="state",
        source=[State.PREPARING, State.EVALUATING],
        target=State.CALLED_OFF,
        custom=arrow("终止", "随批次终止", doer=Doer.SYSTEM, tone="no"),
    )
    def stop(self) -> None:
        """The round is over or was cancelled."""


def _unnamed(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the outcome with the totals alone, the highest first."""
    return row | {"totals": sorted((total for _, total in row["totals"]), key=Decimal, reverse=True)}


class Reviewer(models.Model):
    """Somebody who scores, in the post he was named in; of two groups each scores the branches of the other."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="reviewers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    post = models.CharField("职务", max_length=120)
    group = models.PositiveSmallIntegerField("组别", default=0)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["group", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["evaluation", "user"], name="reviewer_once")]

    def __str__(self) -> str:
        return f"{self.user}（{self.post}）"


class Evaluated(models.Model):
    """A branch, by its rating in the round, that is scored."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="evaluated")
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="evaluated")
    group = models.PositiveSmallIntegerField("组别", default=0)
    struck = models.CharField("划出原因", max_length=300, blank=True)
    """Why it was taken out while the scoring ran; what was given to it stays on the sheets and counts no more."""

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["evaluation", "rating"], name="evaluated_once")]

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.rating_id}"


class ReviewSheet(Record):
    """One reviewer's sheet; he alone sees it and fills it in."""

    class State(models.TextChoices):
        MARKING = "marking", "评分中"
        MARKED = "marked", "已提交"
        COUNTED = "counted", "已汇总"
        CANCELLED = "cancelled", "已取消"

    PREFIX: ClassVar = "PF"
    UNIT_SEES: ClassVar = False
    NAMED: ClassVar = "reviewer"

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="sheets")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    marks: dict[str, Any] | None = None
    """The scores as they are handed in, while the verb is being taken; kept in the trail alone."""
    state = StateField("状态", default=State.MARKING, choices=State.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["evaluation", "reviewer"], name="review_sheet_once")]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """What the inbox calls it."""
        return f"{self.evaluation.name}评分表"

    def snapshot(self) -> dict[str, Any]:
        """The version, and on handing in the scores."""
        return {"version": self.version} | ({"marks": self.marks} if self.marks else {})

    @transition(
        field="state",
        source=State.MARKING,
        target=State.MARKED,
        custom=arrow("提交评分", "已提交评分", effect="汇总之前可以撤回修改。"),
    )
    def submit(self, marks: dict[str, Any]) -> None:
        """The reviewer hands it in."""
        self.marks = marks

    @transition(
        field="state",
        source=State.MARKED,
        target=State.MARKING,
        custom=arrow("撤回", "已撤回", doer=Doer.SENDER, back=True, tone="back"),
    )
    def withdraw(self, to: str) -> None:
        """The reviewer takes it back before it is counted."""

    @transition(
        field="state", source=State.MARKED, target=State.COUNTED, custom=arrow("汇总", "已汇总", doer=Doer.SYSTEM)
    )
    def count(self) -> None:
        """It went into the result."""

    @transition(
        field="state",
        source=[State.MARKING, State.MARKED],
        target=State.CANCELLED,
        custom=arrow("取消", "已取消", doer=Doer.SYSTEM, tone="no"),
    )
    def cancel(self) -> None:
        """The evaluation was called off, or this reviewer takes no part any more."""


class ReviewLine(models.Model):
    """What one reviewer gives one branch: points by dimension, in their order, and a word on it."""

    sheet = models.ForeignKey(ReviewSheet, on_delete=models.CASCADE, related_name="lines")
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="+")
    points = models.JSONField("得分", default=list)
    note = models.CharField("意见", max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "rating"], name="review_line_once")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.rating_id}"

    @property
    def total(self) -> Decimal | None:
        """Points of all dimensions; None while one is missing."""
        if not self.points or None in self.points:
            return None
        return sum((Decimal(points) for points in self.points), Decimal(0))


class Pairing(models.Model):
    """挂联: a leader who helps one of the last branches until a day, and what came of it. 依据: domain 2.6c [S21]."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="pairings")
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="pairings")
    leader = models.CharField("挂联领导", max_length=80)
    until = models.DateField("转化期限")
    turned = models.BooleanField("已转化", null=True)
    result = models.CharField("转化情况", max_length=1000, blank=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["evaluation", "rating"], name="pairing_once")]

    def __str__(self) -> str:
        return f"{self.leader} {self.until}"
