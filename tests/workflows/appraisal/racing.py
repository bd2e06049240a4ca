"""Two people at one meeting, 处置 or 限期改正 at once: what both saw, what either may do, the rows put back between."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.workflows.appraisal.cast import Cast
from tests.workflows.engine.steps import all_is_well
from tests.workflows.engine.test_races import Elsewhere, race
from tests.workflows.nomination.racing import Kept
from workflows.appraisal import actions
from workflows.appraisal.models import Appraisal, Correction, Disposal, Meeting
from workflows.engine.transitions import Seen, seen_of

MODELS = {"meeting": Meeting, "disposal": Disposal, "correction": Correction}


@dataclass
class Look:
    """What one person has on the screen: the records as they are now, members by their names."""

    cast: Cast
    records: dict[str, Any]
    seen: dict[str, Seen]
    members: dict[str, Appraisal] = field(default_factory=dict)


Verb = Callable[[Look], Any]
Verbs = dict[str, Verb]


def look(cast: Cast) -> Look:
    """Look at the meeting of 甲一支部 and what follows it."""
    found = {
        name: model._default_manager.select_related("unit", "round__unit", "process").last()
        for name, model in MODELS.items()
    }
    there: dict[str, Any] = {name: row for name, row in found.items() if row is not None}
    rows = there["meeting"].members.select_related("entry", "process", "round", "unit", "submission__unit")
    members = {row.entry.name: row for row in rows}
    return Look(cast, there, {name: seen_of(row) for name, row in there.items()}, members)


def on(what: str, verb: str, who: str, **more: Any) -> Verb:
    """A verb on one of the records, as that person saw it."""

    def act(seen: Look) -> Any:
        row = seen.records[what]
        return getattr(actions, verb)(row, by=seen.cast.who(who), seen=seen.seen[what], **more)

    return act


def of_member(verb: str, name: str, *given: Any, who: str = "organiser") -> Verb:
    """A verb on a member that says nothing of what was seen."""
    return lambda seen: getattr(actions, verb)(seen.members[name], *given, by=seen.cast.who(who))


def of_meeting(verb: str, *given: Any, who: str = "organiser") -> Verb:
    """A verb on the meeting that says nothing of what was seen."""
    return lambda seen: getattr(actions, verb)(seen.records["meeting"], *given, by=seen.cast.who(who))


def answers(
    cast: Cast, elsewhere: Elsewhere, verbs: Verbs, pairs: Iterable[tuple[str, str]]
) -> dict[str, BaseException | None]:
    """What the second of each pair was answered; both looked before either acted, and the rows agree after each."""
    kept, found = Kept("appraisal"), {}
    for first, second in pairs:
        kept.put_back()
        one, other = look(cast), look(cast)
        name = f"{first}, then {second}"
        found[name] = race(elsewhere, partial(verbs[first], one), partial(verbs[second], other))
        assert all_is_well(), name
    kept.forget()
    return found
