"""The 评议 of one member, and its arrows: it travels with the meeting of the branch."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from permissions.models import Person
from workflows.appraisal.models.back import ENDS
from workflows.appraisal.models.meeting import Meeting
from workflows.appraisal.models.roll import RollEntry
from workflows.appraisal.states import Acknowledged
from workflows.appraisal.states import AppraisalState as S
from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Member

WITH = {"doer": Doer.LIST}
"""Verbs of its meeting move it."""
ENDED = (S.GRADED, S.NOT_GRADED, S.CALLED_OFF)


class Appraisal(Member):
    """What a branch says of one member: self-assessment, grade, opinion, acknowledgement. 依据: domain 4.1, 4.4.

    The vote of the meeting is in the counts and decides nothing; the grade rests on the body's own vote.
    """

    PREFIX: ClassVar = "DY"
    SUBJECT: ClassVar = "person"

    submission = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(RollEntry, on_delete=models.PROTECT, related_name="appraisal")
    assessment = models.TextField("个人自评", max_length=4000, blank=True)
    grade_code = models.CharField("等次编号", max_length=40, blank=True)
    """Code of a grade of the plan; empty while none is given."""
    grade_name = models.CharField("等次名称", max_length=20, blank=True)
    opinion = models.TextField("评定意见", max_length=2000, blank=True)
    agreed = models.PositiveSmallIntegerField("赞成", null=True)
    against = models.PositiveSmallIntegerField("不赞成", null=True)
    withheld = models.PositiveSmallIntegerField("弃权", null=True)
    """The vote of the body that gives the grade, not of the meeting's ballots."""
    talked_on = models.DateField("谈话日期", null=True, blank=True)
    evidence = models.TextField("核实情况", max_length=2000, blank=True)
    verified = models.JSONField("核实的反向情形", default=list, blank=True)
    """Codes of situations on the ballot that the body looked into and found true."""
    ungraded_why = models.CharField("不评定等次的原因", max_length=200, blank=True)
    acknowledged = models.CharField("反馈方式", max_length=12, choices=Acknowledged.choices, blank=True)
    acknowledged_on = models.DateField("反馈日期", null=True, blank=True)
    answer = models.TextField("本人意见", max_length=1000, blank=True)
    state = StateField("状态", default=S.SELF_ASSESSING, choices=S.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["submission", "person"], condition=~Q(state=S.CALLED_OFF), name="appraisal_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-id"], name="appraisal_person")]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """What lists call it."""
        return f"{self.entry.name}{self.round.year}年度民主评议"

    def snapshot(self) -> dict[str, Any]:
        """The version and, once there is one, the grade with the body's vote."""
        vote = [self.agreed, self.against, self.withheld]
        return {"version": self.version} | ({"grade": self.grade_name, "vote": vote} if self.grade_code else {})

    @transition(
        field="state",
        source=S.SELF_ASSESSING,
        target=S.DISCUSSING,
        custom=arrow("提交自评", "已提交自评", subject=True, **WITH),
    )
    def hand_in(self, assessment: str) -> None:
        """The member, or the clerk for the member, hands in the self-assessment."""
        self.assessment = assessment

    @transition(field="state", source=S.DISCUSSING, target=S.BALLOTING, custom=arrow("测评", "开始测评", **WITH))
    @transition(field="state", source=S.BALLOTING, target=S.GRADING, custom=arrow("评定", "票数已确认", **WITH))
    @transition(
        field="state", source=S.GRADING, target=S.REVIEWING, custom=arrow("上报", "随会议上报，没有评定等次", **WITH)
    )
    def carry(self) -> None:
        """On with the meeting."""

    @transition(field="state", source=S.GRADING, target=S.REVIEWING, custom=arrow("评定", "已评定", **WITH))
    def grade(self) -> None:
        """The body gave the grade."""

    @transition(
        field="state",
        source=[S.GRADING, S.REVIEWING],
        target=S.NOT_GRADED,
        custom=arrow("不评定等次", "不评定等次", **WITH),
    )
    def leave_ungraded(self) -> None:
        """The member takes part without a grade: 预备党员, 依据 domain 4.1 [P04]; others once the superior agreed."""

    @transition(field="state", source=S.REVIEWING, target=S.FEEDING_BACK, custom=arrow("审批", "已审批备案", **WITH))
    def accept(self) -> None:
        """The superior agreed."""

    @transition(
        field="state", source=S.REVIEWING, target=S.FEEDING_BACK, custom=arrow("越过", "越过", doer=Doer.SYSTEM)
    )
    def pass_on(self) -> None:
        """No grade of this plan goes to the superior."""

    @transition(
        field="state",
        source=S.REVIEWING,
        target=S.GRADING,
        custom=arrow("退回", "退回重新评定", back=True, tone="back", **WITH),
    )
    def send_back(self) -> None:
        """The branch is to grade anew."""

    @transition(
        field="state",
        source=S.REVIEWING,
        target=S.GRADING,
        custom=arrow("撤回", "随会议撤回", back=True, tone="back", **WITH),
    )
    def carry_back(self) -> None:
        """The branch took its grades back before the superior acted."""

    @transition(
        field="state",
        source=S.FEEDING_BACK,
        target=S.GRADED,
        custom=arrow("确认", "本人已知悉", subject=True, **WITH),
    )
    def acknowledge(self, how: str, on: Any, answer: str) -> None:
        """The member knows the result: read it signed in, signed on paper, or was told."""
        self.acknowledged, self.acknowledged_on, self.answer = how, on, answer

    @transition(
        field="state",
        source=[state for state in S if state not in ENDED],
        target=S.CALLED_OFF,
        custom=arrow("终止", "随会议终止", **ENDS),
    )
    def call_off(self) -> None:
        """The meeting is void, or its round was cancelled."""
