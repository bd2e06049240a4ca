"""What the demonstration is made of: each unit's name, its size, and how far it has come in the current round."""

from dataclasses import dataclass
from enum import IntEnum, auto

from permissions.roles import UnitKind


class Story(IntEnum):
    """How far a unit has come; each step includes those before it."""

    STARTING = auto()
    """支部自评 has begun."""
    UNDERWAY = auto()
    """Every branch is somewhere else."""
    LISTED = auto()
    """初评 is done, the list is being compiled."""
    REPORTED = auto()
    VERIFIED = auto()
    APPROVED = auto()
    PUBLICISED = auto()
    OBJECTED = auto()
    """The 公示 is over, one branch waits for an objection."""
    PUBLISHED = auto()


@dataclass(frozen=True)
class Plan:
    """A unit to build: `general` of its branches stand under a 党总支 of its own."""

    name: str
    branches: int
    general: int = 0
    story: Story = Story.UNDERWAY
    kind: UnitKind = UnitKind.ORG_COMMITTEE


@dataclass(frozen=True)
class Size:
    """A whole organisation to build: units under the 工委, branches directly under it, and the number of people."""

    plans: tuple[Plan, ...]
    direct: tuple[str, ...]
    people: int


# The first unit is the same in both sizes: the accounts worth trying belong to it.
FIRST = Plan("市财政局", 16, general=4)
SMALL = Size(
    plans=(
        FIRST,
        Plan("市教育局", 8, story=Story.PUBLISHED),
        Plan("市民政局", 6, story=Story.OBJECTED),
        Plan("市审计局", 5, story=Story.REPORTED),
        Plan("市统计局", 4, story=Story.VERIFIED, kind=UnitKind.GENERAL_BRANCH),
    ),
    direct=("市直机关工委机关",),
    people=480,
)
FULL = Size(
    plans=(
        FIRST,
        Plan("市教育局", 18, 5, Story.PUBLISHED),
        Plan("市民政局", 10, 0, Story.OBJECTED),
        Plan("市审计局", 10, 0, Story.REPORTED),
        Plan("市公安局", 20, 6),
        Plan("市卫生健康委员会", 18, 6, Story.LISTED),
        Plan("市住房和城乡建设局", 16, 4),
        Plan("市交通运输局", 16, 4),
        Plan("市市场监督管理局", 16, 4, Story.STARTING),
        Plan("市自然资源和规划局", 14, 4),
        Plan("市农业农村局", 14, 4),
        Plan("市人力资源和社会保障局", 14, 4, Story.REPORTED),
        Plan("市文化广电和旅游局", 12, 4),
        Plan("市城市管理局", 12),
        Plan("市发展和改革委员会", 10),
        Plan("市工业和信息化局", 10),
        Plan("市司法局", 10, 0, Story.REPORTED),
        Plan("市生态环境局", 10),
        Plan("市水务局", 10, 0, Story.STARTING),
        Plan("市商务局", 8, 0, Story.LISTED),
        Plan("市应急管理局", 8, 0, Story.PUBLICISED),
        Plan("市医疗保障局", 8),
        Plan("市统计局", 4, 0, Story.VERIFIED, UnitKind.GENERAL_BRANCH),
        Plan("市信访局", 4, 0, Story.REPORTED, UnitKind.GENERAL_BRANCH),
        Plan("市政务服务管理局", 4, 0, Story.UNDERWAY, UnitKind.GENERAL_BRANCH),
        Plan("市档案馆", 4, 0, Story.UNDERWAY, UnitKind.GENERAL_BRANCH),
    ),
    direct=("市直机关工委机关", "市地震局", "市残疾人联合会", "市文学艺术界联合会"),
    people=5000,
)
