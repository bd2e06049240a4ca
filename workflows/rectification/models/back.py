"""What the ways back of a problem and of what hangs on it have in common, and where a problem may be closed."""

from typing import Any

from django.db import models

from workflows.engine.arrows import Doer

BACK = {"back": True, "tone": "back", "reason": True}
UNDO = {"doer": Doer.SENDER, "back": True, "tone": "back"}


def chosen(_record: models.Model, to: str = "", **_: Any) -> str:
    """The chosen desk of a return, or the stage that a verb's action worked out."""
    return to
