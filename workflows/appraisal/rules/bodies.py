"""Who gives the grades, and how the electronic ballot hands out its tickets."""

from enum import StrEnum

COMMITTEE_FROM = 7
"""正式党员 from which a branch has a 支委会. 依据: domain 1.2 [R01]."""


class Body(StrEnum):
    """Who gives the grades."""

    COMMITTEE = "committee"
    MEETING = "meeting"

    @property
    def words(self) -> str:
        """支部委员会, 支部党员大会."""
        return "支部委员会" if self is Body.COMMITTEE else "支部党员大会"

    def possible(self, formal: int) -> bool:
        """Whether a branch of so many 正式党员 has such a body."""
        return self is Body.MEETING or formal >= COMMITTEE_FROM


class Ticketing(StrEnum):
    """How a voter comes to an electronic ballot; slips drawn by hand trust nobody.

    `NAMED`: signing in and voting are one step, which is never called 匿名. 依据: design of the ballots, 8.
    """

    SLIPS = "slips"
    SCREEN = "screen"
    NAMED = "named"

    @property
    def words(self) -> str:
        """抽取纸条, 登录后领取, 保密记名."""
        return TICKETING_WORDS[self]


TICKETING_WORDS = {Ticketing.SLIPS: "抽取纸条", Ticketing.SCREEN: "登录后领取", Ticketing.NAMED: "保密记名"}
