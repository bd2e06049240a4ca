"""Places are counted, taken, given back, and judged again when people moved or a body decides. 依据: domain 3.2—3.9."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions.models import Person
from permissions.roles import Role, UnitKind
from tests.workflows.engine.steps import all_is_well
from tests.workflows.nomination.cast import Cast, document, make_cast
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
    taken,
)
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import Quota
from workflows.nomination import actions, queries
from workflows.nomination.actions import quotas, running
from workflows.nomination.queries.quotas import branch_lines, quota_lines
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

BRANCH = "甲一支部"
CONTRADICTION = (
    "甲一支部：受表彰人数不超过2个（10×20%=2），与名额共3个（优秀共产党员2+优秀党务工作者1=3）不一致，由机关党委裁定。"
)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def stored(cast: Cast, unit: str = BRANCH) -> dict[str, tuple[int, int, str]]:
    """What the last round counted at a unit: base, limit and sum by key."""
    rows = Quota.objects.filter(unit=cast.units[unit])
    return {row.key: (row.base, row.limit, row.formula) for row in rows}


def grown(cast: Cast, number: int, branch: str = BRANCH) -> None:
    """Enter so many more members of a branch."""
    for n in range(number):
        cast.member(f"{branch}员{n}", branch)


# --- 计算 ---------------------------------------------------------------------------------------------------------


def test_places_of_a_branch_say_their_sum_their_day_and_how_they_are_rounded(cast: Cast) -> None:
    grown(cast, 8)
    opened(cast, notice("notice_2"), unit=UNIT)

    assert stored(cast) == {
        "branch:places.member": (0, 2, "固定2个"),
        "branch:places.worker": (0, 1, "固定1个"),
        "branch:share": (10, 2, "10×20%=2（党员按2026-06-30统计，向下取整）"),
    }
    assert stored(cast, "甲二支部")["branch:share"] == (2, 0, "2×20%=0.4，向下取整为0（党员按2026-06-30统计）")
    assert stored(cast, "甲四支部")["branch:share"] == (
        0, 0, "党员数没有登记，算不出20%是多少（党员按2026-06-30统计，向下取整）",
    )  # fmt: skip


def test_members_are_counted_as_of_the_day_that_the_notice_names(cast: Cast) -> None:
    """Full members on the day of one limit, all members on the cut-off day of the other; who left counts in neither."""
    cast.member("甲", BRANCH, formal_on=date(2026, 6, 1), joined_on=date(2025, 6, 1))
    cast.member("乙", BRANCH, formal_on=date(2026, 7, 1), joined_on=date(2025, 7, 1))
    cast.member("丙", BRANCH, formal_on=None, roll="probationary", joined_on=date(2026, 7, 2))
    for name, status in (("丁", Person.Status.MOVED), ("戊", Person.Status.SUSPENDED)):
        Person.objects.filter(pk=cast.member(name, BRANCH).pk).update(status=status)
    outsider = cast.member("己", BRANCH)
    Person.objects.filter(pk=outsider.pk).update(roll=Person.Roll.NONE)
    opened(
        cast,
        caps=[
            share(50, per="branch", base="formal", as_of="2026-05-31"),
            share(50, "members", per="branch"),
        ],
        cut_off="2026-07-01",
    )

    assert stored(cast) == {
        "branch:share": (2, 1, "2×50%=1（正式党员按2026-05-31统计，向下取整）"),
        "branch:members": (4, 2, "4×50%=2（党员按2026-07-01统计，向下取整）"),
    }


def test_whose_day_is_not_registered_is_counted_and_said(cast: Cast) -> None:
    Person.objects.filter(pk=cast.people["李四"].pk).update(formal_on=None)
    opened(cast, caps=[share(50, per="branch", base="formal")], cut_off="2026-06-30")

    assert stored(cast)["branch:share"] == (
        2, 1, "2×50%=1（正式党员按2026-06-30统计，其中1人没有登记日期，向下取整）",
    )  # fmt: skip


def test_members_are_counted_by_the_unit_that_reports_and_over_all(cast: Cast) -> None:
    """甲局 has five in its branches and its 党总支, 乙局 two, 丙办 reports through the 工委."""
    made = opened(cast, caps=[share(50, per="unit"), share(50, "all", per="whole")])

    counted = [quota(made, unit, "unit:share").base for unit in (UNIT, OTHER, "工委")]
    assert (counted, quota(made, "工委", "whole:all").base) == ([5, 2, 1], 8)


def test_the_round_of_a_general_branch_counts_its_own_branches_alone(cast: Cast) -> None:
    made = opened(cast, caps=[share(50, per="whole"), cap(4, per="branch")], unit="甲局党总支")

    found = Quota.objects.filter(round=made).order_by("key").values_list("unit__short_name", "key", "base", "limit")
    assert list(found) == [("甲三支部", "branch:cap", 0, 4), ("甲局党总支", "whole:share", 1, 0)]


def test_counting_again_only_adds(cast: Cast) -> None:
    made = opened(cast, caps=[share(50, per="branch")])
    grown(cast, 2)
    Person.objects.filter(pk=cast.people["王五"].pk).update(branch=cast.units[BRANCH])
    cast.unit("甲六支部", UnitKind.BRANCH, UNIT)
    quotas.open_quotas(made)
    quotas.open_quotas(made)

    found = Quota.objects.filter(key="branch:share", unit__short_name__in=[BRANCH, "甲二支部", "甲六支部"])
    assert list(found.order_by("unit__code").values_list("unit__short_name", "base", "limit")) == [
        (BRANCH, 5, 2), ("甲二支部", 2, 1), ("甲六支部", 0, 0),
    ]  # fmt: skip


def test_units_that_join_are_counted_too(cast: Cast) -> None:
    made = cast.award_round(document(caps=[cap(1, per="branch")]), scope=[cast.units[UNIT].pk])
    quotas.open_quotas(made)
    before = Quota.objects.filter(unit=cast.units["乙一支部"]).count()
    quotas.open_quotas(made, [cast.units[OTHER].pk])

    assert (before, quota(made, "乙一支部", "branch:cap").limit) == (0, 1)


def test_a_code_too_long_to_keep_places_under_is_refused(cast: Cast) -> None:
    made = cast.award_round(document(categories=categories(member={"code": "m" * 30})))

    with pytest.raises(Refused, match=f"类别或限额的编号“{'m' * 30}”太长，请改短后再用"):
        quotas.open_quotas(made)


# --- 支部 ---------------------------------------------------------------------------------------------------------


def test_the_second_last_place_is_given_and_the_next_branch_mate_reads_the_sum(cast: Cast) -> None:
    opened(cast, categories=categories(member={"per_branch": 1}))
    cast.submitted("张三")

    with pytest.raises(Incomplete) as refused:
        cast.submitted("李四")
    assert refused.value.problems == ["甲一支部：优秀共产党员名额不超过1个（固定1个），现有2个，多1个。"]
    assert cast.nomination("李四").state == S.DRAFTING


@pytest.mark.parametrize("verb", ["withdraw", "send_back", "reject"])
def test_who_goes_back_or_out_frees_the_place(cast: Cast, verb: str) -> None:
    made = opened(cast, categories=categories(member={"per_branch": 1}))
    cast.submitted("张三")
    more = {"withdraw": {}, "send_back": {"comment": "补充。", "to": S.DRAFTING}, "reject": {"comment": "不同意。"}}
    cast.do(verb, "张三", "secretary" if verb == "withdraw" else "deputy", **more[verb])

    assert taken(made) == 0
    assert cast.submitted("李四").state == S.COMMITTEE_REVIEWING


def test_a_limit_in_principle_is_exceeded_with_a_reason(cast: Cast) -> None:
    opened(cast, caps=[share(50, per="branch", principle=True)])
    cast.submitted("张三")

    with pytest.raises(Incomplete, match=r"不超过1个（2×50%=1），现有2个，多1个，可以突破，须写明理由。"):
        cast.submitted("李四")
    assert cast.do("submit", "李四", "secretary", comment="两人同获省级表彰。").state == S.COMMITTEE_REVIEWING


def test_a_share_of_nobody_knows_how_many_needs_a_persons_reason(cast: Cast) -> None:
    opened(cast, caps=[share(20, per="branch", base="formal")])
    Quota.objects.filter(unit=cast.units[BRANCH]).update(base=0, limit=0)

    with pytest.raises(Incomplete, match="正式党员数没有登记，算不出20%是多少，需人工核实，核实后须写明理由。"):
        cast.submitted("张三")
    done = cast.do("submit", "张三", "secretary", comment="经核对党员名册，正式党员12人。")
    assert (done.state, taken(done.round)) == (S.COMMITTEE_REVIEWING, 1)


def test_a_branch_founded_since_gets_its_places_when_it_hands_in(cast: Cast) -> None:
    made = opened(cast, categories=categories(member={"per_branch": 1}))
    cast.unit("甲七支部", UnitKind.BRANCH, UNIT)
    cast.person("newcomer", "许岩", Role.BRANCH_SECRETARY, "甲七支部")
    cast.member("钱一", "甲七支部")
    cast.graded("钱一")
    cast.submitted("钱一", by="newcomer", unit="甲七支部")

    assert reserved(made, "甲七支部", "branch:places.member") == 1


# --- 通知二：10人×20%=2，名额2+1=3 ----------------------------------------------------------------------------------


def test_ten_members_at_20_percent_contradict_two_and_one_places_until_somebody_rules(cast: Cast) -> None:
    """Domain 3.3: nobody hands in against it, and both sums are said."""
    grown(cast, 8)
    made = opened(cast, notice("notice_2", conditions=[], materials=[]), unit=UNIT)
    cast.nominate("张三")
    cast.fill_in("张三")

    with pytest.raises(Incomplete) as refused:
        cast.do("submit", "张三", "secretary", comment="确需推荐。")
    assert refused.value.problems == [CONTRADICTION]
    assert (cast.nomination("张三").state, taken(made)) == (S.DRAFTING, 0)


@pytest.mark.parametrize(("number", "third"), [(2, False), (3, True)])
def test_the_number_that_was_ruled_holds(cast: Cast, number: int, third: bool) -> None:
    grown(cast, 8)
    made = opened(cast, notice("notice_2"), unit=UNIT)
    decision = actions.Decision("甲局机关党委", date(2026, 5, 6), "按会议意见执行。")
    actions.places_rule(quota(made, BRANCH, "branch:share"), number, decision, by=cast.deputy)
    one, two = proposed(cast, made, "张三", "李四")
    (three,) = proposed(cast, made, "甲一支部员1", category="worker")
    quotas.reserve_branch(one)
    quotas.reserve_branch(two)

    line = branch_lines(three)[-1]
    end = "。" if third else "，多1个。"
    assert line.text == f"甲一支部：受表彰人数不超过{number}个（甲局机关党委2026-05-06裁定{number}个），现有3个{end}"


def test_the_ruling_for_one_branch_does_not_settle_another(cast: Cast) -> None:
    grown(cast, 8)
    grown(cast, 3, "甲二支部")
    made = opened(cast, notice("notice_2"), unit=UNIT)
    decision = actions.Decision("甲局机关党委", date(2026, 5, 6), "按比例执行。")
    actions.places_rule(quota(made, BRANCH, "branch:share"), 2, decision, by=cast.deputy)
    (other,) = proposed(cast, made, "王五")

    with pytest.raises(Incomplete, match=r"甲二支部：受表彰人数不超过1个（5×20%=1），与名额共3个"):
        quotas.reserve_branch(other, "确需推荐。")


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


# --- 语句 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", [("张三",), ("张三", "王五", "孙七")])
def test_the_lines_of_a_list_cost_as_much_for_three_as_for_one(cast: Cast, names: tuple[str, ...]) -> None:
    made = opened(cast, categories=categories(member={"per_unit": 9, "per_branch": 9, "places": 9}))
    reserved_by_others = proposed(cast, made, "周八", "吴九")
    quotas.reserve_list(cast.list_in(OTHER), reserved_by_others)
    rows, submission = proposed(cast, made, *names), cast.list_in(UNIT)
    with CaptureQueriesContext(connection) as asked:
        lines = quota_lines(submission, rows)

    assert len(asked) == 2
    assert [line.text for line in lines] == [
        f"甲局机关党委：优秀共产党员名额不超过9个（固定9个），现有{len(names)}个。",
        f"全部单位合计：优秀共产党员名额不超过9个（固定9个），现有{len(names) + 2}个。",
    ]


def test_a_cancelled_round_frees_its_places(cast: Cast) -> None:
    made = opened(cast, categories=categories(member={"per_branch": 1, "per_unit": 2}), materials=[])
    reported(cast, "张三")
    before = taken(made)
    actions.round_cancel(made, reason="通知撤回。", by=cast.clerk)
    running.cancel_due(timezone.localdate())

    assert (before, taken(made), cast.nomination("张三").state) == (2, 0, S.CALLED_OFF)
    assert all_is_well()
