"""The archive of a round: plan, notices, documents, and by unit forms, materials, 会审 and trails. 依据: domain 6.5."""

import json
from collections.abc import Callable, Sequence
from typing import Any, cast

from django_tasks import task

from permissions.actor import Actor
from permissions.models import OrgUnit
from workflows.engine import archives, documents, running
from workflows.engine.archives import Book, part
from workflows.engine.models import Archive, Publicity, Record, Round
from workflows.nomination.models import AwardDocument, Consultation, Nomination, NominationList, Revocation
from workflows.nomination.queries import contests
from workflows.nomination.queries import document_kinds as kinds
from workflows.nomination.queries import documents as reading
from workflows.nomination.queries.papers import NEEDED, Papers
from workflows.nomination.queries.rounds import KEY
from workflows.nomination.workbooks.contests import contests_book

CHUNK = 100
"""Records that are read together: what bounds the memory."""
HOLDS = "评选方案、通知、汇总表、公示稿、表彰决定或上报文、名额比选，逐单位逐对象的推荐审批表、材料、会审意见和留痕"
MODELS: tuple[type[Record], ...] = (NominationList, Consultation, Nomination, Revocation)


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
        _whole(book, row)
        done = 0
        for model in MODELS:
            done = _records(book, row, model, done)
    return Archive.objects.get(pk=pk).files


# --- what the round has once ---------------------------------------------------------------------------------------


def _whole(book: Book, row: Archive) -> None:
    """Plan, notices, documents."""
    round_ = row.round
    book.add("01 评选方案.json", json.dumps(round_.scheme, ensure_ascii=False, indent=1).encode())
    archives.add_notices(book, round_, "02 通知")
    _document(book, row, kinds.SUMMARY, reading.summary_of_round(row.by, round_))
    for n, publicity in enumerate(_publicities(round_), 1):
        within = f"{part(publicity.unit.short_name)}内" if publicity.unit else ""
        _document(book, row, kinds.NOTICE, reading.notice(round_, publicity), f"{n} {within}")
    _document(book, row, kinds.DECISION, reading.decision(round_))
    _registered(book, round_)
    _contested(book, row)


def _publicities(round_: Round) -> list[Publicity]:
    """Every notice, those inside units too."""
    return list(Publicity.objects.filter(round=round_).select_related("unit").order_by("starts_on", "pk"))


def _document(book: Book, row: Archive, kind: documents.DocumentKind, values: dict[str, Any], before: str = "") -> None:
    """One document, where it says anything."""
    if not values["总数"]:
        return
    said, (extension,) = f"{row.by}归档", kind.formats
    made = documents.make(kind, extension, values | {"导出": said}, said)
    book.add(f"03 文书/{before}{part(kind.label)}.{extension}", made)


def _registered(book: Book, round_: Round) -> None:
    """The numbered documents that were registered, with the day and who did it."""
    rows = AwardDocument.objects.filter(round=round_).select_related("by__person").order_by("pk")
    lines = [f"{each.words}（{each.by}于{each.at:%Y-%m-%d %H:%M}登记）" for each in rows]
    if lines:
        book.add("03 文书/登记的文件.txt", ("\n".join(lines) + "\n").encode())


def _contested(book: Book, row: Archive) -> None:
    """Who was chosen for places that were too few, and why the others were not."""
    if found := contests.entered(row.round):
        made = contests_book(found, contests.names_of(row.round, found), f"{row.by}归档")
        book.add("03 文书/名额比选.xlsx", made)


# --- its records ---------------------------------------------------------------------------------------------------


def _records(book: Book, row: Archive, model: type[Record], done: int) -> int:
    """All records of a kind, chunk by chunk; constant statements a chunk. Returns how many so far."""
    rows = model._default_manager.filter(round=row.round_id).select_related(*READ[model])
    keys = list(rows.order_by("unit__code", "pk").values_list("pk", flat=True))
    for at in range(0, len(keys), CHUNK):
        some = list(rows.filter(pk__in=keys[at : at + CHUNK]).order_by("unit__code", "pk"))
        folders = {record.process_id: FOLDERS[model](record) for record in some}
        if model is Nomination:
            _forms(book, cast("list[Nomination]", some), folders)
        archives.add_trails(book, folders)
        archives.add_files(book, folders)
        archives.note_progress(row, done + at + len(some))
    return done + len(keys)


def _forms(book: Book, rows: Sequence[Nomination], folders: dict[int, str]) -> None:
    """推荐审批表 of each; who archives is of the host and reads all that is on it."""
    told = {row.submission_id for row in rows if row.submission_id}
    values = Papers(rows, lists=told, consulted=True, past={row.pk for row in rows}).values()
    template = documents.template(kinds.FORM_PAPER, "docx")
    for n, row in enumerate(rows):
        made = documents.fill(template, "docx", values | {"各表": [values["各表"][n]]})
        book.add(f"{folders[row.process_id]}/{kinds.FORM_PAPER.label}.docx", made)


def _of_unit(unit: OrgUnit) -> str:
    return part(f"{unit.code} {unit.short_name}")


def _of_list(record: Any) -> str:
    return f"{_of_unit(record.unit)}/00 推荐名单 {part(record.process.number)}"


def _of_consultation(record: Any) -> str:
    unit = record.submission.unit
    return f"{_of_unit(unit)}/01 会审意见/{part(record.body)} {part(record.process.number)}"


def _of_nomination(record: Any) -> str:
    above = _of_unit(record.submission.unit) if record.submission else "未列入推荐名单"
    return f"{above}/{part(record.unit.short_name)} {part(record.candidate)} {part(record.process.number)}"


def _of_revocation(record: Any) -> str:
    return f"04 荣誉撤销/{part(record.nomination.candidate)} {part(record.process.number)}"


FOLDERS: dict[type[Record], Callable[[Any], str]] = {
    NominationList: _of_list,
    Consultation: _of_consultation,
    Nomination: _of_nomination,
    Revocation: _of_revocation,
}
"""Where a record's files lie: below the unit that reports it."""
READ: dict[type[Record], tuple[str, ...]] = {
    NominationList: ("unit", "process"),
    Consultation: ("unit", "process", "submission__unit"),
    Nomination: NEEDED,
    Revocation: ("unit", "process", "nomination__person", "nomination__honoured"),
}
