"""委托 as somebody gives it: what fits, and every sentence that says why it does not."""

from typing import Any

import pytest

from permissions import access, grants
from permissions.actor import Actor
from permissions.models import Appointment
from permissions.roles import Role
from tests.workflows.engine.delegating import acting, delegated, today
from tests.workflows.engine.steps import do, rating_at
from tests.workflows.organisation.people import signed_in
from tests.world import World
from workflows.engine import ledger, transferring
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Notice
from workflows.organisation.actions.delegations import delegation_end
from workflows.star_rating.states import RatingState as S

PAGE = "/organisation/delegations/"


def refusal(world: World, giver: str | Actor, to: str, **more: Any) -> str:
    """Return the sentence with which a delegation is refused; nothing is written."""
    before = Appointment.every.count()
    with pytest.raises(Refused) as refused:
        delegated(world, giver, to, **more)
    assert Appointment.every.count() == before
    return refused.value.message


def test_it_is_written_in_the_ledger_and_the_delegate_is_told(world: World) -> None:
    delegated(world, "deputy", "sibling", processes=("star_rating",))
    entry = ledger.entries().first()
    assert entry is not None
    span = f"{today()}至{today(2)}"
    assert (entry.label, entry.actor_name, entry.comment) == ("委托", "王海燕", "出差")
    assert entry.data["name"] == "赵国强 代 王海燕（甲局机关党委 专职副书记）"
    assert entry.data["fields"] == {"委托日期": ["", span], "业务": ["", "星级评定"]}
    told = Notice.objects.get(user=world.users["sibling"])
    assert told.text == f"王海燕委托赵国强办理：代 王海燕（甲局机关党委 专职副书记），{span}。"


def test_not_to_oneself(world: World) -> None:
    assert refusal(world, "deputy", "deputy") == "不能委托给自己，请填写另一位同志。"


def test_not_in_a_circle_of_two(world: World) -> None:
    delegated(world, "deputy", "sibling")
    assert refusal(world, "sibling", "deputy", first=1, last=5) == (
        "这段时间王海燕、赵国强之间已有委托，再委托给王海燕就转回到赵国强，无人实际办理，请另选他人或改日期。"
    )


def test_not_in_a_circle_of_three(world: World) -> None:
    delegated(world, "deputy", "sibling")
    delegated(world, "sibling", "fourth")
    assert refusal(world, "fourth", "deputy") == (
        "这段时间王海燕、赵国强、冯建军之间已有委托，再委托给王海燕就转回到冯建军，无人实际办理，请另选他人或改日期。"
    )


def test_back_again_on_other_days_is_no_circle(world: World) -> None:
    delegated(world, "deputy", "sibling", last=2)
    assert delegated(world, "sibling", "deputy", first=3, last=4).ends_on == today(4)


def test_not_twice_for_the_same_process_and_days(world: World) -> None:
    delegated(world, "deputy", "sibling", processes=("star_rating",))
    said = refusal(world, "deputy", "fourth", first=2, last=4)
    assert said == (
        f"“甲局机关党委 专职副书记”已委托赵国强（{today()}至{today(2)}），业务和日期重叠，"
        "请改日期、改业务或先结束那一项委托。"
    )


@pytest.mark.parametrize("more", [{"processes": ("nomination",)}, {"first": 3, "last": 4}])
def test_another_process_or_other_days_do_not_overlap(world: World, more: dict[str, Any]) -> None:
    delegated(world, "deputy", "sibling", processes=("star_rating",))
    assert delegated(world, "deputy", "fourth", **more).user == world.users["fourth"]


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"first": -1}, "开始日期不能早于今天，委托不能补办。"),
        ({"first": 2, "last": 1}, "结束日期不能早于开始日期。"),
    ],
)
def test_days_that_do_not_fit(world: World, days: dict[str, int], sentence: str) -> None:
    assert refusal(world, "deputy", "sibling", **days) == sentence


def test_what_outlasts_the_post_is_cut_to_its_last_day(world: World) -> None:
    grants.end_appointment(Appointment.objects.get(user=world.users["deputy"]), today(1))
    assert delegated(world, "deputy", "sibling", last=9).ends_on == today(1)
    assert refusal(world, "deputy", "fourth", first=2, last=9) == (
        f"“甲局机关党委 专职副书记”到{today(1):%Y年%m月%d日}为止，早于委托的开始日期，请改日期。"
    )


def test_no_further_without_leave(world: World) -> None:
    by = acting(world, "deputy", "sibling")
    assert refusal(world, by, "fourth") == (
        "“代 王海燕（甲局机关党委 专职副书记）”是受委托办理的，委托时没有允许再委托，请由王海燕本人另行委托。"
    )


def test_further_once_with_leave_and_still_for_the_same_person(world: World) -> None:
    by = acting(world, "deputy", "sibling", may_redelegate=True)
    made = delegated(world, by, "fourth", last=9, may_redelegate=True)
    assert (str(made), made.ends_on, made.may_redelegate) == ("代 王海燕（甲局机关党委 专职副书记）", today(2), False)
    assert refusal(world, Actor(world.users["fourth"], made), "third").endswith("请由王海燕本人另行委托。")
    assert Actor(world.users["fourth"], made).people == {world.users[key].pk for key in ("fourth", "sibling", "deputy")}


