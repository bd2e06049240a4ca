"""A ledger too long to wait for: made in the background, for whoever asked, for a day."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from permissions.grants import end_now
from tests.workflows.rectification.cast import Cast, make_cast, today
from tests.workflows.rectification.pages import browser, get, of_round, post
from workflows.engine import attachments
from workflows.engine.models import AuditEntry, Notice, Round
from workflows.rectification import actions
from workflows.rectification.actions import exporting as actions_of_exports
from workflows.rectification.models import LedgerExport
from workflows.rectification.queries import exporting as reading
from workflows.rectification.queries import sheets
from workflows.rectification.workbooks import exporting as jobs
from workflows.rectification.workbooks import ledger

S = LedgerExport.Status


@pytest.fixture(autouse=True)
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two problems are many."""
    monkeypatch.setattr(reading, "AT_ONCE", 1)


def ask(cast: Cast, who: str = "clerk", query: str = "") -> LedgerExport:
    """Have a file made; the job waits."""
    answer = post(cast, of_round(f"exports/{query}"), who)
    assert answer.status_code == 302, answer.content.decode()
    return LedgerExport.objects.latest("pk")


def made(cast: Cast, who: str = "clerk", query: str = "") -> LedgerExport:
    """A file, made."""
    row = ask(cast, who, query)
    assert jobs.export_job.func(row.pk) == S.READY
    return LedgerExport.objects.get(pk=row.pk)


def take(cast: Cast, row: LedgerExport, who: str = "clerk") -> Any:
    """The answer to who wants the file."""
    return browser(cast, who).get(f"/rectification/{of_round(f'exports/{row.pk}/')}")


def status(cast: Cast, row: LedgerExport, who: str = "clerk") -> int:
    """Of that answer, read to its end, which closes the file."""
    answer = take(cast, row, who)
    answer.getvalue()
    return int(answer.status_code)


def texts(answer: Any) -> list[str]:
    """The texts of the problems in a file."""
    rows = load_workbook(BytesIO(answer.getvalue())).worksheets[0].iter_rows(min_row=2, values_only=True)
    return [str(row[4]) for row in rows if row[4]]


def two(cast: Cast) -> list[str]:
    """Problems of two branches, handed over; their texts."""
    for unit, severity in (("甲一支部", "grave"), ("乙一支部", "general")):
        cast.do(actions.assign, cast.register(unit, text=f"{unit}的问题", severity=severity), "clerk")
    return ["甲一支部的问题", "乙一支部的问题"]


def test_a_long_ledger_is_not_made_while_a_person_waits(cast: Cast) -> None:
    two(cast)
    answer = browser(cast, "clerk").get(f"/rectification/{of_round('ledger.xlsx')}?box=all")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/rectification/{of_round('exports/')}?box=all")
    status, page = get(cast, of_round("exports/?box=all"))
    assert (status, "由后台生成文件" in page, "保留24小时" in page) == (200, True, True)
    assert (LedgerExport.objects.count(), AuditEntry.objects.filter(verb="export").count()) == (0, 0)


def test_a_short_one_is(cast: Cast) -> None:
    two(cast)
    answer = browser(cast, "secretary").get(f"/rectification/{of_round('ledger.xlsx')}")
    assert (answer.status_code, texts(answer)) == (200, ["甲一支部的问题"])


def test_the_file_holds_what_the_ledger_was_narrowed_to_and_who_takes_it_is_entered(cast: Cast) -> None:
    both = two(cast)
    row = made(cast, query="?box=all&severity=grave")
    assert (row.total, row.done, row.status) == (1, 1, S.READY)
    assert texts(take(cast, made(cast))) == both
    before = AuditEntry.objects.filter(verb="export").count()
    answer = take(cast, row)

    assert texts(answer) == both[:1]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert AuditEntry.objects.filter(verb="export").count() == before + 1
    assert Notice.objects.filter(user=cast.users["clerk"], text__contains="共1个问题，请在24小时内").count() == 1


def test_the_file_holds_what_its_asker_sees_and_is_his_alone(cast: Cast) -> None:
    two(cast)
    row = made(cast, "deputy")
    assert texts(take(cast, row, "deputy")) == ["甲一支部的问题"]
    assert [status(cast, row, who) for who in ("clerk", "head", "secretary", "outsider")] == [404] * 4
    assert "可以下载" not in get(cast, of_round("exports/"), "clerk")[1]


