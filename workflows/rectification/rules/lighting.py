"""Which light a problem shows on a day. 依据: domain 5.6."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .dates import WorkDays, at_most_left
from .lights import Light, When


class Outlook(StrEnum):
    """What whoever reports progress expects: on time, slow but hopeful, hardly possible in time (广元)."""

    ON_TRACK = "on_track"
    SLOW = "slow"
    UNLIKELY = "unlikely"


@dataclass(frozen=True)
class Given:
    """A light given by hand on a day; only the last one counts."""

    light: str
    on: date


@dataclass(frozen=True)
class LightFacts:
    """What lights are judged on. `due_on`: the last day in time (`due.last_day`); None: nothing is due.

    `percent`: how far the work is; `poor`: it was sent back for its quality; a closed problem shows no light.
    """

    due_on: date | None = None
    started_on: date | None = None
    percent: int | None = None
    outlook: Outlook = Outlook.ON_TRACK
    poor: bool = False
    given: Given | None = None
    closed: bool = False


def light_of(lights: Sequence[Light], facts: LightFacts, today: date, calendar: WorkDays) -> str:
    """The code of the light a problem shows; empty for none. It never grows milder while only time goes by."""
    if facts.closed:
        return ""
    lit: dict[str, date | None] = {}
    for light in lights:
        since = _since(light, facts, today, calendar, lit)
        if since or _shown_by_work(light, facts, today, calendar):
            lit[light.code] = since
    return list(lit)[-1] if lit else ""


def _since(
    light: Light, facts: LightFacts, today: date, calendar: WorkDays, earlier: dict[str, date | None]
) -> date | None:
    """The day from which a light counts that was given, follows one that ran out, or shows what is overdue."""
    if When.GIVEN in light.when and facts.given and facts.given.light == light.code:
        return facts.given.on
    if When.LAPSED in light.when and (before := earlier.get(light.after)):
        lapsed = light.later(before, light.days, calendar)
        if today > lapsed:
            return lapsed
    if When.OVERDUE in light.when and facts.due_on:
        over = light.later(facts.due_on, 0 if When.NEAR in light.when else light.days, calendar)
        if today > over:
            return over
    return None


def _shown_by_work(light: Light, facts: LightFacts, today: date, calendar: WorkDays) -> bool:
    return (
        (When.NEAR in light.when and _near(light, facts, today, calendar))
        or (When.BEHIND in light.when and behind(facts, today, light.lag))
        or (When.POOR in light.when and facts.poor)
        or (When.SLOW in light.when and facts.outlook is Outlook.SLOW)
        or (When.UNLIKELY in light.when and facts.outlook is Outlook.UNLIKELY)
    )


def _near(light: Light, facts: LightFacts, today: date, calendar: WorkDays) -> bool:
    due_on = facts.due_on
    return due_on is not None and at_most_left(due_on, light.days, today, calendar, working=light.working)


def behind(facts: LightFacts, today: date, lag: int = 0) -> bool:
    """未达序时: the share of work done lies more than `lag` points below the share of time gone by."""
    if facts.percent is None or facts.started_on is None or facts.due_on is None:
        return False
    span = max((facts.due_on - facts.started_on).days, 1)
    gone = min(max((today - facts.started_on).days, 0), span)
    return (facts.percent + lag) * span < 100 * gone
