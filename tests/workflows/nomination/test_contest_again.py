"""Places become enough after a 比选: who was left out for want of them waits for another decision. 依据: domain 3.9."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.contesting import KEY, arena, forwarded, record, scarce, shared, three_for_two
from tests.workflows.nomination.ending import disagreements, states
from tests.workflows.nomination.listing import do, fresh, member_out, ready, report, reported
from tests.workflows.nomination.places import categories, reserved
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Round
from workflows.nomination import actions
from workflows.nomination.models import NominationList
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

AGAIN = "名额已够：王五因名额不够未入选，请由市直机关工委重新登记比选后再审定。"
TOTAL = "whole:total.1"
Change = Callable[[Cast, Round, NominationList], Any]


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def more_places(cast: Cast, made: Round, other: NominationList) -> None:
    actions.places_set(shared(made), 3, by=cast.head, reason="上级追加1个。")


def winner_struck(cast: Cast, made: Round, other: NominationList) -> None:
    member_out(cast, "list_strike", "张三", "clerk")


def chosen_list_back(cast: Cast, made: Round, other: NominationList) -> None:
    do(actions.list_send_back, cast, other, "clerk", to=L.COMPILING, comment="请补充材料。")


def loser_in_a_second_batch(cast: Cast, made: Round, other: NominationList) -> None:
    member_out(cast, "list_pull", "王五", "clerk")
    winner_struck(cast, made, other)
    cast.do("forward", "王五", "deputy")
    report(cast, ready(cast, cast.list_in("甲局机关党委")))


def decided(cast: Cast, name: str) -> NominationList:
    """The list in which somebody stands, decided by the host."""
    found = cast.nomination(name).submission
    assert found is not None
    do(actions.list_approve, cast, found, "leader")
    return fresh(found)


def at_decision(cast: Cast, name: str) -> None:
    """Take the list in which somebody stands to the host's meeting."""
    found = cast.nomination(name).submission
    assert found is not None
    forwarded(cast, found)


def page(cast: Cast, who: str, address: str) -> Any:
    client = Client()
    client.force_login(cast.users[who])
    return client.get(address)


@pytest.mark.parametrize("change", [more_places, winner_struck, chosen_list_back, loser_in_a_second_batch])
def test_a_place_that_is_free_again_is_given_by_another_decision_and_never_lost(cast: Cast, change: Change) -> None:
    made, _, other = three_for_two(cast)
    record(cast, made, {"周八": 1, "张三": 2, "王五": 3})
    change(cast, made, other)
    at_decision(cast, "王五")

    assert (arena(made).spare, arena(made).waits) == (True, True)
    with pytest.raises(Incomplete) as told:
        decided(cast, "王五")
    assert [text.split("，")[-2] + "，" + text.split("，")[-1] for text in told.value.problems] == [AGAIN]
    assert cast.nomination("王五").state == S.DECIDING

    record(cast, made, {row.candidate: n for n, row in enumerate(arena(made).candidates, 1)})
    assert (arena(made).waits, decided(cast, "王五").state) == (False, L.ANNOUNCING)
    assert cast.nomination("王五").state == S.ANNOUNCING
    assert disagreements() == []


def test_only_who_decides_lists_hears_why_one_of_which_nobody_was_chosen_waits(cast: Cast) -> None:
    made, _, other = three_for_two(cast)
    record(cast, made, {"周八": 1, "张三": 2, "王五": 3})
    winner_struck(cast, made, other)
    at_decision(cast, "王五")

    with pytest.raises(NotAllowed):
        do(actions.list_approve, cast, cast.nomination("王五").submission, "clerk")


def test_the_lists_of_those_who_were_chosen_go_on_meanwhile(cast: Cast) -> None:
    made, _, other = three_for_two(cast)
    record(cast, made, {"周八": 1, "张三": 2, "王五": 3})
    winner_struck(cast, made, other)
    at_decision(cast, "周八")

    assert (decided(cast, "周八").state, states(cast, "王五")) == (L.ANNOUNCING, [S.VERIFYING])


