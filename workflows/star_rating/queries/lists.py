"""Reading a unit's list: its members, its quotas, what keeps it from going."""

from collections import Counter as Tally
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from functools import cache, partial
from typing import Any

from django.db.models import Q, QuerySet

from workflows.engine.models import Meeting, Quota, Round
from workflows.star_rating.models import Clearance, Filing, Rating, RatingList
from workflows.star_rating.queries import approvers, clearances
from workflows.star_rating.queries.giving_up import out_of_order
from workflows.star_rating.queries.quota_lines import QuotaLine, where
from workflows.star_rating.queries.quotas import fields_of_rows, quotas_over
from workflows.star_rating.queries.rounds import EARLY, fully_opened
from workflows.star_rating.queries.sheets import scheme_of
from workflows.star_rating.rules import (
    Decider,
    QuotaNode,
    QuotaRule,
    Scheme,
    Tier,
    Use,
    names_body,
    places_for,
    split_key,
)
from workflows.star_rating.states import ListState, RatingState, Track

NEEDED = ("unit", "round", "process", "submission__process")
"""What is read along with a member."""


def members(submission: RatingList) -> list[Rating]:
    """The ratings in a list, ranked ones first in their order, then by score."""
    return _ranked(submission.members.select_related(*NEEDED))


def _ranked(rows: Iterable[Rating]) -> list[Rating]:
    return sorted(rows, key=lambda r: (r.rank is None, r.rank or 0, -(r.score or Decimal(0)), r.unit.code))


def _members_and_others(submission: RatingList) -> list[Rating]:
    """The members of a list, while those of its unit that have not reached it are read along. One statement."""
    waiting = _of_unit(submission).filter(state__in=EARLY, submission__isnull=True).values("pk")
    rows = list(Rating.objects.filter(Q(submission=submission) | Q(pk__in=waiting)).select_related(*NEEDED))
    submission.left_out = sorted((row for row in rows if row.submission_id is None), key=lambda row: row.unit.code)
    return _ranked(row for row in rows if row.submission_id is not None)


def unreported(submission: RatingList) -> list[Rating]:
    """Ratings of the unit that have not reached its list: 未报. Read once for a list as it was loaded."""
    if submission.left_out is None:
        own = _of_unit(submission).filter(state__in=EARLY, submission__isnull=True)
        submission.left_out = list(own.select_related("unit", "process").order_by("unit__code"))
    return submission.left_out


def _of_unit(submission: RatingList) -> QuerySet[Rating]:
    """The ratings of the round that the unit reports, and no unit below it."""
    rows = Rating.objects.filter(round=submission.round_id)
    below = RatingList.objects.filter(round=submission.round_id, unit__above__ancestor=submission.unit_id)
    others = below.exclude(unit=submission.unit_id).values("unit")
    return rows.filter(unit__above__ancestor=submission.unit_id).exclude(unit__above__ancestor__in=others)


def has_nobody_left(submission: RatingList) -> bool:
    """Whether the list is empty and stays so: no rating of the unit is still on its way to it.

    A unit without any rating lost its branches to other units, or they are being opened just now.
    """
    if submission.members.exists() or unreported(submission):
        return False
    return _of_unit(submission).exists() or fully_opened(submission.round)


def quota_lines(submission: RatingList, rows: Sequence[Rating]) -> list[QuotaLine]:
    """The quotas that hold a list, with what it wants and what other lists took. One statement for a plain scheme."""
    found, waiting = [], cache(partial(_waiting, submission))
    reporting = submission.state == ListState.COMPILING
    for quota, rule, wanted in quotas_over(submission, rows):
        to_come = _counted(submission, quota, rule, waiting(rule.node)) if rule.least else 0
        use = Use(rule, quota.limit, quota.others, len(wanted), to_come)  # type: ignore[attr-defined]
        found.append(QuotaLine(quota, use, wanted, where(quota, rule), reporting=reporting))
    return found


def _counted(submission: RatingList, quota: Quota, rule: QuotaRule, rows: Sequence[Rating]) -> int:
    """How many of these a quota counts: those of its field."""
    if not rule.by_field:
        return len(rows)
    scheme, key = scheme_of(submission.round), split_key(quota.key)[0]
    fields = fields_of_rows(scheme, rows).values()
    return sum(places_for(scheme.quotas, key, rule, field) == quota.key for field in fields)


