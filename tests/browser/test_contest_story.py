"""Three candidates of two units for two places: who signs for the 工委 ranks them all on one page; a phone reads it."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.walk import Open, decide, keep, open_work, sign_in
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.contesting import forwarded, three_for_two
from tests.workflows.nomination.ending import states
from tests.workflows.nomination.places import OTHER, UNIT
from workflows.nomination.states import NominationState as S

pytestmark = pytest.mark.browser

NAMES = {f"周八（{OTHER}）": "1", f"张三（{UNIT}）": "2", f"王五（{UNIT}）": "3"}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def rank(page: Page, places: dict[str, str]) -> None:
    """Type places by the names that the page gives, and the meeting."""
    for name, place in places.items():
        page.get_by_label(f"{name}的排序").fill(place)
    page.get_by_label("会议日期").fill(f"{timezone.localdate():%Y-%m-%d}")
    page.get_by_label("会议决定").fill("按综合表现排序。")
    page.get_by_role("button", name="登记比选").click()


def test_too_few_places_are_ranked_on_one_page(cast: Cast, open_page: Open, pictures: Path) -> None:
    made, own, _ = three_for_two(cast)
    forwarded(cast, own)
    page = sign_in(open_page(), "leader")
    open_work(page, own.process.title)
    expect(page.locator("main")).to_contain_text("登记比选后再审定。")
    keep(page, pictures, "c01-list-waits", whole=True)
    page.get_by_role("link", name="与各单位的候选比选").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("名额比选")
    keep(page, pictures, "c02-contests", whole=True)
    page.get_by_role("link", name="优秀共产党员名额").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("优秀共产党员名额比选")
    keep(page, pictures, "c03-contest", whole=True)

    rank(page, NAMES)
    expect(page.get_by_role("status").first).to_contain_text("比选已登记：入选2名。")
    keep(page, pictures, "c04-decided", whole=True)

    open_work(page, own.process.title)
    expect(page.locator("main")).to_contain_text("比选未入选1名")
    keep(page, pictures, "c05-list-decides", whole=True)
    phone = sign_in(open_page(width=375, height=812), "leader")
    phone.goto(f"/nomination/rounds/{made.pk}/contests/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("名额比选")
    keep(phone, pictures, "c06-contests-phone", whole=True)
    phone.get_by_role("link", name="优秀共产党员名额").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("优秀共产党员名额比选")
    keep(phone, pictures, "c07-contest-phone", whole=True)

    decide(page, "审定同意")
    expect(page.get_by_role("status").first).to_contain_text("审定同意")
    assert states(cast, "张三", "王五") == [S.ANNOUNCING, S.NOT_FORWARDED]
