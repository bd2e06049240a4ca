"""回避: whoever is nominated neither reviews nor decides the own nomination."""

from typing import Any

from permissions.actor import Actor
from workflows.engine.errors import NotAllowed
from workflows.nomination.models import Nomination
from workflows.nomination.states import NominationState as S

REVIEWS = (S.GENERAL_REVIEWING, S.COMMITTEE_REVIEWING)
NOMINATED = "您是被提名人，应当回避，请由本单位其他审核人员办理。"
FOR_NOMINATED = "您代办的{name}是被提名人，应当回避，请由本单位其他审核人员办理。"


def check_avoids(nomination: Nomination, by: Actor) -> None:
    """Raise NotAllowed for the very person who is nominated, in whatever post, and for whoever acts for him."""
    if by.user is not None and is_about(nomination, by.user):
        raise NotAllowed(NOMINATED)
    if by.principal is not None and is_about(nomination, by.principal):
        raise NotAllowed(FOR_NOMINATED.format(name=by.principal))


def is_about(nomination: Nomination, user: Any) -> bool:
    """Whether somebody is the very person who is nominated."""
    return nomination.person_id is not None and user.person_id == nomination.person_id


def aside(nomination: Nomination, user: Any) -> str:
    """What a page says in the stead of the verbs that a reviewer may not take on the own nomination."""
    return NOMINATED if nomination.state in REVIEWS and is_about(nomination, user) else ""
