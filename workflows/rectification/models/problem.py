"""One problem of a programme, and its arrows onward; those back are in problem_back."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import GET_STATE, transition

from permissions.models import User
from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Process, Record
from workflows.rectification.models.back import chosen
from workflows.rectification.models.problem_back import CHECKING, ENDED, WORKING, WaysBack
from workflows.rectification.rules import Outlook
from workflows.rectification.states import ClosesAt
from workflows.rectification.states import ProblemState as S

OUTLOOKS = [(Outlook.ON_TRACK, "按期"), (Outlook.SLOW, "进度慢，有望完成"), (Outlook.UNLIKELY, "难以按期完成")]


def closes_here(problem: Any) -> bool:
    """Whether the stage that a problem is at may close it: the one it names, or one above it."""
    return CHECKING.index(S(problem.state)) >= CHECKING.index(S(problem.closes_at))


def goes_up(problem: Any) -> bool:
    """Whether a higher stage has to close it."""
    return not closes_here(problem)


class Problem(WaysBack, Record):
    """What was found at `unit`, which leads its rectification; counted once, whoever else takes part.

    A relapse is a problem of its own that points at the `previous` one, with the next `turn`. 依据: domain 5.1-5.8.
    """

    PREFIX: ClassVar = "ZG"
    UNIT_SEES: ClassVar = Q(assigned_on__isnull=False) & ~Q(state=S.REGISTERING)
    """Once it was handed over, and not while the host has it back."""
    TAKE_PART: ClassVar = "participations"

    text = models.TextField("问题表述", max_length=2000)
    source = models.CharField("问题来源", max_length=40)
    category = models.CharField("问题类别", max_length=80, blank=True)
    severity = models.CharField("严重程度", max_length=40, blank=True)
    """Source and severity: codes of the programme's document."""
    inspection = models.CharField("检查批次", max_length=80, blank=True)
    found_on = models.DateField("发现日期", null=True, blank=True)
    requirement = models.TextField("整改要求", max_length=2000, blank=True)
    limit = models.CharField("时限类型", max_length=40)
    """Code of a kind of time limit in the programme's document."""
    due_on = models.DateField("整改时限", null=True, blank=True)
    by_month = models.BooleanField("时限到月", default=False)
    """The limit is a month: `due_on` is its last day, and it is overdue from the first of the next."""
    review_on = models.DateField("下次复核日期", null=True, blank=True)
    """For what is kept up for long: the day by which it is reported on next."""
    cause = models.TextField("原因分析", max_length=2000, blank=True)
    goal = models.TextField("整改目标", max_length=2000, blank=True)
    leader = models.CharField("责任领导", max_length=80, blank=True)
    department = models.CharField("责任部门", max_length=80, blank=True)
    owner = models.CharField("责任人", max_length=80, blank=True)
    progress = models.CharField("最新进展", max_length=500, blank=True)
    progress_on = models.DateField("进展日期", null=True, blank=True)
    result = models.TextField("整改结果", max_length=2000, blank=True)
    checked = models.JSONField("销号条件", default=dict, blank=True)
    """The conditions of closing that the unit says are met: {code: words}."""
    closes_at = models.CharField("销号环节", max_length=20, choices=ClosesAt.choices, default=ClosesAt.HOST)
    bodies = models.JSONField("联合验收", default=list, blank=True)
    """Who has to accept before it is closed; empty: nobody but the closing stage."""
    remark = models.CharField("备注", max_length=500, blank=True)
    light = models.CharField("灯", max_length=20, blank=True)
    light_since = models.DateField("亮灯日期", null=True, blank=True)
    lit_on = models.DateField("判灯日期", null=True, blank=True)
    """The day for which its light was last judged; empty: to be judged anew."""
    outlook = models.CharField("预计", max_length=12, default=Outlook.ON_TRACK, choices=OUTLOOKS)
    """What the unit expects, as it last reported. 依据: domain 5.6 [Z26]."""
    extra = models.JSONField("其他列", default=list, blank=True)
    """Columns of an imported sheet that the product does not know: [[heading, text], …], in their order."""
    reference = models.CharField("原编号", max_length=60, blank=True)
    key = models.CharField(max_length=64, blank=True)
    """What tells an imported row apart: hash of source, inspection and text."""
    origin = models.ForeignKey(Process, on_delete=models.PROTECT, null=True, blank=True, related_name="problems")
    """The record of another process in which it was found."""
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="relapses")
    first = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="turns")
    """Of a later turn the problem's first one."""
    turn = models.PositiveSmallIntegerField("第几轮整改", default=1)
    superseded = models.BooleanField("已有后一轮", default=False)
    """A later turn stands: the figures count that one."""
    assigned_on = models.DateField("交办日期", null=True, blank=True)
    signed_on = models.DateField("签收日期", null=True, blank=True)
    applied_on = models.DateField("申请销号日期", null=True, blank=True)
    """When the unit last said that it is done: while that is checked, time does not run against it."""
    closed_on = models.DateField("销号日期", null=True, blank=True)
    closed_as = models.JSONField("销号时的名称", default=dict, blank=True)
    """What the unit and the programme were called when it was closed: the form of 销号 is printed with that."""
    decided: dict[str, Any] | None = None
    """What a checker saw, while the verb is being taken; kept in the trail alone."""
    state = StateField("状态", default=S.REGISTERING, choices=S.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "unit", "key"],
                condition=~Q(key="") & Q(turn=1) & ~Q(state__in=(S.VOID, S.CALLED_OFF)),
                name="problem_once",
            ),
            models.UniqueConstraint(
                fields=["previous"],
                condition=Q(previous__isnull=False) & ~Q(state__in=(S.VOID, S.CALLED_OFF)),
                name="problem_relapses_once",
            ),
        ]
        indexes: ClassVar = [
            # A programme's tally is read off the first alone, a page of what is open off the second.
            models.Index(
                fields=["round", "state", "due_on", "turn"], name="problem_tally", condition=Q(superseded=False)
            ),
            models.Index(fields=["round", "due_on", "id"], name="problem_open", condition=~Q(state__in=ENDED)),
            models.Index(fields=["round", "-id"], name="problem_newest"),
            models.Index(fields=["unit", "state"], name="problem_unit"),
        ]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """What lists call it."""
        return self.text if len(self.text) <= 40 else f"{self.text[:39]}…"

    def due_day(self) -> date | None:
        """While it is being worked on, its own day or that of its next review; other stages have working days."""
        return {S.RECTIFYING: self.due_on or self.review_on, S.SUSTAINING: self.review_on}.get(S(self.state))

    def snapshot(self) -> dict[str, Any]:
        """What was to be done by when; at a check what the checker saw."""
        found = {
            "version": self.version, "text": self.text, "limit": self.limit,
            "due_on": self.due_on.isoformat() if self.due_on else None, "result": self.result, "checked": self.checked,
        }  # fmt: skip
        return found | ({"decided": self.decided} if self.decided else {})

    @transition(
        field="state",
        source=S.REGISTERING,
        target=S.SIGNING,
        custom=arrow("交办", "已交办", effect="交给责任单位签收，单位和时限不能再改。"),
    )
    def assign(
        self, assigned_on: date, closes_at: str, bodies: list[str], due_on: date | None, review_on: date | None
    ) -> None:
        """The host hands it to the unit that leads."""
        self.assigned_on, self.closes_at, self.bodies = assigned_on, closes_at, bodies
        self.due_on, self.review_on = due_on, review_on

    @transition(
        field="state",
        source=S.SIGNING,
        target=GET_STATE(chosen, [S.PLANNING, S.RECTIFYING]),
        custom=arrow("签收", "已签收", effect="从签收起按时限整改。"),
    )
    def sign(self, to: str, signed_on: date) -> None:
        """The unit takes it on; where the programme asks for no plan it goes to work at once."""
        self.signed_on = signed_on

    @transition(
        field="state",
        source=S.PLANNING,
        target=S.PLAN_REVIEWING,
        custom=arrow("报送方案", "已报送整改方案", effect="方案报机关党委审核，审核前可以撤回。"),
    )
    def submit_plan(self, submitter: User | None) -> None:
        """Cause, goal and measures go to review; whoever sent them does not review them."""
        self.submitter = submitter

    @transition(
        field="state",
        source=S.PLAN_REVIEWING,
        target=S.PLAN_CONFIRMING,
        custom=arrow("同意方案", "方案审核同意", own_forbidden=True, together=True),
    )
    @transition(
        field="state",
        source=S.PLAN_CONFIRMING,
        target=S.RECTIFYING,
        custom=arrow(
            "同意方案", "方案审定同意", own_forbidden=True, together=True, effect="措施开始落实，按各自时限提醒。"
        ),
    )
    def approve_plan(self) -> None:
        """The plan holds; its measures start once no further review is left."""

    @transition(
        field="state", source=S.PLAN_REVIEWING, target=S.PLAN_CONFIRMING, custom=arrow("越过", "越过", doer=Doer.SYSTEM)
    )
    @transition(
        field="state", source=S.PLAN_CONFIRMING, target=S.RECTIFYING, custom=arrow("越过", "越过", doer=Doer.SYSTEM)
    )
    @transition(
        field="state",
        source=S.WITHIN_CHECKING,
        target=S.COMMITTEE_CHECKING,
        custom=arrow("越过", "越过", doer=Doer.SYSTEM),
    )
    @transition(
        field="state",
        source=S.COMMITTEE_CHECKING,
        target=S.HOST_CHECKING,
        custom=arrow("越过", "越过", doer=Doer.SYSTEM),
    )
    def pass_on(self) -> None:
        """Nobody needs to act on this stage."""

    @transition(
        field="state",
        source=list(WORKING),
        target=GET_STATE(chosen, [S.WITHIN_CHECKING, S.COMMITTEE_CHECKING]),
        custom=arrow("申请销号", "已申请销号", effect="由负责人自查后逐级核验，核验前可以撤回。"),
    )
    def apply(self, to: str, submitter: User | None, result: str, checked: dict[str, str], applied_on: date) -> None:
        """The unit says what came of it, condition by condition; whoever says so does not close it.

        Where its head himself says so, nobody within is left to check it: it goes up.
        """
        self.submitter, self.result, self.checked, self.applied_on = submitter, result, checked, applied_on

    @transition(
        field="state",
        source=S.WITHIN_CHECKING,
        target=S.COMMITTEE_CHECKING,
        conditions=[goes_up],
        custom=arrow("核验通过", "核验通过", own_forbidden=True, effect="报上级核验。"),
    )
    @transition(
        field="state",
        source=S.COMMITTEE_CHECKING,
        target=S.HOST_CHECKING,
        conditions=[goes_up],
        custom=arrow("核验通过", "核验通过", own_forbidden=True, effect="报主办单位核验。"),
    )
    def verify(self, decided: dict[str, Any]) -> None:
        """What the unit says is true as far as this stage can see; a higher one closes it."""
        self.decided = decided

    @transition(
        field="state",
        source=list(CHECKING),
        target=S.CLOSED,
        conditions=[closes_here],
        custom=arrow("销号", "核验销号", own_forbidden=True, effect="问题销号，措施随之办结；以后仍可“回头看”。"),
    )
    def close(self, decided: dict[str, Any], closed_on: date, closed_as: dict[str, str]) -> None:
        """It is settled. A closed problem is never changed: a relapse is a new turn. 依据: domain 5.4, 5.8."""
        self.decided, self.closed_on, self.closed_as = decided, closed_on, closed_as
        self.light, self.light_since = "", None

    @transition(
        field="state",
        source=list(CHECKING),
        target=S.SUSTAINING,
        conditions=[closes_here],
        custom=arrow(
            "转入持续整改", "基本完成，转入持续整改", own_forbidden=True, reason=True,
            effect="认定基本完成、取得阶段成果，定期复核，不计入已销号。",
        ),
    )  # fmt: skip
    def sustain(self, review_on: date) -> None:
        """Done in the main, kept up for long, reported on from time to time: its old day no longer runs.

        依据: domain 5.3, 5.7 [Z27].
        """
        self.review_on, self.due_on, self.lit_on = review_on, None, None
