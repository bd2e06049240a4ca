"""The whole demonstration in one transaction: a build that is broken off leaves an empty database."""

from contextlib import suppress
from random import Random

from django.db import transaction
from django.utils import timezone

from workflows.demo import (
    appraisals,
    awards,
    boxes,
    delegations,
    disposals,
    history,
    organisation,
    people,
    problems,
    rounds,
    signings,
)
from workflows.demo.branches import Work
from workflows.demo.plans import Size
from workflows.engine import calendar

SEED = 20260701


@transaction.atomic
def build(size: Size) -> None:
    """Fill an empty database; the same size on the same day gives the same names and scores."""
    chance = Random(SEED)  # noqa: S311 - names and scores, no secrets
    year = timezone.localdate().year
    _seed_calendar(year)
    built = organisation.build(size)
    staff = people.settle(built, size.people, chance)
    rules = rounds.shipped_rules()
    # The last branch of the first unit is new this year: it has no star yet.
    seasoned = [branch for branch in built.branches if branch != built.offices[0].branches[-1]]
    history.record_past_stars(seasoned, rules, [year - 2, year - 1], chance)
    rounds.run(built, staff, rules, chance)
    work = Work(staff, rules, chance)
    signings.run(work, built)
    awards.run(work, built)
    problems.run(work, built)
    appraisals.run(work, built)
    boxes.run(work, built)
    disposals.run(work, built)
    delegations.run(built, staff)


def _seed_calendar(year: int) -> None:
    for each in (year - 2, year - 1, year):
        with suppress(NotImplementedError):  # a year that the library does not know: plain weeks until it is updated
            calendar.seed(each)
