"""Ledgers brought in: every set of columns keeps its columns, rows are new, changed or the same, all or nothing."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from forms.excel import CellError
from tests.workflows.rectification.cast import fresh
from tests.workflows.rectification.ledgers import CATEGORIES, PAIRS, USUAL, book, clean_up_ledger
from tests.world import World, make_world
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import AuditEntry, Round, Task
from workflows.rectification.actions import assign, importing, sign
from workflows.rectification.models import Measure, Participation, Problem
from workflows.rectification.queries.sheets import ledger
from workflows.rectification.rules import ready
from workflows.rectification.rules import sheet_columns as columns
from workflows.rectification.workbooks import jobs
from workflows.rectification.workbooks.draft import Draft
from workflows.rectification.workbooks.ledger import with_ours, write_ledger

HEADINGS = ("问题表述", "责任单位", "整改时限", "整改措施", "责任人")
ROW = ("党费收缴台账不全", "甲一支部", "2026-12-31", "补齐台账\n专人保管", "张三")
SAMPLES = {
    "": "照片2张", "text": "台账不全", "kind": "环境卫生", "source": "审计",
    "inspection": "第一轮", "category": "组织建设", "severity": "较重", "found_on": "2026-05-08",
    "requirement": "限期补齐", "unit": "甲一支部", "leader": "王局长",
    "department": "办公室", "owner": "张三", "limit": "限期整改",
    "due_on": "2026年12月", "cause": "重视不够",
    "goal": "台账齐全", "measures": "补齐台账", "progress": "已完成一半", "progress_on": "2026-06-01", "remark": "无",
    "reference": "A-1",
}  # fmt: skip
"""By field, what a cell of it holds."""


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def programme(world: World) -> Round:
    rules = ready()
    return Round.objects.create(
        process_key="rectification", year=2026, title="考核反馈整改", unit=world.units["工委"], scheme=rules.to_data(),
        scheme_version=rules.version, status=Round.Status.OPEN,
    )  # fmt: skip


def draft(programme: Round, file: bytes, usual: dict[str, str] | None = None) -> Draft:
    table = jobs.opened(BytesIO(file))
    pairs = columns.guess(table.headings)
    return Draft(programme, table, pairs, USUAL | {"unit": "甲一支部"} | (usual or {})).check()


def brought_in(world: World, programme: Round, file: bytes, usual: dict[str, str] | None = None) -> Draft:
    found = draft(programme, file, usual)
    assert found.errors == []
    importing.problems_import(programme, found.batch, by=world.clerk)
    return found


def taken_out(programme: Round, pairs: Sequence[columns.Pair]) -> bytes:
    target = BytesIO()
    write_ledger(target, programme, ledger(programme), pairs, "郑思远于2026-11-22 09:00从系统导出")
    return target.getvalue()


def lines(file: bytes) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in load_workbook(BytesIO(file)).worksheets[0].iter_rows(values_only=True)]


@pytest.mark.parametrize("code", columns.READY)
def test_a_ready_set_loses_no_column_and_comes_out_in_the_same_order(code: str, world: World, programme: Round) -> None:
    pairs = columns.READY[code][1]
    headings = [heading for heading, _ in pairs]
    row = [SAMPLES[field] for _, field in pairs]
    file = book(headings, [row])
    assert columns.guess(headings) == list(pairs)
    brought_in(world, programme, file)
    number = Problem.objects.get().process.number
    out = taken_out(programme, pairs)
    assert lines(out)[:2] == [(*headings, "系统编号", "系统状态"), (*row, number, "登记待交办")]


@pytest.mark.parametrize("code", columns.READY)
def test_what_was_taken_out_changes_nothing_when_it_comes_back(code: str, world: World, programme: Round) -> None:
    pairs = columns.READY[code][1]
    brought_in(world, programme, book([h for h, _ in pairs], [[SAMPLES[field] for _, field in pairs]]))
    again = draft(programme, taken_out(programme, pairs))
    assert (again.errors, again.batch, again.same) == ([], importing.Batch(), 1)


def test_the_same_sheet_again_is_known_by_its_words(world: World, programme: Round) -> None:
    file = book(HEADINGS, [ROW])
    brought_in(world, programme, file)
    again = draft(programme, file)
    assert (again.errors, again.batch, again.same) == ([], importing.Batch(), 1)


def test_a_row_becomes_a_problem_at_the_host_with_its_drafted_measures(world: World, programme: Round) -> None:
    brought_in(world, programme, book(HEADINGS, [ROW]))
    problem = Problem.objects.get()
    task = Task.objects.get(process=problem.process, finished__isnull=True)
    assert (problem.state, problem.unit, problem.due_on) == ("registering", world.units["甲一支部"], date(2026, 12, 31))
    assert task.unit == world.units["工委"]
    measures = Measure.objects.values_list("text", "owner", "due_on", "state", "position")
    day = date(2026, 12, 31)
    assert list(measures) == [("补齐台账", "张三", day, "drafted", 1), ("专人保管", "张三", day, "drafted", 2)]


def test_several_units_are_one_that_leads_and_others_that_take_part(world: World, programme: Round) -> None:
    brought_in(world, programme, book(HEADINGS, [(ROW[0], "甲一支部、乙一支部", *ROW[2:])]))
    assert Problem.objects.get().unit == world.units["甲一支部"]
    assert [row.unit for row in Participation.objects.all()] == [world.units["乙一支部"]]


def test_a_changed_row_is_shown_old_and_new_and_then_written(world: World, programme: Round) -> None:
    brought_in(world, programme, book(HEADINGS, [ROW]))
    rows = lines(taken_out(programme, columns.guess(HEADINGS)))
    changed = [*rows[1]]
    changed[2], changed[3] = "12月底", "补齐台账\n每月核对"
    found = brought_in(world, programme, book(rows[0], [changed]))
    assert [(each["field"], each["old"], each["new"]) for each in found.plan()["changes"]] == [
        ("整改时限", "2026-12-31", "2026年12月"),
        ("整改措施", "补齐台账\n专人保管", "补齐台账\n每月核对"),
    ]
    problem = Problem.objects.get()
    assert (problem.due_on, problem.by_month) == (date(2026, 12, 31), True)
    kept = Measure.objects.exclude(state="dropped").values_list("text", "position")
    assert list(kept) == [("补齐台账", 1), ("每月核对", 2)]
    assert AuditEntry.objects.filter(process=problem.process).latest("seq").verb == "problem_import"


def test_a_problem_that_left_the_host_is_not_changed_by_a_sheet(world: World, programme: Round) -> None:
    brought_in(world, programme, book(HEADINGS, [ROW]))
    rows = lines(taken_out(programme, columns.guess(HEADINGS)))
    problem = Problem.objects.select_related("unit", "round__unit", "process").get()
    assign(problem, by=world.clerk, seen=world.seen(problem))
    found = draft(programme, book(rows[0], [("换了一个问题表述", *rows[1][1:])]))
    where = "工作表“台账”第2行：这个问题现在是“待签收”，内容不能再用表格修改。"
    assert [str(error) for error in found.errors] == [where + "请把这一行改回原样，或由主办单位收回后再改。"]


@pytest.mark.parametrize(
    ("place", "value", "column", "words"),
    [
        (0, None, "A列“问题表述”", "问题表述是空的。请补上，或者删掉这一行。"),
        (1, "丁局", "B列“责任单位”", "主办单位以下没有名称或编码为“丁局”的单位。请核对。"),
        (2, "尽快", "C列“整改时限”", "“尽快”不是日期。请写成2026-06-30、2026年6月或6月底这样。"),
        (2, "2026-02-30", "C列“整改时限”", "日历上没有“2026-02-30”这一天。请核对。"),
        (4, "张" * 81, "E列“责任人”", "责任人有81字，最多80字。请删减。"),
    ],
)
def test_a_wrong_cell_is_named_by_sheet_row_and_column(
    place: int, value: object, column: str, words: str, world: World, programme: Round
) -> None:
    row = [*ROW]
    row[place] = value  # type: ignore[call-overload]
    assert draft(programme, book(HEADINGS, [row])).errors == [CellError("台账", 2, column, words)]


def test_two_units_of_one_name_are_told_apart_by_their_codes(world: World, programme: Round) -> None:
    other = world.units["乙一支部"]
    type(other).objects.filter(pk=other.pk).update(short_name="甲一支部")
    codes = "、".join(sorted((world.units["甲一支部"].code, other.code)))
    (error,) = draft(programme, book(HEADINGS, [ROW])).errors
    assert error.message == f"叫“甲一支部”的单位有2个，请改写单位编码：{codes}。"


def test_a_day_before_the_finding_is_refused(world: World, programme: Round) -> None:
    file = book(("问题表述", "发现日期", "整改时限"), [("台账不全", "2026-05-08", "2026-05-01")])
    (error,) = draft(programme, file).errors
    assert (error.row, error.column, error.message) == (
        2, "C列“整改时限”", "整改时限2026-05-01早于发现日期2026-05-08。",
    )  # fmt: skip


def test_the_same_problem_twice_in_a_sheet_is_refused(world: World, programme: Round) -> None:
    (error,) = draft(programme, book(HEADINGS, [ROW, ROW])).errors
    assert (error.row, error.message[:13]) == (3, "与第2行是同一个问题（来源")


def test_a_number_that_is_not_ours_is_refused(world: World, programme: Round) -> None:
    (error,) = draft(programme, book((*HEADINGS, "系统编号"), [(*ROW, "ZG-2026-9999")])).errors
    assert error.message == "本专项没有编号为“ZG-2026-9999”的问题。新问题不填系统编号。"


def test_one_wrong_row_leaves_nothing_written(world: World, programme: Round) -> None:
    found = draft(programme, book(HEADINGS, [ROW, (None, *ROW[1:])]))
    assert len(found.errors) == 1
    assert found.batch == importing.Batch()
    assert Problem.objects.count() == 0


def test_like_problems_of_one_unit_are_pointed_out(world: World, programme: Round) -> None:
    words = "2026年上半年党费收缴台账登记不全，部分党员未按月足额交纳党费"
    found = draft(programme, book(HEADINGS, [(words, *ROW[1:]), (words + "问题", *ROW[1:])]))
    found.point_out()
    assert found.warnings == [{"row": 3, "text": f"与第2行“{words[:20]}”很像，可能是同一个问题。"}]


def test_only_who_registers_problems_imports_them(world: World, programme: Round) -> None:
    batch = draft(programme, book(HEADINGS, [ROW])).batch
    with pytest.raises(NotAllowed):
        importing.problems_import(programme, batch, by=world.secretary)
    programme.status = Round.Status.CLOSED
    programme.save(update_fields=["status"])
    with pytest.raises(Refused):
        importing.problems_import(programme, batch, by=world.clerk)
    assert Problem.objects.count() == 0


ODD = (
    "=1+1", "+86的电话没有公开", "1.2倍补缴", "1、台账不全；2、无人保管", "第一行\n第二行", "_x0041_没有解码", "#N/A",
    "@所有人的通知没有回执", "“引号”和<标签>&符号", "1" * 2000,
)  # fmt: skip


def test_what_was_typed_in_any_words_and_state_changes_nothing_when_it_comes_back(
    world: World, programme: Round
) -> None:
    for n, words in enumerate(ODD):
        brought_in(world, programme, book(HEADINGS, [ROW]), {"inspection": f"第{n}轮"})
        problem = Problem.objects.latest("pk")
        Problem.objects.filter(pk=problem.pk).update(text=words, goal=words, remark=words[:500])
        assign(fresh(problem), by=world.clerk, seen=world.seen(problem))
        sign(fresh(problem), by=world.secretary, seen=world.seen(problem))
        Measure.objects.filter(pk=Measure.objects.latest("pk").pk).update(text=words[:1000])
    again = draft(programme, taken_out(programme, columns.READY["general"][1]))
    assert (again.errors, again.batch, again.same) == ([], importing.Batch(), len(ODD))


def test_the_clean_up_of_3115_problems_in_three_categories_comes_in_and_changes_nothing_again(
    world: World, programme: Round
) -> None:
    names = [name for name in world.units if name not in ("工委",)]
    file = clean_up_ledger(names)
    found = brought_in(world, programme, file)
    assert len(found.batch.new) == 3115
    counted = [Problem.objects.filter(category=name).count() for name in CATEGORIES]
    assert counted == [1038, 1039, 1038]
    assert Measure.objects.count() == 3115
    again = draft(programme, taken_out(programme, with_ours(PAIRS)))
    assert (again.errors, again.batch, again.same) == ([], importing.Batch(), 3115)
