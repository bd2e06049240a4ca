"""The states of 民主评议 are a committed list, each with its label, and the story of the process names them all."""

import pytest
from django.db.models import TextChoices

from workflows import appraisal
from workflows.appraisal.states import AppraisalState, CorrectionState, DisposalState, MeetingState

STATES = [MeetingState, AppraisalState, DisposalState, CorrectionState]


def test_states_are_never_renamed() -> None:
    assert {kind.__name__: " ".join(kind.values) for kind in STATES} == {
        "MeetingState": (
            "preparing checking_in balloting counting grading reviewing feeding_back closed void called_off"
        ),
        "AppraisalState": (
            "self_assessing discussing balloting grading reviewing feeding_back graded not_graded called_off"
        ),
        "DisposalState": (
            "proposing filing investigating talking pre_reviewing voting approving disposed not_disposed called_off"
        ),
        "CorrectionState": "correcting reassessing lifted turned dropped",
    }


@pytest.mark.parametrize("kind", STATES)
def test_the_story_names_every_state(kind: type[TextChoices]) -> None:
    story = appraisal.__doc__ or ""

    assert [value for value in kind.values if value not in story] == []


@pytest.mark.parametrize("kind", STATES)
def test_no_two_states_have_the_same_label(kind: type[TextChoices]) -> None:
    assert len(set(kind.labels)) == len(kind.labels)
