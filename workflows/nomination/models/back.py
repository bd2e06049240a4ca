"""What the ways back of a nomination and of a list have in common."""

from typing import Any

from django.db import models

from workflows.engine.arrows import Doer

BACK = {"back": True, "tone": "back", "reason": True}
UNDO = {"doer": Doer.SENDER, "back": True, "tone": "back"}
CARRIED_BACK = {"doer": Doer.LIST, "back": True, "tone": "back"}


def chosen(_record: models.Model, to: str = "", **_: Any) -> str:
    """The chosen desk of a return, or the stage that the round goes on with."""
    return to
