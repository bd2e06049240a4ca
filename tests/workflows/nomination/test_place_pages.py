"""The board of places, the table, 调剂 and rulings on their pages: what each may see, and what wrong input meets."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from permissions.roles import UnitKind
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.places import (
    OTHER,
    UNIT,
    categories,
    opened,
    prepared,
    proposed,
    quota,
    share,
)
from workflows.engine.models import Quota, Round
from workflows.nomination.actions import quotas
from workflows.nomination.models import PlaceShift

KEY = "unit:places.member"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def made(cast: Cast) -> Round:
    """Return a round with three places a unit, two a branch against 50 % of its members, six over all."""
    given = categories(member={"per_unit": 3, "per_branch": 2, "places": 6})
    return opened(cast, categories=given, caps=[share(50, per="branch", name="受表彰人数")])


@pytest.fixture
def draft(cast: Cast) -> Round:
    return prepared(cast, categories=categories(member={"places": 5}))


def client(cast: Cast, who: str) -> Client:
    found = Client()
    found.force_login(cast.users[who])
    return found


def page(cast: Cast, who: str, address: str, data: dict[str, Any] | None = None) -> Any:
    found = client(cast, who)
    return found.get(f"/nomination/{address}") if data is None else found.post(f"/nomination/{address}", data)


def text(response: Any) -> str:
    return str(response.content.decode())


# --- 台账 ---------------------------------------------------------------------------------------------------------


def test_the_host_sees_every_unit_with_what_is_taken_and_left(cast: Cast) -> None:
    given = categories(member={"per_unit": 3, "places": 6})
    made = opened(cast, categories=given, caps=[share(50, per="branch", name="受表彰人数")])
    quotas.reserve_branch(proposed(cast, made, "张三")[0])
    quotas.reserve_list(cast.list_in(OTHER), proposed(cast, made, "周八"))
    found = page(cast, "clerk", f"rounds/{made.pk}/places/").context["rows"]
    shown = {(row.where, row.name): (row.limit, row.taken, row.state) for row in found}

    assert shown["全部单位", "优秀共产党员名额"] == ("6", 1, "余5个")
    assert shown[OTHER, "优秀共产党员名额"] == ("3", 1, "余2个")
    assert shown[UNIT, "优秀共产党员名额"] == ("3", 0, "余3个")
    assert shown["甲一支部", "受表彰人数"] == ("1", 1, "已满")
    assert shown["乙一支部", "受表彰人数"] == ("1", 0, "余1个")


def test_a_unit_sees_its_own_places_and_its_branches_and_those_over_all(cast: Cast, made: Round) -> None:
    found = page(cast, "deputy", f"rounds/{made.pk}/places/").context["rows"]

    assert {row.where for row in found} == {
        "全部单位", UNIT, "甲一支部", "甲二支部", "甲三支部", "甲四支部", "甲五支部",
    }  # fmt: skip
    own = page(cast, "secretary", f"rounds/{made.pk}/places/").context["rows"]
    assert {row.where for row in own} == {"全部单位", "甲一支部"}


def test_a_branch_is_told_that_two_rules_contradict_and_is_not_offered_to_rule(cast: Cast, made: Round) -> None:
    shown = text(page(cast, "secretary", f"rounds/{made.pk}/places/"))

    assert "甲一支部：受表彰人数不超过1个（2×50%=1），与名额共2个（优秀共产党员2）不一致，由市直机关工委裁定。" in shown
    assert "/ruling/" not in shown
    assert "/shift/" not in shown


def test_only_what_waits_for_a_ruling_is_shown_when_asked_for(cast: Cast, made: Round) -> None:
    found = page(cast, "clerk", f"rounds/{made.pk}/places/?only=open")

    assert {row.state for row in found.context["rows"]} == {"规定不一致，待裁定"}
    assert found.context["waiting"] == len(found.context["rows"]) == 5


def test_many_places_have_a_pager(cast: Cast, made: Round) -> None:
    first, second = (page(cast, "clerk", f"rounds/{made.pk}/places/?page={n}") for n in (1, 2))

    assert (len(first.context["rows"]), first.context["page"]["total_text"]) == (18, "共18项")
    for n in range(10):
        cast.unit(f"新{n}支部", UnitKind.BRANCH, UNIT)
    quotas.open_quotas(made)
    first, second = (page(cast, "clerk", f"rounds/{made.pk}/places/?page={n}") for n in (1, 2))
    assert (len(first.context["rows"]), len(second.context["rows"])) == (25, 13)


@pytest.mark.parametrize("number", [1, 3])
def test_the_board_asks_the_database_as_often_for_three_units_as_for_one(cast: Cast, number: int) -> None:
    made = opened(cast, categories=categories(member={"per_unit": 3}), contest={"ratio": "1.2"})
    units = (UNIT, OTHER, "工委")[:number]
    Quota.objects.filter(round=made).exclude(unit__short_name__in=units).delete()
    for unit, name in ((UNIT, "张三"), (OTHER, "周八"), ("工委", "郑十"))[:number]:
        quotas.reserve_list(cast.list_in(unit), proposed(cast, made, name))
    found = client(cast, "clerk")
    found.get(f"/nomination/rounds/{made.pk}/places/")
    with CaptureQueriesContext(connection) as asked:
        shown = found.get(f"/nomination/rounds/{made.pk}/places/")

    assert len(shown.context["rows"]) == number
    assert len(asked) == 12


def test_a_round_that_is_not_started_has_no_board(cast: Cast, draft: Round) -> None:
    assert page(cast, "clerk", f"rounds/{draft.pk}/places/").status_code == 404


# --- 调剂、调整 ---------------------------------------------------------------------------------------------------


def test_places_are_shifted_on_their_page_and_both_units_see_it_and_no_third(cast: Cast, made: Round) -> None:
    given = {
        "category": "member", "giver": cast.units[UNIT].pk, "taker": cast.units[OTHER].pk, "places": 1,
        "reason": "乙局新增支部。",
    }  # fmt: skip
    done = page(cast, "clerk", f"rounds/{made.pk}/places/shift/", given)

    assert (done.status_code, quota(made, OTHER, KEY).limit) == (302, 4)
    for who in ("deputy", "other_deputy", "clerk"):
        assert "乙局新增支部。" in text(page(cast, who, f"rounds/{made.pk}/places/shifts/"))
    assert "乙局新增支部。" not in text(page(cast, "direct", f"rounds/{made.pk}/places/shifts/"))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"places": "9"}, "甲局机关党委有3个，已用0个，可调剂3个，不够调出9个。"),
        ({"places": "0"}, "请填1到9999的整数。"),
        ({"places": "三"}, "请填1到9999的整数。"),
        ({"reason": ""}, "这个字段是必填项。"),
        ({"taker": "giver"}, "调入单位不能和调出单位相同。"),
        ({"category": "worker"}, "没有优秀党务工作者名额，不能调剂。"),
    ],
)
def test_a_shift_that_cannot_be_says_why_and_moves_nothing(
    cast: Cast, made: Round, wrong: dict[str, str], why: str
) -> None:
    giver = str(cast.units[UNIT].pk)
    usual = {
        "category": "member",
        "giver": giver,
        "taker": str(cast.units[OTHER].pk),
        "places": "1",
        "reason": "调剂。",
    }
    given = usual | {name: giver if value == "giver" else value for name, value in wrong.items()}
    answer = page(cast, "clerk", f"rounds/{made.pk}/places/shift/", given)

    assert (answer.status_code, PlaceShift.objects.count()) == (422, 0)
    assert why in text(answer)


def test_a_number_is_changed_on_its_page(cast: Cast) -> None:
    made = opened(cast, categories=categories(member={"per_unit": 3}))
    quotas.reserve_list(cast.list_in(UNIT), proposed(cast, made, "张三"))
    found = quota(made, UNIT, KEY)
    low = page(cast, "clerk", f"places/{found.pk}/", {"places": "0", "reason": "压减。"})
    done = page(cast, "clerk", f"places/{found.pk}/", {"places": "4", "reason": "上级追加。"})

    assert (low.status_code, "已占用1个，不能低于1个" in text(low)) == (422, True)
    assert (done.status_code, quota(made, UNIT, KEY).limit) == (302, 4)


def test_a_share_has_no_page_to_change_it(cast: Cast, made: Round) -> None:
    found = quota(made, "甲一支部", "branch:share")
    assert page(cast, "clerk", f"places/{found.pk}/").status_code == 404
