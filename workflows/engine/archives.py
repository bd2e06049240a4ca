"""Archives of rounds: one .zip with its contents list and hashes, written as a stream. 依据: domain 6.5."""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from forms.excel import Column, SheetSpec, write_rows_streaming
from permissions.actor import Actor
from workflows.engine import attachments, ledger
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.ledger import Change, subject_of
from workflows.engine.models import Archive, AuditEntry, Citation, Round

CONTENTS = "目录.xlsx"
CONTENTS_SHEET = SheetSpec(
    "目录",
    (
        Column("n", "序号", "integer", width=8),
        Column("name", "文件", width=80),
        Column("size", "字节", "integer", width=12),
        Column("sha256", "SHA-256", width=68),
    ),
    header_row=2,
)
LONGEST = 60
"""Characters of one part of a name inside."""
STALE = timedelta(hours=2)
"""An archive that has been worked on for so long was given up."""
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')


def part(text: str) -> str:
    """A text as one part of a name that every system can unpack."""
    return _UNSAFE.sub("_", text).strip(" .")[:LONGEST] or "_"


class Book:
    """An archive being written: every file is hashed as it goes in, no name twice."""

    def __init__(self, book: ZipFile) -> None:
        self.zip = book
        self.listed: dict[str, tuple[int, str]] = {}

    def add(self, name: str, content: bytes) -> None:
        """Put in what was made for it."""
        self._stream(name, BytesIO(content))

    def copy(self, name: str, path: Path) -> bool:
        """Put in a stored file without reading it whole; False when its bytes are gone."""
        if not path.exists():
            return False
        with path.open("rb") as source:
            self._stream(name, source)
        return True

    def _stream(self, name: str, source: IO[bytes]) -> None:
        free, digest, size = self._free(name), hashlib.sha256(), 0
        with self.zip.open(free, "w") as target:
            while chunk := source.read(attachments.CHUNK):
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self.listed[free] = (size, digest.hexdigest())

    def _free(self, name: str) -> str:
        stem, dot, suffix = name.rpartition(".")
        found, n = name, 1
        while found in self.listed or found == CONTENTS:
            n += 1
            found = f"{stem}（{n}）{dot}{suffix}" if dot else f"{name}（{n}）"
        return found

    def list_contents(self, title: str) -> None:
        """Add the contents list, which names every file but itself."""
        rows = ((n, name, *of) for n, (name, of) in enumerate(self.listed.items(), 1))
        with self.zip.open(CONTENTS, "w") as target:
            write_rows_streaming(target, CONTENTS_SHEET, rows, heading=(title,))


@transaction.atomic
def start(round_: Round, total: int, *, by: Actor) -> Archive:
    """Note that an archive is being made; the caller checked the right and queues the work. Raises Refused."""
    if by.user is None:
        raise NotAllowed("归档须以本人账号办理。")
    Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    since = timezone.now() - STALE
    if Archive.objects.filter(round=round_, status=Archive.Status.WORKING, at__gte=since).exists():
        raise Refused("归档文件正在生成，请稍后刷新查看。")
    row = Archive.objects.create(round=round_, by=by.user, at=timezone.now(), total=total)
    _enter("archive", "生成归档", round_, by)
    return row


def taken(row: Archive, *, by: Actor) -> None:
    """Enter that somebody takes an archive along."""
    _enter("archive_taken", "下载归档", row.round, by, row.sha256)


def _enter(verb: str, label: str, round_: Round, by: Actor, comment: str = "") -> None:
    ledger.enter([Change(verb, label, subject_of(round_), round_.title, comment)], by=by)


def note_progress(row: Archive, done: int) -> None:
    """Say how many records are in it; seen at once."""
    Archive.objects.filter(pk=row.pk).update(done=done)


