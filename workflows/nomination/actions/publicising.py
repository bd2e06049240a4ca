"""公示: a list goes under a notice, and what nobody objected to goes on. 依据: domain 3.7, 6.6."""

from collections.abc import Callable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from permissions.actor import SYSTEM, Actor
from workflows.engine import objections, publicising, running
from workflows.engine.errors import Refused
from workflows.engine.transitions import Seen, fire, fire_many
from workflows.nomination import queries
from workflows.nomination.actions.leaving import dissolve_if_empty, let_go, note_out
from workflows.nomination.actions.lists import carry_to, lock_list
from workflows.nomination.actions.quotas import check_over_all
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries.conferring import all_ended
from workflows.nomination.queries.publicised import LATER, no_open_objection, upheld_later
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

UPHELD = "公示异议核查成立。"
DECIDE_AGAIN = "请退回审定，调整人选或者写明理由后再公示。"


@transaction.atomic
def list_publicise(
    submission: NominationList, *, by: Actor, seen: Seen, starts_on: date, days: int, working: bool = True,
    start_counts: bool = False, contact: str = "", comment: str = "",
) -> NominationList:  # fmt: skip
    """Put the list under a public notice of so many days, working or calendar, that begins on `starts_on`.

    `start_counts`: whether that day is the first of them. Lists of one round that start on one day share the notice.
    Raises Incomplete when everybody decided so far breaks a limit over all.
    """
    locked = lock_list(submission)
    terms = publicising.Terms(starts_on, days, working, start_counts, contact)
    proposed = "拟推荐对象" if queries.award_of(locked.round).reports_to else "拟授予对象"
    notice = publicising.post(locked.round, f"关于{locked.round.title}{proposed}的公示", terms)
    moved = fire(locked, "publicise", by=by, seen=seen, comment=comment, publicity=notice)
    check_over_all(moved, DECIDE_AGAIN)
    fire_many(list(moved.members.filter(state=S.ANNOUNCING)), "carry", by=by, via=moved)
    return moved


def settle_due(today: date) -> int:
    """Let go on what a 公示 that ended before `today` left unchallenged, list by list. Returns members that went on.

    Who is under an objection stays behind and follows once it is settled; whoever it was upheld against is struck off,
    even after the name went up to the higher sponsor.
    """
    waits = Q(state=L.PUBLICISING) | Q(state=L.CONFERRING, members__state=S.PUBLICISING)
    waits &= Q(publicity__ends_on__lt=today)
    upheld = Q(state=L.CONFERRING, members__in=upheld_later())
    due = NominationList.objects.filter(waits | upheld).order_by("pk")
    return sum(_unless_refused(_settle, pk) for pk in due.values_list("pk", flat=True).distinct())


def end_within_due(today: date) -> int:
    """Send on the lists whose notice inside the unit ended before `today`. Returns lists sent on.

    The list is one piece until the unit's meeting, so it waits as a whole while an objection is open.
    """
    due = NominationList.objects.filter(state=L.PUBLICISING_WITHIN, within__ends_on__lt=today).order_by("pk")
    return sum(_unless_refused(_end_within, pk) for pk in due.values_list("pk", flat=True))


def _unless_refused(step: Callable[[int], int], pk: int) -> int:
    try:
        return step(pk)
    except Refused:  # an objection came in this very moment; the next run holds that member alone
        return 0


def _locked(pk: int, *states: L) -> NominationList | None:
    rows = NominationList.objects.select_for_update(no_key=True, skip_locked=True)
    found = rows.filter(pk=pk, state__in=states).first()
    return found if found is not None and running.goes_on(found.round) else None


@transaction.atomic
def _settle(pk: int) -> int:
    submission = _locked(pk, L.PUBLICISING, L.CONFERRING)
    if submission is None:
        return 0
    _strike_upheld(submission, *LATER)
    rows = _strike_upheld(submission, S.PUBLICISING)
    held = no_open_objection(rows)
    ready = fire_many([row for row in rows if row.pk not in held], "settle", by=SYSTEM)
    if submission.state == L.PUBLICISING and ready:
        fire(submission, "settle", by=SYSTEM, seen=None)
    elif not rows:
        end_if_done(submission)
    return len(ready)


@transaction.atomic
def _end_within(pk: int) -> int:
    submission = _locked(pk, L.PUBLICISING_WITHIN)
    if submission is None:
        return 0
    rows = _strike_upheld(submission, S.LISTED)
    if not rows:
        end_if_done(submission)
    elif not no_open_objection(rows):
        moved = fire(submission, "end_within", by=SYSTEM, seen=None)
        carry_to(moved, rows, SYSTEM)
        return 1
    return 0


def _strike_upheld(submission: NominationList, *at: S) -> Sequence[Nomination]:
    """Strike off who is in these states and an objection was upheld against; the others. Their places are free."""
    # Locked before the look: an objection that is being registered just now locks its member as well.
    locked = submission.members.select_for_update(no_key=True, of=("self",)).filter(state__in=at).order_by("pk")
    rows = list(locked.select_related("process", "person", "honoured"))
    upheld = objections.upheld_against([row.process_id for row in rows])
    struck = [row for row in rows if row.process_id in upheld]
    fire_many(struck, "strike", by=SYSTEM, via=submission, comment=UPHELD)
    let_go(submission, struck)
    for row in struck:
        note_out(submission, row, "strike", by=SYSTEM, comment=UPHELD)
    return [row for row in rows if row.process_id not in upheld]


def end_if_done(submission: NominationList) -> None:
    """Close a locked list of which every member has come to an end; one that nobody is left in ends earlier."""
    if submission.state == L.CONFERRING and all_ended(submission):
        fire(submission, "close", by=SYSTEM, seen=None)
    else:
        dissolve_if_empty(submission)
