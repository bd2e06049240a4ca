"""减负体检: what a round asks of each unit that takes part, reckoned the same way for every process.

依据: domain 7.5, requirement 2: before a round opens, how much it asks, beside last year and whatever else is open.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

SECONDS_PER_ITEM = 10
SECONDS_PER_FIELD = 60
SECONDS_PER_FILE = 300
SECONDS_PER_WORD = 3
FORMULA = "每条看10秒，每处填写1分钟，每份必须提供的佐证5分钟，每写20字1分钟，合计后不足1分钟的按1分钟算。"
SHOWN = 30
"""Characters of a demand that are repeated in a sentence about it."""
SEPARATORS = re.compile("[、，,；;/]|以及")


class Demand(NamedTuple):
    """One thing asked: where it stands (第8条), what is asked, and the evidence it names, if any."""

    place: str
    text: str
    evidence: str = ""


@dataclass(frozen=True)
class Burden:
    """What each unit is asked for: items to look at, fields to type, files that must and may be given, words."""

    items: int
    typed: int
    files: int
    optional_files: int
    words: int
    demands: tuple[Demand, ...] = ()
    note: str = ""
    """How the fields and words were reckoned, in a sentence for whoever opens the round."""

    @property
    def minutes(self) -> int:
        """About how long it takes, by `FORMULA`."""
        seconds = self.items * SECONDS_PER_ITEM + self.typed * SECONDS_PER_FIELD
        seconds += self.files * SECONDS_PER_FILE + self.words * SECONDS_PER_WORD
        return -(-seconds // 60)

    def figures(self) -> dict[str, int]:
        """The figures alone, by the words under which a page shows them."""
        return {
            "看几条": self.items,
            "填几处": self.typed,
            "必须提供的佐证": self.files,
            "可以提供的佐证": self.optional_files,
            "写几字": self.words,
            "约几分钟": self.minutes,
        }

    def beyond(self, last: "Burden") -> list[str]:
        """In what it asks more than last year: 填几处由2增加到5. What may be left out does not count."""
        before = last.figures()
        return [
            f"{label}由{before[label]}增加到{now}"
            for label, now in self.figures().items()
            if now > before[label] and label != "可以提供的佐证"
        ]


class Other(NamedTuple):
    """Another round that is open at the same time, and what it asks."""

    title: str
    burden: Burden


def repeats(asked: Burden, others: Sequence[Other], held: Mapping[str, str]) -> list[str]:
    """A sentence for each thing that is asked twice, asked by another open round too, or known to the system.

    `held`: words that name a fact the system holds, and where it stands.
    """
    return [*_twice(asked), *_elsewhere(asked, others), *_held(asked, held)]


def _twice(asked: Burden) -> list[str]:
    found = [
        f"“{name}”{'、'.join(places)}都要，传一次、各处引用即可。"
        for name, places in _by_evidence(asked).items()
        if len(places) > 1
    ]
    texts: dict[str, list[Demand]] = defaultdict(list)
    for demand in asked.demands:
        texts[_bare(demand.text)].append(demand)
    same = [[*(each.place for each in alike[:-1]), _said(alike[-1])] for alike in texts.values() if len(alike) > 1]
    return found + [f"{'、'.join(places)}内容相同，请合并。" for places in same]


def _elsewhere(asked: Burden, others: Sequence[Other]) -> list[str]:
    found = []
    texts, files = {_bare(demand.text): _said(demand) for demand in asked.demands}, _by_evidence(asked)
    for other in others:
        same = [texts[_bare(demand.text)] for demand in other.burden.demands if _bare(demand.text) in texts]
        found += [f"{said}，正在进行的“{other.title}”也在要。" for said in dict.fromkeys(same)]
        found += [
            f"“{name}”（{'、'.join(places)}），正在进行的“{other.title}”也在要，已传的可以直接引用。"
            for name, places in files.items()
            if name in _by_evidence(other.burden)
        ]
    return found


def _said(demand: Demand) -> str:
    """Where a demand stands, with the first words of it where the place does not say them: 第8条“党费收缴”."""
    words = demand.text if len(demand.text) <= SHOWN else f"{demand.text[:SHOWN]}…"
    return demand.place if words in demand.place else f"{demand.place}“{words}”"


def _held(asked: Burden, held: Mapping[str, str]) -> list[str]:
    return [
        f"{demand.place}要的“{name}”，系统里已有（{where}），不必再填再传。"
        for demand in asked.demands
        for name, where in held.items()
        if name in demand.text or name in demand.evidence
    ]


def _by_evidence(asked: Burden) -> dict[str, list[str]]:
    """Each kind of file that is named, with the places that name it."""
    found: dict[str, list[str]] = defaultdict(list)
    for demand in asked.demands:
        for name in dict.fromkeys(part.strip() for part in SEPARATORS.split(demand.evidence)):
            if name:
                found[name].append(demand.place)
    return found


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)


def as_data(burden: Burden) -> dict[str, Any]:
    """The figures in plain values, for what is stored of a checkup."""
    return burden.figures() | {"note": burden.note}
