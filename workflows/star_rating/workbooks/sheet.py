"""The score sheet as a workbook: to fill in offline, and taken back as if it had been typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Any

from forms.excel import CellError, Column, ReadResult, SheetData, SheetSpec, read_workbook, write_workbook
from workflows.star_rating import queries
from workflows.star_rating.models import Rating
from workflows.star_rating.rules import FigureOf, Line, Scheme, plain
from workflows.star_rating.states import Sheet

LINES, VETOES, MORE = "评分表", "核实情形", "其他"
SAID = {"有": "1", "无": "0"}
STAGES = {Sheet.SELF: "自评", Sheet.REVIEW: "初评"}
PROPOSED = "自评星级"
HOW = "只填白色的格。{}填完在评分页面选择“导入评分表”上传。"
TAKES = "没有扣分的行不用填；扣分的行写明理由。"
GIVES = "扣分的行没有扣分不用填，有扣分的写明理由；其余各行都要填写。"
TIERED = "分档的行填哪一档，或者填这一档的得分。"


@dataclass
class Typed:
    """What an uploaded sheet holds, by the names of the form's fields, and the cell each value stands in."""

    data: dict[str, str] = field(default_factory=dict)
    cells: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)
    stamp: dict[str, str] = field(default_factory=dict)

    def wrong(self, name: str, message: str) -> CellError:
        """A form's complaint about a field, said of the cell it came from."""
        return CellError(*self.cells.get(name, ("", 0, "")), message)


def score_sheet(rating: Rating, sheet: Sheet, seen: str, footer: str, filled_in_by: str = "") -> bytes:
    """The sheet as it is stored now, stamped with whose it is and which version; `footer` says who took it when.

    `filled_in_by` names who stands in for a branch without an account.
    """
    sheets = queries.Sheets(rating)
    scheme = sheets.scheme
    mark = f"　自评由{filled_in_by}代填" if filled_in_by else ""
    heading = (
        f"{rating.title()}{STAGES[sheet]}表",
        f"{rating.process.number}　{scheme.name}　满分{plain(scheme.full)}分{mark}",
        HOW.format(_what_to_fill_in(scheme)),
    )
    stamp = {"number": rating.process.number, "title": rating.title(), "sheet": sheet.value, "seen": seen}
    data = [
        SheetData(_lines_spec(scheme, sheet), list(_line_rows(sheets, sheet)), heading, (footer,)),
        *_vetoes(sheets, sheet),
        SheetData(_more_spec(scheme, sheet), list(_more_rows(rating, scheme, sheet)), (MORE,)),
    ]
    return write_workbook(data, stamp)


def _what_to_fill_in(scheme: Scheme) -> str:
    return TAKES if scheme.only_takes else GIVES + (TIERED if _steps(scheme) else "")


def _steps(scheme: Scheme) -> tuple[str, ...]:
    """What the steps of its tiered lines are called, each once."""
    return tuple(dict.fromkeys(word for line in scheme.lines.values() for word in line.steps))


def _lines_spec(scheme: Scheme, sheet: Sheet) -> SheetSpec:
    word = "扣分" if scheme.only_takes else "填写"
    own = (Column("own", f"自评{word}", locked=True, width=10),) if sheet == Sheet.REVIEW else ()
    most = max(line.most for line in scheme.lines.values())
    columns = (
        Column("code", "编号", locked=True, width=10),
        Column("indicator", "指标", locked=True, width=16),
        Column("text", "扣分情形" if scheme.only_takes else "内容", locked=True, width=40),
        Column("most", "标准", locked=True, width=8 if scheme.only_takes else 40),
        *own,
        Column(
            "points", f"{STAGES[sheet]}{word}", "decimal", width=10, low=Decimal(0), high=most, words=_steps(scheme)
        ),
        Column("reason", "理由", width=48, max_length=300),
    )
    return SheetSpec(LINES, columns, header_row=5)


