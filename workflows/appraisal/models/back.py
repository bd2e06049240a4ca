"""What the ways back of a meeting, of a disposal and of a correction have in common."""

from typing import Any

from django.db import models

from workflows.engine.arrows import Doer

BACK = {"back": True, "tone": "back", "reason": True}
UNDO = {"doer": Doer.SENDER, "back": True, "tone": "back"}
ENDS = {"doer": Doer.SYSTEM, "tone": "no"}
"""The system's way to end what a round that was called off leaves open."""


def chosen(_record: models.Model, to: str = "", **_: Any) -> str:
    """The chosen desk of a return, or the stage that a verb's action worked out."""
    return to
