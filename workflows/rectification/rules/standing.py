"""How a problem stands in the figures. 依据: domain 5.7."""

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
        return STANDING_WORDS[self]


STANDING_WORDS = {
    Standing.CLOSED: "已销号",
    Standing.SUSTAINING: "基本完成",
    Standing.CHECKING: "待核验",
    Standing.POSTPONED: "申请延期",
    Standing.WORKING: "整改中",
}
