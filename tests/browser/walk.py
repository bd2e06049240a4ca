"""How a person goes through the product in a browser: signs in, opens work from the inbox, keeps a picture."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.world import PASSWORD

Open = Callable[..., Page]


def sign_in(page: Page, username: str) -> Page:
    """Sign in through the page that the inbox leads to."""
    page.goto("/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="待办")).to_be_attached()
    return page


def open_work(page: Page, title: str) -> Page:
    """Open a row of the inbox: the one click between inbox and decision."""
    page.goto("/")
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    return page


def keep(page: Page, folder: Path, name: str, *, whole: bool = False) -> None:
    """Keep a picture to be looked at; a page that scrolls sideways fails."""
    page.evaluate("document.fonts.ready")
    page.screenshot(path=folder / f"{name}.png", full_page=whole)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (name, wide) == (name, 0)


def decide(page: Page, verb: str, comment: str = "") -> None:
    """Choose a verb on the decision card where there are several, give an opinion, and press its button."""
    card = page.locator("#decide")
    if card.get_by_role("radio").count():
        card.locator(f"[data-label='{verb}']").check()
    if comment:
        card.get_by_label("意见").fill(comment)
    card.get_by_role("button", name=verb).first.click()  # the second goes on to the next in the inbox


def expect_next_step(page: Page) -> None:
    """No page without the next step on it: something to do, or the way to what is to do."""
    ways = page.locator("main").get_by_role("link").or_(page.locator("main").get_by_role("button"))
    assert ways.count() > 0
