"""The pages of 抽查: drawn, drawn again with a reason, and what was found."""

import pytest

from tests.workflows.engine.steps import do, list_at
from tests.workflows.star_rating.test_evaluation_views import browser, text_of
from tests.world import World, make_world
from workflows.engine.models import Round
from workflows.star_rating import actions
from workflows.star_rating.models import SpotPick
from workflows.star_rating.states import ListState as L
from workflows.star_rating.views import spot_checks


@pytest.fixture
def world(db: None) -> World:
    """Return the cast without a round."""
    return make_world()


@pytest.fixture
def reported(world: World) -> Round:
    """Return a round with 甲局's list before 复核."""
    world.round()
    list_at(world, L.VERIFYING, ("甲一支部", "甲二支部"))
    return Round.objects.get()


def test_the_clerk_draws_and_enters_what_was_found(world: World, reported: Round) -> None:
    client, address = browser(world), f"/star_rating/rounds/{reported.pk}/checks/"
    number = world.list_of("甲局机关党委").process.number
    sent = {"scope": number, "by_share": "1", "amount": "50", "reason": ""}
    assert client.post(address, sent).status_code == 302
    pick = SpotPick.objects.get()

    assert client.post(f"{address}{pick.pk}/", {"agrees": "0", "text": ""}).status_code == 422
    assert client.post(f"{address}{pick.pk}/", {"agrees": "0", "text": "缺两次记录"}).status_code == 302

    text = text_of(client.get(address))
    assert [part for part in ("2个中抽取50%，抽到1个", "不符", "缺两次记录", "郑思远") if part not in text] == []


def test_who_verifies_and_decides_reads_on_the_list_what_did_not_agree(world: World, reported: Round) -> None:
    check = actions.spot_draw(Round.objects.select_related("unit").get(), None, by=world.clerk, count=1)
    pick = check.picks.select_related("rating__unit").get()
    page = f"/records/{world.list_of('甲局机关党委').process.number}/"
    said = f"抽查发现{pick.rating.unit.short_name}与申报不符：缺两次记录"
    before = text_of(browser(world).get(page))
    actions.spot_found(pick, agrees=False, text="缺两次记录", by=world.clerk)

    assert (said in before, said in text_of(browser(world).get(page))) == (False, True)


@pytest.mark.parametrize(
    ("wrong", "due"),
    [
        ({"amount": "101"}, "比例不能超过100%。"),
        ({"by_share": "0", "amount": "1.5"}, "个数请填整数。"),
        ({"amount": "0"}, "0.1"),
        ({"scope": "CB-1"}, "CB-1"),
        ({"by_share": "0", "amount": "99"}, "这个范围现在有2个支部，抽不出99个，请改少。"),
    ],
)
def test_a_wrong_draw_is_said(world: World, reported: Round, wrong: dict[str, str], due: str) -> None:
    sent = {"scope": "", "by_share": "1", "amount": "50"} | wrong

    answer = browser(world).post(f"/star_rating/rounds/{reported.pk}/checks/", sent)

    assert (answer.status_code, due in text_of(answer), SpotPick.objects.count()) == (422, True, 0)


def test_drawing_again_without_a_reason_says_so_at_the_field(world: World, reported: Round) -> None:
    client, address = browser(world), f"/star_rating/rounds/{reported.pk}/checks/"
    sent = {"scope": "", "by_share": "0", "amount": "1"}
    client.post(address, sent)

    answer = client.post(address, sent)

    assert (answer.status_code, "要重新抽取的，请写明原因" in text_of(answer)) == (422, True)
    assert client.post(address, sent | {"reason": "扩大范围"}).status_code == 302
    assert "已重抽" in text_of(client.get(address))


def test_a_finding_cannot_be_entered_once_the_list_is_before_the_committee(world: World, reported: Round) -> None:
    check = actions.spot_draw(Round.objects.select_related("unit").get(), None, by=world.clerk, count=1)
    pick = check.picks.get()
    actions.spot_found(pick, agrees=True, text="", by=world.clerk)
    do(actions.list_forward, world, world.list_of("甲局机关党委"), "head")

    answer = browser(world).post(f"/star_rating/rounds/{reported.pk}/checks/{pick.pk}/", {"agrees": "1"})

    assert (answer.status_code, "核查情况不能再登记" in text_of(answer)) == (422, True)


def test_a_list_before_review_leads_those_who_draw_to_the_draws(world: World, reported: Round) -> None:
    page = f"/records/{world.list_of('甲局机关党委').process.number}/"

    assert {key: "抽查</a>" in text_of(browser(world, key).get(page)) for key in ("clerk", "staff")} == {
        "clerk": True,
        "staff": False,
    }


def test_many_that_were_drawn_are_shown_by_pages(
    world: World, reported: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spot_checks, "PER_PAGE", 1)
    actions.spot_draw(reported, None, by=world.clerk, count=2)
    first, second = SpotPick.objects.order_by("pk").values_list("rating__unit__short_name", flat=True)
    client, address = browser(world), f"/star_rating/rounds/{reported.pk}/checks/"
    shown = {number: text_of(client.get(address, {"page": number})) for number in (1, 2)}

    assert [("抽到2个" in text, "共2个" in text) for text in shown.values()] == [(True, True)] * 2
    assert {number: [name in text for name in (first, second)] for number, text in shown.items()} == {
        1: [True, False], 2: [False, True],
    }  # fmt: skip
