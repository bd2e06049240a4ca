"""评议名册: who is expected, who takes part, who came. 依据: domain 4.1, 4.2 [R25][R26][R27]."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .cap import Base


class Standing(StrEnum):
    """The 党籍 of a member as the meeting sees it."""

    FORMAL = "formal"
    PROBATIONARY = "probationary"
    WATCHED = "watched"
    SUSPENDED = "suspended"

    @property
    def words(self) -> str:
        """正式党员, 预备党员, 留党察看期间, 停止党籍."""
        return STANDING_WORDS[self]


STANDING_WORDS = {
    Standing.FORMAL: "正式党员",
    Standing.PROBATIONARY: "预备党员",
    Standing.WATCHED: "留党察看期间",
    Standing.SUSPENDED: "停止党籍",
}


class Excuse(StrEnum):
    """Why a 正式党员 is not counted among 应到."""

    ILL_MIND = "ill_mind"
    ABROAD = "abroad"
    DETAINED = "detained"
    BEDRIDDEN = "bedridden"
    RETIRED_AWAY = "retired_away"
    POSTED_AWAY = "posted_away"
    MIGRANT = "migrant"

    @property
    def words(self) -> str:
        """The reason as the rules put it."""
        return EXCUSE_WORDS[self]


EXCUSE_WORDS = {
    Excuse.ILL_MIND: "患有精神病或其他疾病，不能表达意志",
    Excuse.ABROAD: "自费出国半年以上，或受限不能按时回国",
    Excuse.DETAINED: "被留置、逮捕，或虽未受处分但正在服刑",
    Excuse.BEDRIDDEN: "年老体弱卧床，或长期患病生活不能自理",
    Excuse.RETIRED_AWAY: "离退休后回原籍长期居住",
    Excuse.POSTED_AWAY: "工作调动、挂职、外出学习等半年以上，应转未转组织关系",
    Excuse.MIGRANT: "流动党员确有困难，本人申请",
}


class Presence(StrEnum):
    """Whether somebody came."""

    PRESENT = "present"
    ON_LEAVE = "on_leave"
    ABSENT = "absent"

    @property
    def words(self) -> str:
        """到会, 请假, 缺席."""
        return PRESENCE_WORDS[self]


PRESENCE_WORDS = {Presence.PRESENT: "到会", Presence.ON_LEAVE: "请假", Presence.ABSENT: "缺席"}


@dataclass(frozen=True)
class Member:
    """One line of the roll. `approval`: the superior's consent and the meeting's resolution that an excuse rests on."""

    key: str
    name: str
    standing: Standing = Standing.FORMAL
    excuse: Excuse | None = None
    approval: str = ""
    presence: Presence = Presence.ABSENT

    @property
    def expected(self) -> bool:
        """Whether the member has a vote and is counted among 应到."""
        return self.standing is Standing.FORMAL and self.excuse is None

    @property
    def takes_part(self) -> bool:
        """Whether the member is judged; 预备党员 are, without a grade."""
        return self.standing is not Standing.SUSPENDED

    @property
    def graded(self) -> bool:
        """Whether the member may get a grade at all."""
        return self.takes_part and self.standing is not Standing.PROBATIONARY


@dataclass(frozen=True)
class Roll:
    """The frozen roll of one meeting."""

    members: tuple[Member, ...]

    @property
    def expected(self) -> int:
        """应到: those with a vote who are not excused."""
        return sum(each.expected for each in self.members)

    @property
    def present(self) -> int:
        """实到: those among 应到 who came; 预备党员 who came are not counted."""
        return sum(each.expected and each.presence is Presence.PRESENT for each in self.members)

    @property
    def bases(self) -> Mapping[Base, int]:
        """What shares may be taken of. 正式党员 include those under 留党察看; 停止党籍 counts nowhere."""
        there = [each for each in self.members if each.takes_part]
        formal = sum(each.graded for each in there)
        taking_part = sum(each.excuse is None for each in there)
        return {Base.MEMBERS: len(there), Base.FORMAL: formal, Base.TAKING_PART: taking_part}

    def voters(self, *, probationary: bool) -> int:
        """How many of those present may fill in a ballot; 测评 is no vote, so a plan may hand one to 预备党员."""
        kinds = {Standing.FORMAL, Standing.PROBATIONARY} if probationary else {Standing.FORMAL}
        return sum(
            each.standing in kinds and each.excuse is None and each.presence is Presence.PRESENT
            for each in self.members
        )

    @property
    def words(self) -> str:
        """名册14人，预备党员1人，不计入应到的正式党员2人；应到11人，实到10人."""
        people = Counter(each.standing for each in self.members)
        excused = sum(each.excuse is not None for each in self.members)
        apart = "".join(f"，{kind.words}{people[kind]}人" for kind in list(Standing)[1:] if people[kind])
        counted = f"应到{self.expected}人，实到{self.present}人"
        return f"名册{len(self.members)}人{apart}，不计入应到的正式党员{excused}人；{counted}"
