"""Scores to try a scheme on, as a workbook or as rows pasted from one; and what the trial came to."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import IO, Any, NamedTuple

from forms.excel import CellError, Column, ReadResult, Row, SheetData, SheetSpec, read_workbook, write_workbook
from permissions.roles import Field
from workflows.star_rating.rules import Scheme, plain, read_star
from workflows.star_rating.rules.fitting import LARGEST, TOTAL
from workflows.star_rating.rules.trial import Outcome, Trial

SCORES, MOST_ROWS = "得分", 5000
HOW = "每个支部一行。填各分项得分，或者只填总分。核实有的情形写全文或编号，几项之间用分号隔开。"

FIELD = Column(
    "field", "领域", "choice", choices=tuple(Field.labels), width=12, note="方案分领域算名额；不分领域的不填。"
)


def spec_of(scheme: Scheme) -> SheetSpec:
    """A row a branch: the figure of each component, or the total."""
    columns = (
        Column("branch", "党支部", required=True, width=28, max_length=60),
        Column("unit", "单位", required=True, width=24, max_length=60, note="呈报单位；名额按它计算。"),
        *([FIELD] if any(rule.by_field for rule in scheme.quotas) else []),
        *(_figure(f"figure {each.name}", each.name) for each in scheme.components),
        _figure(TOTAL, TOTAL, "没有分项得分的填总分；填了分项得分的不用填。"),
        Column("last", "上年星级", width=12, max_length=20, note="写成四星级、四星或4；没有的不填。"),
        Column("found", "核实情形", width=40, max_length=1000, note=HOW),
    )
    return SheetSpec(SCORES, columns)


def _figure(key: str, title: str, note: str = "") -> Column:
    return Column(key, title, "decimal", width=12, low=Decimal(0), high=LARGEST, places=4, note=note)


def trial_template(scheme: Scheme, footer: str) -> bytes:
    """An empty workbook for the scores of a scheme."""
    return write_workbook([SheetData(spec_of(scheme), footer=(footer,))], {}, notes=(f"{scheme.name}的试算得分", HOW))


class Scores(NamedTuple):
    """The rows to keep, or what is wrong in which cell."""

    rows: list[dict[str, Any]]
    errors: list[CellError]


def read_scores(file: IO[bytes], scheme: Scheme) -> Scores:
    """The scores in an uploaded workbook: all of them, or none and what is wrong."""
    return _checked(read_workbook(file, spec_of(scheme), max_rows=MOST_ROWS), scheme)


def read_pasted(text: str, scheme: Scheme) -> Scores:
    """The scores in rows pasted from a spreadsheet, titles first; read as if they had been uploaded."""
    lines = [line.split("\t") for line in text.splitlines() if line.strip()]
    spec = spec_of(scheme)
    titles = {column.title: n for n, column in enumerate(spec.columns)}
    header = [title.strip().rstrip("*") for title in lines[0]] if lines else []
    problem = _header_problem(header, list(titles))
    wrong = [CellError("", 1, "", problem)] if problem else []
    if not all(header.count(column.title) == 1 for column in spec.columns if column.required):
        return Scores([], wrong or [CellError("", 1, "", "第一行应是列名，要有“党支部”和“单位”。")])
    rows = [_in_order(header, cells, titles) for cells in lines[1:]]
    book = write_workbook([SheetData(spec, rows, plain=True)], {})
    read = _checked(read_workbook(book, spec, max_rows=MOST_ROWS), scheme)
    return Scores([] if wrong else read.rows, [*wrong, *read.errors])


def _header_problem(header: Sequence[str], titles: Sequence[str]) -> str:
    strange = [title for title in header if title not in titles]
    if strange or not header:
        return f"第一行应是列名。认不出“{'、'.join(strange)[:60]}”，可以用的列名：{'、'.join(titles)}。"
    doubled = [title for title in dict.fromkeys(header) if header.count(title) > 1]
    return f"列名“{doubled[0]}”出现了两次。" if doubled else ""


def _in_order(header: Sequence[str], cells: Sequence[str], titles: Mapping[str, int]) -> list[str | None]:
    row: list[str | None] = [None] * len(titles)
    for title, cell in zip(header, cells, strict=False):
        if title in titles:
            row[titles[title]] = cell.strip() or None
    return row


# --- what the rows say -----------------------------------------------------------------------------------------------


def _checked(read: ReadResult, scheme: Scheme) -> Scores:
    errors, rows, seen = list(read.errors), [], dict[tuple[str, str], int]()
    for row in read.rows:
        place = (str(row.values["unit"]), str(row.values["branch"]))
        if place in seen:
            errors.append(CellError(SCORES, row.number, "", f"和第{seen[place]}行是同一个支部，请只留一行。"))
        seen.setdefault(place, row.number)
        kept = _kept(row, scheme)
        errors += kept if isinstance(kept, list) else []
        rows += [kept] if isinstance(kept, dict) else []
    return Scores([] if errors else rows, errors)


def _kept(row: Row, scheme: Scheme) -> dict[str, Any] | list[CellError]:
    """A row as it is kept, or what is wrong with it."""
    values = row.values
    figures = {
        each.name: plain(figure)
        for each in scheme.components
        if isinstance(figure := values.get(f"figure {each.name}"), Decimal)
    }
    total, wrong = values.get(TOTAL), []
    if not figures and total is None:
        wrong.append(CellError(SCORES, row.number, "", "没有填得分：请填各分项得分，或者填总分。"))
    last = _star(str(values.get("last") or ""), scheme)
    if isinstance(last, str):
        wrong.append(CellError(SCORES, row.number, "“上年星级”", last))
    found = list(_circumstances(str(values.get("found") or ""), scheme))
    wrong += [
        CellError(SCORES, row.number, "“核实情形”", f"方案里没有“{said[:40]}”这一情形。")
        for said, text in found
        if not text
    ]
    if wrong:
        return wrong
    assert not isinstance(last, str)  # noqa: S101 - said above
    return {
        "branch": values["branch"],
        "unit": values["unit"],
        "figures": figures,
        "total": plain(total) if isinstance(total, Decimal) else None,
        "found": [text for _, text in found],
        "last": last[0] if last else None,
        "was": last[1] if last else "",
    } | ({"field": values["field"]} if values.get("field") else {})


def _star(text: str, scheme: Scheme) -> tuple[int, str] | str | None:
    """The level and name of a star as it was written, None for an empty cell; a sentence when it is none."""
    if not text:
        return None
    names = {tier.name: tier for tier in scheme.tiers}
    if text in names:
        return names[text].level, text
    try:
        value, words = read_star(text)
    except ValueError as wrong:
        return str(wrong)
    return value["tier"], words


def _circumstances(text: str, scheme: Scheme) -> Iterator[tuple[str, str]]:
    """What was written and the text of the circumstance meant; the text is empty where the scheme has none such."""
    texts = {asked.text: asked.text for asked in scheme.asked.values()}
    texts |= {code: asked.text for code, asked in scheme.asked.items()}
    for said in text.replace("；", ";").replace("\n", ";").split(";"):
        if said.strip():
            yield said.strip(), texts.get(said.strip(), "")


# --- what a trial came to --------------------------------------------------------------------------------------------

RESULT = SheetSpec(
    "试算结果",
    (
        Column("branch", "党支部", width=28),
        Column("unit", "单位", width=24),
        Column("was", "原星级", width=12),
        Column("before_score", "对照得分", "decimal", width=10, places=4),
        Column("before", "对照星级", width=12),
        Column("score", "得分", "decimal", width=10, places=4),
        Column("star", "星级", width=12),
        Column("changed", "变化", width=16),
        Column("why", "为什么", width=80),
    ),
    header_row=2,
)
COUNTS = SheetSpec(
    "各档个数",
    (Column("star", "星级", width=16), Column("before", "对照", "integer"), Column("after", "本方案", "integer")),
    header_row=2,
)
LIMITS = SheetSpec("名额", (Column("which", "方案", width=16), Column("words", "名额", width=90)), header_row=2)


def trial_result(title: str, before: Trial | None, after: Trial, footer: str) -> bytes:
    """A trial beside the one it is compared with, branch by branch, with the counts and the quotas that bite."""
    rows = [_result_row(before.outcomes[n] if before else None, each) for n, each in enumerate(after.outcomes)]
    stars = dict.fromkeys([*(before.distribution if before else {}), *after.distribution])
    old = before.distribution if before else {}
    counts = [(star, old.get(star, 0) if before else None, after.distribution.get(star, 0)) for star in stars]
    limits = [("对照", bite.words) for bite in (before.bites if before else ())]
    limits += [("本方案", bite.words) for bite in after.bites]
    sheets = [SheetData(RESULT, rows, (title,), (footer,)), SheetData(COUNTS, counts, (title,), (footer,))]
    return write_workbook([*sheets, SheetData(LIMITS, limits, (title,), (footer,))], {})


def _result_row(before: Outcome | None, after: Outcome) -> tuple[object, ...]:
    entry, was = after.entry, before.star if before else after.entry.was
    return (
        entry.branch, entry.unit, entry.was or None, _score(before), before.star if before else None, _score(after),
        after.star, f"{was}→{after.star}" if was and was != after.star else None, "".join((*after.why, *after.notes)),
    )  # fmt: skip


def _score(outcome: Outcome | None) -> Decimal | None:
    return outcome.result.score if outcome and outcome.result else None
