"""The archive of a programme: its document, notices, ledger, report; by unit each problem with all that hangs on it.

依据: domain 5.8 (整改台账、会议记录、佐证按问题归档), 6.5.
"""

import json
from collections.abc import Sequence
from typing import Any, cast

from django_tasks import task

from permissions.actor import Actor
from permissions.models import User
from workflows.engine import archives, documents, running
from workflows.engine.archives import Book, part
from workflows.engine.models import Archive, Record, Round
from workflows.rectification.models import Acceptance, Letter, LookBack, Measure, Postponement, Problem
from workflows.rectification.queries import KEY
from workflows.rectification.queries import document_kinds as kinds
from workflows.rectification.queries.closing_paper import closing_paper
from workflows.rectification.queries.letter_papers import letter_paper
from workflows.rectification.queries.letters import kind_of
from workflows.rectification.queries.sheets import ledger
from workflows.rectification.queries.weekly import weekly
from workflows.rectification.workbooks.ledger import GENERAL, as_file

CHUNK = 100
"""Records that are read together: what bounds the memory."""
HOLDS = "整改办法、通知、整改台账、整改周报，逐单位逐问题的销号审批表、督办函、佐证材料和留痕"
MODELS: tuple[type[Record], ...] = (Problem, Measure, Postponement, Acceptance, Letter, LookBack)
NAMES: dict[type[Record], str] = {
    Measure: "措施", Postponement: "延期申请", Acceptance: "联合验收", Letter: "督办函", LookBack: "回头看",
}  # fmt: skip
"""What the folder of a record beside its problem is called."""


def start(round_: Round, *, by: Actor) -> Archive:
    """Have the archive of a programme made in the background. Raises NotAllowed, Refused."""
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


def _whole(book: Book, row: Archive) -> None:
    """What the programme has once."""
    round_, said = row.round, f"{row.by}归档"
    book.add("01 整改办法.json", json.dumps(round_.scheme, ensure_ascii=False, indent=1).encode())
    archives.add_notices(book, round_, "02 通知")
    with as_file(round_, ledger(round_), GENERAL, said) as file:
        book.add("03 整改台账.xlsx", file.read())
    values = weekly(row.by, round_) | {"导出": said}
    for extension in kinds.WEEKLY_REPORT.formats if values["总数"] else ():
        made = documents.make(kinds.WEEKLY_REPORT, extension, values, said)
        book.add(f"04 整改周报.{extension}", made)


def _records(book: Book, row: Archive, model: type[Record], done: int) -> int:
    """All records of a kind, chunk by chunk. Returns how many so far."""
    beside = () if model is Problem else ("problem__unit", "problem__process", "problem__round")
    rows = model._default_manager.filter(round=row.round_id).select_related("unit", "process", "round__unit", *beside)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(keys), CHUNK):
        some = list(rows.filter(pk__in=keys[at : at + CHUNK]).order_by("pk"))
        folders = {record.process_id: _folder(record) for record in some}
        if model is Problem:
            _forms(book, cast("list[Problem]", some), folders, row.by)
        elif model is Letter:
            _letters(book, cast("list[Letter]", some), folders)
        archives.add_trails(book, folders)
        archives.add_files(book, folders)
        archives.note_progress(row, done + at + len(some))
    return done + len(keys)


def _folder(record: Any) -> str:
    """Where a record's files lie: below its problem, below the unit that leads."""
    if not isinstance(record, Problem):
        return f"{_folder(record.problem)}/{NAMES[type(record)]} {part(record.process.number)}"
    unit = part(f"{record.unit.code} {record.unit.short_name}")
    return f"{unit}/{part(record.process.number)} {part(record.title())}"


def _forms(book: Book, rows: Sequence[Problem], folders: dict[int, str], user: User) -> None:
    """销号审批表 of each problem whose unit applied."""
    kind = kinds.CLOSING_PAPER
    template = documents.template(kind, "docx")
    for row in rows:
        if row.result:
            made = documents.fill(template, "docx", closing_paper(row, user))
            book.add(f"{folders[row.process_id]}/{kind.label}.docx", made)


def _letters(book: Book, rows: Sequence[Letter], folders: dict[int, str]) -> None:
    """Each letter that went out."""
    templates = {rung: documents.template(kind, "docx") for rung, kind in kinds.LETTERS.items()}
    for row in rows:
        if row.issued_on is not None:
            made = documents.fill(templates[kind_of(row).rung], "docx", letter_paper(row))
            book.add(f"{folders[row.process_id]}/{part(row.number)}{part(row.name)}.docx", made)
