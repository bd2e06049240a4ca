"""Whatever is handed in, reported, freed and shifted in whichever order: no more places are taken than there are."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.places import OTHER, UNIT, cap, categories, opened, proposed
from workflows.engine.errors import Refused
from workflows.engine.models import Quota, Round
from workflows.nomination import actions
from workflows.nomination.actions import quotas
from workflows.nomination.models import Nomination

NAMES = ("张三", "李四", "王五", "赵六", "周八", "吴九")
HOME = {"周八": OTHER, "吴九": OTHER}
STEPS = st.one_of(
    st.tuples(st.sampled_from(["submit", "report", "free", "leave"]), st.sampled_from(NAMES)),
    st.tuples(st.just("shift"), st.sampled_from([(UNIT, OTHER, 1), (OTHER, UNIT, 1), (UNIT, OTHER, 2)])),
    st.tuples(st.just("set"), st.tuples(st.sampled_from([UNIT, OTHER]), st.integers(0, 4))),
)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def made(cast: Cast) -> Round:
    """Return a round with one place a branch, two a unit, three over all, and one person nominated by each branch."""
    given = categories(member={"per_branch": 1, "per_unit": 2, "places": 3})
    return opened(cast, categories=given, caps=[cap(2, per="unit")])


def play(cast: Cast, made: Round, rows: dict[str, Nomination], step: str, what: Any) -> None:
    """Do one thing, or have it refused."""
    verbs: dict[str, Callable[[], Any]] = {
        "submit": lambda: quotas.reserve_branch(rows[what]),
        "report": lambda: quotas.reserve_list(cast.list_in(HOME.get(what, UNIT)), [rows[what]]),
        "free": lambda: quotas.release([rows[what]]),
        "leave": lambda: quotas.release_list([rows[what]]),
        "shift": lambda: actions.places_shift(
            made, "member", cast.units[what[0]], cast.units[what[1]], what[2], by=cast.clerk, reason="调剂。"
        ),
        "set": lambda: actions.places_set(
            Quota.objects.get(round=made, unit=cast.units[what[0]], key="unit:places.member"), what[1],
            by=cast.clerk, reason="调整。",
        ),
    }  # fmt: skip
    try:
        with transaction.atomic():
            verbs[step]()
    except Refused:
        return


@settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=st.lists(STEPS, min_size=5, max_size=25))
def test_no_more_places_are_taken_than_there_are(cast: Cast, made: Round, steps: list[tuple[str, Any]]) -> None:
    with transaction.atomic():
        rows = {row.candidate: row for row in proposed(cast, made, *NAMES)}
        total = sum(Quota.objects.filter(round=made, key="unit:places.member").values_list("limit", flat=True))
        for step, what in steps:
            play(cast, made, rows, step, what)
            for quota in Quota.objects.filter(round=made):
                assert quota.reservations.count() <= quota.limit, (step, what, quota)
            if step == "shift":
                now = Quota.objects.filter(round=made, key="unit:places.member").values_list("limit", flat=True)
                assert sum(now) == total
            total = sum(Quota.objects.filter(round=made, key="unit:places.member").values_list("limit", flat=True))
        transaction.set_rollback(True)
