"""An import from upload to written: shown before it is written, written whole or not at all, entered in the ledger."""

import io
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from permissions import grants, tree
from permissions.models import Appointment, Grant, OrgClosure, OrgUnit, Person, User
from permissions.roles import Right, Role
from tests.workflows.organisation.books import (
    SOURCE,
    book,
    checked,
    counts,
    fresh,
    person,
    roll,
    sent,
    unit,
    written,
)
from tests.world import World, make_world
from workflows.engine import attachments, ledger
from workflows.engine.errors import Refused
from workflows.engine.models import AuditEntry, Fact, Notice
from workflows.organisation.actions import imports as actions
from workflows.organisation.actions.accounts import accounts_issue
from workflows.organisation.models import Import
from workflows.organisation.workbooks import jobs
from workflows.star_rating.queries import STAR_FACT

pytestmark = pytest.mark.django_db

START = date(2024, 1, 1)


@pytest.fixture
def world() -> World:
    """Return the cast."""
    return make_world()


def whole() -> bytes:
    """A workbook with something in every sheet."""
    return book(
        单位=[
            unit(1),
            unit(2, kind="机关党委", parent="U000", party_group="G1", discipline="D1"),
            unit(3, parent="N002"),
            unit(4, code="G1", kind="部门党组", parent=None),
            unit(5, code="D1", kind="机关纪委", parent=None),
        ],
        人员=[person(1, branch="N003", is_leader="是", gender="女"), person(2)],
        账号=[{"staff_no": "A00001", "username": "dangyuan1"}],
        任职=[{"staff_no": "A00001", "role": "支部书记", "unit": "N003", "starts_on": START}],
        历史结果=[
            {"kind": "支部星级", "unit": "U002", "year": 2023, "result": "4", "source": SOURCE},
            {"kind": "民主评议等次", "staff_no": "A00002", "year": 2023, "result": "优秀", "source": SOURCE},
        ],
        荣誉=[
            {"unit": "N001", "year": 2022, "name": "先进", "kind": "表彰", "sponsor": "工委", "source": SOURCE},
            {"staff_no": "A00001", "year": 2022, "name": "优秀", "kind": "命名", "sponsor": "工委", "source": SOURCE},
        ],
        处分=[{"staff_no": "A00002", "kind": "党内警告", "since": START, "basis": "决定", "source": SOURCE}],
        党务经历=[{"staff_no": "A00001", "post": "组织委员", "unit": "甲", "since": START, "source": SOURCE}],
    )


def content() -> list[Any]:
    """Every row that an import could change, as a value to compare."""
    models = (OrgUnit, OrgClosure, Person, User, Appointment, Grant, Fact, AuditEntry)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def test_everything_is_written_with_its_ledger_and_its_source(world: World) -> None:
    row = written(whole(), world.clerk)

    assert row.status == Import.Status.DONE
    branch = OrgUnit.objects.get(code="N003")
    above = OrgClosure.objects.filter(descendant=branch).order_by("depth").values_list("ancestor__code", flat=True)
    assert list(above) == ["N003", "N002", "U000"]
    relations = OrgUnit.objects.get(code="N002").relations.order_by("kind").values_list("kind", "target__code")
    assert list(relations) == [("discipline", "D1"), ("party_group", "G1")]
    secretary = Person.objects.get(staff_no="A00001")
    assert (secretary.branch, secretary.is_leader, secretary.gender) == (branch, True, "女")
    assert (secretary.user.has_usable_password(), secretary.user.must_change_password) == (False, True)
    post = secretary.user.appointments.get()
    assert (post.role, post.unit, post.grants.count()) == (Role.BRANCH_SECRETARY, branch, 3)
    facts = Fact.objects.order_by("pk").values_list("key", "words", "source")
    assert list(facts) == [
        (STAR_FACT, "四星级", SOURCE),
        ("person.appraisal_grade", "优秀", SOURCE),
        ("unit.honour", "先进", SOURCE),
        ("person.honour", "优秀", SOURCE),
        ("person.discipline", "党内警告", SOURCE),
        ("person.party_work", "甲组织委员", SOURCE),
    ]
    labels = [entry.label for entry in ledger.entries().order_by("seq")]
    past = ["支部星级", "民主评议等次", "集体荣誉", "个人荣誉", "处分", "党务经历"]
    assert labels == [
        *["新增组织"] * 5, *["新增人员"] * 2, "开通账号", "任职", *[f"登记{each}" for each in past], "导入",
    ]  # fmt: skip
    last = ledger.entries().first()
    assert last is not None
    assert (last.data["sha256"], last.data["sheets"][0]) == (
        row.sha256,
        {"sheet": "单位", "new": 5, "changed": 0, "same": 0},
    )


