"""No round starts without its 减负体检 in front of whoever starts it, and more than last year needs a reason."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from tests.workflows.star_rating.checkups import start
from tests.world import World, make_world, scheme_c
from workflows.engine import ledger
from workflows.engine.errors import Incomplete, Refused, Stale
from workflows.engine.models import Round
from workflows.star_rating import actions
from workflows.star_rating.actions.rounds import open_round_job
from workflows.star_rating.models import Rating, Scheme
from workflows.star_rating.queries.checkups import burden, checkup
from workflows.star_rating.rules import Item
from workflows.star_rating.rules import Scheme as RatingScheme
from workflows.star_rating.rules.burden import asked, usual_lost

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def longer(*items: Item) -> RatingScheme:
    """Scheme C with more lines in its first indicator."""
    rules = scheme_c()
    first = rules.indicators[0]
    return replace(rules, version="2", indicators=(replace(first, items=(*first.items, *items)), *rules.indicators[1:]))


def draft(world: World, rules: RatingScheme, year: int = 2030) -> Round:
    return Round.objects.create(
        process_key="star_rating", year=year, title=f"{year}年度批次", unit=world.units["工委"],
        scheme=rules.to_data(), scheme_version=rules.version,
    )  # fmt: skip


def browser(world: World, who: str = "clerk") -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


DEMAND = Item("22", "党费收缴不及时", scheme_c().indicators[0].items[0].points, evidence="收缴台账")
CHECKIN = Item("23", "每日打卡", DEMAND.points)


# --- what is reckoned ----------------------------------------------------------------------------------------------


def test_the_burden_of_the_county_scheme() -> None:
    # 21条，3种情形；没有扣分填2处，按3条扣分另填3处、写60字
    vetoes = len(scheme_c().vetoes)
    found = asked(scheme_c())

    assert (found.items, found.typed, found.everybody, found.files, found.words) == (21 + vetoes, 5, 2, 0, 60)


def test_the_scan_of_the_signed_sheet_is_a_file_that_must_be_given(world: World) -> None:
    without, strict = draft(world, scheme_c(), 2030), draft(world, scheme_c(), 2031)
    strict.stages = {"self_assessing": {"scan": True}, "compiling": {"scan": True}}
    strict.save(update_fields=["stages"])
    asked_for = [burden(round_) for round_ in (without, strict)]
    page = browser(world).get(f"/star_rating/rounds/{strict.pk}/")

    assert [found.files for found in asked_for] == [0, 1]
    assert asked_for[1].minutes == asked_for[0].minutes + 5
    assert asked_for[1].note.endswith("必须提供的佐证含签字盖章的自评表扫描件1份。")
    assert {"label": "须上传签字盖章的扫描件", "value": "支部自评、编报名单"} in page.context["facts"]


def test_ordinary_deductions_are_those_of_the_last_round(world: World) -> None:
    round_ = world.round()
    world.submit("甲一支部", world.secretary, "3")

    assert (burden(round_).words, burden(draft(world, scheme_c())).words) == (20, 20)


@pytest.mark.parametrize(("sheets", "lines", "usual"), [(0, 0, 3), (4, 5, 2), (4, 0, 0), (3, 3, 1)])
def test_a_part_of_a_line_counts_as_one(sheets: int, lines: int, usual: int) -> None:
    assert usual_lost(sheets, lines) == usual


def test_last_years_round_and_other_open_rounds_stand_beside(world: World) -> None:
    last = world.round()
    other = draft(world, longer(DEMAND), year=last.year + 4)
    Round.objects.filter(pk=other.pk).update(status=Round.Status.OPEN)

    found = checkup(draft(world, scheme_c(), year=last.year + 1)).burden

    assert found.last is not None
    assert (found.last.title, [row.title for row in found.others]) == (last.title, [other.title])
    first = scheme_c().indicators[0].items[0]
    assert f"第{first.code}条“{first.text}”，正在进行的“{other.title}”也在要。" in found.repeats


# --- starting ------------------------------------------------------------------------------------------------------


def test_a_round_does_not_start_unless_its_checkup_was_shown(world: World) -> None:
    round_ = draft(world, scheme_c())

    for answer in (None, actions.CheckupAnswer(""), actions.CheckupAnswer("0" * 64)):
        with pytest.raises(Stale, match="减负体检的结果和您看到的已经不同"):
            actions.start_round(round_, answer, by=world.clerk)
    assert Round.objects.get(pk=round_.pk).opened_at is None


def test_a_round_that_nobody_looked_over_is_opened_by_no_door(world: World) -> None:
    round_ = draft(world, scheme_c())
    with pytest.raises(Refused, match="启动批次以前须看过减负体检"):
        actions.open_round(round_, by=world.clerk)

    assert (Round.objects.get().status, Rating.objects.count()) == (Round.Status.DRAFT, 0)


def test_the_worker_opens_no_round_whose_checkup_nobody_saw(world: World) -> None:
    round_, post = draft(world, scheme_c()), world.clerk.appointment
    assert post is not None

    with pytest.raises(Refused, match="启动批次以前须看过减负体检"):
        open_round_job.func(round_.pk, post.pk)
    start(round_, by=world.clerk)

    assert open_round_job.func(round_.pk, post.pk) == 7


def test_a_checkup_that_changed_meanwhile_must_be_seen_again(world: World) -> None:
    round_ = draft(world, scheme_c())
    seen = checkup(round_).fingerprint
    world.round()  # another one opens, and stands beside it now

    with pytest.raises(Stale):
        actions.start_round(round_, actions.CheckupAnswer(seen), by=world.clerk)


def test_what_was_shown_is_kept_in_the_round_and_in_the_ledger(world: World) -> None:
    round_ = draft(world, scheme_c())
    start(round_, by=world.clerk)

    kept, entry = Round.objects.get(pk=round_.pk).checkup, ledger.of(round_).get()
    assert (kept["asked"]["填几处"], kept["by"], kept["last"], kept["beyond"]) == (5, "郑思远", None, [])
    assert (entry.label, entry.data["fields"]["填几处"]) == ("启动批次前看过减负体检", ["", "5"])
    assert entry.data["fingerprint"] == kept["fingerprint"]


def test_more_than_last_year_needs_a_reason(world: World) -> None:
    world.round()
    round_ = draft(world, longer(DEMAND))

    with pytest.raises(Incomplete, match="比上年要求多（看几条由"):
        start(round_, by=world.clerk)
    start(round_, by=world.clerk, reason="上级新增要求")

    assert ledger.of(round_).get().comment == "上级新增要求"


def test_what_contradicts_the_rules_needs_a_reason_each(world: World) -> None:
    round_ = draft(world, longer(CHECKIN))

    with pytest.raises(Incomplete, match="第23条每日打卡涉及打卡，坚持使用的请写明理由。"):
        start(round_, by=world.clerk)
    start(round_, by=world.clerk, despite={"item.23": "应急值守"})

    assert Round.objects.get(pk=round_.pk).checkup["despite"] == {"第23条每日打卡": "应急值守"}


def test_a_reason_that_the_scheme_was_kept_with_is_not_asked_again(world: World) -> None:
    actions.scheme_new(longer(CHECKIN), by=world.clerk, despite={"item.23": "应急值守"})
    round_ = draft(world, longer(CHECKIN))

    assert checkup(round_).kept == {"item.23": "应急值守"}
    start(round_, by=world.clerk)


# --- the page ------------------------------------------------------------------------------------------------------


def hidden(answer: Any) -> str:
    return str(answer.context["form"].initial["fingerprint"])


def test_the_page_shows_the_checkup_and_starts_with_it(world: World) -> None:
    world.round()
    round_ = draft(world, scheme_c())
    client = browser(world)
    page = client.get(f"/star_rating/rounds/{round_.pk}/")
    text = page.content.decode()

    assert [word for word in ("减负体检：每个支部", "每处填写1分钟", "必须提供的佐证") if word not in text] == []
    started = client.post(f"/star_rating/rounds/{round_.pk}/start/", {"fingerprint": hidden(page)})
    assert (started.status_code, Round.objects.get(pk=round_.pk).opened_at is None) == (302, False)


def test_a_reason_that_is_missing_is_asked_at_its_field(world: World) -> None:
    world.round()
    round_ = draft(world, longer(DEMAND, CHECKIN))
    client = browser(world)
    url = f"/star_rating/rounds/{round_.pk}/start/"
    given = {"fingerprint": hidden(client.get(f"/star_rating/rounds/{round_.pk}/"))}

    refused = client.post(url, given)
    assert refused.status_code == 422
    assert refused.context["form"].errors == {"reason": ["请写明理由。"], "despite_0": ["请写明理由。"]}
    assert "除安保应急外不得设置打卡签到" in refused.content.decode()
    assert client.post(url, given | {"reason": "新增", "despite_0": "应急值守"}).status_code == 302


def test_an_old_page_is_told_to_look_again(world: World) -> None:
    round_ = draft(world, scheme_c())

    answer = browser(world).post(f"/star_rating/rounds/{round_.pk}/start/", {"fingerprint": "0" * 64})

    assert (answer.status_code, Round.objects.get(pk=round_.pk).opened_at) == (409, None)


# --- keeping a scheme ----------------------------------------------------------------------------------------------


def test_keeping_a_scheme_against_the_rules_needs_a_reason_that_stays(world: World) -> None:
    with pytest.raises(Incomplete, match="第23条每日打卡涉及打卡"):
        actions.scheme_new(longer(CHECKIN), by=world.clerk)
    made = actions.scheme_new(longer(CHECKIN), by=world.clerk, despite={"item.23": "应急值守"})

    assert made.kept_despite["item.23"]["reason"] == "应急值守"
    assert ledger.of(made).get().data["fields"] == {"坚持使用：第23条每日打卡": ["", "应急值守"]}


def test_the_preview_asks_and_the_page_of_the_scheme_tells(world: World) -> None:
    client = browser(world)
    document = json.dumps(longer(CHECKIN).to_data())
    refused = client.post("/star_rating/schemes/keep/", {"document": document})
    kept = client.post("/star_rating/schemes/keep/", {"document": document, "despite_0": "应急值守"})
    text = client.get(kept.headers["Location"]).content.decode()

    assert (refused.status_code, kept.status_code) == (422, 302)
    assert "坚持使用的理由" in refused.content.decode()
    assert [word for word in ("合规提示", "第23条每日打卡", "应急值守") if word not in text] == []


def test_each_rule_that_a_line_is_against_has_a_mark_of_its_own_so_that_they_wrap(world: World) -> None:
    document = json.dumps(longer(replace(CHECKIN, evidence="签到截图")).to_data())
    text = browser(world).post("/star_rating/schemes/keep/", {"document": document}).content.decode()

    names = ("拍照、视频、截图、轨迹留痕", "打卡")
    assert [text.count(f'<span class="dj-chip dj-chip--yellow">{name}</span>') for name in names] == [1, 1]


def test_a_copy_keeps_the_reasons(world: World) -> None:
    made = actions.scheme_new(longer(CHECKIN), by=world.clerk, despite={"item.23": "应急值守"})
    browser(world).post(f"/star_rating/schemes/{made.pk}/copy/", {"version": "3"})

    assert Scheme.objects.latest("pk").kept_despite == made.kept_despite
