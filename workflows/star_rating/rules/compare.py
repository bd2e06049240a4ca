"""What differs between two schemes, in the order in which a person reads one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from . import describing
from .describing import NONE
from .scheme import Scheme
from .timing import STAGES

Described = Sequence[tuple[str, str]]
"""The parts of one kind: what each is called, and what it says."""


class Difference(NamedTuple):
    """One place that reads otherwise: 第3条班子不健全, 扣5分, 扣3分."""

    place: str
    before: str
    after: str


def differences(before: Scheme, after: Scheme) -> list[Difference]:
    """Every place where two schemes read otherwise; what is new or gone stands against 无.

    Parts are the same one when they are called the same; a part that was renamed is one gone and one new.
    """
    kinds = zip(described(before), described(after), strict=True)
    return [found for old, new in kinds for found in _different(_by_name(old), _by_name(new))]


def described(scheme: Scheme) -> Iterator[Described]:
    """The whole scheme in words, kind by kind."""
    yield list(describing.facts(scheme).items())
    yield [(f"分项“{part.name}”", describing.component(part)) for part in scheme.components]
    yield [(part.name, describing.tier(part)) for part in scheme.tiers]
    yield [(f"一级指标“{part.name}”", describing.group(scheme, part)) for part in scheme.groups]
    yield [(f"指标“{part.name}”", describing.indicator(scheme, part)) for part in scheme.indicators]
    yield [
        (f"第{item.code}条{item.text}", describing.line(part, item))
        for part in scheme.indicators
        for item in part.items
    ]
    yield [(f"否决情形“{part.text}”", describing.veto(scheme, part)) for part in scheme.vetoes]
    yield [
        (f"{scheme.level_name(part.tier)}的前置条件", describing.precondition(scheme, part))
        for part in scheme.preconditions
    ]
    yield [(f"{part.kind.words}“{part.text}”", describing.merit(scheme, part)) for part in scheme.merits]
    yield [
        (f"{describing.quota_name(scheme, part)}名额{part.direction.words}", describing.quota(scheme, part))
        for part in scheme.quotas
    ]
    yield [(f"{STAGES[part.stage]}的截止日期", part.words) for part in scheme.windows]


def _by_name(parts: Described) -> dict[str, str]:
    """What each part says by its name; the second of a name is called 第2处."""
    found: dict[str, str] = {}
    met: Counter[str] = Counter()
    for name, words in parts:
        met[name] += 1
        found[name if met[name] == 1 else f"{name}（第{met[name]}处）"] = words
    return found


def _different(old: dict[str, str], new: dict[str, str]) -> Iterator[Difference]:
    for name in old | new:
        pair = old.get(name, NONE), new.get(name, NONE)
        if pair[0] != pair[1]:
            yield Difference(name, *pair)
