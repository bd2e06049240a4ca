"""The situations in which somebody is disposed of, and how. 依据: domain 4.4 [R22][R23]."""

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """The three ways of disposal."""

    CORRECT = "correct"
    PERSUADE = "persuade"
    REMOVE = "remove"

    @property
    def words(self) -> str:
        """限期改正, 劝其退党, 党内除名."""
        return METHOD_WORDS[self]

    @property
    def bars(self) -> bool:
        """Whether it ends membership, so that joining again is barred for years."""
        return self is not Method.CORRECT


METHOD_WORDS = {Method.CORRECT: "限期改正", Method.PERSUADE: "劝其退党", Method.REMOVE: "党内除名"}


@dataclass(frozen=True)
class Ground:
    """One situation. `least`, `most`: months that it must and may have lasted; `since` says what they run from."""

    code: str
    method: Method
    words: str
    least: int = 0
    most: int | None = None
    since: str = ""


GROUNDS = (
    Ground("wavering", Method.CORRECT, "信念不坚定，但本人愿意改正"),
    Ground("religion", Method.CORRECT, "信仰宗教"),
    Ground("idle", Method.CORRECT, "消极懈怠"),
    Ground("irregular", Method.CORRECT, "不按规定参加组织生活，不按时足额交纳党费"),
    Ground("out_of_touch", Method.CORRECT, "失联6个月以上2年以内", 6, 24, "失联之日"),
    Ground("threat", Method.PERSUADE, "以退党要挾，经教育不改"),
    Ground("unchanged", Method.PERSUADE, "限期改正期满，没有转变"),
    Ground("unfit", Method.REMOVE, "丧失党员条件"),
    Ground("no_meetings", Method.REMOVE, "无正当理由，连续6个月不参加组织生活", 6, None, "不参加组织生活之日"),
    Ground("no_dues", Method.REMOVE, "无正当理由，连续6个月不交纳党费", 6, None, "未交党费之日"),
    Ground("no_work", Method.REMOVE, "无正当理由，连续6个月不做党分配的工作", 6, None, "不做工作之日"),
    Ground("lost", Method.REMOVE, "因失联停止党籍，2年后仍无法联系", 24, None, "停止党籍之日"),
    Ground("refuses", Method.REMOVE, "劝其退党而不退"),
)
GROUND_BY_CODE = {ground.code: ground for ground in GROUNDS}
