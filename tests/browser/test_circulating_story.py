"""传阅 as an office lives it: the reviewer sends a record round, one reads it on a phone, the sender sees who has."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.walk import Open, keep, open_work, sign_in
from tests.workflows.engine.steps import rating_at
from tests.world import World
from workflows.star_rating.states import RatingState as S

pytestmark = pytest.mark.browser
BRANCH = "甲三支部"


def test_a_record_goes_round_and_its_sender_sees_who_has_read_it(
    world: World, open_page: Open, pictures: Path
) -> None:  # fmt: skip
    title = rating_at(world, S.GENERAL_REVIEWING, BRANCH).title()
    page = open_work(sign_in(open_page(), "general"), title)
    page.get_by_role("link", name="抄送、传阅").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("抄送、传阅")
    keep(page, pictures, "circulate-form", whole=True)
    page.get_by_label("送给").fill("林芳（乙一支部）\n田军")
    page.get_by_label("依次传阅").check()
    page.get_by_label("附言").fill("请了解第18条的扣分情况。")
    page.get_by_role("button", name="送出").click()
    expect(page.get_by_text("送2人")).to_be_visible()

    phone = sign_in(open_page(width=375, height=812), "outsider")
    phone.get_by_role("link", name="抄送我的").click()
    expect(phone.get_by_text("请了解第18条的扣分情况。")).to_be_visible()
    keep(phone, pictures, "circulate-phone-box", whole=True)
    phone.get_by_role("link", name=title, exact=True).click()
    expect(phone.get_by_text("只供查看")).to_be_visible()
    keep(phone, pictures, "circulate-phone-record", whole=True)
    phone.get_by_label("阅读意见").fill("已知悉。")
    phone.get_by_role("button", name="已阅").click()
    expect(phone.get_by_role("status")).to_contain_text("已阅")

    page.reload()
    expect(page.get_by_text("2人，已读1人")).to_be_visible()
    keep(page, pictures, "circulate-record", whole=True)
    direct = sign_in(open_page(), "direct")
    direct.goto("/?box=copies")
    keep(direct, pictures, "circulate-box")
