"""Accounts are kept by those who may; a first password is seen once and stays nowhere; somebody can always help."""

import json
import logging
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from permissions import accounts, grants
from permissions.models import Appointment, Person, User
from permissions.roles import Right, Role
from tests.permissions.test_views import fail
from tests.workflows.engine.steps import open_desk
from tests.workflows.organisation.people import settle, signed_in
from tests.world import LONG_AGO, PASSWORD, World
from workflows.engine import ledger
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.models import AuditEntry, Notice
from workflows.organisation.actions import accounts as actions
from workflows.organisation.queries import accounts as reading

SHOWN = re.compile(r'<code class="dj-secret">([^<]+)</code>')


@pytest.fixture
def settled(world: World) -> World:
    """Return the cast, those of 甲局 settled in its branches."""
    settle(world, secretary="甲一支部", organiser="甲一支部", sibling="甲二支部", deputy="甲一支部", staff="甲一支部")
    return world


def fresh(user: User) -> User:
    return User.objects.select_related("person").get(pk=user.pk)


def seen(user: User) -> str:
    return accounts.stamp(fresh(user))


def address(user: User, step: str = "") -> str:
    return f"/organisation/accounts/{user.pk}/{step}{'/' if step else ''}"


def post(client: Client, user: User, step: str, **more: str) -> HttpResponse:
    sent = {"seen": seen(user), **more}
    response: HttpResponse = client.post(address(user, step), sent)  # type: ignore[assignment]
    return response


def password_on(response: HttpResponse) -> str:
    found = SHOWN.search(response.content.decode())
    assert found is not None
    return found.group(1)


# --- whose accounts ------------------------------------------------------------------------------------------------


def managed(world: World, who: str) -> set[str]:
    return set(reading.managed(getattr(world, who)).values_list("username", flat=True))


def test_a_committee_keeps_the_accounts_of_its_own_people_only(settled: World) -> None:
    assert managed(settled, "deputy") == {"secretary", "organiser", "sibling", "deputy", "staff"}
    assert managed(settled, "other_deputy") == set()


@pytest.mark.parametrize("starts_on", [LONG_AGO, timezone.localdate() + timedelta(days=30)])
def test_whoever_holds_or_will_hold_a_post_above_is_kept_above(settled: World, starts_on: Any) -> None:
    grants.appoint(settled.users["sibling"], Role.WC_LEADER, settled.units["工委"], starts_on)

    assert "sibling" not in managed(settled, "deputy")


def test_the_work_committee_keeps_all_but_the_guards_who_keep_all(settled: World) -> None:
    guards = {"sysadmin", "secadmin", "auditor"}

    assert managed(settled, "clerk") == set(settled.users) - guards
    assert managed(settled, "secadmin") == set(settled.users)


@pytest.mark.parametrize("who", ["secretary", "general", "leader", "inspector", "sysadmin", "auditor", "former"])
def test_the_others_keep_none_and_find_no_page(settled: World, who: str) -> None:
    client = signed_in(settled.users[who])
    pages = ("/organisation/accounts/", "/organisation/accounts/passwords/", address(settled.users["sibling"]))

    assert managed(settled, who) == set()
    assert [client.get(page).status_code for page in pages] == [404] * 3


@pytest.mark.parametrize(("who", "whose"), [("staff", "deputy"), ("clerk", "leader"), ("head", "clerk")])
@pytest.mark.parametrize("step", ["reset", "deactivate", "unlock"])
def test_nobody_sets_the_password_of_somebody_in_the_same_unit(settled: World, who: str, whose: str, step: str) -> None:
    client, user = signed_in(settled.users[who]), settled.users[whose]

    assert address(user, step) not in client.get(address(user)).content.decode()
    assert post(client, user, step, reason="试试").status_code == 403
    assert (fresh(user).is_active, fresh(user).check_password(PASSWORD)) == (True, True)


