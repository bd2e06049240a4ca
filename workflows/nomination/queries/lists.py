"""Reading a unit's list: its members, who is still on the way to it, which branches have nominated nobody."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone

from permissions.models import OrgUnit
from workflows.engine.models import Round
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.rounds import BRANCHES, taking_part
from workflows.nomination.rules import Report, ReportState, Stage, report_state
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

NEEDED = ("unit", "round", "process", "person__branch", "honoured", "submission__process", "meeting")
"""What is read along with a member; the meeting is the one that decides its list now."""
EARLY = (S.DRAFTING, S.GENERAL_REVIEWING, S.COMMITTEE_REVIEWING)
"""Stages before a nomination is in a list."""
UNDER_REVIEW = EARLY[1:]
GONE = (S.NOT_FORWARDED, S.REJECTED)
"""Ends of those who were in a list and are there no more; they still point at it."""


def decides_itself(round_: Round) -> bool:
    """Whether the unit's own decision is the last one: no work committee decides after it."""
    return award_of(round_).decided_by is not Stage.WORK_COMMITTEE


def is_studied(round_: Round) -> bool:
    """Whether a body of the unit studies the list before it goes up."""
    return not round_.stage(L.STUDYING).get("off")


def members(submission: NominationList) -> list[Nomination]:
    """Who is in a list, category by category, in the order that people gave. One statement.

    Who was struck off or left out is read along, and kept apart for the page of the list.
    """
    return _apart(submission, _read(submission, submission.members.all()))


def _read(submission: NominationList, rows: QuerySet[Nomination]) -> list[Nomination]:
    """Nominations with all that is needed of them; `meeting`: the one registered at the list's stage, in its lap."""
    path = "submission__process__meetings"
    now = Q(**{f"{path}__state": submission.state, f"{path}__lap": submission.lap})
    found = rows.annotate(meeting=FilteredRelation(path, condition=now)).select_related(*NEEDED)
    return list(found.order_by("pk"))


def _apart(submission: NominationList, rows: Iterable[Nomination]) -> list[Nomination]:
    """Those who are in the list, in order; who is gone from it is kept on it."""
    mine = in_order(submission.round, [row for row in rows if row.submission_id == submission.pk])
    submission.gone = [row for row in mine if row.state in GONE]
    return [row for row in mine if row.state not in GONE]


def in_order(round_: Round, rows: Iterable[Nomination]) -> list[Nomination]:
    """Category by category as the round names them, ranked ones first in their order, then by votes."""
    codes = {code: n for n, code in enumerate(award_of(round_).by_code)}
    return sorted(rows, key=lambda r: (codes[r.category], r.rank is None, r.rank or 0, -(r.votes or 0), r.pk))


def members_and_pending(submission: NominationList) -> list[Nomination]:
    """The members of a list, while those of its unit that are still on their way are read along. One statement."""
    waiting = of_unit(submission).filter(state__in=EARLY)
    rows = Nomination.objects.filter(Q(submission=submission) | Q(pk__in=waiting.values("pk")))
    found = _read(submission, rows)
    submission.on_the_way = [row for row in found if row.submission_id is None]
    return _apart(submission, found)


def pending(submission: NominationList) -> list[Nomination]:
    """Nominations of the unit that have not reached its list. Read once for a list as it was loaded."""
    if submission.on_the_way is None:
        members_and_pending(submission)
    return submission.on_the_way or []


def of_unit(submission: NominationList) -> QuerySet[Nomination]:
    """The nominations of the round that the unit reports, and no unit below it."""
    rows = Nomination.objects.filter(round=submission.round_id)
    return _reported_by(submission, rows, "unit__")


def _reported_by(submission: NominationList, rows: QuerySet, prefix: str) -> QuerySet:  # type: ignore[type-arg]
    """Of rows of a unit, those that this list's unit reports: below it, and below no other that reports."""
    below = NominationList.objects.filter(round=submission.round_id, unit__above__ancestor=submission.unit_id)
    others = below.exclude(unit=submission.unit_id).values("unit")
    path = f"{prefix}above__ancestor"
    return rows.filter(**{path: submission.unit_id}).exclude(**{f"{path}__in": others})


class Silent(NamedTuple):
    """A branch that has nominated nobody, and how that counts: 未报, 不推荐, or 逾期视为不推荐."""

    unit: OrgUnit
    state: ReportState
    reason: str = ""


def silent(submission: NominationList) -> list[Silent]:
    """The unit's branches without a nomination, 未报 told apart from 不推荐. Read once. 依据: domain 3.5 [N10][N12]."""
    if submission.silent_branches is None:
        submission.silent_branches = [_how_silent(submission, unit) for unit in _without_nomination(submission)]
    return submission.silent_branches


def _without_nomination(submission: NominationList) -> list[OrgUnit]:
    branches = taking_part(submission.round).filter(kind__in=BRANCHES)
    own = _reported_by(submission, branches, "")
    heard = Nomination.objects.filter(round=submission.round_id, unit=OuterRef("pk")).exclude(state=S.CALLED_OFF)
    return list(own.exclude(Exists(heard)).order_by("position", "code"))


def _how_silent(submission: NominationList, unit: OrgUnit) -> Silent:
    reason = submission.declined.get(str(unit.pk), "")
    report = Report(recommends_nobody=bool(reason))
    round_ = submission.round
    state = report_state(
        report, due=round_.due_moment(S.DRAFTING), now=timezone.now(), late_forfeits=award_of(round_).late_forfeits
    )
    return Silent(unit, state, reason)


def unreported(submission: NominationList) -> list[Silent]:
    """The branches of which nothing is known: 未报."""
    return [each for each in silent(submission) if each.state is ReportState.UNREPORTED]


def left_behind(submission: NominationList) -> dict[str, str]:
    """What a report leaves behind, by number or code: nominations on their way, and branches that are 未报."""
    waiting = {row.process.number: f"{row.candidate}（{row.get_state_display()}）" for row in pending(submission)}
    return waiting | {each.unit.code: f"{each.unit.short_name}（未报）" for each in unreported(submission)}
