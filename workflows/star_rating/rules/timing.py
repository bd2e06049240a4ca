"""When things are due and how long the public notice runs, as a scheme says it; a round starts from these values."""

from calendar import monthrange
from dataclasses import dataclass

from .document import SchemeError, Section

STAGES = {
    "self_assessing": "支部自评",
    "general_reviewing": "党总支审核",
    "scoring": "机关党委初评",
    "compiling": "编报名单",
    "verifying": "工委复核",
    "deciding": "工委审定",
}
"""The stages that can have a last day, by the state that a record is in meanwhile."""
LONGEST_MONTH = 31
SHORT_YEAR = 2023
"""A year without 29 February: a window must be a day of every year."""


@dataclass(frozen=True)
class PublicityRule:
    """How the 公示 runs: days, 工作日 or 自然日, and whether the first day counts (domain 3.7, 6.6)."""

    days: int
    working: bool = True
    start_counts: bool = False

    @property
    def words(self) -> str:
        """5个工作日，开始当日不计."""
        day = "个工作日" if self.working else "天"
        return f"{self.days}{day}，开始当日{'计入' if self.start_counts else '不计'}"

    @classmethod
    def read(cls, section: Section) -> "PublicityRule":
        return cls(section.whole("days", 60), section.flag("working", usually=True), section.flag("start_counts"))


@dataclass(frozen=True)
class Window:
    """The last day of a stage, with the hour where it is named (3月14日16时 [S05]); `closes`: 逾期不再接收."""

    stage: str
    month: int
    day: int
    hour: int | None = None
    next_year: bool = False
    closes: bool = False

    def __post_init__(self) -> None:
        if self.stage not in STAGES:
            raise SchemeError(f"时间安排里没有“{self.stage}”这个环节。", "stage")
        if not 1 <= self.month <= 12 or not 1 <= self.day <= monthrange(SHORT_YEAR, self.month)[1]:
            raise SchemeError(f"{STAGES[self.stage]}的截止日期{self.month}月{self.day}日不存在。", "day")
        if self.hour is not None and not 0 <= self.hour <= 23:
            raise SchemeError(f"{STAGES[self.stage]}的截止时间应在0到23时之间，现为{self.hour}。", "hour")

    @property
    def words(self) -> str:
        """次年3月14日16时截止，逾期不再接收."""
        year = "次年" if self.next_year else "当年"
        hour = "" if self.hour is None else f"{self.hour}时"
        return f"{year}{self.month}月{self.day}日{hour}截止{'，逾期不再接收' if self.closes else ''}"

    @classmethod
    def read(cls, section: Section) -> "Window":
        return cls(
            section.text("stage"),
            section.whole("month", 12),
            section.whole("day", LONGEST_MONTH),
            section.optional_whole("hour", 23),
            section.flag("next_year"),
            section.flag("closes"),
        )
