"""保密记名: signing in and voting are one step, said as it is, and the box is the same as ever."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.workflows.appraisal.cast import Cast
from tests.workflows.appraisal.pages import browser, get, of_meeting, record
from tests.workflows.appraisal.polling import PEOPLE, begun, choices, fields
from workflows.appraisal import actions
from workflows.appraisal.actions.ballots_opening import own_code
from workflows.appraisal.ballots.answers import Answer, Ballot
from workflows.appraisal.models import RollEntry
from workflows.appraisal.queries.ballots import box_of
from workflows.appraisal.queries.counting import counts_of
from workflows.appraisal.queries.sealed import recounted
from workflows.appraisal.states import MeetingState as M
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import AuditEntry

NAMES = ("陈明", "周岚", "吴江", "郑洁", "周志远", "李慧")


def entry(cast: Cast, name: str) -> RollEntry:
    """A line of the roll as a page reads it."""
    rows = RollEntry.objects.select_related("meeting__round", "meeting__process")
    return rows.get(meeting=cast.meeting(), name=name, off=False)


def vote(cast: Cast, name: str, choice: int = 0) -> Answer:
    """A member votes with the own account."""
    line = entry(cast, name)
    return actions.vote_named(line, Ballot("", choices(cast.meeting(), choice)), by_person=line.person_id)


def page(cast: Cast) -> str:
    return of_meeting(cast, "vote/")


def test_everybody_votes_at_once_and_the_box_is_sealed_and_counted_like_any_other(cast: Cast) -> None:
    begun(cast, "named")
    assert [vote(cast, name, n < 2) for n, name in enumerate(NAMES)] == [Answer.ACCEPTED] * PEOPLE
    cast.do(actions.box_seal, cast.meeting())
    cast.do(actions.box_count, cast.meeting(), typed=cast.meeting().box_hash[:8])
    meeting = cast.meeting()
    first = meeting.members.order_by("rank")[0].entry.key

    assert (meeting.state, meeting.get_voting_display()) == (M.GRADING, "保密记名")
    assert counts_of(meeting)["members"].cells[f"{first}.overall"] == {"优秀": 4, "合格": 2, "基本合格": 0, "不合格": 0}
    assert recounted(meeting).differing == []


def test_nobody_votes_twice(cast: Cast) -> None:
    begun(cast, "named")
    assert [vote(cast, "陈明"), vote(cast, "陈明", 1)] == [Answer.ACCEPTED, Answer.USED]
    assert box_of(cast.meeting()).turnout().polled == 1


def test_nobody_votes_for_somebody_else_nor_who_did_not_come(cast: Cast) -> None:
    begun(cast, "named")
    line = entry(cast, "陈明")
    with pytest.raises(NotAllowed):
        actions.vote_named(line, Ballot(""), by_person=entry(cast, "周岚").person_id)
    cast.meeting().roll.filter(name="陈明").update(presence="absent")
    with pytest.raises(NotAllowed):
        vote(cast, "陈明")


def test_before_the_box_is_made_and_after_it_is_sealed_nobody_votes(cast: Cast) -> None:
    cast.meeting_at(M.BALLOTING)
    with pytest.raises(Refused):
        vote_without_box(cast)
    cast.do(actions.ballot_begin, cast.meeting(), voting="named")
    kept = choices(cast.meeting())
    cast.do(actions.box_seal, cast.meeting())
    line = entry(cast, "陈明")
    with pytest.raises(Refused):
        actions.vote_named(line, Ballot("", kept), by_person=line.person_id)


def vote_without_box(cast: Cast) -> Any:
    line = entry(cast, "陈明")
    return actions.vote_named(line, Ballot(""), by_person=line.person_id)


def test_once_sealed_the_codes_cannot_be_worked_out_again(cast: Cast) -> None:
    begun(cast, "named")
    line, box = entry(cast, "陈明"), box_of(cast.meeting())
    assert own_code(box, line) == own_code(box, line) != own_code(box, entry(cast, "周岚"))
    cast.do(actions.box_seal, cast.meeting())

    assert not box.secret_path.exists()


def test_voting_writes_nothing_to_the_database(cast: Cast) -> None:
    begun(cast, "named")
    before = AuditEntry.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as found:
        vote(cast, "陈明")

    wrote = [each["sql"] for each in found if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert (wrote, AuditEntry.objects.count()) == ([], before)
    assert not cast.meeting().roll.filter(ticketed=True).exists()


def test_a_member_signs_in_and_votes_on_one_page_that_says_what_it_is(cast: Cast) -> None:
    begun(cast, "named")
    status, shown = get(cast, page(cast), "secretary")
    assert (status, "保密记名" in shown, "周志远" in shown) == (200, True, True)
    assert not any(word in shown for word in ("匿名", "无记名"))
    assert "投票（保密记名）" in get(cast, "/appraisal/mine/", "secretary")[1]

    form = fields(cast.meeting(), "")
    client = browser(cast, "secretary")
    short = client.post(page(cast), {"cast": "1"}).content.decode()
    done, again = (client.post(page(cast), form).content.decode() for _ in range(2))
    assert "还有" in short
    assert ("选票已投入票箱" in done, "您已经投过票" in again) == (True, True)
    assert box_of(cast.meeting()).turnout().polled == 1


def test_whoever_is_not_on_the_roll_finds_no_such_page(cast: Cast) -> None:
    begun(cast, "named")

    assert [get(cast, page(cast), who)[0] for who in ("deputy", "clerk", "secretary")] == [404, 404, 200]


def test_a_box_of_slips_is_not_voted_into_signed_in_nor_the_other_way_round(cast: Cast) -> None:
    begun(cast, "slips")
    assert get(cast, page(cast), "secretary")[0] == 404


def test_the_booth_does_not_know_a_box_whose_voters_sign_in(cast: Cast) -> None:
    meeting = begun(cast, "named")
    client = browser(cast, "secretary")
    early = client.get(f"/ballot/{meeting.box}/").status_code
    cast.do(actions.box_seal, cast.meeting())

    assert (early, client.get(f"/ballot/{meeting.box}/").status_code) == (404, 404)


def test_no_page_about_such_a_vote_says_that_it_is_anonymous(cast: Cast) -> None:
    meeting = begun(cast, "named")
    for name in NAMES:
        vote(cast, name)
    voting = [get(cast, path)[1] for path in (record(meeting), of_meeting(cast, "box/"), page(cast))]
    cast.do(actions.box_seal, cast.meeting())
    later = [get(cast, of_meeting(cast, path))[1] for path in ("box/", "box/paper/")]

    assert not [word for shown in voting + later for word in ("匿名", "无记名", "票签") if word in shown]