def test_who_left_the_post_in_which_he_asked_gets_it_no_more(cast: Cast) -> None:
    two(cast)
    row = made(cast)
    assert status(cast, row) == 200
    end_now(row.post)
    assert status(cast, row) == 404


def test_one_file_at_a_time_until_it_breaks_off(cast: Cast) -> None:
    two(cast)
    first = ask(cast)
    page = get(cast, of_round("exports/"))[1]
    assert ("正在生成" in page, "后台生成文件" in page) == (True, False)
    refused = post(cast, of_round("exports/"))
    assert (refused.status_code, "请等它生成后再导出" in refused.content.decode()) == (422, True)

    DBTaskResult.objects.all().delete()
    assert "可能已经中断" in get(cast, of_round("exports/"))[1]
    second = ask(cast)
    assert [row.status for row in LedgerExport.objects.order_by("pk")] == [S.FAILED, S.WORKING]
    assert first.pk != second.pk


def test_the_page_tells_how_far_it_is(cast: Cast) -> None:
    two(cast)
    row = ask(cast)
    LedgerExport.objects.filter(pk=row.pk).update(done=1, total=2)
    answer = browser(cast, "clerk").get(f"/rectification/{of_round('exports/')}")
    assert ("1/2个" in answer.content.decode(), answer.headers["Refresh"]) == (True, "3")


def test_a_file_that_broke_off_is_told_of_and_one_that_is_made_is_not_made_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    two(cast)
    row = made(cast)
    jobs.export_job.func(row.pk)
    assert LedgerExport.objects.get(pk=row.pk).finished_at == row.finished_at

    broken = ask(cast)
    monkeypatch.setattr(jobs, "as_file", broken_off)
    with pytest.raises(OSError, match="full"):
        jobs.export_job.func(broken.pk)
    assert LedgerExport.objects.get(pk=broken.pk).status == S.FAILED
    assert "中断，没有生成" in get(cast, of_round("exports/"))[1]


def test_a_long_one_is_made_while_others_write(
    make: Callable[[], Cast], elsewhere: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "CHUNK", 1)
    monkeypatch.setattr(ledger, "STEP", 1)
    cast = make()
    both, told = two(cast), actions_of_exports.note_progress

    def beside_others(*given: Any, **more: Any) -> None:
        elsewhere(Notice.objects.create, user=cast.users["head"], text="别人的事", at=timezone.now()).result()
        told(*given, **more)

    monkeypatch.setattr(actions_of_exports, "note_progress", beside_others)
    row = made(cast)
    assert (row.status, texts(take(cast, row))) == (S.READY, both)


def test_one_that_fails_while_others_write_is_told_of(
    make: Callable[[], Cast], elsewhere: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "CHUNK", 1)
    cast = make()
    two(cast)
    row = ask(cast)

    def full(round_: Round, problems: Any, pairs: Any, *_: Any) -> None:
        rows = ledger.rows_of(round_, problems, pairs)
        next(rows)
        elsewhere(Notice.objects.create, user=cast.users["head"], text="别人的事", at=timezone.now()).result()
        raise OSError("disk full")

    monkeypatch.setattr(jobs, "as_file", full)
    with pytest.raises(OSError, match="full"):
        jobs.export_job.func(row.pk)
    assert LedgerExport.objects.get(pk=row.pk).status == S.FAILED


@pytest.fixture
def make(transactional_db: None) -> Callable[[], Cast]:
    """Make the cast where other connections see it."""
    return make_cast


def broken_off(*_: object) -> None:
    """A disk without room."""
    raise OSError("disk full")


def test_a_file_goes_when_its_day_is_over(cast: Cast, clock: Callable[[timedelta], None]) -> None:
    two(cast)
    row = made(cast)
    path = attachments.path_of(row.sha256)
    assert (actions.remove_due(today()), path.exists(), status(cast, row)) == (0, True, 200)
    clock(timedelta(hours=24, minutes=1))
    assert (actions.remove_due(today()), path.exists()) == (1, False)
    assert status(cast, row) == 404
    assert "已过期删除" in get(cast, of_round("exports/"))[1]
    assert actions.remove_due(today()) == 0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Put the clock forward."""
    now = timezone.now()
    return lambda by: monkeypatch.setattr(timezone, "now", lambda: now + by)


def test_a_filter_without_sense_makes_no_file(cast: Cast) -> None:
    two(cast)
    assert get(cast, of_round("exports/?box=nonsense"))[0] == 404
    assert post(cast, of_round("exports/?template=none")).status_code == 404
    assert LedgerExport.objects.count() == 0
