"""Many units at few places: each with somebody who compiles its list, and a list that is ready to be reported."""

from django.utils import timezone

from permissions import grants
from permissions.actor import Actor
from permissions.grants import Posting
from permissions.models import Appointment, Person
from permissions.roles import Role, UnitKind
from tests.workflows.nomination.cast import Cast
from tests.workflows.nomination.listing import a_round
from tests.workflows.nomination.places import categories
from tests.world import LONG_AGO
from workflows.engine.models import Round
from workflows.engine.transitions import fire, open_many, seen_of
from workflows.nomination import actions
from workflows.nomination.models import Nomination, NominationList


def many_units(cast: Cast, units: int, places: int) -> list[NominationList]:
    """A round of so many places over all, and units that have each a list of one, ready to be reported."""
    names = [f"{n}局机关党委" for n in range(units)]
    for name in names:
        cast.unit(name, UnitKind.ORG_COMMITTEE, "工委")
    cast._accounts({f"{part}{n}": f"{part}{n}" for n in range(units) for part in ("deputy", "staff")})
    roles = {"deputy": Role.OC_DEPUTY, "staff": Role.OC_STAFF}
    posts = [
        Posting(cast.users[f"{part}{n}"], role, cast.units[names[n]], LONG_AGO)
        for n in range(units)
        for part, role in roles.items()
    ]
    grants.appoint_many(posts)
    made = a_round(cast, categories=categories(member={"places": places}))
    return _lists(cast, made, names)


def _lists(cast: Cast, made: Round, names: list[str]) -> list[NominationList]:
    units = [cast.units[name] for name in names]
    opened = open_many([NominationList(round=made, unit=unit) for unit in units], by=cast.clerk)
    people = Person.objects.bulk_create(Person(staff_no=f"R{n:03d}", name=f"人选{n}") for n, _ in enumerate(units))
    rows = open_many(
        [
            Nomination(round=made, unit=unit, category="member", person=person)
            for unit, person in zip(units, people, strict=True)
        ],
        by=cast.clerk,
    )
    for n, (submission, row) in enumerate(zip(opened, rows, strict=True)):
        deputy, staff = acting(cast, f"deputy{n}"), acting(cast, f"staff{n}")
        row = fire(row, "submit", by=deputy, seen=seen_of(row), answers={})
        row = fire(row, "forward", by=staff, seen=seen_of(row), answers={}, submission=submission)
        placings = [actions.Placing(row.pk, 1)]
        submission = actions.list_arrange(submission, placings, by=staff, seen=seen_of(submission))
        meeting = {"body": "机关党委会议", "held_on": timezone.localdate(), "minutes": "同意。"}
        actions.list_record_meeting(submission, meeting, by=staff, seen=seen_of(submission))
    needed = NominationList.objects.select_related("unit", "round__unit", "process")
    return list(needed.filter(pk__in=[each.pk for each in opened]).order_by("pk"))


def acting(cast: Cast, name: str) -> Actor:
    user = cast.users[name]
    return Actor(user, Appointment.objects.select_related("unit").get(user=user))
