"""Five people put a low indicator right, from the published star to 销号 and, when it is back, to its next turn."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.walk import Open, decide, expect_next_step, keep, open_work, sign_in
from tests.workflows.engine.steps import BRANCH, after_notice, list_at_from_listed, rating_at, review
from tests.workflows.rectification.cast import Cast, make_cast, today
from tests.workflows.star_rating.listing import round_of
from tests.world import scheme_c
from workflows.engine import due
from workflows.rectification.models import Problem
from workflows.rectification.states import ProblemState as S
from workflows.star_rating.actions import publish_due
from workflows.star_rating.states import ListState, RatingState

pytestmark = pytest.mark.browser

FOUND = f"{today().year}年度评定：“工作业绩”得10分，低于12分。"
MEASURE = "梳理年度重点任务，逐项明确责任人"
LOOK_BACK = f"回头看：{FOUND}"
RESULT = "年度重点任务18项已全部完成。"
BACK = "第三季度重点任务又有4项没有完成。"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Return the cast with a programme under way, and 甲一支部's star published with one indicator low."""
    made = make_cast()
    followed = [
        replace(each, follow_below=Decimal(12)) if each.code == "I6" else each for each in scheme_c().indicators
    ]
    round_of(made, indicators=tuple(followed))
    rating_at(made, RatingState.SCORING)
    review(made, BRANCH, five_stars=False)
    list_at_from_listed(made, ListState.PUBLICISING)
    assert publish_due(after_notice()) == 1
    return made


