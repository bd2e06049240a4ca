"""Files that a test cannot ask openpyxl for: old Office containers and rebuilt packages."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

import pytest


@pytest.fixture
def ole_file() -> Callable[..., bytes]:
    """Builds an OLE file (512-byte sectors) whose directory holds the named streams; `first` is their content."""

    def build(*names: str, first: bytes = b"") -> bytes:
        header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(30, b"\0") + struct.pack("<H", 9)
        directory = b"".join(_entry(name) for name in ("Root Entry", *names)).ljust(1024, b"\0")
        return header.ljust(512, b"\0") + directory + first.ljust(4096, b"\0")

    return build


def _entry(name: str) -> bytes:
    raw = name.encode("utf-16-le")
    entry = raw.ljust(64, b"\0") + struct.pack("<H", len(raw) + 2)
    return (entry.ljust(116, b"\0") + struct.pack("<I", 2)).ljust(128, b"\0")


@pytest.fixture
def repack() -> Callable[..., bytes]:
    """Copies a zip package with some parts replaced, added or (None) left out."""

    def copy(package: bytes, parts: Mapping[str, bytes | None]) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            kept = {name: old.read(name) for name in old.namelist()}
            for name, content in {**kept, **parts}.items():
                if content is not None:
                    new.writestr(name, content)
        return target.getvalue()

    return copy
