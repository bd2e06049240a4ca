"""整改办法 of one's own: a shipped workbook changed, all mistakes at once, compared, kept, used for a programme."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.workflows.rectification.cast import Cast
from tests.workflows.rectification.pages import browser, get, programme
from workflows.engine.errors import NotAllowed, Refused
from workflows.rectification import actions
from workflows.rectification.models import OwnProgramme
from workflows.rectification.rules import Programme, ready, ready_codes
from workflows.rectification.rules.describing import differences
from workflows.rectification.workbooks.programme import programme_book, read_programme
from workflows.rectification.workbooks.programme.specs import TABLES

BASE = "/rectification/programmes/"


def opened(code: str = "feedback") -> Any:
    """The workbook of a shipped programme."""
    return openpyxl.load_workbook(BytesIO(programme_book(ready(code), "郑思远下载")))


def held(book: Any) -> BytesIO:
    """A workbook as a file."""
    found = BytesIO()
    book.save(found)
    return BytesIO(found.getvalue())


def put(book: Any, sheet: str, row: int, **cells: Any) -> None:
    """Fill cells of a row by their headings; the sheet 办法 by what its first column says."""
    found = book[sheet]
    heads = {str(cell.value).rstrip("*"): cell.column for cell in found[1]}
    for head, value in cells.items():
        found.cell(row, heads[head]).value = value


def line(book: Any, item: str, value: Any) -> None:
    """Fill one line of the sheet 办法."""
    sheet = book["办法"]
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == item)
    sheet.cell(row, 2).value = value


def send(cast: Cast, book: Any, who: str = "clerk") -> Any:
    """The answer to an uploaded workbook."""
    file = SimpleUploadedFile("办法.xlsx", held(book).getvalue())
    return browser(cast, who).post(f"{BASE}own/new/", {"file": file})


@pytest.mark.django_db
@pytest.mark.parametrize("code", ready_codes())
def test_a_shipped_programme_is_read_as_it_was_written(code: str) -> None:
    found, errors = read_programme(held(opened(code)))

    assert ([str(error) for error in errors], found) == ([], ready(code))


@pytest.mark.django_db
def test_every_sheet_is_used_by_some_shipped_programme() -> None:
    books = [opened(code) for code in ready_codes()]
    empty = [table.title for table in TABLES if not any(cell.value for book in books for cell in book[table.title][2])]

    assert empty == ["扣分情形"]


def test_all_mistakes_are_said_at_once_with_sheet_row_and_column(cast: Cast) -> None:
    book = opened()
    put(book, "整改类型", 2, 天数=10, 月数=1)
    put(book, "问题来源", 3, 自动接收="公示异议成立、别的")
    put(book, "销号权限", 2, 严重程度编号="没有的")
    put(book, "升级办法", 2, 文书编号="没有的")
    line(book, "到期前几天提醒", "十天")
    answer = send(cast, book)
    shown = answer.content.decode()

    assert (answer.status_code, OwnProgramme.objects.count()) == (422, 0)
    for said in (
        "天数和月数只能填一项", "系统没有“别的”", "应是几个整数，如10、3、1。", "“严重程度”表里没有编号“没有的”。",
        "“督办文书”表里没有编号“没有的”。",
    ):  # fmt: skip
        assert said in shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("item", "value", "said"),
    [
        ("计入完成的", "基本完成", "计入完成的状态应包括已销号。"),
        ("销号满几个月后回头看", None, "没有填销号满几个月后回头看。"),
        ("佐证至少几件", 2, "要求佐证须说明为何必要"),
    ],
)
def test_what_contradicts_itself_in_the_first_sheet_is_said(item: str, value: Any, said: str) -> None:
    book = opened()
    line(book, item, value)
    found, errors = read_programme(held(book))

    assert found is None
    assert said in "".join(map(str, errors))


@pytest.mark.django_db
def test_the_last_line_of_who_closes_is_for_everything() -> None:
    book = opened()
    put(book, "销号权限", 4, 来源编号="audit")
    _, errors = read_programme(held(book))

    assert [str(error) for error in errors] == [
        "工作表“销号权限”第4行A列“来源编号”：最后一行应适用于其余全部问题，来源和严重程度都不填。"
    ]


def kept(cast: Cast, book: Any, who: str = "clerk", unit: str = "工委") -> Any:
    """The answer to keeping what a preview of a workbook shows."""
    answer = send(cast, book, who)
    assert answer.status_code == 200
    document = answer.context["form"].initial["document"]
    return browser(cast, who).post(f"{BASE}own/keep/", {"unit": cast.units[unit].pk, "document": document})


def test_an_office_keeps_its_own_and_prepares_a_programme_by_it(cast: Cast) -> None:
    book = opened()
    line(book, "办法名称", "市直机关整改办法")
    line(book, "依据", "市直工发〔2026〕8号")
    put(book, "亮灯", 2, 天数=7)
    kept(cast, book)

    row = OwnProgramme.objects.get()
    found = Programme.read(row.document)
    assert (str(row), found.basis, found.lights[0].days) == ("市直机关整改办法 1", "市直工发〔2026〕8号", 7)
    shown = get(cast, f"rounds/new/?own={row.pk}")[1]
    assert "市直工发〔2026〕8号" in shown
    typed = {"unit": cast.units["工委"].pk, "title": "年度整改", "basis": "市直工发〔2026〕8号", "resume": "stepwise"}
    answer = browser(cast, "clerk").post(f"/rectification/rounds/new/?own={row.pk}", typed)
    assert (answer.status_code, programme().basis, programme().scheme) == (302, typed["basis"], row.document)


def test_a_new_version_is_compared_with_the_one_before(cast: Cast) -> None:
    kept(cast, opened())
    book = opened()
    line(book, "版本", "2")
    put(book, "整改类型", 3, 月数=6)
    shown = send(cast, book).content.decode()

    assert "和版本1相比" in shown
    assert "限期整改（限期整改）：3个月内，须先报整改方案" in shown
    assert "限期整改（限期整改）：6个月内，须先报整改方案" in shown
    kept(cast, book)
    latest = OwnProgramme.objects.latest("pk")
    assert "1处不同" not in get(cast, f"{BASE}own/{OwnProgramme.objects.earliest('pk').pk}/")[1]
    assert "2处不同" in get(cast, f"{BASE}own/{latest.pk}/")[1]


def test_days_of_a_light_and_who_is_always_looked_at_again_are_compared() -> None:
    before = ready()
    blue, *others = before.lights
    assert before.look_back is not None
    look_back = replace(before.look_back, always=())
    after = replace(before, lights=(replace(blue, days=7), *others), look_back=look_back)

    assert differences(before, after) == [
        ("亮灯", "蓝灯：临近时限（5个工作日）", "无"),
        ("亮灯", "无", "蓝灯：临近时限（7个工作日）"),
        ("回头看", "销号满3个月后抽查20%，至少3个，程度严重的都查", "无"),
        ("回头看", "无", "销号满3个月后抽查20%，至少3个"),
    ]


def test_a_programme_does_not_differ_from_itself() -> None:
    assert differences(ready(), ready()) == []
    places = {each.place for each in differences(ready(), ready("inspection"))}
    assert {"销号条件", "评估", "由谁销号"} <= places


def test_the_same_version_twice_is_refused(cast: Cast) -> None:
    actions.programme_keep(cast.units["工委"], ready(), by=cast.clerk)
    with pytest.raises(Refused, match="已有版本“1”"):
        actions.programme_keep(cast.units["工委"], ready(), by=cast.clerk)


def test_only_whoever_runs_programmes_writes_one_and_each_unit_sees_its_own(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.programme_keep(cast.units["甲局机关党委"], ready(), by=cast.secretary)
    row = actions.programme_keep(cast.units["甲局机关党委"], ready(), by=cast.deputy)

    path = f"{BASE}own/{row.pk}/"
    assert [get(cast, path, who)[0] for who in ("deputy", "clerk", "other_deputy", "secretary")] == [
        200, 404, 404, 404,
    ]  # fmt: skip
    assert [get(cast, f"{BASE}own/new/", who)[0] for who in ("deputy", "secretary")] == [200, 404]
    assert get(cast, f"{path}book.xlsx", "other_deputy")[0] == 404


def test_no_note_on_sources_stands_in_a_shipped_programme() -> None:
    for code in ready_codes():
        words = str(ready(code).to_data())
        assert [note for note in ("领域资料", "归纳", "[Z", "[S", "gyxww") if note in words] == []
