"""会签 as an office lives it: the reviewer asks two people, one signs on a phone, and then the reviewer decides."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walk import Open, decide, keep, open_work, sign_in
from tests.workflows.engine.steps import rating_at
from tests.world import World
from workflows.star_rating.states import RatingState as S

pytestmark = pytest.mark.browser
BRANCH = "甲三支部"


def signs(page: Page, who: str, title: str, opinion: str) -> Page:
    """Open what is asked from the inbox, look at the record, and agree."""
    sign_in(page, who)
    open_work(page, f"会签：{title}")
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_text("请您会签这一事项")).to_be_visible()
    page.get_by_role("link", name="去签署").click()
    decide(page, "同意", opinion)
    expect(page.get_by_text("会签同意：")).to_be_visible()
    return page


def test_a_reviewer_asks_two_people_and_decides_when_both_agreed(
    world: World, open_page: Open, pictures: Path
) -> None:  # fmt: skip
    rating = rating_at(world, S.GENERAL_REVIEWING, BRANCH)
    title = rating.title()
    page = sign_in(open_page(), "general")
    page.goto("/phrases/")
    page.get_by_label("增加一条").fill("同意，请按程序办理。")
    page.get_by_role("button", name="增加").click()
    expect(page.get_by_text("同意，请按程序办理。")).to_be_visible()
    keep(page, pictures, "phrases")

    open_work(page, title)
    keep(page, pictures, "signing-record-before", whole=True)
    page.get_by_role("link", name="请人会签").click()
    expect(page.get_by_role("heading", name="请人会签")).to_be_visible()
    keep(page, pictures, "signing-ask", whole=True)
    page.get_by_label("王海燕　甲局机关党委 专职副书记").check()
    page.get_by_label("其他人员").fill("孙丽华（工委）")
    page.get_by_label("请求事由").fill("第18条扣分是否有据，请提意见。")
    page.get_by_role("button", name="请他们会签").click()
    expect(page.get_by_text("已请2人会签")).to_be_visible()
    expect(page.locator("#decide").get_by_role("button", name="退回")).to_be_visible()
    keep(page, pictures, "signing-waiting", whole=True)
    page.get_by_role("link", name="办理会签").click()
    expect(page.get_by_role("heading", name="办理会签")).to_be_visible()
    keep(page, pictures, "signing-manage", whole=True)

    phone = open_page(width=375, height=812)
    sign_in(phone, "deputy")
    open_work(phone, f"会签：{title}")
    keep(phone, pictures, "signing-phone-signature", whole=True)
    phone.get_by_role("link", name=title, exact=True).click()
    expect(phone.get_by_text("请您会签这一事项")).to_be_visible()
    keep(phone, pictures, "signing-phone-record", whole=True)
    phone.get_by_role("link", name="去签署").click()
    decide(phone, "同意", "扣分有据。")
    keep(phone, pictures, "signing-phone-done", whole=True)
    signs(open_page(), "head", title, "同意。")

    open_work(page, title)
    page.get_by_text("常用语", exact=True).click()
    page.get_by_role("button", name="同意，请按程序办理。").click()
    expect(page.locator("#comment")).to_have_value("同意，请按程序办理。")
    keep(page, pictures, "signing-agreed", whole=True)
    page.locator("#decide [data-label='同意']").check()
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_text("现在是“")).to_be_visible()
    keep(page, pictures, "signing-done", whole=True)
    assert world.rating(BRANCH).state == S.SCORING


def test_the_pages_fit_a_phone(world: World, open_page: Open, pictures: Path) -> None:
    rating = rating_at(world, S.GENERAL_REVIEWING, BRANCH)
    page = sign_in(open_page(width=375, height=812), "general")
    for name, path in (
        ("phrases-phone", "/phrases/"),
        ("signing-ask-phone", f"/records/{rating.process.number}/signing/"),
    ):
        page.goto(path)
        keep(page, pictures, name, whole=True)
