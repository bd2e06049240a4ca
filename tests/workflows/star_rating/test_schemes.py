"""Schemes on their way from a workbook to a round: read whole or not at all, kept once, compared, copied."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.workflows.star_rating import schemes
from tests.workflows.star_rating.test_rules_modes import MEETING, indicator
from tests.workflows.star_rating.test_rules_modes import scheme as scheme_of
from tests.world import World, make_world, scheme_c
from workflows.engine import ledger
from workflows.engine.errors import NotAllowed, Refused
from workflows.star_rating import actions, queries, workbooks
from workflows.star_rating.forms import PublicityForm
from workflows.star_rating.models import RatingList, Scheme
from workflows.star_rating.rules import PublicityRule, SchemeError, Tier, differences
from workflows.star_rating.rules import Scheme as RatingScheme

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    """Return the cast, without a round."""
    return make_world()


@pytest.fixture
def client(world: World, client: Client) -> Client:
    """Return a browser in which the 工委's clerk is signed in."""
    client.force_login(world.users["clerk"])
    return client


def book_of(rules: RatingScheme) -> Any:
    """The scheme's workbook, open."""
    return openpyxl.load_workbook(BytesIO(workbooks.scheme_book(rules, "郑思远下载")))


def upload(client: Client, book: Any) -> Any:
    content = BytesIO()
    book.save(content)
    return client.post(reverse("star_rating:scheme_new"), {"file": SimpleUploadedFile("方案.xlsx", content.getvalue())})


# --- keeping -----------------------------------------------------------------------------------------------------


def test_a_workbook_is_shown_before_it_is_kept(client: Client) -> None:
    shown = upload(client, book_of(scheme_c()))

    assert (shown.status_code, Scheme.objects.count()) == (200, 0)
    assert "还没有保存" in shown.content.decode()
    kept = client.post(reverse("star_rating:scheme_keep"), {"document": shown.context["form"].initial["document"]})
    assert kept.status_code == 302
    assert RatingScheme.from_data(Scheme.objects.get().document) == scheme_c()


def test_a_kept_scheme_is_in_the_ledger(world: World) -> None:
    made = actions.scheme_new(scheme_c(), by=world.clerk)

    entry = ledger.of(made).get()
    assert (entry.label, entry.actor_name, entry.data["name"]) == ("保存评定方案", "郑思远", str(made))


def test_a_version_is_kept_once(world: World) -> None:
    actions.scheme_new(scheme_c(), by=world.clerk)

    with pytest.raises(Refused, match="已有版本"):
        actions.scheme_new(scheme_c(), by=world.clerk)
    assert (Scheme.objects.count(), ledger.entries().count()) == (1, 1)


def test_a_name_longer_than_its_column_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="方案名称有130字，最多120字"):
        actions.scheme_new(replace(scheme_c(), name="长" * 130), by=world.clerk)


def test_only_the_department_keeps_schemes(world: World) -> None:
    with pytest.raises(NotAllowed):
        actions.scheme_new(scheme_c(), by=world.deputy)


def test_a_document_that_was_tampered_with_is_refused(client: Client) -> None:
    data = scheme_c().to_data() | {"decimals": 9}

    for document in (json.dumps(data), "[" * 100_000, "不是方案"):
        answer = client.post(reverse("star_rating:scheme_keep"), {"document": document})
        assert (answer.status_code, Scheme.objects.count()) == (422, 0)


def test_contradictions_are_shown_and_do_not_block(client: Client) -> None:
    book = book_of(scheme_c())
    book["指标"]["C2"].value = 40

    shown = upload(client, book)

    assert "各项指标满分合计125分，不是100分。" in shown.content.decode()
    assert shown.context["form"].initial["document"]


# --- versions ----------------------------------------------------------------------------------------------------


def test_a_copy_differs_in_its_version_alone(world: World, client: Client) -> None:
    made = actions.scheme_new(scheme_c(), by=world.clerk)

    answer = client.post(reverse("star_rating:scheme_copy", args=[made.pk]), {"version": "2026-1"})

    copied = Scheme.objects.latest("pk")
    assert (answer.status_code, copied.version) == (302, "2026-1")
    assert differences(scheme_c(), RatingScheme.from_data(copied.document)) == []


def test_a_copy_under_a_version_that_is_there_is_refused(world: World, client: Client) -> None:
    made = actions.scheme_new(scheme_c(), by=world.clerk)

    answer = client.post(reverse("star_rating:scheme_copy", args=[made.pk]), {"version": made.version})

    assert (answer.status_code, Scheme.objects.count()) == (422, 1)


def test_two_versions_are_compared_place_by_place(world: World, client: Client) -> None:
    rules = scheme_c()
    tiers = tuple(Tier(t.level, t.name, Decimal(95) if t.level == 5 else t.at_least) for t in rules.tiers)
    before = actions.scheme_new(rules, by=world.clerk)
    after = actions.scheme_new(replace(rules, version="2", tiers=tiers, vetoes=rules.vetoes[1:]), by=world.clerk)

    answer = client.get(reverse("star_rating:scheme_compare", args=[after.pk, before.pk]))

    assert [tuple(row) for row in answer.context["differences"]] == [
        ("五星级", "在90分及以上", "在95分及以上"),
        ("否决情形“党员因违纪违法受到处理”", f"最高二星级，近1年（{rules.vetoes[0].basis}）", "无"),
    ]


