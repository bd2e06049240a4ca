"""A new branch from the clerk's workbook to its first inbox entry: imported, given a password, signed in, at work."""

from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.walk import Open, keep, sign_in
from tests.workflows.organisation import books
from tests.world import World, scheme_c
from workflows.engine.models import Round
from workflows.organisation.models import Import
from workflows.organisation.workbooks import jobs
from workflows.star_rating.actions.rounds import open_round_job
from workflows.star_rating.models import Scheme

pytestmark = pytest.mark.browser

YEAR = timezone.localdate().year + 1
NEW = "Xin-Zhibu-2026"


def the_workbook() -> bytes:
    return books.book(
        单位=[books.unit(1)],
        人员=[books.person(1, name="高新", branch="N001")],
        任职=[
            {"staff_no": "A00001", "role": "支部书记", "unit": "N001", "starts_on": timezone.localdate()},
        ],
        账号=[{"staff_no": "A00001", "username": "gaoxin"}],
    )


def the_clerk_imports_it(page: Page, pictures: Path) -> None:
    sign_in(page, "clerk")
    page.get_by_role("link", name="组织人员").click()
    page.get_by_role("link", name="导入", exact=True).click()
    page.get_by_role("link", name="导入工作簿").first.click()
    page.locator("input[type=file]").set_input_files(
        {"name": "新支部.xlsx", "mimeType": "application/octet-stream", "buffer": the_workbook()}
    )
    page.get_by_role("button", name="上传并核对").click()
    row = Import.objects.get()
    jobs.check_job.func(row.pk)
    page.reload()
    expect(page.locator("main")).to_contain_text("核对无误")
    keep(page, pictures, "20-import-checked")
    page.get_by_role("button", name="确认写入").click()
    jobs.write_job.func(row.pk)
    page.reload()
    expect(page.locator("main")).to_contain_text("已写入")
    keep(page, pictures, "21-import-written")


def the_clerk_hands_out_the_password(page: Page, pictures: Path, folder: Path) -> str:
    page.goto("/organisation/accounts/passwords/")
    page.locator("#main").get_by_label("组织", exact=False).first.fill("工委")
    keep(page, pictures, "22-first-passwords")
    with page.expect_download() as download:
        page.get_by_role("button", name="生成并下载").click()
    file = folder / "初始密码.xlsx"
    download.value.save_as(file)
    cells = [str(cell.value) for row in openpyxl.load_workbook(file).worksheets[0].iter_rows() for cell in row]
    return cells[cells.index("gaoxin") + 1]


def the_clerk_opens_next_years_round(page: Page, world: World, pictures: Path) -> None:
    page.goto("/star_rating/rounds/new/")
    page.get_by_label("评定年度").fill(str(YEAR))
    page.get_by_label("批次名称").fill(f"{YEAR}年度党支部星级评定")
    page.get_by_role("button", name="保存并核对").click()
    keep(page, pictures, "23-round-draft", whole=True)
    page.get_by_role("button", name="启动批次").click()
    post = world.clerk.appointment
    assert post is not None
    open_round_job.func(Round.objects.get(year=YEAR).pk, post.pk)


def the_new_secretary_signs_in(page: Page, password: str, pictures: Path) -> None:
    page.goto("/")
    page.get_by_label("用户名").fill("gaoxin")
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    for field, text in (("old_password", password), ("new_password1", NEW), ("new_password2", NEW)):
        page.locator(f"[name={field}]").fill(text)
    keep(page, pictures, "24-first-sign-in")
    page.get_by_role("button", name="换成新密码").click()
    expect(page.get_by_role("link", name=f"新1支部{YEAR}年度星级评定", exact=True)).to_be_visible()
    keep(page, pictures, "25-first-inbox")


def test_a_new_branch_goes_from_the_workbook_to_its_first_work(
    world: World, open_page: Open, pictures: Path, tmp_path: Path
) -> None:
    Scheme.objects.create(name=scheme_c().name, version=scheme_c().version, document=scheme_c().to_data())
    office = open_page()
    the_clerk_imports_it(office, pictures)
    password = the_clerk_hands_out_the_password(office, pictures, tmp_path)
    the_clerk_opens_next_years_round(office, world, pictures)

    the_new_secretary_signs_in(open_page(), password, pictures)
