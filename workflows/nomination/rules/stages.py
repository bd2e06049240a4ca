"""The stages that a round may have, in their order."""

from enum import StrEnum


class Stage(StrEnum):
    """The stages in the order in which a nomination goes through those that its round has."""

    BRANCH_MEETING = "branch_meeting"
    GENERAL_BRANCH = "general_branch"
    COMMITTEE = "committee"
    UNIT_PUBLICITY = "unit_publicity"
    PARTY_GROUP = "party_group"
    ORG_REVIEW = "org_review"
    CONSULTATION = "consultation"
    WORK_COMMITTEE = "work_committee"
    PUBLICITY = "publicity"

    @property
    def words(self) -> str:
        """支部大会, 党总支审核 …"""
        return STAGE_WORDS[self]


STAGE_WORDS = {
    Stage.BRANCH_MEETING: "支部大会",
    Stage.GENERAL_BRANCH: "党总支审核",
    Stage.COMMITTEE: "机关党委审核",
    Stage.UNIT_PUBLICITY: "单位内公示",
    Stage.PARTY_GROUP: "党组研究",
    Stage.ORG_REVIEW: "组织部初审",
    Stage.CONSULTATION: "会审",
    Stage.WORK_COMMITTEE: "工委审定",
    Stage.PUBLICITY: "公示",
}
DECIDERS = frozenset({Stage.GENERAL_BRANCH, Stage.COMMITTEE, Stage.PARTY_GROUP, Stage.WORK_COMMITTEE})
"""Stages of a body that can decide; one of them ends every round and is never off."""
