"""Putting a unit's list in order: places and votes, the meeting, branches that nominate nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from permissions.actor import Actor
from workflows.engine import writing
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import Meeting
from workflows.engine.transitions import Seen
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries import listing, lists
from workflows.nomination.rules import by_votes
from workflows.nomination.states import ListState as L

LONGEST = 300
"""Characters of the reason why a branch nominates nobody."""


@dataclass(frozen=True)
class Placing:
    """One member as the unit lists it: its place within its category, and the votes it got."""

    nomination_id: int
    rank: int | None = None
    votes: int | None = None


@transaction.atomic
def list_arrange(submission: NominationList, placings: Sequence[Placing], *, by: Actor, seen: Seen) -> NominationList:
    """Save places and votes. A category in which everybody has votes and nobody a place is ordered by the votes.

    Equal votes get equal places: who goes first then is for people to say. 依据: domain 3.9 (并列与超额).
    """
    if submission.state not in listing.IN_UNIT:
        raise Refused("名单已报出，不能再排序。")
    locked = edit(submission, by=by, seen=seen, state=submission.state)
    given = {placing.nomination_id: placing for placing in placings}
    rows = list(locked.members.select_for_update(no_key=True).order_by("pk"))
    for row in rows:
        if (placing := given.get(row.pk)) is not None:
            row.rank, row.votes = placing.rank, placing.votes
    _by_votes(rows)
    Nomination.objects.bulk_update(rows, ["rank", "votes"])
    return locked


def _by_votes(rows: Sequence[Nomination]) -> None:
    for category in {row.category for row in rows}:
        same = [row for row in rows if row.category == category]
        votes = {str(row.pk): row.votes for row in same if row.votes is not None}
        if len(votes) < len(same) or any(row.rank is not None for row in same):
            continue
        ranks = {each.name: each.rank for each in by_votes(votes)}
        for row in same:
            row.rank = ranks[str(row.pk)]


@transaction.atomic
def list_record_meeting(
    submission: NominationList, meeting: Mapping[str, Any], *, by: Actor, seen: Seen
) -> NominationList:  # fmt: skip
    """Register the body, the day, 应到 and 实到 and the decision that stand behind the next verb on this list."""
    if submission.state not in listing.DECIDING:
        raise Refused("这一环节不登记会议。")
    locked = edit(submission, by=by, seen=seen, state=submission.state)
    Meeting.objects.update_or_create(
        process_id=locked.process_id, state=locked.state, lap=locked.lap, defaults=dict(meeting)
    )
    return locked


@transaction.atomic
def list_decline(submission: NominationList, code: str, *, by: Actor, seen: Seen, comment: str) -> NominationList:
    """Enter that a branch (its code) said that it nominates nobody, so that it counts as 不推荐 and not as 未报.

    依据: domain 3.5 [N10][N12]. Raises Incomplete without a reason, Refused for a branch that is not silent.
    """
    locked = edit(submission, by=by, seen=seen, state=L.COMPILING)
    reason = comment.strip()
    if not reason or len(reason) > LONGEST:
        raise Incomplete([f"请写明该支部不推荐的原因，最多{LONGEST}字。"])
    found = next((each for each in lists.silent(locked) if each.unit.code == code), None)
    if found is None:
        raise Refused("该支部已有提名，或者不由本单位报送，请刷新后查看。")
    locked.declined = locked.declined | {str(found.unit.pk): reason}
    locked.save(update_fields=["declined"])
    writing.note(locked, by, "decline_branch", "登记支部不推荐", f"{found.unit.short_name}：{reason}")
    return locked
