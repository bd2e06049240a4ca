"""名额比选 of a round as a workbook: who was chosen and who was not, why, and the meetings that decided."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils import timezone

from forms.excel import Column, SheetData, SheetSpec, write_workbook
from workflows.nomination.models import PlaceContest, PlaceContestant
from workflows.nomination.queries.contests import list_unit

TITLE = "名额比选"
COLUMNS = (
    Column("n", "比选", "integer", width=6),
    Column("places", "名额", width=24),
    Column("whose", "推荐对象", width=20),
    Column("unit", "推荐单位", width=24),
    Column("own_rank", "单位排序", "integer", width=10),
    Column("rank", "排序", "integer", width=8),
    Column("votes", "得票", "integer", width=8),
    Column("wins", "结果", width=10),
    Column("why", "未入选的原因", width=36),
)
MEETINGS = (
    Column("n", "比选", "integer", width=6),
    Column("places", "名额", width=24),
    Column("number_of", "余下个数", "integer", width=10),
    Column("state", "状态", width=20),
    Column("body", "决定机构", width=24),
    Column("on", "会议日期", "date", width=12),
    Column("number", "编号或文号", width=20),
    Column("due", "应到", "integer", width=8),
    Column("present", "实到", "integer", width=8),
    Column("minutes", "会议决定", width=48),
    Column("by", "登记人", width=14),
    Column("at", "登记时间", width=18),
)


def contests_book(found: Sequence[PlaceContest], names: Mapping[int, str], footer: str) -> bytes:
    """Every contest in the order in which it was entered, also those that a later one replaced.

    `names`: what the places are called, by the key of the quota.
    """
    lines = [row for n, each in enumerate(found, 1) for row in _lines(n, each, names[each.quota_id])]
    held = [_meeting(n, each, names[each.quota_id]) for n, each in enumerate(found, 1)]
    return write_workbook(
        [
            SheetData(SheetSpec(TITLE, COLUMNS, header_row=2), lines, (TITLE,), (footer,)),
            SheetData(SheetSpec("比选会议", MEETINGS, header_row=2), held, ("比选会议",), (footer,)),
        ],
        {},
    )


def _lines(n: int, contest: PlaceContest, places: str) -> Iterator[tuple[object, ...]]:
    for line in sorted(contest.lines.all(), key=_order):
        row, result = line.nomination, "入选" if line.wins else "未入选"
        yield n, places, row.candidate, list_unit(row), row.rank, line.rank, line.votes, result, line.why


def _order(line: PlaceContestant) -> tuple[bool, int, int, int]:
    """Who was chosen first, then by rank, then by votes."""
    return not line.wins, line.rank or 0, -(line.votes or 0), line.pk


def _meeting(n: int, contest: PlaceContest, places: str) -> tuple[object, ...]:
    state = "现行" if contest.current else "已被后来的比选代替"
    return (
        n, places, contest.places, state, contest.body, contest.held_on, contest.number, contest.due, contest.present,
        contest.minutes, str(contest.by), f"{timezone.localtime(contest.at):%Y-%m-%d %H:%M}",
    )  # fmt: skip
