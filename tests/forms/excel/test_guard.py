"""Hostile files: each is refused with a sentence, quickly, and nothing of it is kept."""

import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator

import openpyxl
import pytest

from forms.excel import Column, SheetSpec, read_workbook

SPEC = SheetSpec("Sheet", (Column("name", "姓名"), Column("score", "得分", "decimal")))
HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
TITLES = (
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>\xe5\xa7\x93\xe5\x90\x8d</t></is></c>'
    b'<c r="B1" t="inlineStr"><is><t>\xe5\xbe\x97\xe5\x88\x86</t></is></c></row>'
)
SHEET = "xl/worksheets/sheet1.xml"
SOON = 10
"""Seconds in which a file is refused that would take minutes to be read, on a slow machine too."""
Repack = Callable[..., bytes]


def plain() -> bytes:
    made, target = openpyxl.Workbook(), io.BytesIO()
    for row in (("姓名", "得分"), ("张三", 1)):
        made.worksheets[0].append(row)
    made.save(target)
    return target.getvalue()


def sheet(rows: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    return HEAD + before + b"<sheetData>" + TITLES + rows + b"</sheetData>" + after + b"</worksheet>"


def sentences(file: bytes, max_rows: int = 10_000) -> list[str]:
    result = read_workbook(file, SPEC, max_rows=max_rows)
    assert result.rows == []
    return [str(error) for error in result.errors]


def the_sentence(file: bytes) -> str:
    (only,) = sentences(file)
    return only


@pytest.mark.parametrize(
    ("content", "start"),
    [
        (b"", "文件是空的"),
        ("姓名,得分\n张三,1\n".encode(), "这不是.xlsx表格"),
        (b"name,score\n", "这不是.xlsx表格"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "这不是.xlsx表格"),
        (b"%PDF-1.7 ...", "这不是.xlsx表格"),
        (b"PK\x03\x04" + b"\0" * 400, "文件已损坏"),
        (b"\x62\x14\x23\x65" * 20, "这不是.xlsx表格"),
        (b"\0" * (20 * 1024 * 1024 + 1), "文件有21MB，最大20MB"),
    ],
)
def test_what_is_no_workbook_is_told_so(content: bytes, start: str) -> None:
    assert the_sentence(content).startswith(start)


def test_a_cut_off_workbook_is_damaged() -> None:
    assert the_sentence(plain()[:-200]).startswith("文件已损坏")


def test_a_flipped_byte_is_refused_not_raised() -> None:
    with zipfile.ZipFile(io.BytesIO(plain())) as package:
        at = package.getinfo(SHEET).header_offset + 80
    broken = bytearray(plain())
    broken[at] ^= 0xFF
    assert the_sentence(bytes(broken)).startswith("文件已损坏")


@pytest.mark.parametrize(
    ("streams", "start"),
    [
        (("Workbook",), "这是旧格式的.xls表格"),
        (("WordDocument",), "这是Word文档"),
        (("EncryptionInfo", "EncryptedPackage"), "文件设有打开密码"),
        (("EncryptedPackage", "\x06DataSpaces", "DRMEncryptedDataSpace"), "文件带有权限保护（IRM）"),
        (("Workbook", "_VBA_PROJECT_CUR"), "文件带有宏"),
    ],
)
def test_old_and_locked_office_files_are_told_apart(
    ole_file: Callable[..., bytes], streams: tuple[str, ...], start: str
) -> None:
    assert the_sentence(ole_file(*streams)).startswith(start)


def test_a_renamed_word_file_is_told_so(repack: Repack) -> None:
    renamed = repack(plain(), {"xl/workbook.xml": None, "word/document.xml": b"<w/>"})
    assert the_sentence(renamed).startswith("这是Word文档")


def test_a_plain_archive_is_no_workbook(repack: Repack) -> None:
    assert the_sentence(repack(plain(), {"xl/workbook.xml": None})).startswith("这不是.xlsx表格")


def test_a_binary_workbook_is_told_so(repack: Repack) -> None:
    assert the_sentence(repack(plain(), {"xl/workbook.bin": b"x"})).startswith("这是二进制工作簿")


def test_macros_are_refused_by_part(repack: Repack) -> None:
    assert the_sentence(repack(plain(), {"xl/vbaProject.bin": b"x"})).startswith("文件带有宏")


def test_macros_are_refused_by_declared_type(repack: Repack) -> None:
    with zipfile.ZipFile(io.BytesIO(plain())) as package:
        types = package.read("[Content_Types].xml")
    plain_type, macro_type = (
        b"openxmlformats-officedocument.spreadsheetml.sheet.main",
        b"ms-excel.sheet.macroEnabled.main",
    )
    types = types.replace(plain_type, macro_type)
    assert the_sentence(repack(plain(), {"[Content_Types].xml": types})).startswith("文件带有宏")


def test_a_zip_bomb_is_refused_unopened(repack: Repack) -> None:
    bomb = repack(plain(), {"xl/media/image1.png": b"\0" * (60 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert the_sentence(bomb).startswith("文件解开后大得不正常")


def test_thousands_of_parts_are_refused(repack: Repack) -> None:
    crowded = repack(plain(), {f"x/{number}": b"" for number in range(2001)})
    assert the_sentence(crowded).startswith("文件解开后大得不正常")


def test_a_part_longer_than_it_says_is_damaged(repack: Repack) -> None:
    content = sheet(b"<row/>" * 100)
    lying = repack(plain(), {SHEET: content})
    said, less = len(content).to_bytes(4, "little"), (200).to_bytes(4, "little")
    assert lying.count(said) == 2
    assert the_sentence(lying.replace(said, less)).startswith("文件已损坏")


def test_an_overlong_list_of_strings_is_refused(repack: Repack) -> None:
    words = b"".join(b"<si><t>%x</t></si>" % (number * 2654435761 % 2**64) for number in range(800_000))
    assert the_sentence(repack(plain(), {"xl/sharedStrings.xml": words})).startswith("文件里的文字或格式太多")


def test_entity_expansion_is_refused_in_a_sheet(repack: Repack) -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    cell = b'<row r="2"><c r="A2" t="inlineStr"><is><t>&b;</t></is></c></row>'
    content = sheet(cell).replace(b"?>", b"?>" + laughs, 1)
    assert the_sentence(repack(plain(), {SHEET: content})).startswith("文件已损坏")


def test_entity_expansion_is_refused_in_the_workbook(repack: Repack) -> None:
    with zipfile.ZipFile(io.BytesIO(plain())) as package:
        content = package.read("xl/workbook.xml")
    declared = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + content
    assert the_sentence(repack(plain(), {"xl/workbook.xml": declared})).startswith("文件已损坏")


def test_a_sheet_in_another_encoding_cannot_hide_its_rows(repack: Repack) -> None:
    hidden = sheet(b'<row r="2"/>').decode().replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16")
    assert the_sentence(repack(plain(), {SHEET: hidden})).startswith("工作表“Sheet”：文件已损坏")


def test_one_endless_row_is_refused(repack: Repack) -> None:
    row = b'<row r="2">' + b"".join(b'<c r="A2"><v>%d</v></c>' % (n * 7919 % 10007) for n in range(150_000)) + b"</row>"
    assert the_sentence(repack(plain(), {SHEET: sheet(row)})).startswith("工作表“Sheet”：文件解开后大得不正常")


@pytest.mark.parametrize("claimed", [b"A1:XFD1048576", b"A1", b"B9:A1", b"ZZZZ1:A0"])
def test_a_sheet_that_lies_about_its_size_is_read_as_it_is_or_refused(repack: Repack, claimed: bytes) -> None:
    rows = b'<row r="2"><c r="B2"><v>5</v></c></row>'
    content = sheet(rows, before=b'<dimension ref="' + claimed + b'"/>')
    started = time.perf_counter()
    result = read_workbook(repack(plain(), {SHEET: content}), SPEC)
    assert time.perf_counter() - started < SOON
    assert [row.number for row in result.rows] == [2] or str(result.errors[0]).startswith("文件已损坏")


def test_a_row_number_beyond_any_sheet_does_not_hang(repack: Repack) -> None:
    started = time.perf_counter()
    sentences(repack(plain(), {SHEET: sheet(b'<row r="999999999999"><c r="A2"><v>5</v></c></row>')}))
    assert time.perf_counter() - started < SOON


@pytest.mark.parametrize("value", [b"NaN", b"inf", b"1" * 5000])
def test_a_forged_number_names_its_row(repack: Repack, value: bytes) -> None:
    rows = b'<row r="2"><c r="B2"><v>' + value + b"</v></c></row>"
    assert the_sentence(repack(plain(), {SHEET: sheet(rows)})).startswith("工作表“Sheet”第2行：从这一行起读不出来")


def test_a_number_too_large_for_a_float_is_refused_in_its_cell(repack: Repack) -> None:
    rows = b'<row r="2"><c r="B2"><v>1e999</v></c></row>'
    assert the_sentence(repack(plain(), {SHEET: sheet(rows)})) == "工作表“Sheet”第2行B列“得分”：数字太大。请核对。"


def test_error_values_are_refused_in_their_cell(repack: Repack) -> None:
    rows = b'<row r="2"><c r="B2" t="e"><v>#REF!</v></c></row>'
    assert "第2行B列“得分”：这里是错误值#REF!" in the_sentence(repack(plain(), {SHEET: sheet(rows)}))


def test_links_to_other_files_are_never_followed(repack: Repack) -> None:
    link = b'<Relationships><Relationship Target="http://example.invalid/x" TargetMode="External"/></Relationships>'
    file = repack(plain(), {"xl/externalLinks/_rels/externalLink1.xml.rels": link})
    assert [row.number for row in read_workbook(file, SPEC).rows] == [2]


def test_parts_behind_the_table_that_nobody_can_parse_do_no_harm(repack: Repack) -> None:
    rows = b'<row r="2"><c r="B2"><v>5</v></c></row>'
    content = sheet(rows, after=b'<autoFilter nonsense="1"/><conditionalFormatting><x/></conditionalFormatting>')
    assert [row.number for row in read_workbook(repack(plain(), {SHEET: content}), SPEC).rows] == [2]


def million_rows() -> Iterator[bytes]:
    for first in range(2, 1_000_002, 1000):
        yield b"".join(
            b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>n%d</t></is></c><c r="B%d"><v>%d</v></c></row>'
            % (number, number, number * 7919, number, number % 97)
            for number in range(first, first + 1000)
        )


def test_a_million_rows_are_refused_fast_and_unread() -> None:
    target = io.BytesIO(plain())
    with zipfile.ZipFile(io.BytesIO(plain())) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != SHEET:
                new.writestr(name, old.read(name))
        with new.open(SHEET, "w") as part:
            part.write(HEAD + b"<sheetData>" + TITLES)
            for rows in million_rows():
                part.write(rows)
            part.write(b"</sheetData></worksheet>")
    tracemalloc.start()
    started = time.perf_counter()
    (sentence,) = sentences(target.getvalue(), max_rows=5000)
    elapsed, peak = time.perf_counter() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sentence.startswith("工作表“Sheet”：行数超过5000行。")
    assert (elapsed < SOON, peak < 64 * 1024 * 1024) == (True, True)