def _waiting(submission: RatingList, node: QuotaNode) -> list[Rating]:
    """Who may still be listed after this list: of the unit, or, where the quota is counted above it, of all."""
    own = unreported(submission)
    if node is QuotaNode.SUBMITTING_UNIT:
        return own
    rows = Rating.objects.filter(round=submission.round_id, state__in=(*EARLY, RatingState.LISTED))
    return list(rows.exclude(submission=submission).only("unit", "history"))


def has_soft_quota(round_: Round) -> bool:
    """Whether the scheme has a quota that a unit need not keep, with a reason given as it reports. No statement."""
    return any(not rule.hard and rule.binds_at_report for rule in scheme_of(round_).quotas)


def reason_kept(submission: RatingList) -> str:
    """Why a least number above the units is missed, as another list of the round already says. One statement."""
    others = RatingList.objects.filter(round=submission.round_id).exclude(pk=submission.pk).exclude(shortfall="")
    return others.order_by("-pk").values_list("shortfall", flat=True).first() or ""


def has_soft_minimum_above(round_: Round) -> bool:
    """Whether the scheme has a least number above the unit that may be missed with a reason. No statement."""
    return any(not rule.hard and not rule.binds_at_report for rule in scheme_of(round_).quotas)


def bodies(round_: Round) -> list[str]:
    """Where units also file what they decided themselves (双备案): as the round says, else as its scheme does."""
    chosen: list[str] | None = round_.stage(ListState.FILING).get("bodies")
    return scheme_of(round_).bodies if chosen is None else chosen


def decided_by_unit(scheme: Scheme, row: Rating) -> bool:
    """Whether a rating's star is decided by its reporting unit, which then files it. 依据: domain 2.3 [S03]."""
    return any(tier.level == row.tier and tier.decided_by is Decider.UNIT for tier in scheme.tiers)


def off_path(record: Rating | RatingList) -> Collection[str]:
    """Stages that a rating or a list does not come to: 备案 where its star is decided above, else 复核 and 审定."""
    scheme = scheme_of(record.round)
    if not scheme.unit_decides:
        return (ListState.FILING,)
    submission = record.submission if isinstance(record, Rating) else record
    if submission is not None and submission.state != ListState.COMPILING:
        filed = submission.track == Track.FILE
    elif isinstance(record, Rating) and record.tier is not None:
        filed = decided_by_unit(scheme, record)
    else:
        return ()
    return (ListState.VERIFYING, ListState.DECIDING) if filed else (ListState.FILING,)


