"""Places are counted, taken, given back, and judged again when people moved or a body decides. 依据: domain 3.2—3.9."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions.models import Person
from permissions.roles import Role, UnitKind
from tests.workflows.engine.steps import all_is_well
from tests.workflows.nomination.cast import Cast, document, make_cast
from tests.workflows.nomination.listing import reported
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
from workflows.nomination import actions
from workflows.nomination.actions import quotas, running
from workflows.nomination.queries.quotas import branch_lines, quota_lines
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
