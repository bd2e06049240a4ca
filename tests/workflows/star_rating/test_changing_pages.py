"""The pages on which a published star is changed."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from tests.workflows.engine.steps import after_notice, list_at
from tests.workflows.star_rating.listing import round_of
from tests.workflows.star_rating.test_changing import browser, decide, page, propose, star
from tests.world import World, make_world
from workflows.star_rating import actions
from workflows.star_rating.forms import ChangeForm
from workflows.star_rating.models import StarChange
from workflows.star_rating.states import ListState as L

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """甲一支部 has five stars with 98.50, 甲二支部 three."""
    world = make_world()
    world.round()
    list_at(world, L.PUBLICISING, ("甲一支部", "甲二支部"))
    assert actions.publish_due(after_notice()) == 2
    return world


def test_the_rating_shows_the_change_and_leads_to_every_star(world: World) -> None:
    decide(world, propose(world))

    text = page(world, "secretary")
    stars_url = f"/star_rating/units/{world.units['甲一支部'].pk}/stars/"
    assert [word for word in ("降星：五星级 → 三星级", "年内发生重大问题", stars_url) if word not in text] == []
    assert "变更星级" not in text
    history = browser(world, "secretary").get(stars_url).content.decode()
    assert [history.count(word) for word in ("2026年度</span>", "已变更", "有效")] == [2, 1, 1]
    assert browser(world, "outsider").get(stars_url).status_code == 404


def test_the_clerk_proposes_on_the_page_and_the_leader_decides_there(world: World) -> None:
    number = world.rating("甲一支部").process.number
    data = {"kind": "lower", "tier": "4", "reason": "受到处分", "basis": "办法第十二条"}
    answer: Any = browser(world, "clerk").post(f"/star_rating/{number}/change/", data)
    change = StarChange.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/records/{change.process.number}/")

    form = {"verb": "approve", "seen": str(world.seen(change)), "approve-body": "工委会议"}
    url = f"/records/{change.process.number}/"
    assert browser(world, "leader").post(url, form).status_code == 422
    form |= {"approve-held_on": f"{timezone.localdate()}", "approve-minutes": "同意降为四星。"}
    assert browser(world, "leader").post(url, form).status_code == 302
    assert star(world) == (4, "四星级", "98.50")


def test_what_does_not_fit_together_is_told_at_its_field(world: World) -> None:
    url = f"/star_rating/{world.rating('甲一支部').process.number}/change/"
    wrong = {
        "摘星后不再有星级": {"kind": "strip", "tier": "3"},
        "请选择变更后的星级": {"kind": "lower"},
        "只有更正才填写得分": {"kind": "lower", "tier": "3", "score": "80"},
        "升星后的星级须高于现在的五星级": {"kind": "raise", "tier": "3"},
        "得分不能超过100分。": {"kind": "correct", "tier": "5", "score": "100.01"},
        "得分最多保留2位小数。": {"kind": "correct", "tier": "5", "score": "97.005"},
        "按评定方案，89.99分对应四星级，所选的是五星级。": {"kind": "correct", "tier": "5", "score": "89.99"},
    }

    for sentence, data in wrong.items():
        answer: Any = browser(world, "clerk").post(url, data | {"reason": "原因", "basis": "依据"})
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert StarChange.objects.count() == 0


def test_a_star_that_the_score_does_not_lead_to_is_proposed_knowingly_and_the_committee_is_told(world: World) -> None:
    url = f"/star_rating/{world.rating('甲一支部').process.number}/change/"
    data = {"kind": "correct", "tier": "5", "score": "89.99", "reason": "原因", "basis": "依据", "as_chosen": "on"}
    assert browser(world, "clerk").post(url, data).status_code == 302

    change = StarChange.objects.get()
    assert (change.by_score, change.snapshot()["by_score"]) == ("四星级", "四星级")
    text = browser(world, "leader").get(f"/records/{change.process.number}/").content.decode()
    assert "四星级（与变更后的星级不同）" in text
    decide(world, change)
    assert star(world) == (5, "五星级", "89.99")


def test_a_score_that_leads_to_the_chosen_star_needs_no_word_about_it(world: World) -> None:
    assert propose(world, "correct", 4, score=Decimal("89.99")).by_score == ""


def test_without_a_full_mark_a_corrected_score_may_be_higher() -> None:
    world = make_world()
    round_of(world, uncapped=True)
    given = {"kind": "correct", "tier": "5", "score": "102.5", "reason": "原因", "basis": "依据"}

    assert ChangeForm(given, rating=world.rating("甲一支部")).errors == {}