def test_nothing_is_written_before_it_is_confirmed(world: World) -> None:
    before = content()

    row = checked(whole(), world.clerk)

    assert (row.status, content() == before) == (Import.Status.READY, True)


def test_the_same_workbook_again_changes_nothing(world: World) -> None:
    written(whole(), world.clerk)
    before = content()[:-1]

    again = written(whole(), world.clerk)

    assert (sum(new + changed for new, changed, _ in counts(again).values()), content()[:-1] == before) == (0, True)


def test_a_changed_row_is_shown_as_it_was_and_as_it_will_be(world: World) -> None:
    written(whole(), world.clerk)
    changed = book(
        单位=[unit(1, short_name="新一支部", parent="N002")],
        人员=[person(1, branch="N001", rank="一级科员")],
        历史结果=[{"kind": "支部星级", "unit": "U002", "year": 2023, "result": "五星", "source": SOURCE}],
        任职=[
            {
                "staff_no": "A00001", "role": "支部书记", "unit": "N003", "starts_on": START,
                "ends_on": timezone.localdate() + timedelta(days=5),
            }
        ],
    )  # fmt: skip

    row = checked(changed, world.clerk)
    shown = [(each["name"], each["field"], each["old"], each["new"]) for each in row.plan["changes"]]
    done = written(changed, world.clerk)

    end = (timezone.localdate() + timedelta(days=5)).isoformat()
    assert shown == [
        ("新一支部", "简称", "新1支部", "新一支部"),
        ("新一支部", "上级组织", "甲局机关党委", "新2支部"),
        ("党员1（A00001）", "职务职级", "", "一级科员"),
        ("党员1（A00001）", "所在支部", "新3支部", "新一支部"),
        ("党员1 新3支部 支部书记", "最后任职日", "长期", end),
        ("甲一支部 支部星级", "结果", "四星级", "五星级"),
    ]
    assert counts(done) == {"单位": (0, 1, 0), "人员": (0, 1, 0), "任职": (0, 1, 0), "历史结果": (0, 1, 0)}
    assert Fact.objects.get(key=STAR_FACT, superseded_by=None).words == "五星级"
    assert {f"{grant.ends_on}" for grant in Grant.objects.filter(content_object__code="N003")} == {end}
    above = OrgClosure.objects.filter(descendant__code="N001").order_by("depth")
    assert list(above.values_list("ancestor__code", flat=True)) == ["N001", "N002", "U000"]


def test_rows_that_the_workbook_does_not_name_are_left_alone(world: World) -> None:
    before = Person.objects.get(staff_no="P0000").name

    written(book(人员=[person(1)]), world.clerk)

    assert (Person.objects.get(staff_no="P0000").name, Person.objects.filter(staff_no="A00001").count()) == (before, 1)


def test_a_cancelled_import_is_never_written(world: World) -> None:
    row = checked(whole(), world.clerk)
    before = content()
    actions.cancel(row)

    with pytest.raises(Refused, match="这次导入现在是“已取消，没有写入”，不能再确认。"):
        jobs.confirm(row)
    jobs.write_job.func(row.pk)

    assert (fresh(row).status, content() == before) == (Import.Status.CANCELLED, True)


