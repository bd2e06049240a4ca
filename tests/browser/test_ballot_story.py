"""A branch of ten votes on ten phones: slips are drawn, leftover ones void, everybody votes, the box is counted."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walk import Open, keep, sign_in
from tests.workflows.appraisal.cast import Cast, make_cast
from workflows.appraisal import actions
from workflows.appraisal.queries.counting import counts_of
from workflows.appraisal.states import MeetingState as M

pytestmark = pytest.mark.browser
MORE = ("孙梅", "王立", "钱进", "何平", "江涛")
PHONES = 10


@pytest.fixture
def eleven(transactional_db: None) -> Cast:
    """A meeting of eleven at the point where the box is made."""
    cast = make_cast()
    for name in MORE:
        cast.member(name)
    cast.do(actions.roll_refresh, cast.meeting())
    cast.meeting_at(M.BALLOTING)
    return cast


def press(page: Page, link: str, button: str = "") -> None:
    """Go to a step of the box and take it."""
    page.get_by_role("link", name=link).click()
    page.get_by_role("button", name=button or link).click()


def votes(phone: Page, address: str, code: str, pictures: Path, *, first: bool) -> None:
    """One phone: the statement, the code, a ballot that lacks a line, then the whole ballot."""
    phone.goto(address)
    expect(phone.get_by_role("heading", name="匿名是怎样做到的")).to_be_visible()
    phone.get_by_label("您的编码").fill(code.lower())
    if first:
        keep(phone, pictures, "ballot-statement", whole=True)
    phone.get_by_role("button", name="填写选票").click()
    if first:
        phone.get_by_role("button", name="检查并提交").click()
        expect(phone.get_by_text("项没有选，已标出“未评”")).to_be_visible()
        keep(phone, pictures, "ballot-missing")
    for row in phone.locator("fieldset").all():
        row.locator("label").first.click()
    if first:
        phone.locator("summary").first.click()
        keep(phone, pictures, "ballot-filled", whole=True)
    phone.get_by_role("button", name="检查并提交").click()
    expect(phone.get_by_role("heading", name="选票已投入票箱")).to_be_visible()
    if first:
        keep(phone, pictures, "ballot-receipt")


def test_a_member_takes_a_ticket_on_a_phone(eleven: Cast, open_page: Open, pictures: Path) -> None:
    eleven.do(actions.ballot_begin, eleven.meeting(), voting="screen")
    phone = sign_in(open_page(width=375, height=812), "secretary")
    phone.goto("/appraisal/mine/")
    keep(phone, pictures, "ballot-mine-phone")
    phone.get_by_role("link", name="领取投票编码").click()
    expect(phone.get_by_role("button", name="领取编码")).to_be_visible()
    keep(phone, pictures, "ballot-ticket-before", whole=True)
    phone.get_by_role("button", name="领取编码").click()
    expect(phone.get_by_text("只显示这一次，请现在抄下")).to_be_visible()
    keep(phone, pictures, "ballot-ticket", whole=True)
    phone.goto(f"/appraisal/meetings/{eleven.meeting().process.number}/box/")
    keep(phone, pictures, "ballot-box-phone", whole=True)
    phone.get_by_role("link", name="改用纸质票").click()
    expect(phone.get_by_role("button", name="改用纸质票")).to_be_visible()
    keep(phone, pictures, "ballot-step-phone", whole=True)


def test_ten_phones_vote_and_the_box_is_counted(eleven: Cast, open_page: Open, pictures: Path) -> None:
    number = eleven.meeting().process.number
    page = sign_in(open_page(), "organiser")
    page.goto(f"/records/{number}/")
    page.get_by_role("link", name="电子票箱").click()
    keep(page, pictures, "ballot-box-new", whole=True)
    press(page, "建立电子票箱")
    keep(page, pictures, "ballot-box-ticketing", whole=True)

    press(page, "生成并打印票签", "生成票签")
    codes = page.locator(".dj-slip code").all_text_contents()
    keep(page, pictures, "ballot-slips", whole=True)
    page.pdf(path=pictures / "ballot-slips.pdf", prefer_css_page_size=True)
    page.get_by_role("link", name="打印好了，回票箱").click()
    address = page.locator("a[href*='/ballot/']").get_attribute("href") or ""

    phones = [open_page(width=375, height=812) for _ in range(PHONES)]
    phones[0].goto(address)
    expect(phones[0].get_by_text("还没有开始投票")).to_be_visible()
    keep(phones[0], pictures, "ballot-barrier", whole=True)

    page.get_by_role("link", name="作废剩下的票签").click()
    page.get_by_label("票签编码").fill(codes[-1])
    page.get_by_role("button", name="作废这一张").click()
    expect(page.get_by_text("这张票签已作废。")).to_be_visible()
    keep(page, pictures, "ballot-void")
    page.get_by_role("link", name="回票箱").click()
    press(page, "领票截止，开始投票")
    keep(page, pictures, "ballot-box-voting", whole=True)

    for n, phone in enumerate(phones):
        votes(phone, address, codes[n], pictures, first=n == 0)
    phones[1].goto(address)
    phones[1].get_by_label("您的编码").fill(codes[1])
    phones[1].get_by_role("button", name="填写选票").click()
    expect(phones[1].get_by_text("这个编码已经投过票")).to_be_visible()
    keep(phones[1], pictures, "ballot-used")

    page.reload()
    expect(page.get_by_text("10张")).to_be_visible()
    page.get_by_role("link", name="封箱", exact=True).click()
    keep(page, pictures, "ballot-seal")
    page.get_by_role("button", name="封箱", exact=True).click()
    keep(page, pictures, "ballot-box-sealed", whole=True)
    page.get_by_role("link", name="打印封箱记录").click()
    expect(page.get_by_text("监票人（签字）")).to_be_visible()
    keep(page, pictures, "ballot-sealed-paper", whole=True)
    page.get_by_role("link", name="回到票箱").click()
    page.get_by_role("link", name="计票", exact=True).click()
    page.get_by_label("票箱校验码").fill(eleven.meeting().box_hash[:8])
    keep(page, pictures, "ballot-count")
    page.get_by_role("button", name="计票", exact=True).click()
    keep(page, pictures, "ballot-box-counted", whole=True)
    page.get_by_role("link", name="重新计票核对").click()
    expect(page.get_by_text("逐项票数与已确定的完全一致")).to_be_visible()
    keep(page, pictures, "ballot-recount")

    phones[2].goto(address)
    expect(phones[2].get_by_text("已经封箱，不能再投票")).to_be_visible()
    phones[2].get_by_label("查自己的编码").fill(codes[2])
    phones[2].get_by_role("button", name="查编码").click()
    expect(phones[2].get_by_text("您的编码：已投票")).to_be_visible()
    keep(phones[2], pictures, "ballot-check", whole=True)
    assert counts_of(eleven.meeting())["members"].totals().heads == {"发出": 10, "收回": 10, "有效": 10, "无效": 0}
