"""Four people take one branch from 自评 to five stars, with one return on the way, through nothing but the pages."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.walk import Open, decide, expect_next_step, keep, open_work, sign_in
from tests.world import World
from workflows.engine import due
from workflows.engine.models import Publicity

pytestmark = pytest.mark.browser

YEAR = timezone.localdate().year
RATING = f"甲一支部{YEAR}年度星级评定"
LIST = f"甲局机关党委{YEAR}年度星级呈报批"


def the_secretary_rates_the_branch(page: Page, pictures: Path) -> None:
    page.goto("/")
    keep(page, pictures, "01-login")
    sign_in(page, "secretary")
    keep(page, pictures, "02-inbox-secretary")
    open_work(page, RATING)
    expect_next_step(page)
    keep(page, pictures, "03-record-secretary")
    page.get_by_role("link", name="填写评分表").first.click()
    page.locator("[name=points_18]").fill("2")
    page.locator("[name=reason_18]").fill("年度考核排名靠后")
    page.get_by_label("以上情形经逐项核实均无").check()
    page.get_by_label("自评星级").select_option("5")
    expect(page.locator("[data-saved]")).to_contain_text("已自动保存")
    keep(page, pictures, "04-sheet-self")
    keep(page, pictures, "04-sheet-self-whole", whole=True)
    page.get_by_role("button", name="提交自评").click()
    expect(page.get_by_role("status")).to_contain_text("已提交自评")
    keep(page, pictures, "05-submitted")


def the_deputy_returns_it(page: Page, pictures: Path) -> None:
    sign_in(page, "deputy")
    keep(page, pictures, "06-inbox-deputy")
    open_work(page, RATING)
    expect_next_step(page)
    page.get_by_role("radio", name="退回").check()
    page.locator("#decide").get_by_label("意见").fill("第18条扣分理由不具体，请写明考核名次。")
    keep(page, pictures, "07-return")
    decide(page, "退回")
    expect(page.get_by_role("status")).to_contain_text("已退回")
    keep(page, pictures, "08-returned")


def the_secretary_corrects_it(page: Page, pictures: Path) -> None:
    page.goto("/")
    expect(page.locator("main")).to_contain_text("退回")
    keep(page, pictures, "09-inbox-returned")
    open_work(page, RATING)
    expect(page.locator("main")).to_contain_text("请写明考核名次")
    keep(page, pictures, "10-record-returned", whole=True)
    page.get_by_role("link", name="填写评分表").first.click()
    page.locator("[name=points_18]").fill("1")
    page.locator("[name=reason_18]").fill("年度考核在机关12个支部中排第9名")
    page.get_by_role("button", name="提交自评").click()
    expect(page.get_by_role("status")).to_contain_text("已提交自评")


def the_deputy_scores_it(page: Page, pictures: Path) -> None:
    open_work(page, RATING)
    expect(page.get_by_role("heading", name="退回后的改动")).to_be_visible()
    keep(page, pictures, "11-record-changes")
    page.get_by_role("link", name="填写评分表").first.click()
    page.locator("[name=points_20]").fill("1.5")
    page.locator("[name=reason_20]").fill("台账缺第三季度记录")
    page.get_by_label("以上情形经逐项核实均无").check()
    page.get_by_label("评议项得分").fill("95")
    page.get_by_label("评议项依据").fill("12月10日述职评议测评汇总")
    expect(page.locator("[data-saved]")).to_contain_text("已自动保存")
    keep(page, pictures, "12-sheet-review")
    keep(page, pictures, "12-sheet-review-whole", whole=True)
    page.get_by_role("button", name="提交初评").click()
    expect(page.get_by_role("status")).to_contain_text("已提交初评")
    keep(page, pictures, "13-reviewed", whole=True)


def the_deputy_reports_the_list(page: Page, pictures: Path) -> None:
    open_work(page, LIST)
    expect_next_step(page)
    keep(page, pictures, "14-list-open", whole=True)
    page.get_by_label("甲一支部的排序").fill("1")
    page.get_by_label("甲二支部的排序").fill("2")
    page.get_by_label("会议日期").fill(f"{timezone.localdate():%Y-%m-%d}")
    page.get_by_label("应到人数").fill("9")
    page.get_by_label("实到人数").fill("8")
    page.get_by_label("会议决定").fill("同意呈报，按得分排序。")
    page.get_by_role("button", name="保存名单和会议").click()
    expect(page.get_by_role("status")).to_contain_text("名单和会议已保存")
    keep(page, pictures, "15-list-ready", whole=True)
    page.get_by_label("不随本批呈报").check()
    decide(page, "报送工委")
    expect(page.get_by_role("status")).to_contain_text("已报送工委")
    keep(page, pictures, "16-list-reported")


def the_clerk_verifies_it(page: Page, pictures: Path) -> None:
    sign_in(page, "clerk")
    keep(page, pictures, "17-inbox-clerk")
    open_work(page, LIST)
    keep(page, pictures, "18-list-clerk")
    decide(page, "复核同意", "材料齐全。")
    expect(page.get_by_role("status")).to_contain_text("复核同意")


def the_leader_enters_the_decision(page: Page, pictures: Path) -> None:
    sign_in(page, "leader")
    open_work(page, LIST)
    expect_next_step(page)
    page.get_by_label("会议日期").fill(f"{timezone.localdate():%Y-%m-%d}")
    page.get_by_label("会议决定").fill("同意甲局机关党委呈报的星级。")
    page.get_by_role("button", name="登记会议").click()
    expect(page.get_by_role("status")).to_contain_text("会议已登记")
    keep(page, pictures, "19-list-leader", whole=True)
    decide(page, "审定同意")
    expect(page.get_by_role("status")).to_contain_text("审定同意")


def the_clerk_starts_the_notice(page: Page, pictures: Path) -> None:
    open_work(page, LIST)
    page.get_by_label("反映渠道").fill("电话：010-0000 0000　地址：机关大院1号楼")
    keep(page, pictures, "20-list-publicise", whole=True)
    decide(page, "开始公示")
    expect(page.get_by_role("status")).to_contain_text("公示")


def everybody_reads_the_notice(page: Page, pictures: Path, name: str) -> None:
    page.goto(f"/publicity/{Publicity.objects.get().pk}/")
    expect(page.locator("main")).to_contain_text("甲一支部")
    keep(page, pictures, name)


def the_secretary_reads_why(page: Page, pictures: Path, name: str = "22-published") -> None:
    page.get_by_role("link", name="我发起的").click()
    page.get_by_role("link", name=RATING, exact=True).click()
    expect(page.get_by_role("heading", name="为什么是五星级")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("已公布")
    keep(page, pictures, name, whole=True)


def test_from_own_score_to_five_stars(world: World, open_page: Open, pictures: Path) -> None:
    branch, office, clerk, leader = open_page(), open_page(), open_page(), open_page()
    the_secretary_rates_the_branch(branch, pictures)
    the_deputy_returns_it(office, pictures)
    the_secretary_corrects_it(branch, pictures)
    the_deputy_scores_it(office, pictures)
    the_deputy_reports_the_list(office, pictures)
    the_clerk_verifies_it(clerk, pictures)
    the_leader_enters_the_decision(leader, pictures)
    the_clerk_starts_the_notice(clerk, pictures)
    everybody_reads_the_notice(open_page(), pictures, "21-notice")
    everybody_reads_the_notice(open_page(width=375, height=812), pictures, "21-notice-phone")

    with time_machine.travel(timezone.now() + timedelta(days=40)):
        outcomes = [(outcome.label, outcome.count) for outcome in due.run()]
        the_secretary_reads_why(sign_in(open_page(), "secretary"), pictures)
        phone = sign_in(open_page(width=375, height=812), "secretary")
        keep(phone, pictures, "23-inbox-phone")
        the_secretary_reads_why(phone, pictures, "23-published-phone")

    assert ("星级评定", 2) in outcomes
    assert world.rating("甲一支部").result["tier_name"] == "五星级"
