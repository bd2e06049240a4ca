"""The steps of one branch's rating in the demonstration, each taken by the person whose post it is."""

from dataclasses import dataclass
from enum import Enum, auto
from random import Random

from permissions.actor import Actor
from permissions.models import OrgUnit
from permissions.roles import Role, UnitKind
from workflows.demo import evidence, sheets
from workflows.demo.organisation import Office
from workflows.demo.people import WITHOUT_ACCOUNT, Staff
from workflows.engine.transitions import seen_of
from workflows.star_rating import actions, queries
from workflows.star_rating.models import Rating
from workflows.star_rating.rules import Scheme
from workflows.star_rating.states import RatingState, Sheet


class Progress(Enum):
    """How far a branch has come."""

    UNTOUCHED = auto()
    DRAFTED = auto()
    SUBMITTED = auto()
    RETURNED = auto()
    RESUBMITTED = auto()
    SCORED = auto()
    REJECTED = auto()


@dataclass(frozen=True)
class Work:
    """What every step needs: who holds which post, the scheme, and chance with a fixed seed."""

    staff: Staff
    scheme: Scheme
    chance: Random

    def reviewer(self, unit: OrgUnit) -> Actor:
        """Who scores and compiles for a reporting unit."""
        return self.staff.at(unit, Role.WC_CLERK if unit.kind == UnitKind.WORK_COMMITTEE else Role.OC_DEPUTY)


def bring(work: Work, office: Office, rating: Rating, progress: Progress) -> None:
    """Take a rating from its opening to where it shall be."""
    if progress == Progress.UNTOUCHED:
        return
    if progress == Progress.DRAFTED:
        _fill(work, rating, sheets.half_a_sheet(sheets.own_sheet(work.scheme, work.chance)))
        return
    rating = _submit(work, rating, sheets.SIGNED)
    if progress == Progress.SUBMITTED:
        return
    rating = _through_general_branch(work, office, rating)
    reviewer = work.reviewer(office.unit)
    if progress in (Progress.RETURNED, Progress.RESUBMITTED):
        rating = _return(work, rating, reviewer)
    if progress == Progress.RESUBMITTED:
        _submit(work, rating, sheets.RESUBMITTED)
    elif progress == Progress.REJECTED:
        actions.reject(rating, by=reviewer, seen=seen_of(rating), comment=sheets.REFUSED)
    elif progress == Progress.SCORED:
        _score(work, rating, reviewer)


def _author(work: Work, rating: Rating, role: Role) -> Actor:
    """Who fills in or signs for a branch: one of its own, or the clerk above where it has no account."""
    unit = rating.unit
    if unit.code == WITHOUT_ACCOUNT and unit.parent is not None:
        return work.staff.at(unit.parent, Role.OC_STAFF)
    return work.staff.at(unit, role)


def _fill(work: Work, rating: Rating, given: actions.SheetInput) -> Rating:
    organiser = _author(work, rating, Role.BRANCH_ORG)
    rating = actions.save_sheet(rating, Sheet.SELF, given, by=organiser, seen=seen_of(rating))
    return evidence.attach(rating, {line.code for line in given.lines}, by=organiser, chance=work.chance)


def _submit(work: Work, rating: Rating, comment: str) -> Rating:
    rating = _fill(work, rating, sheets.own_sheet(work.scheme, work.chance))
    signer = _author(work, rating, Role.BRANCH_SECRETARY)
    return actions.submit(rating, by=signer, seen=seen_of(rating), comment=comment)


def _through_general_branch(work: Work, office: Office, rating: Rating) -> Rating:
    if office.general is None or rating.state != RatingState.GENERAL_REVIEWING:
        return rating
    secretary = work.staff.at(office.general, Role.GB_SECRETARY)
    comment = work.chance.choice(sheets.AGREED)
    return actions.forward(rating, by=secretary, seen=seen_of(rating), comment=comment)


def _return(work: Work, rating: Rating, by: Actor) -> Rating:
    comment = work.chance.choice(sheets.RETURNS)
    return actions.send_back(rating, by=by, seen=seen_of(rating), comment=comment, to=RatingState.SELF_ASSESSING)


def _score(work: Work, rating: Rating, by: Actor) -> None:
    own = queries.deductions([rating.pk], Sheet.SELF).get(rating.pk, [])
    given = sheets.review_sheet(work.scheme, own, rating.round.year, work.chance)
    rating = actions.save_sheet(rating, Sheet.REVIEW, given, by=by, seen=seen_of(rating))
    actions.forward(rating, by=by, seen=seen_of(rating), comment=work.chance.choice(sheets.SCORED))
