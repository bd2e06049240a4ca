"""A round of 先进推荐 is prepared, shown what it asks, started, and opened for every unit that reports."""

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from permissions.roles import UnitKind
from tests.workflows.nomination.award_rounds import REASON, drafted, fresh, opened, start, states, work
from tests.workflows.nomination.cast import Cast, document, make_cast
from workflows.engine import ledger, round_notices
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.gates import CheckupAnswer
from workflows.engine.models import Notice, Quota, Round, RoundNotice
from workflows.nomination import actions, queries
from workflows.nomination.actions.rounds import open_round_job
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries import rounds
from workflows.nomination.queries.checkups import cautions, checkup
from workflows.nomination.rules import AwardRound

pytestmark = pytest.mark.django_db

EVERYBODY = {"工委": "compiling", "甲局机关党委": "compiling", "乙局机关党委": "compiling"}


@pytest.fixture
def cast() -> Cast:
    """Everybody, and no round yet."""
    return make_cast()


# --- preparing -----------------------------------------------------------------------------------------------------


def test_a_prepared_round_keeps_a_copy_of_its_document_and_the_stages_that_follow_from_it(cast: Cast) -> None:
    plan = actions.plan_new(document(), by=cast.clerk)

    round_ = actions.draft_round(cast.units["工委"], plan.document, by=cast.clerk, title="表彰")

    assert (round_.scheme, round_.status) == (plan.document, Round.Status.DRAFT)
    assert {state for state, stage in round_.stages.items() if stage.get("off")} == {"publicising_within", "studying"}
    assert queries.award_of(round_).name == document()["name"]


@pytest.mark.parametrize(
    ("stages", "decided_by", "off"),
    [
        (["committee"], "committee",
         {"general_reviewing", "publicising_within", "verifying", "announcing", "publicising"}),
        (["branch_meeting", "general_branch", "committee", "unit_publicity", "party_group", "work_committee"],
         "work_committee", {"verifying", "announcing", "publicising"}),
        (["committee", "consultation", "work_committee", "publicity"], "work_committee",
         {"general_reviewing", "publicising_within", "studying"}),
    ],
)  # fmt: skip
def test_a_stage_that_the_notice_does_not_have_is_off(
    cast: Cast, stages: list[str], decided_by: str, off: set[str]
) -> None:
    more = {"stages": stages, "decided_by": decided_by, "opinions": [{"code": "d", "body": "纪检监察机关"}]}

    made = drafted(cast, more=more)

    assert {state for state, stage in made.stages.items() if stage.get("off")} == off


def test_last_days_are_kept_for_the_stages_that_the_round_has(cast: Cast) -> None:
    day = {"due_on": timezone.localdate().isoformat(), "due_at": "18:00", "closes": True}

    made = drafted(cast, stages={"drafting": day, "studying": day})

    assert (made.stages["drafting"], made.stages["studying"]) == (day, {"off": True})


@pytest.mark.parametrize("who", ["leader", "inspector", "deputy", "secretary", "sysadmin"])
def test_only_who_looks_after_the_whole_prepares_a_round_of_the_work_committee(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed, match="批次由主办单位管理"):
        drafted(cast, by=getattr(cast, who))

    assert Round.objects.count() == 0


@pytest.mark.parametrize(("who", "may"), [("deputy", True), ("staff", True), ("clerk", False), ("secretary", False)])
def test_a_committee_holds_its_own_round_by_who_reviews_or_signs_there(cast: Cast, who: str, *, may: bool) -> None:
    if may:
        assert drafted(cast, "甲局机关党委", getattr(cast, who)).unit == cast.units["甲局机关党委"]
    else:
        with pytest.raises(NotAllowed):
            drafted(cast, "甲局机关党委", getattr(cast, who))


def test_a_document_that_cannot_be_used_is_refused_with_the_place(cast: Cast) -> None:
    with pytest.raises(Refused, match="决定环节“党组研究”不在批次的环节里"):
        drafted(cast, more={"decided_by": "party_group"})


# --- the checkup ---------------------------------------------------------------------------------------------------


