"""The trail pages of the 三员: what was done to the organisation, the seals, and nothing of records."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from permissions.models import OrgUnit, Person
from tests.workflows.engine.steps import rating_at
from tests.world import World, make_world
from workflows.engine import audit, ledger
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.ledger import Change, subject_of
from workflows.engine.models import AuditEntry, Seal
from workflows.organisation.actions import calendar, seals
from workflows.organisation.queries import trail as reading
from workflows.star_rating.states import RatingState

pytestmark = pytest.mark.django_db
TRAIL, SEALS, EXPORT = "/organisation/trail/", "/organisation/seals/", "/organisation/seals/export/"
GUARDS = ("sysadmin", "secadmin", "auditor")


@pytest.fixture(autouse=True)
def exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file that the seals of this test are exported to."""
    monkeypatch.setattr(settings, "SEALS_ROOT", tmp_path)
    return tmp_path / "seals.jsonl"


@pytest.fixture
def world() -> World:
    """Return the cast, with three changes in the ledger."""
    made = make_world()
    unit = made.units["甲一支部"]
    ledger.enter(
        [Change("rename", "改名", subject_of(unit), unit.short_name, "机构改革", {"简称": ["甲一支部", "甲局一支部"]})],
        by=made.clerk,
    )
    account = made.users["sibling"]
    ledger.enter([Change("account_unlock", "解锁账号", subject_of(account), "赵国强")], by=made.secadmin)
    calendar.set_day(date(2026, 10, 8), works=False, name="", by=made.sysadmin)
    return made


def browser(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def page(world: World, person: str, path: str, **query: str) -> str:
    answer = browser(world, person).get(path, query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def labels(world: World, **query: str) -> list[str]:
    """The changes that the page lists, the latest first."""
    text = page(world, "auditor", TRAIL, **query)
    return sorted((one for one in ("改名", "解锁账号", "修改日历") if f'nowrap">{one}</td>' in text), key=text.index)


# --- the ledger ----------------------------------------------------------------------------------------------------


def test_the_latest_change_stands_first_with_old_and_new(world: World) -> None:
    text = page(world, "auditor", TRAIL)

    assert labels(world) == ["修改日历", "解锁账号", "改名"]
    assert '<span class="dj-before">甲一支部</span> → 甲局一支部' in text
    assert ("郑思远" in text, "工委 组织部经办人" in text, "机构改革" in text) == (True, True, True)


@pytest.mark.parametrize("who", GUARDS)
def test_each_of_the_three_sees_what_the_others_did(world: World, who: str) -> None:
    text = page(world, who, TRAIL)

    assert ("罗建国" in text, "梁秋月" in text) == (True, True)


@pytest.mark.parametrize("who", ["clerk", "head", "deputy", "secretary", "former", "superuser"])
def test_for_others_the_pages_do_not_exist(world: World, who: str) -> None:
    client = browser(world, who)

    assert [client.get(TRAIL).status_code, client.get(SEALS).status_code, client.post(EXPORT).status_code] == [404] * 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"who": "郑思远"}, ["改名"]),
        ({"kind": "user"}, ["解锁账号"]),
        ({"kind": "calendar"}, ["修改日历"]),
        ({"what": "改名"}, ["改名"]),
        ({"what": "赵国强"}, ["解锁账号"]),
        ({"what": "没有这回事"}, []),
        ({"since": "2999-01-01"}, []),
        ({"until": "2000-01-01"}, []),
    ],
)
def test_the_list_is_narrowed(world: World, query: dict[str, str], found: list[str]) -> None:
    assert labels(world, **query) == found


def test_posts_are_found_by_what_was_done_to_them(world: World) -> None:
    person = subject_of(Person.objects.get(user=world.users["sibling"]))
    done = [("appoint", "任职"), ("appointment_end", "免职"), ("guard_appoint", "任命三员"), ("guard_end", "免去三员")]
    changes = [Change(verb, label, person, "赵国强") for verb, label in done]
    ledger.enter([*changes, Change("person_edit", "修改人员", person, "赵国强")], by=world.clerk)

    found = reading.entries({"kind": "appointment"})

    assert [entry.label for entry in found] == ["免去三员", "任命三员", "免职", "任职"]


@pytest.mark.parametrize("kind", ["scheme", "import", "termrule"])
def test_schemes_imports_and_terms_are_found(world: World, kind: str) -> None:
    ledger.enter([Change("changed", "某种变动", f"{kind}:1", "某一项")], by=world.clerk)

    assert "某种变动" in page(world, "auditor", TRAIL, kind=kind)


def test_a_day_belongs_to_the_office_s_own_time_zone(world: World) -> None:
    with time_machine.travel("2026-11-20 23:30+08:00"):
        calendar.set_day(date(2026, 10, 9), works=False, name="", by=world.sysadmin)

    assert "修改日历" in labels(world, since="2026-11-20", until="2026-11-20")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"since": "昨天"}, "自：输入一个有效的日期"),
        ({"kind": "ballot"}, "对象：选择一个有效的选项"),
        ({"since": "2026-11-02", "until": "2026-11-01"}, "截止日期早于起始日期"),
        ({"who": "长" * 41}, "经办人"),
    ],
)
def test_a_wrong_filter_is_told_and_finds_nothing(world: World, query: dict[str, str], sentence: str) -> None:
    answer = browser(world, "auditor").get(TRAIL, query)
    text = str(answer.content.decode())

    assert (answer.status_code, sentence in text, "解锁账号" in text) == (422, True, False)


