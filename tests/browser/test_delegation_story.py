"""A deputy secretary goes away for three days: who acts for her, what shows it, and that it ends by itself."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.walk import Open, decide, keep, open_work, sign_in
from tests.workflows.engine.steps import rating_at
from tests.world import World
from workflows.star_rating.states import RatingState

pytestmark = pytest.mark.browser

TODAY = timezone.localdate()
RATING = f"甲一支部{TODAY.year}年度星级评定"
ACTING = "代 王海燕（甲局机关党委 专职副书记）"


def the_deputy_delegates(page: Page, pictures: Path, staff_no: str) -> None:
    sign_in(page, "deputy")
    page.goto("/organisation/delegations/")
    page.get_by_label("受委托人姓名").fill("赵国强")
    page.get_by_label("受委托人工号").fill(staff_no)
    page.get_by_label("结束日期").fill((TODAY + timedelta(days=2)).isoformat())
    page.get_by_label("事由").fill("出差")
    keep(page, pictures, "delegation-form", whole=True)
    page.get_by_role("button", name="委托", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已委托赵国强")
    keep(page, pictures, "delegation-given", whole=True)


def the_delegate_returns_a_rating(page: Page, pictures: Path) -> None:
    sign_in(page, "sibling")
    page.get_by_role("link", name="委托给我的").click()
    page.wait_for_url("**box=delegated")
    expect(page.locator("main")).to_contain_text(ACTING)
    keep(page, pictures, "delegation-inbox")
    open_work(page, RATING)
    expect(page.locator("#decide")).to_contain_text(ACTING)
    keep(page, pictures, "delegation-record", whole=True)
    page.get_by_role("link", name="转办给其他同志").click()
    expect(page.get_by_label("接办人")).to_contain_text("刘敏")
    keep(page, pictures, "transfer")
    page.get_by_role("link", name="返回事项").click()
    page.locator("#decide").get_by_label("意见").fill("第18条扣分理由不具体。")
    page.get_by_role("radio", name="退回").check()
    decide(page, "退回")
    expect(page.get_by_role("status")).to_contain_text("已退回")
    expect(page.locator("main")).to_contain_text("赵国强 代 王海燕")
    keep(page, pictures, "delegation-returned", whole=True)
    page.goto("/?box=done")
    expect(page.locator("main")).to_contain_text("代 王海燕")
    keep(page, pictures, "delegation-done")


def after_the_last_day_it_is_gone(page: Page) -> None:
    sign_in(page, "sibling")
    expect(page.locator("main")).not_to_contain_text("委托给我的")
    page.goto("/organisation/delegations/")
    expect(page.locator("main")).to_contain_text("已结束")


def test_a_deputy_delegates_for_three_days(world: World, open_page: Open, pictures: Path) -> None:
    rating_at(world, RatingState.SCORING)
    person = world.users["sibling"].person
    assert person is not None
    the_deputy_delegates(open_page(), pictures, person.staff_no)
    the_delegate_returns_a_rating(open_page(), pictures)
    phone = open_page(width=375, height=812)
    sign_in(phone, "sibling")
    phone.goto("/organisation/delegations/")
    expect(phone.get_by_role("button", name="结束委托：赵国强")).to_be_visible()
    keep(phone, pictures, "delegation-phone", whole=True)
    phone.goto("/")
    keep(phone, pictures, "delegation-phone-inbox", whole=True)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        after_the_last_day_it_is_gone(open_page())
