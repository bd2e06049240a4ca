"""试算 on the pages: scores from a round, a workbook or pasted rows, kept once and run under any version."""

import json
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.workflows.star_rating.listing import listed
from tests.world import World, make_world, scheme_c
from workflows.engine import ledger
from workflows.engine.errors import NotAllowed, Refused
from workflows.star_rating import actions
from workflows.star_rating.models import Rating, Scheme, TrialScores
from workflows.star_rating.queries import trials
from workflows.star_rating.rules import Component, FigureOf, Ranking, Tier
from workflows.star_rating.rules import Scheme as RatingScheme
from workflows.star_rating.rules.trial import moves, try_on
from workflows.star_rating.workbooks.trial import read_pasted, read_scores, trial_template

pytestmark = pytest.mark.django_db
C = scheme_c()
VETO = C.vetoes[0]
PASTED = (
    "党支部\t单位\t基础项\t评议项\t上年星级\t核实情形\n"
    "甲一\t甲局\t95\t96\t四星\t\n"
    f"甲二\t甲局\t91\t90\t五星级\t{VETO.code}\n"
)


def stricter(rules: RatingScheme) -> RatingScheme:
    tiers = tuple(Tier(t.level, t.name, Decimal(95) if t.level == 5 else t.at_least) for t in rules.tiers)
    return replace(rules, version="2", tiers=tiers)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def client(world: World, client: Client) -> Client:
    client.force_login(world.users["clerk"])
    return client


@pytest.fixture
def scheme(world: World) -> Scheme:
    """Return scheme C as it is kept."""
    return actions.scheme_new(C, by=world.clerk)


def new(client: Client, **given: Any) -> Any:
    return client.post(reverse("star_rating:trial_new"), {"name": "上年得分", **given})


# --- reading -------------------------------------------------------------------------------------------------------


def test_pasted_rows_are_read_whole() -> None:
    read = read_pasted(PASTED, C)

    assert read.errors == []
    first, second = read.rows
    assert first == {
        "branch": "甲一", "unit": "甲局", "figures": {"基础项": "95", "评议项": "96"}, "total": None, "found": [],
        "last": 4, "was": "四星级",
    }  # fmt: skip
    assert (second["found"], second["last"], second["was"]) == ([VETO.text], 5, "五星级")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "第1行：第一行应是列名。"),
        (
            "支部\t得分\n甲一\t90",
            "第1行：第一行应是列名。认不出“支部、得分”，可以用的列名：党支部、单位、基础项、评议项、总分",
        ),
        ("党支部\t党支部\n甲\t乙", "第1行：列名“党支部”出现了两次。"),
        ("党支部\t单位\t总分\n甲一\t甲局\t九十", "工作表“得分”第2行E列“总分”：“九十”不是数字。"),
        ("党支部\t单位\t总分\n\t甲局\t90", "工作表“得分”第2行A列“党支部”："),
        ("党支部\t单位\n甲一\t甲局", "工作表“得分”第2行：没有填得分：请填各分项得分，或者填总分。"),
        ("党支部\t单位\t总分\n甲一\t甲局\t90\n甲一\t甲局\t91", "工作表“得分”第3行：和第2行是同一个支部，请只留一行。"),
        ("党支部\t单位\t总分\t上年星级\n甲一\t甲局\t90\t优秀", "工作表“得分”第2行“上年星级”：“优秀”不是星级"),
        (
            "党支部\t单位\t总分\t核实情形\n甲一\t甲局\t90\t迟到",
            "工作表“得分”第2行“核实情形”：方案里没有“迟到”这一情形。",
        ),
    ],
)
def test_a_mistake_is_said_with_its_place_and_nothing_is_taken(text: str, sentence: str) -> None:
    read = read_pasted(text, C)

    assert (read.rows, len(read.errors)) == ([], 1)
    assert str(read.errors[0]).startswith(sentence)


def test_the_template_is_read_as_it_was_filled_in() -> None:
    book = openpyxl.load_workbook(BytesIO(trial_template(C, "郑思远下载")))
    titles = [cell.value for cell in book["得分"][1]]
    book["得分"].insert_rows(2)
    for place, value in enumerate(["甲一", "甲局", 90, 95, None, "四星级", None], 1):
        book["得分"].cell(2, place).value = value
    content = BytesIO()
    book.save(content)

    assert titles == ["党支部*", "单位*", "基础项", "评议项", "总分", "上年星级", "核实情形"]
    assert [row["figures"] for row in read_scores(content, C).rows] == [{"基础项": "90", "评议项": "95"}]


def test_a_column_that_is_not_known_and_a_wrong_cell_are_said_together() -> None:
    read = read_pasted("党支部\t单位\t名次\t总分\n甲一\t甲局\t1\t九十\n甲二\t甲局\t2\t80", C)

    said = [str(error) for error in read.errors]
    assert (read.rows, len(said)) == ([], 2)
    assert said[0].startswith("第1行：第一行应是列名。认不出“名次”")
    assert said[1].startswith("工作表“得分”第2行E列“总分”：“九十”不是数字。")


# --- keeping -------------------------------------------------------------------------------------------------------


