"""回避: whoever is nominated neither reviews nor decides the own nomination, nor what comes of it later."""

from typing import Any

from permissions.actor import Actor
from workflows.engine.errors import NotAllowed
from workflows.nomination.models import Nomination, Revocation
from workflows.nomination.states import NominationState as S

REVIEWS = (S.GENERAL_REVIEWING, S.COMMITTEE_REVIEWING)
NOMINATED = "您是被提名人，应当回避，请由本单位其他人员办理。"
HONOURED = "这是对您本人荣誉的撤销，您应当回避，由其他人员办理。"
FOR_NOMINATED = "您代办的{name}是被提名人，应当回避，请由本单位其他人员办理。"


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


def revocation_aside(revocation: Revocation, user: Any) -> str:
    """Why a person stands aside from taking back an honour: it is his own."""
    return HONOURED if is_about(revocation.nomination, user) else ""
