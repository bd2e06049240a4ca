"""A sealed box: one JSON file, sorted by fresh random keys, of which none leads back to a code or an earlier copy."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from . import files, verify
from .answers import BoxError
from .frozen import Frozen, frozen_of


class Vote(NamedTuple):
    """One answer to one item: `key` is random and new, `choice` the number of the option, `voters` the 票类."""

    key: str
    item: str
    choice: int
    voters: str


@dataclass(frozen=True)
class Sealed:
    """The content of a sealed box; `votes` is None once the payload is erased, its hash stays.

    `codes`: the hashes that polled, are void, or were issued and not used, each sorted.
    """

    configuration: dict[str, Any]
    present: int
    codes: dict[str, list[str]]
    votes: list[Vote] | None
    votes_sha256: str

    @property
    def frozen(self) -> Frozen:
        """What was voted on."""
        return frozen_of(self.configuration)

    @property
    def votes_hash(self) -> str:
        """The hash of the votes that are here, or were before they were erased."""
        return self.votes_sha256 if self.votes is None else digest_of(self.votes)

    @property
    def hash(self) -> str:
        """The hash that is printed before counting; it stands for every row, and stays the same after erasing."""
        configuration, codes = verify.digest(self.configuration), verify.digest(self.codes)
        return verify.box_hash(configuration, self.present, codes, self.votes_hash)

    def erased(self) -> "Sealed":
        """The same without the votes."""
        return replace(self, votes=None, votes_sha256=self.votes_hash)

    def write(self, path: Path) -> None:
        """Write it to a file, wholly or not at all."""
        files.write_durably(path, verify.canonical(asdict(self)))


def digest_of(votes: list[Vote]) -> str:
    """The hash of all votes in the order of their keys."""
    return verify.digest([list(vote) for vote in votes])


def read(path: Path) -> Sealed:
    """Read a sealed box. Raises BoxError when there is none or it is none."""
    try:
        document = json.loads(path.read_text("utf-8"))
        votes = document["votes"]
        return Sealed(**{**document, "votes": None if votes is None else [Vote(*each) for each in votes]})
    except FileNotFoundError:
        raise BoxError("还没有封箱。请先封箱，打印票箱校验码，再计票。") from None
    except (ValueError, TypeError, KeyError):
        raise BoxError("封好的票箱读不出来，文件已损坏。请用它的备份，校验码相同的才是原来的。") from None
