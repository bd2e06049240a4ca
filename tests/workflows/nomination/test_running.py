"""While a round runs: further units, cancelled, closed by hand, over; and who may be a candidate again."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.workflows.nomination.award_rounds import drafted, fresh, opened, states, work
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.listing import STUDIED, a_round, do, listed, member_out, ready, report, reported
from workflows.engine import running
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Round
from workflows.nomination import actions, queries
from workflows.nomination.actions.running import FORFEITED, OVERDUE
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries import rounds, standing
from workflows.nomination.rules import ReportState

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    """Everybody, and no round yet."""
    return make_cast()


def nominated(
    cast: Cast, round_: Round, name: str = "张三", unit: str = "甲一支部", by: str = "secretary"
) -> Nomination:
    return actions.nominate(round_, cast.units[unit], "member", cast.people[name], by=getattr(cast, by))


# --- more units ----------------------------------------------------------------------------------------------------


def test_units_that_were_left_out_may_come_in_later(cast: Cast) -> None:
    round_ = opened(cast, scope=[cast.units["甲一支部"].pk])

    joined = actions.round_open_more(round_, [cast.units["乙局机关党委"], cast.units["甲一支部"]], by=cast.clerk)
    work()

    assert joined == 2  # 乙局机关党委 itself and 乙一支部
    assert states(NominationList, round_) == {"甲局机关党委": "compiling", "乙局机关党委": "compiling"}
    assert rounds.taking_part(fresh(round_)).filter(short_name="乙一支部").exists()
    with pytest.raises(Refused, match="所选单位都已参加"):
        actions.round_open_more(fresh(round_), [cast.units["乙一支部"]], by=cast.clerk)


def test_more_time_is_given_to_a_branch_that_has_nominated_nobody_yet(cast: Cast) -> None:
    day = {"due_on": timezone.localdate().isoformat(), "closes": True}
    round_ = opened(cast, stages={"drafting": day})
    until = timezone.now() + timedelta(days=3)

    made = running.extend_stage(
        round_, "drafting", unit=cast.units["甲一支部"], until=until, reason="书记出差", by=cast.clerk
    )

    assert (made.unit, made.until) == (cast.units["甲一支部"], until)
    with pytest.raises(Refused, match="没有要办的事项"):
        running.extend_stage(
            round_, "compiling", unit=cast.units["甲一支部"], until=until, reason="书记出差", by=cast.clerk
        )


# --- its end -------------------------------------------------------------------------------------------------------


def test_a_cancelled_round_ends_everything_that_is_under_way(cast: Cast) -> None:
    round_ = opened(cast)
    nominated(cast, round_)

    actions.round_cancel(round_, reason="另有部署", by=cast.clerk)
    work()

    assert fresh(round_).status == Round.Status.CANCELLED
    assert set(states(NominationList, round_).values()) | set(states(Nomination, round_).values()) == {"called_off"}


def test_what_was_not_handed_in_ends_when_the_round_is_closed_and_the_rest_goes_its_way(cast: Cast) -> None:
    cast.award_round()
    round_ = Round.objects.get()
    cast.nominate("李四")
    cast.submitted("周八", by="outsider", unit="乙一支部")

    silent = actions.round_close(round_, reason="推荐期已过", by=cast.clerk)
    work()

    assert silent == 2  # 甲局, and the 工委 for the branches right below it; 乙局 has one on its way
    assert states(NominationList, round_) == {
        "甲局机关党委": "called_off", "乙局机关党委": "compiling", "工委": "called_off",
    }  # fmt: skip
    assert states(Nomination, round_) == {"甲一支部": "called_off", "乙一支部": "committee_reviewing"}
    assert fresh(round_).status == Round.Status.OPEN


def test_units_that_reported_nobody_and_have_somebody_on_the_way_are_counted_apart(cast: Cast) -> None:
    cast.award_round()
    round_ = Round.objects.get()
    cast.submitted("张三")
    cast.submitted("周八", by="outsider", unit="乙一支部")
    client = Client()
    client.force_login(cast.users["clerk"])
    shown = client.get(f"/nomination/rounds/{round_.pk}/close/").content.decode()

    assert "1个没有报送、也没有提名在办的单位以“逾期未报”终止" in shown
    assert "另有2个单位未报但已有提名在办" in shown
    assert actions.round_close(round_, reason="推荐期已过", by=cast.clerk) == 1


def test_a_round_in_which_all_who_reported_nobody_have_somebody_on_the_way_is_not_closed_yet(cast: Cast) -> None:
    cast.award_round()
    round_ = Round.objects.get()
    cast.submitted("张三")
    cast.submitted("周八", by="outsider", unit="乙一支部")
    cast.submitted("郑十", by="direct", unit="丙办党支部")

    with pytest.raises(Refused, match="未报的3个单位都有提名在办；其余事项办结后，批次自动结束。"):
        actions.round_close(round_, reason="推荐期已过", by=cast.clerk)


def test_lists_of_two_rounds_of_one_year_are_told_apart(cast: Cast) -> None:
    year = timezone.localdate().year
    cast.award_round(title=f"{year}年“两优一先”表彰")
    first = cast.list_in("甲局机关党委")
    cast.award_round(title="“四强”党支部命名")
    second = cast.list_in("甲局机关党委")

    assert first.process.title == f"甲局机关党委{year}年“两优一先”表彰推荐名单"
    assert second.process.title == f"甲局机关党委{year}年度“四强”党支部命名推荐名单"


def test_a_long_title_of_a_round_is_cut_in_the_title_of_a_list(cast: Cast) -> None:
    cast.award_round(title="长" * 120)
    found = cast.list_in("甲局机关党委").process.title

    assert found == f"甲局机关党委{timezone.localdate().year}年度{'长' * 34}…推荐名单"


@pytest.mark.parametrize(("forfeits", "said"), [(True, FORFEITED), (False, OVERDUE)])
def test_the_trail_says_how_silence_counts(cast: Cast, said: str, *, forfeits: bool) -> None:
    from workflows.engine.models import AuditEntry

    round_ = opened(cast, more={"late_forfeits": forfeits})

    actions.round_close(round_, reason="推荐期已过", by=cast.clerk)
    work()

    entries = AuditEntry.objects.filter(verb="call_off").values_list("comment", flat=True)
    assert set(entries) == {said}


def test_a_round_is_over_once_nothing_is_under_way(cast: Cast) -> None:
    round_ = opened(cast)
    today = timezone.localdate()

    before = actions.close_due(today)
    actions.round_close(round_, reason="推荐期已过", by=cast.clerk)
    after = actions.close_due(today)

    assert (before, after, fresh(round_).status) == (0, 1, Round.Status.CLOSED)


@pytest.mark.parametrize("who", ["leader", "deputy", "secretary"])
def test_only_who_runs_the_round_ends_it(cast: Cast, who: str) -> None:
    round_, by = opened(cast), getattr(cast, who)
    tries: list[Any] = [
        lambda: actions.round_cancel(round_, reason="试", by=by),
        lambda: actions.round_close(round_, reason="试", by=by),
        lambda: actions.round_open_more(round_, [cast.units["甲一支部"]], by=by),
    ]

    for attempt in tries:
        with pytest.raises(NotAllowed):
            attempt()
    assert fresh(round_).status == Round.Status.OPEN


# --- how it stands -------------------------------------------------------------------------------------------------


def reports(cast: Cast, round_: Round, who: str = "clerk") -> dict[str, ReportState | None]:
    found = standing.reporting_units(round_, standing.sent_by_units(cast.users[who], round_))
    return {unit.name: unit.state for unit in found.values()}


def test_a_unit_that_reported_nobody_is_told_apart_from_one_that_recommends_nobody(cast: Cast) -> None:
    round_ = opened(cast)
    own = cast.list_in("乙局机关党委")
    actions.list_abstain(own, by=cast.other_deputy, seen=cast.seen(own), comment="没有合适人选")

    assert reports(cast, round_) == {
        "甲局机关党委": ReportState.UNREPORTED, "乙局机关党委": ReportState.NOBODY, "工委": ReportState.UNREPORTED,
    }  # fmt: skip


def test_a_unit_that_left_out_everybody_has_not_reported_them(cast: Cast) -> None:
    round_ = a_round(cast)
    submission = listed(cast, "周八")
    member_out(cast, "list_leave_out", "周八", "other_deputy")
    do(actions.list_abstain, cast, submission, "other_deputy", comment="会议未通过，不推荐。")

    assert reports(cast, round_)["乙局机关党委"] == ReportState.NOBODY


def test_whom_the_host_left_out_was_reported(cast: Cast) -> None:
    round_ = a_round(cast)
    reported(cast, "张三", "王五")
    for name in ("张三", "王五"):
        member_out(cast, "list_leave_out", name, "clerk")

    assert reports(cast, round_)["甲局机关党委"] == ReportState.COMPLETE


def test_a_list_that_its_unit_still_studies_is_not_reported(cast: Cast) -> None:
    round_ = a_round(cast, stages=STUDIED)
    report(cast, ready(cast, listed(cast, "张三")))

    assert reports(cast, round_)["甲局机关党委"] == ReportState.UNREPORTED


def test_how_a_unit_reported_is_told_to_those_who_see_its_list_alone(cast: Cast) -> None:
    round_ = opened(cast)
    own = cast.list_in("乙局机关党委")
    actions.list_abstain(own, by=cast.other_deputy, seen=cast.seen(own), comment="没有合适人选")
    told = {
        who: {
            unit.name: unit.state
            for unit in standing.reporting_units(round_, standing.sent_by_units(cast.users[who], round_)).values()
        }
        for who in ("secretary", "deputy", "other_deputy")
    }

    assert told == {
        "secretary": {"甲局机关党委": None, "乙局机关党委": None, "工委": None},
        "deputy": {"甲局机关党委": ReportState.UNREPORTED, "乙局机关党委": None, "工委": None},
        "other_deputy": {"甲局机关党委": None, "乙局机关党委": ReportState.NOBODY, "工委": None},
    }
    cast.nominate("张三")
    client = Client()
    client.force_login(cast.users["secretary"])
    found = client.get(f"/nomination/rounds/{round_.pk}/").content.decode()
    assert "乙局机关党委" in found
    assert "不推荐" not in found


def test_silence_after_the_day_counts_as_the_notice_says(cast: Cast) -> None:
    round_ = opened(cast, more={"late_forfeits": True})
    past = timezone.localdate() - timedelta(days=1)
    Round.objects.filter(pk=round_.pk).update(stages=round_.stages | {"compiling": {"due_on": past.isoformat()}})

    assert set(reports(cast, fresh(round_)).values()) == {ReportState.FORFEITED}


def test_each_person_counts_what_he_may_see(cast: Cast) -> None:
    round_ = opened(cast)
    nominated(cast, round_)
    nominated(cast, round_, "周八", "乙一支部", "outsider")
    units = standing.reporting_units(round_, standing.sent_by_units(cast.users["clerk"], round_))

    seen = {who: standing.standing(cast.users[who], round_, list(units)).categories["member"] for who in
            ("clerk", "secretary", "outsider", "sibling")}  # fmt: skip

    assert {who: dict(states) for who, states in seen.items()} == {
        "clerk": {"drafting": 2}, "secretary": {"drafting": 1}, "outsider": {"drafting": 1}, "sibling": {},
    }  # fmt: skip


# --- candidates again ----------------------------------------------------------------------------------------------


def left_out(cast: Cast, *names: str, **more: Any) -> None:
    """Bring these people into their lists in a round of last year, and leave them out there."""
    a_round(cast, **more)
    for name in names:
        listed(cast, name)
        member_out(cast, "list_leave_out", name, "other_deputy" if name == "周八" else "deputy")


def test_who_was_not_forwarded_is_offered_in_the_round_that_this_one_names(cast: Cast) -> None:
    left_out(cast, "张三", "周八", reuse_for="七一表彰")
    later = opened(cast, more={"name": "本单位七一表彰", "version": "2"}, title="七一表彰")
    other = drafted(cast, more={"name": "模范机关"}, title="模范机关")
    nominated(cast, later, "周八", "乙一支部", "outsider")

    assert [row.candidate for row in queries.candidates_again(later)] == ["张三"]
    assert [row.candidate for row in queries.candidates_again(later, cast.users["outsider"])] == []
    assert queries.candidates_again(other) == []


def test_a_round_that_names_no_other_offers_its_rest_to_nobody(cast: Cast) -> None:
    left_out(cast, "张三", reuse_for="")

    assert queries.candidates_again(opened(cast, more={"version": "2"}, title="七一表彰")) == []