@contextmanager
def building(row: Archive) -> Iterator[Book]:
    """The book to fill; kept under its hash when all went well, thrown away when not.

    What an earlier archive of the round held is given up then: its row and its hash stay.
    """
    folder = Path(settings.FILES_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="archive-", delete=False) as draft:
        path = Path(draft.name)
        try:
            with ZipFile(draft, "w", ZIP_DEFLATED) as package:
                book = Book(package)
                yield book
                book.list_contents(f"{row.round.title}归档目录")
            draft.flush()
            os.fsync(draft.fileno())
            _keep(row, path, len(book.listed))
        except BaseException:
            path.unlink(missing_ok=True)
            ended = timezone.now()
            Archive.objects.filter(pk=row.pk).update(status=Archive.Status.FAILED, finished_at=ended)
            raise


def _keep(row: Archive, path: Path, files: int) -> None:
    with path.open("rb") as made:
        sha256 = hashlib.file_digest(made, "sha256").hexdigest()
    size, target = path.stat().st_size, attachments.path_of(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)
    Archive.objects.filter(pk=row.pk).update(
        status=Archive.Status.READY, sha256=sha256, size=size, files=files, done=row.total, finished_at=timezone.now()
    )
    _give_up(Archive.objects.filter(round=row.round_id, pk__lt=row.pk, status=Archive.Status.READY))


def _give_up(older: QuerySet[Archive]) -> None:
    """Remove the bytes of archives that a newer one took the place of."""
    hashes = list(older.values_list("sha256", flat=True))
    older.update(status=Archive.Status.REPLACED)
    for sha256 in hashes:
        attachments.discard(sha256)


def of_round(round_: Round) -> list[Archive]:
    """The archives of a round, the newest first. One statement."""
    return list(Archive.objects.filter(round=round_).select_related("by__person"))


# --- what the archive of every process holds ------------------------------------------------------------------------


def add_notices(book: Book, round_: Round, folder: str) -> None:
    """The notices of a round that were sent, each with its files."""
    sent = round_.notices.filter(sent_at__isnull=False).prefetch_related("files").order_by("pk")
    for n, notice in enumerate(sent, 1):
        own = f"{folder}/{n} {part(notice.title)}"
        book.add(f"{own}/通知.txt", f"{notice.title}\n\n{notice.text}\n".encode())
        for file in notice.files.all():
            book.copy(f"{own}/{part(file.name)}", attachments.path_of(file.sha256))


def add_trails(
    book: Book, folders: Mapping[int, str], told: Callable[[AuditEntry], dict[str, Any]] = AuditEntry.content
) -> None:
    """The chain of each record with its hashes, as it can be verified; folders by the key of its process.

    `told`: what of an entry is told, where not all of it may be.
    """
    found: dict[int, list[AuditEntry]] = {process: [] for process in folders}
    for entry in AuditEntry.objects.filter(process__in=folders).order_by("process", "seq").iterator():
        found[entry.process_id or 0].append(entry)
    for process, entries in found.items():
        book.add(f"{folders[process]}/留痕.json", chain(entries, told))


def chain(entries: Iterable[AuditEntry], told: Callable[[AuditEntry], dict[str, Any]] = AuditEntry.content) -> bytes:
    """Entries with their hashes as JSON."""
    rows = [told(entry) | {"prev_hash": entry.prev_hash, "hash": entry.hash} for entry in entries]
    return json.dumps(rows, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder).encode()


def add_files(book: Book, folders: Mapping[int, str]) -> None:
    """The files cited by each record; where the bytes of one are gone, a text that says so."""
    rows = Citation.objects.filter(process__in=folders).select_related("attachment").order_by("pk")
    for citation in rows:
        file = citation.attachment
        label = f"{part(citation.code)} " if citation.code else ""
        name = f"{folders[citation.process_id]}/材料/{label}{part(file.name)}"
        if not book.copy(name, attachments.path_of(file.sha256)):
            book.add(f"{name}.缺失.txt", f"{file.name}已不在服务器上，SHA-256：{file.sha256}\n".encode())