def test_a_foreign_account_is_not_found_whatever_the_step(settled: World) -> None:
    client = signed_in(settled.users["deputy"])
    steps = ("", "reset", "unlock", "deactivate", "activate")

    assert [client.get(address(settled.users["outsider"], step)).status_code for step in steps] == [404] * 5
    assert post(client, settled.users["outsider"], "reset").status_code == 404
    assert fresh(settled.users["outsider"]).check_password(PASSWORD)


@pytest.mark.parametrize("who", ["deputy", "clerk", "secadmin"])
@pytest.mark.parametrize("step", ["reset", "deactivate", "unlock"])
def test_nobody_does_it_to_himself(settled: World, who: str, step: str) -> None:
    client = signed_in(settled.users[who])

    response = post(client, settled.users[who], step, reason="试试")

    assert (response.status_code, actions.OWN in response.content.decode()) == (403, True)
    assert (fresh(settled.users[who]).is_active, fresh(settled.users[who]).check_password(PASSWORD)) == (True, True)


def test_a_keeper_whose_post_ended_does_nothing_more(settled: World) -> None:
    actor = settled.deputy
    grants.end_now(Appointment.objects.get(user=settled.users["deputy"]))

    with pytest.raises(NotAllowed):
        actions.account_reset(settled.users["sibling"], by=actor, seen=seen(settled.users["sibling"]))


# --- opening and resetting -----------------------------------------------------------------------------------------


def test_an_account_is_opened_for_a_person_and_signs_in_with_what_the_page_shows(settled: World) -> None:
    person = Person.objects.create(staff_no="JG01", name="胡晓明", branch=settled.units["甲一支部"])
    client = signed_in(settled.users["deputy"])
    page = f"/organisation/accounts/open/{person.pk}/"
    assert 'value="jg01"' in client.get(page).content.decode()

    given = password_on(client.post(page, {"username": "jg01"}))  # type: ignore[arg-type]

    browser = Client()
    assert browser.post("/login/", {"username": "jg01", "password": given})["Location"] == "/"
    assert browser.get("/")["Location"] == "/password/"
    assert client.post(page, {"username": "jg01"}).status_code == 404
    assert [entry.label for entry in ledger.of(User.objects.get(username="jg01"))] == ["开通账号"]


@pytest.mark.parametrize("branch", ["乙一支部", None])
def test_an_account_of_a_person_elsewhere_is_not_opened(settled: World, branch: str | None) -> None:
    person = Person.objects.create(staff_no="JG01", name="胡晓明", branch=settled.units[branch] if branch else None)
    client = signed_in(settled.users["deputy"])

    assert client.post(f"/organisation/accounts/open/{person.pk}/", {"username": "jg01"}).status_code == 404
    assert not User.objects.filter(person=person).exists()
    assert signed_in(settled.users["clerk"]).get(f"/organisation/accounts/open/{person.pk}/").status_code == 200


def test_a_user_name_that_is_taken_is_said_at_the_field(settled: World) -> None:
    person = Person.objects.create(staff_no="JG01", name="胡晓明", branch=settled.units["甲一支部"])

    response = signed_in(settled.users["deputy"]).post(
        f"/organisation/accounts/open/{person.pk}/", {"username": "SIBLING"}
    )

    assert response.status_code == 422
    assert '<div class="dj-error">用户名“SIBLING”已有人使用，请换一个。</div>' in response.content.decode()


def test_a_reset_password_signs_in_and_old_sessions_end(settled: World) -> None:
    old = Client()
    old.post("/login/", {"username": "sibling", "password": PASSWORD})

    given = password_on(post(signed_in(settled.users["deputy"]), settled.users["sibling"], "reset"))

    assert old.get("/notices/")["Location"] == "/login/?next=/notices/"
    assert old.post("/login/", {"username": "sibling", "password": PASSWORD}).status_code == 200
    assert old.post("/login/", {"username": "sibling", "password": given}).status_code == 302
    assert old.get("/")["Location"] == "/password/"


