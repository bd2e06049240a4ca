"""The pages of rounds and plans: preparing, starting, how a round stands, reminding, more units, its end."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.workflows.nomination.award_rounds import REASON, drafted, fresh, opened, start, states, work
from tests.workflows.nomination.cast import Cast, document, make_cast
from tests.workflows.nomination.ending import awarded
from tests.workflows.nomination.listing import a_round, alone, listed, reported
from workflows.engine import round_notices
from workflows.engine.errors import Refused
from workflows.engine.models import Round, Task
from workflows.nomination import actions, queries
from workflows.nomination.models import AwardPlan, NominationList
from workflows.nomination.queries.checkups import checkup

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    """Everybody, and no round yet."""
    return make_cast()


def browser(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.users[who])
    return client


def get(cast: Cast, url: str, who: str = "clerk") -> tuple[int, str]:
    answer: Any = browser(cast, who).get(f"/nomination/{url}")
    return answer.status_code, str(answer.content.decode(errors="replace"))


def post(cast: Cast, url: str, who: str = "clerk", **given: Any) -> Any:
    return browser(cast, who).post(f"/nomination/{url}", given)


def lacking(text: str, *words: str) -> list[str]:
    return [word for word in words if word not in text]


# --- preparing -----------------------------------------------------------------------------------------------------


def test_a_new_round_begins_with_choosing_what_it_follows(cast: Cast) -> None:
    actions.plan_new(document(), by=cast.clerk)

    status, text = get(cast, "rounds/new/")

    assert (status, lacking(text, document()["name"], "2023年“四强”党支部推荐", "?ready=notice_1")) == (200, [])


def given(cast: Cast, **more: Any) -> dict[str, Any]:
    usual = {
        "unit": cast.units["工委"].pk, "title": "今年的推荐", "sponsor": "市直机关工委", "sponsor_level": "city",
        "cut_off": timezone.localdate().isoformat(), "resume": "direct", "publicity_days": 5,
        "publicity_working": "on", "approval_document": "市委办〔2026〕3号", "approval_body": "市委",
    }  # fmt: skip
    return usual | more


def test_what_the_notice_left_open_is_filled_in_and_the_round_is_checked_next(cast: Cast) -> None:
    day = timezone.localdate() + timedelta(days=9)
    plan = actions.plan_new(document(cut_off=None, sponsor="", publicity=None), by=cast.clerk)

    answer = post(cast, f"rounds/new/?plan={plan.pk}", **given(cast, due_drafting=day.isoformat(), at_drafting="18:00"))

    made = Round.objects.get()
    award = queries.award_of(made)
    assert (answer.status_code, answer.url) == (302, f"/nomination/rounds/{made.pk}/")
    assert (award.sponsor, award.cut_off, award.publicity and award.publicity.days) == (
        "市直机关工委", timezone.localdate(), 5,
    )  # fmt: skip
    assert (made.stages["drafting"], made.basis) == (
        {"due_on": day.isoformat(), "due_at": "18:00"}, "市委　市委办〔2026〕3号",
    )  # fmt: skip
    status, text = get(cast, f"rounds/{made.pk}/")
    assert (status, lacking(text, "减负体检：每推荐1个对象", "3个", "启动批次")) == (200, [])


def test_a_day_that_has_passed_and_a_unit_of_another_committee_are_told_where_they_stand(cast: Cast) -> None:
    plan = actions.plan_new(document(), by=cast.clerk)
    sent = given(cast, unit=cast.units["甲局机关党委"].pk, scope="乙一支部", due_drafting="2020-01-01")

    answer = post(cast, f"rounds/new/?plan={plan.pk}", "deputy", **(sent | {"publicity_days": ""}))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert lacking(text, "截止日期已过", "没有找到“乙一支部”", "须填公示天数") == []
    assert Round.objects.count() == 0


def test_last_years_round_is_taken_over_with_its_year_moved_on(cast: Cast) -> None:
    year = timezone.localdate().year - 1
    name = f"{year}年表彰"
    more = {"year": year, "name": name, "version": f"{year}-1", "cut_off": f"{year}-06-30"}
    like = drafted(cast, more=more, title=name)
    round_notices.write(like, title=f"关于{year}年表彰的通知", text="请推荐。", by=cast.clerk)

    status, text = get(cast, f"rounds/new/?like={like.pk}")
    answer = post(cast, f"rounds/new/?like={like.pk}", **given(cast, title=f"{year + 1}年表彰"))

    made = Round.objects.latest("pk")
    assert (status, answer.status_code, lacking(text, f"{year + 1}年表彰", "照“")) == (200, 302, [])
    assert (made.year, made.scheme["name"], made.scheme["version"], made.notices.get().title) == (
        year + 1, f"{year + 1}年表彰", f"{year + 1}-1", f"关于{year + 1}年表彰的通知",
    )  # fmt: skip


def test_the_round_starts_with_the_checkup_that_was_shown_and_the_reasons_it_asked_for(cast: Cast) -> None:
    round_ = drafted(cast)
    found = checkup(round_)

    short = post(cast, f"rounds/{round_.pk}/start/", fingerprint=found.fingerprint)
    started = post(cast, f"rounds/{round_.pk}/start/", fingerprint=found.fingerprint, despite_0=REASON)

    assert (short.status_code, "请写明理由" in short.content.decode(), started.status_code) == (422, True, 302)
    work()
    assert (fresh(round_).status, len(states(NominationList, round_))) == (Round.Status.OPEN, 3)


# --- how it stands -------------------------------------------------------------------------------------------------


def test_the_round_is_shown_with_its_units_categories_places_and_dates(cast: Cast) -> None:
    day = {"due_on": (timezone.localdate() + timedelta(days=3)).isoformat()}
    round_ = opened(cast, stages={"drafting": day})
    actions.nominate(round_, cast.units["甲一支部"], "member", cast.people["张三"], by=cast.secretary)

    status, text = get(cast, f"rounds/{round_.pk}/")

    words = ("甲局机关党委", "未报", "优秀共产党员", "提名填报截止", "工委主办", "3个推荐单位")
    assert (status, lacking(text, *words)) == (200, [])


def test_a_branch_sees_its_own_share_of_the_round_and_how_to_nominate(cast: Cast) -> None:
    round_ = opened(cast)
    actions.nominate(round_, cast.units["乙一支部"], "member", cast.people["周八"], by=cast.outsider)

    status, text = get(cast, f"rounds/{round_.pk}/", "secretary")

    assert (status, lacking(text, "去提名", "<dt>提名</dt><dd>0<small>件</small></dd>")) == (200, [])
    assert "催办" not in text


def test_the_list_of_rounds_offers_plans_to_those_who_hold_rounds(cast: Cast) -> None:
    opened(cast)

    assert ["准备新批次" in get(cast, "", who)[1] for who in ("clerk", "deputy", "leader", "secretary")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert ["“两优一先”表彰" in get(cast, "", who)[1] for who in ("secretary", "deputy", "leader")] == [True] * 3


def test_reminding_of_a_stage_reaches_the_desks_of_lists_once_a_day(cast: Cast) -> None:
    round_ = opened(cast)

    first = post(cast, f"rounds/{round_.pk}/urge/", stage="名单")
    again = post(cast, f"rounds/{round_.pk}/urge/", stage="名单")

    assert (first.status_code, again.status_code) == (302, 302)
    assert Task.objects.filter(urged_on=timezone.localdate()).count() == 3
    assert post(cast, f"rounds/{round_.pk}/urge/", stage="没有的环节").status_code == 404
    assert post(cast, f"rounds/{round_.pk}/urge/", "deputy", stage="名单").status_code == 403


# --- plans ---------------------------------------------------------------------------------------------------------


def test_a_plan_reads_as_its_notice_says_it(cast: Cast) -> None:
    status, text = get(cast, "plans/ready/notice_1/")

    words = ("中共三门峡市委", "共3个（含差额）", "没有登记批准依据的文号、批准机关、周期、名额。",
             "干部监督部门（党员领导干部，核查个人有关事项报告）")  # fmt: skip
    assert (status, lacking(text, *words)) == (200, [])


def test_who_holds_no_rounds_is_not_told_of_plans(cast: Cast) -> None:
    plan = actions.plan_new(document(), by=cast.clerk)
    urls = ("plans/", f"plans/{plan.pk}/", "plans/ready/notice_1/", "plans/change/?ready=notice_1", "plans/upload/",
            f"plans/{plan.pk}/plan.xlsx", "rounds/new/")  # fmt: skip

    assert {get(cast, url, who)[0] for url in urls for who in ("leader", "secretary", "sysadmin")} == {404}
    assert {get(cast, url, who)[0] for url in urls for who in ("clerk", "staff")} == {200}


def test_everybody_who_takes_part_reads_the_plan_of_the_round(cast: Cast) -> None:
    round_ = opened(cast)

    assert [get(cast, f"rounds/{round_.pk}/plan/", who)[0] for who in ("secretary", "leader", "sysadmin")] == [
        200, 200, 404,
    ]  # fmt: skip


def test_a_plan_is_changed_into_a_new_version_and_the_round_keeps_its_copy(cast: Cast) -> None:
    plan = actions.plan_new(document(), by=cast.clerk)
    round_ = drafted(cast)
    form = browser(cast, "clerk").get(f"/nomination/plans/change/?plan={plan.pk}").context["form"]
    sent = sent_by(form) | {
        "category-0-places": 30, "category-3-drop": "on", "category-4-name": "追授", "category-4-kind": "表彰",
        "category-4-subject": "person", "material-0-words": 1500, "approval_number": 60,
    }  # fmt: skip

    answer = post(cast, f"plans/change/?plan={plan.pk}", **sent)

    made = AwardPlan.objects.latest("pk")
    assert (answer.status_code, made.version) == (302, f"{document()['version']}.2")
    categories = {each["name"]: each for each in made.document["categories"]}
    assert list(categories) == ["优秀共产党员", "优秀党务工作者", "先进基层党组织", "追授"]
    assert (categories["优秀共产党员"]["places"], categories["优秀共产党员"]["conditions"]) == (
        30, document()["categories"][0]["conditions"],
    )  # fmt: skip
    assert (made.document["materials"][0]["words"], made.document["approval"]) == (1500, {"number": 60})
    assert (AwardPlan.objects.get(pk=plan.pk).document, fresh(round_).scheme) == (document(), document())


def test_a_change_that_the_rules_refuse_says_why(cast: Cast) -> None:
    plan = actions.plan_new(document(), by=cast.clerk)
    form = browser(cast, "clerk").get(f"/nomination/plans/change/?plan={plan.pk}").context["form"]

    answer = post(cast, f"plans/change/?plan={plan.pk}", **(sent_by(form) | {"decided_by": "party_group"}))

    assert (answer.status_code, "决定环节“党组研究”不在批次的环节里" in answer.content.decode()) == (422, True)
    assert AwardPlan.objects.count() == 1


def sent_by(form: Any) -> dict[str, Any]:
    """What a browser would send of the form as it was shown."""
    found: dict[str, Any] = {}
    for part in (form, *form.categories, *form.materials):
        for field in part:
            value = field.value()
            if value not in (None, "", False, []):
                found[field.html_name] = "on" if value is True else value
    return found | {f"{row.prefix}-name": "" for row in (*form.categories, *form.materials) if not row["name"].value()}


def test_a_prepared_round_that_lacks_something_says_so_on_its_page(cast: Cast) -> None:
    round_ = drafted(cast, more={"cut_off": None})

    status, text = get(cast, f"rounds/{round_.pk}/")
    assert (status, lacking(text, "还不能启动", "没有填写资格截止日")) == (200, [])
    assert get(cast, f"rounds/{round_.pk}/", "leader")[0] == 404
    found = checkup(round_)
    assert post(cast, f"rounds/{round_.pk}/start/", fingerprint=found.fingerprint, despite_0=REASON).status_code == 422


def test_the_page_of_a_started_round_says_that_it_is_starting(cast: Cast) -> None:
    round_ = drafted(cast)
    start(cast, round_)

    assert "正在后台启动" in get(cast, f"rounds/{round_.pk}/")[1]
    assert "正在启动" in get(cast, "")[1]


# --- what is not offered -------------------------------------------------------------------------------------------

DOORS = ("延期和补报", "结束批次", "取消批次")


def offered(cast: Cast, round_: Round, who: str = "clerk") -> list[str]:
    page: Any = browser(cast, who).get(f"/nomination/rounds/{round_.pk}/")
    labels = {link["label"] for link in page.context["running"]["links"]}
    return [label for label in DOORS if label in labels]


def test_a_round_in_which_units_have_not_reported_offers_its_end(cast: Cast) -> None:
    assert offered(cast, opened(cast)) == list(DOORS)


def test_closing_is_not_offered_once_everybody_has_something_on_its_way(cast: Cast) -> None:
    round_ = alone(cast)
    listed(cast, "张三")

    assert offered(cast, round_, "staff") == ["延期和补报", "取消批次"]
    with pytest.raises(Refused, match="都有提名在办"):
        actions.round_close(round_, reason="到期。", by=cast.staff)
    cast.nominate("李四")
    assert offered(cast, round_, "staff") == list(DOORS)


def test_cancelling_is_not_offered_after_the_first_award(cast: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        cast.award_round()
        awarded(cast, clock)

        assert offered(cast, Round.objects.get()) == ["延期和补报", "结束批次"]
        with pytest.raises(Refused, match="已有1个对象授予或上报"):
            actions.round_cancel(Round.objects.get(), reason="另有部署。", by=cast.clerk)


def test_more_time_is_not_offered_once_nothing_waits_in_a_round_closed_by_hand(cast: Cast) -> None:
    round_ = a_round(cast)
    reported(cast, "张三")
    cast.nominate("李四")
    actions.round_close(round_, reason="到期。", by=cast.clerk)
    assert offered(cast, round_) == ["延期和补报", "结束批次", "取消批次"]
    work()

    assert offered(cast, round_) == ["取消批次"]
