"""Takes lists to their notices, documents and honours through the actions, and says what they left behind."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tests.workflows.nomination.cast import Cast
from workflows.engine import audit, consistency
from workflows.engine.models import Fact
from workflows.engine.registry import every
from workflows.nomination import actions
from workflows.nomination.actions import Paper
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries import lists
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

UNIT = "甲局机关党委"
NUMBER = "滨直工发〔2026〕9号"
CONTACT = "电话 0000-1234567"
SECRETARIES = {"甲一支部": "secretary", "甲二支部": "sibling"}


def do(cast: Cast, action: Callable[..., Any], by: str, unit: str = UNIT, **more: Any) -> Any:
    """Do one action on a unit's list as it now is, as this person of the cast."""
    found = cast.list_in(unit)
    return action(found, by=getattr(cast, by), seen=cast.seen(found), **more)


def decide(cast: Cast, by: str, body: str, unit: str = UNIT) -> None:
    """Register the meeting that stands behind the next step of a list."""
    held = {"body": body, "held_on": timezone.localdate(), "minutes": "同意。"}
    do(cast, lambda found, **more: actions.list_record_meeting(found, held, **more), by, unit)


def report(cast: Cast, unit: str = UNIT, by: str = "staff", **more: Any) -> NominationList:
    """Put a list in order, register the unit's meeting and send it on."""
    rows = lists.members(cast.list_in(unit))
    order = [actions.Placing(row.pk, n, None) for n, row in enumerate(rows, 1)]
    do(cast, lambda found, **seen: actions.list_arrange(found, order, **seen), by, unit)
    decide(cast, by, f"{unit}会议", unit)
    behind = list(lists.left_behind(cast.list_in(unit)))
    do(cast, actions.list_report, by, unit, unreported=behind, **more)
    return cast.list_in(unit)


def approve(cast: Cast, unit: str = UNIT) -> NominationList:
    """Take a list that was reported through 初审 and the host's meeting."""
    do(cast, actions.list_forward, "clerk", unit)
    decide(cast, "leader", "工委会议", unit)
    do(cast, actions.list_approve, "leader", unit)
    return cast.list_in(unit)


def publicise(cast: Cast, unit: str = UNIT, **more: Any) -> NominationList:
    """Put a list under a notice that begins today."""
    terms = {"starts_on": timezone.localdate(), "days": 5, "contact": CONTACT} | more
    do(cast, actions.list_publicise, "clerk", unit, **terms)
    return cast.list_in(unit)


def later(days: int = 30) -> date:
    """A day on which every notice of today is over."""
    return timezone.localdate() + timedelta(days=days)


def to_notice(cast: Cast, *names: str, unit: str = UNIT) -> NominationList:
    """A list of 甲局 with these people of its branches under its public notice."""
    for name in names or ("张三",):
        branch = cast.people[name].branch
        assert branch is not None
        cast.listed(name, by=SECRETARIES[branch.short_name], unit=branch.short_name)
    report(cast, unit)
    approve(cast, unit)
    return publicise(cast, unit)


def to_conferring(cast: Cast, clock: Any, *names: str) -> NominationList:
    """The same a month later, when nobody objected."""
    to_notice(cast, *names)
    clock.shift(timedelta(days=30))
    actions.settle_due(timezone.localdate())
    return cast.list_in(UNIT)


def confer(cast: Cast, number: str = NUMBER, on: date | None = None, by: str = "clerk", **more: Any) -> None:
    """Register the 表彰决定, of today unless told."""
    paper = Paper(number, on or timezone.localdate())
    do(cast, lambda found, **seen: actions.list_confer(found, paper, **seen, **more), by)


def awarded(cast: Cast, clock: Any, *names: str) -> Nomination:
    """Somebody with an honour."""
    to_conferring(cast, clock, *names)
    confer(cast)
    return cast.nomination((names or ("张三",))[0])


def states(cast: Cast, *names: str) -> list[S]:
    """Where their nominations are."""
    return [S(cast.nomination(name).state) for name in names]


def state_of(cast: Cast, unit: str = UNIT) -> L:
    """Where a unit's list is."""
    return L(cast.list_in(unit).state)


def honours() -> list[tuple[str, str]]:
    """Whose honours stand on record: who, in which words."""
    rows = Fact.objects.filter(key__in=("person.honour", "unit.honour"), superseded_by__isnull=True).order_by("pk")
    return [((row.person.name if row.person else row.unit.short_name if row.unit else ""), row.words) for row in rows]


def disagreements() -> list[str]:
    """What does not agree: the trail, the open desks, every process's own rows, results made again."""
    again = [sentence for spec in every() for check in spec.recompute for sentence in check()]
    return [*audit.verify(), *consistency.disagreements(), *again]
