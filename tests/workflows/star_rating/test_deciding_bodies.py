"""A star whose body the scheme names (由党组决定) goes on only with a meeting of that body on record."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from tests.workflows.engine.steps import EVERY_BRANCH, UNIT, all_is_well, do
from tests.workflows.star_rating.listing import listed, round_of
from tests.world import World, make_world, scheme_c
from workflows.engine.errors import Incomplete
from workflows.star_rating import actions, queries
from workflows.star_rating.models import RatingList
from workflows.star_rating.rules import Decider, Scheme, SchemeError, Tier, differences
from workflows.star_rating.states import ListState

pytestmark = pytest.mark.django_db
BY_UNIT = "三星级由党组决定，登记的决定机构是“机关党委会议”，请登记党组的决定。"


@pytest.fixture
def world() -> World:
    return make_world()


def tiers(level: int, decider: Decider) -> tuple[Tier, ...]:
    """The tiers of scheme C, of which one is decided by a 党组."""
    return tuple(
        replace(tier, body="党组", decided_by=decider) if tier.level == level else tier for tier in scheme_c().tiers
    )


def arranged(world: World, level: int, decider: Decider) -> RatingList:
    """甲局's list of 甲二支部 with three stars, ranked."""
    round_of(world, tiers=tiers(level, decider))
    submission = listed(world, "甲二支部", five=False)
    placings = [actions.Placing(row.pk, 1, False) for row in submission.members.all()]
    do(actions.list_arrange, world, submission, "staff", placings=placings)
    return world.list_of(UNIT)


def report(world: World, body: str) -> Any:
    world.meet(world.list_of(UNIT), world.staff, body)
    return do(actions.list_report, world, world.list_of(UNIT), "staff", unreported=EVERY_BRANCH)


def refused(action: Any, *args: Any) -> list[str]:
    with pytest.raises(Incomplete) as raised:
        action(*args)
    return raised.value.problems


def test_what_the_unit_decides_is_reported_with_a_meeting_of_the_body(world: World) -> None:
    arranged(world, 3, Decider.UNIT)

    assert refused(report, world, "机关党委会议") == [BY_UNIT]
    assert report(world, "甲局党组会议").state == ListState.FILING
    assert all_is_well()


def test_a_body_of_a_star_that_nobody_in_the_list_has_is_not_asked_for(world: World) -> None:
    arranged(world, 4, Decider.UNIT)
    assert report(world, "机关党委会议").state == ListState.VERIFYING


def test_what_the_committee_decides_names_the_body_at_its_decision(world: World) -> None:
    arranged(world, 3, Decider.ROOT)
    report(world, "机关党委会议")
    do(actions.list_forward, world, world.list_of(UNIT), "clerk")
    world.meet(world.list_of(UNIT), world.leader, "工委会议")

    said = "三星级由党组决定，登记的决定机构是“工委会议”，请登记党组的决定。"
    assert refused(lambda: do(actions.list_approve, world, world.list_of(UNIT), "leader")) == [said]
    world.meet(world.list_of(UNIT), world.leader, "区委党组会议")
    assert do(actions.list_approve, world, world.list_of(UNIT), "leader").state == ListState.ANNOUNCING


@pytest.mark.parametrize(
    ("said", "enough"), [("区委党工委会议", True), ("区党委会议", True), ("区委组织部会议", False)]
)
def test_a_body_that_the_scheme_writes_in_two_ways_is_either_of_them(world: World, said: str, enough: bool) -> None:
    either = tuple(replace(tier, body="党（工）委") for tier in tiers(3, Decider.ROOT))
    round_of(world, tiers=tuple(replace(tier, decided_by=Decider.UNIT) for tier in either))
    submission = listed(world, "甲二支部", five=False)
    rows = [actions.Placing(row.pk, 1, False) for row in submission.members.all()]
    do(actions.list_arrange, world, submission, "staff", placings=rows)
    world.meet(world.list_of(UNIT), world.staff, said)
    problems = queries.list_lacking(world.list_of(UNIT))

    asked = f"三星级由党（工）委决定，登记的决定机构是“{said}”，请登记党（工）委的决定。"
    assert (asked in problems) is not enough


def shown(world: World) -> str:
    client = Client()
    client.force_login(world.users["deputy"])
    return client.get(f"/records/{world.list_of(UNIT).process.number}/").content.decode()


def test_the_page_offers_the_body_and_says_what_is_wrong(world: World) -> None:
    arranged(world, 3, Decider.UNIT)
    offered = shown(world)
    world.meet(world.list_of(UNIT), world.staff, "机关党委会议")

    assert 'value="党组会议"' in offered
    assert (BY_UNIT in offered, BY_UNIT in shown(world)) == (False, True)


# --- the scheme ----------------------------------------------------------------------------------------------------


def test_the_document_keeps_the_body_and_leaves_it_out_where_there_is_none() -> None:
    data = replace(scheme_c(), tiers=tiers(4, Decider.UNIT)).to_data()

    assert [tier.get("body") for tier in data["tiers"] if tier["level"] == 4] == ["党组"]
    assert {tier.get("body") for tier in data["tiers"] if tier["level"] != 4} == {None}
    assert Scheme.from_data(data).tiers_by_level[4].body == "党组"


def test_a_body_that_is_no_text_is_refused() -> None:
    data = replace(scheme_c(), tiers=tiers(4, Decider.UNIT)).to_data()
    data["tiers"][0]["body"] = 5

    with pytest.raises(SchemeError, match="审定机构"):
        Scheme.from_data(data)


def test_two_versions_are_compared_by_the_body_too() -> None:
    before, after = scheme_c(), replace(scheme_c(), tiers=tiers(4, Decider.UNIT))
    (found,) = differences(before, after)

    assert (found.place, "由党组决定" in found.before, "本单位审定、报备案，由党组决定" in found.after) == (
        "四星级", False, True,
    )  # fmt: skip
