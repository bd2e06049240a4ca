"""What cannot be is said in a sentence with its place, and nothing is half-written."""

from collections.abc import Callable

import pytest

from permissions.models import Person
from tests.workflows.appraisal.cast import OPINION, Cast, make_cast
from workflows.appraisal import actions
from workflows.appraisal.models import Entry
from workflows.appraisal.queries.counting import judged
from workflows.appraisal.queries.roll import lines
from workflows.appraisal.rules import Plan, ready
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.states import MeetingState as M
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale


def said(act: Callable[[], object], kind: type[Refused] = Incomplete) -> str:
    """The sentence with which something is refused."""
    with pytest.raises(kind) as found:
        act()
    return "".join(getattr(found.value, "problems", [found.value.message]))


def given(cast: Cast, name: str, **more: str) -> dict[int, actions.LineInput]:
    (entry,) = [each for each in lines(cast.meeting()) if each.name == name]
    return {entry.pk: actions.LineInput(**({"standing": "formal"} | more))}  # type: ignore[arg-type]


def test_below_the_quorum_no_ballot_is_opened_and_the_sum_says_why(cast: Cast) -> None:
    cast.meeting_at(M.CHECKING_IN)
    cast.assess()
    cast.attend(absent=("陈明", "周岚", "吴江"))

    sentence = said(lambda: cast.do(actions.open_ballot, cast.meeting()))

    assert sentence == "应到6人，实到3人，民主评议须超过应到的1/2即4人到会，还差1人，不能开会。"
    assert cast.meeting().state == M.CHECKING_IN


def test_without_every_self_assessment_no_ballot_is_opened(cast: Cast) -> None:
    cast.meeting_at(M.CHECKING_IN)
    cast.attend()

    assert said(lambda: cast.do(actions.open_ballot, cast.meeting())).count("还没有个人自评") == 6


def test_a_frozen_roll_takes_no_change(cast: Cast) -> None:
    cast.meeting_at(M.CHECKING_IN)
    line = given(cast, "陈明", excuse="abroad", approval="党委同意")

    assert "已离开这一环节" in said(lambda: cast.do(actions.roll_save, cast.meeting(), given=line), Stale)


def test_a_roll_that_differs_from_the_register_is_not_frozen_until_it_is_brought_up(cast: Cast) -> None:
    cast.arrange()
    Person.objects.filter(name="陈明").update(branch=cast.units["甲二支部"])
    cast.member("新来的")

    sentence = said(lambda: cast.do(actions.freeze, cast.meeting()))
    assert sentence == "陈明已不在本支部。请先更新名册。新来的是名册定后转入的。请先更新名册。"

    cast.do(actions.roll_refresh, cast.meeting())
    cast.do(actions.freeze, cast.meeting())
    assert [row.entry.name for row in judged(cast.meeting())] == ["周岚", "吴江", "郑洁", "周志远", "李慧", "新来的"]
    assert cast.meeting().members.get(entry__name="陈明").state == A.CALLED_OFF


def test_nobody_is_left_out_of_those_expected_without_its_basis(cast: Cast) -> None:
    cast.arrange()
    cast.do(actions.roll_save, cast.meeting(), given=given(cast, "陈明", excuse="abroad"))

    assert "须写明上级同意和党员大会通过的依据" in said(lambda: cast.do(actions.freeze, cast.meeting()))


def test_a_group_of_two_is_too_small(db: None) -> None:
    cast = make_cast(Plan.read(ready().to_data() | {"groups_from": 5}))
    cast.arrange()
    for n, entry in enumerate(lines(cast.meeting())):
        line = {entry.pk: actions.LineInput("formal", group="一组" if n < 2 else "二组")}
        cast.do(actions.roll_save, cast.meeting(), given=line)

    assert said(lambda: cast.do(actions.freeze, cast.meeting())) == "一组有2人，每组至少3人。"


def test_totals_that_do_not_add_up_are_not_kept(cast: Cast) -> None:
    cast.meeting_at(M.COUNTING)

    sentence = said(lambda: cast.enter("organiser", valid=5))

    assert "有效5张加无效0张是5张，与收回6张不一致。" in sentence
    assert "“陈明”的综合评定各项合计6张，多于有效票5张。" in sentence
    assert Entry.objects.count() == 0


def test_one_reader_is_not_enough_and_a_third_is_refused(cast: Cast) -> None:
    cast.meeting_at(M.COUNTING)
    cast.enter("organiser")
    assert "须由另一人再录一次" in said(lambda: cast.do(actions.confirm, cast.meeting()))

    cast.enter("organiser")
    assert "须由另一人再录一次" in said(lambda: cast.do(actions.confirm, cast.meeting()))

    cast.enter("secretary")
    cast.meeting().roll.filter(name="陈明").update(counts=True)
    cast.counter("陈明")
    third = lambda: actions.totals_enter(  # noqa: E731
        cast.meeting(), "members", cast.totals(), by=cast.himself("陈明")
    )
    assert "已由两人录入" in said(third, Refused)


def test_two_readers_who_differ_are_told_where(cast: Cast) -> None:
    cast.meeting_at(M.COUNTING)
    cast.enter("organiser")
    cast.enter("secretary", issued=6, returned=5, valid=5, cells=_five(cast))

    sentence = said(lambda: cast.do(actions.confirm, cast.meeting()))

    assert sentence == "民主测评票两人录入有8处不同，请核对原票后更正。"


