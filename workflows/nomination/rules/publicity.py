"""公示: how long it runs, and whether it is over with nothing left open. 依据: domain 3.7."""

from dataclasses import dataclass
from datetime import date

from .answers import Answer, Used, Verdict
from .document import RoundError, Section


@dataclass(frozen=True)
class PublicityRule:
    """How the 公示 runs: so many days, 工作日 or 自然日, the first day counted or not, and where. 依据: domain 3.7."""

    days: int
    working: bool = True
    start_counts: bool = False
    scope: str = ""

    def __post_init__(self) -> None:
        if not self.days:
            raise RoundError("公示天数应大于0。", "days")

    @property
    def words(self) -> str:
        """5个工作日，开始当日不计，范围：本单位."""
        days = f"{self.days}个工作日" if self.working else f"{self.days}天"
        scope = f"，范围：{self.scope}" if self.scope else ""
        return f"{days}，开始当日{'计入' if self.start_counts else '不计'}{scope}"

    @classmethod
    def read(cls, section: Section) -> "PublicityRule":
        return cls(
            section.whole("days"),
            section.flag("working", usually=True),
            section.flag("start_counts"),
            section.optional_text("scope"),
        )


def judge_publicity(ends_on: date | None, open_objections: int, today: date) -> Answer:
    """公示期满且无未决异议 (domain 3.9): the last day itself still belongs to the 公示."""
    if ends_on is None:
        return Answer("publicity", Verdict.NOT_MET, "还没有公示。", "")
    used = (Used("公示截止", str(ends_on), "公示"), Used("未决异议", f"{open_objections}件", "公示"))
    if today <= ends_on:
        return Answer("publicity", Verdict.NOT_MET, f"公示到{ends_on}为止，尚未期满。", "", used)
    if open_objections:
        return Answer("publicity", Verdict.NOT_MET, f"公示已期满，还有{open_objections}件异议没有结论。", "", used)
    return Answer("publicity", Verdict.MET, f"公示已于{ends_on}期满，没有未决异议。", "", used)
