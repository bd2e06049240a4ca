"""Who closes a problem: by source and severity, always above the lead unit unless the programme leaves it within."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .document import ProgrammeError, Section

COMMITTEE_KIND, TOP_KIND = "org_committee", "work_committee"


class Level(StrEnum):
    """Who may close: the lead unit's secretary, its 机关党委, the host of the programme, or several bodies."""

    WITHIN = "within"
    COMMITTEE = "committee"
    HOST = "host"
    JOINT = "joint"

    @property
    def words(self) -> str:
        """支部自查, 机关党委核验, 主办单位核验, 联合验收."""
        return LEVEL_WORDS[self]


LEVEL_WORDS = {
    Level.WITHIN: "支部自查",
    Level.COMMITTEE: "机关党委核验",
    Level.HOST: "主办单位核验",
    Level.JOINT: "联合验收",
}


@dataclass(frozen=True)
class Closing:
    """One line of who closes what; an empty source or severity stands for any. 依据: domain 5.4.

    `bodies`: who must accept before the host closes, for joint acceptance only.
    """

    level: Level
    source: str = ""
    severity: str = ""
    bodies: tuple[str, ...] = ()
    basis: str = ""

    def __post_init__(self) -> None:
        if (self.level is Level.JOINT) != bool(self.bodies):
            why = "联合验收应写明验收单位" if self.level is Level.JOINT else "只有联合验收才写验收单位"
            raise ProgrammeError(f"销号权限里{why}。", "bodies")

    def fits(self, source: str, severity: str) -> bool:
        """Whether the line speaks of such a problem."""
        return self.source in ("", source) and self.severity in ("", severity)

    @classmethod
    def read(cls, section: Section) -> "Closing":
        return cls(
            section.choice("level", Level),
            section.optional_text("source"),
            section.optional_text("severity"),
            section.texts("bodies"),
            section.optional_text("basis"),
        )


def closing_for(lines: Sequence[Closing], source: str, severity: str) -> Closing:
    """The first line that fits; the last of a programme fits everything."""
    return next(line for line in lines if line.fits(source, severity))


def checks_for(path: Sequence[str]) -> tuple[Level, ...]:
    """The desks a finished problem passes, lowest first: its secretary, a 机关党委 in between, the host.

    `path`: the kinds of the units from the lead up to the host, which is the lead itself where there is only one. A
    host that leads is checked within alone, for a higher one could hold the programme; above the 工委 there is none,
    so there its leader verifies and its department, by somebody who did not ask, closes.
    """
    between = (Level.COMMITTEE,) if COMMITTEE_KIND in path[1:-1] else ()
    checked_twice = len(path) > 1 or path[0] == TOP_KIND
    return (Level.WITHIN, *between, Level.HOST) if checked_twice else (Level.WITHIN,)


def closes_at(closing: Closing, path: Sequence[str]) -> Level:
    """Where such a problem is closed: the first desk not below the level asked; a joint one at the host.

    The lead unit closes its own only where the line says within. Raises ProgrammeError: nobody stands above it, and it
    is not the 工委.
    """
    order = list(Level)
    asked = order.index(Level.HOST if closing.level is Level.JOINT else closing.level)
    found = next((level for level in checks_for(path) if order.index(level) >= asked), None)
    if found is None:
        raise ProgrammeError(f"这个问题应由{closing.level.words}后销号，不能由主办单位自己牵头，请改派牵头单位。")
    return found
