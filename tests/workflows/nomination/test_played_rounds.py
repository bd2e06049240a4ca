"""The notices of domain 3.2 to 3.6, played through the actions with their numbers; three of them to the end."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from permissions.roles import Role
from tests.workflows.nomination import ending
from tests.workflows.nomination.cast import Cast, document, make_cast
from tests.workflows.nomination.ending import UNIT, confer, disagreements, honours, state_of
from tests.workflows.nomination.listing import arrange, ask, cleared, do, letter, meet, member_out, report
from tests.workflows.nomination.playing import (
    ANSWERED,
    branches,
    bring_lists_own,
    fill_up,
    honoured,
    limit,
    listed,
    opened,
    places,
    reviewed,
    served,
    submitted,
)
from tests.workflows.nomination.rounds import data
from workflows.engine.errors import Incomplete
from workflows.engine.models import Fact, Reservation
from workflows.engine.transitions import seen_of
from workflows.nomination import actions, queries
from workflows.nomination.models import Consultation, NominationList, Revocation
from workflows.nomination.queries.again import candidates_again
from workflows.nomination.queries.candidates import CLEAN
from workflows.nomination.queries.honours import Wanted, line, register
from workflows.nomination.states import ConsultationState as C
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S


@pytest.fixture
def clock() -> Iterator[Any]:
    """Stop the clock on a Monday morning; it goes on when shifted."""
    with time_machine.travel(datetime.fromisoformat("2026-04-20T09:00:00+08:00"), tick=False) as stopped:
        yield stopped


@pytest.fixture
def cast(clock: Any, db: None) -> Cast:
    return make_cast()


# --- notice one, domain 3.2 ------------------------------------------------------------------------------------------

MEMBERS = (("张三", "secretary", "甲一支部"), ("李四", "secretary", "甲一支部"), ("王五", "sibling", "甲二支部"),
           ("赵六", "sibling", "甲二支部"))  # fmt: skip
WORKERS = (("孙七", "third", "甲三支部"), ("钱十一", "fourth", "甲四支部"))
ORGANISATIONS = (("甲一支部", "secretary"), ("甲二支部", "sibling"), ("甲四支部", "fourth"))


def nominate_for_notice_one(cast: Cast) -> NominationList:
    """Four for 3 places of members, two for 2 of party workers, three for 3 of organisations."""
    cast.member("钱十一", "甲四支部", is_leader=True)
    for name, *_ in MEMBERS + WORKERS:
        cast.ranked(name)
    for name, by, unit in MEMBERS:
        listed(cast, name, "member", by, unit)
    for name, by, unit in WORKERS:
        listed(cast, name, "worker", by, unit)
    for name, by in ORGANISATIONS:
        listed(cast, name, "organisation", by, name)
    bring_lists_own(cast, cast.list_in(UNIT), "staff")
    return cast.list_in(UNIT)


def ruled(cast: Cast, name: str) -> set[str]:
    """The conditions that a person ruled on though facts answer them."""
    return {each["code"] for each in cast.nomination(name).overrulings} & set(ANSWERED)


def answer_of(cast: Cast, name: str, code: str) -> tuple[str, str, str]:
    """Verdict, sentence and source of a condition as it was kept at the last step."""
    found = queries.eligibility_kept(cast.nomination(name))
    assert found is not None
    answer = next(each.answer for each in found.answers if each.answer.code == code)
    return answer.verdict.words, answer.text, answer.used[0].source


def answer_all(cast: Cast, asked: list[Consultation]) -> None:
    """Nine bodies have nothing to say, the court does not answer, the petition office objects to 王五."""
    silent, objecting = "法院", "信访部门"
    for each in asked:
        if each.body not in (silent, objecting):
            cleared(cast, each)
    against = next(each for each in asked if each.body == objecting)
    letter(cast, against)
    line_of = against.lines.get(nomination__person__name="王五")
    do(
        actions.consultation_object, cast, against, "clerk", number="信函〔2026〕8号", comment="见来函。",
        against={line_of.pk: "信访事项正在核查。"},
    )  # fmt: skip


def test_notice_one_leaves_out_leaders_of_the_city_by_what_is_entered_of_them(cast: Cast) -> None:
    cast.member("钱十一", "甲四支部", is_leader=True)
    cast.ranked("钱十一", "市管干部")
    opened(cast, "notice_1", sponsor="中共三门峡市委")
    with pytest.raises(Incomplete, match="属于市管党员领导干部，不推荐。通知写的是“一般”或“原则上”"):
        submitted(cast, "钱十一", "worker", "fourth", "甲四支部")


def test_notice_one_from_the_branches_to_the_higher_sponsor_s_answer(cast: Cast, clock: Any) -> None:
    made = opened(cast, "notice_1", sponsor="中共三门峡市委")
    assert places(made) == {
        ("whole", "places.member"): 3, ("whole", "places.worker"): 2, ("whole", "places.organisation"): 3,
    }  # fmt: skip
    submission = nominate_for_notice_one(cast)

    # 差额: four stand for 3 places; the unit's meeting leaves one out, nobody else does
    with pytest.raises(Incomplete, match="优秀共产党员名额不超过3个（固定3个），现有4个，多1个"):
        ending.report(cast)
    member_out(cast, "list_leave_out", "赵六", "staff", "会议表决排第四，不推荐上报。")
    ending.report(cast)
    assert [Reservation.objects.filter(quota__key=f"whole:places.{code}").count() for code in
            ("member", "worker", "organisation")] == [3, 2, 3]  # fmt: skip

    # 职级 is answered by what was entered, and nobody ruled on it
    assert [ruled(cast, name) for name, *_ in MEMBERS + WORKERS] == [set()] * 6
    assert answer_of(cast, "张三", "rank_excluded") == ("符合", "不属于市管党员领导干部。", "干部任免审批表")

    # 会审: eleven bodies, one of them asked about party leaders alone, one about people alone
    asked = ask(cast, submission, reply_by=timezone.localdate() + timedelta(days=5))
    assert {each.body: each.lines.count() for each in asked} == {
        "纪检监察机关": 8, "巡察机构": 8, "公安机关": 8, "检察院": 8, "法院": 8, "司法行政机关": 8, "卫健部门": 8,
        "信访部门": 8, "上一级主管党组织": 8, "干部监督部门": 1, "组织人事部门": 5,
    }  # fmt: skip
    answer_all(cast, asked)
    with pytest.raises(Incomplete) as refused:
        do(actions.list_forward, cast, submission, "clerk")
    assert len(refused.value.problems) == 2
    assert "信访部门对王五有不同意见，须划去，或者由人裁定后保留。" in refused.value.problems

    # what the discipline body answered is on record as its word on 处分, of each person asked about
    words = Fact.objects.filter(key=CLEAN, superseded_by=None).values_list("person__name", "words", "source")
    assert sorted(words) == sorted(
        (name, "截至2026-04-20无处分", "纪检监察机关会审答复（纪函〔2026〕3号）")
        for name in ("张三", "李四", "王五", "孙七", "钱十一")
    )

    # one is overdue, and a person rules; whoever is objected to is struck off
    clock.shift(timedelta(days=7))
    court = next(each for each in asked if each.body == "法院")
    do(actions.consultation_waive, cast, submission, "clerk", consultation=court, comment="催办两次未复，不再等待。")
    member_out(cast, "list_strike", "王五", "clerk", "信访事项正在核查。")
    assert sorted(Consultation.objects.values_list("state", flat=True)) == [C.CLEAR] * 9 + [C.OBJECTED, C.WAIVED]
    ending.approve(cast)
    assert state_of(cast) == L.CONFERRING

    # up to the city, whose document comes later
    confer(cast, "滨直工呈〔2026〕3号")
    clock.shift(timedelta(days=30))
    passed = {cast.nomination("甲四支部").process.number: "差额未取。"}
    paper = actions.Paper("三发〔2026〕12号", timezone.localdate())
    do(actions.list_answer, cast, submission, "clerk", paper=paper, passed_over=passed)
    assert sorted(honours()) == sorted([
        ("张三", "优秀共产党员"), ("李四", "优秀共产党员"), ("孙七", "优秀党务工作者"), ("钱十一", "优秀党务工作者"),
        ("甲一支部", "先进基层党组织"), ("甲二支部", "先进基层党组织"),
    ])  # fmt: skip
    assert state_of(cast) == L.CLOSED
    assert disagreements() == []


def test_who_was_not_forwarded_by_notice_one_is_offered_to_the_award_that_it_names(cast: Cast) -> None:
    opened(cast, "notice_1", sponsor="中共三门峡市委")
    nominate_for_notice_one(cast)
    member_out(cast, "list_leave_out", "赵六", "staff", "会议表决排第四，不推荐上报。")
    member_out(cast, "list_strike", "王五", "staff", "本人放弃。")
    own = cast.award_round(document(name="本单位七一表彰", sponsor=UNIT, decided_by="committee",
                                    stages=["branch_meeting", "committee"]), unit=UNIT)  # fmt: skip

    assert [each.candidate for each in candidates_again(own)] == ["赵六"]
    cast.listed("赵六", by="sibling", unit="甲二支部")
    assert (candidates_again(own), cast.nomination("赵六").state) == ([], S.LISTED)
    assert disagreements() == []


# --- notice two, domain 3.3 ------------------------------------------------------------------------------------------


def test_notice_two_waits_for_a_ruling_between_a_fifth_of_ten_and_two_plus_one(cast: Cast) -> None:
    fill_up(cast, "甲一支部", 10)
    served(cast, "李四")
    for name in ("张三", "李四"):
        cast.ranked(name)
    made = opened(cast, "notice_2", UNIT, "deputy")
    cast.nominate("张三")
    cast.fill_in("张三")
    with pytest.raises(Incomplete) as refused:
        cast.do("submit", "张三", "secretary")
    assert refused.value.problems == [
        "甲一支部：受表彰人数不超过2个（10×20%=2），与名额共3个（优秀共产党员2+优秀党务工作者1=3）不一致，由机关党委裁定。"
    ]

    share = limit(made, "甲一支部", "branch:share")
    decision = actions.Decision("机关党委会议", timezone.localdate(), "严格执行不超过党员的20%。")
    actions.places_rule(share, 2, decision, by=cast.deputy)

    # exactly that many: two go, the third does not, whatever the branch says
    cast.do("submit", "张三", "secretary")
    submitted(cast, "李四", "worker", "secretary", "甲一支部")
    cast.member("钱十一")
    cast.graded("钱十一")
    with pytest.raises(Incomplete, match="受表彰人数"):
        submitted(cast, "钱十一", "member", "secretary", "甲一支部", "支部一致推荐。")
    assert limit(made, "甲一支部", "branch:share").reservations.count() == 2

    # the 机关党委 decides its own list, and its department registers the document
    for name in ("张三", "李四"):
        reviewed(cast, name, "deputy")
    cast.do("discard", "钱十一", "secretary", comment="名额已满。")
    assert [ruled(cast, name) for name in ("张三", "李四")] == [set(), set()]
    assert answer_of(cast, "张三", "graded")[:2] == ("符合", "2025年民主评议为优秀。要求上年民主评议为优秀。")
    assert answer_of(cast, "张三", "rank_excluded") == ("符合", "不属于县级党员干部。", "干部任免审批表")
    ending.report(cast)
    meet(cast, cast.list_in(UNIT), "deputy")
    do(actions.list_report, cast, cast.list_in(UNIT), "deputy")
    confer(cast, "甲机党〔2026〕5号", by="staff")
    assert sorted(honours()) == [("张三", "优秀共产党员"), ("李四", "优秀党务工作者")]
    assert state_of(cast) == L.CLOSED
    assert disagreements() == []


# --- 四强党支部, domain 3.6 -------------------------------------------------------------------------------------------

STRONG = (("甲一支部", "secretary"), ("甲二支部", "sibling"), ("甲四支部", "fourth"), ("甲五支部", "fifth"),
          ("甲三支部", "third"))  # fmt: skip
PLACES_OF_FOUR = "“四强”党支部名额不超过4个（固定4个），现有5个，多1个"


def recommend_four(cast: Cast, clock: Any) -> None:
    """Five apply for 4 places; their notice inside the unit runs out, the 党组 decides on four, and they go up."""
    cast.person("fifth", "许建国", Role.BRANCH_SECRETARY, "甲五支部")
    opened(cast, "four_strong", UNIT, "deputy", sponsor="中共甘肃省委", publicity={"days": 5})
    for name, by in STRONG:
        cast.accepted(name)
        listed(cast, name, "four_strong", by, name)
    ending.report(cast, contact="机关党委办公室，电话0000-1234567")
    assert state_of(cast) == L.PUBLICISING_WITHIN
    clock.shift(timedelta(days=10))
    assert actions.end_within_due(timezone.localdate()) == 1

    meet(cast, cast.list_in(UNIT), "deputy", "部门党组会议")
    with pytest.raises(Incomplete, match=PLACES_OF_FOUR):
        do(actions.list_report, cast, cast.list_in(UNIT), "deputy")
    member_out(cast, "list_leave_out", "甲三支部", "deputy", "集体审议未通过。")
    do(actions.list_report, cast, cast.list_in(UNIT), "deputy")
    confer(cast, "甲党组呈〔2026〕2号", by="staff")


@pytest.mark.parametrize("grade", ["基本达标", "不达标", ""])
def test_a_branch_that_is_not_up_to_standard_or_was_not_looked_at_does_not_pass(cast: Cast, grade: str) -> None:
    opened(cast, "four_strong", UNIT, "deputy", sponsor="中共甘肃省委", publicity={"days": 5})
    if grade:
        cast.accepted("甲一支部", grade)
    submitted(cast, "甲一支部", "four_strong", "secretary", "甲一支部", "支部申请。")
    with pytest.raises(Incomplete, match=f"为{grade}。要求" if grade else "没有标准化规范化验收等次，需人工核实"):
        cast.do("forward", "甲一支部", "deputy")


def test_the_four_strong_branches_from_their_application_to_a_revocation(cast: Cast, clock: Any) -> None:
    recommend_four(cast, clock)
    assert [ruled(cast, name) for name, _ in STRONG] == [set()] * 5
    assert answer_of(cast, "甲一支部", "graded") == (
        "符合", "2025年标准化规范化验收为达标。要求上年标准化规范化验收为达标。", "2025年验收通报",
    )  # fmt: skip
    four = [name for name, _ in STRONG[:4]]
    assert ending.states(cast, *four) == [S.RECOMMENDED] * 4
    assert cast.nomination("甲三支部").state == S.NOT_FORWARDED

    clock.shift(timedelta(days=30))
    paper = actions.Paper("甘命名〔2026〕9号", timezone.localdate())
    do(actions.list_answer, cast, cast.list_in(UNIT), "staff", paper=paper, passed_over={})
    assert sorted(honours()) == sorted((name, "第五批“四强”党支部") for name in four)
    assert state_of(cast) == L.CLOSED
    assert disagreements() == []

    clock.shift(timedelta(days=200))
    made = actions.revocation_propose(cast.nomination("甲四支部"), "发生重大责任事故，造成恶劣影响。", by=cast.staff)
    actions.revocation_revoke(
        made, by=cast.deputy, seen=seen_of(made), approved_by="部门党组", document="甲党组〔2026〕15号",
        revoked_on=timezone.localdate(),
    )  # fmt: skip
    returning = Revocation.objects.get()
    actions.revocation_take_back(
        returning, by=cast.staff, seen=seen_of(returning), plaque_back_on=timezone.localdate()
    )  # fmt: skip
    rows = [line(fact) for fact in register(cast.users["deputy"], Wanted())]
    assert sorted((row.whose, row.name, row.state) for row in rows) == sorted(
        (name, "“四强”党支部", "已撤销" if name == "甲四支部" else "有效") for name in four
    )
    assert Revocation.objects.get().state == "revoked"
    assert disagreements() == []


# --- three, five, seven, nine, ten, up to a list that goes -----------------------------------------------------------


def test_notice_three_has_thirty_twenty_three_hundred_and_sixty_places(cast: Cast) -> None:
    fill_up(cast, "乙一支部", 7500 - 6)
    made = opened(cast, "notice_3")
    assert places(made) == {
        ("whole", "places.direct"): 30, ("whole", "places.basic"): 20, ("whole", "places.member"): 300,
        ("whole", "places.worker"): 60, ("whole", "share"): 300,
    }  # fmt: skip
    assert "7500×4%=300" in limit(made, "工委", "whole:share").formula

    served(cast, "王五", "党小组长")
    listed(cast, "张三", "member", "secretary", "甲一支部")
    listed(cast, "王五", "worker", "sibling", "甲二支部")
    listed(cast, "甲一支部", "basic", "secretary", "甲一支部")
    listed(cast, UNIT, "direct", "deputy", UNIT, "staff")
    ending.report(cast)

    assert ending.states(cast, "张三", "王五", "甲一支部", UNIT) == [S.VERIFYING] * 4
    assert Reservation.objects.filter(quota__round=made).count() == 5
    assert disagreements() == []


def test_notice_five_has_two_and_one_a_branch_and_three_leaders_in_ten(cast: Cast) -> None:
    for name in ("钱十一", "许十二"):
        cast.member(name, "甲一支部", is_leader=True)
    served(cast, "李四")
    made = opened(cast, "notice_5", UNIT, "deputy")
    for name, category in (("钱十一", "member"), ("许十二", "member"), ("李四", "worker")):
        listed(cast, name, category, "secretary", "甲一支部")
    with pytest.raises(Incomplete, match="甲一支部：优秀共产党员名额不超过2个"):
        submitted(cast, "张三", "member", "secretary", "甲一支部")
    listed(cast, "王五", "member", "sibling", "甲二支部")
    ending.report(cast)

    assert state_of(cast) == L.STUDYING
    shares = [limit(made, "甲一支部", f"branch:places.{code}").limit for code in ("member", "worker")]
    assert shares == [2, 1]
    # two leaders among four are more than 30 %; the body that decides is told so
    meet(cast, cast.list_in(UNIT), "deputy", "党委会")
    with pytest.raises(Incomplete, match="中层副职以上"):
        do(actions.list_report, cast, cast.list_in(UNIT), "deputy")
    assert disagreements() == []


def test_notice_seven_takes_one_in_a_hundred_of_a_unit_and_two_party_workers_of_all(cast: Cast) -> None:
    for name in ("张三", "李四", "王五", "孙七", "周八"):
        honoured(cast, name, 2008, "厅党委")
        cast.ranked(name)
    fill_up(cast, "乙一支部", 200)
    made = opened(cast, "notice_7", sponsor="河南省直")
    shares = [limit(made, unit, "unit:share") for unit in (UNIT, "乙局机关党委")]
    assert [(each.base, each.limit) for each in shares] == [(5, 1), (200, 2)]

    listed(cast, "张三", "member", "secretary", "甲一支部")
    listed(cast, "李四", "worker", "secretary", "甲一支部")
    listed(cast, "王五", "worker", "sibling", "甲二支部")
    ending.report(cast)
    assert ending.states(cast, "张三", "李四", "王五") == [S.DECIDING] * 3

    listed(cast, "周八", "worker", "outsider", "乙一支部", "other_deputy")
    with pytest.raises(Incomplete, match="优秀党务工作者名额不超过2个（固定2个），现有3个，多1个"):
        ending.report(cast, "乙局机关党委", "other_deputy")
    assert disagreements() == []


def test_notice_nine_votes_in_secret_and_takes_one_party_worker_of_a_unit(cast: Cast) -> None:
    made = opened(cast, "notice_9")
    for name, by, unit in MEMBERS[:3]:
        listed(cast, name, "member", by, unit)
    listed(cast, "赵六", "worker", "sibling", "甲二支部")
    listed(cast, "甲一支部", "branch", "secretary", "甲一支部")
    assert limit(made, UNIT, "unit:places.worker").limit == 1

    votes = {"张三": 9, "李四": 8, "王五": 6, "赵六": 9, "甲一支部": 10}
    arrange(cast, cast.list_in(UNIT), "staff", **votes)
    with pytest.raises(Incomplete):
        report(cast, cast.list_in(UNIT))
    meet(cast, cast.list_in(UNIT), "staff", "考察组会议", due=12, present=10)
    report(cast, cast.list_in(UNIT))

    assert state_of(cast) == L.VERIFYING
    assert [cast.nomination(name).rank for name in ("张三", "李四", "王五")] == [1, 2, 3]
    assert disagreements() == []


def test_notice_nine_takes_six_candidates_for_five_places_and_no_seventh(cast: Cast) -> None:
    """Domain 3.5 九: 1:1.2. 每单位推荐1名 of the party workers is the number itself."""
    given = [each | ({"places": 5} if each["code"] == "member" else {}) for each in data("notice_9")["categories"]]
    made = opened(cast, "notice_9", categories=given)
    cast.member("陈一")
    cast.graded("陈一")
    for name, by, unit in (*MEMBERS, ("孙七", "third", "甲三支部"), ("陈一", "secretary", "甲一支部")):
        listed(cast, name, "member", by, unit)
    arrange(cast, cast.list_in(UNIT), "staff", 张三=9, 李四=9, 王五=8, 赵六=8, 孙七=7, 陈一=7)
    meet(cast, cast.list_in(UNIT), "staff", "考察组会议", due=12, present=10)
    report(cast, cast.list_in(UNIT))
    assert (state_of(cast), limit(made, "工委", "whole:places.member").limit) == (L.VERIFYING, 5)

    listed(cast, "周八", "member", "outsider", "乙一支部", "other_deputy")
    with pytest.raises(Incomplete, match=r"不超过6个（5个名额按差额1:1\.2（向上取整）可推6个），现有7个，多1个"):
        ending.report(cast, "乙局机关党委", "other_deputy")


def test_notice_ten_lets_each_of_twenty_two_branches_put_forward_one_for_four_places(cast: Cast) -> None:
    every = branches(cast, 22, "甲局党总支")
    for _, branch in every:
        fill_up(cast, branch, 15)
    made = opened(cast, "notice_10", "甲局党总支", "general", sponsor="某高校党委")
    for n, (by, branch) in enumerate(every, 1):
        cast.member(f"人选{n}", branch)
        listed(cast, f"人选{n}", "member", by, branch, "general")
    cast.member("另一人", "第1支部")
    with pytest.raises(Incomplete, match="第1支部：优秀共产党员名额不超过1个"):
        submitted(cast, "另一人", "member", "sec1", "第1支部")
    assert places(made)["whole", "places.member"] == 4

    ending.report(cast, "甲局党总支", "general")
    assert state_of(cast, "甲局党总支") == L.STUDYING
    assert cast.list_in("甲局党总支").members.count() == 22
    meet(cast, cast.list_in("甲局党总支"), "general", "党总支会议")
    with pytest.raises(Incomplete, match="名额不超过4个（固定4个），现有22个，多18个"):
        do(actions.list_report, cast, cast.list_in("甲局党总支"), "general")
    assert disagreements() == []
