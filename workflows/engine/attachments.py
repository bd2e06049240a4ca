"""Files: stored once by their hash outside the web root, cited by records, seen only by whom `access` lets through."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from forms.uploads import Upload, UploadRefused, inspect_upload
from permissions import access
from permissions.actor import Actor
from permissions.models import Appointment, OrgUnit, User
from permissions.roles import Right
from workflows.engine import pages
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Attachment, Citation, Process, Record, Task
from workflows.engine.registry import flow_of

CHUNK = 64 * 1024
MANY = 500
SIGNED = "signed"
"""What the scan of a signed and stamped paper is cited for."""
SCANNED = frozenset({".pdf", ".jpg", ".png"})
"""What a scanner or a camera makes, by content."""


def upload(unit: OrgUnit, file: IO[bytes], by: Actor, name: str) -> Attachment:
    """Keep a file as evidence of a unit; the same content again is the same row under its first name.

    Raises Refused with the reason when the office does not keep such files. 依据: goals R4, domain 7.5 (U2).
    """
    return keep(unit, file, inspect(file, name), by)


def inspect(file: IO[bytes], name: str) -> Upload:
    """What was uploaded, by its content. Raises Refused. Slow for large files: call it before taking a lock."""
    try:
        return inspect_upload(file, name)
    except UploadRefused as refused:
        raise Refused(str(refused)) from refused


def keep(unit: OrgUnit, file: IO[bytes], found: Upload, by: Actor) -> Attachment:
    """Store an inspected file and its row; the bytes come first, so that no row points at nothing."""
    if by.user is None:
        raise NotAllowed("上传材料须以本人账号办理。")
    store(file, found)
    row, _ = Attachment.objects.get_or_create(
        unit=unit,
        sha256=found.sha256,
        defaults={
            "name": found.name,
            "content_type": found.content_type,
            "extension": found.extension,
            "size": found.size,
            "uploaded_by": by.user,
            "uploaded_at": timezone.now(),
        },
    )
    return row


def provider(record: Record, post: Appointment) -> OrgUnit:
    """Whose evidence a file is that is put into a record now: the unit acted for, which 代填 makes the record's own."""
    stood_in = Task.objects.filter(process=record.process_id, finished__isnull=True, right=Right.STAND_IN).exists()
    return record.unit if stood_in else post.unit


def path_of(sha256: str) -> Path:
    """Where the bytes of a hash lie."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256


def store(file: IO[bytes], found: Upload) -> None:
    """Write the bytes whole or not at all; content that is already there is left alone."""
    _put(file, found.sha256, found.size)


def store_made(file: IO[bytes]) -> tuple[str, int]:
    """Store what the system itself made, as `store` does; its hash and its size in bytes."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    _put(file, sha256, size)
    return sha256, size


def _put(file: IO[bytes], sha256: str, size: int) -> None:
    target = path_of(sha256)
    if target.exists() and target.stat().st_size == size:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as draft:
        try:
            _write(file, draft)
            Path(draft.name).replace(target)
        except BaseException:
            Path(draft.name).unlink()
            raise
    _sync_folder(target.parent)


def discard(sha256: str) -> None:
    """Remove bytes that nobody needs any more; those of a file kept as evidence stay."""
    if not Attachment.objects.filter(sha256=sha256).exists():
        path_of(sha256).unlink(missing_ok=True)


def _write(file: IO[bytes], draft: IO[bytes]) -> None:
    file.seek(0)
    while chunk := file.read(CHUNK):
        draft.write(chunk)
    draft.flush()
    os.fsync(draft.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a loss of power, as the content already does."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def cite(process: Process, attachment: Attachment, code: str = "") -> Citation:
    """Cite a file for one item of a record, or for the whole (empty code); again only makes it as fresh as new.

    Citing is content of a record on its desk: the caller runs `editing.edit` first, in the same transaction.
    Raises Refused for a signed paper that is no picture of one.
    """
    if code == SIGNED and attachment.extension not in SCANNED:
        raise Refused(f"签字盖章的扫描件须为PDF、JPG或PNG，“{attachment.name}”的内容不是。请扫描或拍照后重新上传。")
    now = {"at": timezone.now()}
    return Citation.objects.update_or_create(process=process, attachment=attachment, code=code, defaults=now)[0]


def uncite(record: Record, key: str, by: Actor) -> None:
    """Take a citation (by its key) off a record; the file stays for other records. The caller runs `edit` first.

    Once the record was handed in, a unit takes off its own files only: NotAllowed for those handed in by others.
    """
    found = (
        Citation.objects.filter(process=record.process_id, pk=pages.key_of(key)).select_related("attachment").first()
    )
    if found is None:
        raise Refused("这份材料已不在该事项中，请刷新查看。")
    own = by.appointment is not None and found.attachment.unit_id == by.appointment.unit_id
    if not own and record.state != flow_of(type(record)).first_state():
        raise NotAllowed("这份材料由其他单位提供，本环节不能移出；需要更换的，请退回原单位办理。")
    found.delete()


def citable(record: Record, user: User) -> QuerySet[Attachment]:
    """What the person may cite here without another upload: files of the own units, and those cited here already."""
    own = access.grants_in(user, flow_of(type(record)).key).values("content_object")
    cited = Citation.objects.filter(process=record.process_id).values("attachment")
    return Attachment.objects.filter(Q(unit__in=own) | Q(pk__in=cited)).order_by("-uploaded_at")


def find(key: int, user: User) -> Attachment | None:
    """A file, if the person may see its unit or a record that cites it; else None."""
    found = Attachment.objects.filter(pk=key).annotate(own=access.unit_seen(user)).first()
    if found is None or found.own:
        return found
    citing = Process.objects.filter(citations__attachment=found).distinct()
    return found if any(_sees(process, user) for process in citing) else None


def damaged() -> Iterator[str]:
    """A sentence for each file whose bytes are gone or of another size, with the records that cite it. By size only."""
    for file in Attachment.objects.prefetch_related("citations__process").order_by("pk").iterator(MANY):
        if problem := _problem(path_of(file.sha256), file.size):
            numbers = dict.fromkeys(citation.process.number for citation in file.citations.all())
            yield f"{'、'.join(numbers) or '未被引用'}：材料“{file.name}”{problem}，请从备份恢复。"


def _problem(path: Path, size: int) -> str:
    if not path.exists():
        return "不在服务器上"
    return "" if path.stat().st_size == size else "的大小与登记的不符"


def _sees(process: Process, user: User) -> bool:
    rows = process.flow_class.model._default_manager.filter(process=process)
    return pages.visible(rows, user).exists() or pages.copied(rows, user).exists()
