"""One member leaves a list while the others go on: sent back alone, left out, struck off."""

from collections.abc import Sequence

from django.db import transaction

from permissions import access
from permissions.actor import SYSTEM, Actor
from permissions.roles import Right
from workflows.engine import notices, writing
from workflows.engine.editing import edit
from workflows.engine.models import Notice
from workflows.engine.transitions import Seen, fire, fire_many
from workflows.nomination.actions.consultations import drop_pointless
from workflows.nomination.actions.quotas import release, release_list
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries import lists
from workflows.nomination.queries.rounds import KEY
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

DISSOLVES = (L.PUBLICISING_WITHIN, L.STUDYING, L.VERIFYING, L.DECIDING, L.PUBLICISING)
"""Stages at which a list ends with its last member; while a first one is compiled others may still come to it."""
NOBODY = "名单中已没有人选。"
LABELS = {"pull": "单独退回", "leave_out": "不推荐上报", "strike": "划去"}


def list_pull(submission: NominationList, nomination: Nomination, *, by: Actor, seen: Seen, comment: str) -> Nomination:
    """Send one member back to its unit's review alone; the list goes on and the places it held are free."""
    return _out(submission, nomination, "pull", by, seen, comment, to=S.COMMITTEE_REVIEWING)


def list_leave_out(
    submission: NominationList, nomination: Nomination, *, by: Actor, seen: Seen, comment: str
) -> Nomination:
    """Leave one member out, because it stands beyond the places or was outvoted; it may be a candidate elsewhere.

    依据: domain 3.2 (未推荐的自动作为候选), 3.9 (并列与超额).
    """
    return _out(submission, nomination, "leave_out", by, seen, comment)


def list_strike(
    submission: NominationList, nomination: Nomination, *, by: Actor, seen: Seen, comment: str
) -> Nomination:
    """Strike one member off for what was found about it; its nomination ends."""
    return _out(submission, nomination, "strike", by, seen, comment)


@transaction.atomic
def _out(
    submission: NominationList, nomination: Nomination, verb: str, by: Actor, seen: Seen, comment: str, **data: str
) -> Nomination:
    locked = edit(submission, by=by, seen=seen, state=submission.state)
    (moved,) = fire_many([nomination], verb, by=by, via=locked, comment=comment, **data)
    let_go(locked, [moved])
    note_out(locked, nomination, verb, by=by, comment=comment)
    dissolve_if_empty(locked)
    return moved


def let_go(submission: NominationList, rows: Sequence[Nomination]) -> None:
    """Free the places of nominations that leave their list, and ask nobody about them any more.

    Who goes back to the unit's review keeps the place in the branch.
    """
    release_list([row for row in rows if row.state == S.COMMITTEE_REVIEWING])
    release([row for row in rows if row.state != S.COMMITTEE_REVIEWING])
    drop_pointless(submission, rows)


def note_out(submission: NominationList, nomination: Nomination, verb: str, *, by: Actor, comment: str) -> None:
    """Say on the locked list's own trail which member left it, and why."""
    reason = f"{nomination.candidate}（{nomination.process.number}）：{comment}"
    writing.note(submission, by, f"{verb}_member", LABELS[verb], reason)


def dissolve_if_empty(submission: NominationList) -> bool:
    """End a locked list that has lost its last member, and tell its unit. Whether it ended.

    While it is compiled, only a later batch to which nobody is on the way: the unit had reported before.
    """
    later = submission.state == L.COMPILING and submission.batch > 1
    if not (later or submission.state in DISSOLVES) or lists.members(submission):
        return False
    if later and lists.of_unit(submission).filter(state__in=lists.EARLY).exists():
        return False
    ended = fire(submission, "dissolve", by=SYSTEM, seen=None, comment=NOBODY)
    told = access.holders({(submission.unit_id, Right.REVIEW), (submission.unit_id, Right.DECIDE)}, KEY)
    users = [user for users in told.values() for user in users if user != ended.submitter_id]
    text = f"{ended.title()}：{NOBODY}名单已办结。"
    Notice.objects.bulk_create(notices.tell(users, submission.process, text))
    return True


def dissolve_batches(nomination: Nomination) -> None:
    """End the later batches that waited only for a nomination that has ended now."""
    above = NominationList.objects.filter(round=nomination.round_id, state=L.COMPILING, batch__gt=1)
    rows = above.filter(unit__below__descendant=nomination.unit_id)
    for submission in list(rows.select_for_update(no_key=True, of=("self",)).order_by("pk")):
        dissolve_if_empty(submission)
