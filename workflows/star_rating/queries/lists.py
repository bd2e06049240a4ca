"""Reading a unit's list: its members, its quotas, what keeps it from going."""

from collections import Counter as Tally
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from workflows.engine import objections
from workflows.engine.models import Meeting, Quota
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.queries.rounds import EARLY, fully_opened
from workflows.star_rating.rules import star_name


def members(submission: RatingList) -> list[Rating]:
    """The ratings in a list, ranked ones first in their order, then by score."""
    rows = submission.members.select_related("unit", "round", "process", "submission__process")
    return sorted(rows, key=lambda r: (r.rank is None, r.rank or 0, -(r.score or Decimal(0)), r.unit.code))


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


class QuotaLine:
    """One quota of a list: how many, of how many, and the sum that shows it."""

    def __init__(self, quota: Quota, wanted: int, taken: int) -> None:
        self.quota, self.wanted, self.taken = quota, wanted, taken
        left = quota.limit - wanted - taken
        self.over, self.left = left < 0, left
        self.state = f"超{-left}个" if self.over else f"余{left}个" if left else "已满"
        before = f"前批已列{taken}个，" if taken else ""
        name = star_name(int(quota.key))
        advice = "，请按排序改列" if self.over else ""
        self.text = f"{name}名额{quota.limit}个（{quota.formula}），{before}本批列{wanted}个，{self.state}{advice}。"


def quota_lines(submission: RatingList, rows: Sequence[Rating]) -> list[QuotaLine]:
    """The quotas that hold a list, with what it wants and what earlier lists of the unit took. One statement."""
    wanted = Tally(str(row.tier) for row in rows)
    others = Count("reservations", filter=~Q(reservations__process__in=[row.process_id for row in rows]))
    quotas = Quota.objects.filter(round=submission.round_id, unit=submission.unit_id).annotate(others=others)
    return [QuotaLine(quota, wanted[quota.key], quota.others) for quota in quotas.order_by("-key")]


class Listing:
    """A list with its members, its quotas and its meetings, each read once. Three statements."""

    def __init__(self, submission: RatingList) -> None:
        self.submission = submission
        self.members = members(submission)
        self.quotas = quota_lines(submission, self.members)
        self.meetings = list(Meeting.objects.filter(process=submission.process_id).order_by("pk"))

    @property
    def meeting(self) -> Meeting | None:
        """The meeting registered at the present stage in the present lap: an earlier one decided other content."""
        now = (self.submission.state, self.submission.lap)
        return next((item for item in self.meetings if (item.state, item.lap) == now), None)

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
        problems += self._about_ranking()
        if self.meeting is None:
            problems.append("还没有登记会议决定。")
        return problems + [line.text for line in self.quotas if line.over]

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


def no_open_objection(ratings: Sequence[Rating]) -> dict[int, str]:
    """A publicised member may be published only when nobody's objection against it is open or was upheld."""
    held = objections.open_against([rating.process_id for rating in ratings])
    return {r.pk: f"{r.unit.short_name}有未结的公示异议。" for r in ratings if r.process_id in held}
