"""满意度 from a workbook: looked at cell by cell, shown old → new, written whole or not at all. 依据: domain 2.4."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from permissions import tree
from permissions.roles import UnitKind
from tests.workflows.engine.steps import all_is_well
from tests.workflows.star_rating import panels
from tests.workflows.star_rating.panels import SATISFACTION
from tests.world import World, make_world
from workflows.engine import facts
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.models import AuditEntry, Round
from workflows.star_rating import actions, workbooks
from workflows.star_rating.queries import figures as reading
from workflows.star_rating.rules import Component, FigureOf
from workflows.star_rating.workbooks import figures as figures_book

SOURCE = "2026年12月群众测评"
HEAD = ("单位编码", "上级组织", "党支部", "满意度")


@pytest.fixture
def world(db: None) -> World:
    """Return the cast without a round."""
    return make_world()


@pytest.fixture
def round_(world: World) -> Round:
    """Return an open round with 满意度 as a component that the 工委 imports."""
    return panels.open_round(world)


def book(*rows: tuple[object, ...], head: tuple[str, ...] = HEAD) -> BytesIO:
    """A file as somebody sends it: the header in the third row, the branches below."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "分项得分"
    for n, row in enumerate((head, *rows), 3):
        for place, value in enumerate(row, 1):
            sheet.cell(n, place).value = value  # type: ignore[assignment]
    file = BytesIO()
    made.save(file)
    file.seek(0)
    return file


def row(world: World, branch: str, figure: object) -> tuple[object, ...]:
    return (world.units[branch].code, "", branch, figure)


def problems(round_: Round, *rows: tuple[object, ...]) -> list[str]:
    return [str(error) for error in workbooks.read_figures(book(*rows), round_).errors]


def test_the_template_lists_the_branches_with_what_they_have(world: World, round_: Round) -> None:
    rating = world.rating("甲一支部")
    actions.put_figures(round_, SATISFACTION, {rating.pk: actions.Figure(Decimal("88.5"), SOURCE)}, by=world.clerk)

    content = workbooks.figures_template(round_, reading.importable(round_), "脚注")

    sheet = load_workbook(BytesIO(content))["分项得分"]
    rows = [tuple(cell.value for cell in cells) for cells in sheet.iter_rows(min_row=3, max_row=10)]
    assert rows[0] == ("单位编码*", "上级组织", "党支部", "满意度")
    assert (world.units["甲一支部"].code, "甲局机关党委", "甲一支部", 88.5) in rows
    assert len(rows) == 8
    assert workbooks.read_figures(BytesIO(content), round_).found == {SATISFACTION: {rating.pk: Decimal("88.5")}}


def test_what_the_survey_of_a_meeting_found_is_offered_for_its_branch(world: World, round_: Round) -> None:
    unit, today = world.units["甲二支部"], timezone.localdate()
    found = {"figure": "93.5", "rate": "98.2", "counted": 57}
    facts.record(
        [facts.NewFact(reading.SATISFACTION_FACT, round_.year, found, "满意率98.2%", "民主评议", today, unit.pk)]
    )

    told = reading.surveyed(round_, reading.importable(round_), reading.office_components(round_))

    assert told == {world.rating("甲二支部").pk: Decimal("93.5")}


def test_what_is_good_is_read_by_the_code_of_the_unit(world: World, round_: Round) -> None:
    read = workbooks.read_figures(book(row(world, "甲一支部", 91.5), row(world, "乙一支部", None)), round_)

    assert (read.errors, read.found) == ([], {SATISFACTION: {world.rating("甲一支部").pk: Decimal("91.5")}})


