"""What a file really is, judged by its first bytes and its inner directory: zip packages and old Office (OLE) files."""

import struct
import zipfile
from collections.abc import Iterator
from typing import IO

CHUNK = 64 * 1024
ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

MAX_MEMBERS = 2_000
MAX_UNPACKED = 500 * 1024 * 1024
MAX_RATIO = 100
RATIO_FLOOR = 1024 * 1024  # small parts may compress as well as they like

OLE_NAMES = (
    "WordDocument",
    "Workbook",
    "Book",
    "EncryptedPackage",
    "\x09DRMContent",
    "DRMEncryptedDataSpace",
    "_VBA_PROJECT",
    "_VBA_PROJECT_CUR",
    "Macros",
)
OLE_MACROS = {"_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros"}
OLE_RIGHTS = {"\x09DRMContent", "DRMEncryptedDataSpace"}

REFUSED_MACRO = "文件带有宏。请在Excel、Word或WPS中另存为不带宏的普通文件（.xlsx 或 .docx）后再上传。"
REFUSED_LOCKED = "文件设有打开密码。请打开后取消密码，另存一份再上传。"
REFUSED_RIGHTS = "文件带有权限保护（IRM）或由加密软件加了密，系统读不了。请取消保护或解密，另存一份再上传。"
REFUSED_BOMB = "文件解开后大得不正常，系统没有打开它。请用Excel、Word或WPS新建文件，把内容复制过去后再上传。"
REFUSED_DAMAGED = "文件已损坏，打不开。请在本机打开核对，另存一份再上传。"


class UploadRefused(Exception):
    """A file is not accepted; the text is the sentence for the person who sent it."""


def file_size(file: IO[bytes]) -> int:
    """The length in bytes; leaves the file at its start."""
    size = file.seek(0, 2)
    file.seek(0)
    return size


def zip_members(file: IO[bytes]) -> dict[str, zipfile.ZipInfo]:
    """The parts of a zip package by name; raises UploadRefused for a damaged, encrypted or exploding one.

    Only the directory is read. A part whose stated size is a lie is cut at that size by zipfile when it is read.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise UploadRefused(REFUSED_DAMAGED) from error
    _refuse_bomb(members)
    if any(member.flag_bits & 1 for member in members):
        raise UploadRefused(REFUSED_LOCKED)
    return {member.filename: member for member in members}


def _refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    dense = any(
        member.file_size > RATIO_FLOOR and member.file_size > MAX_RATIO * member.compress_size for member in members
    )
    if len(members) > MAX_MEMBERS or total > MAX_UNPACKED or dense:
        raise UploadRefused(REFUSED_BOMB)


def refuse_package_macros(file: IO[bytes], members: dict[str, zipfile.ZipInfo]) -> None:
    """Refuse an Office package that holds macros, whatever its name says."""
    names = [name.lower() for name in members]
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise UploadRefused(REFUSED_MACRO)
    types = members.get("[Content_Types].xml")
    if types is None or types.file_size > RATIO_FLOOR:
        raise UploadRefused(REFUSED_DAMAGED)
    try:
        with zipfile.ZipFile(file) as archive:
            declared = archive.read(types)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as error:
        raise UploadRefused(REFUSED_DAMAGED) from error
    if b"macroenabled" in declared.lower():
        raise UploadRefused(REFUSED_MACRO)


def ole_names(file: IO[bytes]) -> set[str]:
    """The stream names, out of those we care about, in the directory of an OLE file."""
    return {name for name, _ in _ole_entries(file)}


def refuse_locked_ole(file: IO[bytes]) -> None:
    """Refuse an OLE file that is encrypted (new or old way), rights-managed or holds macros."""
    entries = dict(_ole_entries(file))
    if OLE_RIGHTS & entries.keys():
        raise UploadRefused(REFUSED_RIGHTS)
    if "EncryptedPackage" in entries or _old_password(file, entries):
        raise UploadRefused(REFUSED_LOCKED)
    if OLE_MACROS & entries.keys():
        raise UploadRefused(REFUSED_MACRO)


def _ole_entries(file: IO[bytes]) -> Iterator[tuple[str, int]]:
    """(name, first sector) of known directory entries: they lie on 128-byte borders and state their name's length."""
    file.seek(0)
    while block := file.read(CHUNK):
        for name in OLE_NAMES:
            raw = name.encode("utf-16-le")
            at = block.find(raw)
            while at >= 0:
                entry = block[at : at + 128]
                if at % 128 == 0 and len(entry) == 128 and entry[64:66] == struct.pack("<H", len(raw) + 2):
                    yield name, struct.unpack_from("<I", entry, 116)[0]
                at = block.find(raw, at + 1)
    file.seek(0)


def _old_password(file: IO[bytes], entries: dict[str, int]) -> bool:
    """Whether a .doc says fEncrypted (FIB offset 10, bit 8) or a .xls opens with a FILEPASS record after its BOF."""
    if "WordDocument" in entries:
        fib = _sector(file, entries["WordDocument"])
        return len(fib) > 11 and bool(fib[11] & 0x01)
    book = _sector(file, entries.get("Workbook", entries.get("Book", 0)))
    if len(book) < 8:
        return False
    after_bof = 4 + struct.unpack_from("<H", book, 2)[0]
    return book[after_bof : after_bof + 2] == b"\x2f\x00"


def _sector(file: IO[bytes], number: int) -> bytes:
    file.seek(30)
    shift = struct.unpack("<H", file.read(2).ljust(2, b"\0"))[0]
    size = 1 << (12 if shift == 12 else 9)
    file.seek((number + 1) * size)
    content = file.read(size)
    file.seek(0)
    return content
