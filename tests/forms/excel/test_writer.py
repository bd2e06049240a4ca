"""Templates and exports: what is written is read back, and text never turns into a formula."""

import datetime
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.excel import Column, SheetData, SheetSpec, read_workbook, write_rows_streaming, write_workbook

SPEC = SheetSpec(
    "评分表",
    (
        Column("branch", "党支部", locked=True, width=20),
        Column(
            "score",
            "得分",
            "decimal",
            required=True,
            low=Decimal(0),
            high=Decimal("12.5"),
            note="一项一分。",
            example="9.5",
        ),
        Column("day", "日期", "date"),
        Column("stars", "星级", "choice", choices=("五星", "四星，保留", "三星")),
        Column("count", "人数", "integer", low=Decimal(1)),
    ),
    header_row=3,
)
FREE = SheetSpec(
    "表",
    (Column("text", "文字", required=True), Column("number", "数", "decimal", places=4), Column("day", "日", "date")),
)
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/c calc'!A0", "＝1", "#N/A", "-"]
# What nobody types and the reader drops or refuses is left out.
TYPED = st.characters(
    exclude_categories=["Cs", "Cc"],
    exclude_characters="\u200b\ufeff\ufffe\uffff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)
WRITABLE = st.text(TYPED, min_size=1)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def template() -> bytes:
    rows = [("第一党支部", Decimal("9.5"), datetime.date(2026, 1, 5), "五星", 3)]
    heading, footer = ("2025年度评分表", "由党委组织部填写。"), ("导出人：张三", "导出时间：2026-01-05")
    data = SheetData(SPEC, rows, heading, footer)
    return write_workbook([data], {"branch": "B01", "round": "2025"})


def test_a_template_comes_back_with_its_values_stamp_and_without_its_footer() -> None:
    result = read_workbook(template(), SPEC, stamp=True)
    assert result.errors == []
    assert [(row.number, *row.values.values()) for row in result.rows] == [
        (4, "第一党支部", Decimal("9.5"), datetime.date(2026, 1, 5), "五星", 3)
    ]
    assert result.stamp == {"branch": "B01", "round": "2025"}


def test_the_stamp_and_the_choices_are_out_of_sight() -> None:
    states = {sheet.title: sheet.sheet_state for sheet in opened(template()).worksheets}
    assert states == {"评分表": "visible", "_choices": "veryHidden", "填写说明": "visible", "_stamp": "veryHidden"}


def test_only_open_columns_can_be_filled_in() -> None:
    sheet = opened(template())["评分表"]
    assert sheet.protection.sheet is True
    assert [sheet.cell(4, place).protection.locked for place in range(1, 6)] == [True, False, False, False, False]
    assert sheet.column_dimensions["A"].protection.locked is True


def test_a_table_without_locked_columns_is_not_protected() -> None:
    assert opened(write_workbook([SheetData(FREE)], {}))["表"].protection.sheet is False


def test_choices_and_bounds_are_offered_by_the_sheet_itself() -> None:
    book = opened(template())
    rules = {str(rule.sqref): rule for rule in book["评分表"].data_validations.dataValidation}
    assert rules["D4:D1048576"].formula1 == "'_choices'!$A$1:$A$3"
    assert [cell.value for cell in book["_choices"]["A"]] == ["五星", "四星，保留", "三星"]
    score = rules["B4:B1048576"]
    assert (score.type, score.operator, score.formula1, score.formula2) == ("decimal", "between", "0", "12.5")
    assert (score.prompt, score.error) == ("一项一分。", "数字，最多2位小数，在0到12.5之间。")
    assert rules["E4:E1048576"].type == "whole"


def test_the_sheet_prints_on_a4_landscape_with_its_header_on_each_page() -> None:
    sheet = opened(template())["评分表"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.print_title_rows, sheet.freeze_panes, sheet.page_setup.fitToWidth) == ("$3:$3", "A4", 1)


def test_a_row_is_as_high_as_its_longest_text_needs() -> None:
    sheet = opened(write_workbook([SheetData(FREE, [("短", 1, None), ("长" * 12, 2, None)])], {}))["表"]
    assert [sheet.row_dimensions[number].height for number in (2, 3)] == [18, 54]


def test_the_notes_say_how_each_open_column_is_filled_in() -> None:
    lines = list(opened(template())["填写说明"].iter_rows(min_row=2, max_row=3, values_only=True))
    assert lines == [
        ("评分表", "得分", "必填", "数字，最多2位小数，在0到12.5之间。", "一项一分。", "9.5"),
        ("评分表", "日期", "选填", "日期，写成2026-01-05。", None, None),
    ]


def test_a_heading_without_room_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="2 heading lines"):
        write_workbook([SheetData(FREE, heading=("一", "二"))], {})


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_is_never_a_formula(text: str) -> None:
    streamed = io.BytesIO()
    write_rows_streaming(streamed, FREE, [(text, 1, None)])
    for content in (write_workbook([SheetData(FREE, [(text, 1, None)])], {"k": text}), streamed.getvalue()):
        cell = opened(content)["表"]["A2"]
        assert (cell.data_type, cell.quotePrefix, cell.value) == ("s", True, text.replace("\r", "\n"))
        assert all(b"<f>" not in part for part in sheet_parts(content))


def sheet_parts(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/")]


def test_headings_titles_and_choices_are_text_too() -> None:
    spec = SheetSpec("表", (Column("x", "=1+1", "choice", choices=("=2+2",)),), header_row=2)
    content = write_workbook([SheetData(spec, [("=2+2",)], heading=("=3+3",), footer=("=4+4",))], {})
    assert all(b"<f>" not in part for part in sheet_parts(content))


def test_text_no_cell_can_hold_is_cut_with_a_mark_and_cleaned() -> None:
    streamed = io.BytesIO()
    write_rows_streaming(streamed, FREE, [("a\x07b\x00" + "长" * 40_000, 1, None)])
    text = opened(streamed.getvalue())["表"]["A2"].value
    assert (text[:3], text[-9:], len(text)) == ("ab长", "……（过长，已截断）"[-9:], 32_767)


def test_text_that_looks_like_an_escape_stays_as_it_is() -> None:
    rows = [("_x0041_ 与 _x005F_", None, None)]
    assert read_workbook(write_workbook([SheetData(FREE, rows)], {}), FREE).rows[0].values["text"] == rows[0][0]


def test_a_streamed_export_has_its_heading_rows_and_footer() -> None:
    streamed = io.BytesIO()
    spec = SheetSpec("表", FREE.columns, header_row=2)
    rows = ((f"第{n}条", Decimal(n), datetime.date(2026, 1, 5)) for n in range(3))
    write_rows_streaming(streamed, spec, rows, heading=("问题台账",), footer=("导出人：张三",))
    values = [row[0] for row in opened(streamed.getvalue())["表"].iter_rows(values_only=True)]
    assert values == ["问题台账", "文字", "第0条", "第1条", "第2条", None, "导出人：张三"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            WRITABLE.filter(lambda text: bool(text.strip())),
            st.none() | st.decimals(-(10**9), 10**9, places=4),
            st.none() | st.dates(datetime.date(1900, 3, 1), datetime.date(2999, 1, 1)),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_is_written_is_read_back(rows: list[tuple[str, Decimal | None, datetime.date | None]]) -> None:
    result = read_workbook(write_workbook([SheetData(FREE, rows)], {"round": "1"}), FREE, stamp=True)
    assert [str(error) for error in result.errors] == []
    assert [tuple(row.values.values()) for row in result.rows] == [(text.strip(), *rest) for text, *rest in rows]
