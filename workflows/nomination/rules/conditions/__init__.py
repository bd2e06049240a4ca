"""The conditions of eligibility that a round may ask for, each by its kind. 依据: domain 3.9."""

from ..document import Section, names
from .base import Condition, Finding, Setting
from .discipline import NoDiscipline
from .membership import Belongs, CountedFrom, Living, PartyAge, PartyMember
from .past import HonouredBefore, Interval
from .results import Graded, NoOverdue, Star
from .service import HoldsPost, PartyWork, RankExcluded

KINDS: dict[str, type[Condition]] = {
    each.KIND: each
    for each in (
        PartyMember, PartyAge, Belongs, Living, PartyWork, HoldsPost, RankExcluded, Graded, Star, NoDiscipline,
        NoOverdue, HonouredBefore, Interval,
    )
}  # fmt: skip

EVERY_FIELD = {"kind"}.union(*(names(kind) for kind in KINDS.values()))

__all__ = [
    "KINDS", "Belongs", "Condition", "CountedFrom", "Finding", "Graded", "HoldsPost", "HonouredBefore", "Interval",
    "Living", "NoDiscipline", "NoOverdue", "PartyAge", "PartyMember", "PartyWork", "RankExcluded", "Setting", "Star",
    "read_conditions",
]  # fmt: skip


def read_conditions(section: Section) -> tuple[Condition, ...]:
    """The conditions of a round or of a category. Raises RoundError: an unknown kind, or a field it does not have."""
    return tuple(map(_read, section.sections("conditions", "第{}项条件", EVERY_FIELD)))


def _read(section: Section) -> Condition:
    kind = KINDS.get(section.text("kind"))
    if kind is None:
        raise section.wrong("kind", "应是" + "、".join(KINDS) + "之一")
    return kind.read(Section(section.data, section.where, {"kind", *names(kind)}))
