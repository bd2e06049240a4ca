"""The pages of a ledger's way in and out: upload, columns, what it would change, confirm; for the host alone."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from tests.workflows.rectification.cast import Cast, today
from tests.workflows.rectification.ledgers import book
from workflows.engine.models import Round
from workflows.rectification import actions
from workflows.rectification.actions import assign
from workflows.rectification.models import Problem, SheetImport, SheetTemplate
from workflows.rectification.workbooks import jobs

HEADINGS = ("存在的具体问题", "责任单位", "完成时限", "举措", "联系电话")
ROW = ("党费收缴台账不全", "甲一支部", "2026年12月", "补齐台账", "88886666")


def client_of(cast: Cast, person: str) -> Client:
    client = Client()
    client.force_login(cast.users[person])
    return client


def upload(cast: Cast, file: bytes, person: str = "clerk") -> Any:
    given = {"file": SimpleUploadedFile("本局台账.xlsx", file)}
    return client_of(cast, person).post(page(), given)


def programme_key() -> int:
    return Round.objects.filter(process_key="rectification").latest("pk").pk


def page() -> str:
    return reverse("rectification:imports", args=[programme_key()])


def own(name: str = "import") -> str:
    row = SheetImport.objects.latest("pk")
    return reverse(f"rectification:{name}", args=[row.round_id, row.pk])


def explained(cast: Cast, **more: str) -> Any:
    given = {
        "column_0": "text", "column_1": "unit", "column_2": "due_on", "column_3": "measures", "column_4": "",
        "source": "审计", "limit": "限期整改", "template": "甲局台账",
    }  # fmt: skip
    return client_of(cast, "clerk").post(own(), given | more)


def test_a_ledger_goes_from_upload_to_written_and_its_columns_are_remembered(cast: Cast) -> None:
    response = upload(cast, book(HEADINGS, [ROW]))
    assert (response.status_code, response.headers["Location"]) == (302, own())
    shown = client_of(cast, "clerk").get(own()).content.decode()
    assert "每一列是什么" in shown
    assert "88886666" in shown
    assert explained(cast).status_code == 302
    jobs.check_job.func(SheetImport.objects.latest("pk").pk)
    assert "党费收缴台账不全" in client_of(cast, "clerk").get(own()).content.decode()
    assert Problem.objects.count() == 0
    assert client_of(cast, "clerk").post(own("import_confirm")).status_code == 302
    jobs.write_job.func(SheetImport.objects.latest("pk").pk)
    assert SheetImport.objects.latest("pk").status == "done"
    assert Problem.objects.get().extra == [["联系电话", "88886666"]]
    upload(cast, book(HEADINGS, [ROW]))
    assert SheetImport.objects.latest("pk").columns == SheetTemplate.objects.get(name="甲局台账").columns


def test_the_ledger_is_taken_out_in_the_columns_of_a_remembered_template(cast: Cast) -> None:
    test_a_ledger_goes_from_upload_to_written_and_its_columns_are_remembered(cast)
    address = reverse("rectification:ledger_export", args=[programme_key()])
    template = SheetTemplate.objects.get().pk
    response = client_of(cast, "clerk").get(f"{address}?template={template}")
    rows = load_workbook(BytesIO(response.getvalue())).worksheets[0].iter_rows(values_only=True)
    number = Problem.objects.get().process.number
    assert list(rows)[:2] == [(*HEADINGS, "系统编号", "系统状态"), (*ROW, number, "登记待交办")]


def test_what_neither_rows_nor_person_say_is_asked_for(cast: Cast) -> None:
    upload(cast, book(HEADINGS, [ROW]))
    response = explained(cast, source="", column_0="")
    assert response.status_code == 422
    text = response.content.decode()
    assert "表里没有问题来源这一列，请指定各行通用的问题来源。" in text
    assert "请指定哪一列是“问题表述”" in text


def test_a_unit_for_all_rows_that_is_not_there_is_told_at_its_field(cast: Cast) -> None:
    upload(cast, book(HEADINGS, [ROW]))
    response = explained(cast, unit="丁局")
    assert response.status_code == 422
    assert "主办单位以下没有名称或编码为“丁局”的单位。请核对。" in response.content.decode()


def test_wrong_rows_are_listed_and_nothing_is_written(cast: Cast) -> None:
    upload(cast, book(HEADINGS, [ROW, ("档案不全", "丁局", *ROW[2:])]))
    explained(cast)
    jobs.check_job.func(SheetImport.objects.latest("pk").pk)
    text = client_of(cast, "clerk").get(own()).content.decode()
    assert "没有写入：有1处需要改正" in text
    assert "B列“责任单位”" in text
    assert client_of(cast, "clerk").post(own("import_confirm")).status_code == 422
    assert Problem.objects.count() == 0


def test_what_changed_since_the_check_is_not_written(cast: Cast) -> None:
    upload(cast, book(HEADINGS, [ROW]))
    explained(cast)
    row = SheetImport.objects.latest("pk")
    jobs.check_job.func(row.pk)
    jobs.confirm(row)
    cast.units["甲一支部"].__class__.objects.filter(short_name="甲一支部").update(
        short_name="甲壹支部", name="甲壹支部"
    )
    jobs.write_job.func(row.pk)
    row.refresh_from_db()
    assert (row.status, row.errors[0]["text"]) == ("refused", jobs.MOVED_ON)
    assert Problem.objects.count() == 0


def test_an_import_can_be_cancelled_before_it_is_written(cast: Cast) -> None:
    upload(cast, book(HEADINGS, [ROW]))
    assert client_of(cast, "clerk").post(own("import_cancel")).status_code == 302
    assert SheetImport.objects.get().status == "cancelled"
    assert client_of(cast, "clerk").post(own("import_cancel")).status_code == 422


def merged() -> bytes:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.append(["问题表述", "责任单位", None])
    sheet.append([None, "名称", "编码"])
    sheet.append(["台账不全", "甲一支部", "U002"])
    sheet.merge_cells("A1:A2")
    target = BytesIO()
    made.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (merged(), ("A列", "到A列第2行合并了单元格。请取消合并，每一格都填上内容。")),
        (book(HEADINGS, [("=1+1", *ROW[1:])]), ("A列“存在的具体问题”", "这里是公式，系统不计算公式。")),
        (book(("问题", "责任单位"), [("整改措施", "整改时限"), ROW[:2]]), ("这一行像是第二行表头。",)),
        (book(("问题表述", "备注", "备注"), [ROW[:3]]), ("C列“备注”", "这个列名出现了两次。")),
        (b"PK not a book", ("没有导入",)),
        (b"plain", ("这不是.xlsx表格。",)),
    ],
)  # fmt: skip
def test_a_sheet_that_cannot_be_read_is_refused_with_the_place(cast: Cast, file: bytes, words: tuple[str, ...]) -> None:
    response = upload(cast, file)
    text = response.content.decode()
    assert response.status_code == 422
    assert [word for word in words if word not in text] == []
    assert SheetImport.objects.count() == 0


@pytest.mark.parametrize(("person", "status"), [
    ("clerk", 200), ("head", 200), ("deputy", 403), ("secretary", 403), ("outsider", 403), ("auditor", 404),
])  # fmt: skip
def test_only_the_host_imports(cast: Cast, person: str, status: int) -> None:
    assert client_of(cast, person).get(page()).status_code == status
    assert upload(cast, book(HEADINGS, [ROW]), person).status_code == (302 if status == 200 else status)


def test_an_import_is_seen_by_nobody_else_and_confirmed_only_by_a_post(cast: Cast) -> None:
    upload(cast, book(HEADINGS, [ROW]))
    assert client_of(cast, "head").get(own()).status_code == 404
    assert client_of(cast, "clerk").get(own("import_confirm")).status_code == 405
    assert Client().get(own()).status_code == 302


def test_a_branch_takes_out_only_what_it_sees(cast: Cast) -> None:
    for unit in ("甲一支部", "乙一支部"):
        cast.do(assign, cast.register(unit, text=f"{unit}的问题"), "clerk")
    cast.register("甲一支部", text="还没有交办的问题")
    address = reverse("rectification:ledger_export", args=[programme_key()])
    response = client_of(cast, "secretary").get(address)
    rows = load_workbook(BytesIO(response.getvalue())).worksheets[0].iter_rows(values_only=True)
    assert [row[4] for row in rows][:2] == ["问题表述", "甲一支部的问题"]
    assert client_of(cast, "secretary").get(f"{address}?template=x").status_code == 404
    assert client_of(cast, "secretary").post(address).status_code == 405


def exported(cast: Cast, query: str = "", who: str = "clerk") -> list[str]:
    """The texts of the problems in the file that an address gives."""
    address = reverse("rectification:ledger_export", args=[programme_key()])
    response = client_of(cast, who).get(f"{address}?{query}")
    rows = load_workbook(BytesIO(response.getvalue())).worksheets[0].iter_rows(min_row=2, values_only=True)
    return [str(row[4]) for row in rows if row[4]]


def test_the_export_holds_what_the_page_is_narrowed_to(cast: Cast) -> None:
    late = cast.register("甲一支部", text="党费收缴", category="组织建设", due_on=today(3))
    soon = cast.register("乙一支部", text="会议记录", category="作风建设", due_on=today(1))
    cast.do(actions.void, cast.register(text="重复登记"), "clerk", comment="重复。")
    assert exported(cast) == [late.text, soon.text]
    assert exported(cast, "box=open") == [soon.text, late.text]
    assert exported(cast, "box=open&category=作风建设") == [soon.text]
    assert exported(cast, "box=closed") == []
    assert exported(cast, f"box=all&unit={cast.units['甲局机关党委'].pk}") == [late.text]


def test_a_filter_without_sense_gives_no_file(cast: Cast) -> None:
    address = reverse("rectification:ledger_export", args=[programme_key()])
    assert client_of(cast, "clerk").get(f"{address}?box=nonsense").status_code == 404


def test_the_ledger_exports_what_it_shows(cast: Cast) -> None:
    cast.register(category="组织建设")
    address = reverse("rectification:ledger_export", args=[programme_key()])
    page = client_of(cast, "clerk").get(reverse("rectification:ledger"), {"severity": "grave"}).content.decode()
    assert f'href="{address}?box=open&amp;severity=grave"' in page
