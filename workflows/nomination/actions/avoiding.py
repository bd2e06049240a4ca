"""回避: whoever is nominated neither reviews nor decides the own nomination."""

from permissions.actor import Actor
from workflows.engine.errors import NotAllowed
from workflows.nomination.models import Nomination

NOMINATED = "您是被提名人，应当回避，请由本单位其他审核人员办理。"


def check_avoids(nomination: Nomination, by: Actor) -> None:
    """Raise NotAllowed for the very person who is nominated, in whatever post."""
    if by.user is not None and nomination.person_id is not None and by.user.person_id == nomination.person_id:
        raise NotAllowed(NOMINATED)
