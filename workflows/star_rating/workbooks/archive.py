"""The archive of a round: scheme, notice, documents, and by unit and branch the papers, the evidence and the trail."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django_tasks import task

from permissions.actor import Actor
from workflows.engine import archives, attachments, documents
from workflows.engine.archives import Book, part
from workflows.engine.models import Archive, AuditEntry, Citation, Round
from workflows.star_rating import queries
from workflows.star_rating.actions.rounds import check_supervises
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.queries import document_kinds as kinds
from workflows.star_rating.queries import documents as reading
from workflows.star_rating.queries.papers import Papers
from workflows.star_rating.workbooks.scheme import scheme_book

CHUNK = 100
"""Records that are read together: what bounds the memory."""
BOTH = ("xlsx", "docx")


def start(round_: Round, *, by: Actor) -> Archive:
    """Have the archive of a round made in the background. Raises NotAllowed, Refused."""
    check_supervises(by, round_.unit)
    total = Rating.objects.filter(round=round_).count() + RatingList.objects.filter(round=round_).count()
    row = archives.start(round_, total, by=by)
    archive_job.enqueue(row.pk)
    return row


@task()
def archive_job(pk: int) -> int:
    """Build an archive from the start; may be repeated. Returns how many files it holds."""
    row = Archive.objects.select_related("round__unit", "by").get(pk=pk)
    if row.status != Archive.Status.WORKING:
        return row.files
    with archives.building(row) as book:
        _whole(book, row)
        done = _records(book, row, RatingList, 0)
        _records(book, row, Rating, done)
    return Archive.objects.get(pk=pk).files


def _whole(book: Book, row: Archive) -> None:
    """What the round has once: scheme, notices, documents."""
    round_, said = row.round, f"{row.by}归档"
    book.add("01 评定方案.xlsx", scheme_book(queries.scheme_of(round_), said))
    sent = round_.notices.filter(sent_at__isnull=False).prefetch_related("files").order_by("pk")
    for n, notice in enumerate(sent, 1):
        folder = f"02 通知/{n} {part(notice.title)}"
        book.add(f"{folder}/通知.txt", f"{notice.title}\n\n{notice.text}\n".encode())
        for file in notice.files.all():
            book.copy(f"{folder}/{part(file.name)}", attachments.path_of(file.sha256))
    for kind, which, values in (
        (kinds.SUMMARY, "", reading.summary(row.by, round_)),
        *((kinds.NOTICE_LIST, which, values) for which, values in _notices(round_)),
        (kinds.ANNOUNCEMENT, "", reading.announcement(round_)),
    ):
        for extension in BOTH if values["总数"] else ():
            made = documents.make(kind, extension, values | {"导出": said}, said)
            book.add(f"03 文书/{kind.label}{which}.{extension}", made)


def _notices(round_: Round) -> Iterator[tuple[str, dict[str, Any]]]:
    """The 公示名单 of each public notice, numbered from the second on, and of what waits for one."""
    for n, publicity in enumerate([*reading.publicities(round_), None], 1):
        yield str(n) if n > 1 else "", reading.notice(round_, publicity)


def _records(book: Book, row: Archive, model: Any, done: int) -> int:
    """All lists, or all ratings, of the round, chunk by chunk; constant statements a chunk. Returns how many so far."""
    rows = model.objects.filter(round=row.round_id).select_related("unit", "process", "round")
    rows = rows.select_related("submission__unit", "submission__process") if model is Rating else rows
    keys = list(rows.order_by("unit__code", "pk").values_list("pk", flat=True))
    for at in range(0, len(keys), CHUNK):
        some = list(rows.filter(pk__in=keys[at : at + CHUNK]).order_by("unit__code", "pk"))
        folders = {record.process_id: _folder(record) for record in some}
        if model is Rating:
            _papers(book, some, folders)
        _trails(book, folders)
        _evidence(book, folders)
        archives.note_progress(row, done + at + len(some))
    return done + len(keys)


def _folder(record: Rating | RatingList) -> str:
    """Where a record's files lie: below the unit that reports it."""
    number = part(record.process.number)
    if isinstance(record, RatingList):
        return f"{_of_unit(record.unit)}/00 呈报批 {number}"
    above = record.submission.unit if record.submission else None
    return f"{_of_unit(above) if above else '未列入呈报批'}/{_of_unit(record.unit)} {number}"


def _of_unit(unit: Any) -> str:
    return part(f"{unit.code} {unit.short_name}")


def _papers(book: Book, rows: Sequence[Rating], folders: dict[int, str]) -> None:
    read = Papers(rows, meetings=True)
    own = (kinds.OWN_SHEET, documents.template(kinds.OWN_SHEET, "docx"), read.own())
    decided = (kinds.DECISION_SHEET, documents.template(kinds.DECISION_SHEET, "docx"), read.decision())
    for n, rating in enumerate(rows):
        kind, template, values = decided if rating.result else own
        made = documents.fill(template, "docx", values | {"各支部": [values["各支部"][n]]})
        book.add(f"{folders[rating.process_id]}/{kind.label}.docx", made)


def _trails(book: Book, folders: dict[int, str]) -> None:
    """Each record's chain with its hashes, as it can be verified."""
    found: dict[int, list[dict[str, Any]]] = {process: [] for process in folders}
    for entry in AuditEntry.objects.filter(process__in=folders).order_by("process", "seq").iterator():
        found[entry.process_id or 0].append(entry.content() | {"prev_hash": entry.prev_hash, "hash": entry.hash})
    for process, entries in found.items():
        text = json.dumps(entries, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
        book.add(f"{folders[process]}/留痕.json", text.encode())


def _evidence(book: Book, folders: dict[int, str]) -> None:
    rows = Citation.objects.filter(process__in=folders).select_related("attachment").order_by("pk")
    for citation in rows:
        file = citation.attachment
        label = f"{part(citation.code)} " if citation.code else ""
        name = f"{folders[citation.process_id]}/材料/{label}{part(file.name)}"
        if not book.copy(name, attachments.path_of(file.sha256)):
            book.add(f"{name}.缺失.txt", f"{file.name}已不在服务器上，SHA-256：{file.sha256}\n".encode())
