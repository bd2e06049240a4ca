"""A branch drafts a 处置, its secretary proposes it, and its meeting finds it on a phone to vote on."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walk import Open, decide, expect_next_step, keep, open_work, sign_in
from tests.workflows.appraisal.cast import Cast, fresh, make_cast
from tests.workflows.appraisal.disposing import EVIDENCE, step
from workflows.appraisal.models import Disposal
from workflows.appraisal.states import DisposalState as D

pytestmark = pytest.mark.browser

TITLE = "陈明组织处置（限期改正）"
PHONE = {"width": 375, "height": 812}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Return the cast with a round under way."""
    return make_cast()


def said(page: Page, text: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(text, timeout=20_000)


def the_organiser_drafts(page: Page, pictures: Path) -> None:
    sign_in(page, "organiser")
    page.goto("/appraisal/following/?show=disposals")
    keep(page, pictures, "d01-nothing-yet")
    page.get_by_role("link", name="提出组织处置").click()
    page.locator("[name=person]").select_option("陈明")
    page.locator("[name=ground]").select_option("消极懈怠")
    page.get_by_label("核实情况").fill(EVIDENCE)
    keep(page, pictures, "d02-draft", whole=True)
    page.get_by_role("button", name="保存").click()
    said(page, "已保存草稿")


def the_secretary_proposes(page: Page, pictures: Path) -> None:
    sign_in(page, "secretary")
    open_work(page, TITLE)
    page.locator("#decide").get_by_label("支委会意见").fill("同意提出启动意见。")
    keep(page, pictures, "d03-propose", whole=True)
    decide(page, "报送启动意见")
    said(page, "已提出启动意见")


def the_meeting_is_to_vote(page: Page, pictures: Path) -> None:
    sign_in(page, "organiser")
    open_work(page, TITLE)
    expect_next_step(page)
    keep(page, pictures, "d04-vote-phone", whole=True)


def test_a_disposal_from_the_draft_to_the_vote(open_page: Open, cast: Cast, pictures: Path) -> None:
    the_organiser_drafts(open_page(), pictures)
    the_secretary_proposes(open_page(), pictures)
    record = Disposal.objects.get()
    for reached in (D.INVESTIGATING, D.TALKING, D.PRE_REVIEWING, D.VOTING):
        step(cast, record, reached)
    the_meeting_is_to_vote(open_page(**PHONE), pictures)

    assert fresh(record).state == D.VOTING