def test_the_person_is_told_who_reset_the_password(settled: World) -> None:
    post(signed_in(settled.users["deputy"]), settled.users["sibling"], "reset")

    assert Notice.objects.get(user=settled.users["sibling"]).text == (
        "您的密码由甲局机关党委 专职副书记王海燕重设。如果不是您要求的，请告诉安全保密管理员。"
    )


def test_the_same_form_sent_twice_sets_one_password(settled: World) -> None:
    client, user = signed_in(settled.users["deputy"]), settled.users["sibling"]
    sent = {"seen": seen(user)}
    given = password_on(client.post(address(user, "reset"), sent))  # type: ignore[arg-type]

    again = client.post(address(user, "reset"), sent)

    assert (again.status_code, actions.MOVED in again.content.decode()) == (409, True)
    assert fresh(user).check_password(given)


def everything() -> str:
    """Every row of the database as text, sessions included."""
    return str(
        serializers.serialize("json", [row for model in apps.get_models() for row in model._default_manager.all()])
    )


def test_a_first_password_is_nowhere_but_on_the_page_that_shows_it(settled: World, caplog: Any) -> None:
    client, user = signed_in(settled.users["deputy"]), settled.users["sibling"]
    with caplog.at_level(logging.DEBUG):
        response = post(client, user, "reset")
        given = password_on(response)
        later = [client.get(page).content.decode() for page in (address(user), "/organisation/accounts/", "/notices/")]
        audited = signed_in(settled.users["auditor"]).get("/organisation/trail/").content.decode()

    said = [record.getMessage() for record in caplog.records]
    cookies = [str(cookie) for cookie in response.cookies.values()]
    assert "no-store" in response["Cache-Control"]
    for place in (everything(), *later, audited, *said, *cookies):
        assert given not in place
    assert "重设密码" in audited
    Notice.objects.create(user=user, text=given, at=timezone.now())
    assert given in everything()  # planted: it would have been found


# --- locked, closed, open again -------------------------------------------------------------------------------------


def test_a_locked_account_is_unlocked_and_the_ledger_says_so(settled: World) -> None:
    fail(Client(), "sibling", 5)
    client = signed_in(settled.users["deputy"])
    assert "解锁账号" in client.get(address(settled.users["sibling"])).content.decode()

    assert post(client, settled.users["sibling"], "unlock")["Location"] == address(settled.users["sibling"])
    assert Client().post("/login/", {"username": "sibling", "password": PASSWORD}).status_code == 302
    assert [entry.verb for entry in ledger.of(settled.users["sibling"])] == ["account_unlock"]
    assert post(client, settled.users["sibling"], "unlock").status_code == 422


def test_a_deactivated_person_is_thrown_out_and_his_desk_goes_up(settled: World) -> None:
    settled.round()
    other = Client()
    other.post("/login/", {"username": "sibling", "password": PASSWORD})
    client = signed_in(settled.users["deputy"])
    page = client.get(address(settled.users["sibling"], "deactivate")).content.decode()
    assert "停用后1件转由上级办理。" in page

    assert post(client, settled.users["sibling"], "deactivate", reason="调出").status_code == 302

    assert other.get("/")["Location"] == "/login/?next=/"
    assert open_desk(settled.rating("甲二支部")).unit == settled.units["甲局机关党委"]
    assert Appointment.objects.in_force().filter(user=settled.users["sibling"]).count() == 1
    entry = ledger.of(settled.users["sibling"])[0]
    assert (entry.label, entry.comment, entry.data["name"]) == ("停用账号", "调出", "赵国强（sibling）")


def test_an_account_used_again_has_its_rights_and_a_new_password(settled: World) -> None:
    settled.round()
    client, user = signed_in(settled.users["deputy"]), settled.users["sibling"]
    post(client, user, "deactivate", reason="借调")

    given = password_on(post(client, user, "activate"))

    assert open_desk(settled.rating("甲二支部")).unit == settled.units["甲二支部"]
    assert (fresh(user).check_password(given), fresh(user).check_password(PASSWORD)) == (True, False)


