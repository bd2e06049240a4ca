"""Four people take one member from a branch's nomination to an honour, through nothing but the pages."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.walk import Open, decide, expect_next_step, keep, open_work, sign_in
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.listing import CONSULTED, OPINIONS, UNIT, a_round
from tests.workflows.nomination.places import categories
from workflows.engine import due
from workflows.engine.models import Fact, Publicity

pytestmark = pytest.mark.browser

YEAR = timezone.localdate().year
NAME, RECORD = "张三", f"张三{YEAR}年度推荐"
LIST = f"{UNIT}{YEAR}年“两优一先”表彰推荐名单"
DEEDS = "牵头梳理高频办事事项17项，合并办理环节9个，平均办理时间由5天压缩到2天。"
CLEAN = {"kind": "no_discipline", "basis": "通知第二条：不在处分影响期内"}
DOCUMENT = f"滨直工发〔{YEAR}〕9号"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Return the cast with a round of the 工委 that asks for 会审, a text with a file, and who was never punished."""
    made = make_cast()
    materials = [{"code": "deeds", "name": "事迹材料", "words": 2000, "basis": "通知第四条"}]
    member = {"per_branch": 1, "per_unit": 2, "conditions": [CLEAN]}
    a_round(made, stages=CONSULTED, opinions=OPINIONS[:1], materials=materials, categories=categories(member=member))
    return made