def test_who_was_not_agreed_to_by_enough_stays_out_where_there_is_room(cast: Cast) -> None:
    made, own, other = three_for_two(cast)
    record(cast, made, {}, {"张三": 9, "王五": 4, "周八": 8}, due=11, present=10)
    more_places(cast, made, other)
    forwarded(cast, own)

    assert arena(made).spare is False
    assert decided(cast, "张三").state == L.ANNOUNCING
    assert states(cast, "张三", "王五") == [S.ANNOUNCING, S.NOT_FORWARDED]


def test_the_pages_say_so_and_offer_the_form_again(cast: Cast) -> None:
    made, _, other = three_for_two(cast)
    record(cast, made, {"周八": 1, "张三": 2, "王五": 3})
    more_places(cast, made, other)
    shown = page(cast, "leader", f"/nomination/contests/{shared(made).pk}/")
    over_all = page(cast, "leader", f"/nomination/rounds/{made.pk}/contests/")

    assert (shown.context["able"], "有人因名额不够未入选" in shown.text) == (True, True)
    assert over_all.context["waiting"] == 1
    assert [row["state"] for row in over_all.context["rows"]] == ["名额已够，待重新比选"]


def test_where_nobody_was_left_out_nothing_is_recorded_anew(cast: Cast) -> None:
    made, _, other = three_for_two(cast)
    record(cast, made, {"周八": 1, "张三": 2, "王五": 3})
    more_places(cast, made, other)
    record(cast, made, {"周八": 1, "张三": 2, "王五": 3})

    with pytest.raises(Refused, match="候选没有超过名额，不需要比选。"):
        record(cast, made, {"周八": 1, "张三": 2, "王五": 3})


# --- places of a category within a total ---------------------------------------------------------------------------


def one_member_and_two_in_all(cast: Cast) -> Round:
    """张三 (甲局) and 周八 (乙局) for one 优秀共产党员, with 赵六 a party worker: two places in all."""
    total = {"name": "优秀党员和党务工作者", "categories": ["member", "worker"], "places": 2}
    made = scarce(cast, categories=categories(member={"places": 1}), totals=[total])
    cast.listed("赵六", "worker", "sibling", "甲二支部")
    reported(cast, "张三")
    reported(cast, "周八", by="other_deputy")
    return made


def test_who_lost_the_places_of_his_category_competes_for_those_in_all_no_more(cast: Cast) -> None:
    made = one_member_and_two_in_all(cast)
    assert arena(made, TOTAL).waits
    record(cast, made, {"张三": 1, "周八": 2})
    found = arena(made, TOTAL)

    assert ([row.candidate for row in found.candidates], found.opens, found.waits) == (["赵六", "张三"], False, False)
    assert [row.candidate for row in found.elsewhere] == ["周八"]
    at_decision(cast, "张三")
    assert decided(cast, "张三").state == L.ANNOUNCING
    assert reserved(made, "工委", KEY) == 2
    said = page(cast, "leader", f"/nomination/contests/{shared(made, 'whole:total.1').pk}/").text
    assert "周八在其他名额的比选中未入选，不参加这里的比选。" in said


def test_who_lost_the_places_in_all_gets_one_that_is_free_again(cast: Cast) -> None:
    made = one_member_and_two_in_all(cast)
    record(cast, made, {"张三": 1, "赵六": 2, "周八": 3}, key=TOTAL)
    assert [row.candidate for row in arena(made).candidates] == ["张三"]
    member_out(cast, "list_strike", "张三", "clerk")
    at_decision(cast, "周八")

    assert [arena(made, key).spare for key in (KEY, TOTAL)] == [False, True]
    with pytest.raises(Incomplete, match="名额已够：周八因名额不够未入选"):
        decided(cast, "周八")
    record(cast, made, {"赵六": 1, "周八": 2}, key=TOTAL)
    assert (decided(cast, "周八").state, states(cast, "周八")) == (L.ANNOUNCING, [S.ANNOUNCING])
