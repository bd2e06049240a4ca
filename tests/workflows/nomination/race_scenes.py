"""Where a record stands as two people come to it at once; reached through the actions of the product."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.workflows.nomination import race_verbs as verbs
from tests.workflows.nomination.cast import Cast
from tests.workflows.nomination.listing import (
    CONSULTED,
    CONTACT,
    OPINIONS,
    STUDIED,
    UNIT,
    a_round,
    approved,
    arrange,
    ask,
    do,
    letter,
    listed,
    meet,
    ready,
    report,
    reported,
)  # fmt: skip
from tests.workflows.nomination.places import categories
from tests.workflows.nomination.racing import look
from workflows.nomination import actions

WITHIN = ["branch_meeting", "committee", "unit_publicity", "party_group", "work_committee"]
Scene = Callable[[Cast, Any], None]


def drafting(cast: Cast, clock: Any) -> None:
    a_round(cast)
    cast.nominate("张三")
    cast.fill_in("张三")


def reviewing(cast: Cast, clock: Any) -> None:
    a_round(cast)
    cast.submitted("张三")


def compiling(cast: Cast, clock: Any) -> None:
    a_round(cast)
    ready(cast, listed(cast, "张三"))


def another_waits(cast: Cast, clock: Any) -> None:
    compiling(cast, clock)
    cast.submitted("李四")


def general_reviewing(cast: Cast, clock: Any) -> None:
    """张三 belongs to 甲三支部 here, which has a 党总支 above it."""
    a_round(cast)
    cast.people["张三"] = cast.people["孙七"]
    cast.submitted("张三", by="third", unit="甲三支部")


def empty(cast: Cast, clock: Any) -> None:
    a_round(cast)
    cast.nominate("张三")


def publicised_within(cast: Cast, clock: Any) -> None:
    a_round(cast, stages=WITHIN, publicity={"days": 3, "working": False})
    submission = listed(cast, "张三")
    arrange(cast, submission, "staff")
    report(cast, submission, contact=CONTACT)


def studying(cast: Cast, clock: Any) -> None:
    a_round(cast, stages=STUDIED)
    submission = listed(cast, "张三")
    arrange(cast, submission, "staff")
    meet(cast, report(cast, submission), "deputy", "甲局党组会议")


def verifying(cast: Cast, clock: Any) -> None:
    a_round(cast)
    reported(cast, "张三")


def to_ask(cast: Cast, clock: Any) -> None:
    a_round(cast, stages=CONSULTED, opinions=OPINIONS[:1])
    reported(cast, "张三")


def consulted(cast: Cast, clock: Any) -> None:
    """One body was asked, by yesterday, and its letter is there."""
    a_round(cast, stages=CONSULTED, opinions=OPINIONS[:1])
    letter(cast, ask(cast, reported(cast, "张三"))[0])
    clock.shift(timedelta(days=1))


def objected(cast: Cast, clock: Any) -> None:
    consulted(cast, clock)
    verbs.object_to(look(cast))


def deciding(cast: Cast, clock: Any) -> None:
    verifying(cast, clock)
    submission = cast.list_in(UNIT)
    do(actions.list_forward, cast, submission, "clerk")
    meet(cast, submission, "leader", "工委会议")


def announcing(cast: Cast, clock: Any) -> None:
    a_round(cast)
    approved(cast, reported(cast, "张三"))


def publicising(cast: Cast, clock: Any) -> None:
    announcing(cast, clock)
    verbs.ANNOUNCE(look(cast))


def objected_in_public(cast: Cast, clock: Any) -> None:
    publicising(cast, clock)
    verbs.receive(look(cast))


def conferring(cast: Cast, clock: Any) -> None:
    publicising(cast, clock)
    clock.shift(timedelta(days=30))
    actions.settle_due(timezone.localdate())


def recommended(cast: Cast, clock: Any) -> None:
    a_round(cast, reports_to="市委组织部")
    approved(cast, reported(cast, "张三"))
    verbs.ANNOUNCE(look(cast))
    clock.shift(timedelta(days=30))
    actions.settle_due(timezone.localdate())
    verbs.confer("clerk")(look(cast))


def awarded(cast: Cast, clock: Any) -> None:
    conferring(cast, clock)
    verbs.confer("clerk")(look(cast))


def proposed(cast: Cast, clock: Any) -> None:
    awarded(cast, clock)
    verbs.PROPOSE(look(cast))


def returning(cast: Cast, clock: Any) -> None:
    proposed(cast, clock)
    verbs.REVOKE(look(cast))


def last_place(cast: Cast, clock: Any) -> None:
    a_round(cast, categories=categories(member={"per_unit": 1}))
    ready(cast, listed(cast, "张三"))


def enough_places(cast: Cast, clock: Any) -> None:
    a_round(cast, categories=categories(member={"per_unit": 9}))
    ready(cast, listed(cast, "张三"))
