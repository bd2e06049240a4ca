"""How a problem stands in the figures, and the many words that published lists use for it. 依据: domain 5.7."""

from enum import StrEnum


class Standing(StrEnum):
    """Every problem that counts stands in exactly one of these."""

    CLOSED = "closed"
    SUSTAINING = "sustaining"
    CHECKING = "checking"
    POSTPONED = "postponed"
    WORKING = "working"

    @property
    def words(self) -> str:
        """已销号, 基本完成 …"""
        return STANDING_WORDS[self][0]


STANDING_WORDS = {
    Standing.CLOSED: ("已销号", "已完成", "完成", "销号", "整改到位", "办结"),
    Standing.SUSTAINING: ("基本完成", "长期坚持", "持续整改", "取得阶段成果", "阶段成果"),
    Standing.CHECKING: ("待核验", "待验收", "申请销号", "已整改待核验"),
    Standing.POSTPONED: ("申请延期", "延期"),
    Standing.WORKING: ("整改中", "正在整改", "未完成", "未启动", "待派", "已派", "处置中", "正在推进", "未销号"),
}


def standing_of(word: str) -> Standing | None:
    """What a word of somebody else's list means here; None for one that is not known."""
    wanted = word.strip()
    return next((standing for standing, words in STANDING_WORDS.items() if wanted in words), None)