def test_a_redelegation_ends_with_the_delegation(world: World) -> None:
    first = delegated(world, "deputy", "sibling", may_redelegate=True)
    delegated(world, Actor(world.users["sibling"], first), "fourth")
    delegation_end(first, by=world.deputy)
    assert [str(post) for post in access.posts(world.users["fourth"])] == ["甲四支部 支部书记"]


def test_not_to_a_closed_account(world: World) -> None:
    user = world.users["sibling"]
    user.is_active = False
    user.save()
    assert refusal(world, "deputy", "sibling") == "赵国强的账号已停用，不能受委托，请另选他人。"


def test_the_three_keepers_neither_give_nor_take(world: World) -> None:
    assert refusal(world, "secadmin", "sibling") == "安全保密管理员只能专任，不能委托他人，也不能受委托。"
    assert refusal(world, "deputy", "auditor") == "宋文杰在这段时间任三员，只能专任，不能受委托，请另选他人。"


def test_a_delegate_does_not_become_one_of_the_three(world: World) -> None:
    delegated(world, "deputy", "sibling")
    grants.end_now(Appointment.objects.get(user=world.users["sibling"]))
    with pytest.raises(grants.AppointmentError, match="只能专任"):
        grants.appoint(world.users["sibling"], Role.AUDIT_ADMIN, world.units["工委"], today())


def test_not_anothers_post(world: World) -> None:
    with pytest.raises(NotAllowed, match="不是您现任的职务"):
        delegated(world, Actor(world.users["sibling"], world.deputy.appointment), "fourth")


@pytest.mark.parametrize("by", ["deputy", "sibling"])
def test_either_ends_it_at_once(world: World, by: str) -> None:
    made = delegated(world, "deputy", "sibling")
    delegation_end(made, by=getattr(world, by))
    assert len(access.posts(world.users["sibling"])) == 1
    with pytest.raises(Refused, match="已经结束"):
        delegation_end(made, by=getattr(world, by))


def test_nobody_else_ends_it(world: World) -> None:
    made = delegated(world, "deputy", "sibling")
    with pytest.raises(NotAllowed, match="只有委托人和受委托人"):
        delegation_end(made, by=world.staff)


# --- the page -------------------------------------------------------------------------------------------------------


def form(world: World, giver: str, to: str, **more: Any) -> dict[str, Any]:
    """Return what a giver fills in."""
    person = world.users[to].person
    assert person is not None
    post = getattr(world, giver).appointment
    days = {"starts_on": today().isoformat(), "ends_on": today(2).isoformat()}
    return {"post": post.pk, "name": person.name, "staff_no": person.staff_no, "reason": "出差", **days, **more}


def test_the_page_delegates_shows_both_lists_and_ends(world: World) -> None:
    giver, taker = signed_in(world.users["deputy"]), signed_in(world.users["sibling"])
    done = giver.post(PAGE, form(world, "deputy", "sibling"), follow=True)
    assert "已委托赵国强" in done.content.decode()
    assert "代 王海燕（甲局机关党委 专职副书记）" in taker.get(PAGE).content.decode()
    made = Appointment.every.get(giver__isnull=False)
    assert signed_in(world.users["fourth"]).post(f"{PAGE}{made.pk}/end/").status_code == 404
    assert "权限已收回" in taker.post(f"{PAGE}{made.pk}/end/", follow=True).content.decode()
    assert taker.post(f"{PAGE}{made.pk}/end/").status_code == 422


def test_the_page_says_when_it_cut_the_days(world: World) -> None:
    grants.end_appointment(Appointment.objects.get(user=world.users["deputy"]), today(1))
    done = signed_in(world.users["deputy"]).post(PAGE, form(world, "deputy", "sibling"), follow=True)
    assert f"到{today(1):%Y年%m月%d日}（这个职务只到这一天）" in done.content.decode()


@pytest.mark.parametrize("to", [{"staff_no": "P9999"}, {"name": "张三"}])
def test_a_wrong_name_or_number_tells_nothing_about_either(world: World, to: dict[str, str]) -> None:
    answer = signed_in(world.users["deputy"]).post(PAGE, form(world, "deputy", "sibling") | to)
    assert answer.status_code == 422
    assert "没有找到姓名和工号都相符、现任职务、账号可用的同志" in answer.content.decode()


def test_somebody_without_an_account_or_a_post_is_not_found(world: World) -> None:
    answer = signed_in(world.users["deputy"]).post(PAGE, form(world, "deputy", "former"))
    assert (answer.status_code, "没有找到姓名和工号都相符" in answer.content.decode()) == (422, True)


def test_who_has_nothing_to_delegate_is_told_so(world: World) -> None:
    assert "您现在没有可以委托的职务。" in signed_in(world.users["auditor"]).get(PAGE).content.decode()


def test_the_page_names_what_is_ones_own_alone_and_does_not_pass_to_a_delegate(world: World) -> None:
    world.round()
    rating = rating_at(world, S.SCORING)
    staff = signed_in(world.users["staff"])
    assert rating.process.title not in staff.get(PAGE).content.decode()
    do(transferring.claim, world, rating, "staff")
    acting(world, "staff", "outsider")
    assert rating.process.title in staff.get(PAGE).content.decode()
    assert rating.process.title not in signed_in(world.users["outsider"]).get(PAGE).content.decode()
