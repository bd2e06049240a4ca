"""A box that is given up, ends unsealed, is over its time or unreadable: what pages say and what is destroyed."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from permissions.models import Person
from tests.workflows.appraisal.cast import Cast
from tests.workflows.appraisal.pages import browser, get, of_meeting, post, seen
from tests.workflows.appraisal.polling import begun, counted, entry, fields, polled, sealed, vote, voting
from workflows.appraisal import actions
from workflows.appraisal.actions.rounds import cancel_round_job
from workflows.appraisal.ballots.answers import Answer, Ballot
from workflows.appraisal.ballots.frozen import Frozen
from workflows.appraisal.models import Entry, Meeting
from workflows.appraisal.queries.ballots import box_of
from workflows.appraisal.queries.own import counting
from workflows.appraisal.queries.sealed import sealed_of
from workflows.appraisal.states import MeetingState as M
from workflows.engine.errors import Refused
from workflows.engine.models import AuditEntry

DAMAGED = "封好的票箱读不出来，文件已损坏。请用它的备份，校验码相同的才是原来的。"
VOTE, BOX = "vote/", "box/"


def spoil(meeting: Meeting) -> Path:
    """Cut off the file of a sealed box."""
    path = box_of(meeting).sealed_path
    path.write_text("{")
    return path


def named_vote(cast: Cast) -> None:
    """The secretary votes with the own account."""
    answer = browser(cast, "secretary").post(of_meeting(cast, VOTE), fields(cast.meeting(), ""))
    assert "选票已投入票箱" in answer.content.decode()


def erased_comments(meeting: Meeting) -> list[str]:
    return list(
        AuditEntry.objects.filter(process=meeting.process_id, verb="box_erase").values_list("comment", flat=True)
    )


def test_after_sealing_and_after_the_end_the_page_of_a_signed_in_vote_says_so(cast: Cast) -> None:
    begun(cast, "named")
    page, sent, client = of_meeting(cast, VOTE), fields(cast.meeting(), ""), browser(cast, "secretary")
    cast.do(actions.box_seal, cast.meeting())
    late = [client.get(page), client.post(page, sent)]
    cast.do(actions.void, cast.meeting(), comment="人数有误")
    ended = [client.get(page), client.post(page, sent)]

    assert [each.status_code for each in (*late, *ended)] == [422] * 4
    assert ["现在是“清点核对票数”，不能投票" in each.content.decode() for each in late] == [True] * 2
    assert ["现在是“会议作废”，不能投票" in each.content.decode() for each in ended] == [True] * 2


def test_that_the_key_is_gone_is_told_to_who_votes_signed_in(cast: Cast) -> None:
    begun(cast, "named")
    box_of(cast.meeting()).secret_path.unlink()

    answer = browser(cast, "secretary").get(of_meeting(cast, VOTE))
    assert (answer.status_code, "票箱的密钥不在了" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(("what", "voting"), [("paper", "纸质票"), ("anew", "抽取纸条")])
def test_a_signed_in_vote_is_changed_for_another_while_nobody_has_voted(
    cast: Cast, what: str, voting: str, django_capture_on_commit_callbacks: Any
) -> None:
    old = box_of(begun(cast, "named"))
    assert f"box/steps/{what}/" in get(cast, of_meeting(cast, BOX))[1]
    with django_capture_on_commit_callbacks(execute=True):
        answer = post(cast, of_meeting(cast, f"box/steps/{what}/"), seen=seen(cast.meeting()))

    assert (answer.status_code, cast.meeting().voting, cast.meeting().box) == (302, "paper", "")
    assert (old.path.exists(), old.secret_path.exists()) == (False, False)
    if what == "anew":
        assert voting in begun(cast, "slips").get_voting_display()


def test_once_somebody_voted_signed_in_there_is_no_way_back(cast: Cast) -> None:
    begun(cast, "named")
    named_vote(cast)
    shown = get(cast, of_meeting(cast, BOX))[1]

    assert [f"box/steps/{what}/" in shown for what in ("paper", "anew", "seal")] == [False, False, True]
    with pytest.raises(Refused, match="已经有人投票，或者已经开始封箱，不能撤销票箱"):
        cast.do(actions.ballot_restart, cast.meeting(), paper=True)
    assert box_of(cast.meeting()).turnout().polled == 1


def test_a_vote_that_is_called_back_takes_no_ballot_any_more(cast: Cast) -> None:
    begun(cast, "named")
    line, sent = entry(cast), fields(cast.meeting(), "")
    box_of(cast.meeting()).call_back()

    assert sent["cast"]
    with pytest.raises(Refused, match="投票还没有开始"):
        actions.vote_named(line, Ballot(""), by_person=line.person_id)


def test_slips_that_may_be_voted_with_are_not_given_up(cast: Cast) -> None:
    voting(cast)

    with pytest.raises(Refused, match="票箱的情况已经变了"):
        cast.do(actions.ballot_restart, cast.meeting(), paper=True)


def test_before_the_way_of_voting_is_chosen_the_page_names_who_cannot_sign_in(cast: Cast) -> None:
    cast.meeting_at(M.BALLOTING)
    page = of_meeting(cast, "box/steps/begin/")
    some = get(cast, page)[1]
    for name in ("陈明", "周岚", "吴江", "郑洁"):
        cast.counter(name)

    assert "有4人没有账号（陈明、周岚、吴江、郑洁）" in some
    assert "没有账号" not in get(cast, page)[1]
    assert Person.objects.filter(name="陈明", user__isnull=False).exists()


def test_the_closing_time_is_shown_before_and_after_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    begun(cast, "named")
    closes = timezone.localtime(box_of(cast.meeting()).frozen().closes)
    said = f"{closes.month}月{closes.day}日{closes:%H:%M}"
    before = [get(cast, of_meeting(cast, VOTE), "secretary")[1], get(cast, of_meeting(cast, BOX))[1]]
    monkeypatch.setattr(Frozen, "over", property(lambda _: True))
    after = [get(cast, of_meeting(cast, VOTE), "secretary")[1], get(cast, of_meeting(cast, BOX))[1]]

    assert [said in each for each in before + after] == [True] * 4
    assert ["投票时间已过" in after[0], "投票截止时间已过，不再收票" in after[1]] == [True, True]
    assert "不再收票。" not in before[1]


def test_slips_that_were_drawn_are_not_drawn_again(cast: Cast) -> None:
    begun(cast)
    sent = {"seen": seen(cast.meeting())}
    first = post(cast, of_meeting(cast, "box/slips/"), **sent)
    again = post(cast, of_meeting(cast, "box/slips/"), seen=seen(cast.meeting()))

    assert (first.status_code, again.status_code) == (200, 422)
    assert "票签已经生成过；没有印好的，全部作废重来。" in again.content.decode()


def test_a_meeting_that_becomes_void_takes_no_ballot_from_that_moment(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    codes = voting(cast)
    box, meeting = box_of(cast.meeting()), cast.meeting()
    assert vote(meeting, codes[0]) is Answer.ACCEPTED  # what would still be accepted
    with django_capture_on_commit_callbacks(execute=True):
        cast.do(actions.void, meeting, comment="人数有误")
    shown = get(cast, of_meeting(cast, BOX))[1]

    assert (box.path.exists(), box.secret_path.exists()) == (False, False)
    assert browser(cast, "secretary").get(f"/ballot/{meeting.box}/").status_code == 404
    assert erased_comments(meeting) == ["会议没有封箱就结束了，票箱已销毁，选票没有计票"]
    assert ("打不开票箱" in shown, "会议没有封箱就结束了" in shown) == (False, True)


def test_the_boxes_of_a_cancelled_round_go_with_its_meetings(cast: Cast) -> None:
    meeting = begun(cast)
    actions.round_cancel(meeting.round, reason="方案有误", by=cast.clerk)
    cancel_round_job.call(meeting.round_id)

    assert not box_of(meeting).path.exists()
    assert erased_comments(meeting) == ["会议没有封箱就结束了，票箱已销毁，选票没有计票"]


def test_after_counting_the_trail_says_that_the_objection_period_is_over(cast: Cast) -> None:
    meeting = counted(cast)
    cast.meeting_at(M.CLOSED)
    actions.boxes_clear(timezone.localdate() + timedelta(days=15))

    assert erased_comments(meeting) == ["异议期已过，选票已从票箱清除，票数和校验码保留"]


def test_a_box_that_cannot_be_read_keeps_no_other_from_being_erased(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    broken = sealed(cast)
    cast.do(actions.void, broken, comment="票箱坏了")
    actions.meeting_again(cast.meeting(), by=cast.organiser)
    whole = counted(cast)
    cast.meeting_at(M.CLOSED)
    spoil(broken)

    assert actions.boxes_clear(timezone.localdate() + timedelta(days=400)) == 1
    assert (sealed_of(whole).votes, Meeting.objects.get(pk=broken.pk).erased_on) == (None, None)
    assert [record.getMessage() for record in caplog.records if "清除选票" in record.getMessage()] == [
        "清除选票出错：BoxError"
    ]


@pytest.mark.parametrize("path", [BOX, "box/paper/"])
def test_the_pages_of_a_damaged_box_say_what_to_do(cast: Cast, path: str) -> None:
    spoil(sealed(cast))

    assert DAMAGED in get(cast, of_meeting(cast, path))[1]


def test_the_booth_of_a_damaged_box_says_so(cast: Cast) -> None:
    meeting = sealed(cast)
    spoil(meeting)

    answer = browser(cast, "secretary").get(f"/ballot/{meeting.box}/")
    assert (answer.status_code, DAMAGED in answer.content.decode()) == (200, True)


def test_a_full_width_code_is_found_after_sealing(cast: Cast) -> None:
    codes = polled(cast)
    cast.do(actions.box_seal, cast.meeting())
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in codes[0])

    shown = browser(cast, "secretary").post(f"/ballot/{cast.meeting().box}/", {"code": wide}).content.decode()
    assert ("没有这个编码" in shown, "已投票" in shown.partition("您的编码")[2]) == (False, True)


def test_what_a_box_counts_is_not_keyed_in(cast: Cast) -> None:
    meeting = sealed(cast)
    meeting.roll.filter(name="周志远").update(counts=True)

    assert [each["form"] for each in counting(cast.users["secretary"])] == ["masses"]
    pages = [get(cast, of_meeting(cast, f"totals/{form}/"), "secretary")[0] for form in ("members", "masses")]
    assert pages == [404, 200]
    with pytest.raises(Refused, match="用电子票，由票箱计票，不录入票数"):
        cast.enter("organiser")


def test_what_was_keyed_in_before_the_box_was_given_up_does_not_count_as_one_of_two(cast: Cast) -> None:
    meeting = sealed(cast, votes=4)
    box = meeting.box
    Meeting.objects.filter(pk=meeting.pk).update(box="")
    cast.enter("organiser")  # as an older version of the product let it be done
    Meeting.objects.filter(pk=meeting.pk).update(box=box)
    assert Entry.objects.filter(meeting=meeting).count() == 1
    cast.do(actions.ballot_to_paper, cast.meeting())

    assert not Entry.objects.filter(meeting=meeting).exists()
