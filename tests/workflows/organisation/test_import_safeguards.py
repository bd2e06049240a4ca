"""An import keeps to its own part of the tree and to what its file says, tells what comes of open work, leaves a trail
of every fact, and leaves no workbook behind."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions import grants
from permissions.models import OrgUnit, Person
from permissions.roles import Role
from tests.workflows.organisation.books import SOURCE, book, checked, fresh, person, sentences, unit, written
from tests.world import World
from workflows.engine import attachments, ledger
from workflows.organisation.actions import imports as actions
from workflows.organisation.models import Import
from workflows.organisation.workbooks import jobs

START = date(2024, 1, 1)
STRANGER = "没有工号为“P0009”的人员，或不在您管理的范围内。请核对工号，新人员先写进“人员”表。"
STAR = {"kind": "支部星级", "unit": "U002", "year": 2023, "result": "四星级", "source": SOURCE}
Commits = Callable[..., Any]


# --- the own part of the tree ---------------------------------------------------------------------------------------


def test_whoever_only_holds_a_post_here_gets_posts_and_nothing_else(world: World) -> None:
    stranger = Person.objects.get(staff_no="P0009")
    Person.objects.filter(pk=stranger.pk).update(branch=world.units["乙一支部"])
    grants.appoint(stranger.user, Role.OC_STAFF, world.units["甲局机关党委"], START)
    of = {"staff_no": "P0009", "source": SOURCE}
    content = book(
        任职=[{"staff_no": "P0009", "role": "支部书记", "unit": "U002", "starts_on": START}],
        账号=[{"staff_no": "P0009", "username": "outsider"}],
        历史结果=[of | {"kind": "民主评议等次", "year": 2023, "result": "优秀"}],
        荣誉=[of | {"year": 2022, "name": "优秀", "kind": "命名", "sponsor": "工委"}],
        处分=[of | {"kind": "党内警告", "since": START, "basis": "决定"}],
        党务经历=[of | {"post": "组织委员", "unit": "甲", "since": START}],
    )

    assert sentences(content, world.deputy) == [
        f"账号2A列“工号”{STRANGER}",
        f"历史结果2C列“工号”{STRANGER}",
        f"荣誉2B列“工号”{STRANGER}",
        f"处分2A列“工号”{STRANGER}",
        f"党务经历2A列“工号”{STRANGER}",
    ]


def beside(**more: Any) -> bytes:
    """甲局机关党委 with a new 党组 and a new 纪委 of its own."""
    own = {"code": "U001", "name": "中共甲局机关党委", "short_name": "甲局机关党委", "kind": "机关党委"}
    new = [unit(1, kind="部门党组", parent=None), unit(2, kind="机关纪委", parent=None)]
    return book(单位=[own | more, *new])


def test_a_committee_adds_what_stands_beside_it(world: World) -> None:
    written(beside(party_group="N001", discipline="N002"), world.deputy)

    related = OrgUnit.objects.get(code="U001").relations.order_by("kind").values_list("kind", "target__code")
    assert list(related) == [("discipline", "N002"), ("party_group", "N001")]
    again = checked(beside(party_group="N001", discipline="N002"), world.deputy)
    assert (again.errors, again.plan["changes"]) == ([], [])


def test_a_committee_adds_nothing_beside_the_tree_that_it_does_not_name(world: World) -> None:
    words = "新设的{}，请把它的编码写进您管理的单位的“党组编码”或“机关纪委编码”。"

    assert sentences(beside(), world.deputy) == [
        f"单位3E列“上级编码”{words.format('部门党组')}",
        f"单位4E列“上级编码”{words.format('机关纪委')}",
    ]


# --- a new term -----------------------------------------------------------------------------------------------------


def test_a_new_start_of_the_term_brings_its_own_end(world: World) -> None:
    row = unit(1, code="U002", name="中共甲一支部", short_name="甲一支部")
    extended = {"term_from": date(2020, 1, 1), "term_until": date(2023, 6, 30), "term_note": "延期批复"}
    OrgUnit.objects.filter(code="U002").update(**extended)

    shown = checked(book(单位=[row | {"term_from": date(2023, 7, 1)}]), world.clerk)

    assert (shown.errors, [(each["field"], each["old"], each["new"]) for each in shown.plan["changes"]]) == (
        [],
        [
            ("本届起始", "2020-01-01", "2023-07-01"),
            ("本届届满", "2023-06-30", "2026-06-30"),
            ("延期或提前换届的依据", "延期批复", ""),
        ],
    )


def test_the_same_start_leaves_a_longer_term_alone(world: World) -> None:
    row = unit(1, code="U002", name="中共甲一支部", short_name="甲一支部")
    extended = {"term_from": date(2020, 1, 1), "term_until": date(2023, 6, 30), "term_note": "延期批复"}
    OrgUnit.objects.filter(code="U002").update(**extended)

    assert checked(book(单位=[row | {"term_from": date(2020, 1, 1)}]), world.clerk).plan["changes"] == []


# --- changes at the same time ---------------------------------------------------------------------------------------


PLANTED: list[dict[str, Any]] = [{"status": "moved", "branch": None}, {"branch": "乙一支部"}]


@pytest.mark.parametrize("planted", PLANTED)
def test_what_others_changed_meanwhile_stands_and_nothing_is_written(
    world: World, monkeypatch: pytest.MonkeyPatch, planted: dict[str, Any]
) -> None:
    written(book(人员=[person(1)]), world.clerk)
    row = checked(book(人员=[person(1, branch="U003", rank="一级科员")]), world.clerk)
    jobs.confirm(row)
    found = planted | {"branch": world.units[planted["branch"]] if planted["branch"] else None}
    hold = actions.hold

    def late(staff_nos: Any) -> None:
        Person.objects.filter(staff_no="A00001").update(**found)
        hold(staff_nos)

    monkeypatch.setattr(actions, "hold", late)
    jobs.write_job.func(row.pk)

    assert (fresh(row).status, fresh(row).errors[0]["text"]) == (Import.Status.REFUSED, jobs.MOVED_ON)
    after = Person.objects.get(staff_no="A00001")
    assert ({name: getattr(after, name) for name in found}, after.rank) == (found, "")


def test_only_the_columns_that_changed_are_written(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    written(book(人员=[person(1)], 单位=[unit(1)]), world.clerk)
    content = book(人员=[person(1, rank="一级科员")], 单位=[unit(1, short_name="新一")])
    row = checked(content, world.clerk)
    jobs.confirm(row)
    write = actions.write

    def planting(*given: Any, **more: Any) -> None:
        Person.objects.filter(staff_no="A00001").update(status="suspended", branch=world.units["甲二支部"])
        OrgUnit.objects.filter(code="N001").update(name="中共新一支部委员会")
        write(*given, **more)

    monkeypatch.setattr(actions, "write", planting)
    jobs.write_job.func(row.pk)

    after, branch = Person.objects.get(staff_no="A00001"), OrgUnit.objects.get(code="N001")
    assert fresh(row).status == Import.Status.DONE
    assert (after.rank, after.status, after.branch) == ("一级科员", "suspended", world.units["甲二支部"])
    assert (branch.short_name, branch.name) == ("新一", "中共新一支部委员会")


# --- the trail ------------------------------------------------------------------------------------------------------


def test_each_new_and_each_changed_fact_is_in_the_ledger_of_its_subject(world: World) -> None:
    grade = {"kind": "民主评议等次", "staff_no": "P0000", "year": 2023, "result": "合格", "source": SOURCE}
    written(book(历史结果=[STAR, grade]), world.clerk)
    written(book(历史结果=[STAR | {"result": "五星级"}, grade]), world.clerk)

    def trail(row: OrgUnit | Person) -> list[tuple[str, str, list[str]]]:
        return [(each.verb, each.label, *each.data["fields"].values()) for each in ledger.of(row)]

    four, five = (f"2023年{words}（2023-12-31，来源：{SOURCE}）" for words in ("四星级", "五星级"))
    assert trail(world.units["甲一支部"]) == [
        ("unit_fact_correct", "更正支部星级", [four, five]),
        ("unit_fact_new", "登记支部星级", ["", four]),
    ]
    assert trail(Person.objects.get(staff_no="P0000")) == [
        ("person_fact_new", "登记民主评议等次", ["", f"2023年合格（2023-12-31，来源：{SOURCE}）"])
    ]


# --- open work ------------------------------------------------------------------------------------------------------


def moving(*codes: str) -> bytes:
    """These branches of 甲局机关党委 put under 甲局党总支."""
    rows = {each.code: each for each in OrgUnit.objects.filter(code__in=codes)}
    return book(
        单位=[
            unit(1, code=code, name=rows[code].name, short_name=rows[code].short_name, parent="U006") for code in codes
        ]
    )


def test_a_unit_that_moves_tells_what_becomes_of_its_open_work(world: World) -> None:
    world.round()

    row = checked(moving("U002"), world.clerk)

    (warning,) = row.plan["warnings"]
    assert (warning["sheet"], warning["row"]) == ("单位", 2)
    assert warning["text"].startswith("“甲一支部”移动，在办事项：")
    assert "1项仍在本单位办理，办完后到“甲局党总支”。" in warning["text"]


def test_a_unit_without_open_work_moves_in_silence(world: World) -> None:
    assert checked(moving("U002"), world.clerk).plan["warnings"] == []


def test_open_work_of_many_units_is_one_statement(world: World) -> None:
    world.round()
    counts = []
    for codes in (("U002",), ("U002", "U003", "U004")):
        content = moving(*codes)
        with CaptureQueriesContext(connection) as asked:
            assert len(checked(content, world.clerk).plan["warnings"]) == len(codes)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_post_that_ends_tells_what_waits_on_it(world: World) -> None:
    world.round()
    last = timezone.localdate() + timedelta(days=5)
    post = {"staff_no": "P0000", "role": "支部书记", "unit": "U002", "starts_on": date(2020, 1, 1), "ends_on": last}

    row = checked(book(任职=[post]), world.clerk)

    (warning,) = row.plan["warnings"]
    assert (warning["sheet"], warning["row"], warning["text"]) == (
        "任职",
        2,
        "周志远免去“甲一支部 支部书记”，等着这一岗位的在办事项（没有算上本表新任命的人）：星级评定1项届时无人可办。",
    )


def test_open_work_that_moved_on_since_the_preview_stops_the_writing(world: World) -> None:
    row = checked(moving("U002"), world.clerk)
    world.round()
    jobs.confirm(row)

    jobs.write_job.func(row.pk)

    assert (fresh(row).status, OrgUnit.objects.get(code="U002").parent) == (
        Import.Status.REFUSED,
        world.units["甲局机关党委"],
    )


# --- the workbook itself --------------------------------------------------------------------------------------------


def kept(row: Import) -> bool:
    """Whether the bytes of an import still lie there."""
    return attachments.path_of(row.sha256).exists()


def roster(number: int) -> bytes:
    """A workbook that no other test has."""
    return book(人员=[person(number, id_number="110101199003070011")])


@pytest.mark.parametrize("end", ["done", "refused", "cancelled", "failed"])
def test_the_workbook_of_an_import_that_has_ended_is_gone(
    world: World, django_capture_on_commit_callbacks: Commits, end: str
) -> None:
    content = roster(9001) if end != "refused" else book(人员=[person(9002, branch="X9")])
    row = jobs.start(io.BytesIO(content), "名册.xlsx", by=world.clerk)
    assert kept(row)

    with django_capture_on_commit_callbacks(execute=True):
        if end == "cancelled":
            actions.cancel(row)
        elif end == "failed":
            actions.note_failed(row.pk)
        else:
            jobs.check_job.func(row.pk)
    if end == "done":
        assert kept(row)
        jobs.confirm(row)
        with django_capture_on_commit_callbacks(execute=True):
            jobs.write_job.func(row.pk)

    assert (fresh(row).status, kept(row)) == (end, False)


def test_a_workbook_that_another_import_still_needs_stays(
    world: World, django_capture_on_commit_callbacks: Commits
) -> None:
    first = jobs.start(io.BytesIO(roster(9003)), "名册.xlsx", by=world.clerk)
    second = jobs.start(io.BytesIO(attachments.path_of(first.sha256).read_bytes()), "名册.xlsx", by=world.clerk)

    left = []
    for row in (first, second):
        with django_capture_on_commit_callbacks(execute=True):
            actions.cancel(row)
        left.append(kept(row))

    assert left == [True, False]


def test_a_workbook_that_is_evidence_as_well_stays(world: World, django_capture_on_commit_callbacks: Commits) -> None:
    row = jobs.start(io.BytesIO(roster(9004)), "名册.xlsx", by=world.clerk)
    content = io.BytesIO(attachments.path_of(row.sha256).read_bytes())
    attachments.upload(world.units["甲一支部"], content, world.secretary, "名册.xlsx")

    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel(row)

    assert kept(row)
    attachments.path_of(row.sha256).unlink()
