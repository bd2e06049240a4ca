"""Assessments as a workbook: the standing ones with what they came to; filled in and taken back, they are entered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Any

from forms.excel import CellError, Row, SheetData, read_workbook, write_workbook
from forms.tables import Field, Table, day, points, text, whole
from permissions.models import OrgUnit
from workflows.engine.models import Round
from workflows.engine.unit_fields import units_named
from workflows.rectification.actions import AssessmentInput
from workflows.rectification.models import Assessment, Problem
from workflows.rectification.rules import Asks, Entry, ProgrammeError, ScoreForm, entries, judged

TITLE = "评估"
MOST = 1_000_000


@dataclass
class Entered:
    """The good rows of a file; nothing may be written if there are `errors`. `lines`: all of them, as they stand."""

    rows: list[AssessmentInput] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    lines: Sequence[Row] = ()


def table(form: ScoreForm) -> Table:
    """A column for each entry of the form, between who was judged and what it came to."""
    return Table(
        TITLE,
        (
            text("unit", "单位", "单位编码或者简称。", required=True, width=24),
            text("number", "问题编号", "只评估一个问题的填。", most=40),
            day("held_on", "评估日期"),
            text("body", "评估单位", most=80),
            *(_column(entry) for entry in entries(form)),
            points("score", "结果", "由系统计算，不必填。"),
            text("grade", "等次", "由系统判断，不必填。"),
        ),
    )


def _column(entry: Entry) -> Field:
    if entry.asks is Asks.REASON:
        return text(entry.key, entry.label, most=200, width=24)
    return points(entry.key, entry.label) if entry.asks is Asks.POINTS else whole(entry.key, entry.label, MOST)


def book(form: ScoreForm, rows: Sequence[Assessment], footer: str) -> bytes:
    """The standing assessments in a form; without any, the sheet to fill in."""
    made = table(form)
    asked = {entry.key: entry.asks for entry in entries(form)}
    lines = [made.row(_cells(row, asked)) for row in rows]
    return write_workbook([SheetData(made.spec, lines, footer=(footer,))], {})


def _cells(row: Assessment, asked: Mapping[str, Asks]) -> dict[str, object]:
    typed = {key: value if asked.get(key) is Asks.REASON else Decimal(value) for key, value in row.given.items()}
    return typed | {
        "unit": row.unit.code, "number": row.problem.process.number if row.problem else None, "held_on": row.held_on,
        "body": row.body, "score": row.score, "grade": row.grade,
    }  # fmt: skip


def read(file: IO[bytes], round_: Round, form: ScoreForm) -> Entered:
    """What an uploaded file enters; every mistake at once, by sheet, row and column."""
    found = read_workbook(file, table(form).spec)
    made = entered(found.rows, round_, form)
    return Entered(made.rows, found.errors + made.errors, found.rows)


def entered(lines: Sequence[Row], round_: Round, form: ScoreForm) -> Entered:
    """What such lines enter, from the sheet or from the page that showed it. Two statements or three."""
    errors: list[CellError] = []
    units = units_named([str(row.values["unit"]) for row in lines], round_.unit)
    problems = _problems(round_, lines)
    rows = [_entered(row, form, units, problems, errors) for row in lines]
    return Entered([row for row in rows if row is not None], errors)


def _problems(round_: Round, lines: Sequence[Row]) -> dict[str, Problem]:
    numbers = {str(row.values["number"]) for row in lines if row.values["number"]}
    rows = Problem.objects.filter(round=round_, process__number__in=numbers).select_related("process", "unit")
    return {row.process.number: row for row in rows}


def _entered(
    row: Row, form: ScoreForm, units: Mapping[str, Sequence[OrgUnit]], problems: Mapping[str, Problem],
    errors: list[CellError],
) -> AssessmentInput | None:  # fmt: skip
    values = row.values
    given: dict[str, Any] = {
        entry.key: values[entry.key] for entry in entries(form) if values[entry.key] not in (None, "")
    }
    wrong = list(_wrong(values, units, problems))
    try:
        judged(form, given)
    except ProgrammeError as error:
        wrong.append(("", str(error)))
    errors += [CellError(TITLE, row.number, column, sentence) for column, sentence in wrong]
    if wrong:
        return None
    (unit,) = units[str(values["unit"])]
    held_on: Any = values["held_on"]
    return AssessmentInput(
        unit,
        held_on,
        given,
        str(values["body"] or ""),
        problems.get(str(values["number"] or "")),
    )


def _wrong(
    values: Mapping[str, Any], units: Mapping[str, Sequence[OrgUnit]], problems: Mapping[str, Problem]
) -> Iterator[tuple[str, str]]:
    named = units[str(values["unit"])]
    if len(named) != 1:
        yield "“单位”", f"没有找到“{values['unit']}”。" if not named else "有几个单位叫这个简称，请改填单位编码。"
    number = str(values["number"] or "")
    if number and number not in problems:
        yield "“问题编号”", f"本专项没有编号为“{number}”的问题。"
    elif number and len(named) == 1 and problems[number].unit_id != named[0].pk:
        yield "“问题编号”", f"{number}不是{named[0].short_name}牵头的问题。"
    if values["held_on"] is None:
        yield "“评估日期”", "没有填写评估日期。"
