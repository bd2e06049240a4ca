"""The archive of a round holds everything, and its contents list says so with hashes that come out right."""

import hashlib
import json
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from tests.workflows.engine.steps import approve, do, list_at, review
from tests.workflows.star_rating import panels
from tests.world import World, make_world
from workflows.engine import archives, attachments, objections, round_notices
from workflows.engine.models import Archive, Attachment, AuditEntry, Round
from workflows.star_rating import actions
from workflows.star_rating.models import Evaluation, ReviewSheet
from workflows.star_rating.states import ListState
from workflows.star_rating.workbooks import archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Return the cast with a list under notice, a file cited by its branch, and a notice of the round."""
    world = make_world()
    round_ = world.round()
    round_notices.write(round_, title="关于开展星级评定的通知", text="请按时自评。", by=world.clerk)
    cite(world, "../../佐证：甲.pdf")
    list_at(world, ListState.PUBLICISING)
    return world


def cite(world: World, name: str) -> None:
    rating = world.rating("甲一支部")
    form = {"seen": str(world.seen(rating)), "code": "18", "file": SimpleUploadedFile(name, b"%PDF-1.4 x")}
    assert browser(world, "secretary").post(f"/records/{rating.process.number}/files/", form).status_code == 303


def browser(world: World, who: str = "clerk") -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def made(world: World) -> ZipFile:
    """The archive as somebody downloads it."""
    page = f"/star_rating/rounds/{Round.objects.get().pk}/archive/"
    assert browser(world).post(page).status_code == 302
    archive.archive_job.call(Archive.objects.latest("pk").pk)
    answer: Any = browser(world).get(f"{page}{Archive.objects.latest('pk').pk}/")
    return ZipFile(BytesIO(b"".join(answer.streaming_content)))


def test_the_contents_list_names_every_file_with_its_hash(world: World) -> None:
    book = made(world)
    listed = contents(book)

    assert sorted(listed) == sorted(name for name in book.namelist() if name != "目录.xlsx")
    assert listed == {
        name: (len(book.read(name)), hashlib.sha256(book.read(name)).hexdigest()) for name in listed
    }  # fmt: skip


def test_it_holds_scheme_notice_documents_papers_evidence_and_trail(world: World) -> None:
    rating, submission = world.rating("甲一支部"), world.list_of("甲局机关党委")
    book = made(world)
    unit, branch = (f"{world.units[name].code} {name}" for name in ("甲局机关党委", "甲一支部"))
    own = f"{unit}/{branch} {rating.process.number}"
    names = set(book.namelist())

    assert names >= {
        "01 评定方案.xlsx",
        "02 通知/1 关于开展星级评定的通知/通知.txt",
        "03 文书/汇总表.xlsx",
        "03 文书/汇总表.docx",
        "03 文书/公示名单.docx",
        f"{unit}/00 呈报批 {submission.process.number}/留痕.json",
        f"{own}/审定表.docx",
        f"{own}/留痕.json",
        f"{own}/材料/18 佐证：甲.pdf",
    }
    assert [name for name in names if "通报" in name or ".." in name] == []
    trail = json.loads(book.read(f"{own}/留痕.json"))
    entries = AuditEntry.objects.filter(process=rating.process_id).order_by("seq")
    assert [entry["hash"] for entry in trail] == [entry.hash for entry in entries]
    assert [entry["prev_hash"] for entry in trail[1:]] == [entry["hash"] for entry in trail[:-1]]


def test_of_two_public_notices_each_has_its_list_and_both_are_in_the_contents(world: World) -> None:
    world.submit("乙一支部", world.outsider)
    review(world, "乙一支部", five_stars=False, by="other_deputy")
    submission = world.report("乙局机关党委", world.other_deputy)
    do(actions.list_forward, world, submission, "clerk")
    approve(world, submission)
    tomorrow = timezone.localdate() + timedelta(days=1)
    do(actions.list_publicise, world, submission, "clerk", starts_on=tomorrow, days=5)
    book = made(world)

    lists = {name: text_of(book.read(name)) for name in book.namelist() if name.startswith("03 文书/公示名单")}
    assert sorted(lists) == [f"03 文书/公示名单{n}.{kind}" for n in ("", "2") for kind in ("docx", "xlsx")]
    shown = {name: [branch for branch in ("甲一支部", "乙一支部") if branch in text] for name, text in lists.items()}
    for kind in ("docx", "xlsx"):
        assert shown[f"03 文书/公示名单.{kind}"] == ["甲一支部"]
        assert shown[f"03 文书/公示名单2.{kind}"] == ["乙一支部"]
    assert set(lists) <= set(contents(book))


def text_of(content: bytes) -> str:
    """The text of a .docx or an .xlsx."""
    parts = ZipFile(BytesIO(content))
    return "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))


def test_what_happened_beside_ratings_and_lists_is_kept_too(world: World) -> None:
    round_ = Round.objects.select_related("unit").get()
    publicity = world.list_of("甲局机关党委").publicity
    assert publicity is not None
    objection = objections.receive(publicity, world.rating("甲一支部"), by=world.clerk, channel="来信", text="有异议。")
    attachments.cite(objection.process, attachments.upload(round_.unit, BytesIO(b"x"), world.clerk, "来信.txt"))
    evaluation = panels.prepare(world, round_, kind="visit", component="")
    book = made(world)

    names = {
        f"04 其他事项/评审/{evaluation.process.number} 工委/留痕.json",
        f"04 其他事项/公示异议/{objection.process.number} 甲一支部/留痕.json",
        "04 其他事项/批次变动记录.json",
    }
    assert names <= set(contents(book))
    assert [name for name in book.namelist() if "来信" in name] == []
    labels = [entry["label"] for entry in json.loads(book.read("04 其他事项/批次变动记录.json"))]
    assert labels == ["发出通知", "生成归档"]


def held(world: World, unit: str, by: str, *people: str) -> Evaluation:
    """An evaluation of 甲四支部 by these reviewers, reckoned up."""
    round_ = Round.objects.select_related("unit").get()
    made = panels.prepare(world, round_, by=by, unit=unit, kind="visit", component="")
    panels.name(world, made, dict.fromkeys(people, 0), {"甲四支部": 0}, by=by)
    begun = panels.begin(world, made, by=by)
    for n, key in enumerate(people):
        sheet = ReviewSheet.objects.select_related("evaluation__round", "unit", "round", "process").get(
            evaluation=begun, reviewer=world.users[key]
        )
        marks = {world.rating("甲四支部").pk: actions.Marks([Decimal(50 + n), Decimal("33.5")], "")}
        actions.marks_save(sheet, marks, by=getattr(world, key), seen=world.seen(sheet))
        do(actions.marks_submit, world, sheet, key)
    return panels.close(world, begun, by=by)


def test_no_mark_is_archived_with_its_reviewers_name_and_no_other_units_evaluation_is_there(world: World) -> None:
    ours = held(world, "工委", "clerk", "leader", "outsider")
    theirs = held(world, "甲局机关党委", "deputy", "secretary", "sibling")
    book = made(world)
    name = str(world.users["leader"])
    ((first, total), _) = ours.outcome[0]["totals"]
    trail = book.read(f"04 其他事项/评审/{ours.process.number} 工委/留痕.json").decode()

    assert (first, total) == (name, "83.5")
    assert [row["totals"] for row in json.loads(trail)[-1]["data"]["snapshot"]["outcome"]] == [["84.5", "83.5"]]
    assert name not in trail
    places: Any = load_workbook(
        BytesIO(book.read(f"04 其他事项/评审/{ours.process.number} 工委/排名.xlsx"))
    ).worksheets[0]
    (place,) = [row for row in places.iter_rows(min_row=3, values_only=True) if row[1] == "甲四支部"]
    assert (place[0], place[2], place[3]) == ("第1名", 84, "84.5、83.5")
    assert [entry for entry in book.namelist() if theirs.process.number in entry] == []


def test_the_progress_counts_everything_chunk_by_chunk(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[int] = []
    for _ in range(3):
        panels.prepare(world, Round.objects.select_related("unit").get(), kind="visit", component="")
    monkeypatch.setattr(archive, "CHUNK", 2)
    monkeypatch.setattr(archives, "note_progress", lambda row, done: said.append(done))
    row = archive.start(Round.objects.get(), by=world.clerk)
    archive.archive_job.call(row.pk)

    assert (row.total, said) == (13, [2, 3, 5, 7, 9, 10, 12, 13])


def contents(book: ZipFile) -> dict[str, tuple[int, str]]:
    """What the contents list says of each file: bytes and hash."""
    sheet: Any = load_workbook(BytesIO(book.read("目录.xlsx"))).worksheets[0]
    return {name: (size, sha256) for _, name, size, sha256 in sheet.iter_rows(min_row=3, values_only=True) if name}


def test_a_branch_that_is_not_in_a_list_has_its_own_sheet(world: World) -> None:
    unit, number = world.units["甲二支部"], world.rating("甲二支部").process.number

    assert f"未列入呈报批/{unit.code} 甲二支部 {number}/自评表.docx" in made(world).namelist()


def test_a_file_whose_bytes_are_gone_is_said_to_be_missing(world: World) -> None:
    attachments.path_of(Attachment.objects.get().sha256).unlink()

    (name,) = [name for name in made(world).namelist() if "佐证" in name]
    assert name.endswith("佐证：甲.pdf.缺失.txt")


def test_a_new_archive_takes_the_place_of_the_old_one(world: World) -> None:
    made(world)
    first = Archive.objects.get()
    made(world)
    second = Archive.objects.latest("pk")

    assert first.sha256 != second.sha256
    assert (attachments.path_of(first.sha256).exists(), attachments.path_of(second.sha256).exists()) == (False, True)


def test_while_one_is_being_made_no_other_is_begun(world: World) -> None:
    page = f"/star_rating/rounds/{Round.objects.get().pk}/archive/"
    answers = [browser(world).post(page) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 422]
    assert "归档文件正在生成，请稍后刷新查看。" in answers[1].content.decode()
    assert "正在生成：0/10件" in browser(world).get(page).content.decode()


def test_one_that_fails_says_so_and_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object) -> None:
        raise OSError("disk full")

    row = archive.start(Round.objects.get(), by=world.clerk)
    monkeypatch.setattr(archive, "_records", fail)
    with pytest.raises(OSError, match="disk full"):
        archive.archive_job.call(row.pk)

    assert Archive.objects.get().status == Archive.Status.FAILED
    assert list(Path(settings.FILES_ROOT).glob("archive-*")) == []


def test_making_and_taking_it_are_in_the_ledger(world: World) -> None:
    made(world)

    entries = AuditEntry.objects.filter(verb__startswith="archive").order_by("seq")
    assert list(entries.values_list("label", flat=True)) == ["生成归档", "下载归档"]


def test_it_costs_the_same_for_few_branches_and_for_more(world: World) -> None:
    def cost() -> int:
        row = archive.start(Round.objects.get(), by=world.clerk)
        with CaptureQueriesContext(connection) as asked:
            archive.archive_job.call(row.pk)
        return len(asked)

    cost()
    before = cost()
    world.submit("甲四支部", world.fourth)
    world.submit("乙一支部", world.outsider)

    assert cost() == before