def test_no_round_starts_unless_its_checkup_was_shown(cast: Cast) -> None:
    round_ = drafted(cast)

    for answer in (None, CheckupAnswer("0" * 64)):
        with pytest.raises(Stale, match="减负体检的结果和您看到的已经不同"):
            actions.start_round(round_, answer, by=cast.clerk)
    with pytest.raises(Refused, match="启动批次以前须看过减负体检"):
        open_round_job.call(round_.pk, cast.clerk.appointment.pk)  # type: ignore[union-attr]
    assert (fresh(round_).opened_at, DBTaskResult.objects.count()) == (None, 0)


def test_the_checkup_says_what_one_nomination_takes(cast: Cast) -> None:
    asked = checkup(drafted(cast)).burden.asked

    # 4 conditions; the meeting's 5 fields, the text, 单位及职务 and 简历; no file that must be there, one that may
    assert (asked.items, asked.typed, asked.files, asked.optional_files, asked.words) == (4, 8, 0, 1, 2000)


def test_what_the_approval_lacks_is_warned_of_and_only_asks_for_a_reason(cast: Cast) -> None:
    round_ = drafted(cast)
    found = checkup(round_)

    assert [(mark.key, mark.place) for mark in found.findings] == [
        ("approval", "没有登记批准依据的文号、批准机关、周期、名额。")
    ]
    with pytest.raises(Incomplete, match="继续办理的请写明理由"):
        actions.start_round(round_, CheckupAnswer(found.fingerprint), by=cast.clerk)
    start(cast, round_)
    assert fresh(round_).checkup["despite"] == {"没有登记批准依据的文号、批准机关、周期、名额。": REASON}
    assert ledger.of(round_).get().verb == "round_checkup"


def test_a_sponsor_who_honours_too_often_is_told_by_earlier_rounds_and_by_the_register(cast: Cast) -> None:
    from workflows.engine import facts

    award = AwardRound.from_data(document())
    for year in (award.year - 1, award.year - 2):
        Round.objects.create(
            process_key=queries.KEY, year=year, title="往年", unit=cast.units["工委"], status=Round.Status.CLOSED,
            scheme=document(year=year),
        )  # fmt: skip
    value = {"name": "先进", "kind": "表彰", "sponsor": award.sponsor}
    facts.record([
        facts.NewFact("unit.honour", award.year - 3, value, "先进", "登记", timezone.localdate(),
                      cast.units["甲一支部"].pk, item="先进")
    ])  # fmt: skip

    found = {caution.code: caution.text for caution in cautions(award)}

    years = "、".join(str(award.year - n) for n in (3, 2, 1, 0))
    assert years in found["frequency"]


def test_two_rounds_of_one_year_count_twice(cast: Cast) -> None:
    award = AwardRound.from_data(document())
    for n, year in enumerate((award.year - 2, award.year - 2, award.year - 1)):
        Round.objects.create(
            process_key=queries.KEY, year=year, title=f"往年{n}", unit=cast.units["工委"], status=Round.Status.CLOSED,
            scheme=document(year=year),
        )  # fmt: skip

    found = {caution.code: caution.text for caution in cautions(award)}
    assert "连同本次共4次" in found["frequency"]


def test_what_the_notice_left_open_must_be_filled_in_before_the_start(cast: Cast) -> None:
    round_ = drafted(cast, more={"cut_off": None, "sponsor": "", "publicity": None})

    with pytest.raises(Incomplete) as refused:
        start(cast, round_)

    assert refused.value.problems == [
        "没有填写资格截止日，条件无法审核。", "没有填写表彰机关。", "设了公示环节，没有填写公示天数。",
    ]  # fmt: skip


# --- opening -------------------------------------------------------------------------------------------------------


def test_opening_gives_a_list_to_every_unit_that_reports_and_no_nomination(cast: Cast) -> None:
    round_ = opened(cast)

    assert (round_.status, states(NominationList, round_)) == (Round.Status.OPEN, EVERYBODY)
    assert Nomination.objects.count() == 0
    assert Quota.objects.filter(round=round_, unit=cast.units["甲一支部"]).count() == 2


