"""组织处置 in the demonstration: one that is put to the vote, one that became a 限期改正 under way."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils import timezone

from permissions.actor import Actor
from permissions.models import OrgUnit, Person
from permissions.roles import Role
from workflows.appraisal import actions
from workflows.appraisal.models import Correction, Disposal, Meeting
from workflows.appraisal.queries.disposals import formal, talkers_for
from workflows.demo.branches import Work
from workflows.demo.organisation import Organisation
from workflows.engine import attachments
from workflows.engine.editing import edit
from workflows.engine.models import Record
from workflows.engine.transitions import seen_of

EVIDENCE = "一年来无故缺席支部党员大会5次、主题党日4次，支部书记两次谈话提醒后仍未改变。"
FOUND = "经查阅会议签到和党费收缴记录，并向有关同志核实，情况属实。"
TALKED = "指出问题和危害，本人认识到错误，表示愿意改正。"
REPORT = "“三会一课”签到情况汇总。\n"


class Play:
    """The 处置 of one branch, each verb taken by the person whose post it is."""

    def __init__(self, work: Work, unit: OrgUnit, superior: OrgUnit) -> None:
        self.organiser = work.staff.at(unit, Role.BRANCH_ORG)
        self.secretary = work.staff.at(unit, Role.BRANCH_SECRETARY)
        self.reviewer = work.reviewer(superior)
        self.unit, self.today = unit, timezone.localdate()

    def to_the_vote(self) -> Disposal:
        """A member without a post, proposed, filed, investigated, talked with and reviewed beforehand."""
        made = actions.disposal_open(self._member(), self.unit, actions.CaseInput("idle", EVIDENCE), by=self.organiser)
        take, on = self._take, self.today
        take(actions.disposal_propose, made, self.secretary, held_on=on, minutes="支委会研究，同意提出启动意见。")
        take(actions.disposal_receive, made, self.reviewer, on=on, filed_as=f"备〔{on.year}〕1号")
        self._attach(made)
        who = f"{self.secretary.user}、{self.organiser.user}"
        take(actions.disposal_verify, made, self.organiser, on=on, investigators=who, findings=FOUND)
        talkers = talkers_for(_fresh(made))[:2]
        take(actions.disposal_talk, made, self.organiser, on=on, talkers=talkers, talk_words=TALKED)
        take(actions.disposal_forward, made, self.reviewer, on=on, comment="程序完备，同意提交支部大会。")
        return made

    def to_a_term(self) -> None:
        """The same, carried by the meeting and approved: its 限期改正 runs, with a plan and a first report."""
        made, number = self.to_the_vote(), formal(self.unit)
        vote = actions.VoteInput(self.today, number, number - 1, number - 1, "同意限期改正。", "本人没有申辩。")
        self._take(actions.disposal_resolve, made, self.organiser, vote=vote)
        decided = actions.DecisionInput(
            self.today, f"发〔{self.today.year}〕6号", tasks="按时参加组织生活、交纳党费，每月向支部汇报一次思想。"
        )
        self._take(actions.disposal_approve, made, self.reviewer, decision=decided, comment="同意。")
        term = Correction.objects.get(disposal=made)
        helper = str(self.secretary.user)
        self._take(actions.correction_plan, term, self.organiser, plan="制定学习计划，支委结对帮助。", helpers=helper)
        self._take(actions.correction_report, term, self.organiser, on=self.today, text="已谈话并签收通知书。")

    def _member(self) -> Person:
        rows = Person.objects.filter(branch=self.unit, roll=Person.Roll.FORMAL, user__isnull=True)
        return rows.latest("staff_no")

    def _take(self, action: Callable[..., Any], record: Record, by: Actor, **more: Any) -> None:
        found = _fresh(record)
        action(found, by=by, seen=seen_of(found), **more)

    @transaction.atomic
    def _attach(self, record: Disposal) -> None:
        found = _fresh(record)
        locked = edit(found, by=self.organiser, seen=seen_of(found), state=found.state)
        file = attachments.upload(self.unit, BytesIO(REPORT.encode()), self.organiser, "签到情况汇总.txt")
        attachments.cite(locked.process, file)


def _fresh(record: Any) -> Any:
    return type(record).objects.select_related("unit", "round", "process", "person").get(pk=record.pk)


def run(work: Work, organisation: Organisation) -> None:
    """In two branches of the unit that holds its meetings: one has a term under way, another a vote ahead."""
    meetings = Meeting.objects.filter(round__process_key="appraisal").select_related("unit")
    ahead = [each.unit for each in meetings.order_by("unit__position", "unit__code")]
    superior = {branch.pk: office.unit for office in organisation.offices for branch in office.branches}
    for unit, bring in zip(reversed(ahead), (Play.to_a_term, Play.to_the_vote), strict=False):
        bring(Play(work, unit, superior[unit.pk]))
