"""民主评议 in the demonstration: a round of the 工委 for one unit, with a meeting at every stage."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from permissions.actor import Actor
from permissions.models import OrgUnit
from permissions.roles import Role
from workflows.appraisal import actions
from workflows.appraisal.models import Appraisal, Meeting
from workflows.appraisal.queries.burden import checkup
from workflows.appraisal.queries.counting import judged, questions
from workflows.appraisal.queries.grading import body
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.queries.roll import lines
from workflows.appraisal.rules import Asks, BallotForm, Presence, Question, Subject, Totals, ready
from workflows.appraisal.states import Acknowledged
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.states import MeetingState as M
from workflows.demo.branches import Work
from workflows.demo.organisation import Organisation
from workflows.engine import gates
from workflows.engine.models import Round
from workflows.engine.transitions import seen_of

WAY = (
    M.PREPARING, M.CHECKING_IN, M.BALLOTING, M.COUNTING, M.GRADING, M.REVIEWING, M.FEEDING_BACK, M.CLOSED,
)  # fmt: skip
OFFICE = 1
"""The unit whose branches hold their meetings: its star ratings are over."""
ASSESSMENT = "一年来坚持理论学习，认真履行岗位职责，按时参加组织生活；不足是联系服务群众不够经常，今后加以改进。"
OPINION = "能够发挥先锋模范作用，群众评价较好；希望进一步加强理论学习。"
REPORT = "支委会一年来落实“三会一课”12次，上年查摆的问题3项均已整改；存在的问题是党员教育形式不够丰富。"
FOUND = "党员教育形式不够丰富，青年党员参与度不高。"
EXCELLENT = 3
"""Every so many members one is 优秀 at most."""


class Play:
    """The meetings of a round, each verb taken by the person whose post it is."""

    def __init__(self, work: Work, organisation: Organisation) -> None:
        self.work, self.organisation = work, organisation
        self.office = organisation.offices[OFFICE]

    def open(self, title: str, scope: Sequence[OrgUnit]) -> Round:
        """Prepare and start a round for these units, and open its meetings, as the worker does."""
        head = self.work.staff.at(self.organisation.root, Role.WC_HEAD)
        year = timezone.localdate().year
        made = actions.draft_round(
            self.organisation.root, ready(), by=head, year=year, title=f"{year}年度{title}",
            scope=[unit.pk for unit in scope],
        )  # fmt: skip
        found = checkup(made)
        gates.confirm(made, found, gates.CheckupAnswer(found.fingerprint), by=head)
        made.status, made.opened_at = Round.Status.OPEN, timezone.now()
        made.save(update_fields=["status", "opened_at"])
        actions.open_round(made, by=head)
        return made

    def bring(self, meeting: Meeting, to: M) -> None:
        """From its preparation to a stage."""
        steps: Mapping[M, Callable[[Meeting], Any]] = {
            M.CHECKING_IN: self._freeze, M.BALLOTING: self._open, M.COUNTING: self._collect, M.GRADING: self._count,
            M.REVIEWING: self._grade, M.FEEDING_BACK: self._accept, M.CLOSED: self._close,
        }  # fmt: skip
        for stage in WAY[1 : WAY.index(to) + 1]:
            steps[stage](fresh(meeting))

    def _organiser(self, unit: OrgUnit) -> Actor:
        return self.work.staff.at(unit, Role.BRANCH_ORG)

    def _secretary(self, unit: OrgUnit) -> Actor:
        return self.work.staff.at(unit, Role.BRANCH_SECRETARY)

    def take(self, action: Callable[..., Any], meeting: Meeting, **more: Any) -> Any:
        """One verb on a meeting as it now is, by its organiser unless told."""
        by = more.pop("by", None) or self._organiser(meeting.unit)
        found = fresh(meeting)
        return action(found, by=by, seen=seen_of(found), **more)

    def _freeze(self, meeting: Meeting) -> None:
        given = actions.Arrangement(timezone.localdate(), "二楼会议室", str(self._secretary(meeting.unit).user), REPORT)
        self.take(actions.meeting_arrange, meeting, given=given)
        self.take(actions.freeze, meeting)

    def _open(self, meeting: Meeting) -> None:
        for row in judged(meeting):
            actions.assess_for(row, ASSESSMENT, by=self._organiser(meeting.unit))
        entries = lines(meeting)
        came = {each.pk: str(Presence.ON_LEAVE if n == 1 else Presence.PRESENT) for n, each in enumerate(entries)}
        self.take(actions.attend_save, meeting, given=came)
        self.take(actions.open_ballot, meeting)

    def _collect(self, meeting: Meeting) -> None:
        actions.finding_add(meeting, FOUND, "党员教育", by=self._organiser(meeting.unit))
        self.take(actions.close_ballot, meeting)

    def _count(self, meeting: Meeting) -> None:
        members = judged(meeting)
        for form in plan_of(meeting.round).forms:
            given = _totals(meeting, form, members)
            for by in (self._organiser(meeting.unit), self._secretary(meeting.unit)):
                actions.totals_enter(meeting, form.code, given, by=by)
        self.take(actions.confirm, meeting)

    def _grade(self, meeting: Meeting) -> None:
        entries, members = lines(meeting), judged(meeting)
        called = f"{meeting.unit.short_name}{body(meeting, entries).words}"
        sitting = {"body": called, "held_on": timezone.localdate(), "due": 5, "present": 5, "minutes": "逐人研究表决。"}
        self.take(actions.sitting_record, meeting, given=sitting)
        for n, row in enumerate(each for each in members if each.entry.as_member().graded):
            code = "excellent" if n % (EXCELLENT + 1) == 0 else "qualified"
            given = actions.GradeInput(code, OPINION, 5, 0, 0)
            actions.grade_save(row, given, by=self._organiser(meeting.unit))
        self.take(actions.decide, meeting, by=self._secretary(meeting.unit))

    def _accept(self, meeting: Meeting) -> None:
        self.take(actions.accept, meeting, by=self.work.reviewer(self.office.unit), comment="同意。")

    def _close(self, meeting: Meeting) -> None:
        for row in judged(meeting):
            if row.state == A.FEEDING_BACK:
                actions.acknowledge_for(
                    row, Acknowledged.ON_PAPER, timezone.localdate(), "", by=self._organiser(meeting.unit)
                )
        self.take(actions.close, meeting)


def fresh(meeting: Meeting) -> Meeting:
    """A meeting as it now is."""
    return Meeting.objects.select_related("unit", "round", "process").get(pk=meeting.pk)


def _totals(meeting: Meeting, form: BallotForm, members: list[Appraisal]) -> Totals:
    """Ballots that add up; 群众 fill in thirty."""
    number = 30 if form.subject is Subject.BRANCH else meeting.voters or 0
    cells = {line.key: _cells(line, number) for line in questions(form, members)}
    return Totals(number, number, number, 0, cells)


def _cells(line: Question, number: int) -> dict[str, int]:
    """Most choose the first option, two the second; nobody ticks a situation."""
    few = min(number, 2)
    chosen = (0, 0) if line.asks is Asks.ANY else (number - few, few)
    return {option: chosen[n] if n < len(chosen) else 0 for n, option in enumerate(line.options)}


def run(work: Work, organisation: Organisation) -> None:
    """A meeting at each stage: the branches of one unit in order, one further each."""
    play = Play(work, organisation)
    round_ = play.open("民主评议党员", [play.office.unit])
    found = Meeting.objects.filter(round=round_).order_by("unit__position", "unit__code")
    for meeting, stage in zip(list(found), WAY, strict=False):
        play.bring(meeting, stage)
