"""A clerk brings a new scheme from its workbook to an open round: marked, tried, kept, checked, started."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.walk import Open, expect_next_step, keep, sign_in
from tests.world import World, scheme_c
from workflows.engine.models import Round
from workflows.star_rating import actions, workbooks
from workflows.star_rating.actions.rounds import open_round_job
from workflows.star_rating.models import Rating, Scheme
from workflows.star_rating.rules import Item

pytestmark = pytest.mark.browser
NEXT = timezone.localdate().year + 1


def new_scheme(folder: Path) -> Path:
    """Next year's workbook: scheme C with one line that the rules on relieving the grassroots speak against."""
    rules = scheme_c()
    first = rules.indicators[0]
    line = Item("90", "应急值守未打卡", first.items[0].points)
    changed = replace(
        rules, version=f"{NEXT}-1", indicators=(replace(first, items=(*first.items, line)), *rules.indicators[1:])
    )
    path = folder / "新方案.xlsx"
    path.write_bytes(workbooks.scheme_book(changed, "郑思远下载"))
    return path


def the_clerk_uploads_it(page: Page, book: Path, pictures: Path) -> None:
    page.goto("/star_rating/schemes/")
    page.get_by_role("link", name="导入方案").first.click()
    page.get_by_label("方案工作簿").set_input_files(book)
    page.get_by_role("button", name="核对方案").click()
    expect(page.get_by_role("heading", name="合规提示")).to_be_visible()
    expect(page.locator("main")).to_contain_text("除安保应急外不得设置打卡签到")
    keep(page, pictures, "scheme-1-preview", whole=True)


def the_clerk_tries_it(page: Page, pictures: Path) -> None:
    with page.expect_popup() as opened:
        page.get_by_role("button", name="试算这个方案").click()
    result = opened.value
    expect(result.get_by_role("heading", level=1)).to_contain_text("试算")
    expect(result.locator("main")).to_contain_text("方案还没有保存")
    keep(result, pictures, "scheme-2-trial", whole=True)
    result.close()


def the_clerk_keeps_it(page: Page, pictures: Path) -> None:
    page.get_by_label("坚持使用第90条").fill("应急值守人员须在岗")
    page.get_by_role("button", name="保存方案").click()
    expect(page.get_by_role("status")).to_contain_text("方案已保存")
    expect(page.locator("main")).to_contain_text("应急值守人员须在岗")
    keep(page, pictures, "scheme-3-kept")


def the_clerk_prepares_a_round(page: Page, pictures: Path) -> None:
    page.goto("/star_rating/rounds/new/")
    page.get_by_label("评定年度").fill(str(NEXT))
    page.get_by_label("批次名称").fill(f"{NEXT}年度党支部星级评定")
    page.get_by_role("button", name="保存并核对").click()
    expect(page.get_by_role("heading", name="减负体检：每个支部")).to_be_visible()
    expect_next_step(page)
    keep(page, pictures, "scheme-4-checkup", whole=True)


def the_clerk_starts_it(page: Page, pictures: Path) -> None:
    page.get_by_label("比上年要求多的理由").fill("新增应急值守一条")
    page.get_by_role("button", name="启动批次").click()
    expect(page.get_by_role("status").first).to_contain_text("正在启动")
    keep(page, pictures, "scheme-5-starting")


def test_from_workbook_to_open_round(world: World, open_page: Open, pictures: Path, tmp_path: Path) -> None:
    actions.keep_scores("本年得分", by=world.clerk, round_=Round.objects.get())
    page = sign_in(open_page(), "clerk")
    the_clerk_uploads_it(page, new_scheme(tmp_path), pictures)
    the_clerk_tries_it(page, pictures)
    the_clerk_keeps_it(page, pictures)
    the_clerk_prepares_a_round(page, pictures)
    the_clerk_starts_it(page, pictures)

    round_, post = Round.objects.get(year=NEXT), world.clerk.appointment
    assert post is not None
    assert open_round_job.func(round_.pk, post.pk) == Rating.objects.filter(round=round_).count() == 7
    assert (Scheme.objects.get().version, round_.checkup["reason"]) == (f"{NEXT}-1", "新增应急值守一条")
