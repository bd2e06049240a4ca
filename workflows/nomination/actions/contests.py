"""比选: a body decides over all lists at once who gets places that are too few; neither haste nor chance does."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import ledger, writing
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import Quota, Round
from workflows.engine.transitions import fire_many
from workflows.nomination.actions.arranging import Placing
from workflows.nomination.actions.avoiding import check_avoids
from workflows.nomination.actions.leaving import let_go, note_out
from workflows.nomination.models import Nomination, NominationList, PlaceContest, PlaceContestant
from workflows.nomination.queries import contests
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.contests import COMPETING, Arena
from workflows.nomination.queries.rounds import KEY
from workflows.nomination.rules import Attendance, Contestant, Outcome, outcome

NOT_YOURS = "比选由审定机构的签批人登记，您可以查看。"
CHANGED = "候选、名额或者比选结果在您填写期间有变化，没有保存，请重新打开核对。"
LABEL = "登记比选"


@transaction.atomic
def contest_record(
    quota: Quota, placings: Sequence[Placing], meeting: Mapping[str, Any], *, by: Actor, seen: str
) -> PlaceContest:
    """Enter whom a body chose of all candidates for places that are too few, by its ranking or its vote. 依据: 3.9.

    Under the locks of all lists that compete, then of the quota, so that none of them is decided meanwhile. Whoever
    has one of these lists open is shown the new standing first. Who competes does not enter it. Where places have
    become enough it may be entered anew as long as somebody who was not chosen is not decided. `seen`: `Arena.seen` of
    the page. Raises NotAllowed, Stale, Refused where there is nothing to choose, Incomplete for ties at the last place
    and votes that do not hold.
    """
    if not access.may(by, Right.DECIDE, quota.round.unit, KEY):
        raise NotAllowed(NOT_YOURS)
    lists = _lock_lists(quota.round)
    arena = _lock_arena(quota)
    if arena.seen != seen:
        raise Stale(CHANGED)
    for row in arena.candidates:
        check_avoids(row, by)
    if not arena.opens:
        raise Refused("候选没有超过名额，不需要比选。")
    found = _outcome(arena, placings, meeting)
    made = _keep(arena, placings, meeting, found, by)
    _enter(arena, made, lists, by)
    return made


def _lock_lists(round_: Round) -> list[NominationList]:
    """Every list with a candidate who is not decided yet, by key."""
    competing = Nomination.objects.filter(round=round_, state__in=COMPETING).values("submission")
    rows = NominationList.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=competing)
    return list(rows.select_related("unit").order_by("pk"))


def _lock_arena(quota: Quota) -> Arena:
    """The places as they stand, locked. Raises Refused: they are no places that lists compete for."""
    locked = Quota.objects.select_for_update(of=("self",)).select_related("round__unit").get(pk=quota.pk)
    if locked.round.status != Round.Status.OPEN or not contests.has_contests(locked.round):
        raise Refused("只有正在进行、由主办单位审定的批次可以登记比选。")
    found = contests.arenas(locked.round, [locked.pk])
    if not found:
        raise Refused("这一项不是各单位名单共用的名额，不需要比选。")
    return found[0]


def _outcome(arena: Arena, placings: Sequence[Placing], meeting: Mapping[str, Any]) -> Outcome:
    given = {each.nomination_id: each for each in placings}
    if given.keys() != {row.pk for row in arena.candidates}:
        raise Stale(CHANGED)
    names, award = arena.names, award_of(arena.quota.round)
    contestants = [Contestant(names[key], each.rank, each.votes) for key, each in given.items()]
    attendance = Attendance(meeting.get("due"), meeting.get("present"))
    found = outcome(contestants, arena.room, award.rules_on, award.voting, attendance)
    if found.problems:
        raise Incomplete(list(found.problems))
    return found


def _keep(
    arena: Arena, placings: Sequence[Placing], meeting: Mapping[str, Any], found: Outcome, by: Actor
) -> PlaceContest:
    """Write what was decided; what was decided before about the same places stays, and holds no more."""
    PlaceContest.objects.filter(quota=arena.quota, current=True).update(current=False)
    made = PlaceContest.objects.create(
        quota=arena.quota,
        places=arena.room,
        by=by.user,  # type: ignore[misc]
        at=timezone.now(),
        **meeting,
    )
    names = arena.names
    PlaceContestant.objects.bulk_create(
        PlaceContestant(
            contest=made,
            nomination_id=each.nomination_id,
            rank=found.places.get(names[each.nomination_id]),
            votes=each.votes,
            wins=names[each.nomination_id] in found.inside,
            why=found.out.get(names[each.nomination_id], ""),
        )
        for each in placings
    )
    return made


def _enter(arena: Arena, made: PlaceContest, lists: Sequence[NominationList], by: Actor) -> None:
    """Say it in the ledger with everybody, and on the trail of each list with its own members alone.

    Each list gets a new version: who has it open reads how it stands before he decides it.
    """
    lines = {line.nomination_id: line for line in made.lines.all()}
    said = {}
    for submission in lists:
        mine = [row for row in arena.candidates if row.submission_id == submission.pk]
        if mine:
            said[submission.pk] = f"{arena.cap.name}{made.places}个。{_words(mine, lines)}"
    touched = [submission for submission in lists if submission.pk in said]
    writing.note_many(touched, by, "record_contest", LABEL, said)
    NominationList.objects.filter(pk__in=said).update(version=F("version") + 1)
    round_ = arena.quota.round
    fields = {"入选": ["", _names(arena, lines, wins=True)], "未入选": ["", _names(arena, lines, wins=False)]}
    name = f"{round_.title}：全部单位{arena.cap.name}"
    change = ledger.Change("contest_record", LABEL, ledger.subject_of(arena.quota), name, made.minutes, fields)
    ledger.enter([change], by=by)


def _words(rows: Sequence[Nomination], lines: Mapping[int, PlaceContestant]) -> str:
    """入选：张三。未入选：李四（第3名，名额2个）。"""
    inside = [row.candidate for row in rows if lines[row.pk].wins]
    out = [f"{row.candidate}（{lines[row.pk].why}）" for row in rows if not lines[row.pk].wins]
    parts = (("入选", inside), ("未入选", out))
    return "".join(f"{label}：{'、'.join(names)}。" for label, names in parts if names)


def _names(arena: Arena, lines: Mapping[int, PlaceContestant], *, wins: bool) -> str:
    return "、".join(name for key, name in arena.names.items() if lines[key].wins is wins)


def leave_lost(submission: NominationList, rows: Sequence[Nomination], why: Mapping[int, str], by: Actor) -> None:
    """Leave out the members of a locked list that a 比选 did not choose, with the reason, and free their places."""
    for row in rows:
        comment = f"比选未入选：{why[row.pk]}。"
        moved = fire_many([row], "leave_out", by=by, via=submission, comment=comment)
        let_go(submission, moved)
        note_out(submission, row, "leave_out", by=by, comment=comment)