def test_a_closed_account_gets_no_password_and_an_open_one_is_not_opened_again(settled: World) -> None:
    client, user = signed_in(settled.users["deputy"]), settled.users["sibling"]
    assert post(client, user, "activate").status_code == 422
    post(client, user, "deactivate", reason="退休")

    assert post(client, user, "reset").status_code == 422
    assert post(client, user, "deactivate", reason="退休").status_code == 422


def test_an_account_is_closed_for_a_reason(settled: World) -> None:
    user = settled.users["sibling"]

    assert post(signed_in(settled.users["deputy"]), user, "deactivate", reason=" ").status_code == 422
    assert fresh(user).is_active


@pytest.mark.parametrize(
    ("who", "by", "post_name"), [("clerk", "secadmin", "组织部经办人"), ("secadmin", "deputy_guard", "安全保密管理员")]
)
def test_the_last_one_of_a_post_that_must_be_filled_is_not_closed(
    settled: World, who: str, by: str, post_name: str
) -> None:
    second = settled.account("deputy_guard", "贺敏")
    if by == "deputy_guard":
        grants.appoint(second, Role.SEC_ADMIN, settled.units["工委"], LONG_AGO)
        User.objects.filter(pk=second.pk).update(password="!none")  # appointed, but without a password cannot help
    user = settled.users[who]

    with pytest.raises(Refused) as refused:
        actions.account_deactivate(user, "调出", by=getattr(settled, by), seen=seen(user))

    assert post_name in refused.value.message
    assert fresh(user).is_active


def test_one_of_two_clerks_is_closed(settled: World) -> None:
    settled.person("second", "贺敏", Role.WC_CLERK, "工委")
    user = settled.users["clerk"]

    actions.account_deactivate(user, "调出", by=settled.secadmin, seen=seen(user))

    assert not fresh(user).is_active


def test_an_older_page_closes_nothing(settled: World) -> None:
    user = settled.users["sibling"]
    old = seen(user)
    accounts.give_password(user)

    with pytest.raises(Stale):
        actions.account_deactivate(user, "调出", by=settled.deputy, seen=old)


# --- many at once --------------------------------------------------------------------------------------------------


def imported(world: World, branch: str, count: int) -> list[User]:
    people = [
        Person.objects.create(staff_no=f"{branch}{n}", name=f"新人{n}", branch=world.units[branch])
        for n in range(count)
    ]
    return accounts.open_many([(person, f"new{person.pk}") for person in people])


def handed_out(response: HttpResponse) -> dict[str, str]:
    """User names with their passwords, as the list of the workbook holds them."""
    rows = load_workbook(BytesIO(response.content))["清单"].iter_rows(min_row=4, values_only=True)
    return {str(row[4]): str(row[5]) for row in rows if row[4]}


def test_first_passwords_of_a_unit_are_taken_away_once_as_a_workbook(settled: World) -> None:
    mine, foreign = imported(settled, "甲一支部", 3), imported(settled, "乙一支部", 1)
    client = signed_in(settled.users["deputy"])

    response: Any = client.post("/organisation/accounts/passwords/", {"unit": "甲局机关党委"})
    found = handed_out(response)

    assert set(found) == {user.username for user in mine}
    assert all(fresh(user).check_password(found[user.username]) for user in mine)
    assert not fresh(foreign[0]).has_usable_password()
    slips = load_workbook(BytesIO(response.content))["发放条"]
    assert all(any(given in str(row[0]) for row in slips.iter_rows(values_only=True)) for given in found.values())
    entry = AuditEntry.objects.get(verb="accounts_issue")
    assert (entry.comment, entry.data["name"]) == ("发放初始密码3个", "中共甲局机关党委")
    assert all(given not in everything() for given in found.values())
    assert client.post("/organisation/accounts/passwords/", {"unit": "甲局机关党委"}).status_code == 422


