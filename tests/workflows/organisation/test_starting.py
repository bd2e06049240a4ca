"""The first day: an empty database becomes an office in which four people sign in, and all else is theirs."""

import re
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from permissions.models import Appointment, OrgUnit, Person, User
from tests.world import make_world
from workflows.engine import audit, ledger
from workflows.engine.models import DayOff

pytestmark = pytest.mark.django_db

GIVEN = {
    "code": "GW", "name": "中共某市委市直机关工作委员会", "short": "市直机关工委", "clerk": ["1001", "张敏"],
    "system": ["1002", "李强"], "security": ["1003", "王芳"], "audit": ["1004", "赵军"],
}  # fmt: skip


def start(**more: object) -> str:
    out = StringIO()
    call_command("start_office", stdout=out, **GIVEN | more)
    return out.getvalue()


def test_the_four_can_sign_in_with_what_was_printed_and_must_change_it() -> None:
    printed = re.findall(r"用户名(\S+)　初始密码(\S+)", start())

    assert [name for name, _ in printed] == ["1001", "1002", "1003", "1004"]
    for name, password in printed:
        client = Client()
        assert client.post("/login/", {"username": name, "password": password})["Location"] == "/"
        assert client.get("/")["Location"] == "/password/"


def test_the_clerk_then_keeps_the_organisation() -> None:
    start()
    User.objects.update(must_change_password=False)
    client = Client()
    client.force_login(User.objects.get(username="1001"))

    assert client.get("/organisation/").status_code == 200
    assert client.get("/organisation/units/new/").status_code == 200


def test_it_is_in_the_trail_without_a_password() -> None:
    printed = start()

    assert [entry.label for entry in ledger.entries()] == ["任命第一批人员"] * 4 + ["建立工委"]
    password = printed.split("初始密码")[1].split()[0]
    assert password not in str(list(ledger.entries().values()))
    assert list(audit.verify()) == []


@time_machine.travel("2049-03-01 09:00+08:00")
def test_a_year_whose_holidays_are_not_known_is_no_obstacle() -> None:
    assert "初始密码" in start()
    assert DayOff.objects.count() == 0


def test_a_second_start_changes_nothing() -> None:
    make_world()

    with pytest.raises(CommandError, match="已经有组织"):
        start()
    assert not OrgUnit.objects.filter(code="GW").exists()


def test_one_person_for_two_of_the_posts_is_refused() -> None:
    with pytest.raises(CommandError, match="工号不能重复"):
        start(audit=["1002", "李强"])
    assert (OrgUnit.objects.count(), Appointment.objects.count()) == (0, 0)


def test_the_four_are_no_members_until_they_are_entered() -> None:
    start()

    assert set(Person.objects.values_list("roll", flat=True)) == {Person.Roll.NONE}
