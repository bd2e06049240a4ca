"""The archive of a round: plan, notices; by branch its roll and results, materials, trails, and what followed.

No ballot is in it, and no vote on a member, which stays in the branch. 依据: domain 4.1 [P03], 6.5.
"""

import json
from typing import Any

from django.db.models import QuerySet
from django_tasks import task

from permissions.actor import Actor
from permissions.models import User
from workflows.appraisal.models import Appraisal, Correction, Disposal, Meeting
from workflows.appraisal.queries import KEY
from workflows.appraisal.queries import document_kinds as kinds
from workflows.appraisal.queries.papers import correction_paper, disposal_paper
from workflows.appraisal.states import TOLD
from workflows.appraisal.states import DisposalState as D
from workflows.appraisal.workbooks.results import write
from workflows.engine import archives, documents, running
from workflows.engine.archives import Book, part
from workflows.engine.models import Archive, AuditEntry, Record, Round
from workflows.engine.pages import visible

CHUNK = 100
"""Records that are read together: what bounds the memory."""
HOLDS = (
    "评议办法、通知，逐支部的名册和评定结果、班子测评和群众满意度、组织处置和限期改正的文书、材料和留痕；"
    "不含选票和对党员的测评票数"
)
MODELS: tuple[type[Record], ...] = (Meeting, Appraisal, Disposal, Correction)
KEPT = "对党员的测评票数、表决票数和没有反馈的等次由党支部掌握，不归档；校验值按原来的内容计算。"
"""What stands in a trail instead of them."""


def start(round_: Round, *, by: Actor) -> Archive:
    """Have the archive of a round made in the background. Raises NotAllowed, Refused."""
    running.check_runs(by, round_.unit, KEY)
    total = sum(model._default_manager.filter(round=round_).count() for model in MODELS)
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
        scheme = json.dumps(row.round.scheme, ensure_ascii=False, indent=1)
        book.add("01 评议办法.json", scheme.encode())
        archives.add_notices(book, row.round, "02 通知")
        done = 0
        for model in MODELS:
            done = _records(book, row, model, done)
    return Archive.objects.get(pk=pk).files


def _records(book: Book, row: Archive, model: type[Record], done: int) -> int:
    """All records of a kind that whoever archives may see, chunk by chunk. Returns how many so far."""
    rows = _rows(row.round, model, row.by)
    keys = list(rows.order_by("unit__code", "pk").values_list("pk", flat=True))
    for at in range(0, len(keys), CHUNK):
        some = list(rows.filter(pk__in=keys[at : at + CHUNK]).order_by("unit__code", "pk"))
        folders = {record.process_id: _folder(record) for record in some}
        for record in some:
            _papers(book, record, folders[record.process_id], f"{row.by}归档")
        archives.add_trails(book, folders, _told)
        archives.add_files(book, folders)
        archives.note_progress(row, done + at + len(some))
    return done + len(keys)


def _rows(round_: Round, model: type[Record], user: User) -> QuerySet[Any]:
    """A 组织处置 is for the desks that it was on, whoever runs the round."""
    beside = () if model is Meeting else ("person", "disposal__person") if model is Correction else ("person",)
    found = visible(model._default_manager.filter(round=round_), user)
    return found.select_related("unit", "process", "round__unit", *beside)


def _folder(record: Any) -> str:
    """Where a record's files lie: below its branch."""
    unit, number = part(f"{record.unit.code} {record.unit.short_name}"), part(record.process.number)
    if isinstance(record, Meeting):
        return f"{unit}/00 会议 {number}"
    kind = {Appraisal: "01 党员评议", Disposal: "02 组织处置", Correction: "03 限期改正"}[type(record)]
    return f"{unit}/{kind}/{part(record.person.name)} {number}"


def _papers(book: Book, record: Any, folder: str, said: str) -> None:
    """Roll and results of a meeting; the documents of what followed."""
    if isinstance(record, Meeting):
        book.add(f"{folder}/名册和评定结果.xlsx", write(record, said, about_members=False))
    elif isinstance(record, Disposal):
        having = (kinds.DISPOSAL, kinds.DECISION) if record.state == D.DISPOSED else (kinds.DISPOSAL,)
        for kind in having:
            book.add(f"{folder}/{part(kind.label)}.docx", documents.make(kind, "docx", disposal_paper(record)))
    elif isinstance(record, Correction):
        kind = kinds.CORRECTION
        book.add(f"{folder}/{part(kind.label)}.docx", documents.make(kind, "docx", correction_paper(record)))


def _told(entry: AuditEntry) -> dict[str, Any]:
    """An entry of a trail without the votes on members, and without grades that were not told by then."""
    content = entry.content()
    snapshot = content["data"].get("snapshot")
    if not snapshot:
        return content
    kept = _member(entry) if "grade" in snapshot else {}
    if decided := snapshot.get("decided"):
        kept["decided"] = decided | {name: KEPT for name in ("counts", "grades") if name in decided}
    return content | {"data": content["data"] | {"snapshot": snapshot | kept}}


def _member(entry: AuditEntry) -> dict[str, str]:
    """What stands in the snapshot of a member's 评议 for the vote of the body, and for a grade before it is told."""
    return {"vote": KEPT} | ({} if entry.target in TOLD else {"grade": KEPT})
