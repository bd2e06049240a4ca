"""A branch judges its members on paper: two people count, the body grades, each member reads the own result."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.walk import Open, decide, expect_next_step, keep, open_work, sign_in
from tests.workflows.appraisal.cast import OPINION, Cast, make_cast
from workflows.appraisal.queries.counting import judged
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.states import MeetingState as M

pytestmark = pytest.mark.browser

ASSESSED = "一年来坚持理论学习，按时参加组织生活。"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Return the cast with the meeting of 甲一支部 in preparation, one member with an account and no post."""
    made = make_cast()
    made.counter("陈明")
    return made


def said(page: Page, text: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(text)


def reopened(page: Page, cast: Cast) -> Page:
    return open_work(page, cast.meeting().title())


def key_in(page: Page, cast: Cast, first: int = 6) -> None:
    """Key in that everybody chose the first grade, save for the first member."""
    reopened(page, cast)
    page.get_by_role("link", name="录入票数").first.click()
    for label, number in (("发出", 6), ("收回", 6), ("有效", 6), ("无效", 0)):
        page.get_by_label(label, exact=True).fill(str(number))
    for n, row in enumerate(judged(cast.meeting())):
        counts = (first, 6 - first, 0, 0) if n == 0 else (6, 0, 0, 0)
        for option, number in zip(("优秀", "合格", "基本合格", "不合格"), counts, strict=True):
            page.get_by_label(f"“{row.entry.name}”的综合评定“{option}”").fill(str(number))
    page.get_by_role("button", name="保存票数").click()


def test_a_branch_judges_its_members_on_paper(cast: Cast, open_page: Open, tmp_path: Path) -> None:
    phone = sign_in(open_page(width=375, height=812), cast.users["陈明"].username)
    _assess_on_the_phone(phone, tmp_path)

    clerk = sign_in(open_page(width=1366, height=768), "organiser")
    _prepare_and_sign_in(clerk, cast, tmp_path)

    signer = sign_in(open_page(width=1366, height=768), "secretary")
    _count_twice(clerk, signer, cast, tmp_path)
    _grade(clerk, signer, cast, tmp_path)

    superior = sign_in(open_page(width=1366, height=768), "deputy")
    decide(reopened(superior, cast), "同意")
    said(superior, "已审批备案")

    _read_on_the_phone(phone, tmp_path)
    assert cast.row("陈明").state == A.GRADED


def _assess_on_the_phone(page: Page, folder: Path) -> None:
    page.goto("/appraisal/mine/")
    expect_next_step(page)
    page.get_by_role("link", name="陈明").click()
    page.get_by_label("个人自评").fill(ASSESSED)
    keep(page, folder, "self-assessment", whole=True)
    page.get_by_role("button", name="提交自评").click()
    said(page, "个人自评已提交")


def _prepare_and_sign_in(page: Page, cast: Cast, folder: Path) -> None:
    reopened(page, cast)
    page.get_by_role("link", name="会议安排").click()
    page.get_by_label("会议日期").fill(f"{timezone.localdate()}")
    page.get_by_role("button", name="保存").click()
    decide(page, "固定名册")
    page.get_by_role("link", name="签到", exact=True).click()
    for row in judged(cast.meeting()):
        page.get_by_label(f"{row.entry.name}的签到").select_option("present")
    keep(page, folder, "signed-in", whole=True)
    page.get_by_role("button", name="保存签到").click()
    expect(page.get_by_text("应到6人，实到6人").first).to_be_visible()
    cast.assess()
    decide(reopened(page, cast), "开始测评")
    decide(page, "收票完毕")


def _count_twice(clerk: Page, signer: Page, cast: Cast, folder: Path) -> None:
    key_in(clerk, cast)
    key_in(signer, cast, first=5)
    expect(signer.get_by_text("两人有2处不同")).to_be_visible()
    keep(signer, folder, "differences", whole=True)
    key_in(signer, cast)
    decide(reopened(signer, cast), "确认票数")
    assert cast.meeting().state == M.GRADING


def _grade(clerk: Page, signer: Page, cast: Cast, folder: Path) -> None:
    cast.sit()
    for row in judged(cast.meeting())[1:]:
        cast.grade(row.entry.name)
    reopened(clerk, cast)
    clerk.get_by_role("link", name="评定等次").first.click()
    clerk.get_by_label("等次", exact=True).select_option(label="优秀")
    clerk.get_by_label("评定意见").fill(OPINION)
    clerk.get_by_label("赞成", exact=True).fill("5")
    keep(clerk, folder, "grade", whole=True)
    clerk.get_by_role("button", name="保存").click()
    expect(clerk.get_by_text("优秀不超过党员总数6人的1/3，即2人，已评1人。")).to_be_visible()
    decide(reopened(signer, cast), "上报评定结果")
    assert cast.meeting().state == M.REVIEWING


def _read_on_the_phone(page: Page, folder: Path) -> None:
    page.goto("/appraisal/mine/")
    expect(page.get_by_text("请阅看评定结果并确认")).to_be_visible()
    page.get_by_role("link", name="陈明").click()
    expect(page.get_by_text(OPINION)).to_be_visible()
    keep(page, folder, "own-result", whole=True)
    page.get_by_role("button", name="确认已知悉").click()
    said(page, "已确认")
