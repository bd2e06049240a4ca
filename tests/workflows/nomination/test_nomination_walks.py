"""Whatever a branch and its committee do in whichever order: places are held by what was handed in, nobody is twice."""

from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflows.engine.steps import all_is_well
from tests.workflows.nomination.cast import Cast, make_cast
from workflows.engine.errors import Refused
from workflows.engine.models import Reservation
from workflows.nomination.models import Nomination
from workflows.nomination.models.nomination import OUT
from workflows.nomination.states import NominationState as S

NAMES = ("张三", "李四", "陈新")
BRANCH = {"nominate", "fill_in", "submit", "discard", "withdraw"}
WHY = {"comment": "按会议意见办理。"}
STEPS = st.tuples(
    st.sampled_from(["nominate", "fill_in", "submit", "discard", "withdraw", "forward", "send_back", "reject", "undo"]),
    st.sampled_from(NAMES),
)


@pytest.fixture
def cast(db: None) -> Cast:
    """Return a round with two places for three candidates of 甲一支部."""
    made = make_cast()
    made.member("陈新")
    made.graded("陈新")
    made.award_round()
    return made


def step(cast: Cast, verb: str, name: str) -> None:
    """Do one thing, or have it refused."""
    try:
        with transaction.atomic():
            if verb == "nominate":
                cast.nominate(name)
            elif verb == "fill_in":
                cast.fill_in(name)
            elif verb == "undo":
                cast.do("withdraw", name, "deputy")
            else:
                more = {"to": S.DRAFTING} if verb == "send_back" else {}
                cast.do(verb, name, "secretary" if verb in BRANCH else "deputy", **WHY, **more)
    except (Refused, Nomination.DoesNotExist):
        return


def check(cast: Cast) -> None:
    """What holds after each step."""
    standing = Nomination.objects.exclude(state__in=OUT)
    handed_in = set(standing.exclude(state=S.DRAFTING).values_list("process_id", flat=True))
    listed = Nomination.objects.filter(state=S.LISTED)

    assert set(Reservation.objects.values_list("process_id", flat=True)) == handed_in
    assert len(handed_in) <= 2
    assert max(Counter(standing.values_list("person_id", flat=True)).values(), default=0) <= 1
    assert set(Nomination.objects.filter(submission__isnull=False)) == set(listed)
    assert all(row.answers["verdict"] == "met" for row in listed)


@settings(
    max_examples=12, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(steps=st.lists(STEPS, min_size=8, max_size=16))
def test_places_follow_what_was_handed_in_and_nobody_stands_twice(cast: Cast, steps: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        for name in NAMES[:2]:
            cast.submitted(name)
        for verb, name in steps:
            step(cast, verb, name)
            check(cast)
        assert all_is_well()
        transaction.set_rollback(True)