def test_scores_are_kept_under_a_name_once(world: World) -> None:
    made = actions.keep_scores("上年得分", by=world.clerk)

    assert ledger.of(made).get().label == "保存试算得分"
    with pytest.raises(Refused, match="已有名为“上年得分”的得分"):
        actions.keep_scores("上年得分", by=world.clerk)
    with pytest.raises(NotAllowed):
        actions.keep_scores("别的", by=world.deputy)


def test_pasted_scores_with_a_mistake_are_not_kept(client: Client, scheme: Scheme) -> None:
    answer = new(client, source="paste", scheme=scheme.pk, pasted=PASTED.replace("95", "很高"))

    assert (answer.status_code, TrialScores.objects.count()) == (422, 0)
    assert "“很高”不是数字" in answer.content.decode()


@pytest.mark.parametrize("source", ["round", "file", "paste"])
def test_a_source_without_its_content_is_asked_for(client: Client, scheme: Scheme, source: str) -> None:
    answer = new(client, source=source, scheme=scheme.pk)

    needed = {"round": "round", "file": "file", "paste": "pasted"}[source]
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [needed])


def test_a_file_that_is_no_workbook_is_refused(client: Client, scheme: Scheme) -> None:
    answer = new(client, source="file", scheme=scheme.pk, file=SimpleUploadedFile("得分.xlsx", b"MZ\x00"))

    assert (answer.status_code, TrialScores.objects.count()) == (422, 0)


# --- the trial -----------------------------------------------------------------------------------------------------


def test_a_rounds_sheets_give_what_the_round_gave(world: World) -> None:
    round_ = world.round()
    world.submit("甲一支部", world.secretary, "3")
    world.review("甲一支部", world.deputy, "4")
    world.submit("甲二支部", world.sibling, "0")

    entries = trials.of_round(round_)
    reviewed, own = try_on(C, entries).outcomes

    assert [(entry.branch, entry.unit) for entry in entries] == [
        ("甲一支部", "甲局机关党委"),
        ("甲二支部", "甲局机关党委"),
    ]
    rating = Rating.objects.get(unit__short_name="甲一支部")
    assert reviewed.result is not None
    assert reviewed.result.to_data() == rating.result
    assert own.notes == ("缺少评议项的得分。",)


def test_a_star_given_up_for_want_of_a_place_is_told_apart(world: World) -> None:
    round_ = world.round()
    world.submit("乙一支部", world.outsider)
    world.review("乙一支部", world.other_deputy)
    listed = world.list_of("乙局机关党委")
    placings = [actions.Placing(row.pk, 1, True) for row in listed.members.all()]
    actions.list_arrange(listed, placings, by=world.other_deputy, seen=world.seen(listed))

    entries = trials.of_round(round_)

    assert [(move.before, move.after) for move in moves(None, try_on(C, entries))] == [
        ("四星级（因名额改列）", "五星级")
    ]


def test_a_branch_that_did_not_hand_in_is_not_in_the_trial(world: World) -> None:
    assert trials.of_round(world.round()) == []


def test_the_same_scores_run_under_two_versions_side_by_side(client: Client, world: World, scheme: Scheme) -> None:
    other = actions.scheme_new(stricter(C), by=world.clerk)
    kept = new(client, source="paste", scheme=scheme.pk, pasted=PASTED)
    page = client.get(kept.headers["Location"], {"scheme": other.pk, "against": scheme.pk})
    text = page.content.decode()

    assert {row["name"]: (row["before"], row["after"]) for row in page.context["stars"]} == {
        "五星级": (1, 1), "四星级": (0, 0), "三星级": (0, 0), "二星级": (1, 1), "一星级": (0, 0),
    }  # fmt: skip
    assert page.context["moves"] == []
    assert "甲局：五星级最多0个（2×30%=0.6，向下取0），按得分有1个，多1个。" in text


def with_component(rules: RatingScheme, version: str, **more: Any) -> RatingScheme:
    added = Component("added", "新增项", Decimal(10), FigureOf.OFFICE, **more)
    return replace(rules, version=version, components=(*rules.components, added))


def test_pasted_scores_open_on_the_newest_scheme_that_can_grade_them(
    client: Client, world: World, scheme: Scheme
) -> None:
    kept = new(client, source="paste", scheme=scheme.pk, pasted=PASTED).headers["Location"]
    actions.scheme_new(with_component(C, "2"), by=world.clerk)
    before = client.get(kept).context
    newer = actions.scheme_new(with_component(C, "3", takes=True), by=world.clerk)
    after = client.get(kept).context

    assert (before["rules"].version, before["ungraded"]) == (C.version, [])
    assert (after["rules"].version, after["ungraded"]) == (newer.version, [])
    assert after["notes"] == ["分项“新增项”没有得分，按不减分计算。"]


def test_the_sheets_of_a_round_open_on_the_scheme_that_it_ran(client: Client, world: World, scheme: Scheme) -> None:
    ran = world.round()
    listed(world, "甲一支部")
    other = actions.scheme_new(with_component(replace(C, name="另一办法"), "2"), by=world.clerk)
    kept = new(client, source="round", round=ran.pk).headers["Location"]
    begun = client.get(kept).context
    by_other = client.get(kept, {"scheme": other.pk}).context

    assert ((begun["rules"].name, begun["rules"].version), begun["ungraded"]) == ((C.name, C.version), [])
    assert [row["count"] for row in by_other["ungraded"]] == [1]


