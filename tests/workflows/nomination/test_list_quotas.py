"""Places of a whole list: shared over all, given back, with more candidates than places. 依据: domain 3.2—3.9."""

from typing import Any

import pytest

from permissions.models import Person
from permissions.roles import UnitKind
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.listing import listed, member_out, ready, report, reported
from tests.workflows.nomination.places import (
    OTHER,
    UNIT,
    cap,
    categories,
    notice,
    opened,
    proposed,
    quota,
    reserved,
    share,
)
from workflows.engine.errors import Incomplete
from workflows.engine.models import Quota
from workflows.nomination import actions, queries
from workflows.nomination.actions import quotas
from workflows.nomination.queries.quotas import quota_lines
from workflows.nomination.states import ListState as L

BRANCH = "甲一支部"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def grown(cast: Cast, number: int, branch: str = BRANCH) -> None:
    """Enter so many more members of a branch."""
    for n in range(number):
        cast.member(f"{branch}员{n}", branch)


# --- 名单 ---------------------------------------------------------------------------------------------------------


def test_a_list_beyond_its_places_is_not_reported_and_says_the_sum(cast: Cast) -> None:
    made = opened(cast, categories=categories(member={"per_unit": 1}), materials=[])
    submission = ready(cast, listed(cast, "张三", "王五"))

    with pytest.raises(Incomplete) as refused:
        report(cast, submission)
    assert "甲局机关党委：优秀共产党员名额不超过1个（固定1个），现有2个，多1个。" in refused.value.problems
    assert reserved(made, UNIT, "unit:places.member") == 0
    member_out(cast, "list_leave_out", "王五", "staff")
    assert report(cast, ready(cast, submission)).state == L.VERIFYING
    assert reserved(made, UNIT, "unit:places.member") == 1


def test_a_limit_over_all_units_is_shared_by_their_lists(cast: Cast) -> None:
    made = opened(cast, categories=categories(member={"places": 2}), materials=[])
    reported(cast, "张三", "王五")
    late = ready(cast, listed(cast, "周八"), "other_deputy")

    with pytest.raises(Incomplete, match=r"全部单位合计：优秀共产党员名额不超过2个（固定2个），现有3个，多1个。"):
        report(cast, late, "other_deputy")
    member_out(cast, "list_strike", "王五", "clerk")
    assert report(cast, late, "other_deputy").state == L.VERIFYING
    assert reserved(made, "工委", "whole:places.member") == 2


def test_one_unit_holds_its_own_places_and_those_over_all_apart(cast: Cast) -> None:
    """The 工委 reports for 丙办党支部 and holds the places of all."""
    made = opened(cast, categories=categories(member={"places": 5, "per_unit": 1}), materials=[])

    found = Quota.objects.filter(round=made, unit=cast.units["工委"]).order_by("key")
    assert list(found.values_list("key", "limit")) == [("unit:places.member", 1), ("whole:places.member", 5)]


@pytest.mark.parametrize("verb", ["list_pull", "list_leave_out", "list_strike"])
def test_who_leaves_a_list_frees_its_places_and_a_pulled_one_keeps_the_branchs(cast: Cast, verb: str) -> None:
    made = opened(cast, categories=categories(member={"per_branch": 1, "per_unit": 5}), materials=[])
    reported(cast, "张三", "王五")
    member_out(cast, verb, "张三", "clerk")

    kept = 1 if verb == "list_pull" else 0
    assert reserved(made, UNIT, "unit:places.member") == 1
    assert reserved(made, BRANCH, "branch:places.member") == kept


def test_a_list_that_is_sent_back_frees_its_places_and_takes_them_again(cast: Cast) -> None:
    made = opened(cast, categories=categories(member={"per_branch": 1, "per_unit": 1}), materials=[])
    submission = reported(cast, "张三")
    actions.list_send_back(
        submission, by=cast.clerk, seen=cast.seen(submission), comment="补充材料。", to=L.COMPILING
    )  # fmt: skip

    assert (reserved(made, UNIT, "unit:places.member"), reserved(made, BRANCH, "branch:places.member")) == (0, 1)
    report(cast, ready(cast, submission))
    assert reserved(made, UNIT, "unit:places.member") == 1


