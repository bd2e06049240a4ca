"""评议办法 of one's own: a shipped workbook changed, all mistakes at once, compared, kept, used for a round."""

import json
from dataclasses import fields
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.workflows.appraisal.cast import Cast
from tests.workflows.appraisal.pages import browser, get
from workflows.appraisal import actions
from workflows.appraisal.models import Appraisal, Count, Entry, OwnPlan
from workflows.appraisal.rules import Plan, ready, ready_codes
from workflows.appraisal.rules.checking import MOST_CODE, MOST_GRADE, MOST_NAME, MOST_VERSION
from workflows.appraisal.workbooks.plan import plan_book, read_plan
from workflows.appraisal.workbooks.plan.specs import TABLES, TOP
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Round

BASE = "/appraisal/plans/own/"


def opened(code: str = "common") -> Any:
    """The workbook of a shipped plan."""
    return openpyxl.load_workbook(BytesIO(plan_book(ready(code), "郑思远下载")))


def held(book: Any) -> BytesIO:
    """A workbook as a file."""
    found = BytesIO()
    book.save(found)
    return BytesIO(found.getvalue())


def put(book: Any, sheet: str, row: int, **cells: Any) -> None:
    """Fill cells of a row by their headings."""
    found = book[sheet]
    heads = {str(cell.value).rstrip("*"): cell.column for cell in found[1]}
    for head, value in cells.items():
        found.cell(row, heads[head]).value = value


def line(book: Any, item: str, value: Any) -> None:
    """Fill one line of the sheet 办法."""
    sheet = book["办法"]
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == item)
    sheet.cell(row, 2).value = value


def said(book: Any) -> list[str]:
    """What is wrong with a workbook, one sentence each."""
    found, errors = read_plan(held(book))
    assert found is None
    return [str(error) for error in errors]


def send(cast: Cast, book: Any, who: str = "clerk") -> Any:
    """The answer to an uploaded workbook."""
    file = SimpleUploadedFile("办法.xlsx", held(book).getvalue())
    return browser(cast, who).post(f"{BASE}new/", {"file": file})


def kept(cast: Cast, book: Any) -> Any:
    """The answer to keeping what a preview of a workbook shows."""
    answer = send(cast, book)
    assert answer.status_code == 200
    document = answer.context["form"].initial["document"]
    return browser(cast, "clerk").post(f"{BASE}keep/", {"unit": cast.units["工委"].pk, "document": document})


@pytest.mark.parametrize("code", ready_codes())
def test_a_shipped_plan_is_read_as_it_was_written(code: str) -> None:
    found, errors = read_plan(held(opened(code)))

    assert ([str(error) for error in errors], found) == ([], ready(code))


def test_every_sheet_is_used_by_some_shipped_plan() -> None:
    books = [opened(code) for code in ready_codes()]
    empty = [table.title for table in TABLES if not any(cell.value for book in books for cell in book[table.title][2])]

    assert empty == ["会议人数"]


def test_how_long_votes_are_kept_is_a_line_of_the_workbook() -> None:
    book = opened()
    line(book, "选票保留天数", 30)

    found, errors = read_plan(held(book))

    assert (found and found.recount_days, errors) == (30, [])


def test_the_workbook_has_a_place_for_everything_that_a_plan_may_say() -> None:
    said_once = {item.column.key.partition(".")[0] for item in TOP.by_title.values()}
    apart = {"grades", "forms", "quorums", "notes"}

    assert said_once | apart == {field.name for field in fields(Plan)}


def test_all_mistakes_are_said_at_once_with_sheet_row_and_column() -> None:
    book = opened()
    line(book, "优秀不超过", "三分之一")
    line(book, "限期改正到期前几天提醒", "30、七")
    line(book, "最少票数", 2)
    put(book, "等次", 3, 等次="优秀")
    put(book, "选项", 2, 测评票编号="没有的")
    put(book, "会议人数", 2, 场合="民主评议", 到会比例="一半")
    put(book, "测评票", 2, 票型="没有的票")

    found = "\n".join(said(book))
    for sentence in (
        "工作表“办法”第6行“填写”：应写成2/3这样的分数", "工作表“办法”第12行“填写”：2超出范围，应在3到100之间。",
        "“填写”：每一项都应是0到180的整数",
        "工作表“等次”第3行B列“等次”：“优秀”和第2行重复。", "工作表“测评票”第2行C列“票型”",
        "工作表“会议人数”第2行B列“到会比例”：应写成2/3这样的分数",
    ):  # fmt: skip
        assert sentence in found


@pytest.mark.parametrize(
    ("item", "value", "sentence"),
    [
        ("优秀不超过", "三分之一", "“填写”：应写成2/3这样的分数"),
        ("限期改正到期前几天提醒", "30、七", "“填写”：每一项都应是0到180的整数"),
        ("优秀不超过", None, "没有填优秀不超过几分之几"),
        ("优秀人数取整", "向上取整", "不能向上取整"),
        ("限期改正最长几个月", 3, "不能多于最长的3个月"),
        ("组织处置程序", "事前备案", "组织处置的程序不能没有调查核实"),
        ("电子票", "抽签", "没有抽签，电子票只能是抽取纸条、登录后领取、保密记名。"),
    ],
)
def test_what_is_wrong_in_the_first_sheet_is_said(item: str, value: Any, sentence: str) -> None:
    book = opened()
    line(book, item, value)

    assert [each for each in said(book) if each.startswith("工作表“办法”") and sentence in each]


