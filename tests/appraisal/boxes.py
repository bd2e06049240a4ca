"""A meeting of ten with three questions, its codes and its box, for the tests of the ballot box."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from workflows.appraisal.ballots import codes, verify
from workflows.appraisal.ballots.answers import Answer, Ballot
from workflows.appraisal.ballots.box import Box
from workflows.appraisal.ballots.casting import cast
from workflows.appraisal.ballots.frozen import EVERYBODY, Frozen, Item

GRADES = ("优秀", "合格", "基本合格", "不合格")
OPENS = datetime(2026, 1, 20, 14, 30, tzinfo=UTC)
CLOSES = datetime(2126, 1, 20, 17, 0, tzinfo=UTC)
FROZEN = Frozen(
    meeting="PY-2026-0001",
    title="第一党支部2025年度民主评议",
    items=tuple(Item(f"member-{number}", f"党员{number}", GRADES) for number in range(3)),
    roll=10,
    opens=OPENS,
    closes=CLOSES,
)


def new_box(folder: Path, frozen: Frozen = FROZEN) -> Box:
    """An empty box, its key in a folder of its own."""
    for part in ("boxes", "keys"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    box = box_in(folder)
    box.create(frozen)
    return box


def box_in(folder: Path) -> Box:
    """The box that lies, or is to lie, in a folder."""
    return Box(folder / "boxes" / "meeting.box", folder / "keys" / "meeting.key")


def issued(box: Box, count: int, group: str = EVERYBODY) -> list[str]:
    """New codes that the box lets vote."""
    drawn = codes.draw(count)
    box.issue([hash_of(box, code) for code in drawn], group)
    return drawn


def voting(folder: Path, count: int = 10, frozen: Frozen = FROZEN) -> tuple[Box, list[str]]:
    """A box that takes votes, and the codes that may vote."""
    box = new_box(folder, frozen)
    drawn = issued(box, count)
    box.lift(present=count)
    return box, drawn


def polled(folder: Path, votes: int = 6, count: int = 10) -> tuple[Box, list[str]]:
    """A box into which so many have voted 优秀 for everybody; the codes of all."""
    box, drawn = voting(folder, count)
    for code in drawn[:votes]:
        assert cast(box, Ballot(code, alike(0))) is Answer.ACCEPTED
    return box, drawn


def alike(choice: int, frozen: Frozen = FROZEN) -> dict[str, int]:
    """The same choice for every item."""
    return {item.key: choice for item in frozen.items}


def hash_of(box: Box, code: str) -> str:
    """The hash of a code in this meeting."""
    return verify.code_hash(box.frozen().digest, code)


def with_groups(groups: Iterable[str], roll: int, minimum: int) -> Frozen:
    """The meeting with several 票类."""
    return replace(FROZEN, groups=tuple(groups), roll=roll, minimum=minimum)


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder in memory where there is one: who is killed or attacked there loses no power."""
    memory = Path("/dev/shm")  # noqa: S108
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)
