"""At 初审会审 every member is judged once more: what became known since, or was overruled there, decides."""

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.workflows.engine.steps import all_is_well
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.listing import a_round, do, fresh, member_out, ready, report, reported
from workflows.engine.errors import Incomplete, NotAllowed
from workflows.nomination import actions, queries
from workflows.nomination.models import NominationList
from workflows.nomination.rules import Verdict
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S
from workflows.organisation.actions.people import StatusInput, person_status

CODE = "party_member"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def submission(cast: Cast) -> NominationList:
    """Return a list of 张三 and 王五 that the 工委's department verifies."""
    a_round(cast)
    return reported(cast, "张三", "王五")


def expelled(cast: Cast, name: str) -> None:
    """Enter that somebody was expelled from the party today."""
    given = StatusInput("expelled", timezone.localdate(), "严重违纪。", "市纪委监委处分决定")
    person_status(cast.people[name], given, by=cast.clerk)


def overruled(cast: Cast, submission: NominationList, name: str, code: str, verdict: Verdict) -> None:
    found = fresh(submission)
    actions.overrule(cast.nomination(name), code, verdict, "经查阅档案。", by=cast.clerk, seen=cast.seen(found))


def problems(cast: Cast, submission: NominationList) -> Sequence[str]:
    with pytest.raises(Incomplete) as refused:
        do(actions.list_forward, cast, submission, "clerk")
    return refused.value.problems


def test_what_the_host_finds_not_met_holds_the_list_until_the_member_is_gone(
    cast: Cast, submission: NominationList
) -> None:
    overruled(cast, submission, "张三", CODE, Verdict.NOT_MET)

    (sentence,) = problems(cast, submission)
    assert sentence.startswith("张三：")
    assert "人工认定为不符合" in sentence
    assert (fresh(submission).state, cast.nomination("张三").answers["verdict"]) == (L.VERIFYING, "met")

    member_out(cast, "list_strike", "张三", "clerk")
    do(actions.list_forward, cast, submission, "clerk")
    assert (fresh(submission).state, cast.nomination("王五").state) == (L.DECIDING, S.DECIDING)
    assert all_is_well()


def test_a_later_verdict_lets_the_list_go_on_and_is_kept_with_the_decision(
    cast: Cast, submission: NominationList
) -> None:
    overruled(cast, submission, "张三", CODE, Verdict.NOT_MET)
    overruled(cast, submission, "张三", CODE, Verdict.MET)
    do(actions.list_forward, cast, submission, "clerk")

    row = cast.nomination("张三")
    assert (row.state, [each["verdict"] for each in row.answers["overrulings"]]) == (S.DECIDING, ["met"])
    assert all_is_well()


def test_what_became_known_since_the_report_counts(cast: Cast, submission: NominationList) -> None:
    expelled(cast, "王五")

    found = problems(cast, submission)
    assert found
    assert {each.partition("：")[0] for each in found} == {"王五"}
    assert queries.eligibility_kept(cast.nomination("王五")).verdict is Verdict.MET  # type: ignore[union-attr]


def test_an_overruling_does_not_outlive_the_answer_it_ruled_on(cast: Cast) -> None:
    a_round(cast, conditions=[{"kind": "no_discipline"}])
    cast.submitted("张三")
    found = cast.nomination("张三")
    actions.overrule(found, "no_discipline", Verdict.MET, "已核查，无处分。", by=cast.deputy, seen=cast.seen(found))
    kept = queries.eligibility_kept(cast.nomination("张三"))
    assert kept is not None
    assert kept.answers[0].verdict is Verdict.MET
    cast.do("forward", "张三", "deputy")
    submission = cast.nomination("张三").submission
    assert submission is not None
    report(cast, ready(cast, submission))

    cast.disciplined("张三")
    (sentence,) = problems(cast, submission)
    assert "认定后情况有变化，请重新认定" in sentence
    assert fresh(submission).state == L.VERIFYING

    overruled(cast, submission, "张三", "no_discipline", Verdict.MET)
    do(actions.list_forward, cast, submission, "clerk")
    assert (fresh(submission).state, cast.nomination("张三").answers["verdict"]) == (L.DECIDING, "met")


def test_the_right_is_checked_before_anything_is_told(cast: Cast, submission: NominationList) -> None:
    overruled(cast, submission, "张三", CODE, Verdict.NOT_MET)
    with pytest.raises(NotAllowed):
        do(actions.list_forward, cast, submission, "deputy")


@pytest.mark.parametrize("names", [("张三",), ("张三", "李四", "王五")])
def test_it_takes_the_same_statements_for_one_and_for_three(cast: Cast, names: tuple[str, ...]) -> None:
    a_round(cast)
    found = fresh(reported(cast, *names))
    seen = cast.seen(found)
    with CaptureQueriesContext(connection) as counted:
        actions.list_forward(found, by=cast.clerk, seen=seen)
    assert len(counted) == 32
