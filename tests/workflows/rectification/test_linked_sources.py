"""A problem that another process found leads back to where it was found, and from there to the problem."""

import pytest

from tests.workflows.engine.steps import after_notice, do, list_at
from tests.workflows.rectification.cast import Cast, today
from tests.workflows.rectification.pages import get
from workflows.engine import events, objections
from workflows.rectification import actions
from workflows.rectification.models import Problem
from workflows.star_rating.actions import publish_due
from workflows.star_rating.models import Rating
from workflows.star_rating.states import ListState as L


@pytest.fixture
def found(cast: Cast) -> Problem:
    """Return the problem of 甲一支部 that an upheld objection to its star led to."""
    cast.round()
    submission = list_at(cast, L.PUBLICISING, ("甲一支部",))
    assert submission.publicity is not None
    said = {"channel": "电话", "text": "党费收缴不实。", "signed": "王先生"}
    objection = objections.receive(submission.publicity, cast.rating("甲一支部"), by=cast.clerk, **said)
    do(objections.uphold, cast, objection, "head", comment="经查属实。")
    publish_due(after_notice())
    assert actions.take_up_due(today()) == 1
    return Problem.objects.select_related("process", "origin").get()


def test_the_problem_and_what_it_came_from_lead_to_each_other(cast: Cast, found: Problem) -> None:
    rating = Rating.objects.get(process=found.origin_id)
    cast.do(actions.assign, found, "clerk")

    for who in ("clerk", "secretary"):
        assert f'href="/records/{rating.process.number}/"' in get(cast, f"/records/{found.process.number}/", who)[1]
        there = get(cast, f"/records/{rating.process.number}/", who)[1]
        assert f'href="/records/{found.process.number}/"' in there
        assert "王先生" not in there
        assert "党费收缴不实" not in there


def test_who_may_not_see_the_problem_yet_reads_its_number_only(cast: Cast, found: Problem) -> None:
    rating = Rating.objects.get(process=found.origin_id)
    there = get(cast, f"/records/{rating.process.number}/", "secretary")[1]

    assert found.process.number in there
    assert f'href="/records/{found.process.number}/"' not in there


def test_it_is_taken_up_once_and_stands_under_the_source_of_objections(cast: Cast, found: Problem) -> None:
    assert (found.source, found.unit.short_name) == ("objection", "甲一支部")
    assert actions.take_up_due(today()) == 0
    assert list(events.waiting(objections.upheld_kind("star_rating"))) == []
