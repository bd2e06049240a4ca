"""Two people at once on one list, and fifty units at ten places: who wins is served, the others read why."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from permissions.actor import Actor
from tests.workflows.engine.steps import all_is_well
from tests.workflows.engine.test_races import race
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.crowd import acting, many_units
from tests.workflows.nomination.listing import a_round, fresh, listed, ready, reported
from tests.workflows.nomination.places import reserved
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import Reservation
from workflows.engine.transitions import seen_of
from workflows.nomination import actions
from workflows.nomination.models import NominationList
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
    ended = report_all(cast, many_units(cast, UNITS, PLACES))
    made = ended[0][0].round
    won = [submission for submission, answer in ended if answer == "done"]
    lost = [(submission, answer) for submission, answer in ended if answer != "done"]

    assert (len(won), len(lost), reserved(made, "工委", "whole:places.member")) == (PLACES, UNITS - PLACES, PLACES)
    assert {isinstance(answer, Incomplete) for _, answer in lost} == {True}
    assert {text for _, answer in lost for text in answer.problems} == {
        f"全部单位合计：优秀共产党员名额不超过{PLACES}个（固定{PLACES}个），现有{PLACES + 1}个，多1个。"
    }

    for submission in won[:3]:
        staff = f"staff{submission.unit.short_name.removesuffix('局机关党委')}"
        actions.list_withdraw(fresh(submission), by=acting(cast, staff), seen=seen_of(fresh(submission)))
    again = report_all(cast, [fresh(submission) for submission, _ in lost])

    assert [answer for _, answer in again].count("done") == 3
    assert {isinstance(answer, Incomplete) for _, answer in again if answer != "done"} == {True}
    assert Reservation.objects.filter(quota__key="whole:places.member").count() == PLACES
    assert all_is_well()
