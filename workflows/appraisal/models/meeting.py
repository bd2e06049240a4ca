"""The meeting of a branch, and its arrows: roll, 签到, ballots, counts, grades, the superior, feedback."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import GET_STATE, transition

from permissions.models import User
from permissions.roles import Right
from workflows.appraisal.models.back import BACK, ENDS, UNDO, chosen
from workflows.appraisal.states import MeetingState as S
from workflows.appraisal.states import Voting
from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Submission

ENDED = (S.CLOSED, S.VOID, S.CALLED_OFF)


class Meeting(Submission):
    """One meeting that a branch holds on its members in a round. 依据: domain 4.1, 4.2."""

    PREFIX: ClassVar = "PY"

    held_on = models.DateField("会议日期", null=True, blank=True)
    place = models.CharField("会议地点", max_length=80, blank=True)
    chair = models.CharField("主持人", max_length=40, blank=True)
    joint = models.BooleanField("与组织生活会一并召开", default=False)
    """依据: domain 4.1 [P01]."""
    report = models.TextField("支部书记述职", max_length=4000, blank=True)
    """What the secretary told the meeting for the 支委会. 依据: domain 4.5 [P03]."""
    voting = models.CharField("测评方式", max_length=8, choices=Voting.choices, default=Voting.PAPER)
    expected = models.PositiveSmallIntegerField("应到", null=True)
    present = models.PositiveSmallIntegerField("实到", null=True)
    voters = models.PositiveSmallIntegerField("可以领票", null=True)
    """Expected, present and who may take a ballot: reckoned from the frozen roll when the ballot opens."""
    box = models.CharField("票箱", max_length=36, blank=True)
    """The name of its electronic box, which is no file of the database; empty: paper."""
    box_hash = models.CharField("票箱校验码", max_length=64, blank=True)
    """The hash that was printed when the box was sealed, before anything was counted."""
    erased_on = models.DateField("选票清除日期", null=True, blank=True)
    """When the votes were removed from the sealed box; its hash and the counts stay."""
    over = models.CharField("超出优秀人数的理由", max_length=300, blank=True)
    decided: dict[str, Any] | None = None
    """What a step decided on, while it is being taken; kept in the trail alone."""
    state = StateField("状态", default=S.PREPARING, choices=S.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "unit"], condition=~Q(state__in=(S.VOID, S.CALLED_OFF)), name="appraisal_meeting_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["round", "state"], name="appraisal_meeting_state")]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """What lists call it."""
        return f"{self.unit.short_name}{self.round.year}年度民主评议"

    def snapshot(self) -> dict[str, Any]:
        """The version, and what the step decided on: the roll, the counts or the grades as they stood."""
        return {"version": self.version} | ({"decided": self.decided} if self.decided else {})

    @transition(
        field="state",
        source=S.PREPARING,
        target=S.CHECKING_IN,
        custom=arrow("固定名册", "已固定名册", effect="应到人数就此确定，开始签到；名册要改的，须先撤回固定。"),
    )
    def freeze(self, decided: dict[str, Any]) -> None:
        """Who is expected is settled; who comes is entered from now on."""
        self.decided = decided

    @transition(
        field="state",
        source=S.CHECKING_IN,
        target=GET_STATE(chosen, [S.PREPARING]),
        custom=arrow("撤回固定", "名册退回修改", effect="签到作废，名册重新固定后再签到。", **BACK),
    )
    def thaw(self, to: str) -> None:
        """The roll is to be changed after all."""

    @transition(
        field="state",
        source=S.CHECKING_IN,
        target=S.BALLOTING,
        custom=arrow("开始测评", "开始测评", effect="签到就此截止；到会人数不够的不能开始。"),
    )
    def open_ballot(self, expected: int, present: int, voters: int, decided: dict[str, Any]) -> None:
        """Enough came: the ballots are handed out."""
        self.expected, self.present, self.voters, self.decided = expected, present, voters, decided

    @transition(
        field="state",
        source=S.BALLOTING,
        target=S.COUNTING,
        custom=arrow("收票完毕", "收票完毕", effect="开始清点，由两人分别录入票数。"),
    )
    def close_ballot(self) -> None:
        """All ballots are back."""

    @transition(
        field="state",
        source=S.COUNTING,
        target=S.GRADING,
        custom=arrow("确认票数", "已确认票数", effect="两人录入一致的票数就此确定，不能再改。"),
    )
    def confirm(self, decided: dict[str, Any]) -> None:
        """The two entries agree and add up; the counts stand."""
        self.decided = decided

    @transition(
        field="state",
        source=S.GRADING,
        target=S.REVIEWING,
        custom=arrow(
            "上报评定结果", "已作出评定", right=Right.DECIDE, effect="每人的等次和评定意见报上级审批、备案，不能再改。"
        ),
    )
    def decide(self, submitter: User | None, decided: dict[str, Any], over: str) -> None:
        """The body has given each member a grade and an opinion."""
        self.submitter, self.decided, self.over = submitter, decided, over

    @transition(
        field="state",
        source=S.REVIEWING,
        target=S.FEEDING_BACK,
        custom=arrow(
            "同意", "已审批备案", own_forbidden=True, together=True, effect="评定结果生效，由支部逐人反馈本人。"
        ),
    )
    def accept(self) -> None:
        """The superior approves, or takes note of, what the plan names."""

    @transition(
        field="state", source=S.REVIEWING, target=S.FEEDING_BACK, custom=arrow("越过", "越过", doer=Doer.SYSTEM)
    )
    def pass_on(self) -> None:
        """No grade of this plan goes to the superior."""

    @transition(
        field="state",
        source=S.REVIEWING,
        target=GET_STATE(chosen, [S.GRADING]),
        custom=arrow("退回", "退回重新评定", own_forbidden=True, effect="票数不变，由支部重新评定后再报。", **BACK),
    )
    def send_back(self, to: str) -> None:
        """The branch is to grade anew; the counts stay."""

    @transition(
        field="state",
        source=S.REVIEWING,
        target=GET_STATE(chosen, [S.GRADING]),
        custom=arrow("撤回", "撤回评定结果", **UNDO),
    )
    def withdraw(self, to: str) -> None:
        """Whoever reported the grades takes them back before the superior acted."""

    @transition(
        field="state",
        source=S.FEEDING_BACK,
        target=S.CLOSED,
        custom=arrow("办结", "已办结", effect="评定等次记入每人的档案，查摆的问题转问题整改。"),
    )
    def close(self) -> None:
        """Everybody knows the own result; grades become facts."""

    @transition(
        field="state",
        source=[S.CHECKING_IN, S.BALLOTING, S.COUNTING],
        target=S.VOID,
        custom=arrow("会议作废", "会议作废", tone="no", reason=True, effect="本次签到和票数作废，另行开会；记录保留。"),
    )
    def void(self) -> None:
        """It does not count: too few came, or the ballots do not add up. It is held again."""

    @transition(
        field="state",
        source=[state for state in S if state not in ENDED],
        target=S.CALLED_OFF,
        custom=arrow("终止", "随批次终止", **ENDS),
    )
    def call_off(self) -> None:
        """The round was cancelled."""
