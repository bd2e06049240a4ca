"""Which of its stages a round uses, told from what its notice says, and what they are called."""

from workflows.nomination.rules import AwardRound, Stage
from workflows.nomination.states import ListState, NominationState

LABELS = {**dict(ListState.choices), **dict(NominationState.choices)}
DATED = (
    NominationState.DRAFTING,
    NominationState.GENERAL_REVIEWING,
    NominationState.COMMITTEE_REVIEWING,
    ListState.COMPILING,
    ListState.STUDYING,
    ListState.VERIFYING,
    ListState.DECIDING,
)
"""Stages that may have a last day, in their order."""


def stages_of(award: AwardRound) -> dict[str, dict[str, bool]]:
    """The stages that a round does without; names that a nomination and its list share hold for both.

    A unit that decides itself, or whose 党组 studies the list, has its own meeting; the others report at once.
    """
    has = set(award.stages)
    public = Stage.PUBLICITY in has
    used = {
        NominationState.GENERAL_REVIEWING: Stage.GENERAL_BRANCH in has,
        ListState.PUBLICISING_WITHIN: Stage.UNIT_PUBLICITY in has,
        ListState.STUDYING: award.decided_by is not Stage.WORK_COMMITTEE or Stage.PARTY_GROUP in has,
        ListState.VERIFYING: bool(has & {Stage.ORG_REVIEW, Stage.CONSULTATION}),
        ListState.ANNOUNCING: public,
        ListState.PUBLICISING: public,
    }
    return {str(state): {"off": True} for state, on in used.items() if not on}