def test_a_base_that_shrank_since_opens_the_check_again_at_the_report(cast: Cast) -> None:
    """Six members at 50 % are three places; two moved away, and three of four are too many."""
    cast.member("刘十", "甲二支部")
    made = opened(cast, caps=[share(50, per="unit")], materials=[])
    submission = ready(cast, listed(cast, "张三", "李四", "王五"))
    Person.objects.filter(name__in=["刘十", "孙七"]).update(branch=cast.units["乙一支部"])

    with pytest.raises(Incomplete) as refused:
        report(cast, submission)
    assert refused.value.problems == ["甲局机关党委：优秀共产党员不超过2个（4×50%=2），现有3个，多1个。"]
    member_out(cast, "list_leave_out", "王五", "staff")
    report(cast, ready(cast, submission))
    found = quota(made, UNIT, "unit:share")
    assert (found.base, found.limit) == (4, 2)


def test_a_branch_that_shrank_since_opens_its_check_again_at_the_report(cast: Cast) -> None:
    grown(cast, 2)
    opened(cast, caps=[share(50, per="branch")], materials=[])
    submission = ready(cast, listed(cast, "张三", "李四"))
    Person.objects.filter(name__startswith="甲一支部员").update(branch=cast.units["乙一支部"])

    with pytest.raises(Incomplete, match=r"甲一支部：优秀共产党员不超过1个（2×50%=1），现有2个，多1个。"):
        report(cast, submission)


def test_a_least_number_is_judged_when_the_list_is_reported(cast: Cast) -> None:
    opened(cast, caps=[cap(2, per="unit", direction="min")], materials=[])
    submission = ready(cast, listed(cast, "张三"))

    with pytest.raises(Incomplete, match=r"甲局机关党委：优秀共产党员不少于2个（固定2个），现有1个，少1个。"):
        report(cast, submission)
    assert report(cast, ready(cast, listed(cast, "王五"))).state == L.VERIFYING


def test_a_least_number_over_all_is_judged_when_the_last_list_is_decided(cast: Cast) -> None:
    opened(cast, caps=[cap(2, per="whole", direction="min")], materials=[])
    submission = reported(cast, "张三")
    line = quota_lines(submission, queries.members(submission))[0]

    assert line.text == "全部单位合计：优秀共产党员不少于2个（固定2个），现有1个，少1个，决定前须达到。"
    quotas.check_decided(submission, queries.members(submission))
    for unit, by in ((OTHER, "other_deputy"), ("工委", "clerk")):
        empty = cast.list_in(unit)
        actions.list_abstain(empty, by=getattr(cast, by), seen=cast.seen(empty), comment="没有合适人选。")
    with pytest.raises(Incomplete, match="不少于2个（固定2个），现有1个，少1个。"):
        quotas.check_decided(submission, queries.members(submission))


# --- 通知五：领导干部30% -------------------------------------------------------------------------------------------


def test_leaders_are_at_most_30_percent_of_those_who_are_decided(cast: Cast) -> None:
    """Domain 3.5 五: one of four may be a leader, two may not; of two, none."""
    Person.objects.filter(name__in=["张三", "王五"]).update(is_leader=True)
    made = opened(cast, notice("notice_5", conditions=[], materials=[]), unit=UNIT)
    rows = proposed(cast, made, "张三", "李四", "王五", "赵六")
    submission = cast.list_in(UNIT)
    quotas.reserve_list(submission, rows)

    with pytest.raises(Incomplete) as refused:
        quotas.check_decided(submission, rows)
    assert refused.value.problems == ["全部单位合计：中层副职以上不超过1个（4×30%=1.2，向下取整为1），现有2个，多1个。"]
    Person.objects.filter(name="王五").update(is_leader=False)
    rows = [cast.nomination(name) for name in ("张三", "李四", "王五", "赵六")]
    quotas.check_decided(submission, rows)
    assert reserved(made, UNIT, "whole:leaders") == 4


