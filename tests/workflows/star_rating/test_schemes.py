"""Schemes on their way from a workbook to a round: read whole or not at all, kept once, compared, copied."""

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

from tests.workflows.star_rating.test_rules_modes import ACTIVISTS, ACTIVITIES, CONTACTS, MEETING, PRESS, indicator
from tests.workflows.star_rating.test_rules_modes import scheme as scheme_of
from tests.world import World, make_world, scheme_c
from workflows.engine import ledger
from workflows.engine.errors import NotAllowed, Refused
from workflows.star_rating import actions, workbooks
from workflows.star_rating.models import Scheme
from workflows.star_rating.rules import Scheme as RatingScheme
from workflows.star_rating.rules import SchemeError, Tier, differences

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


def read(book: Any) -> tuple[RatingScheme | None, list[str]]:
    """What the product reads in an edited workbook."""
    content = BytesIO()
    book.save(content)
    rules, errors = workbooks.read_scheme(content)
    return rules, [str(error) for error in errors]


def upload(client: Client, book: Any) -> Any:
    content = BytesIO()
    book.save(content)
    return client.post(reverse("star_rating:scheme_new"), {"file": SimpleUploadedFile("方案.xlsx", content.getvalue())})


# --- the workbook ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rules",
    [
        scheme_c(),
        scheme_of(indicator(MEETING, ACTIVISTS, CONTACTS, ACTIVITIES, PRESS, uncapped=True, floor=Decimal(2))),
    ],
    ids=["scheme C", "every mode"],
)
def test_a_scheme_is_read_as_it_was_written(rules: RatingScheme) -> None:
    assert read(book_of(rules)) == (rules, [])


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "sentence"),
    [
        ("方案", "A2", "名字", "工作表“方案”第2行“项目”：没有“名字”这一项，只能是方案名称、版本、依据、"),
        ("方案", "B8", "看着办", "工作表“方案”第8行“填写”：得分取整只能是向下取整、向上取整、四舍五入。"),
        ("评分条", "A2", "I99", "工作表“评分条”第2行“指标编号”：“指标”里没有编号“I99”。"),
        ("评分条", "B3", "1", "扣分条的编号“1”重复。"),
        ("档次", "C2", "九十", "工作表“档次”第2行C列“下限”：“九十”不是数字。"),
        ("否决情形", "C2", "罚款", "工作表“否决情形”第2行C列“后果”："),
        ("名额", "A2", 7, "名额所说的七星级不在方案的档次里。"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_workbook_is_said_in_a_sentence(sheet: str, cell: str, value: Any, sentence: str) -> None:
    book = book_of(scheme_c())
    book[sheet][cell].value = value

    rules, errors = read(book)

    assert (rules, len(errors)) == (None, 1)
    assert errors[0].startswith(sentence)


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