def _line_rows(sheets: queries.Sheets, sheet: Sheet) -> Iterable[tuple[object, ...]]:
    scheme = sheets.scheme
    kept = {line.code: line for line in sheets.lines[sheet]}
    own = {line.code: line.points for line in sheets.lines[Sheet.SELF]}
    for code, line in scheme.lines.items():
        mine = kept.get(code)
        beside = (_figure(line, own.get(code)),) if sheet == Sheet.REVIEW else ()
        yield (
            code,
            scheme.indicators[line.indicator].name,
            line.label,
            line.standard,
            *beside,
            mine.points if mine else None,
            mine.reason if mine else None,
        )


def _figure(line: Line, figure: Decimal | None) -> str | None:
    """A figure as it was typed; a line that takes points and says nothing takes none."""
    return plain(figure) if figure is not None else "0" if line.takes else None


def _vetoes(sheets: queries.Sheets, sheet: Sheet) -> list[SheetData]:
    """The table of circumstances to look into; none when the scheme has none."""
    heading = ("否决与封顶情形", "", "逐项核实，每项选无或有。")
    rows = list(_veto_rows(sheets, sheet))
    return [SheetData(_vetoes_spec(sheet), rows, heading)] if rows else []


def _vetoes_spec(sheet: Sheet) -> SheetSpec:
    own = (Column("own", "支部自查", locked=True, width=10),) if sheet == Sheet.REVIEW else ()
    columns = (
        Column("code", "编号", locked=True, width=10),
        Column("text", "情形", locked=True, width=44),
        Column("effect", "后果", locked=True, width=20),
        *own,
        Column("found", f"{STAGES[sheet]}核实", "choice", choices=("无", "有"), width=12),
    )
    return SheetSpec(VETOES, columns, header_row=5)


def _veto_rows(sheets: queries.Sheets, sheet: Sheet) -> Iterable[tuple[object, ...]]:
    for code, each in sheets.scheme.asked.items():
        own = (_said(sheets.vetoes[Sheet.SELF].get(code)),) if sheet == Sheet.REVIEW else ()
        yield code, each.text, sheets.effect(code), *own, _said(sheets.vetoes[sheet].get(code))


def _said(applies: bool | None) -> str | None:
    return None if applies is None else "有" if applies else "无"


def _more_spec(scheme: Scheme, sheet: Sheet) -> SheetSpec:
    names = tuple(tier.name for tier in reversed(scheme.ladder))
    value = Column("value", "填写", "choice", choices=names, width=30)
    if sheet == Sheet.REVIEW:
        value = Column("value", "填写", width=30, max_length=120)
    return SheetSpec(MORE, (Column("item", "项目", locked=True, width=16), value), header_row=3)


def _more_rows(rating: Rating, scheme: Scheme, sheet: Sheet) -> Iterable[tuple[object, ...]]:
    if sheet == Sheet.SELF:
        names = {tier.level: tier.name for tier in scheme.tiers}
        yield PROPOSED, None if rating.proposed_tier is None else names[rating.proposed_tier]
    else:
        for code, title in _figures(scheme).items():
            kept = rating.figures.get(code, {})
            yield f"{title}得分", kept.get("figure")
            yield f"{title}依据", kept.get("source") or None


def _figures(scheme: Scheme) -> dict[str, str]:
    """The components that are entered at 初评, code and name."""
    return {each.code: each.name for each in scheme.components if each.figure_of is FigureOf.REVIEW}


def _items(scheme: Scheme) -> dict[str, str]:
    """The form's fields by the words that stand before them."""
    figures = _figures(scheme).items()
    words = {f"{name}得分": f"figure_{code}" for code, name in figures}
    return {PROPOSED: "proposed_tier"} | words | {f"{name}依据": f"source_{code}" for code, name in figures}