def test_a_share_of_a_list_with_nobody_of_its_categories_asks_nothing(cast: Cast) -> None:
    front = {"code": "front", "name": "一线人员", "categories": ["worker"], "per": "unit", "direction": "min"}
    made = opened(cast, caps=[front | {"percent": "50", "base": "listed", "among": "frontline"}])
    rows = proposed(cast, made, "张三")

    assert quota_lines(cast.list_in(UNIT), rows)[0].text == "甲局机关党委：一线人员不少于0个（0×50%=0），现有0个。"
    quotas.reserve_list(cast.list_in(UNIT), rows)


# --- 差额 1:1.2 ----------------------------------------------------------------------------------------------------


def contested(cast: Cast) -> Any:
    grown(cast, 6)
    made = opened(cast, categories=categories(member={"per_unit": 5}), contest={"ratio": "1.2"}, materials=[])
    return made, proposed(cast, made, "张三", "李四", "王五", "赵六", "孙七", "甲一支部员0", "甲一支部员1")


def test_before_the_decision_a_list_may_hold_the_surplus_that_the_ratio_allows(cast: Cast) -> None:
    """Domain 3.5 九: five places at 1:1.2 are six candidates, and no more."""
    made, rows = contested(cast)
    submission = cast.list_in(UNIT)

    with pytest.raises(Incomplete) as refused:
        quotas.reserve_list(submission, rows)
    assert refused.value.problems == [
        "甲局机关党委：优秀共产党员名额不超过6个（5个名额按差额1:1.2（向上取整）可推6个），现有7个，多1个。"
    ]
    quotas.reserve_list(submission, rows[:6])
    assert reserved(made, UNIT, "unit:places.member") == 6


def test_the_decision_ends_within_the_places(cast: Cast) -> None:
    _, rows = contested(cast)
    submission = cast.list_in(UNIT)
    quotas.reserve_list(submission, rows[:6])

    with pytest.raises(Incomplete, match=r"不超过5个（固定5个），现有6个，多1个。"):
        quotas.check_decided(submission, rows[:6])
    quotas.check_decided(submission, rows[:5])


def test_places_that_include_the_surplus_are_not_added_to(cast: Cast) -> None:
    """Domain 3.2: 优秀党员3名，含差额."""
    kept = {"per_unit": 2, "contest": True}
    made = opened(cast, categories=categories(member=kept), contest={"ratio": "1.5"})
    rows = proposed(cast, made, "张三", "李四", "王五")

    with pytest.raises(Incomplete, match=r"不超过2个（固定2个），现有3个，多1个。"):
        quotas.reserve_list(cast.list_in(UNIT), rows)


# --- 通知十：22个支部，4个名额 --------------------------------------------------------------------------------------


def test_of_22_branches_with_one_each_four_are_decided(cast: Cast) -> None:
    """Domain 3.5 十: each branch puts forward one, the 党总支 picks four of them itself."""
    for n in range(21):
        cast.unit(f"离退休{n}支部", UnitKind.BRANCH, "甲局党总支")
        cast.member(f"老{n}", f"离退休{n}支部")
    made = opened(cast, notice("notice_10"), unit="甲局党总支")
    rows = proposed(cast, made, "孙七", *(f"老{n}" for n in range(21)))
    for row in rows:
        quotas.reserve_branch(row)
    submission = cast.list_in("甲局党总支")
    quotas.reserve_list(submission, rows)
    (line,) = quota_lines(submission, rows)

    assert line.text == ("全部单位合计：优秀共产党员名额不超过4个（固定4个），现有22个，多18个，研究决定时须符合。")
    with pytest.raises(Incomplete, match=r"不超过4个（固定4个），现有22个，多18个。"):
        quotas.check_decided(submission, rows)
    quotas.check_decided(submission, rows[:4])
    assert reserved(made, "甲局党总支", "whole:places.member") == 4


def test_a_branch_puts_forward_one_and_no_more(cast: Cast) -> None:
    made = opened(cast, notice("notice_10"), unit="甲局党总支")
    cast.member("老一", "甲三支部")
    one, two = proposed(cast, made, "孙七", "老一")
    quotas.reserve_branch(one)

    with pytest.raises(Incomplete, match=r"甲三支部：优秀共产党员名额不超过1个（固定1个），现有2个，多1个。"):
        quotas.reserve_branch(two)
