"""Deciding one after another, agreeing to many, and searching: clicks counted, pictures kept, axe satisfied."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_axe import axe, findings  # noqa: F401 - a fixture
from tests.browser.walk import Open, keep, open_work, sign_in
from tests.workflows.engine.steps import rating_at
from tests.world import World
from workflows.star_rating.states import RatingState as S

pytestmark = pytest.mark.browser


def decides_and_goes_on(page: Page, pictures: Path, first: str, second: str) -> None:
    """Two clicks, the verb and the button, lead from one record to the next."""
    open_work(page, first)
    page.locator("#decide").get_by_label("意见").fill("第18条扣分理由不具体。")
    keep(page, pictures, "onward-record")
    page.locator("[data-label='退回']").check()
    page.get_by_role("button", name="退回并看下一条").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(second)
    expect(page.get_by_role("status")).to_contain_text("已退回")


def agrees_to_what_was_opened(page: Page, pictures: Path, title: str, axe: str) -> None:  # noqa: F811
    page.goto("/")
    page.get_by_label(f"选择：{title}").check()
    expect(page.get_by_text("还没有打开看过的1项")).to_be_visible()
    expect(page.get_by_role("button", name="批量同意")).to_be_disabled()
    open_work(page, title)
    page.goto("/")
    page.get_by_label(f"选择：{title}").check()
    keep(page, pictures, "agree-picked")
    assert findings(page, axe) == []
    page.get_by_role("button", name="批量同意").click()
    expect(page.locator("main")).to_contain_text("已同意1件")
    keep(page, pictures, "agree-result")
    assert findings(page, axe) == []


def searches(page: Page, pictures: Path, axe: str) -> None:  # noqa: F811
    page.goto("/")
    phone = page.get_by_role("link", name="查找", exact=True)
    if phone.is_visible():
        phone.click()
        page.wait_for_url("**/search/**")
    box = page.get_by_label("查找什么" if "/search/" in page.url else "查找事项、组织、人员")
    box.fill("甲三支部")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="事项")).to_be_visible()
    keep(page, pictures, "search")
    assert findings(page, axe) == []


def test_one_after_another_many_at_once_and_found_again(
    world: World,
    open_page: Open,
    pictures: Path,
    axe: str,  # noqa: F811
) -> None:
    first, second = (rating_at(world, S.SCORING, branch) for branch in ("甲一支部", "甲四支部"))
    waiting = rating_at(world, S.GENERAL_REVIEWING, "甲三支部")
    decides_and_goes_on(sign_in(open_page(), "deputy"), pictures, first.title(), second.title())
    page = sign_in(open_page(), "general")
    agrees_to_what_was_opened(page, pictures, waiting.title(), axe)
    searches(page, pictures, axe)
    page.set_viewport_size({"width": 375, "height": 812})
    searches(page, pictures, axe)
