"""The archive of a round: all that stands, listed with its hashes; no ballot in it and no vote on a member."""

import hashlib
import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook

from tests.workflows.appraisal.cast import Cast
from tests.workflows.appraisal.disposing import disposal_at
from tests.workflows.appraisal.pages import browser
from tests.workflows.appraisal.polling import counted, entry
from tests.workflows.appraisal.test_after_reporting import reported
from workflows.appraisal import actions
from workflows.appraisal.queries.ballots import box_of
from workflows.appraisal.states import DisposalState as D
from workflows.appraisal.states import MeetingState as M
from workflows.appraisal.workbooks import archive
from workflows.engine.models import Archive, AuditEntry

BRANCH = "甲一支部"


def made(cast: Cast, who: str = "clerk") -> ZipFile:
    """The archive as somebody downloads it."""
    page = f"/appraisal/rounds/{cast.meeting().round_id}/archive/"
    assert browser(cast, who).post(page).status_code == 302
    row = Archive.objects.latest("pk")
    archive.archive_job.call(row.pk)
    answer: Any = browser(cast, who).get(f"{page}{row.pk}/")
    return ZipFile(BytesIO(b"".join(answer.streaming_content)))


def text(book: ZipFile) -> str:
    """Everything in it that can be read, workbooks unpacked."""
    found = [book.read(name) for name in book.namelist()]
    inner = [ZipFile(BytesIO(each)) for each in found if each[:2] == b"PK"]
    parts = found + [one.read(name) for one in inner for name in one.namelist()]
    return "\n".join(each.decode("utf-8", "replace") for each in parts)


def folder(cast: Cast) -> str:
    unit = cast.units[BRANCH]
    return f"{unit.code} {unit.short_name}"


def test_the_contents_list_names_every_file_with_its_hash(cast: Cast) -> None:
    cast.meeting_at(M.CLOSED)
    book = made(cast)
    sheet: Any = load_workbook(BytesIO(book.read("目录.xlsx"))).worksheets[0]
    listed = {name: sha256 for _, name, _, sha256 in sheet.iter_rows(min_row=3, values_only=True) if name}

    assert listed == {
        name: hashlib.sha256(book.read(name)).hexdigest() for name in book.namelist() if name != "目录.xlsx"
    }


def test_it_holds_the_plan_the_results_of_each_branch_and_every_trail(cast: Cast) -> None:
    meeting = cast.meeting_at(M.CLOSED)
    names, own = made(cast).namelist(), folder(cast)
    row = cast.row("陈明")

    assert "01 评议办法.json" in names
    assert f"{own}/00 会议 {meeting.process.number}/名册和评定结果.xlsx" in names
    assert f"{own}/01 党员评议/陈明 {row.process.number}/留痕.json" in names
    assert sum(name.endswith("留痕.json") for name in names) == 7


def test_votes_on_members_stay_out_and_those_on_the_team_are_in(cast: Cast) -> None:
    meeting = reported(cast)
    kept = AuditEntry.objects.get(process=meeting.process_id, verb="confirm")
    line = f"{entry(cast, '陈明').key}.overall"
    assert line in json.dumps(kept.data)  # what could leak
    said = text(made(cast))

    assert (line in said, archive.KEPT in said) == (False, True)
    assert "好6张（100%）" in said
    assert "优秀6张" not in said


def test_no_ballot_and_no_box_is_in_it(cast: Cast) -> None:
    meeting = counted(cast)
    sealed = json.loads(box_of(meeting).sealed_path.read_text("utf-8"))
    said = text(made(cast))

    assert sealed["votes"]
    assert not [vote for vote in sealed["votes"] if str(vote[0]) in said]
    assert not [name for name in said.splitlines() if meeting.box in name]


def test_a_disposal_is_archived_only_by_whoever_had_it_on_the_desk(cast: Cast) -> None:
    disposal_at(cast, D.DISPOSED)
    own = folder(cast)

    assert not [name for name in made(cast).namelist() if name.startswith(f"{own}/02 ")]


def sheet(book: ZipFile, name: str) -> list[tuple[Any, ...]]:
    """The rows of a sheet of the roll and results."""
    found = next(each for each in book.namelist() if each.endswith("名册和评定结果.xlsx"))
    return list(load_workbook(BytesIO(book.read(found)))[name].iter_rows(values_only=True))


def test_before_the_grades_are_told_the_archive_holds_none_of_what_the_branch_entered(cast: Cast) -> None:
    cast.meeting_at(M.COUNTING)
    for form in ("members", "team"):
        for reader in ("organiser", "secretary"):
            cast.enter(reader, form=form)
    cast.do(actions.confirm, cast.meeting())
    cast.sit()
    cast.grade("郑洁", "qualified", opinion="谈话时有抵触。", agreed=4, against=1)
    actions.grade_save(cast.row("吴江"), actions.GradeInput("", ungraded_why="长期病假"), by=cast.organiser)
    book = made(cast)
    rows = [row for row in sheet(book, "评定结果") if row[1] in ("郑洁", "吴江")]

    assert cast.row("郑洁").opinion == "谈话时有抵触。"  # what could leak
    assert [row[2] for row in rows] == ["组织评定", "组织评定"]
    assert not [word for word in ("抵触", "长期病假", "好6张") if word in text(book)]


def test_after_closing_opinions_and_the_votes_of_the_body_stay_in_the_branch(cast: Cast) -> None:
    cast.meeting_at(M.CLOSED)
    row = cast.row("陈明")
    entries = AuditEntry.objects.filter(process=row.process_id, data__snapshot__has_key="vote")
    book = made(cast)
    trail = next(name for name in book.namelist() if "陈明" in name and name.endswith("留痕.json"))
    said = json.loads(book.read(trail))
    snapshots = [each["data"]["snapshot"] for each in said if "grade" in each["data"].get("snapshot", {})]

    assert entries.exists()  # what could leak
    assert row.opinion not in text(book)
    assert {each["vote"] for each in snapshots} == {archive.KEPT}
    assert snapshots[-1]["grade"] == row.grade_name
    assert {"评定意见", "赞成", "不赞成", "弃权"}.isdisjoint(cell for line in sheet(book, "评定结果") for cell in line)
    assert row.grade_name in [line[2] for line in sheet(book, "评定结果") if line[1] == "陈明"]


def test_grades_that_wait_for_the_superior_are_in_no_trail_of_the_archive(cast: Cast) -> None:
    meeting = cast.meeting_at(M.REVIEWING)
    decided = AuditEntry.objects.get(process=meeting.process_id, verb="decide").data["snapshot"]["decided"]
    book = made(cast)
    trails = "".join(book.read(name).decode() for name in book.namelist() if name.endswith("留痕.json"))

    assert "合格" in decided["grades"].values()  # what could leak
    assert '"合格"' not in trails
