"""Accounts: one for a person, a first password known once, closed without coming back to life, and who signed in."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from permissions import accounts
from permissions.models import Person, SignIn, User
from tests.permissions.test_views import NEW, change, fail, sign_in, signed_in
from tests.world import PASSWORD, World


@pytest.fixture
def newcomer(cast: World) -> Person:
    """Return a person without an account."""
    return Person.objects.create(staff_no="JG0012", name="胡晓明")


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


# --- opening -------------------------------------------------------------------------------------------------------


def test_the_user_name_is_the_staff_number_in_lower_case_and_there_is_no_password(newcomer: Person) -> None:
    user = fresh(accounts.open_for(newcomer))

    assert (user.username, user.person, user.is_active) == ("jg0012", newcomer, True)
    assert (user.has_usable_password(), user.must_change_password) == (False, True)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Secretary", "用户名“Secretary”已有人使用，请换一个。"),
        ("胡 晓明", "用户名“胡 晓明”不能用：最多40个字，只能有字母、数字、汉字和 @ . + - _。"),
        ("x" * 41, f"用户名“{'x' * 41}”不能用：最多40个字，只能有字母、数字、汉字和 @ . + - _。"),
    ],
)
def test_a_user_name_that_cannot_be_is_refused_in_a_sentence(newcomer: Person, name: str, sentence: str) -> None:
    with pytest.raises(accounts.AccountError) as refused:
        accounts.open_for(newcomer, name)

    assert (str(refused.value), User.objects.filter(person=newcomer).exists()) == (sentence, False)


def test_a_person_has_one_account(newcomer: Person) -> None:
    accounts.open_for(newcomer)

    with pytest.raises(accounts.AccountError) as refused:
        accounts.open_for(newcomer, "another")
    assert str(refused.value) == "“胡晓明”已经有账号，一人只能有一个账号。"


def test_of_many_accounts_all_are_opened_or_none_also_when_two_share_a_name(newcomer: Person) -> None:
    other = Person.objects.create(staff_no="JG0013", name="胡小明")

    with pytest.raises(accounts.AccountError):
        accounts.open_many([(newcomer, "hu"), (other, "HU")])
    assert not User.objects.filter(person__in=[newcomer, other]).exists()


def test_many_accounts_cost_as_many_statements_as_one(cast: World) -> None:
    people = [Person.objects.create(staff_no=f"N{n}", name="新人") for n in range(6)]

    def cost(chosen: list[Person]) -> int:
        with CaptureQueriesContext(connection) as asked:
            users = accounts.open_many([(person, "") for person in chosen])
            accounts.give_passwords(users)
        return len(asked)

    assert cost(people[:1]) == cost(people[1:])


# --- first passwords -----------------------------------------------------------------------------------------------


def test_a_first_password_is_long_and_has_nothing_that_is_misread() -> None:
    made = {accounts.first_password() for _ in range(200)}

    assert len(made) == 200
    assert all(re.fullmatch(r"[acdefhjkmnprtuvwxy34679]{4}(-[acdefhjkmnprtuvwxy34679]{4}){3}", text) for text in made)


def test_a_first_password_signs_in_once_and_must_be_changed(cast: World, newcomer: Person) -> None:
    user = accounts.open_for(newcomer)
    first = accounts.give_password(user)
    client = Client()

    assert sign_in(client, "jg0012", first)["Location"] == "/"
    assert client.get("/")["Location"] == "/password/"
    assert change(client, first)["Location"] == "/"
    assert (client.get("/").status_code, fresh(user).must_change_password) == (200, False)
    assert "用户名或密码不对" in sign_in(Client(), "jg0012", first).content.decode()


def test_a_new_first_password_ends_open_sessions_and_the_old_password(client: Client, cast: World) -> None:
    sign_in(client, "secretary")

    given = accounts.give_password(cast.users["secretary"])

    assert client.get("/notices/").status_code == 302
    assert (
        fresh(cast.users["secretary"]).check_password(PASSWORD),
        sign_in(client, "secretary", given).status_code,
    ) == (
        False,
        302,
    )


def test_a_first_password_is_hashed_again_with_the_usual_effort_when_it_is_used(client: Client, cast: World) -> None:
    given = accounts.give_password(cast.users["secretary"])
    before = fresh(cast.users["secretary"]).password

    sign_in(client, "secretary", given)

    assert before.startswith(f"pbkdf2_sha256${accounts.ITERATIONS}$")
    assert not fresh(cast.users["secretary"]).password.startswith(f"pbkdf2_sha256${accounts.ITERATIONS}$")


def test_an_account_whose_password_changed_meanwhile_keeps_it(cast: World) -> None:
    known = fresh(cast.users["secretary"])
    changed = fresh(known)
    changed.set_password(NEW)
    changed.save()

    assert accounts.give_passwords([known]) == {}
    assert fresh(known).check_password(NEW)


def test_an_account_that_is_closed_gets_no_password(cast: World) -> None:
    user = cast.users["secretary"]
    accounts.deactivate(user)

    assert accounts.give_passwords([fresh(user)]) == {}


# --- locked and closed ---------------------------------------------------------------------------------------------


def test_a_locked_account_is_listed_and_unlocked_from_wherever_it_was_tried(client: Client, cast: World) -> None:
    fail(client, "secretary", 5)
    fail(client, "sibling", 4)
    assert list(accounts.locked_names()) == ["secretary"]

    assert accounts.unlock(cast.users["secretary"]) == 1
    assert (list(accounts.locked_names()), sign_in(client, "secretary").status_code) == ([], 302)


def test_a_closed_account_is_thrown_out_at_the_next_click(client: Client, cast: World) -> None:
    sign_in(client, "secretary")
    assert client.get("/").status_code == 200

    accounts.deactivate(cast.users["secretary"])

    assert client.get("/")["Location"] == "/login/?next=/"
    assert "用户名或密码不对" in sign_in(client, "secretary").content.decode()


def test_neither_the_old_session_nor_the_old_password_lives_again(client: Client, cast: World) -> None:
    sign_in(client, "secretary")
    accounts.deactivate(cast.users["secretary"])
    accounts.activate(cast.users["secretary"])

    assert client.get("/").status_code == 302
    assert (sign_in(client, "secretary").status_code, signed_in(client)) == (200, False)


def test_a_page_s_stamp_changes_with_password_and_use(cast: World) -> None:
    user = cast.users["secretary"]
    stamps = [accounts.stamp(fresh(user))]
    accounts.give_password(user)
    stamps.append(accounts.stamp(fresh(user)))
    accounts.deactivate(user)
    stamps.append(accounts.stamp(fresh(user)))
    accounts.activate(user)
    stamps.append(accounts.stamp(fresh(user)))

    assert len(set(stamps)) == 4


# --- signing in ----------------------------------------------------------------------------------------------------


def test_a_sign_in_is_noted_with_its_address_and_the_failures_before_it(client: Client, cast: World) -> None:
    fail(client, "secretary", 3)
    page = client.post("/login/", {"username": "secretary", "password": PASSWORD}, follow=True).content.decode()

    noted = SignIn.objects.get()
    assert (noted.user, noted.address, noted.failures) == (cast.users["secretary"], "127.0.0.1", 3)
    assert "这次登录之前有3次输错密码。如果不是本人，请修改密码。" in page


def test_a_failed_sign_in_is_not_noted(client: Client, cast: World) -> None:
    fail(client, "secretary", 2)

    assert SignIn.objects.count() == 0


def test_the_last_ten_sign_ins_are_kept(client: Client, cast: World) -> None:
    sign_in(client, "sibling")
    for number in range(12):
        accounts.note_sign_in(cast.users["secretary"], None, number)

    kept = cast.users["secretary"].sign_ins.values_list("failures", flat=True)
    assert list(kept) == list(range(11, 1, -1))
    assert cast.users["sibling"].sign_ins.count() == 1