def read_score_sheet(file: IO[bytes], rating: Rating, sheet: Sheet) -> Typed:
    """What an uploaded score sheet holds. `errors` name every cell, or say why the file is not this rating's."""
    scheme = queries.scheme_of(rating.round)
    lines = _read(file, _lines_spec(scheme, sheet))
    typed = Typed(stamp=lines.stamp)
    refusal = _not_this(lines.stamp, rating, sheet)
    if refusal or not lines.stamp:
        typed.errors = [CellError("", 0, "", refusal)] if refusal else lines.errors
        return typed
    vetoes = _read(file, _vetoes_spec(sheet)) if scheme.asked else ReadResult()
    more = _read(file, _more_spec(scheme, sheet))
    typed.errors = [*lines.errors, *vetoes.errors, *more.errors]
    if not typed.errors:
        _take_lines(typed, lines, scheme, sheet)
        _take_vetoes(typed, vetoes, scheme, sheet)
        _take_more(typed, more, scheme)
    return typed


def _read(file: IO[bytes], spec: SheetSpec) -> ReadResult:
    file.seek(0)
    return read_workbook(file, spec, stamp=True)


def _not_this(stamp: Mapping[str, str], rating: Rating, sheet: Sheet) -> str:
    """Why a file is not this rating's present sheet, in a sentence; empty when it is, or when it says nothing."""
    if stamp and stamp.get("number") != rating.process.number:
        whose = f"{stamp.get('title', '')}（{stamp.get('number', '')}）"
        return f"这份表格是{whose}的，不是{rating.title()}（{rating.process.number}）的，没有导入。"
    if stamp and stamp.get("sheet") != sheet:
        return f"这份表格不是{STAGES[sheet]}表，没有导入。请在本页重新下载。"
    return ""


def _take_lines(typed: Typed, read: ReadResult, scheme: Scheme, sheet: Sheet) -> None:
    columns = _titles(_lines_spec(scheme, sheet))
    for code, row, values in _coded(typed, read, LINES, scheme.lines):
        cell = (LINES, row, columns["points"])
        steps, points = scheme.lines[code].steps, values["points"]
        if isinstance(points, str) and points not in steps:
            typed.errors.append(CellError(*cell, _no_step(points, steps)))
            continue
        points = steps[points] if isinstance(points, str) else points
        _take(typed, f"points_{code}", plain(points) if isinstance(points, Decimal) else "", cell)
        _take(typed, f"reason_{code}", str(values["reason"] or ""), (LINES, row, columns["reason"]))


def _no_step(word: str, steps: Iterable[str]) -> str:
    """Why a word is no answer in this row."""
    other = f"请填{'、'.join(steps)}，或者得分。" if steps else "请只写数字，不写单位。"
    return f"“{word}”不是这一条的档。{other}"


def _take_vetoes(typed: Typed, read: ReadResult, scheme: Scheme, sheet: Sheet) -> None:
    column = _titles(_vetoes_spec(sheet))["found"]
    for code, row, values in _coded(typed, read, VETOES, scheme.asked):
        _take(typed, f"veto_{code}", SAID.get(str(values["found"]), ""), (VETOES, row, column))


def _take_more(typed: Typed, read: ReadResult, scheme: Scheme) -> None:
    levels, items = {tier.name: str(tier.level) for tier in scheme.tiers}, _items(scheme)
    for row in read.rows:
        name = items.get(str(row.values["item"]))
        text = str(row.values["value"] or "")
        if name:
            _take(typed, name, levels.get(text, text), (MORE, row.number, "“填写”"))


def _take(typed: Typed, name: str, value: str, cell: tuple[str, int, str]) -> None:
    typed.data[name], typed.cells[name] = value, cell


def _coded(
    typed: Typed, read: ReadResult, sheet: str, wanted: Iterable[str]
) -> Iterable[tuple[str, int, Mapping[str, Any]]]:
    """The rows by their code; a code that is unknown, doubled or missing is an error."""
    left = dict.fromkeys(wanted)
    for row in read.rows:
        code = str(row.values["code"])
        if code in left:
            del left[code]
            yield code, row.number, row.values
        else:
            typed.errors.append(
                CellError(sheet, row.number, "“编号”", f"编号“{code[:20]}”认不出或重复。请重新下载表格再填。")
            )
    if left:
        typed.errors.append(CellError(sheet, 0, "", f"缺少编号为{'、'.join(left)}的行。请重新下载表格再填。"))


def _titles(spec: SheetSpec) -> dict[str, str]:
    return {column.key: f"“{column.title}”" for column in spec.columns}
