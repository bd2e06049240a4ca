"""What a list is checked for besides limits: somebody named twice, who has reported, who may be a candidate again."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Named(NamedTuple):
    """One nomination: whom (told by a key that is theirs alone), in which category, by which unit."""

    key: str
    name: str
    category: str
    unit: str


class ReportState(StrEnum):
    """Where a unit stands with its report."""

    COMPLETE = "complete"
    LACKING = "lacking"
    NOBODY = "nobody"
    UNREPORTED = "unreported"
    FORFEITED = "forfeited"

    @property
    def words(self) -> str:
        """已报, 未交 …"""
        return REPORT_WORDS[self]


REPORT_WORDS = {
    ReportState.COMPLETE: "已报",
    ReportState.LACKING: "未交（已报名单，材料未交齐）",
    ReportState.NOBODY: "不推荐",
    ReportState.UNREPORTED: "未报",
    ReportState.FORFEITED: "逾期视为不推荐",
}


class Report(NamedTuple):
    """What a unit has handed in: how many names, how many materials are lacking; or that it recommends nobody."""

    names: int = 0
    lacking: int = 0
    recommends_nobody: bool = False


def report_state(report: Report, *, due: datetime | None, now: datetime, late_forfeits: bool) -> ReportState:
    """未报 (no names) and 未交 (names, but materials lacking) are told apart. 依据: domain 3.5 [N10][N12].

    Only where the notice says so does a unit that reported nobody in time count as recommending nobody.
    """
    if report.names:
        return ReportState.LACKING if report.lacking else ReportState.COMPLETE
    if report.recommends_nobody:
        return ReportState.NOBODY
    late = due is not None and now > due
    return ReportState.FORFEITED if late and late_forfeits else ReportState.UNREPORTED


def candidates_again(nominated: Iterable[Named], forwarded: Iterable[str]) -> list[Named]:
    """Those not forwarded, who may be candidates of the round that this one names (候选池复用). 依据: domain 3.2."""
    gone = set(forwarded)
    return [each for each in nominated if each.key not in gone]
