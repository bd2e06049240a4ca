"""The same pages without script, and with the keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.walk import Open, expect_next_step, open_work, sign_in
from tests.workflows.engine.steps import rating_at
from tests.world import World
from workflows.star_rating.states import RatingState

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Open a browser that runs no script."""
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    yield context.new_page()
    context.close()


def title(world: World, branch: str = "甲一支部") -> str:
    return world.rating(branch).title()


def test_a_sheet_is_filled_and_handed_in_without_script(world: World, plain: Page) -> None:
    open_work(sign_in(plain, "secretary"), title(world))
    plain.get_by_role("link", name="填写评分表").first.click()
    plain.locator("[name=points_18]").fill("2")
    plain.locator("[name=reason_18]").fill("年度考核排名靠后")
    plain.get_by_label("以上情形经逐项核实均无").check()
    plain.get_by_label("自评星级").select_option("5")
    plain.get_by_role("button", name="保存草稿").click()
    expect(plain.get_by_role("status")).to_contain_text("草稿已保存")
    plain.get_by_role("button", name="提交自评").click()
    expect(plain.get_by_role("status")).to_contain_text("已提交自评")

    assert world.rating("甲一支部").state == RatingState.SCORING


def test_a_decision_is_taken_without_script(world: World, plain: Page) -> None:
    rating_at(world, RatingState.SCORING)
    open_work(sign_in(plain, "deputy"), title(world))
    card = plain.locator("#decide")
    card.locator("[data-label=退回]").check()
    card.get_by_role("button", name="提交意见", exact=True).click()
    expect(plain.get_by_role("alert").first).to_contain_text("退回")
    card.get_by_label("意见").fill("请补充佐证")
    card.get_by_role("button", name="提交意见", exact=True).click()
    expect(plain.get_by_role("status")).to_contain_text("已退回")

    assert world.rating("甲一支部").state == RatingState.SELF_ASSESSING


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, css: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(80):
        if page.evaluate("css => !!document.activeElement?.matches(css)", css):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{css} cannot be reached with the keyboard")


def test_a_decision_is_taken_with_the_keyboard_alone(world: World, open_page: Open) -> None:
    rating_at(world, RatingState.SCORING)
    page = sign_in(open_page(), "deputy")
    tab_to(page, ".dj-title")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("年度星级")
    page.goto(f"/records/{world.rating('甲一支部').process.number}/")
    tab_to(page, "#decide [name=verb]")
    press(page, "ArrowRight")
    tab_to(page, "#decide [name=comment]")
    page.keyboard.type("请补充佐证")
    tab_to(page, "#decide [data-go]")
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("已退回")

    assert world.rating("甲一支部").state == RatingState.SELF_ASSESSING


def test_from_the_inbox_two_clicks_take_an_ordinary_decision(world: World, open_page: Open) -> None:
    rating_at(world, RatingState.GENERAL_REVIEWING, "甲三支部")
    page = sign_in(open_page(), "general")
    page.get_by_role("link", name=title(world, "甲三支部"), exact=True).click()
    page.locator("#decide").get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("审核同意")

    assert world.rating("甲三支部").state == RatingState.SCORING


@pytest.mark.parametrize("person", ["secretary", "deputy", "clerk", "leader", "inspector", "former"])
def test_every_page_of_the_menu_has_a_next_step_and_fits_a_phone(world: World, open_page: Open, person: str) -> None:
    page = sign_in(open_page(width=375, height=812), person)

    for path in ("/", "/?box=done", "/?box=mine", "/notices/", "/suggest/", "/star_rating/", "/password/"):
        page.goto(path)
        expect_next_step(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (path, wide) == (path, 0)
