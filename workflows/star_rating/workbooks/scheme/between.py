"""What does not fit between the sheets of a scheme's workbook, though every row by itself is right."""

from collections.abc import Iterator, Set

from forms.books import cell_error, rows
from forms.excel import BookResult, CellError, Row
from workflows.star_rating.rules.components import FigureOf
from workflows.star_rating.rules.quotas import QuotaBase, measure
from workflows.star_rating.workbooks.scheme import specs

QUOTA_KEY = ("tier", "span", "direction", "node", "unit_code", "field")
"""Two quotas that agree in all of these say the same thing twice, unless one is a share and one a number (measure)."""


def between_errors(book: BookResult, unsure: Set[str]) -> Iterator[CellError]:
    """What each sheet asks of another, where all of them are known to be right so far.

    `unsure`: the titles of sheets in which something is wrong.
    """
    for check, tables in (
        (_shared_codes, (specs.VETOES, specs.MERITS)),
        (_repeated_quotas, (specs.QUOTAS,)),
        (_headings, (specs.GROUPS,)),
        (_homes, (specs.COMPONENTS, specs.INDICATORS, specs.GROUPS)),
    ):
        if not unsure & {table.title for table in tables}:
            yield from check(book)


def _shared_codes(book: BookResult) -> Iterator[CellError]:
    vetoes = {row.values["code"]: row.number for row in rows(book, specs.VETOES)}
    for row in rows(book, specs.MERITS):
        if (code := row.values["code"]) in vetoes:
            where = f"“{specs.VETOES.title}”表第{vetoes[code]}行"
            yield cell_error(book, specs.MERITS, row, "code", f"“{code}”和{where}的编号相同，请换一个。")


def _repeated_quotas(book: BookResult) -> Iterator[CellError]:
    first: dict[tuple[object, ...], int] = {}
    for row in rows(book, specs.QUOTAS):
        part = specs.QUOTAS.part(row.values)
        counted = measure(part.get("percent"), QuotaBase(str(part["base"])), bool(part.get("field")))
        said = *(part.get(key) for key in QUOTA_KEY), counted
        same = first.setdefault(said, row.number)
        if same != row.number:
            yield cell_error(book, specs.QUOTAS, row, "tier", f"和第{same}行是同一个名额，请合成一行。")


def _headings(book: BookResult) -> Iterator[CellError]:
    """A heading that caps says at what; and none stands under itself."""
    parents = {row.values["code"]: row.values["parent"] for row in rows(book, specs.GROUPS)}
    for row in rows(book, specs.GROUPS):
        if row.values["capped"] == "是" and row.values["full"] is None:
            yield cell_error(book, specs.GROUPS, row, "full", "按满分封顶的应填写满分。")
        if row.values["code"] in _above(parents, row.values["parent"]):
            yield cell_error(book, specs.GROUPS, row, "parent", "绕了一圈又属于自己，请改上级编号。")


def _above(parents: dict[object, object], code: object) -> list[object]:
    """The headings from one upwards, each once."""
    found: list[object] = []
    while code is not None and code not in found:
        found.append(code)
        code = parents.get(code)
    return found


def _homes(book: BookResult) -> Iterator[CellError]:
    """Every indicator counts towards a component that is summed, each of these has some; a heading holds one's only."""
    summed = [row for row in rows(book, specs.COMPONENTS) if row.values["figure_of"] in (None, FigureOf.TABLE.words)]
    codes = [row.values["code"] for row in summed]
    homes = [(row, row.values["component"] or next(iter(codes), None)) for row in rows(book, specs.INDICATORS)]
    for row, home in homes:
        if home not in codes:
            yield cell_error(book, specs.INDICATORS, row, "component", "这个分项不是由指标表合计的。")
    for row in summed:
        if row.values["code"] not in [home for _row, home in homes]:
            yield cell_error(book, specs.COMPONENTS, row, "figure_of", "由指标表合计，但“指标”表里没有一项属于它。")
    yield from _mixed_headings(book, homes)


def _mixed_headings(book: BookResult, homes: list[tuple[Row, object]]) -> Iterator[CellError]:
    parents = {row.values["code"]: row.values["parent"] for row in rows(book, specs.GROUPS)}
    found: dict[object, object] = {}
    for row, home in homes:
        if any(found.setdefault(code, home) != home for code in _above(parents, row.values["group"])):
            yield cell_error(book, specs.INDICATORS, row, "group", "同一个一级指标下的指标应属于同一个分项。")
