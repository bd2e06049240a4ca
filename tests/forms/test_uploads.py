"""Attachments: what they are by content, what is refused, and the name they keep."""

import hashlib
import io
import struct
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from forms.uploads import MAX_BYTES, MAX_NAME, Upload, UploadRefused, clean_name, inspect_upload

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
TYPES = b"<Types/>"


def package(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


DOCX = package(**{"[Content_Types].xml": TYPES, "word/document.xml": b"<w/>"})
OFD = package(**{"OFD.xml": b"<OFD/>", "Doc_0/Document.xml": b"<d/>"})


def inspected(content: bytes, name: str = "附件") -> Upload:
    return inspect_upload(io.BytesIO(content), name)


def refusal(content: bytes, name: str = "附件") -> str:
    with pytest.raises(UploadRefused) as caught:
        inspected(content, name)
    return str(caught.value)


def test_an_accepted_file_is_described() -> None:
    assert inspected(PDF, "会议记录.pdf") == Upload(
        "pdf", "会议记录.pdf", ".pdf", "application/pdf", len(PDF), hashlib.sha256(PDF).hexdigest()
    )


def test_the_file_is_left_at_its_start() -> None:
    file = io.BytesIO("会议记录".encode())
    inspect_upload(file, "a.txt")
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (PNG, "png"),
        (JPG, "jpg"),
        (DOCX, "docx"),
        (OFD, "ofd"),
        ("会议记录".encode(), "txt"),
        ("\ufeff会议记录".encode(), "txt"),
        ("会议记录".encode("gb18030"), "txt"),
        (b"MZ and BM are letters too", "txt"),
        (b"x" * 65535 + "跨块".encode(), "txt"),
    ],
)
def test_content_decides_the_kind(content: bytes, kind: str) -> None:
    assert inspected(content, "a.exe").kind == kind


def test_a_workbook_is_a_workbook() -> None:
    target = io.BytesIO()
    openpyxl.Workbook().save(target)
    assert inspected(target.getvalue()).kind == "xlsx"


@pytest.mark.parametrize(("stream", "kind"), [("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls")])
def test_old_office_files_are_taken(ole_file: Callable[..., bytes], stream: str, kind: str) -> None:
    assert inspected(ole_file(stream)).kind == kind


@pytest.mark.parametrize(
    ("content", "start"),
    [
        (b"", "文件是空的"),
        (PDF + b"\0" * MAX_BYTES, "文件有21MB，最大20MB"),
        (b"MZ\x90\0\x03\0", "这是程序文件"),
        (b"\x7fELF\x02\x01\x01\0", "这是程序文件"),
        (b"#!/bin/sh\n", "这是程序文件"),
        (b"<!DOCTYPE html><p>", "这是网页或SVG文件"),
        (b"\n  <svg xmlns='x' onload='y'>", "这是网页或SVG文件"),
        (b"text <ScRiPt>", "这是网页或SVG文件"),
        (b"GIF89a\0\0", "系统不收这种图片"),
        (b"Rar!\x1a\x07", "这是压缩包"),
        (b"\x1f\x8b\x08", "这是压缩包"),
        (package(), "这是压缩包"),
        (package(**{"a.exe": b"MZ"}), "这是压缩包"),
        (DOCX[:-30], "文件已损坏"),
        (package(**{"OFD.xml": b"\0" * (60 * 1024 * 1024)}), "文件解开后大得不正常"),
        (package(**{"[Content_Types].xml": TYPES, "ppt/presentation.xml": b""}), "系统不收这种Office文件"),
        (package(**{"[Content_Types].xml": TYPES, "word/document.xml": b"", "word/vbaProject.bin": b""}), "文件带有宏"),
        (package(**{"[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main"}), "文件带有宏"),
        (b"\xff\xfe\x00\x01", "认不出这是什么文件"),
        ("会议".encode("utf-16"), "认不出这是什么文件"),
    ],
)
def test_what_the_office_does_not_keep_is_refused(content: bytes, start: str) -> None:
    assert refusal(content, "a.pdf").startswith(start)


@pytest.mark.parametrize(
    ("streams", "first", "start"),
    [
        (("EncryptionInfo", "EncryptedPackage"), b"", "文件设有打开密码"),
        (("EncryptedPackage", "\x09DRMContent"), b"", "文件带有权限保护"),
        (("WordDocument", "Macros"), b"", "文件带有宏"),
        (("WordDocument",), b"\xec\xa5" + b"\0" * 9 + b"\x01", "文件设有打开密码"),
        (("Workbook",), struct.pack("<HHI", 0x809, 4, 0) + struct.pack("<HH", 0x2F, 6), "文件设有打开密码"),
        (("PowerPoint Document",), b"", "系统不收这种Office文件"),
        ((), b"", "系统不收这种Office文件"),
    ],
)
def test_locked_old_office_files_are_refused(
    ole_file: Callable[..., bytes], streams: tuple[str, ...], first: bytes, start: str
) -> None:
    assert refusal(ole_file(*streams, first=first)).startswith(start)


def test_an_encrypted_archive_part_is_refused() -> None:
    locked = bytearray(OFD)
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.find(magic) + flags] |= 1
    assert refusal(bytes(locked)).startswith("文件设有打开密码")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("会议记录.pdf", "会议记录.pdf"),
        ("报告.DOCX", "报告.pdf"),
        ("照片.jpeg", "照片.pdf"),
        ("run.bat", "run.bat.pdf"),
        ("关于2026.1月的通知", "关于2026.1月的通知.pdf"),
        ("C:\\桌面\\名单.pdf", "名单.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("a\u202efdp.exe", "afdp.exe.pdf"),
        ("a\r\nb\0.pdf", "ab.pdf"),
        ("", "附件.pdf"),
        (".pdf", "附件.pdf"),
        ("...", "附件.pdf"),
    ],
)
def test_a_name_is_cleaned_and_ends_as_the_content_is(name: str, kept: str) -> None:
    assert clean_name(name, ".pdf") == kept


def test_a_long_name_is_cut_before_its_extension() -> None:
    name = clean_name("长" * 300 + ".pdf", ".pdf")
    assert (len(name), name[-5:]) == (MAX_NAME, "长.pdf")