def test_cancelling_during_the_check_keeps_it_cancelled(world: World) -> None:
    row = jobs.start(io.BytesIO(whole()), "名册.xlsx", by=world.clerk)
    actions.cancel(row)

    jobs.check_job.func(row.pk)
    actions.note_checked(row.pk, 5, [], {"sheets": []})

    assert (fresh(row).status, fresh(row).plan) == (Import.Status.CANCELLED, {})


def test_what_is_being_written_can_no_longer_be_cancelled(world: World) -> None:
    row = checked(whole(), world.clerk)
    jobs.confirm(row)

    with pytest.raises(Refused, match="不能再取消"):
        actions.cancel(row)


def test_a_change_between_preview_and_confirmation_stops_the_writing(world: World) -> None:
    row = checked(book(单位=[unit(1, code="U002", short_name="甲一")]), world.clerk)
    OrgUnit.objects.filter(code="U002").update(short_name="甲局一支部")
    jobs.confirm(row)

    jobs.write_job.func(row.pk)

    after = fresh(row)
    assert (after.status, [each["text"] for each in after.errors]) == (Import.Status.REFUSED, [jobs.MOVED_ON])
    assert OrgUnit.objects.get(code="U002").short_name == "甲局一支部"


def test_an_error_that_came_up_since_the_preview_stops_the_writing(world: World) -> None:
    row = checked(book(人员=[person(1, branch="U005")]), world.clerk)
    tree.dissolve_unit(world.units["甲五支部"], timezone.localdate())
    jobs.confirm(row)

    jobs.write_job.func(row.pk)

    assert (fresh(row).status, Person.objects.filter(staff_no="A00001").exists()) == (Import.Status.REFUSED, False)


def test_an_importer_who_lost_the_post_writes_nothing(world: World) -> None:
    row = checked(book(人员=[person(1)]), world.staff)
    grants.end_now(world.users["staff"].appointments.get())
    jobs.confirm(row)

    jobs.write_job.func(row.pk)

    assert (fresh(row).status, Person.objects.filter(staff_no="A00001").exists()) == (Import.Status.REFUSED, False)


def test_writing_twice_is_as_good_as_once(world: World) -> None:
    row = written(whole(), world.clerk)
    before = content()

    assert (jobs.write_job.func(row.pk), jobs.check_job.func(row.pk), content() == before) == ("done", "done", True)


def test_work_that_broke_off_leaves_nothing_and_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = checked(whole(), world.clerk)
    jobs.confirm(row)
    before = content()

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("workflows.engine.ledger.enter", broken)
    with pytest.raises(RuntimeError):
        jobs.write_job.func(row.pk)

    assert (fresh(row).status, content() == before) == (Import.Status.FAILED, True)


def test_the_importer_is_told(world: World) -> None:
    written(book(人员=[person(1)]), world.clerk)

    told = Notice.objects.filter(user=world.users["clerk"]).order_by("pk").values_list("text", flat=True)
    assert list(told) == ["导入“名册.xlsx”：核对无误，请查看后确认写入。", "导入“名册.xlsx”：已写入。"]


def test_what_others_filled_in_comes_home_when_the_new_account_has_a_password(world: World) -> None:
    world.round()
    before = world.desk(world.rating("甲五支部"))
    post = {"staff_no": "A00001", "role": "支部书记", "unit": "U005", "starts_on": START}
    account = {"staff_no": "A00001", "username": "dangyuan1"}

    written(book(人员=[person(1, branch="U005")], 账号=[account], 任职=[post]), world.clerk)

    imported = world.desk(world.rating("甲五支部"))
    accounts_issue(world.units["甲五支部"], by=world.clerk, again=False)
    after = world.desk(world.rating("甲五支部"))
    assert before is not None
    assert imported is not None
    assert after is not None
    assert (before.right, imported.right) == (Right.STAND_IN, Right.STAND_IN)
    assert (after.right, after.unit) == (Right.PROPOSE, world.units["甲五支部"])


