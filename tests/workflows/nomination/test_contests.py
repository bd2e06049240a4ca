"""Too few places for all lists: the body ranks or votes on everybody at once, the lists follow. 依据: domain 3.9."""

import pytest

from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.contesting import KEY, arena, forwarded, met, record, scarce, shared, three_for_two
from tests.workflows.nomination.ending import disagreements, states
from tests.workflows.nomination.listing import a_round, approved, do, fresh, member_out, ready, report, reported
from tests.workflows.nomination.places import OTHER, categories, reserved
from workflows.engine import ledger
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import AuditEntry, Round
from workflows.nomination import actions
from workflows.nomination.models import PlaceContest
from workflows.nomination.queries import contests
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

ORDER = {"周八": 1, "张三": 2, "王五": 3}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


# --- who competes --------------------------------------------------------------------------------------------------


def test_everybody_who_left_his_unit_competes_over_all_lists(cast: Cast) -> None:
    made, own, _ = three_for_two(cast)
    do(actions.list_forward, cast, own, "clerk")
    found = arena(made)

    assert (found.room, found.decided, found.opens, found.waits) == (2, 0, True, True)
    assert list(found.names.values()) == ["周八（乙局机关党委）", "张三（甲局机关党委）", "王五（甲局机关党委）"]
    assert found.text == "全部单位合计：优秀共产党员名额不超过2个（固定2个），现有3个，多1个。"


def test_where_places_are_enough_nothing_changes(cast: Cast) -> None:
    made = scarce(cast, 3)
    own = reported(cast, "张三", "王五")
    reported(cast, "周八", by="other_deputy")

    assert (arena(made).opens, approved(cast, own).state) == (False, L.ANNOUNCING)
    with pytest.raises(Refused, match="候选没有超过名额，不需要比选。"):
        record(cast, made, {"周八": 1})


def test_two_of_one_name_in_one_list_are_told_apart_by_their_numbers(cast: Cast) -> None:
    made = scarce(cast)
    namesake = cast.people["李四"]
    namesake.name = "张三"
    namesake.save()
    reported(cast, "张三", "李四")
    one, other = (cast.nomination(name).process.number for name in ("张三", "李四"))

    assert sorted(arena(made).names.values()) == [f"张三（甲局机关党委）{one}", f"张三（甲局机关党委）{other}"]


# --- what was decided ----------------------------------------------------------------------------------------------


def test_while_others_compete_a_list_is_not_decided_before_them(cast: Cast) -> None:
    _, own, other = three_for_two(cast)
    forwarded(cast, own)
    why = "优秀共产党员名额余2个，各单位名单里有3名候选，由市直机关工委对全部候选排序或表决，登记比选后再审定。"

    with pytest.raises(Incomplete) as told:
        do(actions.list_approve, cast, own, "leader")
    assert told.value.problems == [why]
    assert (fresh(own).state, fresh(other).state) == (L.DECIDING, L.VERIFYING)


def test_the_chosen_get_the_places_and_who_was_not_is_left_out_with_the_reason(cast: Cast) -> None:
    made, own, other = three_for_two(cast)
    record(cast, made, ORDER)
    for submission in (own, other):
        forwarded(cast, submission)
        do(actions.list_approve, cast, submission, "leader")

    assert states(cast, "周八", "张三", "王五") == [S.ANNOUNCING, S.ANNOUNCING, S.NOT_FORWARDED]
    assert reserved(made, "工委", KEY) == 2
    left = AuditEntry.objects.get(process=cast.nomination("王五").process, verb="leave_out")
    assert left.comment == "比选未入选：第3名，名额2个。"
    assert disagreements() == []


