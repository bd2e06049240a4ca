"""A sheet with one line for each thing that a document says once, named in its first column."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forms.excel import CellError, Column, Row, SheetSpec
from forms.excel.values import BadValue, convert
from forms.tables import Field


class Lines:
    """The sheet `title`; a key with a dot (publicity.days) stands for a field of a part."""

    def __init__(self, title: str, lines: Sequence[Field]) -> None:
        self.title = title
        self.by_title: Mapping[str, Field] = {line.column.title: line for line in lines}
        self.spec = SheetSpec(
            title,
            (
                Column("item", "项目", required=True, width=26, note="每行一项；不需要的项目把“填写”空着。"),
                Column("value", "填写", width=50),
                Column("note", "怎样填", width=60),
            ),
        )

    def rows(self, source: object) -> list[tuple[object, ...]]:
        """A row for each line, empty where the document or object does not say it, with how it is filled in."""
        return [(title, _cell(line, source), line.column.note) for title, line in self.by_title.items()]

    def document(self, rows: Sequence[Row]) -> dict[str, Any]:
        """What the lines say; the parts of a dotted key belong to one section."""
        made: dict[str, Any] = {}
        for row in rows:
            line = self.by_title[str(row.values["item"])]
            value = line.meant(_converted(line, row))
            if value is not None:
                section, _dot, name = line.column.key.rpartition(".")
                (made.setdefault(section, {}) if section else made)[name] = value
        return made

    def errors(self, rows: Sequence[Row]) -> list[CellError]:
        """Lines that are not known, stand there twice, say what cannot be; else those that are missing."""
        return list(self._wrong_lines(rows)) or list(self._missing_lines(rows))

    def error(self, rows: Sequence[Row], title: str, message: str) -> CellError:
        """Something wrong with what a line says."""
        at = next((row.number for row in rows if row.values["item"] == title), 0)
        return CellError(self.title, at, "“填写”", message)

    def _wrong_lines(self, rows: Sequence[Row]) -> Iterator[CellError]:
        seen: set[object] = set()
        for row in rows:
            item = row.values["item"]
            if item not in self.by_title:
                message = f"没有“{item}”这一项，只能是{'、'.join(self.by_title)}。"
                yield CellError(self.title, row.number, "“项目”", message)
            elif item in seen:
                yield CellError(self.title, row.number, "“项目”", f"“{item}”出现了两次。请删掉多余的一行。")
            else:
                yield from self._wrong_value(self.by_title[str(item)], row)
            seen.add(item)

    def _missing_lines(self, rows: Sequence[Row]) -> Iterator[CellError]:
        there = {row.values["item"] for row in rows}
        for title, line in self.by_title.items():
            if line.column.required and title not in there:
                yield CellError(self.title, 0, "“项目”", f"缺少“{title}”这一行。请补上。")

    def _wrong_value(self, line: Field, row: Row) -> Iterator[CellError]:
        try:
            unknown = line.unknown(_converted(line, row))
            sentence = f"没有{'、'.join(unknown)}，{_may_be(line)}" if unknown else ""
        except BadValue as wrong:
            sentence = _may_be(line) if line.words and row.values["value"] else str(wrong)
        if sentence:
            yield CellError(self.title, row.number, "“填写”", sentence)


def _may_be(line: Field) -> str:
    return f"{line.column.title}只能是{'、'.join(line.words)}。"


def _cell(line: Field, source: object) -> str | None:
    value: Any = source
    for name in line.column.key.split("."):
        value = _part(value, name)
    shown = line.shown(value)
    return None if shown is None else str(shown) if isinstance(shown, str | int | float) else f"{shown:f}"


def _part(value: Any, name: str) -> Any:
    if value is None:
        return None
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name)


def _converted(line: Field, row: Row) -> object:
    return convert(line.column, "s", row.values["value"])
