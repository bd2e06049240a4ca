"""The archive of a programme holds every problem with what hangs on it, listed with hashes that come out right."""

import hashlib
import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from openpyxl import load_workbook

from tests.workflows.rectification.cast import Cast
from tests.workflows.rectification.papers import got
from workflows.engine.models import Archive, AuditEntry, Round
from workflows.rectification import actions
from workflows.rectification.models import Letter, Measure, Problem
from workflows.rectification.states import ProblemState as S
from workflows.rectification.workbooks import archive


@pytest.fixture
def book(cast: Cast) -> ZipFile:
    """Return the archive of a programme with one problem closed, and one with a file, a letter and a draft."""
    cast.problem_at(S.CLOSED)
    urged = cast.problem_at(S.RECTIFYING, text="督办的问题")
    cast.attach(urged)
    letter = actions.letter_propose(urged, "remind", "进展缓慢", by=cast.clerk)
    cast.do(actions.letter_issue, letter, "head", number="提醒1号")
    actions.letter_propose(urged, "supervise", "仍然缓慢", by=cast.clerk)
    key = Round.objects.get(process_key="rectification").pk
    row = archive.start(Round.objects.get(pk=key), by=cast.clerk)
    archive.archive_job.call(row.pk)
    answer: Any = got(cast, "clerk", "archive_file", key, Archive.objects.latest("pk").pk)
    return ZipFile(BytesIO(b"".join(answer.streaming_content)))


def folder(problem: Problem) -> str:
    return f"{problem.unit.code} {problem.unit.short_name}/{problem.process.number} {problem.title()}"


def test_it_holds_the_programme_and_each_problem_with_all_around_it(book: ZipFile) -> None:
    closed, urged = Problem.objects.select_related("unit", "process").order_by("pk")
    measures = Measure.objects.select_related("process", "problem__unit", "problem__process")
    sent, kept = Letter.objects.select_related("process").order_by("pk")
    beside = f"{folder(urged)}/督办函"

    assert set(book.namelist()) == {
        "目录.xlsx", "01 整改办法.json", "03 整改台账.xlsx", "04 整改周报.docx", "04 整改周报.xlsx",
        f"{folder(closed)}/问题销号审批表.docx", f"{folder(urged)}/材料/会议记录.txt",
        f"{folder(closed)}/留痕.json", f"{folder(urged)}/留痕.json",
        *(f"{folder(row.problem)}/措施 {row.process.number}/留痕.json" for row in measures),
        f"{beside} {sent.process.number}/提醒1号整改提醒函.docx", f"{beside} {sent.process.number}/留痕.json",
        f"{beside} {kept.process.number}/留痕.json",
    }  # fmt: skip


def test_its_contents_and_trails_come_out_right(book: ZipFile) -> None:
    rows = list(load_workbook(BytesIO(book.read("目录.xlsx"))).worksheets[0].iter_rows(min_row=3, values_only=True))
    listed = {row[1]: row[3] for row in rows if row[1]}
    found = {name: hashlib.sha256(book.read(name)).hexdigest() for name in book.namelist() if name != "目录.xlsx"}
    closed = Problem.objects.select_related("unit", "process").earliest("pk")
    trail = json.loads(book.read(f"{folder(closed)}/留痕.json"))

    assert listed == found
    assert [row["hash"] for row in trail] == list(
        AuditEntry.objects.filter(process=closed.process_id).order_by("seq").values_list("hash", flat=True)
    )


def test_the_forms_in_it_are_filled(book: ZipFile) -> None:
    closed = Problem.objects.select_related("unit", "process").earliest("pk")
    form = docx.Document(BytesIO(book.read(f"{folder(closed)}/问题销号审批表.docx")))
    ledger = load_workbook(BytesIO(book.read("03 整改台账.xlsx"))).worksheets[0]

    assert form.tables[0].rows[5].cells[1].text == closed.text
    assert [row[4] for row in ledger.iter_rows(min_row=2, max_row=3, values_only=True)] == [closed.text, "督办的问题"]
