"""Two people at once on one list, and fifty units at ten places: who wins is served, the others read why."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from permissions import grants
from permissions.actor import Actor
from permissions.grants import Posting
from permissions.models import Appointment, Person
from permissions.roles import Role, UnitKind
from tests.workflows.engine.steps import all_is_well
from tests.workflows.engine.test_races import race
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.listing import a_round, fresh, listed, ready, reported
from tests.workflows.nomination.places import categories, reserved
from tests.world import LONG_AGO
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import Reservation, Round
from workflows.engine.transitions import fire, open_many, seen_of
from workflows.nomination import actions
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries import lists
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

Elsewhere = Callable[..., Future[Any]]
WHY = {"comment": "请补充材料。"}
UNITS, PLACES = 50, 10


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Return the cast, where other connections see it."""
    return make_cast()


def on_list(verb: str, cast: Cast, submission: NominationList, who: str, **more: Any) -> Callable[[], Any]:
    """A verb on a list as this person sees it now, to be taken later."""
    found = fresh(submission)
    return partial(getattr(actions, verb), found, by=getattr(cast, who), seen=cast.seen(found), **more)


def test_two_clicks_of_one_report_are_one(cast: Cast, elsewhere: Elsewhere) -> None:
    a_round(cast)
    submission = ready(cast, listed(cast, "张三"))
    report = on_list("list_report", cast, submission, "staff", unreported=list(lists.left_behind(submission)))

    assert race(elsewhere, report, report) is None
    assert (fresh(submission).state, cast.nomination("张三").state) == (L.VERIFYING, S.VERIFYING)
    assert all_is_well()


@pytest.mark.parametrize("first", ["report", "pull"])
def test_a_list_goes_or_one_of_its_members_leaves_it(cast: Cast, elsewhere: Elsewhere, first: str) -> None:
    a_round(cast)
    submission = ready(cast, listed(cast, "张三", "王五"))
    known = list(lists.left_behind(submission))
    verbs = {
        "report": on_list("list_report", cast, submission, "staff", unreported=known),
        "pull": on_list("list_pull", cast, submission, "deputy", nomination=cast.nomination("王五"), **WHY),
    }
    second = next(name for name in verbs if name != first)
    answer = race(elsewhere, verbs[first], verbs[second])
    expected = {"report": (L.VERIFYING, S.VERIFYING), "pull": (L.COMPILING, S.COMMITTEE_REVIEWING)}

    assert isinstance(answer, Refused)
    assert (fresh(submission).state, cast.nomination("王五").state) == expected[first]
    assert all_is_well()


@pytest.mark.parametrize("first", ["forward", "send_back"])
def test_a_list_goes_on_or_back(cast: Cast, elsewhere: Elsewhere, first: str) -> None:
    a_round(cast)
    submission = reported(cast, "张三")
    verbs = {
        "forward": on_list("list_forward", cast, submission, "clerk"),
        "send_back": on_list("list_send_back", cast, submission, "head", to=L.COMPILING, **WHY),
    }
    second = next(name for name in verbs if name != first)
    answer = race(elsewhere, verbs[first], verbs[second])
    expected = {"forward": (L.DECIDING, S.DECIDING), "send_back": (L.COMPILING, S.LISTED)}

    assert isinstance(answer, Refused)
    assert (fresh(submission).state, cast.nomination("张三").state) == expected[first]
    assert all_is_well()


def many_units(cast: Cast) -> list[NominationList]:
    """A round of ten places over all, and fifty units, each with a list of one that is ready to be reported."""
    names = [f"{n}局机关党委" for n in range(UNITS)]
    for name in names:
        cast.unit(name, UnitKind.ORG_COMMITTEE, "工委")
    cast._accounts({f"{part}{n}": f"{part}{n}" for n in range(UNITS) for part in ("deputy", "staff")})
    roles = {"deputy": Role.OC_DEPUTY, "staff": Role.OC_STAFF}
    posts = [
        Posting(cast.users[f"{part}{n}"], role, cast.units[names[n]], LONG_AGO)
        for n in range(UNITS)
        for part, role in roles.items()
    ]
    grants.appoint_many(posts)
    made = a_round(cast, categories=categories(member={"places": PLACES}))
    return _lists(cast, made, names)


def _lists(cast: Cast, made: Round, names: list[str]) -> list[NominationList]:
    units = [cast.units[name] for name in names]
    opened = open_many([NominationList(round=made, unit=unit) for unit in units], by=cast.clerk)
    people = Person.objects.bulk_create(Person(staff_no=f"R{n:03d}", name=f"人选{n}") for n in range(UNITS))
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


def report_all(cast: Cast, submissions: list[NominationList]) -> list[tuple[NominationList, Any]]:
    """All units press the button at once: each list with what it came to.

    Every one of them is connected before, as a server's workers are.
    """
    names = {submission.pk: submission.unit.short_name.removesuffix("局机关党委") for submission in submissions}
    gate = Barrier(len(submissions))
    clicks = [(each, acting(cast, f"staff{names[each.pk]}"), seen_of(each)) for each in submissions]

    def click(submission: NominationList, by: Actor, seen: Any) -> tuple[NominationList, Any]:
        connection.ensure_connection()
        gate.wait()
        try:
            actions.list_report(submission, by=by, seen=seen)
        except Exception as error:
            return submission, error
        else:
            return submission, "done"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(clicks)) as people:
        return list(people.map(lambda one: click(*one), clicks))


def test_fifty_units_report_into_ten_places(cast: Cast) -> None:
    ended = report_all(cast, many_units(cast))
    made = ended[0][0].round
    won = [submission for submission, answer in ended if answer == "done"]
    lost = [(submission, answer) for submission, answer in ended if answer != "done"]

    assert (len(won), len(lost), reserved(made, "工委", "whole:places.member")) == (PLACES, UNITS - PLACES, PLACES)
    assert {type(answer) for _, answer in lost} == {Incomplete}
    assert {text for _, answer in lost for text in answer.problems} == {
        f"全部单位合计：优秀共产党员名额不超过{PLACES}个（固定{PLACES}个），现有{PLACES + 1}个，多1个。"
    }

    for submission in won[:3]:
        staff = f"staff{submission.unit.short_name.removesuffix('局机关党委')}"
        actions.list_withdraw(fresh(submission), by=acting(cast, staff), seen=seen_of(fresh(submission)))
    again = report_all(cast, [fresh(submission) for submission, _ in lost])

    assert [answer for _, answer in again].count("done") == 3
    assert {type(answer) for _, answer in again if answer != "done"} == {Incomplete}
    assert Reservation.objects.filter(quota__key="whole:places.member").count() == PLACES
    assert all_is_well()
