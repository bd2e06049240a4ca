"""Limits of rounds that came to nothing, over all, of several categories, and of lists that were written anew."""

import pytest

from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.listing import (
    CONSULTED,
    OPINIONS,
    a_round,
    ask,
    cleared,
    do,
    fresh,
    listed,
    meet,
    member_out,
    ready,
    report,
    reported,
)
from workflows.engine.errors import Incomplete
from workflows.engine.models import Quota
from workflows.nomination import actions
from workflows.nomination.models import Consultation, NominationList
from workflows.nomination.queries import board
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

LEADERS = {
    "code": "leaders", "name": "领导干部", "categories": ["member"], "per": "whole", "percent": "50", "base": "listed",
    "among": "leaders",
}  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def be(cast: Cast, name: str, **facts: bool) -> None:
    """Enter of somebody that he is 领导干部 or 一线."""
    person = cast.people[name]
    for field, value in facts.items():
        setattr(person, field, value)
    person.save(update_fields=list(facts))


# --- 空批次 --------------------------------------------------------------------------------------------------------


def second(cast: Cast) -> NominationList:
    """The second batch, opened by 王五 after the first was reported."""
    reported(cast, "张三")
    there = listed(cast, "王五")
    row = cast.nomination("王五")
    actions.withdraw(row, by=cast.deputy, seen=cast.seen(row))
    return there


def test_a_later_batch_ends_with_the_last_that_was_on_its_way_to_it(cast: Cast) -> None:
    a_round(cast)
    there = second(cast)
    assert (fresh(there).state, there.batch) == (L.COMPILING, 2)
    cast.do("reject", "王五", "deputy", comment="不同意。")
    assert fresh(there).state == L.CLOSED


def test_a_later_batch_waits_while_somebody_else_is_on_the_way(cast: Cast) -> None:
    a_round(cast)
    there = second(cast)
    cast.submitted("孙七", by="third", unit="甲三支部")
    cast.do("reject", "王五", "deputy", comment="不同意。")
    assert fresh(there).state == L.COMPILING


def test_a_later_batch_ends_with_the_last_member_left_out(cast: Cast) -> None:
    a_round(cast)
    reported(cast, "张三")
    there = listed(cast, "王五")
    member_out(cast, "list_leave_out", "王五", "staff")
    assert fresh(there).state == L.CLOSED


def test_a_first_list_stays_open_without_anybody(cast: Cast) -> None:
    a_round(cast)
    there = listed(cast, "张三")
    member_out(cast, "list_leave_out", "张三", "staff")
    assert fresh(there).state == L.COMPILING


# --- 总览上的数字，几类合计 ----------------------------------------------------------------------------------------


def test_the_overview_counts_limits_over_all_as_the_board_does(cast: Cast) -> None:
    be(cast, "张三", is_leader=True)
    made = a_round(cast, caps=[LEADERS])
    reported(cast, "张三", "王五")
    assert board.whole_places(made) == [board.WholePlaces("领导干部", "1", 1)]


TOTAL = [{"name": "两类", "categories": ["member", "worker"], "places": 1}]


def test_a_total_of_several_categories_is_a_limit_over_all(cast: Cast) -> None:
    a_round(cast, totals=TOTAL)
    listed(cast, "张三")
    there = ready(cast, listed(cast, "王五", category="worker"))
    with pytest.raises(Incomplete) as refused:
        report(cast, there)
    assert refused.value.problems == ["全部单位合计：两类不超过1个（固定1个），现有2个，多1个。"]


def test_a_total_about_so_many_limits_nothing(cast: Cast) -> None:
    made = a_round(cast, totals=[TOTAL[0] | {"about": True}])
    assert Quota.objects.filter(round=made, key="whole:total.1").exists() is False


def test_a_total_is_kept_at_the_decision_where_more_candidates_are_put_forward(cast: Cast) -> None:
    a_round(cast, totals=TOTAL, contest={"ratio": "2"})
    listed(cast, "张三")
    there = report(cast, ready(cast, listed(cast, "王五", category="worker")))
    do(actions.list_forward, cast, there, "clerk")
    meet(cast, there, "leader", "工委会议")
    with pytest.raises(Incomplete) as refused:
        do(actions.list_approve, cast, there, "leader")
    assert refused.value.problems == ["全部单位合计：两类不超过1个（固定1个），现有2个，多1个。"]


# --- 直达的名单：改写过的人重新会审 ---------------------------------------------------------------------------------


def rewritten(cast: Cast) -> NominationList:
    """A list that was cleared and came back from the decision, of which 张三 was written anew and handed in again."""
    there = reported(cast, "张三", "王五")
    for each in ask(cast, there):
        cleared(cast, each)
    do(actions.list_forward, cast, there, "clerk")
    do(actions.list_send_back, cast, there, "leader", to=L.COMPILING, comment="补会议。")
    member_out(cast, "list_pull", "张三", "staff", "补材料。")
    cast.do("send_back", "张三", "deputy", to=S.DRAFTING, comment="重写。")
    cast.fill_in("张三", texts={"deeds": "完全另一份事迹。"}, resolution="另一次大会。")
    cast.do("submit", "张三", "secretary")
    if cast.nomination("张三").state == S.COMMITTEE_REVIEWING:
        cast.do("forward", "张三", "deputy")
    return report(cast, ready(cast, there))


def test_a_list_with_somebody_written_anew_goes_step_by_step_and_asks_about_him_again(cast: Cast) -> None:
    a_round(cast, stages=CONSULTED, opinions=OPINIONS[:1])
    there = rewritten(cast)
    assert there.state == L.VERIFYING
    with pytest.raises(Incomplete) as refused:
        do(actions.list_forward, cast, there, "clerk")
    assert refused.value.problems == ["还没有征求市纪委监委对张三的意见。"]
    for each in ask(cast, there):
        cleared(cast, each)
    do(actions.list_forward, cast, there, "clerk")
    assert (fresh(there).state, Consultation.objects.count()) == (L.DECIDING, 2)


def test_a_list_that_nobody_was_written_anew_in_goes_straight_back(cast: Cast) -> None:
    a_round(cast, stages=CONSULTED, opinions=OPINIONS[:1])
    there = reported(cast, "张三", "王五")
    for each in ask(cast, there):
        cleared(cast, each)
    do(actions.list_forward, cast, there, "clerk")
    do(actions.list_send_back, cast, there, "leader", to=L.COMPILING, comment="补会议。")
    assert report(cast, ready(cast, there)).state == L.DECIDING
