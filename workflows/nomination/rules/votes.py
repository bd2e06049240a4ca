"""How a meeting votes: how many must come, how many must agree. 依据: domain 4.2."""

from dataclasses import dataclass
from enum import StrEnum

from workflows.engine.shares import Share

from .answers import Answer, Verdict
from .document import Section


class VoteOf(StrEnum):
    """What the votes in favour are compared with."""

    EXPECTED = "expected"
    PRESENT = "present"

    @property
    def words(self) -> str:
        """应到, 实到."""
        return "应到" if self is VoteOf.EXPECTED else "实到"


HALF = Share(1, 2)


@dataclass(frozen=True)
class VoteRule:
    """How many must come and how many must agree. `more_than`: the share must be exceeded (过半), else reached.

    The usual rule is 双过半: more than half come, more than half of those who should come agree (domain 4.2 [R26]).
    """

    quorum: Share = HALF
    quorum_more_than: bool = True
    share: Share = HALF
    share_more_than: bool = True
    of: VoteOf = VoteOf.EXPECTED
    secret: bool = False
    basis: str = ""

    @property
    def words(self) -> str:
        """无记名，到会超过1/2，赞成超过应到的1/2."""
        secret = "无记名，" if self.secret else ""
        agree = _share(self.share, self.share_more_than, f"{self.of.words}的")
        return f"{secret}到会{_share(self.quorum, self.quorum_more_than)}，赞成{agree}"

    @classmethod
    def read(cls, section: Section) -> "VoteRule":
        return cls(
            section.share("quorum"),
            section.flag("quorum_more_than", usually=True),
            section.share("share"),
            section.flag("share_more_than", usually=True),
            section.choice("of", VoteOf, VoteOf.EXPECTED),
            section.flag("secret"),
            section.optional_text("basis"),
        )


@dataclass(frozen=True)
class Vote:
    """应到, 实到, 赞成."""

    expected: int
    present: int
    approve: int

    def __post_init__(self) -> None:
        if self.expected < 1:
            raise ValueError("应到人数应大于0。")
        if not 0 <= self.approve <= self.present <= self.expected:
            counts = f"现为应到{self.expected}、实到{self.present}、赞成{self.approve}"
            raise ValueError(f"实到不能多于应到，赞成不能多于实到，{counts}。")


def judge_vote(rule: VoteRule, vote: Vote) -> tuple[Answer, Answer]:
    """Whether enough came, and whether enough agreed."""
    came = rule.quorum.least(vote.expected, more_than=rule.quorum_more_than)
    of = vote.expected if rule.of is VoteOf.EXPECTED else vote.present
    agree = rule.share.least(of, more_than=rule.share_more_than)
    quorum = (
        f"应到{vote.expected}人，实到{vote.present}人，须{_share(rule.quorum, rule.quorum_more_than)}即{came}人到会"
    )
    passed = f"赞成{vote.approve}人，须{rule.of.words}{of}人{_share(rule.share, rule.share_more_than)}即{agree}人赞成"
    return (
        _counted("quorum", vote.present >= came, quorum, rule.basis),
        _counted("passed", vote.approve >= agree, passed, rule.basis),
    )


def _share(share: Share, more_than: bool, of: str = "") -> str:
    return f"{'超过' if more_than else '达到'}{of}{share}"


def _counted(code: str, holds: bool, text: str, basis: str) -> Answer:
    return Answer(code, Verdict.of(holds=holds), f"{text}，{'符合' if holds else '不够'}。", basis)