def test_the_ledger_says_who_took_the_people_along(world: World) -> None:
    client = Client()
    client.force_login(world.users["deputy"])

    client.get("/organisation/imports/template.xlsx")
    client.get("/organisation/imports/template.xlsx?filled=1")

    entry = AuditEntry.objects.get(verb="export")
    assert (entry.label, entry.actor, entry.comment) == (
        "导出名册", world.users["deputy"], "组织、人员、任职和账号",
    )  # fmt: skip
    assert entry.subject == ledger.subject_of(world.units["甲局机关党委"])


# --- cost -----------------------------------------------------------------------------------------------------------


def statements(world: World, rows: int) -> tuple[int, int]:
    """What checking and writing so many people and twice as many results costs."""
    with CaptureQueriesContext(connection) as checking:
        row = checked(roll(rows, 2 * rows), world.clerk)
    jobs.confirm(row)
    with CaptureQueriesContext(connection) as writing:
        jobs.write_job.func(row.pk)
    assert fresh(row).status == Import.Status.DONE
    return len(checking), len(writing)


@pytest.mark.parametrize("rows", [1, 3])
def test_an_import_costs_the_same_whatever_its_length(world: World, rows: int) -> None:
    assert statements(world, rows) == (28, 42)


def test_hundreds_of_rows_are_checked_and_written(world: World) -> None:
    row = written(roll(500, 2000), world.clerk)

    assert (counts(row), row.done) == ({"人员": (500, 0, 0), "历史结果": (2000, 0, 0)}, 2500)
    assert counts(checked(roll(500, 2000), world.clerk)) == {"人员": (0, 0, 500), "历史结果": (0, 0, 2000)}


def test_the_progress_of_the_check_is_seen_while_it_runs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    note = actions.note_progress

    def watched(pk: int, done: int, total: int) -> None:
        note(pk, done, total)
        seen.append((fresh(Import(pk=pk)).done, total))

    monkeypatch.setattr(actions, "note_progress", watched)
    checked(roll(500, 1200), world.clerk)

    # Sheets count with their header; those that are empty have one row.
    assert seen == [(501, 1710), (1004, 1710), (1504, 1710)]


@pytest.mark.soak
def test_a_whole_city_is_imported_in_minutes_and_little_memory(world: World) -> None:
    content = roll(5000, 20000)
    started = timezone.now()
    tracemalloc.start()
    row = written(content, world.clerk)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert counts(row) == {"人员": (5000, 0, 0), "历史结果": (20000, 0, 0)}
    assert (timezone.now() - started < timedelta(minutes=3), peak < 300 * 1024 * 1024) == (True, True)


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def client_of(world: World) -> Callable[[str], Client]:
    """Return a way to sign somebody in."""

    def sign_in(person: str) -> Client:
        client = Client()
        client.force_login(world.users[person])
        return client

    return sign_in


def test_an_upload_is_checked_confirmed_and_written(world: World, client_of: Callable[[str], Client]) -> None:
    client = client_of("clerk")

    answer = client.post("/organisation/imports/new/", {"file": sent(whole())})
    row = Import.objects.get()
    page = f"/organisation/imports/{row.pk}/"
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    waiting = client.get(page)
    assert (waiting.headers["Refresh"], "正在核对" in waiting.content.decode()) == ("3", True)
    jobs.check_job.func(row.pk)
    text = client.get(page).content.decode()
    assert ("确认写入" in text, "表里没有写的单位和人员不受影响" in text) == (True, True)
    assert client.post(f"{page}confirm/").status_code == 302
    assert "正在写入15行" in client.get(page).content.decode()
    jobs.write_job.func(row.pk)
    done = client.get(page)
    assert ("Refresh" in done.headers, "写入了什么" in done.content.decode()) == (False, True)
    assert client.post(f"{page}confirm/").status_code == 422


