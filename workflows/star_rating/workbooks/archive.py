"""The archive of a round: scheme, notice, documents, papers, evidence and trail of each branch, and the rest."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django_tasks import task

from permissions.actor import Actor
from workflows.engine import archives, documents, ledger
from workflows.engine.archives import Book, part
from workflows.engine.models import Archive, Objection, Record, Round
from workflows.engine.registry import flow_of
from workflows.star_rating import queries
from workflows.star_rating.actions.rounds import check_supervises
from workflows.star_rating.models import Clearance, Evaluation, Rating, RatingList, StarChange
from workflows.star_rating.queries import document_kinds as kinds
from workflows.star_rating.queries import documents as reading
from workflows.star_rating.queries.papers import Papers
from workflows.star_rating.workbooks.marks import ranking
from workflows.star_rating.workbooks.scheme import scheme_book

CHUNK = 100
"""Records that are read together: what bounds the memory."""
BOTH = ("xlsx", "docx")
HOLDS = "评定方案、通知、汇总表、公示名单、通报，逐单位逐支部的审定表、材料和留痕；各单位自行组织的评审不在内"
OTHERS: tuple[type[Record], ...] = (Clearance, Evaluation, StarChange, Objection)
"""What is kept beside ratings and lists: trails, and files unless they are hidden; a reviewer's sheet is his own.

Of 评审 only those that the host of the round held: another unit's belong to that unit.
"""


def start(round_: Round, *, by: Actor) -> Archive:
    """Have the archive of a round made in the background. Raises NotAllowed, Refused."""
    check_supervises(by, round_.unit)
    total = Rating.objects.filter(round=round_).count() + RatingList.objects.filter(round=round_).count()
    total += sum(_rows_of(model, round_).count() for model in OTHERS)
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
        done = _records(book, row, Rating, done)
        _others(book, row, done)
    return Archive.objects.get(pk=pk).files


def _whole(book: Book, row: Archive) -> None:
    """What the round has once: scheme, notices, documents."""
    round_, said = row.round, f"{row.by}归档"
    book.add("01 评定方案.xlsx", scheme_book(queries.scheme_of(round_), said))
    archives.add_notices(book, round_, "02 通知")
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
        archives.add_trails(book, folders)
        archives.add_files(book, folders)
        archives.note_progress(row, done + at + len(some))
    return done + len(keys)


def _others(book: Book, row: Archive, done: int) -> None:
    """What happened beside ratings and lists: 纪检意见, 评审, 星级变更, 公示异议, and what was done to the round."""
    for model in OTHERS:
        done = _other(book, row, model, done)
    book.add("04 其他事项/批次变动记录.json", archives.chain(ledger.of(row.round).order_by("seq")))


def _other(book: Book, row: Archive, model: type[Record], done: int) -> int:
    """All of one kind, chunk by chunk; constant statements a chunk. Returns how many so far."""
    rows = _rows_of(model, row.round).select_related("unit", "process").order_by("pk")
    keys, folder = list(rows.values_list("pk", flat=True)), f"04 其他事项/{part(flow_of(model).label)}"
    for at in range(0, len(keys), CHUNK):
        some = list(rows.filter(pk__in=keys[at : at + CHUNK]))
        folders = {
            each.process_id: f"{folder}/{part(each.process.number)} {part(each.unit.short_name)}" for each in some
        }
        archives.add_trails(book, folders)
        if model.UNIT_SEES:
            archives.add_files(book, folders)
        if model is Evaluation:
            _rankings(book, row, some, folders)
        archives.note_progress(row, done + at + len(some))
    return done + len(keys)


def _rankings(book: Book, row: Archive, rows: Sequence[Evaluation], folders: dict[int, str]) -> None:
    for each in rows:
        if each.outcome:
            book.add(f"{folders[each.process_id]}/排名.xlsx", ranking(each, f"{row.by}归档", named=False))


def _rows_of(model: type[Record], round_: Round) -> QuerySet[Any]:
    """What of one kind goes into the archive."""
    rows = model._default_manager.filter(round=round_)
    return rows.filter(unit=round_.unit_id) if model is Evaluation else rows


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
