"""Reading nominations: what one still lacks, what it brings, and until when it may come in or be taken back."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet

from workflows.engine.models import Citation
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.rounds import BRANCHES
from workflows.nomination.rules import (
    Answer,
    Category,
    Material,
    Stage,
    Verdict,
    Vote,
    judge_vote,
    length,
    too_long,
)
from workflows.nomination.rules import lacking as lacking_materials
from workflows.nomination.rules.profile import lacking_profile
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

MEETING = "held_on"
"""The field that a missing meeting is told at."""


class Brought(NamedTuple):
    """One material of a nomination: its text with the characters that count, and how many files there are."""

    material: Material
    text: str
    files: int

    @property
    def characters(self) -> int:
        """Characters, blanks aside."""
        return length(self.text)


def category_of(nomination: Nomination) -> Category:
    """The category that it is for."""
    return award_of(nomination.round).by_code[nomination.category]


def brought(nomination: Nomination, cited: Iterable[str] | None = None) -> list[Brought]:
    """What a nomination is to bring, with what is there. One statement; none where `cited`, the codes, was read."""
    materials = award_of(nomination.round).materials_of(category_of(nomination))
    if cited is None:
        cited = Citation.objects.filter(process=nomination.process_id).values_list("code", flat=True)
    files = Counter(cited)
    return [Brought(each, nomination.texts.get(each.code, ""), files[each.code]) for each in materials]


def needs_vote(nomination: Nomination) -> bool:
    """Whether a branch meeting has to have voted: in a round with that stage, where a branch nominates."""
    return Stage.BRANCH_MEETING in award_of(nomination.round).stages and nomination.unit.kind in BRANCHES


def vote_of(nomination: Nomination) -> Vote | None:
    """What the meeting voted; None while its figures are not complete."""
    if nomination.expected is None or nomination.present is None or nomination.approve is None:
        return None
    return Vote(nomination.expected, nomination.present, nomination.approve)


def vote_answers(nomination: Nomination) -> tuple[Answer, ...]:
    """Whether enough came and enough agreed; nothing while nobody voted. 依据: domain 4.2."""
    vote = vote_of(nomination)
    return judge_vote(award_of(nomination.round).voting, vote) if vote else ()


def lacking(nomination: Nomination) -> list[tuple[str, str]]:
    """By field, a sentence for each thing that is lacking or wrong before it is handed in. One statement."""
    given = brought(nomination)
    found = lacking_profile(category_of(nomination).subject, nomination.profile)
    for each in given:
        found += [(each.material.code, sentence) for sentence in _about(each)]
    return found + (_about_meeting(nomination) if needs_vote(nomination) else [])


def _about(each: Brought) -> list[str]:
    found = lacking_materials((each.material,), {each.material.code: bool(each.characters) + each.files})
    long = too_long(each.material, each.text)
    return found + ([long.text] if long and long.refused else [])


def _about_meeting(nomination: Nomination) -> list[tuple[str, str]]:
    found = []
    if nomination.held_on is None:
        found.append((MEETING, "没有填写支部大会的日期。"))
    if vote_of(nomination) is None:
        found.append(("expected", "没有填齐支部大会的应到、实到和赞成人数。"))
    if not nomination.resolution.strip():
        found.append(("resolution", "没有填写大会决议。"))
    short = [each for each in vote_answers(nomination) if each.verdict is not Verdict.MET]
    return found + [("approve", f"支部大会没有通过：{each.text}") for each in short]


def full(rows: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """Nominations with all that their pages and rules read of them."""
    return rows.select_related("unit", "round__unit", "process", "person__branch", "honoured", "submission")


def materials_typed(nomination: Nomination) -> list[Material]:
    """The materials whose text is typed: those with a limit of characters; the others are files alone."""
    materials = award_of(nomination.round).materials_of(category_of(nomination))
    return [each for each in materials if each.words is not None]


def off_path(record: Nomination | NominationList) -> set[str]:
    """Stages that its round does without: the 工委's where a unit decides itself, a higher sponsor's where none is."""
    award = award_of(record.round)
    found = {str(state) for state in (*S, *L) if record.round.stage(state).get("off")}
    if award.decided_by is not Stage.WORK_COMMITTEE:
        found.add(str(S.DECIDING))
    return found if award.reports_to else found | {str(S.RECOMMENDED)}
