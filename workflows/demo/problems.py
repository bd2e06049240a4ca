"""问题整改 in the demonstration: a programme of the 工委 with a problem at every stage, and one that came back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from permissions.actor import Actor
from permissions.models import OrgUnit
from permissions.roles import Role
from workflows.demo import problem_words as words
from workflows.demo.branches import Work
from workflows.demo.organisation import Office, Organisation
from workflows.engine.gates import CheckupAnswer
from workflows.engine.models import Round
from workflows.engine.transitions import seen_of
from workflows.rectification import actions
from workflows.rectification.models import LookBack, Measure, Postponement, Problem
from workflows.rectification.queries.burden import checkup
from workflows.rectification.rules import ready
from workflows.rectification.states import MeasureState as M
from workflows.rectification.states import ProblemState as S

WAY = (
    S.REGISTERING, S.SIGNING, S.PLANNING, S.PLAN_REVIEWING, S.RECTIFYING, S.WITHIN_CHECKING, S.COMMITTEE_CHECKING,
    S.HOST_CHECKING, S.CLOSED,
)  # fmt: skip
HOST_CLOSES = "grave"


class Play:
    """One problem after another, each verb taken by the person whose post it is."""

    def __init__(self, work: Work, organisation: Organisation) -> None:
        self.work, self.organisation = work, organisation
        self.clerk = work.staff.at(organisation.root, Role.WC_CLERK)
        self.round = self._open()

    def _open(self) -> Round:
        head = self.work.staff.at(self.organisation.root, Role.WC_HEAD)
        year = timezone.localdate().year
        title = f"{year}年党建考核反馈整改"
        made = actions.draft_round(self.organisation.root, ready().to_data(), by=head, title=title)
        actions.start_round(made, CheckupAnswer(checkup(made).fingerprint), by=head)
        return Round.objects.select_related("unit").get(pk=made.pk)

    def at(self, unit: OrgUnit, role: Role) -> Actor:
        """Who holds a post."""
        return self.work.staff.at(unit, role)

    def register(self, branch: OrgUnit, number: int, days: int, *, with_: tuple[OrgUnit, ...] = ()) -> Problem:
        """The problem of this number, found twelve days ago and due in so many."""
        today = timezone.localdate()
        given = actions.ProblemInput(
            **words.PROBLEMS[number % len(words.PROBLEMS)], source="assessment", limit="dated",
            inspection=f"{today.year}年第三季度抽查", found_on=today - timedelta(days=12),
            due_on=today + timedelta(days=days), requirement=words.REQUIREMENT,
        )  # fmt: skip
        return actions.problem_register(self.round, branch, given, by=self.clerk, participants=with_)

    def bring(self, problem: Problem, office: Office, to: S) -> Problem:
        """From the host's desk to a stage."""
        for stage in WAY[1 : WAY.index(to) + 1]:
            problem = self._on(problem, office, stage)
            if problem.state == S.CLOSED:
                break
        return problem

    def _on(self, problem: Problem, office: Office, stage: S) -> Problem:
        organiser, secretary = self.at(problem.unit, Role.BRANCH_ORG), self.at(problem.unit, Role.BRANCH_SECRETARY)
        reviewer = self.work.reviewer(office.unit)
        steps: dict[S, Callable[[], Problem]] = {
            S.SIGNING: lambda: self.take(actions.assign, problem, self.clerk),
            S.PLANNING: lambda: self.take(actions.sign, problem, organiser),
            S.PLAN_REVIEWING: lambda: self._plan(problem, organiser),
            S.RECTIFYING: lambda: self.take(actions.approve_plan, problem, reviewer, comment=words.AGREED),
            S.WITHIN_CHECKING: lambda: self._apply(problem, organiser),
            S.COMMITTEE_CHECKING: lambda: self.take(actions.verify, problem, secretary, comment=words.CHECKED),
            S.HOST_CHECKING: lambda: self._check(problem, reviewer),
            S.CLOSED: lambda: self.take(actions.close, problem, self.clerk, comment=words.CHECKED),
        }
        return steps[stage]()

    def _check(self, problem: Problem, reviewer: Actor) -> Problem:
        """The 机关党委 closes what it may close; what is grave goes on to the 工委."""
        verb = actions.verify if problem.severity == HOST_CLOSES else actions.close
        return self.take(verb, problem, reviewer, comment=words.CHECKED)  # type: ignore[no-any-return]

    def take(self, action: Callable[..., Any], record: Any, by: Actor, **more: Any) -> Any:
        """One verb on a record as it now is."""
        found = type(record).objects.select_related("unit", "round__unit", "process").get(pk=record.pk)
        return action(found, by=by, seen=seen_of(found), **more)

    def _plan(self, problem: Problem, by: Actor) -> Problem:
        given = actions.PlanInput(words.CAUSE, words.GOAL, leader="张建国", owner=by.name)
        self.take(actions.plan_save, problem, by, given=given)
        for number, text in enumerate(words.MEASURES, 1):
            day = timezone.localdate() + timedelta(days=4 * number)
            self.take(actions.measure_add, problem, by, given=actions.MeasureInput(text, by.name, day))
        return self.take(actions.submit_plan, problem, by)  # type: ignore[no-any-return]

    def report(self, problem: Problem) -> None:
        """The first measure is done, the second half done."""
        by = self.at(problem.unit, Role.BRANCH_ORG)
        first, second = Measure.objects.filter(problem=problem, state=M.WORKING)
        self.take(actions.measure_finish, first, by, outcome=words.OUTCOME)
        self.take(actions.measure_report, second, by, text=words.PROGRESS, percent=50)

    def _apply(self, problem: Problem, by: Actor) -> Problem:
        for measure in Measure.objects.filter(problem=problem, state=M.WORKING):
            self.take(actions.measure_finish, measure, by, outcome=words.OUTCOME)
        met = {each["code"]: words.MET for each in self.round.scheme["checklist"]}
        return self.take(actions.apply, problem, by, result=words.RESULT, checked=met)  # type: ignore[no-any-return]


