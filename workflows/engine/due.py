"""What a day brings without anybody's click: ended 公示, desks left alone, reminders, seals.

Any number of machines may do it at once: each step locks what it touches and skips what another one holds.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.utils import timezone

from workflows.engine import attendance, audit, mailing, registry, reminding

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """One step of a run: how many rows it touched, or None when it failed and was put off to the next run."""

    label: str
    count: int | None


def run(today: date | None = None) -> list[Outcome]:
    """Do all that is due. A step that fails is logged and does not keep the others from their turn."""
    day = today or timezone.localdate()
    steps: list[tuple[str, Callable[[], int]]] = [
        (spec.label, partial(call, day)) for spec in registry.every() for call in spec.due
    ]
    steps += [
        ("无人可办复查", attendance.recheck),
        ("到期和超期提醒", partial(reminding.remind, day)),
        ("消息邮件", mailing.send),
        ("办理记录封存", _seal),
    ]
    return [_attempt(label, step) for label, step in steps]


def _attempt(label: str, step: Callable[[], int]) -> Outcome:
    try:
        return Outcome(label, step())
    except Exception:
        log.exception("due work failed: %s", label)
        return Outcome(label, None)


def _seal() -> int:
    made = audit.seal()
    return len(made.heads) if made else 0