def test_opening_again_changes_nothing(cast: Cast) -> None:
    round_ = opened(cast)

    assert actions.open_round(round_, by=cast.clerk) == 0
    assert states(NominationList, round_) == EVERYBODY


def test_a_committees_own_round_has_its_own_list_alone(cast: Cast) -> None:
    round_ = opened(cast, "甲局机关党委", cast.deputy)

    assert states(NominationList, round_) == {"甲局机关党委": "compiling"}
    assert set(rounds.taking_part(round_).values_list("short_name", flat=True)) == {
        "甲局机关党委", "甲局党总支", "甲一支部", "甲二支部", "甲三支部", "甲四支部", "甲五支部",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "lists"),
    [
        (["甲一支部"], {"甲局机关党委"}),
        (["乙局机关党委"], {"乙局机关党委"}),
        (["丙办党支部", "甲局党总支"], {"甲局机关党委", "工委"}),
    ],
)
def test_a_round_for_some_units_opens_the_lists_through_which_these_report(
    cast: Cast, scope: list[str], lists: set[str]
) -> None:
    round_ = opened(cast, scope=[cast.units[name].pk for name in scope])

    assert set(states(NominationList, round_)) == lists


def test_an_opening_that_failed_halfway_goes_on_where_it_stopped(cast: Cast) -> None:
    round_ = opened(cast)
    cast.unit("丁局机关党委", UnitKind.ORG_COMMITTEE, "工委")
    DBTaskResult.objects.update(status="FAILED")

    assert rounds.stopped(round_)
    actions.start_round(round_, by=cast.clerk)
    work()
    assert states(NominationList, round_) == EVERYBODY | {"丁局机关党委": "compiling"}
    with pytest.raises(Refused, match="已经启动"):
        actions.start_round(round_, by=cast.clerk)


def test_its_notice_reaches_branches_that_have_no_record_yet_and_leads_them_to_it(cast: Cast) -> None:
    round_ = drafted(cast)
    round_notices.write(round_, title="关于评选的通知", text="请推荐。", by=cast.clerk)
    start(cast, round_)
    work()

    sent = RoundNotice.objects.get()
    told = Notice.objects.filter(user=cast.users["secretary"], text__contains="已发通知").get()
    assert (sent.sent_at is not None, told.round, told.process) == (True, round_, None)
    receipt = round_notices.sign(sent, cast.units["甲一支部"], by=cast.secretary)
    assert (receipt.unit, receipt.by) == (cast.units["甲一支部"], cast.users["secretary"])


# --- who sees it ---------------------------------------------------------------------------------------------------


def seeing(cast: Cast, *people: str) -> dict[str, int]:
    return {who: rounds.rounds(cast.users[who]).count() for who in people}


def test_a_prepared_round_is_seen_by_those_alone_who_run_it(cast: Cast) -> None:
    drafted(cast)

    assert seeing(cast, "clerk", "head", "leader", "deputy", "secretary", "sysadmin") == {
        "clerk": 1, "head": 1, "leader": 0, "deputy": 0, "secretary": 0, "sysadmin": 0,
    }  # fmt: skip


def test_an_open_round_is_seen_by_those_who_take_part_and_by_those_above(cast: Cast) -> None:
    opened(cast, scope=[cast.units["甲局机关党委"].pk])

    assert seeing(cast, "secretary", "third", "deputy", "leader", "outsider", "direct", "former", "auditor") == {
        "secretary": 1, "third": 1, "deputy": 1, "leader": 1, "outsider": 0, "direct": 0, "former": 0, "auditor": 0,
    }  # fmt: skip


def test_the_list_of_the_work_committee_shows_the_round_to_direct_branches_alone(cast: Cast) -> None:
    opened(cast, scope=[cast.units["丙办党支部"].pk])

    assert seeing(cast, "direct", "secretary", "deputy", "clerk") == {
        "direct": 1, "secretary": 0, "deputy": 0, "clerk": 1,
    }  # fmt: skip
