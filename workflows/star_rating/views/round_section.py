"""The stages of star rating in the office's words, and what a page says once the hour has passed."""

from typing import Any

from workflows.engine.deadlines import in_time
from workflows.star_rating.rules.timing import STAGES
from workflows.star_rating.states import ListState, RatingState

LABELS = {**STAGES, **dict(ListState.choices), **dict(RatingState.choices)}
"""Those that may have a last day first, in the order in which a round passes through them."""


def while_running(record: Any) -> dict[str, Any]:
    """What keeps a rating or a list from being handed in now, because its hour has passed; nothing while it is open.

    No statement before the hour.
    """
    late = in_time([record])
    return {"too_late": late[record.pk]} if late else {}
