"""How many must come and how many must agree, by what the meeting is for. 依据: domain 4.2 [R25][R26][R27]."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from workflows.engine.shares import Share

from .document import Section

HALF = Share(1, 2)


class Purpose(StrEnum):
    """What a meeting decides on."""

    APPRAISE = "appraise"
    DISCIPLINE = "discipline"
    ELECT = "elect"
    DISPOSE = "dispose"

    @property
    def words(self) -> str:
        """民主评议, 讨论干部任免和处分, 选举, 处置不合格党员."""
        return PURPOSE_WORDS[self]


PURPOSE_WORDS = {
    Purpose.APPRAISE: "民主评议",
    Purpose.DISCIPLINE: "讨论干部任免和处分党员",
    Purpose.ELECT: "选举",
    Purpose.DISPOSE: "处置不合格党员",
}


class PassOf(StrEnum):
    """What the votes in favour are compared with."""

    EXPECTED = "expected"
    PRESENT = "present"

    @property
    def words(self) -> str:
        """应到, 实到."""
        return "应到" if self is PassOf.EXPECTED else "实到"


@dataclass(frozen=True)
class Quorum:
    """What one purpose asks. `quorum_more_than`: the share of 应到 must be exceeded, else reached.

    Enough agree when more than `passing` of `pass_of` do. `written`: the opinion that an absent member gave in writing
    before the meeting counts.
    """

    purpose: Purpose
    quorum: Share = HALF
    quorum_more_than: bool = True
    passing: Share = HALF
    pass_of: PassOf = PassOf.EXPECTED
    written: bool = False
    basis: str = ""

    @classmethod
    def read(cls, section: Section) -> "Quorum":
        return cls(
            section.choice("purpose", Purpose),
            section.share("quorum", HALF),
            section.flag("quorum_more_than", usually=True),
            section.share("passing", HALF),
            section.choice("pass_of", PassOf, PassOf.EXPECTED),
            section.flag("written"),
            section.optional_text("basis"),
        )

    def came(self, expected: int) -> int:
        """How many of those expected must come."""
        return self.quorum.least(expected, more_than=self.quorum_more_than)

    def agree(self, expected: int, present: int) -> int:
        """How many must agree."""
        return self.passing.least(expected if self.pass_of is PassOf.EXPECTED else present, more_than=True)


USUAL = (
    Quorum(Purpose.APPRAISE, basis="支部党员大会议事：双过半 [R26]"),
    Quorum(Purpose.DISCIPLINE, Share(2, 3), quorum_more_than=False, basis="到会三分之二 [R26]"),
    Quorum(Purpose.ELECT, Share(4, 5), quorum_more_than=False, basis="到会五分之四（含）[R26][R27]"),
    Quorum(Purpose.DISPOSE, written=True, basis="书面意见计入 [R25][R27]"),
)
"""What holds where a plan says nothing else."""


class Counted(NamedTuple):
    """Whether it holds, and the sentence with the sum."""

    holds: bool
    text: str


def judge_quorum(rule: Quorum, expected: int, present: int) -> Counted:
    """Whether enough with a vote came. Below it the meeting cannot go on; the sentence says how many are missing."""
    need = rule.came(expected)
    sides = f"应到{expected}人，实到{present}人"
    if not expected > 0 or not 0 <= present <= expected:
        return Counted(False, f"{sides}，人数有误：应到须大于0，实到不能多于应到。")
    verb = "超过" if rule.quorum_more_than else "达到"
    said = f"{sides}，{rule.purpose.words}须{verb}应到的{rule.quorum}即{need}人到会"
    return Counted(present >= need, f"{said}，{_end(need - present, '符合', '不能开会')}。")


def judge_passing(rule: Quorum, expected: int, present: int, approve: int, written: int = 0) -> Counted:
    """Whether enough agreed; `written`: absent members who agreed in writing before the meeting."""
    said_in_writing = f"，会前书面赞成{written}人" if written else ""
    sides = f"应到{expected}人，实到{present}人，赞成{approve}人{said_in_writing}"
    if written and not rule.written:
        return Counted(False, f"{sides}，{rule.purpose.words}的书面意见不计入，请改正。")
    if not 0 <= approve <= present <= expected or not 0 <= written <= expected - present:
        return Counted(False, f"{sides}，人数有误：赞成不能多于实到，书面意见不能多于未到会的人。")
    need, got = rule.agree(expected, present), approve + written
    said = f"{sides}，须超过{rule.pass_of.words}的{rule.passing}即{need}人赞成"
    return Counted(got >= need, f"{said}，{_end(need - got, '通过', '没有通过')}。")


def _end(missing: int, holds: str, fails: str) -> str:
    return holds if missing <= 0 else f"还差{missing}人，{fails}"