def test_a_ballot_form_that_contradicts_itself_is_said_of_its_row() -> None:
    book = opened()
    put(book, "选项", 2, 选项="很好")
    put(book, "测评票", 4, 不填本人="是")

    assert said(book) == [
        "工作表“测评票”第2行：测评票“民主测评票”的选项“很好”不是评议办法里的等次。",
        "工作表“测评票”第4行：测评票“群众满意度测评票”不是测评党员的，没有“不填本人”。",
        "工作表“测评票”第4行：测评票“群众满意度测评票”不填本人，只能用纸质票；电子票缺了本人一行就能认出是谁投的。",
    ]


def test_what_is_no_workbook_is_said_and_nothing_is_kept(cast: Cast) -> None:
    answer = browser(cast, "clerk").post(f"{BASE}new/", {"file": SimpleUploadedFile("办法.xlsx", b"not a book")})
    none = browser(cast, "clerk").post(f"{BASE}new/")

    assert (answer.status_code, none.status_code, OwnPlan.objects.count()) == (422, 422, 0)
    assert "没有收到文件" in none.content.decode()


def test_an_office_keeps_its_own_and_prepares_a_round_by_it(cast: Cast) -> None:
    book = opened()
    line(book, "办法名称", "市直机关评议办法")
    line(book, "依据", "市直工发〔2026〕9号")
    line(book, "优秀不超过", "1/4")
    kept(cast, book)

    row = OwnPlan.objects.get()
    assert (str(row), str(Plan.read(row.document).cap.share)) == ("市直机关评议办法 1", "1/4")  # type: ignore[union-attr]
    assert "市直机关评议办法 1" in get(cast, "/appraisal/rounds/new/", "clerk")[1]
    path = f"/appraisal/rounds/new/?own={row.pk}"
    assert "市直工发〔2026〕9号" in get(cast, path, "clerk")[1]
    typed = {"unit": cast.units["工委"].pk, "title": "照自己的办法", "year": 2026, "basis": "市直工发〔2026〕9号"}
    assert browser(cast, "clerk").post(path, typed).status_code == 302
    assert Round.objects.get(title="照自己的办法").scheme == row.document


def test_a_new_version_is_compared_with_the_one_before(cast: Cast) -> None:
    kept(cast, opened())
    book = opened()
    line(book, "版本", "2")
    line(book, "优秀不超过", "1/4")
    shown = send(cast, book).content.decode()

    assert "和版本1相比" in shown
    assert "优秀不超过党员总数的1/3，向下取整，不得突破" in shown
    assert "优秀不超过党员总数的1/4，向下取整，不得突破" in shown
    kept(cast, book)
    assert "1处不同" in get(cast, f"{BASE}{OwnPlan.objects.latest('pk').pk}/", "clerk")[1]


def test_the_same_version_twice_is_refused(cast: Cast) -> None:
    actions.plan_keep(cast.units["工委"], ready(), by=cast.clerk)
    with pytest.raises(Refused, match="已有版本“1”"):
        actions.plan_keep(cast.units["工委"], ready(), by=cast.clerk)


def test_only_whoever_runs_rounds_writes_one_and_each_unit_sees_its_own(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.plan_keep(cast.units["甲局机关党委"], ready(), by=cast.secretary)
    row = actions.plan_keep(cast.units["甲局机关党委"], ready(), by=cast.deputy)

    path = f"{BASE}{row.pk}/"
    assert [get(cast, path, who)[0] for who in ("deputy", "clerk", "other_deputy", "secretary")] == [
        200, 404, 404, 404,
    ]  # fmt: skip
    assert [get(cast, f"{BASE}new/", who)[0] for who in ("deputy", "secretary")] == [200, 404]
    assert get(cast, f"{path}book.xlsx", "other_deputy")[0] == 404
    assert get(cast, f"/appraisal/rounds/new/?own={row.pk}", "other_deputy")[0] == 404


def test_a_name_longer_than_is_stored_is_refused_with_a_sentence(cast: Cast) -> None:
    document = ready().to_data() | {"name": "长" * 121, "version": "版" * 41}
    given = {"unit": cast.units["工委"].pk, "document": json.dumps(document)}
    answer = browser(cast, "clerk").post(f"{BASE}keep/", given)

    assert (answer.status_code, OwnPlan.objects.count()) == (422, 0)
    assert "评议办法的名称最多120字，现为121字" in answer.content.decode()
    assert "评议办法的版本最多40字，现为41字" in answer.content.decode()


def test_as_much_may_be_written_as_is_stored() -> None:
    stored: list[tuple[Any, str]] = [
        (OwnPlan, "name"), (OwnPlan, "version"), (Appraisal, "grade_code"), (Count, "form"), (Entry, "form"),
        (Appraisal, "grade_name"),
    ]  # fmt: skip
    found = [model._meta.get_field(field).max_length for model, field in stored]

    assert found == [MOST_NAME, MOST_VERSION, MOST_CODE, MOST_CODE, MOST_CODE, MOST_GRADE]
