"""Starting a round as somebody does who has its 减负体检 before the eyes."""

from typing import Any

from permissions.actor import Actor
from workflows.engine.models import Round
from workflows.star_rating import actions
from workflows.star_rating.queries.checkups import checkup


def start(round_: Round, *, by: Actor, **answered: Any) -> None:
    """Start with the checkup as it is now."""
    shown = actions.CheckupAnswer(checkup(round_).fingerprint, **answered)
    actions.start_round(round_, shown, by=by)