def test_every_branch_that_cannot_take_a_figure_is_said_with_its_row(world: World, round_: Round) -> None:
    world.unit("后立支部", UnitKind.BRANCH, "甲局机关党委")
    world.submit("甲二支部", world.sibling)
    ended = world.rating("甲二支部")
    actions.reject(ended, by=world.staff, seen=world.seen(ended), comment="整建制转出。")
    tree.dissolve_unit(world.units["甲五支部"], timezone.localdate())

    assert problems(
        round_,
        row(world, "甲一支部", 90),
        row(world, "甲一支部", 91),
        ("X999", "", "没有的支部", 90),
        row(world, "后立支部", 90),
        row(world, "甲二支部", 90),
        row(world, "甲五支部", 90),
    ) == [
        "工作表“分项得分”第5行“单位编码”：和第4行是同一个支部，请删掉一行。",
        "工作表“分项得分”第6行“单位编码”：没有编码为“X999”的组织，请核对。",
        "工作表“分项得分”第7行“单位编码”：后立支部不参加本批次，请删掉这一行。",
        "工作表“分项得分”第8行“单位编码”：甲二支部在本批次已办结（不予评定），请删掉这一行。",
        "工作表“分项得分”第9行“单位编码”：甲五支部已撤销，请删掉这一行。",
    ]


@pytest.mark.parametrize(
    ("figure", "due"),
    [
        ("很好", "第4行D列“满意度”：“很好”不是数字。请只写数字，不写单位。"),
        (101, "第4行D列“满意度”：101超出范围，应在0到100之间。"),
        (-1, "第4行D列“满意度”：-1超出范围，应在0到100之间。"),
        (88.888, "第4行D列“满意度”：88.888的小数太长，最多2位小数。"),
        ("=1+1", "第4行D列“满意度”：这里是公式，系统不计算公式。请复制这一格，用“选择性粘贴—数值”粘回原处。"),
    ],
)
def test_a_wrong_figure_is_said_with_its_cell(world: World, round_: Round, figure: object, due: str) -> None:
    assert problems(round_, row(world, "甲一支部", figure)) == [f"工作表“分项得分”{due}"]


def test_a_file_without_figures_or_with_another_head_imports_nothing(world: World, round_: Round) -> None:
    assert problems(round_, row(world, "甲一支部", None)) == ["工作表“分项得分”：表里没有填得分，没有可导入的。"]
    wrong = workbooks.read_figures(book(("U001", 1), head=("编码", "得分")), round_)
    assert [error.row for error in wrong.errors] == [3, 3, 3]
    assert workbooks.read_figures(BytesIO(b"PK\x03\x04 nonsense"), round_).errors != []


def test_an_import_is_written_with_its_source_and_one_entry_in_the_ledger(world: World, round_: Round) -> None:
    found = {SATISFACTION: {world.rating(name).pk: Decimal("91.5") for name in ("甲一支部", "乙一支部")}}

    changed = actions.figures_import(round_, found, SOURCE, by=world.clerk, seen=reading.seen_now(found))

    assert changed == 2
    assert world.rating("甲一支部").figures == {SATISFACTION: {"figure": "91.5", "source": SOURCE}}
    entry = AuditEntry.objects.get(subject=f"round:{round_.pk}")
    assert (entry.label, entry.comment) == ("导入分项得分", f"满意度：改动2个支部。{SOURCE}")
    assert all_is_well()


def test_one_branch_past_review_keeps_the_whole_import_out(world: World, round_: Round) -> None:
    found = {SATISFACTION: {world.rating(name).pk: Decimal(90) for name in ("甲一支部", "甲二支部")}}
    seen = reading.seen_now(found)
    world.submit("甲二支部", world.sibling)
    ended = world.rating("甲二支部")
    actions.reject(ended, by=world.staff, seen=world.seen(ended), comment="整建制转出。")

    with pytest.raises(Refused, match="甲二支部（不予评定）"):
        actions.figures_import(round_, found, SOURCE, by=world.clerk, seen=seen)
    assert world.rating("甲一支部").figures == {}


def test_a_figure_that_was_changed_since_the_preview_is_not_overwritten(world: World, round_: Round) -> None:
    found = {SATISFACTION: {world.rating("甲一支部").pk: Decimal(90)}}
    seen = reading.seen_now(found)
    actions.figures_import(round_, found, SOURCE, by=world.clerk, seen=seen)

    with pytest.raises(Stale):
        actions.figures_import(round_, found, SOURCE, by=world.head, seen=seen)


@pytest.mark.parametrize("who", ["leader", "inspector", "staff", "secretary", "sysadmin"])
def test_only_the_department_imports(world: World, round_: Round, who: str) -> None:
    found = {SATISFACTION: {world.rating("甲一支部").pk: Decimal(90)}}

    with pytest.raises(NotAllowed):
        actions.figures_import(round_, found, SOURCE, by=getattr(world, who), seen=reading.seen_now(found))