def test_a_page_is_linked_only_for_whoever_may_open_it(world: World) -> None:
    account = f"/organisation/accounts/{world.users['sibling'].pk}/"

    assert account not in page(world, "auditor", TRAIL)
    assert account not in page(world, "sysadmin", TRAIL)


def test_nothing_of_records_is_there(world: World) -> None:
    world.round()
    rating = rating_at(world, RatingState.SCORING)
    entry = AuditEntry.objects.filter(process=rating.process_id).order_by("-seq")[0]
    AuditEntry.objects.filter(pk=entry.pk).update(comment="事项里的意见", actor_name="事项经办人")

    for who in GUARDS:
        text = page(world, who, TRAIL)
        found = page(world, who, TRAIL, who="事项经办人") + page(world, who, TRAIL, what="已提交")
        assert [word for word in (rating.process.number, "事项里的意见", "已提交自评") if word in text + found] == []


def test_what_was_written_is_shown_as_text(world: World) -> None:
    unit = OrgUnit.objects.get(short_name="甲二支部")
    ledger.enter([Change("rename", "改名", subject_of(unit), "<script>alert(1)</script>")], by=world.clerk)

    assert "<script>alert(1)" not in page(world, "auditor", TRAIL)


def test_a_page_holds_twenty_five(world: World) -> None:
    for number in range(30):
        calendar.set_day(date(2026, 6, 1) + timedelta(days=number), works=number % 2 == 0, name="试", by=world.sysadmin)

    text = page(world, "auditor", TRAIL, kind="calendar")

    assert (text.count('nowrap">修改日历</td>'), "共31条" in text, "kind=calendar&amp;page=2" in text) == (
        25,
        True,
        True,
    )


# --- seals ---------------------------------------------------------------------------------------------------------


def run_the_check(world: World) -> Any:
    """Queue a check as the auditor, and run it as the worker would."""
    seals.check(by=world.auditor)
    job = DBTaskResult.objects.get(status="READY")
    job.claim("worker")
    job.set_successful(seals.verify_job.func())
    return job


def test_the_seals_are_listed_with_what_waits_for_the_next(world: World) -> None:
    assert "还有3条记录等待封存" in page(world, "auditor", SEALS)
    audit.seal()

    text = page(world, "auditor", SEALS)

    assert ("还有0条记录等待封存" in text, "第1次" in text, "1条" in text) == (True, True, True)


def test_a_check_runs_in_the_background_and_says_that_all_is_whole(world: World) -> None:
    audit.seal()
    answer = browser(world, "auditor").post(SEALS)
    assert (answer.status_code, "正在核对全部记录" in page(world, "auditor", SEALS)) == (302, True)
    with pytest.raises(Refused, match="正在核对"):
        seals.check(by=world.auditor)
    DBTaskResult.objects.all().delete()

    run_the_check(world)

    assert "全部记录完整，没有改动。" in page(world, "auditor", SEALS)
    assert ledger.entries()[0].label == "核对留痕"


def test_a_check_names_what_was_changed(world: World) -> None:
    audit.seal()
    AuditEntry.objects.filter(verb="rename").update(comment="改过了")

    run_the_check(world)

    assert "组织人员变动第1条记录与链不符" in page(world, "auditor", SEALS)


@pytest.mark.django_db(transaction=True)
def test_a_check_looks_into_the_seals_that_were_exported(world: World, exported: Path) -> None:
    audit.seal()
    exported.write_text(json.dumps({"seq": 1, "hash": "0" * 64}) + "\n", encoding="utf-8")

    assert seals.verify_job.func() == ["导出的第1次封存在库中不存在或已被改动。"]


def test_a_check_that_was_broken_off_says_so(world: World) -> None:
    run_the_check(world)
    DBTaskResult.objects.update(status="FAILED", return_value=None)

    assert "上一次核对中断" in page(world, "auditor", SEALS)


def test_the_seals_are_taken_away_and_the_ledger_says_by_whom(world: World) -> None:
    audit.seal()
    answer = browser(world, "auditor").post(EXPORT)
    (line,) = [json.loads(line) for line in answer.content.decode().splitlines()]

    assert line == {"seq": 1, "hash": Seal.objects.get().hash}
    assert list(audit.verify([line])) == []
    assert f'filename="seals-{timezone.localtime():%Y%m%d}' in answer.headers["Content-Disposition"]
    entry = ledger.entries()[0]
    assert (entry.label, entry.actor_name, entry.data["name"]) == ("导出封存", "宋文杰", "截至第1次封存")


@pytest.mark.parametrize("who", ["sysadmin", "secadmin", "clerk"])
def test_only_the_auditor_has_the_seals(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        seals.export(by=getattr(world, who))
    with pytest.raises(NotAllowed):
        seals.check(by=getattr(world, who))
    assert browser(world, who).get(SEALS).status_code == 404


def test_how_many_wait_counts_records_and_changes_alike(world: World) -> None:
    audit.seal()
    world.round()

    assert reading.unsealed() == AuditEntry.objects.exclude(process=None).count()
