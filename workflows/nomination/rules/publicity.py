"""公示: how long it runs. 依据: domain 3.7."""

from dataclasses import dataclass

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
