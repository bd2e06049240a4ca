"""The draft: what a branch writes of its candidate and its meeting, kept before it is handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from permissions.actor import Actor
from workflows.engine.editing import edit
from workflows.engine.transitions import Seen
from workflows.nomination.models import Nomination
from workflows.nomination.states import NominationState as S

MEETING = ("held_on", "expected", "present", "approve", "resolution")
"""What is kept of the branch meeting."""


@dataclass(frozen=True)
class DraftInput:
    """A draft as typed, already checked: the profile, texts by material, and the meeting."""

    profile: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    held_on: date | None = None
    expected: int | None = None
    present: int | None = None
    approve: int | None = None
    resolution: str = ""


@transaction.atomic
def nomination_save(nomination: Nomination, given: DraftInput, *, by: Actor, seen: Seen) -> Nomination:
    """Keep a draft; the whole of it is replaced by what was given. Raises Stale, NotAllowed."""
    locked = edit(nomination, by=by, seen=seen, state=S.DRAFTING)
    locked.profile = {key: text for key, text in given.profile.items() if text}
    locked.texts = {code: text for code, text in given.texts.items() if text}
    for name in MEETING:
        setattr(locked, name, getattr(given, name))
    locked.save(update_fields=["profile", "texts", *MEETING])
    return locked
