"""The steps of one nomination in the demonstration, each taken by the person whose post it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, auto

from django.utils import timezone

from permissions.actor import Actor
from permissions.models import OrgUnit, Person
from permissions.roles import Role
from workflows.demo import award_words as words
from workflows.demo.branches import Work
from workflows.demo.organisation import Office
from workflows.engine.models import Round
from workflows.engine.transitions import seen_of
from workflows.nomination import actions, queries
from workflows.nomination.models import Nomination
from workflows.nomination.queries.nominations import full, materials_typed
from workflows.nomination.rules import Verdict
from workflows.nomination.states import NominationState as S

RULINGS = {
    "no_discipline": words.CLEAN, "rank_excluded": words.RANK, "graded": words.GRADE, "star": words.STAR,
}  # fmt: skip
"""Why the reviewing unit finds that a condition is met of which the registers know too little."""


class Reach(IntEnum):
    """How far a nomination has come."""

    DRAFTED = auto()
    SUBMITTED = auto()
    RETURNED = auto()
    REJECTED = auto()
    LISTED = auto()


@dataclass(frozen=True)
class Case:
    """Whom a branch nominates: the branch by its place in its unit, the category, and how far it goes."""

    branch: int
    category: str
    reach: Reach


def candidate(work: Work, branch: OrgUnit, category: str) -> Person | OrgUnit:
    """The branch itself, its secretary as 党务工作者, or the first full member who has no post."""
    if category == "branch":
        return branch
    people = Person.objects.filter(branch=branch)
    if category == "worker":
        return people.get(user=work.staff.at(branch, Role.BRANCH_SECRETARY).user_id)
    plain = people.filter(roll=Person.Roll.FORMAL, user__isnull=True)
    return plain.order_by("staff_no")[0]


def bring(work: Work, office: Office, round_: Round, case: Case) -> Nomination:
    """Nominate, and go on to where the case ends."""
    branch = office.branches[case.branch]
    by = work.staff.at(branch, Role.BRANCH_SECRETARY)
    made = actions.nominate(round_, branch, case.category, candidate(work, branch, case.category), by=by)
    made = _fill(made, by, case.branch)
    if case.reach == Reach.DRAFTED:
        return made
    made = actions.submit(made, by=by, seen=seen_of(made), comment=words.AGREED)
    return made if case.reach == Reach.SUBMITTED else _review(work, office, made, case.reach)


def _fill(made: Nomination, by: Actor, number: int) -> Nomination:
    """The texts and the vote of a meeting to which all but one came."""
    members = made.unit.people.count()
    given = actions.DraftInput(
        profile=_profile(made, by),
        texts=_texts(made, number),
        held_on=timezone.localdate(),
        expected=members,
        present=members - 1,
        approve=members - 1,
        resolution=words.RESOLUTION,
    )
    return actions.nomination_save(made, given, by=by, seen=seen_of(made))


def _profile(made: Nomination, by: Actor) -> Mapping[str, str]:
    if made.person is None:
        return {"head": f"{by.name}，党支部书记"}
    return {"duty": f"{made.unit.short_name.removesuffix('党支部')}四级调研员", "resume": words.RESUME}


def _texts(made: Nomination, number: int) -> Mapping[str, str]:
    typed = materials_typed(made)
    deeds = words.DEEDS[number % len(words.DEEDS)], words.DEEDS[(number + 1) % len(words.DEEDS)]
    return {material.code: "\n".join(deeds) for material in typed}


def _review(work: Work, office: Office, made: Nomination, reach: Reach) -> Nomination:
    by = work.reviewer(office.unit)
    if made.state == S.GENERAL_REVIEWING and office.general is not None:
        secretary = work.staff.at(office.general, Role.GB_SECRETARY)
        made = actions.forward(made, by=secretary, seen=seen_of(made), comment=words.GENERAL)
    if reach == Reach.RETURNED:
        return actions.send_back(made, by=by, seen=seen_of(made), comment=words.RETURNED, to=S.DRAFTING)
    if reach == Reach.REJECTED:
        return actions.reject(made, by=by, seen=seen_of(made), comment=words.REFUSED)
    made = _ruled(made, by)
    return actions.forward(made, by=by, seen=seen_of(made), comment=words.CHECKED)


def _ruled(made: Nomination, by: Actor) -> Nomination:
    """The unit says of every answer that is open that it looked into it."""
    for answer in queries.eligibility_now([made])[made.pk].open:
        reason = RULINGS[answer.answer.code.partition(".")[0]]
        actions.overrule(made, answer.answer.code, Verdict.MET, reason, by=by, seen=seen_of(made))
        made = full(Nomination.objects.all()).get(pk=made.pk)
    return made
