"""Several members at once: self-assessments on paper, results that were told; the member's own step stands."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.workflows.appraisal.cast import Cast
from tests.workflows.appraisal.pages import get, of_meeting, post, record
from workflows.appraisal import actions
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.states import MeetingState as M
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.models import AuditEntry
from workflows.engine.transitions import seen_of


def keys(cast: Cast, *names: str) -> dict[str, int]:
    """The keys of members by their names."""
    return {name: cast.row(name).pk for name in names}


def test_what_members_wrote_on_paper_is_entered_in_one_table_and_the_empty_ones_are_left(cast: Cast) -> None:
    found = keys(cast, "陈明", "周岚", "吴江")
    answer = post(
        cast, of_meeting(cast, "assessments/"),
        **{f"text_{found['陈明']}": "陈明写的", f"text_{found['周岚']}": "周岚写的", f"text_{found['吴江']}": "  "},
    )  # fmt: skip

    assert answer.status_code == 302
    assert {name: cast.row(name).assessment for name in found} == {"陈明": "陈明写的", "周岚": "周岚写的", "吴江": ""}
    assert cast.row("吴江").state == A.SELF_ASSESSING
    assert AuditEntry.objects.get(process=cast.row("陈明").process_id, verb="hand_in").actor == cast.users["organiser"]


def test_what_the_member_handed_in_himself_is_not_written_over(cast: Cast) -> None:
    found, row = keys(cast, "周志远", "陈明"), cast.row("周志远")
    actions.assess_self(row, "本人写的", by=cast.himself("secretary"), seen=seen_of(row))
    done = actions.assess_many(cast.meeting(), dict.fromkeys(found.values(), "代录的"), by=cast.organiser)

    assert (done, cast.row("周志远").assessment, cast.row("陈明").assessment) == (1, "本人写的", "代录的")


def test_an_empty_table_is_sent_back_with_a_sentence(cast: Cast) -> None:
    answer = post(cast, of_meeting(cast, "assessments/"))

    assert (answer.status_code, "一个人也没有填" in answer.content.decode()) == (422, True)


def test_members_who_were_told_are_entered_in_one_table(cast: Cast) -> None:
    cast.meeting_at(M.FEEDING_BACK)
    found = keys(cast, "陈明", "周岚")
    day = timezone.localdate()
    answer = post(
        cast, of_meeting(cast, "feedback/"), how="on_paper", on=f"{day}",
        **{f"told_{found['陈明']}": "on", f"told_{found['周岚']}": "on", f"text_{found['周岚']}": "没有意见"},
    )  # fmt: skip

    assert answer.status_code == 302
    told = {name: cast.row(name) for name in ("陈明", "周岚", "吴江")}
    assert [(row.acknowledged, row.acknowledged_on, row.answer) for row in told.values()] == [
        ("on_paper", day, ""), ("on_paper", day, "没有意见"), ("", None, ""),
    ]  # fmt: skip
    assert told["吴江"].state == A.FEEDING_BACK


def test_what_somebody_said_without_being_ticked_is_asked_about(cast: Cast) -> None:
    cast.meeting_at(M.FEEDING_BACK)
    key = cast.row("陈明").pk
    given = {"how": "told", "on": f"{timezone.localdate()}", f"text_{key}": "没有意见"}
    answer = post(cast, of_meeting(cast, "feedback/"), **given)

    assert (answer.status_code, "陈明填了本人意见，没有勾选已反馈" in answer.content.decode()) == (422, True)
    assert cast.row("陈明").state == A.FEEDING_BACK


def test_a_day_that_cannot_be_is_refused_and_nobody_is_entered(cast: Cast) -> None:
    cast.meeting_at(M.FEEDING_BACK)
    told = {cast.row("陈明").pk: ""}
    for how, on in (("told", timezone.localdate() + timedelta(days=1)), ("signed_in", timezone.localdate())):
        with pytest.raises(Refused):
            actions.acknowledge_many(cast.meeting(), how, on, told, by=cast.organiser)

    assert cast.row("陈明").state == A.FEEDING_BACK


def test_only_who_has_the_meeting_on_the_desk_enters_for_others_and_only_in_time(cast: Cast) -> None:
    said = {cast.row("陈明").pk: "代录的"}
    with pytest.raises(NotAllowed):
        actions.assess_many(cast.meeting(), said, by=cast.deputy)
    cast.meeting_at(M.COUNTING)
    with pytest.raises(Stale):
        actions.assess_many(cast.meeting(), said, by=cast.organiser)

    assert get(cast, of_meeting(cast, "assessments/"))[0] == 409


def test_the_meeting_offers_each_table_while_it_can_be_filled_in(cast: Cast) -> None:
    early = get(cast, record(cast.meeting()))[1]
    late = get(cast, record(cast.meeting_at(M.FEEDING_BACK)))[1]

    assert [("成批代录自评" in page, "成批登记反馈" in page) for page in (early, late)] == [
        (True, False),
        (False, True),
    ]
