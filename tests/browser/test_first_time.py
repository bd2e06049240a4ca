"""A secretary who has never seen the product goes from the notice to a submitted 自评. 依据: goals U6."""

from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walk import Open, expect_next_step, keep, sign_in
from tests.world import World
from workflows.engine import round_notices
from workflows.engine.models import Round
from workflows.star_rating.states import RatingState

pytestmark = pytest.mark.browser
A_QUARTER = 15 * 60


def step(page: Page, pictures: Path, name: str) -> Page:
    """A page on the way: it says what comes next."""
    expect_next_step(page)
    keep(page, pictures, name)
    return page


def fill_in(page: Page) -> None:
    """What the sheet itself asks for: the items that lost points, one tick, one choice."""
    page.locator("[name=points_18]").fill("2")
    page.locator("[name=reason_18]").fill("年度考核排名靠后")
    page.get_by_label("以上情形经逐项核实均无").check()
    page.get_by_label("自评星级").select_option("5")


def test_from_the_notice_to_a_submitted_own_score_no_page_is_a_dead_end(
    world: World, open_page: Open, pictures: Path
) -> None:
    round_notices.write(Round.objects.get(), title="关于开展评定工作的通知", text="请按时完成自评。", by=world.clerk)
    page, began = open_page(), monotonic()
    step(sign_in(page, "secretary"), pictures, "first-1-inbox")
    page.goto("/notices/")
    step(page, pictures, "first-2-messages")
    page.locator("main").get_by_role("link", name="已发通知").first.click()
    step(page, pictures, "first-3-record")
    page.get_by_role("link", name="批次通知").click()
    expect(page.locator("main")).to_contain_text("请按时完成自评。")
    step(page, pictures, "first-4-notice")
    page.get_by_role("link", name="填写自评").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("自评")
    step(page, pictures, "first-5-sheet")
    fill_in(page)
    page.get_by_role("button", name="提交自评").click()
    expect(page.get_by_role("status")).to_contain_text("已提交自评")
    step(page, pictures, "first-6-submitted")

    assert world.rating("甲一支部").state == RatingState.SCORING
    assert monotonic() - began < A_QUARTER
