"""A round's 减负体检 as it is shown before the round starts: its burden, last year's, and that of what else is open."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workflows.engine import registry
from workflows.engine.burden import Burden, Other, as_data, repeats
from workflows.engine.models import Round

RAN = (Round.Status.OPEN, Round.Status.CLOSED)


@dataclass(frozen=True)
class Checkup:
    """What a round asks, beside the last one of its kind (None: there was none) and all others that are open."""

    asked: Burden
    last: Other | None
    others: tuple[Other, ...]
    repeats: tuple[str, ...]

    @property
    def beyond(self) -> list[str]:
        """In what it asks more than the last one; whoever starts it must say why."""
        return self.asked.beyond(self.last.burden) if self.last else []

    def content(self) -> dict[str, Any]:
        """All that was shown, in plain values: what is stored, and what the fingerprint is taken of."""
        return {
            "asked": as_data(self.asked),
            "last": {"title": self.last.title} | as_data(self.last.burden) if self.last else None,
            "others": [{"title": other.title} | as_data(other.burden) for other in self.others],
            "repeats": list(self.repeats),
            "beyond": self.beyond,
        }


def last_round(round_: Round) -> Round | None:
    """The round of the same process and unit in the year before or earlier, the nearest first. One statement."""
    rows = Round.objects.filter(
        process_key=round_.process_key, unit=round_.unit_id, year__lt=round_.year, status__in=RAN
    )
    return rows.order_by("-year", "-pk").first()


def checkup(round_: Round) -> Checkup | None:
    """The checkup of a round; None where its process does not reckon its burden."""
    asked = registry.burden(round_)
    if asked is None:
        return None
    before = last_round(round_)
    last = _others([before])[:1] if before else []
    open_now = Round.objects.filter(status=Round.Status.OPEN).exclude(pk=round_.pk)
    others = _others(open_now.exclude(pk=before.pk) if before else open_now)
    found = repeats(asked, others, registry.held())
    return Checkup(asked, last[0] if last else None, tuple(others), tuple(found))


def _others(rounds: Iterable[Round]) -> list[Other]:
    reckoned = ((row.title, registry.burden(row)) for row in rounds)
    return [Other(title, burden) for title, burden in reckoned if burden is not None]


def fingerprint(*contents: object) -> str:
    """What stands for a checkup that was shown: another figure, another fingerprint."""
    return hashlib.sha256(json.dumps(contents, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
