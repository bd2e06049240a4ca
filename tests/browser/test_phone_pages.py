"""What a page says on a wide screen, it says on a phone too: nothing hidden, nothing beside the screen."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walk import Open, sign_in
from tests.workflows.engine.steps import UNIT, list_at
from tests.world import World, scheme_c
from workflows.engine.models import Round
from workflows.star_rating import actions
from workflows.star_rating.states import ListState

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(world: World, open_page: Open) -> Page:
    """Return the clerk's phone, with a list of 甲局 at 复核."""
    list_at(world, ListState.VERIFYING)
    return sign_in(open_page(width=375, height=812), "clerk")


def fits(page: Page, path: str) -> Page:
    page.goto(path)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (path, wide) == (path, 0)
    return page


def test_the_hash_of_a_draw_breaks_where_the_screen_ends(world: World, phone: Page) -> None:
    round_ = Round.objects.select_related("unit").get()
    actions.spot_draw(round_, None, by=world.clerk, count=1)

    expect(fits(phone, f"/star_rating/rounds/{round_.pk}/checks/").locator(".dj-break")).to_be_visible()


def test_a_list_that_is_only_read_shows_the_ranks(world: World, phone: Page) -> None:
    page = fits(phone, f"/records/{world.list_of(UNIT).process.number}/")

    expect(page.locator(".c-rank").first).to_have_text("1", use_inner_text=True)


def test_both_versions_of_a_scheme_stand_on_the_screen(world: World, phone: Page) -> None:
    first = actions.scheme_new(replace(scheme_c(), version="甲版"), by=world.clerk)
    second = actions.scheme_new(replace(scheme_c(), version="乙版", decimals=1), by=world.clerk)
    page = fits(phone, f"/star_rating/schemes/{second.pk}/against/{first.pk}/")

    for version in ("甲版", "乙版"):
        expect(page.locator("td .dj-only-card", has_text=version).first).to_be_in_viewport()
