"""With whom units file what they decided themselves: preset from the scheme, set by whoever prepares the round."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.world import World, make_world, scheme_c
from workflows.engine.models import Round
from workflows.star_rating import queries
from workflows.star_rating.models import Scheme
from workflows.star_rating.queries import sheets
from workflows.star_rating.rules import Decider

pytestmark = pytest.mark.django_db
URL = "/star_rating/rounds/new/"


@pytest.fixture
def world() -> World:
    """Return the cast, with no scheme kept in mind for a round of another test under the same key."""
    sheets._scheme.cache_clear()
    return make_world()


def kept(name: str, filed_with: str = "", *, files: bool = True) -> Scheme:
    """Keep a scheme in which units decide four stars and fewer themselves, or none."""
    tiers = scheme_c().tiers
    if files:
        tiers = tuple(replace(t, decided_by=Decider.ROOT if t.level == 5 else Decider.UNIT) for t in tiers)
    else:
        tiers = tuple(replace(t, decided_by=Decider.ROOT) for t in tiers)
    rules = replace(scheme_c(), name=name, version=name, filed_with=filed_with, tiers=tiers)
    return Scheme.objects.create(name=name, version="1", document=rules.to_data())


def browser(world: World) -> Client:
    client = Client()
    client.force_login(world.users["clerk"])
    return client


def post(world: World, scheme: Scheme, bodies: str, url: str = URL) -> Any:
    given = {"scheme": scheme.pk, "year": timezone.localdate().year, "title": "试", "resume": "direct"}
    given |= {"use_general_reviewing": "on", "use_verifying": "on", "bodies": bodies}
    return browser(world).post(url, given)


def test_the_form_begins_with_the_bodies_of_the_scheme(world: World) -> None:
    kept("双备案", "区委组织部、区级机关工委")
    form = browser(world).get(URL).context["form"]
    assert form["bodies"].value() == "区委组织部\n区级机关工委"


def test_a_scheme_in_which_nothing_is_filed_presets_no_body(world: World) -> None:
    kept("不备案", "区委组织部", files=False)
    assert browser(world).get(URL).context["form"]["bodies"].value() == ""


def test_what_was_written_is_what_the_round_files_with(world: World) -> None:
    assert post(world, kept("双备案", "区委组织部"), "区委组织部、市纪委\n市纪委").status_code == 302
    made = Round.objects.get()
    assert made.stages == {"filing": {"bodies": ["区委组织部", "市纪委"]}}
    assert queries.bodies(made) == ["区委组织部", "市纪委"]
    shown = browser(world).get(f"/star_rating/rounds/{made.pk}/").content.decode()
    assert "工委、区委组织部、市纪委" in shown


def test_a_cleared_field_leaves_the_committee_alone(world: World) -> None:
    assert post(world, kept("双备案", "区委组织部"), "").status_code == 302
    assert queries.bodies(Round.objects.get()) == []


def test_another_scheme_than_the_one_the_form_began_with_brings_its_own_bodies(world: World) -> None:
    chosen = kept("区办法", "区委组织部、区级机关工委")
    kept("另一办法", "市纪委")

    assert post(world, chosen, "市纪委").status_code == 302
    assert queries.bodies(Round.objects.get()) == ["区委组织部", "区级机关工委"]


def test_the_bodies_that_the_form_began_with_do_no_harm_where_nothing_is_filed(world: World) -> None:
    chosen = kept("不备案", files=False)
    kept("另一办法", "市纪委")

    assert post(world, chosen, "市纪委").status_code == 302
    assert Round.objects.get().stages == {}


def test_after_a_scheme_that_files_nothing_the_chosen_one_keeps_its_bodies(world: World) -> None:
    chosen = kept("双备案", "区委组织部")
    kept("不备案", files=False)

    assert post(world, chosen, "").status_code == 302
    assert queries.bodies(Round.objects.get()) == ["区委组织部"]


def test_bodies_of_a_round_that_files_nothing_are_refused_with_what_to_do(world: World) -> None:
    answer = post(world, kept("不备案", files=False), "区委组织部")
    assert (answer.status_code, Round.objects.count()) == (422, 0)
    assert "“不备案”没有由本单位审定的星级，不用报备案，请清空这一项。" in answer.content.decode()


def test_a_name_that_is_too_long_and_too_many_names_are_told(world: World) -> None:
    scheme = kept("双备案")
    assert "太长，每个单位最多80个字" in post(world, scheme, "区" * 81).content.decode()
    many = "\n".join(f"单位{number}" for number in range(11))
    assert "最多填10个单位，现有11个。" in post(world, scheme, many).content.decode()


@pytest.mark.parametrize("bodies", ["市纪委", ""])
def test_a_round_like_last_years_takes_its_bodies_over(world: World, bodies: str) -> None:
    post(world, kept("双备案", "区委组织部"), bodies)
    form = browser(world).get(f"{URL}?like={Round.objects.get().pk}").context["form"]
    assert form["bodies"].value() == bodies