def run(work: Work, organisation: Organisation) -> None:
    """Problems of the first unit at every stage, one closed and one that came back; some of other units."""
    play = Play(work, organisation)
    first = organisation.offices[0]
    for number, stage in enumerate(WAY):
        play.bring(play.register(first.branches[number % 4], number, 20 + 5 * number), first, stage)
    for number, office in enumerate(organisation.offices[1:5]):
        play.bring(
            play.register(office.branches[0], number, 15 + 10 * number), office, WAY[(3 * number + 1) % len(WAY)]
        )
    _half_way(play, first)
    _back_again(play, first)
    actions.light_due(timezone.localdate())
    actions.publish_due(timezone.localdate())


def _half_way(play: Play, first: Office) -> None:
    """One that two branches work on, half done, near its day, with more time asked for and a letter proposed."""
    branch, other = first.branches[0], first.branches[1]
    problem = play.bring(play.register(branch, 7, 8, with_=(other,)), first, S.RECTIFYING)
    play.report(problem)
    asked: Postponement = play.take(
        actions.postponement_ask, problem, play.at(branch, Role.BRANCH_ORG), reason=words.LATER,
        until=timezone.localdate() + timedelta(days=38),
    )  # fmt: skip
    play.take(actions.postponement_forward, asked, play.work.reviewer(first.unit), comment=words.AGREED)
    actions.letter_propose(problem, "remind", words.WHY_LETTER, by=play.clerk)


def _back_again(play: Play, first: Office) -> None:
    """One that was closed, looked at again and found to be back: its second turn waits to be handed over."""
    problem = play.bring(play.register(first.branches[2], 2, 30), first, S.CLOSED)
    look: LookBack = actions.look_back_pick(problem, words.LOOK, by=play.clerk)
    play.take(actions.look_back_relapse, look, play.clerk, found=words.AGAIN, limit="immediate")
