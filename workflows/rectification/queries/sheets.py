"""The ledger as sheets show it: rows of a template's columns, streamed, and the units that a sheet may name."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import QuerySet

from permissions.models import OrgUnit, User
from workflows.engine.models import Round
from workflows.engine.pages import visible
from workflows.rectification.models import Measure, Participation, Problem
from workflows.rectification.queries.rounds import taking_part, why_not
from workflows.rectification.rules import LimitKind, Programme
from workflows.rectification.rules import sheet_columns as columns
from workflows.rectification.rules.sheet_columns import Pair
from workflows.rectification.rules.written import day_words, measure_words
from workflows.rectification.states import MeasureState, ProblemState

CHUNK = 1000
"""Values in one condition, and rows rendered at a time: more would be too many for SQLite and for memory."""
READ = (
    "pk", "unit_id", "state", "text", "source", "category", "severity", "inspection", "found_on", "requirement",
    "limit", "due_on", "by_month", "cause", "goal", "leader", "department", "owner", "progress", "progress_on",
    "remark", "reference", "extra", "process__number",
)  # fmt: skip
"""What a row of the ledger is rendered from, in this order."""
_AT = {name: place for place, name in enumerate(READ)}
_T = TypeVar("_T")

Values = tuple[Any, ...]
"""One problem's values of `READ`."""


@dataclass
class Units:
    """The units at and below a host: by code, and by each of their names; how a sheet calls each."""

    by_code: dict[str, OrgUnit] = field(default_factory=dict)
    by_name: dict[str, list[OrgUnit]] = field(default_factory=dict)
    able: set[int] = field(default_factory=set)
    """Those that may lead a problem or take part in one."""
    words: dict[int, str] = field(default_factory=dict)
    """Its short name, or its code where another is called the same."""

    def named(self, text: str) -> OrgUnit:
        """The unit of a code or a name. Raises ValueError with a sentence when there is none, or more than one."""
        found = [self.by_code[text]] if text in self.by_code else self.by_name.get(text, [])
        if len(found) > 1:
            codes = "、".join(unit.code for unit in found[:5])
            raise ValueError(f"叫“{text}”的单位有{len(found)}个，请改写单位编码：{codes}。")
        if not found:
            raise ValueError(f"主办单位以下没有名称或编码为“{text[:30]}”的单位。请核对。")
        if sentence := why_not(found[0], self.able):
            raise ValueError(sentence)
        return found[0]


def units_of(round_: Round) -> Units:
    """The units that a programme may name: the host, and all below it. Two statements."""
    found = Units(able=set(taking_part(round_).values_list("pk", flat=True)))
    names: defaultdict[str, list[OrgUnit]] = defaultdict(list)
    for unit in OrgUnit.objects.filter(above__ancestor=round_.unit_id).order_by("pk"):
        found.by_code[unit.code] = unit
        for name in {unit.name, unit.short_name} - {""}:
            names[name].append(unit)
    standing = {name: [unit for unit in rows if unit.dissolved_on is None] for name, rows in names.items()}
    found.by_name = {name: standing[name] or rows for name, rows in names.items()}
    for unit in found.by_code.values():
        found.words[unit.pk] = unit.short_name if names[unit.short_name] == [unit] else unit.code
    return found


def ledger(round_: Round) -> QuerySet[Problem]:
    """The problems of a programme, the first registered first; those void left out."""
    return Problem.objects.filter(round=round_).exclude(state=ProblemState.VOID).order_by("pk")


def seen_ledger(round_: Round, user: User) -> QuerySet[Problem]:
    """What a person may see of it."""
    return visible(ledger(round_), user)


