"""Rounds with places, and nominations that take them."""

from typing import Any

from django.utils import timezone

from tests.workflows.nomination.cast import Cast, document, stages_of
from tests.workflows.nomination.rounds import data
from workflows.engine.models import Quota, Reservation, Round
from workflows.engine.transitions import open_many
from workflows.nomination.actions import quotas
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.rules import AwardRound

UNIT, OTHER = "甲局机关党委", "乙局机关党委"


def notice(name: str, **more: Any) -> dict[str, Any]:
    """A shipped notice whose office filled in what it left open."""
    return data(name) | {"cut_off": "2026-06-30", "sponsor": "市直机关工委"} | more


def categories(**more: Any) -> list[dict[str, Any]]:
    """优秀共产党员 and 优秀党务工作者, with what is given of `member` and `worker` besides."""
    people = {"kind": "表彰", "subject": "person"}
    return [
        {"code": "member", "name": "优秀共产党员", **people, **more.get("member", {})},
        {"code": "worker", "name": "优秀党务工作者", **people, **more.get("worker", {})},
    ]


def opened(cast: Cast, given: dict[str, Any] | None = None, *, unit: str = "工委", **more: Any) -> Round:
    """Open a round with its places counted."""
    made = cast.award_round(given or document(**({"categories": categories()} | more)), unit=unit)
    quotas.open_quotas(made)
    return made


def proposed(cast: Cast, made: Round, *names: str, category: str = "member") -> list[Nomination]:
    """Open nominations of people by their own branches."""
    people = [cast.people[name] for name in names]
    rows = [
        Nomination(round=made, unit=person.branch, category=category, person=person)
        for person in people
        if person.branch
    ]
    open_many(rows, by=cast.clerk)
    return [cast.nomination(name) for name in names]


def quota(made: Round, unit: str, key: str) -> Quota:
    return Quota.objects.get(round=made, unit__short_name=unit, key=key)


def taken(made: Round) -> int:
    return Reservation.objects.filter(quota__round=made).count()


def reserved(made: Round, unit: str, key: str) -> int:
    """How many hold a place of one quota."""
    return quota(made, unit, key).reservations.count()


def cap(count: int, code: str = "cap", **more: Any) -> dict[str, Any]:
    """At most, or at least, so many 优秀共产党员."""
    return {"code": code, "name": "优秀共产党员", "categories": ["member"], "count": count, **more}


def share(percent: int, code: str = "share", **more: Any) -> dict[str, Any]:
    """A share of members, of 优秀共产党员."""
    usual = {"code": code, "name": "优秀共产党员", "categories": ["member"], "base": "members"}
    return usual | {"percent": str(percent)} | more


def prepared(cast: Cast, **more: Any) -> Round:
    """A round of the 工委 that is not started yet; its units are 甲局, 乙局 and the 工委 itself."""
    given = document(**({"categories": categories()} | more))
    return Round.objects.create(
        process_key="nomination", year=given["year"], title=given["name"], unit=cast.units["工委"], scheme=given,
        scheme_version=given["version"], stages=stages_of(AwardRound.from_data(given)),
    )  # fmt: skip


def table(cast: Cast, *rows: tuple[str, int | None, int | None]) -> dict[tuple[int, str], int]:
    """Cells of a table: unit, 优秀共产党员, 优秀党务工作者; None: nothing was typed."""
    found = {
        (cast.units[unit].pk, code): places
        for unit, member, worker in rows
        for code, places in (("member", member), ("worker", worker))
    }
    return {at: places for at, places in found.items() if places is not None}


def started(cast: Cast, made: Round) -> Round:
    """Open a prepared round: lists for every unit, places counted."""
    made.status, made.opened_at = Round.Status.OPEN, timezone.now()
    made.save(update_fields=["status", "opened_at"])
    open_many([NominationList(round=made, unit=cast.units[name]) for name in (UNIT, OTHER, "工委")], by=cast.clerk)
    quotas.open_quotas(made)
    return made
