"""What a person types about star ratings: what is taken, what is refused, and how little is asked."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from permissions.models import OrgUnit, Person
from tests.world import scheme_c
from workflows.star_rating.forms import (
    MeetingForm,
    PlacingForm,
    PublicityForm,
    ReviewSheetForm,
    RoundForm,
    SelfSheetForm,
)
from workflows.star_rating.models import Scheme
from workflows.star_rating.rules import Deduction


def own(**typed: str) -> SelfSheetForm:
    return SelfSheetForm(scheme_c(), typed)


def review(**typed: str) -> ReviewSheetForm:
    return ReviewSheetForm(scheme_c(), typed, own={"18": Decimal(5)})


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-1", "第18条党建或业务年度考核排名靠后的扣分是“-1”，不能是负数，请填0到10之间的数，最多两位小数。"),
        ("两分", "第18条党建或业务年度考核排名靠后的扣分“两分”不是可用的数字，请填0到10之间的数，最多两位小数。"),
        ("1e9", "第18条党建或业务年度考核排名靠后的扣分“1e9”不是可用的数字，请填0到10之间的数，最多两位小数。"),
        ("NaN", "第18条党建或业务年度考核排名靠后的扣分“NaN”不是可用的数字，请填0到10之间的数，最多两位小数。"),
        ("0.125", "第18条党建或业务年度考核排名靠后的扣分是“0.125”，小数位数太多，请填0到10之间的数，最多两位小数。"),
        ("11", "第18条党建或业务年度考核排名靠后的扣分是“11”，超过上限10分，请填0到10之间的数，最多两位小数。"),
    ],
)
def test_a_figure_that_cannot_be_taken_is_refused_with_a_sentence(typed: str, sentence: str) -> None:
    form = own(points_18=typed)

    assert form.errors == {"points_18": [sentence]}


@pytest.mark.parametrize("typed", ["-1", "优秀", "1e9", "NaN", "101", "95.555"])
def test_an_appraisal_that_cannot_be_taken_is_refused(typed: str) -> None:
    assert list(review(figure_appraisal=typed).errors) == ["figure_appraisal"]


def test_what_was_typed_stays_in_a_refused_form() -> None:
    form = own(points_18="两分", reason_18="排名靠后", points_1="5")

    assert not form.is_valid()
    assert [form[name].value() for name in ("points_18", "reason_18", "points_1")] == ["两分", "排名靠后", "5"]


def test_a_reason_that_is_too_long_is_refused() -> None:
    assert list(own(points_18="1", reason_18="长" * 301).errors) == ["reason_18"]


def test_an_own_sheet_becomes_lines_vetoes_and_the_proposed_star() -> None:
    form = own(points_18="５", reason_18=" 排名靠后 ", veto_V1="1", veto_V2="0", proposed_tier="4")

    assert form.is_valid()
    given = form.given()
    assert given.lines == (Deduction("18", Decimal(5), "排名靠后"),)
    assert (given.vetoes, given.proposed_tier) == ({"V1": True, "V2": False}, 4)


def test_one_tick_looks_into_all_vetoes_that_are_left() -> None:
    form = own(none_found="on")

    assert form.is_valid()
    assert form.given().vetoes == {veto.code: False for veto in scheme_c().vetoes}


def test_the_tick_does_not_go_with_a_veto_that_was_found() -> None:
    assert own(none_found="on", veto_V1="1").errors == {
        "none_found": ["已勾选均无，但“党员因违纪违法受到处理”选了有，请改正其中一处。"]
    }


def test_a_veto_nobody_looked_into_stays_open() -> None:
    form = own(veto_V3="0")

    assert form.is_valid()
    assert form.given().vetoes == {"V3": False}


def test_a_branch_that_lost_nothing_types_two_fields() -> None:
    """U1: at most three beyond the lines that lost points."""
    form = own(none_found="on", proposed_tier="5")

    assert form.is_valid()
    assert len(form.data) == 2
    assert len(form.given().vetoes) == len(scheme_c().vetoes)


def test_no_form_asks_what_the_system_holds(db: None) -> None:
    """U2: neither the unit and its people nor last year's star."""
    held = {str(field.verbose_name) for model in (OrgUnit, Person) for field in model._meta.concrete_fields}
    held |= {"党支部", "单位", "党员人数", "上年星级", "自评分", "编号"}
    shown = [own(), review(), MeetingForm(), PublicityForm(), RoundForm(), PlacingForm(name="甲一支部")]
    asked = {str(field.label) for form in shown for field in form.fields.values()}

    assert asked & held == {
        "排序"
    }  # the place in the list, decided by the meeting; the unit's position has that name too


def meeting(**more: object) -> MeetingForm:
    return MeetingForm({"body": "甲局机关党委会议", "held_on": timezone.localdate(), "minutes": "同意。", **more})


def test_a_meeting_of_today_is_taken() -> None:
    assert meeting(due="9", present="8").is_valid()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"held_on": timezone.localdate() + timedelta(days=2)}, "held_on"),
        ({"held_on": "去年"}, "held_on"),
        ({"held_on": "2026-02-30"}, "held_on"),
        ({"minutes": ""}, "minutes"),
        ({"due": "8", "present": "9"}, "present"),
        ({"due": "-1"}, "due"),
    ],
)
def test_a_meeting_that_cannot_have_been_is_refused(more: dict[str, object], field: str) -> None:
    assert list(meeting(**more).errors) == [field]


@pytest.mark.parametrize("rank", ["0", "-1", "第一", "1.5", "1000", "1e9"])
def test_a_place_is_a_small_whole_number(rank: str) -> None:
    assert list(PlacingForm({"rank": rank}, name="甲一支部").errors) == ["rank"]


def test_a_notice_cannot_have_begun_yesterday() -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    form = PublicityForm({"starts_on": yesterday, "days": "5", "working": "1", "contact": "电话"})

    assert form.errors == {"starts_on": ["公示开始日期已过，请选择今天或以后的日期。"]}


def test_a_notice_runs_five_working_days_unless_told() -> None:
    form = PublicityForm()

    assert (form["days"].value(), form["working"].value(), form["start_counts"].value()) == (5, "1", None)


@pytest.fixture
def scheme(db: None) -> Scheme:
    return Scheme.objects.create(name="口径C", version="2023-1", document=scheme_c().to_data())


def round_form(scheme: Scheme, **more: object) -> RoundForm:
    typed = {"scheme": scheme.pk, "year": "2026", "title": "2026年度", "resume": "direct", "use_verifying": "on"}
    return RoundForm({**typed, **more})


def test_a_round_keeps_what_differs_from_the_plain_one(scheme: Scheme) -> None:
    day = timezone.localdate() + timedelta(days=10)
    form = round_form(scheme, due_self_assessing=day)

    assert form.is_valid()
    assert form.stages() == {"self_assessing": {"due_on": day.isoformat()}, "general_reviewing": {"off": True}}


def test_the_days_of_a_round_lie_ahead_and_follow_each_other(scheme: Scheme) -> None:
    today = timezone.localdate()
    form = round_form(scheme, due_self_assessing=today + timedelta(days=9), due_scoring=today + timedelta(days=8))

    assert form.errors == {"due_scoring": ["不能早于“支部自评”的截止日期。"]}
    assert list(round_form(scheme, due_scoring=today - timedelta(days=1)).errors) == ["due_scoring"]