def test_a_line_that_counts_towards_another_indicator_is_a_difference() -> None:
    rules = scheme_c()
    first, second, *rest = rules.indicators
    moved = (replace(first, items=first.items[1:]), replace(second, items=(*second.items, first.items[0])), *rest)

    found = differences(rules, replace(rules, indicators=moved))

    assert [(row.place, row.before[:3], row.after[:4]) for row in found] == [("第1条未按期换届", "带头人", "工作思路")]


@pytest.mark.parametrize("number", ["1e400000", "1000001", "0.00001"])
def test_a_number_beyond_reason_is_refused(number: str) -> None:
    data = scheme_c().to_data()
    data["tiers"][0]["at_least"] = number

    with pytest.raises(SchemeError, match="应不大于1000000，最多4位小数"):
        RatingScheme.from_data(data)


def test_two_steps_worth_the_same_are_refused() -> None:
    data = scheme_of(indicator(MEETING)).to_data()
    data["indicators"][0]["items"][0]["options"][1]["points"] = "5"

    with pytest.raises(SchemeError, match="有两档得分相同"):
        RatingScheme.from_data(data)


def test_a_round_keeps_the_scheme_it_was_opened_with(world: World, client: Client) -> None:
    round_ = world.round()
    actions.scheme_new(replace(scheme_c(), version="2"), by=world.clerk)

    answer = client.get(reverse("star_rating:round_scheme", args=[round_.pk]))

    assert answer.context["rules"] == scheme_c()


# --- pages -------------------------------------------------------------------------------------------------------


def text_of(answer: Any) -> str:
    """The page without its tags, blanks pressed together."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


@pytest.mark.parametrize("name", schemes.names())
def test_a_shipped_scheme_can_be_read_kept_and_downloaded(client: Client, name: str) -> None:
    shown = client.get(reverse("star_rating:scheme_shipped_page", args=[name]))
    book = client.get(reverse("star_rating:scheme_shipped", args=[name]))

    assert (shown.status_code, shown.context["rules"]) == (200, schemes.shipped(name))
    assert workbooks.read_scheme(BytesIO(book.content)) == (schemes.shipped(name), [])


def test_the_page_says_everything_that_a_scheme_says(client: Client) -> None:
    upload_page = upload(client, book_of(schemes.everything()))
    text = text_of(upload_page)

    for words in (
        "满分120分，可以超过", "保留1位小数，向下取整", "上年较好及以下和上年没有星级的支部",
        "成立不满6个月的参加自评但不定星级", "每年最多升1级", "每个呈报单位排名，取前24名，各档取固定个数",
        "5天，开始当日计入", "减去100%", "多名评委去掉最高最低后平均", "班子35.5分、作用24.5分", "按排名取2个",
        "须有纪检意见；结果运用：优先推荐", "1得2分，每升0.5扣1分、每降0.5加1分", "四舍五入，至少1个",
        "本单位审定、报备案", "整改：限期整改（90天内）",
        "创先争优，满分20分，合计超过满分按满分计", "计划，没有写满分，在“创先争优”之下",
        "系统判断：满意度不到60分",
        "近3年须至少2年为较好及以上", "须成立满12个月", "直接定为先进", "可破格晋级", "先进及以上", "单位A01不超过",
        "2025年以后每年提高2.5个百分点", "当年12月31日截止", "次年3月14日16时截止，逾期不再接收",
    ):  # fmt: skip
        assert words in text, words


def test_the_public_notice_begins_with_what_the_scheme_says(world: World) -> None:
    round_ = world.round()
    rules = replace(scheme_c(), publicity=PublicityRule(7, working=False, start_counts=True))
    round_.scheme, round_.scheme_version = rules.to_data(), "公示7天"
    round_.save(update_fields=["scheme", "scheme_version"])
    form = PublicityForm(initial={"record": RatingList(round=round_)})

    assert [form[name].initial for name in ("days", "working", "start_counts")] == [7, "0", True]


def test_units_file_with_the_bodies_that_the_scheme_names(world: World) -> None:
    round_ = world.round()
    rules = replace(scheme_c(), filed_with="区委组织部、区级机关工委")
    round_.scheme, round_.scheme_version = rules.to_data(), "双备案"
    round_.save(update_fields=["scheme", "scheme_version"])

    assert queries.bodies(round_) == ["区委组织部", "区级机关工委"]


def test_a_shipped_scheme_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get(reverse("star_rating:scheme_shipped_page", args=["nowhere"])).status_code == 404


def test_a_workbook_with_mistakes_lists_each_with_its_cell(client: Client) -> None:
    book = book_of(schemes.everything())
    book["分项"]["C2"].value, book["时间安排"]["D3"].value = "七十", 32

    shown = upload(client, book)

    assert (shown.status_code, Scheme.objects.count()) == (422, 0)
    assert [str(error) for error in shown.context["errors"]] == [
        "工作表“分项”第2行C列“权重”：“七十”不是数字。请只写数字，不写单位。",
        "工作表“时间安排”第3行D列“日”：32超出范围，应在1到31之间。",
    ]
