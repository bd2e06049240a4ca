"""三员: appointed by the 安全保密管理员, they hold no other post, decide nothing, and open no record."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from permissions import access
from permissions.models import Appointment, Grant, OrgUnit
from permissions.roles import GUARDS, MATRIX, Right, Role
from tests.workflows.engine.steps import list_at, rating_at
from tests.workflows.organisation.people import signed_in
from tests.world import World
from workflows.engine import inbox, ledger, registry
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Record, Task
from workflows.engine.transitions import fire, seen_of
from workflows.organisation.actions import guards as actions
from workflows.star_rating.states import ListState, RatingState

PAGE = "/organisation/guards/"
CAST = ("sysadmin", "secadmin", "auditor")
TODAY = timezone.localdate


def appoint(client: Client, who: str, role: Role, **more: str) -> Any:
    sent = {"who": who, "role": role.value, "starts_on": TODAY().isoformat(), **more}
    return client.post(PAGE, sent)


# --- the contract: a guard has duties and no right -------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(GUARDS))
def test_no_guard_has_a_right(role: Role) -> None:
    assert MATRIX[role].rights == frozenset()


@pytest.fixture
def running(world: World) -> World:
    """Return the cast with records of both kinds under way."""
    world.round()
    rating_at(world, RatingState.SCORING, "甲二支部")
    list_at(world, ListState.COMPILING)
    return world


@pytest.mark.parametrize("who", CAST)
def test_a_guard_holds_no_right_on_any_unit(running: World, who: str) -> None:
    units = OrgUnit.objects.all()

    assert not Grant.objects.filter(user=running.users[who]).exists()
    assert not any(access.may(getattr(running, who), right, unit) for right in Right for unit in units)


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("flow", registry.flows())
def test_no_verb_of_any_process_is_open_to_a_guard(running: World, flow: type[ProcessFlow], who: str) -> None:
    records: list[Record] = list(flow.model._default_manager.all())
    before = list(Task.objects.order_by("pk").values_list("pk", "finished"))

    for record in records:
        for item in flow.transitions_from(record.state):
            with pytest.raises(NotAllowed):
                fire(record, item.name, by=getattr(running, who), seen=seen_of(record), comment="试一试")

    assert list(Task.objects.order_by("pk").values_list("pk", "finished")) == before


@pytest.mark.parametrize("who", CAST)
def test_a_guard_finds_no_record_and_has_no_work(running: World, who: str) -> None:
    client = signed_in(running.users[who])
    numbers = list(Task.objects.values_list("process__number", flat=True).distinct())

    assert len(numbers) > 5
    assert {client.get(f"/records/{number}/").status_code for number in numbers} == {404}
    assert inbox.counts(running.users[who]).todo == 0
    assert client.get("/unattended/").status_code == 404


# --- appointing and ending --------------------------------------------------------------------------------------------


def test_the_security_administrator_appoints_one(world: World) -> None:
    world.account("newcomer", "贺敏")

    assert appoint(signed_in(world.users["secadmin"]), "newcomer", Role.AUDIT_ADMIN)["Location"] == PAGE

    post = Appointment.objects.get(user=world.users["newcomer"])
    assert (post.role, post.unit, post.starts_on) == (Role.AUDIT_ADMIN, world.units["工委"], TODAY())
    entry = ledger.of(post)[0]
    assert (entry.label, entry.data["name"]) == ("任命三员", "贺敏（安全审计员）")


@pytest.mark.parametrize("who", ["clerk", "head", "sysadmin", "auditor", "deputy", "superuser"])
def test_nobody_else_does_nor_finds_the_page(world: World, who: str) -> None:
    world.account("newcomer", "贺敏")
    client = signed_in(world.users[who])

    assert (client.get(PAGE).status_code, appoint(client, "newcomer", Role.SYS_ADMIN).status_code) == (404, 404)
    with pytest.raises(NotAllowed):
        actions.guard_appoint(world.users["newcomer"], Role.SYS_ADMIN, TODAY(), None, by=getattr(world, who))
    assert not Appointment.objects.filter(user=world.users["newcomer"]).exists()


def test_the_security_administrator_appoints_to_no_other_post(world: World) -> None:
    world.account("newcomer", "贺敏")

    assert appoint(signed_in(world.users["secadmin"]), "newcomer", Role.WC_CLERK).status_code == 422
    with pytest.raises(NotAllowed):
        actions.guard_appoint(world.users["newcomer"], Role.WC_CLERK, TODAY(), None, by=world.secadmin)


def test_whoever_has_another_post_is_refused_in_a_sentence(world: World) -> None:
    response = appoint(signed_in(world.users["secadmin"]), "clerk", Role.SYS_ADMIN)

    assert response.status_code == 422
    assert "郑思远在这段时间任组织部经办人，不能同时任系统管理员：三员" in response.content.decode()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"who": "没有此人"}, "没有找到使用中的账号，请核对工号或用户名；还没有账号的先开通。"),
        ({"starts_on": "2020-01-01"}, "任职日期不能早于今天。"),
        ({"ends_on": "2020-01-01"}, "最后任职日不能早于任职日期。"),
        ({"starts_on": "昨天"}, "日期"),
    ],
)
def test_a_wrong_entry_is_refused_in_a_sentence(world: World, more: dict[str, str], sentence: str) -> None:
    world.account("newcomer", "贺敏")

    response = appoint(signed_in(world.users["secadmin"]), more.pop("who", "newcomer"), Role.SYS_ADMIN, **more)

    assert (response.status_code, sentence in response.content.decode()) == (422, True)


def end(client: Client, post: Appointment) -> Any:
    return client.post(f"{PAGE}{post.pk}/end/")


def test_a_post_of_a_guard_ends_at_once(world: World) -> None:
    post = Appointment.objects.get(user=world.users["auditor"])
    client = signed_in(world.users["secadmin"])
    assert "免去宋文杰的安全审计员" in client.get(f"{PAGE}{post.pk}/end/").content.decode()

    assert end(client, post)["Location"] == PAGE

    assert not Appointment.objects.in_force().filter(pk=post.pk).exists()
    assert signed_in(world.users["auditor"]).get("/organisation/trail/").status_code == 404
    assert "现在没有能登录的安全审计员，请任命。" in client.get(PAGE).content.decode()
    assert ledger.of(post)[0].label == "免去三员"


def test_the_last_security_administrator_stays(world: World) -> None:
    post = Appointment.objects.get(user=world.users["secadmin"])

    response = end(signed_in(world.users["secadmin"]), post)

    assert (response.status_code, "请先任命接任的人" in response.content.decode()) == (422, True)
    assert Appointment.objects.in_force().filter(pk=post.pk).exists()


def test_he_may_go_once_another_is_there(world: World) -> None:
    world.person("second", "贺敏", Role.SEC_ADMIN, "工委")
    post = Appointment.objects.get(user=world.users["secadmin"])

    actions.guard_end(post, by=world.secadmin)

    with pytest.raises((NotAllowed, Refused)):
        actions.guard_end(Appointment.objects.get(user=world.users["second"]), by=world.secadmin)


def test_the_page_ends_no_post_that_is_not_a_guard_s(world: World) -> None:
    post = Appointment.objects.get(user=world.users["clerk"])

    assert end(signed_in(world.users["secadmin"]), post).status_code == 404
    with pytest.raises(NotAllowed):
        actions.guard_end(post, by=world.secadmin)
