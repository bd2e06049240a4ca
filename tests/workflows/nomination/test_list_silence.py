"""Who is not in a list: 未报 told apart from 不推荐, of a branch and of a whole unit."""

import pytest

from tests.workflows.engine.steps import all_is_well, trail
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.listing import (
    UNIT,
    a_round,
    do,
    fresh,
    listed,
    ready,
    report,
)
from workflows.engine.errors import Incomplete, Refused
from workflows.nomination import actions
from workflows.nomination.queries import lists
from workflows.nomination.states import ListState as L


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_whoever_stays_behind_must_be_known(cast: Cast) -> None:
    a_round(cast)
    cast.submitted("王五", by="sibling", unit="甲二支部")
    submission = ready(cast, listed(cast, "张三"))
    with pytest.raises(Incomplete) as refused:
        do(actions.list_report, cast, submission, "staff")

    assert refused.value.problems == [
        "王五（单位党组织审核）、甲四支部（未报）、甲五支部（未报）、甲三支部（未报）不随本批报送，请勾选知道后再报送。"
    ]
    assert report(cast, submission).state == L.VERIFYING


def test_a_branch_that_nominates_nobody_is_not_one_that_has_not_reported(cast: Cast) -> None:
    a_round(cast)
    submission = listed(cast, "张三")
    do(actions.list_decline, cast, submission, "staff", code=cast.units["甲四支部"].code, comment="暂无合适对象。")
    said = {each.unit.short_name: each.state.words for each in lists.silent(fresh(submission))}

    assert said == {"甲二支部": "未报", "甲四支部": "不推荐", "甲五支部": "未报", "甲三支部": "未报"}
    assert "甲四支部（未报）" not in lists.left_behind(fresh(submission)).values()
    assert trail(submission)[-1] == "decline_branch"


@pytest.mark.parametrize(("branch", "why"), [("甲一支部", "已有提名。"), ("乙一支部", "不是本单位的。")])
def test_only_a_silent_branch_of_the_unit_declines(cast: Cast, branch: str, why: str) -> None:
    a_round(cast)
    submission = listed(cast, "张三")

    with pytest.raises(Refused, match="已有提名，或者不由本单位报送"):
        do(actions.list_decline, cast, submission, "staff", code=cast.units[branch].code, comment=why)
    assert fresh(submission).declined == {}


def test_a_unit_says_that_it_recommends_nobody(cast: Cast) -> None:
    a_round(cast)
    submission = cast.list_in(UNIT)
    do(actions.list_abstain, cast, submission, "staff", comment="经研究，确无合适对象。")

    assert (fresh(submission).state, fresh(submission).nobody) == (L.CLOSED, "经研究，确无合适对象。")
    assert all_is_well()


def test_it_does_not_say_so_with_somebody_listed_or_under_review(cast: Cast) -> None:
    a_round(cast)
    submission = listed(cast, "张三")
    with pytest.raises(Incomplete, match="名单里还有张三"):
        do(actions.list_abstain, cast, submission, "staff", comment="不推荐。")
    cast.submitted("周八", by="outsider", unit="乙一支部")
    with pytest.raises(Incomplete, match="周八的提名还在审核"):
        do(actions.list_abstain, cast, cast.list_in("乙局机关党委"), "other_deputy", comment="不推荐。")
    assert fresh(submission).state == L.COMPILING
