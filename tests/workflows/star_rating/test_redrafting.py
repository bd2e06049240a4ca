"""A round that is being prepared is changed on the form it was prepared with; once it is started it is not."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from permissions.models import OrgUnit
from tests.world import LOOKED_OVER, World, make_world, scheme_c
from workflows.engine import ledger
from workflows.engine.errors import NotAllowed
from workflows.engine.handling import set_handling
from workflows.engine.models import Round
from workflows.star_rating import actions, queries
from workflows.star_rating.models import Scheme
from workflows.star_rating.queries.checkups import checkup

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = TODAY + timedelta(days=20)


@pytest.fixture
def world() -> World:
    return make_world()


def kept(name: str, version: str = "1") -> Scheme:
    rules = replace(scheme_c(), name=name, version=version)
    return Scheme.objects.create(name=name, version=version, document=rules.to_data())


@pytest.fixture
def draft(world: World) -> Round:
    """Return a round for 甲局 alone that is being prepared, with a last day for 自评."""
    stages: dict[str, Any] = {"self_assessing": {"due_on": DAY.isoformat(), "due_at": "16:00", "closes": True}}
    stages |= {"general_reviewing": {"off": True}}
    return actions.draft_round(
        world.units["工委"], kept("甲办法"), by=world.clerk, year=TODAY.year, title="年度评定", basis="某文〔2026〕1号",
        resume="direct", stages=stages, scope=[world.units["甲局机关党委"].pk],
    )  # fmt: skip


def browser(world: World, who: str = "clerk") -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def url(draft: Round) -> str:
    return f"/star_rating/rounds/{draft.pk}/change/"


def begun(world: World, draft: Round) -> dict[str, str]:
    """Return what the form of a draft would send, had nobody touched it."""
    form: Any = browser(world).get(url(draft)).context["form"]
    sent = {field.html_name: field.value() for field in form}
    words = {name: f"{value:%H:%M}" if hasattr(value, "hour") else str(value) for name, value in sent.items() if value}
    return {name: "on" if word == "True" else word for name, word in words.items()}


def test_the_form_has_what_the_round_says_and_changes_nothing_when_it_is_sent_as_it_was(
    world: World, draft: Round
) -> None:
    given = begun(world, draft)
    before = Round.objects.values().get()

    assert (given["scope"], given["due_self_assessing"], given["at_self_assessing"]) == (
        "甲局机关党委", DAY.isoformat(), "16:00",
    )  # fmt: skip
    assert ("use_general_reviewing" in given, given["use_verifying"], given["closes_self_assessing"]) == (
        False, "on", "on",
    )  # fmt: skip
    assert browser(world).post(url(draft), given).status_code == 302
    assert Round.objects.values().get() == before
    assert ledger.of(draft).count() == 0


def test_what_is_changed_stands_in_the_ledger_old_and_new(world: World, draft: Round) -> None:
    other = kept("乙办法")
    given = begun(world, draft) | {"scheme": str(other.pk), "scope": "", "title": "星级评定", "at_self_assessing": ""}
    assert browser(world).post(url(draft), given, follow=True).redirect_chain == [
        (f"/star_rating/rounds/{draft.pk}/", 302)
    ]
    found = Round.objects.get()
    (entry,) = ledger.of(draft)

    assert (found.title, found.scheme["name"], found.scope) == ("星级评定", "乙办法", [])
    assert (entry.verb, entry.actor_name, entry.data["fields"]) == (
        "round_redraft", world.clerk.name, {
            "批次名称": ["年度评定", "星级评定"],
            "参加单位": ["甲局机关党委", "全部单位"],
            "评定方案": ["甲办法　版本1", "乙办法　版本1"],
            "截止日期": [f"支部自评{DAY} 16:00，逾期不再接收", f"支部自评{DAY}，逾期不再接收"],
        },
    )  # fmt: skip


def test_a_day_that_has_passed_meanwhile_is_shown_to_be_corrected(world: World, draft: Round) -> None:
    yesterday = TODAY - timedelta(days=1)
    Round.objects.update(stages={"self_assessing": {"due_on": yesterday.isoformat()}})
    given = begun(world, draft)
    answer = browser(world).post(url(draft), given)

    assert given["due_self_assessing"] == yesterday.isoformat()
    assert (answer.status_code, "截止日期已过，请改为今天以后的日期。" in answer.content.decode()) == (422, True)


def test_the_page_of_a_prepared_round_leads_to_the_form_and_a_started_one_is_not_changed(
    world: World, draft: Round
) -> None:
    client, given, at = browser(world), begun(world, draft), f"/star_rating/rounds/{draft.pk}/"
    assert f'href="{url(draft)}"' in client.get(at).content.decode()
    client.post(f"{at}start/", {"fingerprint": checkup(draft).fingerprint})
    assert f'href="{url(draft)}"' not in client.get(at).content.decode()
    starting = client.post(url(draft), given | {"title": "另一名称"})
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL)
    actions.open_round(Round.objects.get(), by=world.clerk)
    started = client.get(url(draft))

    assert (starting.status_code, "批次“年度评定”正在启动，不能再修改。" in starting.content.decode()) == (422, True)
    assert (started.status_code, "批次“年度评定”进行中，不能再修改。" in started.content.decode()) == (422, True)
    assert Round.objects.get().title == "年度评定"


def test_a_round_whose_start_failed_is_looked_over_again_after_a_change(world: World, draft: Round) -> None:
    browser(world).post(f"/star_rating/rounds/{draft.pk}/start/", {"fingerprint": checkup(draft).fingerprint})
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED)
    assert Round.objects.get().checkup["fingerprint"] == checkup(draft).fingerprint
    browser(world).post(url(draft), begun(world, draft) | {"title": "另一名称"})

    assert Round.objects.values_list("title", "checkup", "opened_at").get() == ("另一名称", {}, None)
    assert browser(world).post(f"/star_rating/rounds/{draft.pk}/start/", {}).status_code == 422


def started_from(world: World, page: Any) -> Any:
    """The answer to who starts a round from a page that was opened before."""
    given = {"fingerprint": page.context["form"].initial["fingerprint"]}
    return browser(world).post(f"/star_rating/rounds/{page.context['round'].pk}/start/", given)


@pytest.mark.parametrize("changes", [
    {"year": str(TODAY.year + 1)}, {"title": "另一名称"}, {"scope": ""}, {"basis": ""},
    {"due_self_assessing": "", "at_self_assessing": "", "closes_self_assessing": ""},
    {"use_general_reviewing": "on"}, {"resume": "stepwise"},
])  # fmt: skip
def test_a_page_that_shows_the_round_as_it_was_before_a_change_does_not_start_it(
    world: World, draft: Round, changes: dict[str, str]
) -> None:
    old = browser(world).get(f"/star_rating/rounds/{draft.pk}/")
    browser(world).post(url(draft), begun(world, draft) | changes)
    answer = started_from(world, old)

    assert "批次内容或者减负体检的结果和您看到的已经不同，没有启动" in answer.content.decode()
    assert Round.objects.get().opened_at is None
    assert started_from(world, browser(world).get(f"/star_rating/rounds/{draft.pk}/")).status_code == 302


def test_a_page_from_before_the_handling_was_changed_does_not_start_the_round_either(
    world: World, draft: Round
) -> None:
    old = browser(world).get(f"/star_rating/rounds/{draft.pk}/")
    set_handling(draft, days={"self_assessing": 3}, ahead=2, superior=0, unopened=False, by=world.clerk)

    assert started_from(world, old).status_code == 409
    assert Round.objects.get().opened_at is None


def said_after(world: World, draft: Round, **changes: str) -> str:
    """What the page of a draft says after it was changed."""
    return str(browser(world).post(url(draft), begun(world, draft) | changes, follow=True).content.decode())


def test_whoever_gives_a_round_another_scheme_is_told_that_its_dates_stay(world: World, draft: Round) -> None:
    other, warned = kept("乙办法"), "评定方案已换为“乙办法 1”，各环节截止日期没有随方案改变，请逐项核对。"

    assert warned in said_after(world, draft, scheme=str(other.pk))
    assert Round.objects.get().stages["self_assessing"]["due_on"] == DAY.isoformat()
    again = said_after(world, draft, title="另一名称")
    assert ("已修改，请重新核对。" in again, "没有随方案改变" in again) == (True, False)


def test_a_round_whose_units_were_dissolved_does_not_become_one_for_everybody(world: World, draft: Round) -> None:
    unit = world.units["甲局机关党委"]
    OrgUnit.objects.filter(pk=unit.pk).update(dissolved_on=TODAY)
    answer = browser(world).post(url(draft), begun(world, draft) | {"title": "另一名称"})

    assert (answer.status_code, f"“{unit.code}”（甲局机关党委）已撤销，请改填其他单位" in answer.content.decode()) == (
        422, True,
    )  # fmt: skip
    assert Round.objects.values_list("scope", "title").get() == ([unit.pk], "年度评定")


def test_a_round_like_one_whose_units_were_dissolved_is_not_for_everybody_either(world: World, draft: Round) -> None:
    unit = world.units["甲局机关党委"]
    OrgUnit.objects.filter(pk=unit.pk).update(dissolved_on=TODAY)
    form: Any = browser(world).get(f"/star_rating/rounds/new/?like={draft.pk}").context["form"]

    assert form["scope"].value() == unit.code


def test_a_round_that_was_given_another_scheme_of_the_same_version_runs_that_one(world: World, draft: Round) -> None:
    assert queries.scheme_of(draft).name == "甲办法"
    given = begun(world, draft) | {"scheme": str(kept("乙办法").pk)}
    browser(world).post(url(draft), given)
    Round.objects.update(checkup=LOOKED_OVER)
    actions.open_round(Round.objects.get(), by=world.clerk)

    assert queries.scheme_of(Round.objects.get()).name == "乙办法"


def test_branches_of_another_round_of_the_year_are_refused_and_nothing_changes(world: World, draft: Round) -> None:
    world.round()
    Round.objects.filter(pk=draft.pk).update(year=TODAY.year + 1)
    given = begun(world, draft) | {"year": str(TODAY.year), "title": "另一名称"}
    answer = browser(world).post(url(draft), given)

    assert (answer.status_code, "一个支部一个年度只参加一个星级评定批次" in answer.content.decode()) == (422, True)
    assert Round.objects.values_list("title", "year").get(pk=draft.pk) == ("年度评定", TODAY.year + 1)
    assert ledger.of(draft).count() == 0


@pytest.mark.parametrize("who", ["deputy", "leader", "secretary", "inspector"])
def test_to_who_does_not_run_it_there_is_no_such_page(world: World, draft: Round, who: str) -> None:
    assert browser(world, who).get(url(draft)).status_code == 404
    with pytest.raises(NotAllowed, match="批次由工委组织部管理"):
        actions.redraft_round(
            draft, Scheme.objects.get(), by=getattr(world, who), year=TODAY.year, title="", basis="", resume="direct",
            stages={},
        )  # fmt: skip


def test_a_round_without_days_says_so_in_the_form(world: World, draft: Round) -> None:
    Round.objects.update(stages={})
    assert begun(world, draft).get("due_self_assessing") is None
    later = date(TODAY.year, TODAY.month, TODAY.day) + timedelta(days=3)
    browser(world).post(url(draft), begun(world, draft) | {"due_scoring": later.isoformat()})

    assert Round.objects.get().stages["scoring"] == {"due_on": later.isoformat()}
