"""What a meeting votes on, frozen before the first slip is drawn; its SHA-256 is shown and binds codes and box."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from . import verify

EVERYBODY = "全体"
LEAST_MINIMUM = 3
MOST_OPTIONS = 256


@dataclass(frozen=True)
class Item:
    """One question with the options of which everybody chooses exactly one."""

    key: str
    text: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Frozen:
    """The frozen ballot of one meeting: `meeting` is its number, `roll` 应到, `groups` 票类 (for example 党员, 群众).

    `minimum`: as many must have voted before any total is told, in every cell. 依据: domain 4.3, 6.7.
    """

    meeting: str
    title: str
    items: tuple[Item, ...]
    roll: int
    opens: datetime
    closes: datetime
    minimum: int = 5
    groups: tuple[str, ...] = (EVERYBODY,)

    def document(self) -> dict[str, Any]:
        """The JSON form, which is hashed, stored in the box and handed out in the pack."""
        return {**asdict(self), "opens": self.opens.isoformat(), "closes": self.closes.isoformat()}

    @property
    def over(self) -> bool:
        """Whether the time for voting is over: a box that was forgotten takes no more ballots."""
        return datetime.now(UTC) > self.closes

    @property
    def digest(self) -> str:
        """The SHA-256 that is shown before tickets are taken."""
        return verify.digest(self.document())


def frozen_of(document: dict[str, Any]) -> Frozen:
    """Read `Frozen.document` back."""
    items = tuple(Item(each["key"], each["text"], tuple(each["options"])) for each in document["items"])
    times = {name: datetime.fromisoformat(document[name]) for name in ("opens", "closes")}
    return Frozen(**{**document, **times, "items": items, "groups": tuple(document["groups"])})


def mistakes(frozen: Frozen) -> list[str]:
    """Why a meeting cannot vote anonymously in this way, one sentence each; empty when it can."""
    return [*_wrong_numbers(frozen), *_wrong_items(frozen)]


def _wrong_numbers(frozen: Frozen) -> list[str]:
    wrong = []
    if frozen.minimum < LEAST_MINIMUM:
        wrong.append(f"最低人数{frozen.minimum}人太少：少于{LEAST_MINIMUM}人的，请用纸质投票。")
    if frozen.roll < frozen.minimum:
        wrong.append(f"应到{frozen.roll}人，少于最低人数{frozen.minimum}人，请用纸质投票。")
    if frozen.closes <= frozen.opens:
        wrong.append("投票截止时间不晚于开始时间，请改正。")
    if not frozen.groups or len(set(frozen.groups)) < len(frozen.groups):
        wrong.append("票类没有填写，或者有同名的，请改正。")
    return wrong


def _wrong_items(frozen: Frozen) -> list[str]:
    wrong = [] if frozen.items else ["没有测评项目，请至少设一项。"]
    keys = [item.key for item in frozen.items]
    if len(set(keys)) < len(keys):
        wrong.append("有两个测评项目的标识相同，请改正。")
    for place, item in enumerate(frozen.items, 1):
        if not 2 <= len(item.options) == len(set(item.options)) <= MOST_OPTIONS:
            wrong.append(f"第{place}项“{item.text}”的选项应为2至{MOST_OPTIONS}个，互不相同。")
    return wrong
