"""Turns one row of a ledger into a problem as it would be registered, or says in sentences what is wrong with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from permissions.models import OrgUnit
from workflows.engine.calendar import WorkCalendar
from workflows.rectification.actions.importing import Entry
from workflows.rectification.queries.sheets import Units
from workflows.rectification.rules import Programme, impossible_days, next_review, not_found_yet, row_key, usual_due
from workflows.rectification.rules import sheet_columns as columns
from workflows.rectification.rules.lengths import LONGEST_MEASURE, too_long
from workflows.rectification.rules.sheet_columns import Pair
from workflows.rectification.rules.written import day_of, measures_in, names_in

USUAL = ("source", "inspection", "category", "severity", "found_on", columns.UNIT, "limit", columns.DUE)
"""What may be said once for every row that does not say it."""
NEEDED = (("source", "问题来源"), ("limit", "整改类型"))
NO_TEXT = "问题表述是空的。请补上，或者删掉这一行。"
NO_UNIT = "没有责任单位。请在表里补上，或者在对应列时指定各行通用的责任单位。"
NO_DUE_FOR_MEASURES = "有整改措施的，应写明整改时限。"

Wrong = Callable[[int, str], None]
"""Told the place of a column and a sentence; -1: the row as a whole."""


@dataclass
class _Said:
    """What the cells of a row say."""

    fields: dict[str, Any] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    extra: list[list[str]] = field(default_factory=list)
    units: list[OrgUnit] = field(default_factory=list)
    others: list[OrgUnit] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)


class Entries:
    """Reads rows by what their columns mean; `usual` holds for every row that does not say it, as a person wrote it."""

    def __init__(
        self, pairs: Sequence[Pair], usual: Mapping[str, str], programme: Programme, units: Units, year: int,
        today: date, days: WorkCalendar,
    ) -> None:  # fmt: skip
        self.pairs, self.programme, self.units, self.year = pairs, programme, units, year
        self.today, self.days = today, days
        self.joined = sum(name in (columns.TEXT, columns.KIND) for _, name in pairs) > 1
        self.sources = _codes(programme.sources)
        self.severities = _codes(programme.severities)
        self.limits = _codes(programme.limits)
        self.takers = [self._taker(heading, name) for heading, name in pairs]
        self.usual_wrong: dict[str, str] = {}
        self.usual = _Said()
        for name in USUAL:
            self._take_usual(name, usual.get(name, "").strip())

    def _take_usual(self, name: str, text: str) -> None:
        try:
            if text:
                self._taker(name, name)(self.usual, text)
        except ValueError as wrong:
            self.usual_wrong[name] = str(wrong)

    def read(self, number: int, texts: Sequence[str], wrong: Wrong) -> Entry | None:
        """The entry of a row; None when `wrong` was told."""
        said, good = _Said(), True
        for place, text in enumerate(texts):
            if text:
                try:
                    self.takers[place](said, text)
                except ValueError as error:
                    wrong(place, str(error))
                    good = False
        return self._entry(number, said, wrong) if good else None

    def _entry(self, number: int, said: _Said, wrong: Wrong) -> Entry | None:
        found = {"source": "", "inspection": "", "limit": "", **self.usual.fields}
        if "limit" in said.fields and columns.DUE not in said.fields:
            found = {name: value for name, value in found.items() if name not in (columns.DUE, "by_month")}
        found |= said.fields
        found["text"] = "：".join(said.texts)
        found["extra"] = said.extra
        lead = said.units or self.usual.units
        due = self._measures_due(found) if said.measures else None
        if lacking := self._lacking(found, lead, due, said):
            for place, sentence in lacking:
                wrong(place, sentence)
            return None
        found["key"] = row_key(found["source"], found["inspection"], found["text"])
        others = [unit for unit in dict.fromkeys([*lead[1:], *said.others]) if unit != lead[0]]
        return Entry(number, lead[0], found, said.measures, due or date.max, others)

    def _lacking(
        self, found: Mapping[str, Any], lead: Sequence[OrgUnit], due: date | None, said: _Said
    ) -> list[tuple[int, str]]:
        wrong = [] if found["text"] else [(self._place(columns.TEXT), NO_TEXT)]
        if sentence := too_long(columns.TEXT, found["text"]):
            wrong.append((self._place(columns.TEXT), sentence))
        if not lead:
            wrong.append((self._place(columns.UNIT), NO_UNIT))
        for name, words in NEEDED:
            if not found[name]:
                wrong.append((self._place(name), f"没有{words}。请补上，或者在对应列时指定各行通用的{words}。"))
        if limit := self.programme.limit_by_code.get(found["limit"]):
            days = impossible_days(limit, found.get("found_on"), None, found.get(columns.DUE))
            wrong += [(self._place(columns.DUE), sentence) for sentence in days]
            if sentence := not_found_yet(found.get("found_on"), self.today):
                wrong.append((self._place("found_on"), sentence))
            if said.measures and due is None:
                wrong.append((self._place(columns.DUE), NO_DUE_FOR_MEASURES))
        return wrong

    def _measures_due(self, found: Mapping[str, Any]) -> date | None:
        """Until when a drafted measure is, as long as nobody says otherwise: the problem's own day."""
        limit = self.programme.limit_by_code.get(found["limit"])
        due: date | None = found.get(columns.DUE)
        if due or limit is None:
            return due
        return usual_due(limit, self.today, self.days) or next_review(limit, self.today)

    def _place(self, name: str) -> int:
        """Where the column of a field is; -1 when no column has it."""
        return next((n for n, (_, field) in enumerate(self.pairs) if field == name), -1)

    def _taker(self, heading: str, name: str) -> Callable[[_Said, str], None]:
        """What a column does with the text of its cell. It raises ValueError with a sentence."""
        special: dict[str, Callable[[_Said, str], None]] = {
            "": lambda said, text: said.extra.append([heading, text]),
            columns.NUMBER: lambda said, text: None,
            columns.STATE: lambda said, text: None,
            columns.TEXT: self._text(heading),
            columns.KIND: self._kind,
            columns.UNIT: lambda said, text: said.units.extend(map(self.units.named, names_in(text))),
            columns.OTHERS: lambda said, text: said.others.extend(map(self.units.named, names_in(text))),
            columns.MEASURES: self._measures,
            columns.DUE: self._due,
            "source": self._code("source", "来源", self.sources),
            "severity": self._code("severity", "严重程度", self.severities),
            "limit": self._code("limit", "整改类型", self.limits),
            "found_on": self._day("found_on"),
            "progress_on": self._day("progress_on"),
        }
        return special.get(name) or self._plain(name)

    def _text(self, heading: str) -> Callable[[_Said, str], None]:
        def take(said: _Said, text: str) -> None:
            said.texts.append(text)
            if self.joined:
                said.extra.append([heading, text])

        return take

    def _kind(self, said: _Said, text: str) -> None:
        said.fields["category"] = _short_enough("category", text)
        said.texts.append(text)

    def _measures(self, said: _Said, text: str) -> None:
        said.measures = measures_in(text)
        longest = max(map(len, said.measures), default=0)
        if longest > LONGEST_MEASURE:
            raise ValueError(f"有一条措施{longest}字，最多{LONGEST_MEASURE}字。请删减，或者每条写一行。")

    def _due(self, said: _Said, text: str) -> None:
        if (code := self.limits.get(text)) is not None:
            said.fields.setdefault("limit", code)
            return
        said.fields[columns.DUE], said.fields["by_month"] = day_of(text, self.year)

    def _code(self, name: str, words: str, codes: Mapping[str, str]) -> Callable[[_Said, str], None]:
        def take(said: _Said, text: str) -> None:
            if text not in codes:
                known = "、".join(list(codes)[:15])
                raise ValueError(f"本专项没有{words}“{text[:20]}”。可以填写：{known}。")
            said.fields[name] = codes[text]

        return take

    def _day(self, name: str) -> Callable[[_Said, str], None]:
        def take(said: _Said, text: str) -> None:
            said.fields[name] = day_of(text, self.year)[0]

        return take

    def _plain(self, name: str) -> Callable[[_Said, str], None]:
        def take(said: _Said, text: str) -> None:
            said.fields[name] = _short_enough(name, text)

        return take


def _codes(named: Sequence[Any]) -> dict[str, str]:
    """The code of each by its name."""
    return {each.name: each.code for each in named}


def _short_enough(name: str, text: str) -> str:
    if sentence := too_long(name, text):
        raise ValueError(sentence)
    return text