def test_errors_are_listed_25_a_page_and_all_of_them_in_a_workbook(
    world: World, client_of: Callable[[str], Client]
) -> None:
    row = checked(book(人员=[person(number, branch="X-9") for number in range(30)]), world.clerk)
    client = client_of("clerk")

    first = client.get(f"/organisation/imports/{row.pk}/").content.decode()
    second = client.get(f"/organisation/imports/{row.pk}/?page=2").content.decode()
    listed = client.get(f"/organisation/imports/{row.pk}/errors.xlsx")

    assert ("有30处需要改正" in first, first.count("X-9"), second.count("X-9")) == (True, 25, 5)
    assert (listed.status_code, listed.content[:2]) == (200, b"PK")


def test_an_import_without_a_worker_says_that_it_broke_off(world: World, client_of: Callable[[str], Client]) -> None:
    row = jobs.start(io.BytesIO(whole()), "名册.xlsx", by=world.clerk)
    DBTaskResult.objects.all().delete()

    assert "可能已经中断，没有写入" in client_of("clerk").get(f"/organisation/imports/{row.pk}/").content.decode()


def test_another_keeper_does_not_see_an_import(world: World, client_of: Callable[[str], Client]) -> None:
    row = checked(whole(), world.clerk)
    client = client_of("head")

    assert [client.get(f"/organisation/imports/{row.pk}/{rest}").status_code for rest in ("", "errors.xlsx")] == [
        404
    ] * 2
    assert [client.post(f"/organisation/imports/{row.pk}/{verb}/").status_code for verb in ("confirm", "cancel")] == [
        404,
        404,
    ]
    assert "名册.xlsx" not in client.get("/organisation/imports/").content.decode()


@pytest.mark.parametrize("person", ["secretary", "leader", "sysadmin", "secadmin", "auditor", "inspector"])
def test_who_keeps_no_organisation_imports_nothing(
    world: World, client_of: Callable[[str], Client], person: str
) -> None:
    client = client_of(person)

    pages = ("", "new/", "template.xlsx", "template.xlsx?filled=1")
    assert [client.get(f"/organisation/imports/{page}").status_code for page in pages] == [404] * 4
    assert client.post("/organisation/imports/new/", {"file": sent(whole())}).status_code == 404
    assert Import.objects.count() == 0


HOSTILE: list[tuple[bytes, str]] = [
    (b"", "文件是空的"),
    ("姓名\n张三".encode(), "请选择.xlsx表格"),
    (b"%PDF-1.7 ...", "请选择.xlsx表格"),
    (b"MZ\0" + b"\0" * 200, "这是程序文件"),
    (b"Rar!\x1a\x07" + b"\0" * 50, "这是压缩包"),
    (b"<html></html>", "这是网页或SVG文件"),
    (b"\0" * (20 * 1024 * 1024 + 1), "文件有21MB，最大20MB"),
]


@pytest.mark.parametrize(("bad", "start"), HOSTILE)
def test_what_is_no_workbook_is_refused_at_the_field_and_not_kept(
    world: World, client_of: Callable[[str], Client], bad: bytes, start: str
) -> None:
    answer = client_of("clerk").post("/organisation/imports/new/", {"file": sent(bad)})

    assert (answer.status_code, start in answer.content.decode(), Import.objects.count()) == (422, True, 0)


def test_no_file_is_told_so(world: World, client_of: Callable[[str], Client]) -> None:
    answer = client_of("clerk").post("/organisation/imports/new/", {})

    assert (answer.status_code, "没有收到文件" in answer.content.decode()) == (422, True)


def test_a_workbook_that_lost_its_bytes_breaks_off(world: World) -> None:
    row = jobs.start(io.BytesIO(whole() + b"\0"), "名册.xlsx", by=world.clerk)
    attachments.path_of(row.sha256).unlink()

    with pytest.raises(FileNotFoundError):
        jobs.check_job.func(row.pk)
    assert fresh(row).status == Import.Status.FAILED