def test_a_list_of_which_nobody_was_chosen_ends_when_it_is_decided(cast: Cast) -> None:
    made, own, other = three_for_two(cast)
    record(cast, made, {"张三": 1, "王五": 2, "周八": 3})
    forwarded(cast, other)
    do(actions.list_approve, cast, other, "leader")
    forwarded(cast, own)
    do(actions.list_approve, cast, own, "leader")

    assert (fresh(other).state, fresh(own).state) == (L.CLOSED, L.ANNOUNCING)
    assert states(cast, "张三", "王五", "周八") == [S.ANNOUNCING, S.ANNOUNCING, S.NOT_FORWARDED]
    assert disagreements() == []


def test_only_who_decides_lists_ends_one_of_which_nobody_was_chosen(cast: Cast) -> None:
    made, _, other = three_for_two(cast)
    record(cast, made, {"张三": 1, "王五": 2, "周八": 3})
    forwarded(cast, other)

    with pytest.raises(NotAllowed):
        do(actions.list_approve, cast, other, "clerk")
    assert fresh(other).state == L.DECIDING


def test_votes_decide_and_who_lacks_the_half_is_out(cast: Cast) -> None:
    made, *_ = three_for_two(cast)
    kept = record(cast, made, {}, {"张三": 9, "王五": 4, "周八": 8}, due=11, present=10)
    found = {line.nomination.candidate: (line.rank, line.votes, line.wins, line.why) for line in kept.lines.all()}

    assert found == {
        "张三": (1, 9, True, ""), "周八": (2, 8, True, ""),
        "王五": (None, 4, False, "赞成4人，须应到11人超过1/2即6人赞成，不够"),
    }  # fmt: skip


def test_a_tie_at_the_last_place_is_refused_and_nothing_is_kept(cast: Cast) -> None:
    made, *_ = three_for_two(cast)

    with pytest.raises(Incomplete) as told:
        record(cast, made, {"张三": 1, "王五": 2, "周八": 2})
    assert told.value.problems == [
        "周八（乙局机关党委）、王五（甲局机关党委）并列，只余1个名额，由市直机关工委排序或表决，系统不代为取舍。"
    ]
    assert PlaceContest.objects.count() == 0


def test_the_ledger_names_everybody_and_each_list_its_own_alone(cast: Cast) -> None:
    made, own, other = three_for_two(cast)
    record(cast, made, ORDER)
    said = [
        AuditEntry.objects.get(process=submission.process_id, verb="record_contest").comment
        for submission in (own, other)
    ]
    entry = ledger.of(shared(made))[0]

    assert said == [
        "优秀共产党员名额2个。入选：张三。未入选：王五（第3名，名额2个）。", "优秀共产党员名额2个。入选：周八。",
    ]  # fmt: skip
    assert (entry.label, entry.comment, entry.data["fields"]) == (
        "登记比选", "按综合表现确定。",
        {"入选": ["", "周八（乙局机关党委）、张三（甲局机关党委）"], "未入选": ["", "王五（甲局机关党委）"]},
    )  # fmt: skip


def test_who_had_a_list_open_reads_the_outcome_before_it_is_decided(cast: Cast) -> None:
    made, own, _ = three_for_two(cast)
    forwarded(cast, own)
    found = fresh(own)
    seen = cast.seen(found)
    record(cast, made, ORDER)

    with pytest.raises(Stale):
        actions.list_approve(found, by=cast.leader, seen=seen)


def test_a_later_decision_takes_the_place_of_the_first_which_is_kept(cast: Cast) -> None:
    made, own, _ = three_for_two(cast)
    first = record(cast, made, ORDER)
    second = record(cast, made, {"王五": 1, "张三": 2, "周八": 3})
    found = arena(made)

    assert (found.contest, contests.earlier(shared(made))) == (second, [first])
    forwarded(cast, own)
    do(actions.list_approve, cast, own, "leader")
    assert states(cast, "张三", "王五", "周八") == [S.ANNOUNCING, S.ANNOUNCING, S.VERIFYING]


