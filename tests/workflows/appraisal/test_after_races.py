"""Two people at one 处置 or 限期改正 at the same moment, from two connections: the second reads why."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.workflows.appraisal.cast import Cast, fresh
from tests.workflows.appraisal.disposing import EVIDENCE, disposal_at, person, proposed, reassessing, today, vote
from tests.workflows.engine.steps import all_is_well
from tests.workflows.engine.test_races import Elsewhere, race
from workflows.appraisal import actions
from workflows.appraisal.actions import CaseInput
from workflows.appraisal.models import Disposal
from workflows.appraisal.states import CorrectionState as C
from workflows.appraisal.states import DisposalState as D
from workflows.engine.errors import Refused, Stale
from workflows.engine.transitions import seen_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def on(cast: Cast, record: Any, action: Callable[..., Any], who: str, **more: Any) -> Callable[[], Any]:
    """An action on a record as it was seen before the race."""
    row = fresh(record)
    return partial(action, row, by=cast.who(who), seen=seen_of(row), **more)


def test_two_drafts_against_one_member_are_one(cast: Cast, elsewhere: Elsewhere) -> None:
    given, unit = CaseInput("idle", EVIDENCE), cast.units["甲一支部"]
    both = [partial(actions.disposal_open, person(), unit, given, by=by) for by in (cast.organiser, cast.secretary)]

    assert (type(race(elsewhere, *both)), Disposal.objects.count()) == (Refused, 1)


def test_a_draft_that_is_proposed_is_not_changed_at_the_same_moment(cast: Cast, elsewhere: Elsewhere) -> None:
    record = proposed(cast)
    propose = on(cast, record, actions.disposal_propose, "secretary", held_on=today(), minutes="同意启动。")
    change = on(cast, record, actions.disposal_save, "organiser", given=CaseInput("idle", "改过的情况。"))

    assert type(race(elsewhere, propose, change)) is Stale
    assert (fresh(record).state, fresh(record).evidence) == (D.FILING, EVIDENCE)


def test_a_vote_is_not_entered_of_what_ends(cast: Cast, elsewhere: Elsewhere) -> None:
    record = disposal_at(cast, D.VOTING)
    end = on(cast, record, actions.disposal_end, "organiser", comment="表决没有通过。")
    resolve = on(cast, record, actions.disposal_resolve, "secretary", vote=vote())

    assert type(race(elsewhere, end, resolve)) is Stale
    assert (fresh(record).state, fresh(record).agreed) == (D.NOT_DISPOSED, None)
    assert all_is_well()


def test_a_term_has_one_outcome(cast: Cast, elsewhere: Elsewhere) -> None:
    record = reassessing(cast)
    lift, turn = (
        on(cast, record, action, "secretary", on=today(), comment="复评。")
        for action in (actions.correction_lift, actions.correction_turn)
    )

    assert type(race(elsewhere, lift, turn)) is Stale
    assert (fresh(record).state, Disposal.objects.count()) == (C.LIFTED, 1)