def test_the_sheets_of_a_round_whose_scheme_is_kept_no_more_open_on_the_newest(client: Client, world: World) -> None:
    world.round()
    world.submit("甲一支部", world.secretary)
    other = actions.scheme_new(replace(C, name="另一办法"), by=world.clerk)
    kept = new(client, source="round", round=world.rating("甲一支部").round_id).headers["Location"]

    assert client.get(kept).context["rules"].name == other.name


def test_the_stars_of_both_sides_stand_in_one_order(client: Client, world: World, scheme: Scheme) -> None:
    renamed = tuple(replace(tier, name="模范") if tier.level == 5 else tier for tier in C.tiers)
    other = actions.scheme_new(replace(C, version="2", tiers=renamed), by=world.clerk)
    kept = new(client, source="paste", scheme=scheme.pk, pasted=PASTED).headers["Location"]
    against = client.get(kept, {"scheme": other.pk, "against": scheme.pk}).context["stars"]
    on_record = client.get(kept, {"scheme": other.pk}).context["stars"]

    lower = ["四星级", "三星级", "二星级", "一星级"]
    assert [row["name"] for row in against] == ["模范", "五星级", *lower]
    assert [row["name"] for row in on_record] == ["模范", "五星级", *lower]


def test_who_changes_against_last_year_is_told_with_the_reason(client: Client, scheme: Scheme) -> None:
    kept = new(client, source="paste", scheme=scheme.pk, pasted=PASTED)
    text = client.get(kept.headers["Location"]).content.decode()

    expected = ("和原来的星级相比", "2个支部", f"核实有“{VETO.text}”，最高评二星级")
    assert [word for word in expected if word not in text] == []


TIED = "\n".join(["党支部\t单位\t总分", "甲一\t甲局\t90", "甲二\t甲局\t90", "甲三\t甲局\t80"])


def test_equal_scores_in_a_ranking_are_said_to_stand_as_they_were_given(
    client: Client, world: World, scheme: Scheme
) -> None:
    places = tuple(replace(tier, places=1) for tier in C.tiers)
    ranked = actions.scheme_new(replace(C, version="2", tiers=places, ranking=Ranking()), by=world.clerk)
    kept = new(client, source="paste", scheme=scheme.pk, pasted=TIED).headers["Location"]
    by_rank = client.get(kept, {"scheme": ranked.pk, "against": scheme.pk}).content.decode()
    by_score = client.get(kept, {"scheme": f"{scheme.pk}"}).content.decode()
    against_it = client.get(kept, {"scheme": scheme.pk, "against": ranked.pk}).content.decode()

    said = f"{C.name} 2按排名定星，2个支部与别的支部同分。"
    assert [said in page for page in (by_rank, by_score, against_it)] == [True, False, True]
    assert ["同分的按得分表里的先后排名" in page for page in (by_rank, by_score)] == [True, False]


def test_the_trial_is_taken_along_as_a_workbook(client: Client, scheme: Scheme) -> None:
    kept = new(client, source="paste", scheme=scheme.pk, pasted=PASTED)
    answer = client.get(f"{kept.headers['Location']}result.xlsx", {"scheme": str(scheme.pk), "against": ""})
    book = openpyxl.load_workbook(BytesIO(answer.content))

    rows = [[cell.value for cell in row[:8]] for row in book["试算结果"].iter_rows(min_row=3, max_row=4)]
    assert rows == [
        ["甲一", "甲局", "四星级", None, None, 95.3, "五星级", "四星级→五星级"],
        ["甲二", "甲局", "五星级", None, None, 90.7, "二星级", "五星级→二星级"],
    ]


def test_a_scheme_is_tried_before_it_is_kept(client: Client, world: World, scheme: Scheme) -> None:
    scores = actions.keep_scores("上年得分", by=world.clerk, rows=read_pasted(PASTED, C).rows)
    document = json.dumps(stricter(C).to_data())

    page = client.post(reverse("star_rating:trial_draft"), {"document": document, "scores": scores.pk})

    assert (page.status_code, Scheme.objects.count()) == (200, 1)
    assert "方案还没有保存" in page.content.decode()
    assert page.context["against"] == C


@pytest.mark.parametrize("document", ["不是方案", "{}"])
def test_nonsense_is_not_tried(client: Client, world: World, document: str) -> None:
    scores = actions.keep_scores("上年得分", by=world.clerk)

    answer = client.post(reverse("star_rating:trial_draft"), {"document": document, "scores": scores.pk})

    assert answer.status_code == 422


def test_without_a_scheme_the_page_says_what_to_do(client: Client, world: World) -> None:
    scores = actions.keep_scores("上年得分", by=world.clerk)
    answer = client.get(reverse("star_rating:trial", args=[scores.pk]))

    assert (answer.status_code, "导入评定方案" in answer.content.decode()) == (200, True)
