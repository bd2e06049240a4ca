"""What the conditions say of a nomination, who rules on it, and how it comes into the list and back."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.workflows.engine.steps import all_is_well
from tests.workflows.nomination.cast import Cast, document, make_cast
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import AuditEntry, Reservation, Round
from workflows.nomination import actions, queries
from workflows.nomination.models import Nomination
from workflows.nomination.rules import Verdict
from workflows.nomination.states import ListState
from workflows.nomination.states import NominationState as S

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    made.award_round()
    return made


def problems(call: Callable[..., Any], *args: Any, **more: Any) -> list[str]:
    with pytest.raises(Incomplete) as refused:
        call(*args, **more)
    return refused.value.problems


def verdicts(cast: Cast, name: str) -> dict[str, str]:
    found = queries.eligibility_now([cast.nomination(name)])[cast.nomination(name).pk]
    return {each.answer.code: each.verdict.words for each in found.answers}


def ungraded(cast: Cast) -> None:
    """陈新 of 甲一支部, whose grade last year nobody entered."""
    cast.member("陈新")


# --- answers and overruling ----------------------------------------------------------------------------------------


def test_what_nobody_entered_is_no_pass(cast: Cast) -> None:
    ungraded(cast)
    cast.nominate("陈新")

    assert verdicts(cast, "陈新") == {
        "belongs": "符合", "party_member": "符合", "living": "符合", "graded": "需人工核实",
    }  # fmt: skip


def test_the_committee_does_not_list_whom_nobody_looked_into(cast: Cast) -> None:
    ungraded(cast)
    cast.submitted("陈新")
    (sentence,) = problems(cast.do, "forward", "陈新", "deputy")

    assert sentence.endswith("要求上年民主评议为优秀。请先作出人工认定，或者退回、不予推荐。")
    assert cast.nomination("陈新").state == S.COMMITTEE_REVIEWING


def test_an_overruling_with_its_reason_counts_stays_and_stands_in_the_trail(cast: Cast) -> None:
    ungraded(cast)
    cast.submitted("陈新")
    found = cast.nomination("陈新")
    said = next(each["text"] for each in found.answers["answers"] if each["code"] == "graded")
    reason = "查2025年度民主评议登记表，等次为优秀。"
    ruled = actions.overrule(found, "graded", Verdict.MET, reason, by=cast.staff, seen=cast.seen(found))

    assert ruled.version == found.version + 1
    moved = cast.do("forward", "陈新", "deputy")
    assert (moved.state, moved.answers["verdict"]) == (S.LISTED, "met")
    assert moved.overrulings == [
        {
            "code": "graded", "verdict": "met", "reason": reason, "by": "甲局机关党委 党务干部刘敏",
            "on": timezone.localdate().isoformat(), "answered": "unknown", "said": said,
        }
    ]  # fmt: skip
    entry = AuditEntry.objects.get(process=moved.process_id, verb="overrule")
    assert (entry.label, entry.comment) == ("认定资格条件", f"“上年民主评议为优秀”认定为符合：{reason}")
    assert all_is_well()


def test_the_last_overruling_counts_and_the_first_is_kept(cast: Cast) -> None:
    cast.submitted("张三")
    for verdict, reason in ((Verdict.NOT_MET, "有反映，正在核查。"), (Verdict.MET, "核查不属实。")):
        found = cast.nomination("张三")
        actions.overrule(found, "belongs", verdict, reason, by=cast.deputy, seen=cast.seen(found))

    assert verdicts(cast, "张三")["belongs"] == "符合"
    assert [each["verdict"] for each in cast.nomination("张三").overrulings] == ["not_met", "met"]


def test_overruling_needs_a_reason_and_a_condition_that_is_asked(cast: Cast) -> None:
    cast.submitted("张三")
    found = cast.nomination("张三")
    seen = cast.seen(found)

    with pytest.raises(Incomplete, match="须写明理由"):
        actions.overrule(found, "graded", Verdict.MET, " ", by=cast.deputy, seen=seen)
    with pytest.raises(Refused, match="没有这项条件"):
        actions.overrule(found, "star", Verdict.MET, "核实。", by=cast.deputy, seen=seen)
    assert cast.nomination("张三").overrulings == []


@pytest.mark.parametrize("who", ["secretary", "other_deputy", "clerk", "general"])
def test_only_the_reviewing_unit_overrules(cast: Cast, who: str) -> None:
    cast.submitted("张三")
    found = cast.nomination("张三")

    with pytest.raises(NotAllowed):
        actions.overrule(found, "graded", Verdict.MET, "核实。", by=getattr(cast, who), seen=cast.seen(found))


def test_nobody_overrules_in_his_own_branch_or_in_the_units_list(cast: Cast) -> None:
    cast.nominate("张三")
    for who in ("secretary", "deputy"):
        found = cast.nomination("张三")
        with pytest.raises(Refused, match="只有审核单位在审核环节"):
            actions.overrule(found, "graded", Verdict.MET, "核实。", by=getattr(cast, who), seen=cast.seen(found))


def test_a_unit_does_not_review_what_the_same_person_handed_in(cast: Cast) -> None:
    cast.nominate("甲局机关党委", "unit", "deputy", "甲局机关党委")
    cast.fill_in("甲局机关党委", "deputy")
    moved = cast.do("submit", "甲局机关党委", "deputy")
    assert (moved.state, Reservation.objects.count()) == (S.COMMITTEE_REVIEWING, 0)
    with pytest.raises(NotAllowed, match="自己提交的事项不能由自己审核"):
        cast.do("forward", "甲局机关党委", "deputy")

    assert cast.do("forward", "甲局机关党委", "staff").state == S.LISTED


def test_the_answers_of_many_ask_the_database_as_often_as_those_of_one(cast: Cast) -> None:
    cast.nominate("张三")
    cast.nominate("李四")
    cast.nominate("甲一支部", "branch")
    rows = list(Nomination.objects.select_related("round").order_by("pk"))
    counts = []
    for number in (1, 3):
        with CaptureQueriesContext(connection) as statements:
            queries.eligibility_now(rows[:number])
        counts.append(len(statements))

    assert counts == [4, 6]


# --- into the list, and back ---------------------------------------------------------------------------------------


def test_agreeing_enters_it_into_the_list_that_is_being_compiled(cast: Cast) -> None:
    for name in ("张三", "李四"):
        assert cast.listed(name).submission == cast.list_in("甲局机关党委")

    assert cast.list_in("甲局机关党委").batch == 1
    assert all_is_well()


def test_a_branch_right_below_the_host_is_reviewed_and_listed_there(cast: Cast) -> None:
    assert cast.listed("郑十", by="direct", unit="丙办党支部", reviewer="clerk").submission == cast.list_in("工委")


def test_in_a_round_of_a_committee_the_list_is_its_own(cast: Cast) -> None:
    round_ = cast.award_round(document(name="机关党委表彰"), unit="甲局机关党委")
    listed = cast.listed("孙七", by="third", unit="甲三支部")

    assert listed.submission is not None
    assert (listed.submission.unit.short_name, listed.submission.round) == ("甲局机关党委", round_)


def test_what_comes_after_the_list_has_gone_opens_the_next_batch(cast: Cast) -> None:
    first = cast.list_in("甲局机关党委")
    actions.list_abstain(first, by=cast.deputy, seen=cast.seen(first), comment="暂无合适人选。")
    assert cast.list_in("甲局机关党委").state == ListState.CLOSED

    submission = cast.listed("张三").submission
    assert submission is not None
    assert (submission.batch, submission.state) == (2, ListState.COMPILING)


def test_whoever_listed_it_takes_it_back_while_the_list_is_there(cast: Cast) -> None:
    cast.listed("张三")
    moved = cast.do("withdraw", "张三", "deputy")

    assert (moved.state, moved.submission) == (S.COMMITTEE_REVIEWING, None)
    assert Reservation.objects.count() == 1


def test_the_branch_takes_it_back_before_anybody_reviewed_it_and_its_place_is_free(cast: Cast) -> None:
    cast.submitted("张三")

    assert cast.do("withdraw", "张三", "secretary").state == S.DRAFTING
    assert Reservation.objects.count() == 0


def test_what_is_sent_back_comes_back_and_its_place_was_free(cast: Cast) -> None:
    cast.submitted("张三")
    assert cast.do("send_back", "张三", "deputy", comment="事迹不具体。", to=S.DRAFTING).state == S.DRAFTING
    assert Reservation.objects.count() == 0

    assert cast.do("submit", "张三", "secretary").state == S.COMMITTEE_REVIEWING
    assert Reservation.objects.count() == 1


def test_what_is_refused_ends_its_place_is_free_and_the_person_too(cast: Cast) -> None:
    cast.submitted("张三")

    assert cast.do("reject", "张三", "deputy", comment="事迹不突出。").state == S.REJECTED
    assert Reservation.objects.count() == 0
    assert cast.nominate("张三", "worker").state == S.DRAFTING


def test_what_was_in_time_is_not_taken_back_after_the_hour(cast: Cast) -> None:
    cast.submitted("张三")
    yesterday = timezone.localdate() - timedelta(days=1)
    Round.objects.update(stages={"drafting": {"due_on": yesterday.isoformat(), "closes": True}})

    assert problems(cast.do, "withdraw", "张三", "secretary") == [
        "截止时间已过，撤回后不能再报送，因此不能撤回；需要修改的，请上级退回。"
    ]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_that_take_the_last_place_at_once_one_reads_that_it_is_gone(
    elsewhere: Callable[..., Future[Any]], transactional_db: None
) -> None:
    cast = make_cast()
    cast.award_round()
    for name in ("张三", "李四"):
        cast.nominate(name, "worker")
        cast.fill_in(name)
    with transaction.atomic():
        cast.do("submit", "张三", "secretary")
        late = elsewhere(cast.do, "submit", "李四", "secretary")
        with pytest.raises(TimeoutError):
            late.result(timeout=1)

    with pytest.raises(Incomplete):
        late.result(timeout=20)
    assert (cast.nomination("李四").state, Reservation.objects.count()) == (S.DRAFTING, 1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_that_are_listed_at_once_after_the_list_has_gone_share_one_new_batch(
    elsewhere: Callable[..., Future[Any]], transactional_db: None
) -> None:
    cast = make_cast()
    cast.award_round()
    first = cast.list_in("甲局机关党委")
    actions.list_abstain(first, by=cast.deputy, seen=cast.seen(first), comment="暂无合适人选。")
    for name in ("张三", "李四"):
        cast.submitted(name)
    with transaction.atomic():
        cast.do("forward", "张三", "deputy")
        late = elsewhere(cast.do, "forward", "李四", "staff")
        with pytest.raises(TimeoutError):
            late.result(timeout=1)
    late.result(timeout=20)

    assert cast.nomination("李四").submission == cast.nomination("张三").submission == cast.list_in("甲局机关党委")
