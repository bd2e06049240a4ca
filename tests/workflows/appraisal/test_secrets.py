"""Who reads what: ballots stay with the branch, a grade is told when it stands, a self-assessment is the member's."""

from tests.workflows.appraisal.cast import Cast
from tests.workflows.appraisal.pages import browser, get, of_meeting, post, record, seen
from workflows.appraisal import actions
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.states import MeetingState as M


def test_counts_of_the_ballots_are_read_by_the_branch_alone(cast: Cast) -> None:
    meeting = cast.meeting_at(M.REVIEWING)
    counted = "优秀6张（100%）"

    shown = {
        who: counted in get(cast, record(meeting), who)[1] for who in ("organiser", "deputy", "clerk", "inspector")
    }

    assert shown == {"organiser": True, "deputy": False, "clerk": False, "inspector": False}


def test_the_superior_sees_the_grades_to_decide_on_and_others_see_them_once_they_stand(cast: Cast) -> None:
    meeting = cast.meeting_at(M.REVIEWING)
    early = {
        who: '<td class="card-inline">合格</td>' in get(cast, record(meeting), who)[1]
        for who in ("deputy", "inspector")
    }
    cast.step(M.FEEDING_BACK)
    late = '<td class="card-inline">合格</td>' in get(cast, record(meeting), "inspector")[1]

    assert (early, late) == ({"deputy": True, "inspector": False}, True)


def test_the_second_reader_is_not_shown_what_the_first_keyed_in(cast: Cast) -> None:
    cast.meeting_at(M.COUNTING)
    cast.enter("organiser")
    page = of_meeting(cast, "totals/members/")

    own, other = (get(cast, page, who)[1].count('value="6"') for who in ("organiser", "secretary"))
    meeting = get(cast, record(cast.meeting()), "secretary")[1]

    assert (own, other) == (9, 0)
    assert ("李慧已录入" in meeting, "优秀6张" in meeting) == (True, False)


def test_a_reader_sees_differences_only_after_the_own_entry(cast: Cast) -> None:
    cast.meeting_at(M.COUNTING)
    cast.meeting().roll.filter(name="陈明").update(counts=True)
    cast.counter("陈明")
    cast.enter("organiser")
    changed = cast.totals()
    cells = {key: dict(value) for key, value in changed.cells.items()}
    first = next(iter(cells))
    cells[first] |= {"优秀": 5, "合格": 1}
    actions.totals_enter(cast.meeting(), "members", type(changed)(6, 6, 6, 0, cells), by=cast.himself("陈明"))

    told = {
        who: "一人录6，另一人录5" in get(cast, record(cast.meeting()), who)[1] for who in ("organiser", "secretary")
    }

    assert told == {"organiser": True, "secretary": False}


def test_a_teller_without_a_post_keys_in_and_sees_nothing_else_of_the_meeting(cast: Cast) -> None:
    cast.meeting_at(M.COUNTING)
    cast.meeting().roll.filter(name="陈明").update(counts=True)
    cast.counter("陈明")

    assert get(cast, record(cast.meeting()), "陈明")[0] == 404
    assert get(cast, of_meeting(cast, "totals/members/"), "陈明")[0] == 200
    assert "请您计票" in get(cast, "/appraisal/mine/", "陈明")[1]


def test_a_member_reads_the_own_result_when_it_stands_and_nobody_elses(cast: Cast) -> None:
    cast.meeting_at(M.REVIEWING)
    cast.counter("陈明")
    own, other = cast.row("陈明"), cast.row("周岚")

    early, theirs = get(cast, record(own), "陈明")[1], get(cast, record(other), "陈明")[0]
    assert ("陈明的自评" in early, "履职尽责" in early, "优秀" in early, theirs) == (True, False, False, 404)

    cast.step(M.FEEDING_BACK)
    late = get(cast, record(own), "陈明")[1]
    assert ("履职尽责" in late, "赞成5" in late) == (True, False)


def test_a_member_hands_in_and_acknowledges_without_a_post(cast: Cast) -> None:
    cast.counter("陈明")
    row = cast.row("陈明")
    address = f"/appraisal/own/{row.process.number}/"
    assert post(cast, f"{address}assess/", "陈明", seen=seen(row), assessment="我的自评").status_code == 302

    cast.meeting_at(M.FEEDING_BACK)
    assert post(cast, f"{address}acknowledge/", "陈明", seen=seen(row), answer="同意").status_code == 302

    told = cast.row("陈明")
    assert (told.state, told.assessment, told.acknowledged, told.answer) == (A.GRADED, "我的自评", "signed_in", "同意")


def test_a_self_assessment_is_not_read_by_those_who_only_see_the_branch(cast: Cast) -> None:
    cast.meeting_at(M.FEEDING_BACK)
    page = record(cast.row("陈明"))

    shown = {who: "陈明的自评" in get(cast, page, who)[1] for who in ("organiser", "deputy", "inspector")}

    assert shown == {"organiser": True, "deputy": False, "inspector": False}


def test_roll_and_results_are_taken_out_by_the_branch_alone(cast: Cast) -> None:
    cast.meeting_at(M.CLOSED)

    found = {
        who: browser(cast, who).get(of_meeting(cast, "results.xlsx")).status_code for who in ("organiser", "deputy")
    }

    assert found == {"organiser": 200, "deputy": 403}
