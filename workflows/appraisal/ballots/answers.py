"""What the box is handed and what it says: a ballot that never shows itself, and every answer as a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class BoxError(Exception):
    """The chair asked what the box may not or cannot do; the sentence says why, and holds no code and no choice.

    `sort`: the class of the error behind it, if there was one; that much may stand in a log.
    """

    def __init__(self, sentence: str, sort: str = "BoxError") -> None:
        super().__init__(sentence)
        self.sort = sort


class Answer(Enum):
    """What became of a code; its value is what the person who typed it reads."""

    ACCEPTED = "选票已经投进票箱。"
    USED = "这个编码已经投过票，每个编码只能投一次。"
    VOID = "这张票签已经作废，不能投票。如果它是您抽到的，请告诉监票人。"
    UNKNOWN = "这次会议没有这个编码。请核对票签上的会议名称。"
    MISTYPED = "编码输错了：共16位，没有0、O、1、I。请对照票签再输一次。"
    NOT_YET = "还没有开始投票。请等主持人宣布领票截止，编码仍然有效。"
    OVER = "投票时间已过，选票没有投进票箱。请告诉主持人。"
    SEALED = "已经封箱，不能再投票。"
    INCOMPLETE = "有的项目没有选，或者选了票上没有的选项。请逐项选好再投，编码仍然有效。"
    VOIDED = "这张票签已作废。"
    TOO_LATE = "领票已经截止，不能再作废票签。"


@dataclass(frozen=True, repr=False)
class Ballot:
    """A code as typed and the number of the chosen option (from 0) for each item; not shown in any report of an error.

    Make it as soon as the request is read, and keep neither part in a variable of its own.
    """

    typed: str
    choices: Mapping[str, int] = field(default_factory=dict)