def said(page: Page, text: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(text)


def row(page: Page, text: str) -> Locator:
    return page.get_by_role("row").filter(has_text=text)


def step(page: Page, name: str, **typed: str) -> None:
    """Take a step beside the decision: open its page from the record, fill it in, and save it."""
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    for label, text in typed.items():
        page.get_by_label(label).fill(text)


def save(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    said(page, f"{name}：已保存")


def the_clerk_completes_and_assigns_it(page: Page, pictures: Path) -> None:
    sign_in(page, "clerk")
    keep(page, pictures, "r01-inbox-clerk")
    open_work(page, FOUND)
    expect_next_step(page)
    expect(page.get_by_role("link", name="来源记录")).to_be_visible()
    keep(page, pictures, "r02-registered", whole=True)
    page.get_by_role("link", name="修改登记").click()
    page.get_by_label("问题类别").select_option("作风建设")
    page.get_by_label("严重程度").select_option("严重")
    page.get_by_label("整改要求").fill("查清原因，按时完成年度重点任务。")
    page.get_by_label("整改时限").fill(today(60).isoformat())
    keep(page, pictures, "r03-register", whole=True)
    page.get_by_role("button", name="保存").click()
    said(page, "已保存")
    decide(page, "交办", "请按时整改。")
    said(page, "已交办")
    keep(page, pictures, "r04-assigned", whole=True)


def the_origin_leads_here(page: Page, pictures: Path) -> None:
    page.get_by_role("link", name="来源记录").click()
    expect(page.locator("main")).to_contain_text("须整改")
    keep(page, pictures, "r05-origin", whole=True)


def the_organiser_signs_and_plans(page: Page, pictures: Path) -> None:
    sign_in(page, "organiser")
    open_work(page, FOUND)
    decide(page, "签收")
    said(page, "已签收")
    step(
        page,
        "填写整改方案",
        原因分析="任务没有分解到人，进度没有人跟踪。",
        整改目标="年度重点任务按时完成。",
        责任人="李慧",
    )
    keep(page, pictures, "r06-plan", whole=True)
    save(page, "填写整改方案")
    step(page, "增加措施", 整改措施=MEASURE, 责任人="李慧", 完成时限=today(30).isoformat())
    keep(page, pictures, "r07-measure-form", whole=True)
    save(page, "增加措施")
    keep(page, pictures, "r08-planned", whole=True)
    decide(page, "报送方案")
    said(page, "已报送整改方案")


def the_deputy_approves_the_plan(page: Page, pictures: Path) -> None:
    sign_in(page, "deputy")
    open_work(page, FOUND)
    expect_next_step(page)
    keep(page, pictures, "r09-plan-review", whole=True)
    decide(page, "同意方案", "措施具体。")
    said(page, "方案审核同意")


def the_organiser_carries_out_the_measure(page: Page, pictures: Path) -> None:
    open_work(page, f"整改措施：{MEASURE}")
    step(page, "报告进展", 进展情况="已梳理18项任务，明确责任人。")
    page.get_by_label("进度").fill("60")
    save(page, "报告进展")
    file: FilePayload = {"name": "任务分解表.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    page.get_by_label("上传材料").set_input_files(file)
    page.locator(".dj-upload button").click()
    expect(page.locator("main")).to_contain_text("任务分解表.pdf")
    page.locator("#decide").get_by_label("落实情况").fill("18项任务全部明确责任人和时限。")
    keep(page, pictures, "r10-measure", whole=True)
    decide(page, "落实完成")
    said(page, "已落实")


def the_organiser_applies(page: Page, pictures: Path) -> None:
    open_work(page, FOUND)
    card = page.locator("#decide")
    card.get_by_label("整改结果").fill(RESULT)
    for condition in Problem.objects.get().round.scheme["checklist"]:
        card.get_by_label(condition["words"]).fill("已做到，见任务分解表。")
    keep(page, pictures, "r11-apply", whole=True)
    decide(page, "申请销号")
    said(page, "已申请销号")


def verifies(page: Page, pictures: Path, who: str, name: str) -> None:
    """A checker reads result, conditions and measures, and passes it on."""
    if who:
        sign_in(page, who)
    open_work(page, FOUND)
    expect(page.locator("main")).to_contain_text("任务分解表")
    keep(page, pictures, name, whole=True)
    decide(page, "核验通过", "情况属实。")
    said(page, "核验通过")


def the_clerk_closes_it(page: Page, pictures: Path) -> None:
    open_work(page, FOUND)
    keep(page, pictures, "r14-host-check", whole=True)
    decide(page, "销号", "四个条件都已做到。")
    said(page, "核验销号")
    keep(page, pictures, "r15-closed", whole=True)
    step(page, "回头看", 核查缘由="第三季度抽查")
    save(page, "回头看")


def the_head_finds_it_back(page: Page, pictures: Path) -> None:
    sign_in(page, "head")
    open_work(page, LOOK_BACK)
    card = page.locator("#decide")
    card.locator("[data-label='发现反弹']").check()
    card.get_by_label("核查情况").and_(page.locator(":visible")).fill(BACK)
    keep(page, pictures, "r16-look-back", whole=True)
    decide(page, "发现反弹")
    said(page, "核查发现反弹")


def the_next_turn_waits(page: Page, pictures: Path, name: str) -> None:
    open_work(page, FOUND)
    expect(page.locator("main")).to_contain_text("第2轮")
    expect(row(page, "第1轮")).to_contain_text("已销号")
    expect_next_step(page)
    keep(page, pictures, name, whole=True)


def test_from_a_low_indicator_to_its_end_and_back(cast: Cast, open_page: Open, pictures: Path) -> None:
    assert ("问题整改", 1) in [(outcome.label, outcome.count) for outcome in due.run()]
    clerk, branch, office = open_page(), open_page(), open_page()
    the_clerk_completes_and_assigns_it(clerk, pictures)
    the_origin_leads_here(clerk, pictures)
    the_organiser_signs_and_plans(branch, pictures)
    the_deputy_approves_the_plan(office, pictures)
    the_organiser_carries_out_the_measure(branch, pictures)
    the_organiser_applies(branch, pictures)
    verifies(open_page(width=375, height=812), pictures, "secretary", "r12-within-check-phone")
    verifies(office, pictures, "", "r13-committee-check")
    the_clerk_closes_it(clerk, pictures)
    the_head_finds_it_back(open_page(), pictures)
    the_next_turn_waits(clerk, pictures, "r17-next-turn")
    phone = sign_in(open_page(width=375, height=812), "clerk")
    the_next_turn_waits(phone, pictures, "r17-next-turn-phone")

    turns = Problem.objects.order_by("turn").values_list("turn", "state", "superseded")
    assert list(turns) == [(1, S.CLOSED, True), (2, S.REGISTERING, False)]
