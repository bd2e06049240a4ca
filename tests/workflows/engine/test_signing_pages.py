"""The pages of 会签: who sees what, what is typed wrong, and what the pages cost."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions import grants
from permissions.actor import Actor
from permissions.roles import Role
from tests.workflows.engine.delegating import acting
from tests.workflows.engine.signing import answers, ask, sign, status
from tests.workflows.engine.steps import rating_at
from tests.world import LONG_AGO, World
from workflows.engine import reminding, signing
from workflows.engine.models import Notice, Signing
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState as S

BRANCH = "甲三支部"


@pytest.fixture
def rating(world: World) -> Rating:
    """Return a rating on the desk of 甲局党总支."""
    return rating_at(world, S.GENERAL_REVIEWING, BRANCH)


def browser(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def record(rating: Rating) -> str:
    return f"/records/{rating.process.number}/"


def signature(made: Signing) -> str:
    return f"/records/{made.signatures.select_related('process').get().process.number}/"


def post(world: World, rating: Rating, who: str = "general", **given: Any) -> Any:
    usual = {
        "do": "ask", "seen": str(world.seen(rating)), "question": "请提意见。", "mode": "all", "verb": "",
        "due_on": timezone.localdate().isoformat(),
    }  # fmt: skip
    return browser(world, who).post(f"{record(rating)}signing/", usual | given)


def test_who_is_asked_reads_this_record_while_asked_and_no_other(world: World, rating: Rating) -> None:
    other = rating_at(world, S.SCORING)
    page = browser(world, "outsider")
    assert page.get(record(rating)).status_code == 404
    made = ask(world, rating, "general", "outsider", "deputy")

    assert [page.get(record(row)).status_code for row in (rating, other)] == [200, 404]
    row = made.signatures.get(signer=world.users["outsider"])
    signing.remove(made, [row.pk], by=world.general)
    assert page.get(record(rating)).status_code == 404


def test_who_signed_still_reads_it_until_the_post_ends(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "outsider")
    sign(world, made, "outsider")
    page = browser(world, "outsider")
    assert page.get(record(rating)).status_code == 200

    post = world.outsider.appointment
    assert post is not None
    grants.end_now(post)
    assert page.get(record(rating)).status_code == 404


@pytest.mark.parametrize("who", ["general", "staff", "clerk", "inspector", "third", "sibling"])
def test_a_signature_is_opened_by_nobody_else(world: World, rating: Rating, who: str) -> None:
    made = ask(world, rating, "general", "deputy")

    assert browser(world, who).get(signature(made)).status_code == 404
    assert browser(world, "deputy").get(signature(made)).status_code == 200


def test_what_was_said_stands_on_the_record_and_with_the_others_who_were_asked(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy", "head")
    sign(world, made, "deputy", "disagree", "第18条扣分没有依据。")
    row = made.signatures.select_related("process").get(signer=world.users["head"])

    for who, path in (("general", record(rating)), ("head", f"/records/{row.process.number}/")):
        text = browser(world, who).get(path).content.decode()
        assert "第18条扣分没有依据。" in text
        assert "王海燕" in text


def test_people_are_picked_and_named_with_the_unit_where_the_name_is_not_enough(world: World, rating: Rating) -> None:
    world.person("namesake", "孙丽华", Role.BRANCH_DISC, "乙一支部")
    head, deputy = (getattr(world, who).appointment.pk for who in ("head", "deputy"))

    refused = post(world, rating, others="孙丽华")
    assert refused.status_code == 422
    assert "有几位“孙丽华”，请写明单位或工号：孙丽华（工委）、孙丽华（乙一支部）。" in refused.content.decode()
    assert post(world, rating, near=[deputy], others="孙丽华（工委）\n王海燕").status_code == 302
    made = Signing.objects.get()
    assert set(made.signatures.values_list("post", flat=True)) == {deputy, head}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"others": "没有此人"}, "没有找到可以选的“没有此人”"),
        ({"others": "罗建国"}, "没有找到可以选的“罗建国”"),
        ({"others": "何文斌"}, "没有找到可以选的“何文斌”"),
        ({"others": ""}, "请至少选一位，或者写一位会签人。"),
        ({"others": "高建民"}, "不能请自己会签。"),
        ({"others": "吴婷"}, "吴婷是提交人"),
        ({"others": "王海燕", "due_on": "2020-01-01"}, "签署时限须在今天以后"),
        ({"others": "王海燕", "verb": "send_back"}, "选择一个有效的选项"),
        ({"others": "王海燕", "verb": "reject"}, "须写明原因"),
        ({"others": "王海燕", "question": ""}, "这个字段是必填项"),
        ({"others": "王海燕", "seen": "1.1"}, "材料已更新"),
        ({"others": "王海燕", "seen": "x"}, "页面已过期"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_typed_wrong_is_said_and_nobody_is_asked(
    world: World, rating: Rating, given: dict[str, str], why: str
) -> None:
    answer = post(world, rating, **given)

    assert answer.status_code in (409, 422)
    assert why in answer.content.decode()
    assert Signing.objects.count() == 0


@pytest.mark.parametrize("who", ["third", "inspector", "deputy"])
def test_who_does_not_hold_the_desk_does_not_ask(world: World, rating: Rating, who: str) -> None:
    assert post(world, rating, who, others="孙丽华").status_code == 403


def test_who_stands_aside_in_the_chosen_post_asks_in_the_other(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    user = world.users["secretary"]
    own = Actor(user, grants.appoint(user, Role.OC_STAFF, world.units["甲局机关党委"], LONG_AGO))
    given = acting(world, own, "staff").appointment
    assert given is not None
    client = browser(world, "staff")
    client.post("/capacity/", {"appointment": given.pk})
    sent = {
        "do": "ask", "others": str(world.users["outsider"]), "question": "请提意见。", "mode": "all",
        "due_on": str(timezone.localdate()), "seen": str(world.seen(rating)),
    }  # fmt: skip
    assert client.post(f"{record(rating)}signing/", sent).status_code == 302
    assert Signing.objects.get().post == world.staff.appointment


def test_the_holder_looks_after_what_was_asked(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy", "staff")
    staff = made.signatures.get(signer=world.users["staff"]).pk

    assert post(world, rating, do="add", others="孙丽华").status_code == 302
    assert post(world, rating, do="remove", signature=[staff]).status_code == 302
    assert post(world, rating, do="urge").status_code == 302
    assert answers(made) == ["asked", "cancelled", "asked"]
    assert post(world, rating, do="withdraw", comment="").status_code == 422
    assert post(world, rating, do="withdraw", comment="改为当面商量。").status_code == 302
    assert status(made) == "withdrawn"
    assert post(world, rating, do="remove", signature=["x"]).status_code == 422
    assert post(world, rating, do="nothing").status_code == 404


def test_only_who_was_asked_is_reminded_when_it_is_late(world: World, rating: Rating) -> None:
    ask(world, rating, "general", "deputy")
    tomorrow = timezone.now() + timedelta(days=1)
    with time_machine.travel(tomorrow):
        reminding.remind(timezone.localdate())

    late = Notice.objects.filter(text__startswith="会签：", text__contains="已超期")
    assert [notice.user_id for notice in late] == [world.users["deputy"].pk]


def cost(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_a_record_costs_the_same_whether_one_was_asked_or_three(world: World, rating: Rating) -> None:
    page = browser(world, "general")
    page.get(record(rating))
    one = ask(world, rating, "general", "deputy")
    first = [cost(page, record(rating)), cost(page, f"{record(rating)}signing/")]
    signing.withdraw(one, by=world.general, comment="重新请。")
    ask(world, rating, "general", "deputy", "staff", "head")

    assert [cost(page, record(rating)), cost(page, f"{record(rating)}signing/")] == first
