"""Looks over an uploaded workbook before anything parses it, so that a hostile one costs little."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from openpyxl.utils import range_boundaries

from forms.containers import (
    OLE_MAGIC,
    REFUSED_BOMB,
    REFUSED_DAMAGED,
    ZIP_MAGIC,
    UploadRefused,
    file_size,
    ole_names,
    refuse_locked_ole,
    refuse_package_macros,
    zip_members,
)

MAX_FILE = 20 * 1024 * 1024
MAX_STRINGS = 16 * 1024 * 1024  # a part parsed in one go, unpacked
MAX_PART = 2 * 1024 * 1024
MAX_SHEET = 64 * 1024 * 1024
MAX_ROW = 2 * 1024 * 1024  # a row is built in memory at once
BLANK_ROWS = 20_000  # rows that only carry formats, allowed beyond the data
CHUNK = 64 * 1024

NOT_XLSX = "这不是.xlsx表格。请用Excel或WPS打开，另存为“Excel工作簿（.xlsx）”后再上传。"
EMPTY_FILE = "文件是空的，没有内容。请重新选择文件。"
TOO_LARGE = "文件有{}MB，最大20MB。请只留要导入的工作表和行。"
OLD_XLS = "这是旧格式的.xls表格。请用Excel或WPS打开，另存为“Excel工作簿（.xlsx）”后再上传。"
BINARY_BOOK = "这是二进制工作簿（.xlsb）。请另存为“Excel工作簿（.xlsx）”后再上传。"
WORD_FILE = "这是Word文档，不是表格。请选择.xlsx表格。"
UNKNOWN_BYTES = NOT_XLSX + "本单位电脑装有文档加密软件的，请先解密。"
TOO_MUCH_TEXT = "文件里的文字或格式太多，系统没有打开它。请新建表格，只粘贴要导入的数值后再上传。"
TOO_MANY_ROWS = "行数超过{}行。请分几次导入；若是下方的空行带有格式，请选中这些空行并删除。"

_TAG = re.compile(rb"<(?:\w+:)?(row|mergeCell|/(?:\w+:)?sheetData)\b([^>]*)>")
_ROW_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d{1,7})["']""")
_REFERENCE = re.compile(rb"""\bref\s*=\s*["']([A-Z0-9:]{2,24})["']""")


@dataclass
class SheetScan:
    """What the raw text of a sheet tells: last row, merged ranges as (first column, row, last column, row)."""

    last_row: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def check_package(file: IO[bytes]) -> None:
    """Raise UploadRefused unless the file is an .xlsx package that is safe to open: no password, macros or bomb."""
    size = file_size(file)
    if size == 0:
        raise UploadRefused(EMPTY_FILE)
    if size > MAX_FILE:
        raise UploadRefused(TOO_LARGE.format(-(-size // 1024**2)))
    magic = file.read(8)
    if magic == OLE_MAGIC:
        _refuse_ole(file)
    if not magic.startswith(ZIP_MAGIC):
        raise UploadRefused(NOT_XLSX if _is_known(magic) else UNKNOWN_BYTES)
    members = zip_members(file)
    _refuse_other_package(members)
    refuse_package_macros(file, members)
    _refuse_large_parts(members)


def _is_known(magic: bytes) -> bool:
    """Plain text or a common picture or PDF: no need to mention encryption software."""
    return magic.startswith((b"\x89PNG", b"\xff\xd8\xff", b"%PDF", b"GIF8", b"Rar!")) or magic.isascii()


def _refuse_ole(file: IO[bytes]) -> None:
    refuse_locked_ole(file)
    raise UploadRefused(WORD_FILE if "WordDocument" in ole_names(file) else OLD_XLS)


def _refuse_other_package(members: dict[str, zipfile.ZipInfo]) -> None:
    if "xl/workbook.bin" in members:
        raise UploadRefused(BINARY_BOOK)
    if "word/document.xml" in members:
        raise UploadRefused(WORD_FILE)
    if "xl/workbook.xml" not in members:
        raise UploadRefused(NOT_XLSX)


def _refuse_large_parts(members: dict[str, zipfile.ZipInfo]) -> None:
    """Refuse parts that would be parsed whole and are too long; sheets are streamed and have limits of their own."""
    for name, member in members.items():
        limit = MAX_STRINGS if name.endswith("haredStrings.xml") else MAX_PART
        parsed = name.endswith((".xml", ".rels")) and not name.startswith("xl/worksheets/")
        if parsed and member.file_size > limit:
            raise UploadRefused(TOO_MUCH_TEXT)


def scan_sheet(source: IO[bytes], max_rows: int) -> SheetScan:
    """Run over the raw text of a sheet without building anything.

    Stops with UploadRefused at the row beyond `max_rows` and its allowance of blank rows, whatever size the sheet
    claims to have.
    """
    scan, allowed, seen = SheetScan(), max_rows + BLANK_ROWS, 0
    for name, attributes in _tags(source):
        if name == b"row":
            seen += 1
            number = _ROW_NUMBER.search(attributes)
            scan.last_row = int(number[1]) if number else scan.last_row + 1
        elif name == b"mergeCell":
            _note_merged(scan, attributes)
        if seen > allowed:
            raise UploadRefused(TOO_MANY_ROWS.format(max_rows))
    return scan


def _note_merged(scan: SheetScan, attributes: bytes) -> None:
    reference = _REFERENCE.search(attributes)
    if reference is None:
        raise UploadRefused(REFUSED_DAMAGED)
    left, top, right, bottom = range_boundaries(reference[1].decode())
    scan.merged.append((left or 1, top or 1, right or 1, bottom or 1))


def _tags(source: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The row and merge tags of a sheet in order; refuses one row, or one sheet, too long to build in memory."""
    rest, start, last = b"", 0, 0
    while chunk := source.read(CHUNK):
        if b"\0" in chunk:
            raise UploadRefused(REFUSED_DAMAGED)
        text = rest + chunk
        end = max(text.rfind(b"<"), 0)
        for match in _TAG.finditer(text, 0, end):
            last = start + match.start()
            yield match[1], match[2]
        start, rest = start + end, text[end:]
        if start - last > MAX_ROW or len(rest) > MAX_ROW or start > MAX_SHEET:
            raise UploadRefused(REFUSED_BOMB if start <= MAX_SHEET else TOO_MUCH_TEXT)
