"""The cast with a 整改专项 under way, and problems brought to each stage through the actions of the product."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils import timezone

from permissions.actor import Actor
from tests.world import World, make_world
from workflows.engine import attachments
from workflows.engine.editing import edit
from workflows.engine.gates import CheckupAnswer
from workflows.engine.models import Attachment, Record, Round, Task
from workflows.rectification import actions
from workflows.rectification.models import Measure, Problem
from workflows.rectification.queries.burden import checkup
from workflows.rectification.rules import ready
from workflows.rectification.states import MeasureState as M
from workflows.rectification.states import ProblemState as S

RESULT = "已补开三会一课并建立台账。"
WHY = "请补充材料。"
FORWARD = (
    S.REGISTERING, S.SIGNING, S.PLANNING, S.PLAN_REVIEWING, S.RECTIFYING, S.WITHIN_CHECKING, S.COMMITTEE_CHECKING,
    S.HOST_CHECKING, S.CLOSED,
)  # fmt: skip
"""The way of a grave problem of 甲一支部 with a plan."""


def today(days: int = 0) -> date:
    """Today, or so many days from it."""
    return timezone.localdate() + timedelta(days=days)


def document(**more: Any) -> dict[str, Any]:
    """The programme for 考核反馈 as it ships; `more` stands in the stead."""
    return ready().to_data() | more


@dataclass
class Cast(World):
    """Everybody of the world, and what they do with problems."""

    def programme(self, *, unit: str = "工委", by: str = "clerk", scope: tuple[str, ...] = (), **more: Any) -> Round:
        """Prepare and start a programme."""
        made = actions.draft_round(
            self.units[unit], document(**more), by=self.who(by), title=f"{unit}问题整改专项",
            scope=[self.units[name].pk for name in scope],
        )  # fmt: skip
        actions.start_round(made, CheckupAnswer(checkup(made).fingerprint), by=self.who(by))
        return Round.objects.select_related("unit").get(pk=made.pk)

    def who(self, name: str) -> Actor:
        """A person of the cast by name."""
        found: Actor = getattr(self, name)
        return found

    def register(
        self, unit: str = "甲一支部", *, by: str = "clerk", participants: tuple[str, ...] = (), **more: Any
    ) -> Problem:
        """Register a grave problem in the last programme, found ten days ago and due in sixty."""
        usual: dict[str, Any] = {
            "text": "三会一课记录不完整", "source": "inspection", "limit": "dated", "severity": "grave",
            "category": "组织建设", "found_on": today(-10), "due_on": today(60), "requirement": "限期补齐。",
        }  # fmt: skip
        return actions.problem_register(
            Round.objects.select_related("unit").filter(process_key="rectification").latest("pk"),
            self.units[unit], actions.ProblemInput(**(usual | more)), by=self.who(by),
            participants=[self.units[name] for name in participants],
        )  # fmt: skip

    def do(self, action: Callable[..., Any], record: Record, by: str, **more: Any) -> Any:
        """Do one action on a record as it now is."""
        found = fresh(record)
        return action(found, by=self.who(by), seen=self.seen(found), **more)

    def plan(self, problem: Problem, by: str = "organiser") -> Measure:
        """Write a plan of one measure."""
        self.do(actions.plan_save, problem, by, given=actions.PlanInput("责任不清。", "按时开展三会一课。"))
        return self.measure(problem, by)

    def measure(
        self, problem: Problem, by: str = "organiser", text: str = "补开三会一课", unit: str = "", **more: Any
    ) -> Measure:
        """Add a measure to a problem, due in thirty days."""
        usual: dict[str, Any] = {"owner": "李慧", "due_on": today(30), "unit": self.units.get(unit)}
        made: Measure = self.do(actions.measure_add, problem, by, given=actions.MeasureInput(text, **(usual | more)))
        return made

    def finish(self, problem: Problem, by: str = "organiser") -> None:
        """Finish every measure that is worked on."""
        for row in Measure.objects.filter(problem=problem, state=M.WORKING):
            self.do(actions.measure_finish, row, by, outcome="已补开。")

    def ask(self, problem: Problem, by: str = "organiser", **more: Any) -> Problem:
        """Ask for 销号 with every condition met."""
        usual = {"result": RESULT, "checked": met(problem)}
        moved: Problem = self.do(actions.apply, problem, by, **(usual | more))
        return moved

    def attach(self, record: Record, by: str = "organiser", name: str = "会议记录.txt") -> Attachment:
        """Put a file of a unit under a record."""
        actor = self.who(by)
        with transaction.atomic():
            found = edit(fresh(record), by=actor, seen=self.seen(record), state=fresh(record).state)
            file = attachments.upload(found.unit, BytesIO(name.encode()), actor, name)
            attachments.cite(found.process, file)
        return file

    def problem_at(self, state: S, **more: Any) -> Problem:
        """A problem of 甲一支部 brought to a stage; the organiser works, whoever is next above checks."""
        problem = self.register(**more)
        for reached in FORWARD[1:]:
            if fresh(problem).state == state:
                break
            self.step(problem, reached)
        found: Problem = fresh(problem)
        return found

    def step(self, problem: Problem, to: S) -> None:
        """Take a problem one stage on."""
        if to == S.SIGNING:
            self.do(actions.assign, problem, "clerk")
        elif to == S.PLANNING:
            self.do(actions.sign, problem, "organiser")
        elif to == S.PLAN_REVIEWING:
            self.plan(problem)
            self.do(actions.submit_plan, problem, "organiser")
        elif to == S.RECTIFYING:
            self.do(actions.approve_plan, problem, "deputy")
        elif to == S.WITHIN_CHECKING:
            self.finish(problem)
            self.ask(problem)
        elif to in (S.COMMITTEE_CHECKING, S.HOST_CHECKING):
            self.do(actions.verify, problem, "secretary" if to == S.COMMITTEE_CHECKING else "deputy")
        elif to == S.CLOSED:
            self.do(actions.close, problem, "clerk")


def met(problem: Problem) -> dict[str, str]:
    """Every condition of the programme, met."""
    return {each["code"]: "已做到。" for each in problem.round.scheme.get("checklist", [])}


def fresh(record: Any) -> Any:
    """A record as it now is."""
    return type(record).objects.select_related("unit", "round__unit", "process").get(pk=record.pk)


def desk(record: Record) -> Task:
    """The open desk of a record."""
    found: Task = Task.objects.select_related("unit").get(process=record.process_id, finished__isnull=True)
    return found


def make_cast() -> Cast:
    """The cast of `make_world`, with a programme of the 工委 under way."""
    world = make_world()
    cast = Cast(world.units, world.users)
    cast.programme()
    return cast
