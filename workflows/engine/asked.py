"""What somebody asks of records: a verb, by whom, having seen what, with which words."""

from dataclasses import dataclass, field
from typing import Any

from permissions.actor import Actor
from workflows.engine.models import Submission


@dataclass(frozen=True)
class Seen:
    """What the person looked at: the open desk and the version of the content."""

    task: int
    version: int

    @classmethod
    def parse(cls, text: str) -> "Seen | None":
        """Read `task.version`; None when it is anything else."""
        task, _, version = text.partition(".")
        well_formed = len(text) < 40 and task.isdecimal() and version.isdecimal()
        return cls(int(task), int(version)) if well_formed else None

    def __str__(self) -> str:
        return f"{self.task}.{self.version}"


@dataclass(frozen=True)
class Asked:
    """One verb asked of one record or of many; `via` is the list they travel in, `data` goes to the arrow."""

    verb: str
    by: Actor
    seen: Seen | None = None
    comment: str = ""
    via: Submission | None = None
    data: dict[str, Any] = field(default_factory=dict)
