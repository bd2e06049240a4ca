"""Rounds in which more candidates stand in the lists than there are places, and what the body decides of it."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from tests.workflows.nomination.cast import Cast
from tests.workflows.nomination.listing import a_round, do, meet, reported
from tests.workflows.nomination.places import categories, quota
from workflows.engine.models import Quota, Round
from workflows.nomination import actions
from workflows.nomination.models import NominationList, PlaceContest
from workflows.nomination.queries import contests
from workflows.nomination.queries.contests import Arena

KEY = "whole:places.member"
CONTEST = {"ratio": "2"}


def scarce(cast: Cast, places: int = 2, **more: Any) -> Round:
    """A round of so many places over all, in whose lists twice as many may stand."""
    given = {"categories": categories(member={"places": places}), "contest": CONTEST} | more
    return a_round(cast, **given)


def three_for_two(cast: Cast) -> tuple[Round, NominationList, NominationList]:
    """张三 and 王五 of 甲局 and 周八 of 乙局 against two places, all of them reported."""
    made = scarce(cast)
    return made, reported(cast, "张三", "王五"), reported(cast, "周八", by="other_deputy")


def shared(made: Round, key: str = KEY) -> Quota:
    """The places over all."""
    return quota(made, "工委", key)


def arena(made: Round, key: str = KEY) -> Arena:
    """Who competes for them now."""
    return contests.arenas(Round.objects.select_related("unit").get(pk=made.pk), [shared(made, key).pk])[0]


def met(**more: Any) -> dict[str, Any]:
    """A meeting of the 工委."""
    usual = {"body": "工委会议", "held_on": timezone.localdate(), "number": "", "due": None, "present": None}
    return usual | {"minutes": "按综合表现确定。"} | more


def record(
    cast: Cast, made: Round, ranks: Mapping[str, int | None], votes: Mapping[str, int] | None = None,
    by: str = "leader", key: str = KEY, **more: Any,
) -> PlaceContest:  # fmt: skip
    """Enter places (and votes) by name, as somebody who saw how it stands."""
    found = arena(made, key)
    placings = [
        actions.Placing(row.pk, ranks.get(row.candidate), (votes or {}).get(row.candidate)) for row in found.candidates
    ]
    return actions.contest_record(
        shared(made, key), placings, met(**more), by=getattr(cast, by), seen=found.seen
    )  # fmt: skip


def forwarded(cast: Cast, submission: NominationList) -> None:
    """The host's department finds a list in order, and the body meets about it."""
    do(actions.list_forward, cast, submission, "clerk")
    meet(cast, submission, "leader", "工委会议")
