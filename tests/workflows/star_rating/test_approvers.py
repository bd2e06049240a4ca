"""A star given directly (直接定级) is decided only with a meeting of the body that the scheme names for it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.workflows.engine.steps import EVERY_BRANCH, UNIT, all_is_well, do, trail
from tests.workflows.star_rating.listing import most, round_of
from tests.world import World, make_world, scheme_c
from workflows.engine.errors import Incomplete
from workflows.star_rating import actions
from workflows.star_rating.models import RatingList
from workflows.star_rating.rules import Decider, Deduction, Merit, MeritKind, alternatives, names_body
from workflows.star_rating.states import ListState, Sheet

pytestmark = pytest.mark.django_db
SAID = "甲一支部直接定级（当年获区级以上先进）由{}认定，登记的决定机构是{}，请登记{}的决定。"


@pytest.fixture
def world() -> World:
    return make_world()


def listed(world: World, approver: str, *, decider: Decider = Decider.ROOT, found: bool = True) -> RatingList:
    """甲局's list with 甲一支部: three stars by its score, five where the circumstance is found to hold; ranked."""
    merit = Merit("M1", "当年获区级以上先进", MeritKind.DIRECT, 5, approver=approver)
    tiers = tuple(replace(tier, decided_by=decider) for tier in scheme_c().tiers)
    round_of(world, merits=(merit,), tiers=tiers, quotas=(most(5, 1),))
    vetoes = {veto.code: False for veto in scheme_c().vetoes} | {"M1": found}
    lost = tuple(Deduction(code, Decimal(10), "核实扣分") for code in ("18", "20", "21"))
    own = actions.SheetInput(lost, vetoes, proposed_tier=5)
    do(actions.save_sheet, world, world.rating("甲一支部"), "secretary", sheet=Sheet.SELF, given=own)
    do(actions.submit, world, world.rating("甲一支部"), "secretary")
    review = actions.SheetInput(lost, vetoes, figures={"appraisal": actions.Figure(Decimal(95))})
    do(actions.save_sheet, world, world.rating("甲一支部"), "staff", sheet=Sheet.REVIEW, given=review)
    do(actions.forward, world, world.rating("甲一支部"), "staff")
    submission = world.list_of(UNIT)
    placings = [actions.Placing(row.pk, 1, False) for row in submission.members.all()]
    do(actions.list_arrange, world, submission, "staff", placings=placings)
    return world.list_of(UNIT)


def report(world: World, body: str) -> Any:
    world.meet(world.list_of(UNIT), world.staff, body)
    return do(actions.list_report, world, world.list_of(UNIT), "staff", unreported=EVERY_BRANCH)


def approve(world: World, body: str) -> Any:
    world.meet(world.list_of(UNIT), world.leader, body)
    return do(actions.list_approve, world, world.list_of(UNIT), "leader")


def deciding(world: World, body: str = "机关党委会议") -> None:
    report(world, body)
    do(actions.list_forward, world, world.list_of(UNIT), "clerk")


def refused(action: Any, *args: Any) -> list[str]:
    with pytest.raises(Incomplete) as raised:
        action(*args)
    return raised.value.problems


def test_another_body_than_the_scheme_names_does_not_decide_a_direct_rating(world: World) -> None:
    listed(world, "党（工）委")
    assert world.rating("甲一支部").tier == 5
    deciding(world, "机关支委会议")

    said = SAID.format("党（工）委", "“机关支委会议”、“机关纪检组会议”", "党工委")
    assert refused(approve, world, "机关纪检组会议") == [said]
    assert trail(world.list_of(UNIT))[-1] == "forward"
    assert approve(world, "区直属党工委会议").state == ListState.ANNOUNCING
    assert all_is_well()


def test_the_body_may_have_found_it_before_the_list_was_reported(world: World) -> None:
    listed(world, "机关党委")
    deciding(world, "甲局机关党委会议")
    assert approve(world, "工委会议").state == ListState.ANNOUNCING


def test_what_the_unit_decides_is_reported_only_with_the_body(world: World) -> None:
    listed(world, "局党组", decider=Decider.UNIT)

    assert refused(report, world, "机关党委会议") == [SAID.format("局党组", "“机关党委会议”", "局党组")]
    assert report(world, "甲局党组会议").state == ListState.FILING


def test_a_circumstance_that_was_not_found_asks_for_no_body(world: World) -> None:
    listed(world, "区委", found=False)
    assert world.rating("甲一支部").tier == 3
    deciding(world)
    assert approve(world, "工委会议").state == ListState.ANNOUNCING


def test_a_star_that_was_given_up_for_the_quota_asks_for_no_body(world: World) -> None:
    submission = listed(world, "区委", decider=Decider.UNIT)
    rows = [actions.Placing(row.pk, 1, True) for row in submission.members.all()]
    do(actions.list_arrange, world, submission, "staff", placings=rows)

    assert world.rating("甲一支部").tier == 4
    assert report(world, "机关党委会议").state == ListState.FILING


def test_the_page_offers_the_body(world: World) -> None:
    listed(world, "党（工）委")
    deciding(world, "机关支委会议")
    client = Client()
    client.force_login(world.users["leader"])
    shown = client.get(f"/records/{world.list_of(UNIT).process.number}/").content.decode()

    assert 'value="党工委会议"' in shown


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("党（工）委", ["党工委", "党委", "党（工）委"]),
        ("区委组织部、街道党工委", ["区委组织部", "街道党工委"]),
        ("党委或者党组", ["党委", "党组"]),
        (" ", []),
    ],
)
def test_a_name_as_schemes_write_it_is_every_name_that_will_do(wanted: str, names: list[str]) -> None:
    assert alternatives(wanted) == names


def test_a_meeting_names_a_body_where_one_of_the_names_stands_in_it() -> None:
    assert names_body("区党工委第3次会议", "党（工）委")
    assert not names_body("支部委员会会议", "党（工）委")