class Sheet:
    """Renders problems as rows of the columns of a template."""

    def __init__(self, pairs: Sequence[Pair], programme: Programme, units: Units) -> None:
        self.pairs, self.programme, self.units = pairs, programme, units
        fields = [name for _, name in pairs]
        self.joined = sum(name in (columns.TEXT, columns.KIND) for name in fields) > 1
        self.first_text = fields.index(columns.TEXT) if columns.TEXT in fields else -1
        self.limits = {} if "limit" in fields else _named_in_place_of_a_day(programme)
        self.others_apart = columns.OTHERS in fields
        self.cells = [self._cell(place, heading, name) for place, (heading, name) in enumerate(pairs)]
        self.needs = {columns.MEASURES, columns.OTHERS, columns.UNIT} & set(fields)
        self.extras = any(name == "" or (self.joined and name == columns.TEXT) for name in fields)

    def rows(self, found: Sequence[Values]) -> Iterator[tuple[str, ...]]:
        """The rows of some problems. At most two statements."""
        keys = [values[0] for values in found]
        measures = measures_of(keys) if columns.MEASURES in self.needs else {}
        others = others_of(keys) if self.needs - {columns.MEASURES} else {}
        for values in found:
            extra = dict(values[_AT["extra"]]) if self.extras else {}
            beside = (extra, measures.get(values[0], ()), others.get(values[0], ()))
            yield tuple(cell(values, *beside) for cell in self.cells)

    def stream(self, problems: QuerySet[Problem]) -> Iterator[tuple[str, ...]]:
        """The rows of any number of problems, some at a time; one that is gone meanwhile is left out.

        The keys of many are read first: SQLite lets nobody write who still reads what another has written to since.
        """
        few = list(problems.values_list(*READ)[:CHUNK])
        if len(few) < CHUNK:
            yield from self.rows(few)
            return
        keys = list(problems.values_list("pk", flat=True))
        for at in range(0, len(keys), CHUNK):
            some = keys[at : at + CHUNK]
            found = {values[0]: values for values in Problem.objects.filter(pk__in=some).values_list(*READ)}
            yield from self.rows([found[key] for key in some if key in found])

    def _cell(self, place: int, heading: str, name: str) -> Callable[..., str]:
        plain = _AT.get(name, 0)
        special: dict[str, Callable[..., str]] = {
            "": lambda values, extra, *_: extra.get(heading, ""),
            columns.KIND: _value(_AT["category"]),
            columns.NUMBER: _value(_AT["process__number"]),
            columns.STATE: _word(_AT["state"], {str(state): state.label for state in ProblemState}),
            "source": _word(_AT["source"], {each.code: each.name for each in self.programme.sources}),
            "severity": _word(_AT["severity"], {each.code: each.name for each in self.programme.severities}),
            "limit": _word(_AT["limit"], {each.code: each.name for each in self.programme.limits}),
            "found_on": lambda values, *_: day_words(values[plain]),
            "progress_on": lambda values, *_: day_words(values[plain]),
            columns.DUE: self._due,
            columns.UNIT: self._unit,
            columns.OTHERS: lambda values, extra, measures, others: "、".join(map(self._unit_word, others)),
            columns.MEASURES: lambda values, extra, measures, others: measure_words(list(measures)),
        }
        if name == columns.TEXT and self.joined:
            return self._part_of_text(heading, first=place == self.first_text)
        return special.get(name) or _value(plain)

    def _part_of_text(self, heading: str, *, first: bool) -> Callable[..., str]:
        """What this column held; of a problem that was not read from such a sheet the first one tells all."""
        text, known = _AT["text"], [name for name, field in self.pairs if field == columns.TEXT]

        def cell(values: Values, extra: Mapping[str, str], *_: object) -> str:
            return extra.get(heading, values[text] if first and not any(name in extra for name in known) else "")

        return cell

    def _due(self, values: Values, *_: object) -> str:
        day = values[_AT["due_on"]]
        return day_words(day, values[_AT["by_month"]]) if day else self.limits.get(values[_AT["limit"]], "")

    def _unit(self, values: Values, extra: object, measures: object, others: Sequence[int]) -> str:
        named = (values[_AT["unit_id"]], *(() if self.others_apart else others))
        return "、".join(map(self._unit_word, named))

    def _unit_word(self, key: int) -> str:
        return self.units.words.get(key, "")


def _named_in_place_of_a_day(programme: Programme) -> dict[str, str]:
    """The kinds of limit that people write where a day is asked: 立行立改, 长期坚持."""
    return {each.code: each.name for each in programme.limits if each.kind is not LimitKind.DATED}


def _value(place: int) -> Callable[..., str]:
    return lambda values, *_: values[place]


def _word(place: int, words: Mapping[str, str]) -> Callable[..., str]:
    return lambda values, *_: words.get(values[place], values[place])


def measures_of(problems: Sequence[int]) -> dict[int, list[str]]:
    """The words of the measures of problems, in order, those dropped left out. One statement."""
    rows = Measure.objects.filter(problem__in=problems).exclude(state=MeasureState.DROPPED)
    return _gathered(rows.order_by("problem", "position", "pk").values_list("problem_id", "text"))


def others_of(problems: Sequence[int]) -> dict[int, list[int]]:
    """The keys of the units that take part in problems beside the lead. One statement."""
    rows = Participation.objects.filter(problem__in=problems).order_by("pk")
    return _gathered(rows.values_list("problem_id", "unit_id"))


def _gathered(rows: QuerySet[Any, tuple[int, _T]]) -> dict[int, list[_T]]:
    found: defaultdict[int, list[_T]] = defaultdict(list)
    for key, value in rows:
        found[key].append(value)
    return found