class Listing:
    """A list with its members, its quotas and its meetings, each read once. Three statements for a plain scheme."""

    def __init__(self, submission: RatingList) -> None:
        self.submission = submission
        self.scheme = scheme_of(submission.round)
        compiling = submission.state == ListState.COMPILING
        self.members = _members_and_others(submission) if compiling else members(submission)
        self.quotas = quota_lines(submission, self.members)
        self.meetings = list(Meeting.objects.filter(process=submission.process_id).order_by("pk"))
        self.clearances = self._clearances()
        self.filings = list(Filing.objects.filter(submission=submission)) if self._may_file() else []

    def _clearances(self) -> dict[int, Clearance]:
        """The last 纪检意见 of each member, by its process. One statement where a tier asks for them."""
        asked = any(tier.clearance for tier in self.scheme.tiers)
        return clearances.latest([row.process_id for row in self.members]) if asked else {}

    def _may_file(self) -> bool:
        return self.submission.track == Track.FILE and self.submission.state != ListState.COMPILING

    @property
    def meeting(self) -> Meeting | None:
        """The meeting registered at the present stage in the present lap: an earlier one decided other content."""
        now = (self.submission.state, self.submission.lap)
        return next((item for item in self.meetings if (item.state, item.lap) == now), None)

    @property
    def filed(self) -> list[Rating]:
        """The members that the unit itself decides."""
        return [row for row in self.members if decided_by_unit(self.scheme, row)]

    def to_excuse(self) -> list[str]:
        """The quotas that the list does not keep and need not keep, with a reason given as it is reported."""
        return [line.text for line in self.quotas if line.needs_reason and line.binds_at_report]

    def decided(self) -> dict[str, Any]:
        """The meeting, the places and the quotas as they stand, in plain JSON values, for the trail."""
        return {
            "meeting": self.meeting.content() if self.meeting else None,
            "placings": [_placing(row) for row in self.members],
            "quotas": [line.text for line in self.quotas],
        }

    def lacking(self) -> list[str]:
        """What keeps the list from being reported: sentences that say what to do."""
        problems = [] if self.members else ["名单里还没有支部，请先完成初评。"]
        problems += self._about_ranking() + out_of_order(self.scheme, self.members, self.quotas)
        if self.meeting is None:
            problems.append("还没有登记会议决定。")
        problems += self.about_bodies()
        problems += self.about_clearances()
        return problems + [line.text for line in self.quotas if line.refuses and line.binds_at_report]

    @property
    def bodies(self) -> dict[str, list[str]]:
        """The bodies that the scheme names for the members' stars that are decided at this stage, with these stars."""
        found: dict[str, list[str]] = {}
        for tier in self._decided_here():
            if tier.body:
                found.setdefault(tier.body, []).append(tier.name)
        return found

    def _decided_here(self) -> list[Tier]:
        """The tiers of the members that are decided at this stage."""
        decider = Decider.UNIT if self.submission.state == ListState.COMPILING else Decider.ROOT
        stars = {row.tier for row in self.members}
        return [tier for tier in self.scheme.tiers if tier.decided_by is decider and tier.level in stars]

    def about_bodies(self) -> list[str]:
        """The bodies that must decide, or find that a star is given directly, and that no meeting on record names."""
        if (meeting := self.meeting) is None:
            return []
        problems = [
            f"{'、'.join(stars)}由{body}决定，登记的决定机构是“{meeting.body}”，请登记{body}的决定。"
            for body, stars in self.bodies.items()
            if not names_body(meeting.body, body)
        ]
        return problems + approvers.lacking(self.scheme, self._decided_members(), self._heard())

    def bodies_to_name(self) -> list[str]:
        """The bodies whose decision the meeting of this stage should record."""
        return [*self.bodies, *approvers.wanted(self.scheme, self._decided_members(), self._heard())]

    def _decided_members(self) -> list[Rating]:
        levels = {tier.level for tier in self._decided_here()}
        return [row for row in self.members if row.tier in levels]

    def _heard(self) -> list[str]:
        """Who has dealt with the list: the body of the last meeting of each other stage, and of the present one."""
        before = {item.state: item.body for item in self.meetings if item.state != self.submission.state}
        return [*before.values(), *([self.meeting.body] if self.meeting else [])]

    def about_clearances(self) -> list[str]:
        """What is missing of the 纪检意见 that the members' stars ask for."""
        return clearances.lacking(self.scheme, self.members, self.clearances)

    def about_minima(self) -> list[str]:
        """The least numbers above the unit that can no longer be reached."""
        return [line.text for line in self.quotas if line.refuses and not line.binds_at_report]

    def minima_to_explain(self) -> list[str]:
        """The least numbers above the unit that can no longer be reached and may be missed with a reason."""
        return [line.text for line in self.quotas if line.needs_reason and not line.binds_at_report]

    def reason_for_minima(self, given: str) -> str:
        """Why least numbers above the unit are missed: as given, else as another list says; empty where none is."""
        return (given.strip() or reason_kept(self.submission)) if self.minima_to_explain() else ""

    def _about_ranking(self) -> list[str]:
        unranked = [row.unit.short_name for row in self.members if row.rank is None]
        ranks = Tally(row.rank for row in self.members if row.rank is not None)
        missing = [f"还没有排序：{'、'.join(unranked)}。"] if unranked else []
        return missing + [
            f"有{count}个支部同列第{rank}位，并列须由会议确定先后。" for rank, count in ranks.items() if count > 1
        ]


def _placing(row: Rating) -> dict[str, Any]:
    return {
        "number": row.process.number,
        "rank": row.rank,
        "score": row.result.get("score"),
        "tier": row.tier,
        "capped": row.capped,
    }


def list_lacking(submission: RatingList) -> list[str]:
    """What keeps a list from being reported. Three statements."""
    return Listing(submission).lacking()


def all_filed(lists: Sequence[RatingList]) -> dict[int, str]:
    """What a unit decided goes public only when every body that the round names has it on file. One statement."""
    waiting: dict[int, list[str]] = {}
    rows = Filing.objects.filter(submission__in=lists, submission__track=Track.FILE, received_on__isnull=True)
    for submission, body in rows.values_list("submission_id", "body"):
        waiting.setdefault(submission, []).append(body)
    return {pk: f"还没有登记{'、'.join(names)}收到备案的日期，登记后再公示。" for pk, names in waiting.items()}


def ranks_in_other_lists(submission: RatingList) -> set[int]:
    """The places of those of the unit who go another way, in a list of their own."""
    rows = Rating.objects.filter(round=submission.round_id, submission__unit=submission.unit_id)
    ranks = rows.exclude(submission=submission).values_list("rank", flat=True)
    return {rank for rank in ranks if rank is not None}