def test_a_lost_workbook_is_made_again_for_those_who_have_not_signed_in(settled: World) -> None:
    users = imported(settled, "甲一支部", 2)
    client = signed_in(settled.users["deputy"])
    first = handed_out(client.post("/organisation/accounts/passwords/", {"unit": "甲一支部"}))  # type: ignore[arg-type]
    User.objects.filter(pk=users[0].pk).update(must_change_password=False)

    again = handed_out(client.post("/organisation/accounts/passwords/", {"unit": "甲一支部", "again": "on"}))  # type: ignore[arg-type]

    assert set(again) == {users[1].username}
    assert fresh(users[0]).check_password(first[users[0].username])
    assert not fresh(users[1]).check_password(first[users[1].username])


def test_the_ledger_names_every_account_and_whoever_had_a_password_is_told(settled: World) -> None:
    given, never = imported(settled, "甲一支部", 2)
    accounts.give_password(given)
    client = signed_in(settled.users["deputy"])

    client.post("/organisation/accounts/passwords/", {"unit": "甲一支部", "again": "on"})

    labels = [[entry.label for entry in ledger.of(user)] for user in (given, never)]
    told = [[notice.text for notice in Notice.objects.filter(user=user)] for user in (given, never)]
    assert labels == [["重设密码"], ["发放初始密码"]]
    assert told == [
        ["您的密码由甲局机关党委 专职副书记王海燕重设。如果不是您要求的，请告诉安全保密管理员。"],
        [],
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_first_passwords_cost_the_same_however_many(settled: World, count: int) -> None:
    settled.round()
    for user in imported(settled, "甲一支部", count):
        grants.appoint(user, Role.BRANCH_DISC, settled.units["甲一支部"], LONG_AGO)
        accounts.give_password(user)
    actor, unit = settled.deputy, settled.units["甲一支部"]
    with CaptureQueriesContext(connection) as asked:
        actions.accounts_issue(unit, by=actor, again=True)

    assert len(asked) == 36


@pytest.mark.parametrize("issue", ["issue", "reset"])
def test_what_others_filled_in_comes_home_with_the_first_password(settled: World, issue: str) -> None:
    user = imported(settled, "甲五支部", 1)[0]
    grants.appoint(user, Role.BRANCH_SECRETARY, settled.units["甲五支部"], LONG_AGO)
    settled.round()
    before = open_desk(settled.rating("甲五支部"))

    if issue == "issue":
        actions.accounts_issue(settled.units["甲五支部"], by=settled.deputy, again=False)
    else:
        actions.account_reset(user, by=settled.deputy, seen=seen(user))

    after = open_desk(settled.rating("甲五支部"))
    assert (before.right, before.unit) == (Right.STAND_IN, settled.units["甲局机关党委"])
    assert (after.right, after.unit) == (Right.PROPOSE, settled.units["甲五支部"])


def warned(world: World) -> dict[str, list[str]]:
    """Who watches over accounts, and what each was told."""
    told = Notice.objects.filter(user__username__in=("sysadmin", "secadmin", "auditor"))
    found: dict[str, list[str]] = {}
    for notice in told.select_related("user").order_by("pk"):
        found.setdefault(notice.user.username, []).append(notice.text)
    return found


def test_a_password_of_the_work_committee_is_not_set_unnoticed(settled: World) -> None:
    actions.account_reset(settled.users["leader"], by=settled.secadmin, seen=seen(settled.users["leader"]))

    text = "工委 安全保密管理员梁秋月重设了密码：陈立平。请核对是否经本人同意。"
    assert warned(settled) == {"sysadmin": [text], "auditor": [text]}


def test_nor_is_that_of_another_of_the_guards(settled: World) -> None:
    user = settled.users["auditor"]
    actions.account_deactivate(user, "借调", by=settled.secadmin, seen=seen(user))
    actions.account_activate(user, by=settled.secadmin, seen=seen(user))

    text = "工委 安全保密管理员梁秋月启用账号并重设了密码：宋文杰。请核对是否经本人同意。"
    assert warned(settled) == {"sysadmin": [text]}


def test_of_a_branch_s_password_only_the_holder_is_told(settled: World) -> None:
    actions.account_reset(settled.users["sibling"], by=settled.deputy, seen=seen(settled.users["sibling"]))

    assert warned(settled) == {}


def test_who_keeps_accounts_only_reads_how_many_matters_wait_and_not_which(settled: World) -> None:
    settled.round()
    matter = settled.rating("甲二支部")
    page = address(settled.users["sibling"], "deactivate")

    pages = [signed_in(settled.users[who]).get(page).content.decode() for who in ("deputy", "secadmin")]

    assert ["现有1件在办事项" in text for text in pages] == [True, True]
    assert [matter.title() in text or matter.process.number in text for text in pages] == [True, False]


def test_one_click_gives_out_so_many_and_the_next_the_rest(settled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    imported(settled, "甲一支部", 3)
    client = signed_in(settled.users["deputy"])

    counts = [
        len(handed_out(client.post("/organisation/accounts/passwords/", {"unit": "甲一支部"})))  # type: ignore[arg-type]
        for _ in range(2)
    ]

    assert counts == [2, 1]


@pytest.mark.parametrize("unit", ["乙局机关党委", "工委", "没有这个组织", ""])
def test_first_passwords_are_given_out_for_kept_units_only(settled: World, unit: str) -> None:
    imported(settled, "乙一支部", 1)

    response = signed_in(settled.users["deputy"]).post("/organisation/accounts/passwords/", {"unit": unit})

    assert (response.status_code, AuditEntry.objects.filter(verb="accounts_issue").count()) == (422, 0)


# --- the list ------------------------------------------------------------------------------------------------------


def names_on(page: str) -> list[str]:
    return re.findall(r'class="dj-title"[^>]*>([^<]+)<', page)


def test_the_list_is_narrowed_by_state_and_words(settled: World) -> None:
    imported(settled, "甲一支部", 1)
    Person.objects.create(staff_no="JG09", name="没有账号的人", branch=settled.units["甲一支部"])
    fail(Client(), "organiser", 5)
    accounts.give_password(settled.users["staff"])
    accounts.deactivate(settled.users["sibling"])
    client = signed_in(settled.users["deputy"])
    asked = (
        "state=unopened",
        "state=unused",
        "state=unchanged",
        "state=locked",
        "state=closed",
        "q=周志远",
        "q=不存在",
    )

    found = {query: names_on(client.get(f"/organisation/accounts/?{query}").content.decode()) for query in asked}

    assert found == {
        "state=unopened": ["没有账号的人"],
        "state=unused": ["新人0"],
        "state=unchanged": ["刘敏"],
        "state=locked": ["李慧"],
        "state=closed": ["赵国强"],
        "q=周志远": ["周志远"],
        "q=不存在": [],
    }


def test_accounts_come_25_a_page_and_the_pager_keeps_the_filters(settled: World) -> None:
    imported(settled, "甲一支部", 26)
    client = signed_in(settled.users["deputy"])

    first = client.get("/organisation/accounts/?state=unused").content.decode()
    second = client.get("/organisation/accounts/?state=unused&page=2").content.decode()

    assert (len(names_on(first)), len(names_on(second))) == (25, 1)
    assert "?state=unused&amp;page=2" in first


def test_the_ledger_names_the_account_and_no_password(settled: World) -> None:
    post(signed_in(settled.users["deputy"]), settled.users["sibling"], "reset")

    entry = ledger.of(settled.users["sibling"])[0]
    assert (entry.actor_name, entry.post, entry.label) == ("王海燕", "甲局机关党委 专职副书记", "重设密码")
    assert json.dumps(entry.data, ensure_ascii=False) == '{"name": "赵国强（sibling）", "fields": {}}'
