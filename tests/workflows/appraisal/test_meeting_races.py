"""Two people at one meeting at the same moment, from two connections: the second reads why, nothing is doubled."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from tests.workflows.appraisal.cast import Cast, fresh
from tests.workflows.engine.steps import all_is_well
from tests.workflows.engine.test_races import Elsewhere, race
from workflows.appraisal import actions
from workflows.appraisal.models import Entry
from workflows.appraisal.states import MeetingState as M
from workflows.engine.errors import Refused, Stale
from workflows.engine.transitions import seen_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

Verb = Callable[[], Any]


def on_meeting(cast: Cast, action: Callable[..., Any], who: str = "organiser", **more: Any) -> Verb:
    """An action on the meeting as it was seen before the race."""
    row = fresh(cast.meeting())
    return partial(action, row, by=cast.who(who), seen=seen_of(row), **more)


def himself(cast: Cast, action: Callable[..., Any], *given: Any) -> Verb:
    """What the secretary does as a member."""
    row = cast.row("周志远")
    return partial(action, row, *given, by=cast.himself("secretary"), seen=seen_of(row))


def test_the_same_self_assessment_is_handed_in_once(cast: Cast, elsewhere: Elsewhere) -> None:
    own = himself(cast, actions.assess_self, "本人写的")
    branch = partial(actions.assess_for, cast.row("周志远"), "代录的", by=cast.organiser)

    refused = race(elsewhere, own, branch)

    assert (type(refused), cast.row("周志远").assessment) == (Stale, "本人写的")
    assert all_is_well()


def test_a_result_is_acknowledged_once(cast: Cast, elsewhere: Elsewhere) -> None:
    cast.meeting_at(M.FEEDING_BACK)
    own = himself(cast, actions.acknowledge_self, "同意")
    branch = partial(
        actions.acknowledge_for, cast.row("周志远"), "on_paper", timezone.localdate(), "", by=cast.organiser
    )

    refused = race(elsewhere, own, branch)

    assert (type(refused), cast.row("周志远").acknowledged) == (Stale, "signed_in")


def test_two_readers_at_once_are_two_entries_and_nobody_is_the_third(cast: Cast, elsewhere: Elsewhere) -> None:
    cast.meeting_at(M.COUNTING)

    assert race(elsewhere, partial(cast.enter, "organiser"), partial(cast.enter, "secretary")) is None
    assert Entry.objects.count() == 2


def test_confirmed_counts_are_not_corrected_at_the_same_moment(cast: Cast, elsewhere: Elsewhere) -> None:
    cast.meeting_at(M.COUNTING)
    for reader in ("organiser", "secretary"):
        cast.enter(reader)

    refused = race(elsewhere, on_meeting(cast, actions.confirm), partial(cast.enter, "secretary"))

    assert isinstance(refused, Refused)
    assert (cast.meeting().state, cast.meeting().counts.count()) == (M.GRADING, 1)


def test_a_frozen_roll_shuts_out_what_is_typed_at_the_same_moment(cast: Cast, elsewhere: Elsewhere) -> None:
    cast.arrange()
    typed = on_meeting(cast, actions.roll_save, given={})

    assert type(race(elsewhere, on_meeting(cast, actions.freeze), typed)) is Stale
    assert cast.meeting().state == M.CHECKING_IN


def test_accepted_grades_are_not_sent_back_at_the_same_moment(cast: Cast, elsewhere: Elsewhere) -> None:
    cast.meeting_at(M.REVIEWING)
    back = on_meeting(cast, actions.send_back, "staff", to="grading", comment="请补充")

    refused = race(elsewhere, on_meeting(cast, actions.accept, "deputy"), back)

    assert (type(refused), cast.meeting().state) == (Stale, M.FEEDING_BACK)
    assert all_is_well()