def _five(cast: Cast) -> dict[str, dict[str, int]]:
    """The same cells with five votes each."""
    return {
        key: {option: min(number, 5) for option, number in cells.items()} for key, cells in cast.totals().cells.items()
    }


def test_a_superior_keys_in_nothing(cast: Cast) -> None:
    cast.meeting_at(M.COUNTING)

    assert "由支部和会议的计票人录入" in said(lambda: cast.enter("deputy"), NotAllowed)


def test_more_excellent_than_a_third_are_not_reported(cast: Cast) -> None:
    cast.meeting_at(M.GRADING)
    cast.sit()
    for n, row in enumerate(judged(cast.meeting())):
        cast.grade(row.entry.name, "excellent" if n < 3 else "qualified")

    sentence = said(lambda: cast.do(actions.decide, cast.meeting(), "secretary", over="工作突出"))

    assert sentence == "优秀不超过党员总数6人的1/3，即2人，已评3人，多1人，请减少。"


def test_a_grade_needs_an_opinion_and_more_than_half_of_those_expected(cast: Cast) -> None:
    cast.meeting_at(M.GRADING)
    cast.sit()

    sentence = said(lambda: cast.grade("陈明", opinion="", agreed=2, against=3))

    assert "陈明的评定意见还没有填写" in sentence
    assert "赞成2人，没有超过应到5人的半数，没有通过" in sentence
    assert cast.row("陈明").grade_code == ""


def test_the_lowest_grade_rests_on_a_talk_and_on_evidence(cast: Cast) -> None:
    cast.meeting_at(M.GRADING)
    cast.sit()

    sentence = said(lambda: cast.grade("陈明", "unqualified"))

    assert "须先谈话教育，并登记谈话日期。" in sentence
    assert "须写明核实的情况，不能只依据票数。" in sentence


def test_no_grade_is_given_before_the_sitting_is_registered(cast: Cast) -> None:
    cast.meeting_at(M.GRADING)

    assert said(lambda: cast.grade("陈明"), Refused) == "请先登记作出评定的会议，再评定等次。"


def test_a_result_cannot_be_acknowledged_too_early(cast: Cast) -> None:
    cast.meeting_at(M.REVIEWING)
    row = cast.row("周志远")
    act = lambda: actions.acknowledge_self(  # noqa: E731
        row, "", by=cast.himself("secretary"), seen=cast.seen(row)
    )

    assert "请重新查看" in said(act, Stale)


def test_a_meeting_is_not_closed_while_somebody_was_not_told(cast: Cast) -> None:
    cast.meeting_at(M.FEEDING_BACK)

    assert said(lambda: cast.do(actions.close, cast.meeting())).count("还没有反馈确认") == 6


def test_a_probationary_member_takes_part_without_a_grade(db: None) -> None:
    cast = make_cast()
    Person.objects.filter(name="郑洁").update(roll=Person.Roll.PROBATIONARY)
    cast.do(actions.roll_refresh, cast.meeting())
    cast.meeting_at(M.GRADING)
    cast.sit()

    assert said(lambda: cast.grade("郑洁")) == "郑洁是预备党员，参加评议，不评定等次。"
    cast.step(M.REVIEWING)
    assert [cast.row(name).state for name in ("郑洁", "陈明")] == [A.NOT_GRADED, A.REVIEWING]
    assert (cast.meeting().expected, cast.meeting().voters) == (5, 6)


def test_whoever_reported_the_grades_does_not_approve_them(cast: Cast) -> None:
    cast.meeting_at(M.REVIEWING)

    with pytest.raises(NotAllowed):
        cast.do(actions.accept, cast.meeting(), "secretary")
    assert cast.row("陈明").opinion == OPINION


@pytest.mark.parametrize("back", ["withdraw", "send_back"])
def test_somebody_left_ungraded_by_mistake_is_graded_after_the_return(cast: Cast, back: str) -> None:
    reported_without(cast, "郑洁")
    assert [cast.row(name).state for name in ("郑洁", "陈明")] == [A.REVIEWING, A.REVIEWING]
    if back == "withdraw":
        cast.do(actions.withdraw, cast.meeting(), "secretary")
    else:
        cast.do(actions.send_back, cast.meeting(), "staff", to="grading", comment="郑洁须评定等次。")
    cast.sit()
    cast.grade("郑洁")
    cast.do(actions.decide, cast.meeting(), "secretary")
    cast.do(actions.accept, cast.meeting(), "deputy")

    assert [cast.row(name).state for name in ("郑洁", "陈明")] == [A.FEEDING_BACK, A.FEEDING_BACK]


def test_whom_the_superior_agrees_to_leave_ungraded_is_not_fed_back(cast: Cast) -> None:
    reported_without(cast, "郑洁")
    cast.do(actions.accept, cast.meeting(), "deputy")

    assert [cast.row(name).state for name in ("郑洁", "陈明")] == [A.NOT_GRADED, A.FEEDING_BACK]


def reported_without(cast: Cast, name: str) -> None:
    """Report the grades of all but one, who is left without."""
    cast.meeting_at(M.GRADING)
    cast.sit()
    for row in judged(cast.meeting()):
        if row.entry.name != name:
            cast.grade(row.entry.name)
    actions.grade_save(cast.row(name), actions.GradeInput("", ungraded_why="漏评"), by=cast.organiser)
    cast.do(actions.decide, cast.meeting(), "secretary")