def test_who_came_after_the_decision_waits_for_another(cast: Cast) -> None:
    made, own, _ = three_for_two(cast)
    record(cast, made, ORDER)
    late = reported(cast, "郑十", by="head")
    forwarded(cast, own)
    do(actions.list_approve, cast, own, "leader")
    do(actions.list_forward, cast, late, "clerk")
    found = arena(made)

    assert (found.room, found.waits) == (1, True)
    with pytest.raises(Incomplete) as told:
        do(actions.list_approve, cast, late, "leader")
    assert told.value.problems[-1] == (
        "优秀共产党员名额余1个，各单位名单里有2名候选，郑十没有参加已登记的比选，请由市直机关工委重新比选后登记。"
    )


def test_a_place_that_the_chosen_gave_up_goes_to_whom_another_decision_names(cast: Cast) -> None:
    made, own, other = three_for_two(cast)
    record(cast, made, ORDER)
    member_out(cast, "list_leave_out", "张三", "clerk")

    assert (arena(made).opens, arena(made).waits) == (True, True)
    record(cast, made, {"周八": 1, "王五": 2})
    for submission in (own, other):
        forwarded(cast, submission)
        do(actions.list_approve, cast, submission, "leader")
    assert states(cast, "周八", "王五", "张三") == [S.ANNOUNCING, S.ANNOUNCING, S.NOT_FORWARDED]
    assert reserved(made, "工委", KEY) == 2


@pytest.mark.parametrize("who", ["clerk", "deputy", "secretary", "other_deputy"])
def test_only_who_signs_for_the_host_enters_what_was_decided(cast: Cast, who: str) -> None:
    made, *_ = three_for_two(cast)

    with pytest.raises(NotAllowed, match="比选由审定机构的签批人登记"):
        record(cast, made, ORDER, by=who)
    assert PlaceContest.objects.count() == 0


def test_what_was_typed_for_other_candidates_is_not_kept(cast: Cast) -> None:
    made, own, _ = three_for_two(cast)
    found = arena(made)
    placings = [actions.Placing(row.pk, n) for n, row in enumerate(found.candidates, 1)]
    member_out(cast, "list_leave_out", "王五", "clerk")
    reported(cast, "郑十", by="head")

    with pytest.raises(Stale, match="候选、名额或者比选结果在您填写期间有变化"):
        actions.contest_record(shared(made), placings, met(), by=cast.leader, seen=found.seen)
    assert fresh(own).state == L.VERIFYING


def test_where_each_unit_decides_itself_there_is_nothing_to_compete_for(cast: Cast) -> None:
    made = a_round(cast, stages=["branch_meeting", "committee"], decided_by="committee",
                   categories=categories(member={"places": 1}))  # fmt: skip

    assert contests.has_contests(Round.objects.get(pk=made.pk)) is False
    with pytest.raises(Refused, match="由主办单位审定的批次可以登记比选"):
        actions.contest_record(shared(made), [], {}, by=cast.leader, seen="")


def test_places_of_several_categories_together_are_competed_for_together(cast: Cast) -> None:
    total = {"name": "优秀党员和党务工作者", "categories": ["member", "worker"], "places": 1}
    made = scarce(cast, categories=categories(), totals=[total])
    reported(cast, "张三")
    cast.listed("周八", "worker", "outsider", "乙一支部", "other_deputy")
    report(cast, ready(cast, cast.list_in(OTHER), "other_deputy"), "other_deputy")
    found = arena(made, "whole:total.1")

    assert (found.room, list(found.names.values())) == (1, ["周八（乙局机关党委）", "张三（甲局机关党委）"])


def test_a_number_about_which_the_notice_says_so_asks_for_no_contest(cast: Cast) -> None:
    """约2个: more may be given with a reason, as before."""
    made = scarce(cast, categories=categories(member={"places": 2, "about": True}))
    own = reported(cast, "张三", "王五")
    reported(cast, "周八", by="other_deputy")

    assert (arena(made).soft, approved(cast, own).state) == (True, L.ANNOUNCING)
