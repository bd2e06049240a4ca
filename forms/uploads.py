"""Decides what an uploaded attachment is by its content, and refuses what the office does not keep."""

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Literal

from forms.containers import (
    CHUNK,
    OLE_MAGIC,
    ZIP_MAGIC,
    UploadRefused,
    file_size,
    ole_names,
    refuse_locked_ole,
    refuse_package_macros,
    zip_members,
)

__all__ = ["MAX_BYTES", "MAX_NAME", "Upload", "UploadRefused", "clean_name", "inspect_upload"]

Kind = Literal["pdf", "docx", "xlsx", "ofd", "doc", "xls", "jpg", "png", "txt"]

MAX_BYTES = 20 * 1024 * 1024
MAX_NAME = 120

TOO_LARGE = "文件有{}MB，最大20MB。请压缩图片或分成几份再上传。"
ACCEPTED = "请选择PDF、OFD、Word、Excel、JPG、PNG或TXT文件。"
CONTENT_TYPES: dict[Kind, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ofd": "application/ofd",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "jpg": "image/jpeg",
    "png": "image/png",
    "txt": "text/plain",
}
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x05\x06")
_PICTURES = (b"GIF8", b"BM", b"RIFF", b"II*\x00", b"MM\x00*", b"\x00\x00\x00")
_MARKUP = re.compile(rb"<(!doctype|html|head|body|script|svg|iframe|\?xml|\?php|%|!--)", re.IGNORECASE)
_UNSAFE_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@dataclass(frozen=True)
class Upload:
    """An accepted file: its kind by content, a name safe to show and to send back, size in bytes, SHA-256 in hex."""

    kind: Kind
    name: str
    extension: str
    content_type: str
    size: int
    sha256: str


def inspect_upload(file: IO[bytes], name: str) -> Upload:
    """What was uploaded; raises UploadRefused with a sentence for the sender. Leaves the file at its start.

    Only the content decides the kind: a wrong or dangerous extension in `name` is replaced. goals R4.
    """
    size = _checked_size(file)
    kind = _kind(file)
    extension = f".{kind}"
    return Upload(kind, clean_name(name, extension), extension, CONTENT_TYPES[kind], size, _sha256(file))


def clean_name(name: str, extension: str) -> str:
    """The last part of a name without control and direction marks, at most 120 characters, ending in `extension`."""
    base = re.split(r"[/\\]", _UNSAFE_NAME.sub("", name))[-1].strip()
    stem, dot, suffix = base.rpartition(".")
    known = suffix.lower() in {*CONTENT_TYPES, "jpeg"}
    stem = stem if dot and known else base
    return (stem.strip(" .")[: MAX_NAME - len(extension)] or "附件") + extension


def _checked_size(file: IO[bytes]) -> int:
    size = file_size(file)
    if size == 0:
        raise UploadRefused("文件是空的，没有内容。请重新选择文件。")
    if size > MAX_BYTES:
        raise UploadRefused(TOO_LARGE.format(-(-size // 1024**2)))
    return size


def _kind(file: IO[bytes]) -> Kind:
    head = file.read(4096)
    file.seek(0)
    _refuse_by_signature(head)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(ZIP_MAGIC):
        return _package_kind(file)
    return _ole_kind(file) if head.startswith(OLE_MAGIC) else _text_kind(file, head)


def _refuse_by_signature(head: bytes) -> None:
    binary = b"\0" in head  # a text may begin with MZ or BM too
    if head.startswith(b"#!") or (binary and head.startswith(_PROGRAMS)):
        raise UploadRefused("这是程序文件，不能上传。" + ACCEPTED)
    if head.startswith(_ARCHIVES):
        raise UploadRefused("这是压缩包。请解压后逐个上传里面的文件。")
    if binary and head.startswith(_PICTURES):
        raise UploadRefused("系统不收这种图片或媒体文件。图片请存成JPG或PNG再上传。")


def _package_kind(file: IO[bytes]) -> Kind:
    members = zip_members(file)
    if "OFD.xml" in members:
        return "ofd"
    if "[Content_Types].xml" not in members:
        raise UploadRefused("这是压缩包。请解压后逐个上传里面的文件。")
    refuse_package_macros(file, members)
    if "word/document.xml" in members:
        return "docx"
    if "xl/workbook.xml" in members:
        return "xlsx"
    raise UploadRefused("系统不收这种Office文件。" + ACCEPTED)


def _ole_kind(file: IO[bytes]) -> Kind:
    refuse_locked_ole(file)
    names = ole_names(file)
    if "WordDocument" in names:
        return "doc"
    if {"Workbook", "Book"} & names:
        return "xls"
    raise UploadRefused("系统不收这种Office文件。" + ACCEPTED)


def _text_kind(file: IO[bytes], head: bytes) -> Kind:
    """Plain text in UTF-8 or GB 18030; anything a browser would run is refused, not shown as text."""
    if _MARKUP.search(head):
        raise UploadRefused("这是网页或SVG文件，不能上传。请打印成PDF再上传。")
    if not any(_decodes(file, encoding) for encoding in ("utf-8", "gb18030")):
        raise UploadRefused("认不出这是什么文件。" + ACCEPTED + "本单位电脑装有文档加密软件的，请先解密。")
    return "txt"


def _decodes(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(file):
            if b"\0" in chunk:
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(file):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.read(CHUNK), b"")