def said(page: Page, text: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(text)


def row(page: Page, text: str) -> Locator:
    return page.get_by_role("row").filter(has_text=text)


def attach(page: Page, name: str, content: str) -> None:
    """Upload one file where the page asks for it."""
    file: FilePayload = {"name": name, "mimeType": "text/plain", "buffer": content.encode()}
    page.get_by_label("上传材料").set_input_files(file)
    page.locator(".dj-upload button").click()
    expect(page.locator("main")).to_contain_text(name)


def the_secretary_finds_the_candidate(page: Page, pictures: Path) -> None:
    sign_in(page, "secretary")
    page.get_by_role("link", name="先进推荐").first.click()
    page.locator("main").get_by_role("link", name="“两优一先”").first.click()
    expect_next_step(page)
    keep(page, pictures, "n01-round")
    page.get_by_role("link", name="去提名").click()
    keep(page, pictures, "n02-categories")
    row(page, "优秀共产党员").get_by_role("link", name="提名").click()
    expect(row(page, NAME)).to_contain_text("需人工核实")
    keep(page, pictures, "n03-candidates")
    row(page, NAME).get_by_role("button", name="提名").click()


def the_secretary_fills_in_the_nomination(page: Page, pictures: Path) -> None:
    page.get_by_label("单位及职务").fill("甲局办公室主任")
    page.get_by_label("简历").fill("2008年参加工作，历任科员、副主任。")
    page.locator("[name=text_deeds]").fill(DEEDS)
    page.get_by_label("大会日期").fill(f"{timezone.localdate():%Y-%m-%d}")
    page.get_by_label("应到人数").fill("10")
    page.get_by_label("实到人数").fill("8")
    page.get_by_label("赞成人数").fill("8")
    page.get_by_label("大会决议").fill("经无记名投票，同意推荐。")
    expect(page.locator("[data-saved]")).to_contain_text("已自动保存")
    keep(page, pictures, "n04-draft", whole=True)
    page.get_by_role("button", name="上传附件").click()
    attach(page, "村委会证明.txt", "情况属实。")
    keep(page, pictures, "n05-materials")
    page.get_by_role("link", name="回到提名").click()


def the_secretary_reads_the_answers_and_hands_it_in(page: Page, pictures: Path) -> None:
    expect(page.locator("main")).to_contain_text("实到8人")
    expect(row(page, "不在处分影响期内")).to_contain_text("需人工核实")
    page.get_by_role("button", name="提交提名").click()
    said(page, "已提交提名")
    keep(page, pictures, "n06-handed-in", whole=True)


def the_deputy_overrules_it(page: Page, pictures: Path) -> None:
    sign_in(page, "deputy")
    keep(page, pictures, "n07-inbox-deputy")
    open_work(page, RECORD)
    expect_next_step(page)
    expect(row(page, "不在处分影响期内")).to_contain_text("需人工核实")
    keep(page, pictures, "n08-open-answer", whole=True)
    row(page, "不在处分影响期内").get_by_role("link", name="人工认定").click()
    page.get_by_label("符合", exact=True).check()
    page.get_by_label("认定理由").fill("已向机关纪委核实，没有受过处分。")
    keep(page, pictures, "n09-overrule")
    page.get_by_role("button", name="认定").click()
    expect(row(page, "不在处分影响期内")).to_contain_text("已向机关纪委核实")
    keep(page, pictures, "n10-overruled", whole=True)
    decide(page, "同意列入名单", "材料属实。")
    said(page, "列入推荐名单")


def the_deputy_reports_the_list(page: Page, pictures: Path) -> None:
    open_work(page, LIST)
    expect_next_step(page)
    page.get_by_label(f"{NAME}的排序").fill("1")
    page.get_by_label("会议日期").fill(f"{timezone.localdate():%Y-%m-%d}")
    page.get_by_label("应到人数").fill("9")
    page.get_by_label("实到人数").fill("8")
    page.get_by_label("会议决定").fill("同意推荐，按排序报送。")
    page.get_by_role("button", name="保存名单和会议").click()
    said(page, "已保存")
    page.get_by_label("我已知道").check()
    keep(page, pictures, "n11-list-ready", whole=True)
    decide(page, "报送")
    said(page, "已报送")


def the_clerk_asks_for_the_opinion(page: Page, pictures: Path) -> None:
    sign_in(page, "clerk")
    open_work(page, LIST)
    page.get_by_role("button", name="征求会审意见").click()
    said(page, "征求")
    keep(page, pictures, "n12-asked", whole=True)


def the_clerk_registers_the_letter(page: Page, pictures: Path) -> None:
    page.locator("#opinions").get_by_role("link", name="市纪委监委").click()
    attach(page, "市纪委监委复函.txt", "没有不同意见。")
    page.locator("#id_clear-number").fill(f"纪函〔{YEAR}〕3号")
    keep(page, pictures, "n13-letter")
    page.locator("#comment").fill("没有不同意见。")
    decide(page, "无不同意见")
    said(page, "无不同意见")


def the_clerk_forwards_the_list(page: Page, pictures: Path) -> None:
    open_work(page, LIST)
    expect(page.locator("#opinions")).to_contain_text("无不同意见")
    keep(page, pictures, "n14-list-clerk", whole=True)
    decide(page, "初审同意", "材料齐全。")
    said(page, "初审同意")


def the_leader_enters_the_decision(page: Page, pictures: Path) -> None:
    sign_in(page, "leader")
    open_work(page, LIST)
    expect_next_step(page)
    page.get_by_label("会议日期").fill(f"{timezone.localdate():%Y-%m-%d}")
    page.get_by_label("会议决定").fill("同意甲局机关党委的推荐名单。")
    page.get_by_role("button", name="登记会议").click()
    said(page, "会议已登记")
    keep(page, pictures, "n15-list-leader", whole=True)
    decide(page, "审定同意")
    said(page, "审定同意")


def the_clerk_opens_the_notice(page: Page, pictures: Path) -> None:
    open_work(page, LIST)
    page.get_by_label("反映渠道").fill("电话：0000-8800000　地址：机关大院1号楼")
    keep(page, pictures, "n16-publicise", whole=True)
    decide(page, "开始公示")
    said(page, "公示")


def everybody_reads_the_notice(page: Page, pictures: Path, name: str) -> None:
    """Without signing in; the name and the category, and no more of the person than that."""
    page.goto(f"/publicity/{Publicity.objects.get().pk}/")
    expect(page.locator("main")).to_contain_text(NAME)
    expect(page.locator("main")).to_contain_text("优秀共产党员")
    assert not re.search(f"D000|{DEEDS}|村委会证明|甲局办公室主任", page.content())
    keep(page, pictures, name)


def the_clerk_registers_the_document(page: Page, pictures: Path) -> None:
    sign_in(page, "clerk")
    open_work(page, LIST)
    expect_next_step(page)
    keep(page, pictures, "n18-list-conferring", whole=True)
    page.locator("main").get_by_role("link", name="登记表彰决定").first.click()
    page.get_by_label("文号").fill(DOCUMENT)
    page.get_by_label("成文日期").fill(f"{timezone.localdate():%Y-%m-%d}")
    keep(page, pictures, "n19-document")
    page.get_by_role("button", name="登记并授予").click()
    expect(page.locator("main")).to_contain_text(DOCUMENT)


def the_honour_stands_on_the_persons_page(page: Page, pictures: Path, name: str) -> None:
    page.goto(f"/nomination/honours/people/{Fact.objects.get(key='person.honour').person_id}/")
    expect(row(page, "优秀共产党员")).to_contain_text(DOCUMENT)
    expect_next_step(page)
    keep(page, pictures, name)


def test_from_a_branchs_nomination_to_an_honour(cast: Cast, open_page: Open, pictures: Path) -> None:
    branch, office, clerk, leader = open_page(), open_page(), open_page(), open_page()
    the_secretary_finds_the_candidate(branch, pictures)
    the_secretary_fills_in_the_nomination(branch, pictures)
    the_secretary_reads_the_answers_and_hands_it_in(branch, pictures)
    the_deputy_overrules_it(office, pictures)
    the_deputy_reports_the_list(office, pictures)
    the_clerk_asks_for_the_opinion(clerk, pictures)
    the_clerk_registers_the_letter(clerk, pictures)
    the_clerk_forwards_the_list(clerk, pictures)
    the_leader_enters_the_decision(leader, pictures)
    the_clerk_opens_the_notice(clerk, pictures)
    everybody_reads_the_notice(open_page(), pictures, "n17-notice")
    everybody_reads_the_notice(open_page(width=375, height=812), pictures, "n17-notice-phone")

    with time_machine.travel(timezone.now() + timedelta(days=40)):
        outcomes = [(outcome.label, outcome.count) for outcome in due.run()]
        office_later = open_page()
        the_clerk_registers_the_document(office_later, pictures)
        the_honour_stands_on_the_persons_page(office_later, pictures, "n20-honour")
        phone = sign_in(open_page(width=375, height=812), "secretary")
        the_honour_stands_on_the_persons_page(phone, pictures, "n20-honour-phone")

    assert ("先进推荐", 1) in outcomes
    assert [fact.words for fact in Fact.objects.filter(key="person.honour")] == ["优秀共产党员"]