def test_what_reviewers_give_is_not_imported(world: World, round_: Round) -> None:
    found = {panels.PANEL: {world.rating("甲一支部").pk: Decimal(90)}}

    with pytest.raises(Refused, match="不是由工委导入"):
        actions.figures_import(round_, found, SOURCE, by=world.clerk, seen=reading.seen_now(found))


# --- the pages -----------------------------------------------------------------------------------------------------


def clerk(world: World, who: str = "clerk") -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def upload(client: Client, round_: Round, file: BytesIO, **more: str) -> Any:
    sent = {"file": SimpleUploadedFile("满意度.xlsx", file.read()), "source": SOURCE, **more}
    return client.post(f"/star_rating/rounds/{round_.pk}/figures/", sent)


def test_the_clerk_uploads_sees_old_and_new_and_confirms(world: World, round_: Round) -> None:
    client = clerk(world)
    shown = upload(client, round_, book(row(world, "甲一支部", 91.5)))
    text = shown.content.decode()

    assert (shown.status_code, world.rating("甲一支部").figures) == (200, {})
    assert [part for part in ("甲一支部", "91.5", "—", SOURCE) if part not in text] == []

    sent = {name: shown.context[name] for name in ("source", "figures", "seen")}
    done = client.post(f"/star_rating/rounds/{round_.pk}/figures/confirm/", sent, follow=True)
    assert "已写入，改动1个支部的得分。" in done.content.decode()
    assert world.rating("甲一支部").figures[SATISFACTION]["figure"] == "91.5"


def test_only_an_open_round_leads_to_the_import(world: World, round_: Round) -> None:
    client, url, link = clerk(world), f"/star_rating/rounds/{round_.pk}/", f"/star_rating/rounds/{round_.pk}/figures/"
    before = client.get(url).content.decode()
    Round.objects.update(status=Round.Status.CANCELLED)

    assert [link in text for text in (before, client.get(url).content.decode())] == [True, False]


def test_a_wrong_file_and_a_missing_source_are_said_on_the_page(world: World, round_: Round) -> None:
    answer = upload(clerk(world), round_, book(("X999", "", "", 90)), source="")
    text = answer.content.decode()

    assert answer.status_code == 422
    assert [
        part for part in ("没有编码为“X999”的组织", "请写明得分的依据。", "有1处需要改正") if part not in text
    ] == []


@pytest.mark.parametrize(
    "figures",
    [
        "", "{", "[]", '{"satisfaction": {"x": "1"}}', '{"satisfaction": {"1": "NaN"}}',
        f'{{"satisfaction": {{"{10**30}": "1"}}}}',
    ],
)  # fmt: skip
def test_a_forged_preview_is_refused(world: World, round_: Round, figures: str) -> None:
    sent = {"source": SOURCE, "seen": "0", "figures": figures}

    answer = clerk(world).post(f"/star_rating/rounds/{round_.pk}/figures/confirm/", sent)

    assert (answer.status_code, "请重新上传核对" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(("who", "got", "sent"), [("leader", 200, 403), ("staff", 404, 404), ("secretary", 404, 404)])
def test_who_sees_the_page_and_who_may_send(world: World, round_: Round, who: str, got: int, sent: int) -> None:
    address = f"/star_rating/rounds/{round_.pk}/figures/"
    client = clerk(world, who)

    assert (client.get(address).status_code, client.post(address).status_code) == (got, sent)
    assert client.post(f"{address}confirm/").status_code == sent
    assert client.get(f"/star_rating/rounds/{round_.pk}/figures.xlsx").status_code == got


def test_a_round_without_such_a_component_has_no_such_page(world: World) -> None:
    plain = world.round()

    assert clerk(world).get(f"/star_rating/rounds/{plain.pk}/figures/").status_code == 404


def test_a_component_called_like_a_column_of_the_unit_has_its_own_column() -> None:
    columns = figures_book._spec({"code": Component("code", "满意度", Decimal(100), FigureOf.OFFICE)}).columns

    assert len({column.key for column in columns}) == len(columns) == 4
