"""The calendar: a year as people read it, one day changed, a year imported after a look at what it changes."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from forms.excel import SheetData, write_workbook
from tests.workflows.engine.steps import open_desk
from tests.world import World, make_world
from workflows.engine import calendar, due, ledger
from workflows.engine.errors import NotAllowed, Stale
from workflows.engine.models import AuditEntry, DayOff, Notice
from workflows.organisation.actions import calendar as actions
from workflows.organisation.queries import calendar as reading
from workflows.organisation.workbooks.calendar import SPEC

pytestmark = pytest.mark.django_db
PAGE, IMPORT = "/organisation/calendar/", "/organisation/calendar/import/"


@pytest.fixture
def world() -> World:
    """Return the cast with the calendar of 2026."""
    calendar.seed(2026)
    return make_world()


def browser(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def words(answer: Any) -> str:
    return str(answer.content.decode())


def file_of(*rows: tuple[object, ...], year: int = 2027) -> SimpleUploadedFile:
    content = write_workbook([SheetData(SPEC, rows, (f"{year}年工作日历", ""))], {})
    return SimpleUploadedFile("日历.xlsx", content)


def hidden(page: str) -> dict[str, str]:
    """What the preview sends back."""
    found = re.findall(r'<input type="hidden" name="(year|seen|days)" value="([^"]*)"', page)
    return dict(found) | {"confirm": "1"}


# --- reading -------------------------------------------------------------------------------------------------------


def test_2026_has_248_working_days_month_by_month(world: World) -> None:
    months = reading.months(2026, calendar.exceptions(2026))

    assert [month.works for month in months] == [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]
    assert sum(month.works for month in months) == 248


def test_the_page_says_it_in_words_to_everybody(world: World) -> None:
    page = words(browser(world, "secretary").get(PAGE, {"year": "2026"}))

    assert '全年<b class="dj-num">248</b>个工作日' in page
    assert '2月<span class="dj-sub">16个工作日</span>' in page
    assert ("2026-02-14 周六" in page, "调休上班" in page, "春节" in page) == (True, True, True)
    assert "修改日历" not in page


@pytest.mark.parametrize("year", ["", "x", "1999", "9999", "٢٠٢٦"])
def test_a_year_that_nobody_means_shows_this_one(world: World, year: str) -> None:
    with time_machine.travel("2026-11-20 09:00+08:00"):
        assert "2026年工作日历" in words(browser(world, "secretary").get(PAGE, {"year": year}))


def test_a_year_that_is_not_there_says_how_it_counts(world: World) -> None:
    assert "这一年还没有导入" in words(browser(world, "secretary").get(PAGE, {"year": "2027"}))


# --- one day -------------------------------------------------------------------------------------------------------


def test_a_day_is_changed_and_the_ledger_says_from_what_to_what(world: World) -> None:
    answer = browser(world, "sysadmin").post(PAGE, {"day": "2026-10-08", "works": "0", "name": "调整放假"})

    assert answer.headers["Location"] == f"{PAGE}?year=2026"
    assert not calendar.load(date(2026, 10, 1), date(2026, 10, 31)).works(date(2026, 10, 8))
    entry = ledger.entries()[0]
    assert (entry.label, entry.actor_name) == ("修改日历", "罗建国")
    assert entry.data["fields"] == {"2026-10-08 周四": ["上班", "休息（调整放假）"]}


def test_a_day_that_is_as_in_any_week_is_no_exception_any_more(world: World) -> None:
    actions.set_day(date(2026, 10, 10), works=False, name="", by=world.sysadmin)

    assert not DayOff.objects.filter(day=date(2026, 10, 10)).exists()
    assert ledger.entries()[0].data["fields"] == {"2026-10-10 周六": ["上班（调休上班）", "休息"]}


def test_the_same_again_changes_nothing(world: World) -> None:
    actions.set_day(date(2026, 10, 10), works=True, name="调休上班", by=world.sysadmin)

    assert not ledger.entries().exists()


def test_deadlines_already_counted_stay(world: World) -> None:
    world.round()
    before = open_desk(world.rating("甲一支部")).due_on
    assert before is not None

    actions.set_day(before, works=False, name="临时放假", by=world.sysadmin)

    assert open_desk(world.rating("甲一支部")).due_on == before
    assert "已经算定的办理时限和公示期限不变" in words(browser(world, "sysadmin").get(PAGE))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"day": "", "works": "1"}, "这个字段是必填项"),
        ({"day": "2026-02-30", "works": "1"}, "输入一个有效的日期"),
        ({"day": "1026-02-03", "works": "1"}, "日期须在2004年至2100年之间。"),
        ({"day": "2026-02-03", "works": "2"}, "选择一个有效的选项"),
        ({"day": "2026-02-03", "works": "1", "name": "长" * 41}, "40"),
    ],
)
def test_a_wrong_day_is_refused_with_a_sentence(world: World, given: dict[str, str], sentence: str) -> None:
    answer = browser(world, "sysadmin").post(PAGE, given)

    assert (answer.status_code, sentence in words(answer)) == (422, True)
    assert not ledger.entries().exists()


@pytest.mark.parametrize("who", ["clerk", "head", "secadmin", "auditor", "secretary", "superuser"])
def test_only_the_system_administrator_changes_it(world: World, who: str) -> None:
    answer = browser(world, who).post(PAGE, {"day": "2026-10-08", "works": "0"})

    assert (answer.status_code, DayOff.objects.filter(day=date(2026, 10, 8)).exists()) == (403, False)
    assert browser(world, who).get(IMPORT).status_code == 404
    with pytest.raises(NotAllowed):
        actions.set_day(date(2026, 10, 8), works=False, name="", by=world.clerk)


# --- a year --------------------------------------------------------------------------------------------------------


def test_a_year_of_the_library_is_shown_before_it_is_written(world: World) -> None:
    client = browser(world, "sysadmin")
    preview = words(client.post(IMPORT, {"year": "2025", "library": "1"}))

    assert ("将改动" in preview, DayOff.objects.filter(day__year=2025).exists()) == (True, False)
    answer = client.post(IMPORT, hidden(preview))

    assert answer.headers["Location"] == f"{PAGE}?year=2025"
    assert sum(month.works for month in reading.months(2025, calendar.exceptions(2025))) == 248
    assert [entry.label for entry in ledger.entries()] == ["导入日历"]


def test_what_the_office_changed_stays_when_the_library_is_taken(world: World) -> None:
    actions.set_day(date(2026, 1, 2), works=True, name="值班", by=world.sysadmin)

    page = words(browser(world, "sysadmin").post(IMPORT, {"year": "2026", "library": "1"}))

    assert "没有要改动的日子" in page


def test_a_year_that_the_library_does_not_know_is_told(world: World) -> None:
    answer = browser(world, "sysadmin").post(IMPORT, {"year": "2099", "library": "1"})

    assert (answer.status_code, "系统里还没有2099年的放假安排" in words(answer)) == (422, True)


def test_a_file_is_shown_old_and_new_and_then_written(world: World) -> None:
    client = browser(world, "sysadmin")
    rows = [(date(2027, 1, 1), "休息", "元旦"), (date(2027, 1, 3), "上班", "调休上班")]
    preview = words(client.post(IMPORT, {"year": "2027", "file": file_of(*rows)}))

    assert ("2027-01-01 周五" in preview, "休息（元旦）" in preview, "上班（调休上班）" in preview) == (
        True,
        True,
        True,
    )
    client.post(IMPORT, hidden(preview))

    assert list(DayOff.objects.filter(day__year=2027).values_list("day", "works", "name")) == [
        (date(2027, 1, 1), False, "元旦"),
        (date(2027, 1, 3), True, "调休上班"),
    ]
    again = words(client.post(IMPORT, {"year": "2027", "file": file_of(*rows)}))
    assert "没有要改动的日子" in again


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([(date(2026, 1, 1), "休息", None)], "2026-01-01不在2027年"),
        ([(date(2027, 1, 1), "休息", None), (date(2027, 1, 1), "上班", None)], "2027-01-01在表中出现了两次"),
        ([(date(2027, 1, 1), "加班", None)], "上班或休息"),
        ([("元旦", "休息", None)], "日期"),
        ([], "没有数据"),
    ],
)
def test_a_wrong_file_names_the_cell_and_writes_nothing(world: World, rows: Any, sentence: str) -> None:
    answer = browser(world, "sysadmin").post(IMPORT, {"year": "2027", "file": file_of(*rows)})

    assert (answer.status_code, sentence in words(answer)) == (422, True)
    assert not DayOff.objects.filter(day__year=2027).exists()


@pytest.mark.parametrize("given", [{}, {"year": "2027"}, {"year": "20270"}, {"year": "2027", "file": "no file"}])
def test_without_a_year_or_a_file_the_page_says_what_is_missing(world: World, given: dict[str, str]) -> None:
    assert browser(world, "sysadmin").post(IMPORT, given).status_code == 422


def test_what_is_no_workbook_is_refused(world: World) -> None:
    given = {"year": "2027", "file": SimpleUploadedFile("日历.xlsx", b"2027-01-01")}

    assert browser(world, "sysadmin").post(IMPORT, given).status_code == 422


@pytest.mark.parametrize(
    "broken",
    [{"days": ""}, {"days": "2027-01-01 2"}, {"days": "x"}, {"year": "2028"}, {"seen": ""}, {"year": ""}],
)
def test_a_preview_that_was_tampered_with_writes_nothing(world: World, broken: dict[str, str]) -> None:
    given = {"year": "2027", "seen": reading.mark({}), "days": "2027-01-01 0 元旦", "confirm": "1"}

    assert browser(world, "sysadmin").post(IMPORT, given | broken).status_code == 422
    assert not DayOff.objects.filter(day__year=2027).exists()


def test_a_preview_that_is_older_than_the_calendar_is_refused(world: World) -> None:
    seen = reading.mark(calendar.exceptions(2027))
    actions.set_day(date(2027, 1, 1), works=False, name="元旦", by=world.sysadmin)

    with pytest.raises(Stale, match="核对之后日历又有改动"):
        actions.import_year(2027, [DayOff(day=date(2027, 1, 3), works=True)], seen=seen, by=world.sysadmin)


def test_the_template_holds_what_is_there_and_who_took_it(world: World) -> None:
    answer = browser(world, "sysadmin").get("/organisation/calendar/template.xlsx", {"year": "2026"})
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    cells = [cell.value for (cell, *_) in sheet.iter_rows(max_col=1)]

    assert str(cells[3])[:10] == "2026-01-01"
    assert str(cells[-1]).startswith("罗建国于")
    printed: Any = sheet.oddFooter
    assert "罗建国于" in printed.left.text


# --- a missing year ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "year"), [(date(2026, 11, 30), None), (date(2026, 12, 1), 2027), (date(2027, 3, 1), 2027)]
)
def test_from_december_on_a_year_may_be_missing(world: World, today: date, year: int | None) -> None:
    assert calendar.missing(today) == year


@pytest.mark.parametrize(("who", "told"), [("sysadmin", True), ("clerk", True), ("staff", False), ("leader", False)])
def test_the_workbench_of_those_concerned_warns(world: World, who: str, told: bool) -> None:
    with time_machine.travel("2026-12-01 09:00+08:00"):
        assert ("2027年的工作日历还没有导入" in words(browser(world, who).get("/"))) is told


def test_they_are_told_once(world: World) -> None:
    with time_machine.travel("2026-12-01 09:00+08:00"):
        due.run()
        due.run()

    told = Notice.objects.filter(text__startswith="2027年的工作日历").values_list("user__username", flat=True)
    assert sorted(told) == ["clerk", "head", "sysadmin"]
    assert actions.remind(date(2026, 11, 30)) == 0
    assert AuditEntry.objects.filter(process=None).count() == 0
