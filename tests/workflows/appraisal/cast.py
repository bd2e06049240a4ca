"""The cast with a round of 民主评议 under way, and meetings brought to each stage by the actions of the product."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from permissions.actor import Actor
from permissions.models import Appointment, Person, User
from tests.world import LOOKED_OVER, World, make_world
from workflows.appraisal import actions
from workflows.appraisal.models import Appraisal, Meeting
from workflows.appraisal.queries.counting import judged, questions
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.queries.roll import lines
from workflows.appraisal.rules import RATERS, Asks, Plan, Presence, Question, Subject, Totals, ready
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.states import MeetingState as M
from workflows.engine.models import Record, Round

FORWARD = (
    M.PREPARING, M.CHECKING_IN, M.BALLOTING, M.COUNTING, M.GRADING, M.REVIEWING, M.FEEDING_BACK, M.CLOSED,
)  # fmt: skip
OPINION = "理想信念坚定，履职尽责。"
MEMBERS = ("陈明", "周岚", "吴江", "郑洁")
"""正式党员 of 甲一支部 beside its organiser 李慧 and its secretary 周志远, who have accounts."""


@dataclass
class Cast(World):
    """Everybody of the world, and what they do with a meeting."""

    def member(self, name: str, unit: str = "甲一支部", **more: Any) -> Person:
        """A member of a branch, 正式党员 unless told."""
        usual: dict[str, Any] = {"staff_no": f"M{Person.objects.count():04d}", "branch": self.units[unit]}
        return Person.objects.create(name=name, **(usual | more))

    def people(self, unit: str = "甲一支部", names: tuple[str, ...] = MEMBERS) -> None:
        """Members for a branch: its two posts, and others without an account."""
        if unit == "甲一支部":
            held = [self.users["organiser"], self.users["secretary"]]
            Person.objects.filter(user__in=held).update(branch=self.units[unit])
        for name in names:
            self.member(name, unit)

    def opened(self, plan: Plan | None = None, unit: str = "工委", by: str = "clerk", **more: Any) -> Round:
        """Prepare a round, and open it as the worker does."""
        year = timezone.localdate().year
        made = actions.draft_round(
            self.units[unit], plan or ready(), by=self.who(by), year=year, title=f"{year}年度民主评议党员", **more
        )
        begun = {"status": Round.Status.OPEN, "opened_at": timezone.now(), "checkup": LOOKED_OVER}
        Round.objects.filter(pk=made.pk).update(**begun)  # what queues the opening is left out
        actions.open_round(made, by=self.who(by))
        return Round.objects.select_related("unit").get(pk=made.pk)

    def who(self, name: str) -> Actor:
        """A person of the cast by name."""
        found: Actor = getattr(self, name)
        return found

    def himself(self, name: str) -> Actor:
        """A person as a member, without any post."""
        return Actor(self.users[name], None)

    def meeting(self, unit: str = "甲一支部") -> Meeting:
        """The last meeting of a branch."""
        rows = Meeting.objects.select_related("unit", "round__unit", "process")
        return rows.filter(unit=self.units[unit]).latest("pk")

    def row(self, name: str, unit: str = "甲一支部") -> Appraisal:
        """A member in the last meeting of a branch."""
        return next(each for each in judged(self.meeting(unit)) if each.entry.name == name)

    def do(self, action: Callable[..., Any], record: Record, by: str = "organiser", **more: Any) -> Any:
        """Do one action on a record as it now is."""
        found = fresh(record)
        return action(found, by=self.who(by), seen=self.seen(found), **more)

    def meeting_at(self, state: M, unit: str = "甲一支部") -> Meeting:
        """The meeting of a branch brought to a stage."""
        begun = FORWARD.index(M(self.meeting(unit).state))
        for reached in FORWARD[begun + 1 : FORWARD.index(state) + 1]:
            self.step(reached, unit)
        return self.meeting(unit)

    def step(self, to: M, unit: str = "甲一支部") -> None:
        """Take a meeting one stage on."""
        steps: Mapping[M, Callable[[str], None]] = {
            M.CHECKING_IN: self._freeze, M.BALLOTING: self._open, M.COUNTING: self._close_ballot,
            M.GRADING: self._confirm, M.REVIEWING: self._decide, M.FEEDING_BACK: self._accept, M.CLOSED: self._close,
        }  # fmt: skip
        steps[to](unit)

    def _freeze(self, unit: str) -> None:
        self.arrange(unit)
        self.do(actions.freeze, self.meeting(unit))

    def arrange(self, unit: str = "甲一支部") -> None:
        """Say when and where."""
        self.do(
            actions.meeting_arrange, self.meeting(unit), given=actions.Arrangement(timezone.localdate(), "三楼会议室")
        )

    def assess(self, unit: str = "甲一支部") -> None:
        """Hand in what nobody handed in."""
        for row in judged(self.meeting(unit)):
            if row.state == A.SELF_ASSESSING:
                actions.assess_for(row, f"{row.entry.name}的自评", by=self.organiser)

    def attend(self, unit: str = "甲一支部", absent: tuple[str, ...] = ()) -> None:
        """Everybody comes but for these."""
        came = {
            entry.pk: str(Presence.ABSENT if entry.name in absent else Presence.PRESENT)
            for entry in lines(self.meeting(unit))
            if not entry.excuse and entry.as_member().takes_part
        }
        self.do(actions.attend_save, self.meeting(unit), given=came)

    def _open(self, unit: str) -> None:
        self.assess(unit)
        self.attend(unit)
        self.do(actions.open_ballot, self.meeting(unit))

    def _close_ballot(self, unit: str) -> None:
        self.do(actions.close_ballot, self.meeting(unit))

    def enter(self, by: str, unit: str = "甲一支部", form: str = "members", **changed: Any) -> None:
        """Key in totals of a form in which everybody gave everybody the first option."""
        actions.totals_enter(self.meeting(unit), form, self.totals(unit, form, **changed), by=self.who(by))

    def totals(self, unit: str = "甲一支部", form: str = "members", **changed: Any) -> Totals:
        """Totals that add up: all ballots came back, all valid."""
        meeting = self.meeting(unit)
        kind, number = plan_of(meeting.round).form_by_code[form], meeting.voters or 0
        cells = {line.key: _cells(line, number) for line in questions(kind, judged(meeting))}
        usual: dict[str, Any] = {"issued": number, "returned": number, "valid": number, "invalid": 0, "cells": cells}
        return Totals(**(usual | changed))

    def _confirm(self, unit: str) -> None:
        for form in plan_of(self.meeting(unit).round).forms_for(Subject.MEMBERS):
            for reader in ("organiser", "secretary"):
                self.enter(reader, unit, form.code)
        self.do(actions.confirm, self.meeting(unit))

    def sit(self, unit: str = "甲一支部", **changed: Any) -> None:
        """Register the sitting that gives the grades: five of five."""
        usual: dict[str, Any] = {
            "body": "支部党员大会", "held_on": timezone.localdate(), "due": 5, "present": 5, "minutes": "逐人表决。",
        }  # fmt: skip
        self.do(actions.sitting_record, self.meeting(unit), given=usual | changed)

    def grade(self, name: str, code: str = "qualified", unit: str = "甲一支部", **more: Any) -> Appraisal:
        """Give a member a grade with five votes."""
        usual: dict[str, Any] = {"opinion": OPINION, "agreed": 5, "against": 0, "withheld": 0}
        given = actions.GradeInput(code, **(usual | more))
        return actions.grade_save(self.row(name, unit), given, by=self.organiser)

    def _decide(self, unit: str) -> None:
        self.sit(unit)
        members = judged(self.meeting(unit))
        for n, row in enumerate(members):
            if row.entry.as_member().graded:
                self.grade(row.entry.name, "excellent" if n < len(members) // 3 else "qualified", unit)
        self.do(actions.decide, self.meeting(unit), "secretary")

    def _accept(self, unit: str) -> None:
        self.do(actions.accept, self.meeting(unit), "deputy")

    def _close(self, unit: str) -> None:
        for row in judged(self.meeting(unit)):
            if row.state == A.FEEDING_BACK:
                actions.acknowledge_for(row, "on_paper", timezone.localdate(), "", by=self.organiser)
        self.do(actions.close, self.meeting(unit))

    def counter(self, name: str) -> User:
        """Give a member without a post an account."""
        person = Person.objects.get(name=name)
        user = User.objects.create_user(f"user_{person.pk}", "Dangjian-2026", person)
        User.objects.filter(pk=user.pk).update(must_change_password=False)
        self.users[name] = user
        return user


def _cells(line: Question, number: int) -> dict[str, int]:
    if line.asks is Asks.POINTS:
        return {option: number if option == RATERS else number * 90 for option in line.options}
    first = 0 if line.asks is Asks.ANY else number
    return {option: first if n == 0 else 0 for n, option in enumerate(line.options)}


def fresh(record: Any) -> Any:
    """A record as it now is."""
    return type(record).objects.select_related("unit", "round__unit", "process").get(pk=record.pk)


def post_of(user: User) -> Appointment:
    """The only post of somebody."""
    return Appointment.objects.get(user=user)


def make_cast(plan: Plan | None = None) -> Cast:
    """The cast of `make_world` with six members in 甲一支部, and a round of the 工委 under way for it alone."""
    world = make_world()
    cast = Cast(world.units, world.users)
    cast.people()
    cast.opened(plan, scope=[cast.units["甲一支部"].pk])
    return cast
