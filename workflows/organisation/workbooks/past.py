"""Rows of 历史结果, 荣誉, 处分, 无处分说明, 党务经历 and 转入支部: the past as facts, each with its source."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from forms.excel import Row
from permissions.models import OrgUnit, Person
from workflows.engine.models import Fact
from workflows.engine.registry import FactKind
from workflows.organisation import queries
from workflows.organisation.actions.batch import FactOf
from workflows.organisation.actions.facts import joined_words
from workflows.organisation.actions.facts import shown as worded
from workflows.organisation.queries.keeping import OWN_PAST
from workflows.organisation.rules import clean_words
from workflows.organisation.workbooks.draft import Draft, Line, is_branch, shown
from workflows.organisation.workbooks.sheets import (
    CLEAN,
    DISCIPLINE,
    EARLIEST,
    HONOURS,
    JOINED,
    PARTY_WORK,
    RESULTS,
)

Subject = OrgUnit | Person
LASTING = {
    DISCIPLINE: queries.DISCIPLINE_FACT,
    CLEAN: queries.CLEAN_FACT,
    PARTY_WORK: queries.PARTY_WORK_FACT,
    JOINED: queries.JOINED_FACT,
}
"""The sheets whose facts have a first day."""
BOTH = "单位编码和工号只填一格：集体的填单位编码，个人的填工号。"


def check(draft: Draft, rows: dict[str, Sequence[Row]], results: dict[str, FactKind]) -> None:
    """Take the rows of all these sheets into the draft."""
    for row in rows.get(RESULTS, ()):
        _result(draft, row, results[str(row.values["kind"])])
    for row in rows.get(HONOURS, ()):
        _honour(draft, row)
    for row in rows.get(DISCIPLINE, ()):
        _lasting(draft, DISCIPLINE, row, ("kind", "basis"), _text(row, "kind"))
    for row in rows.get(CLEAN, ()):
        _lasting(draft, CLEAN, row, ("body", "years"), clean_words(row.values["since"]))
    for row in rows.get(PARTY_WORK, ()):
        _lasting(draft, PARTY_WORK, row, ("post", "unit"), _text(row, "unit") + _text(row, "post"))
    for row in rows.get(JOINED, ()):
        _joined(draft, row)


def _result(draft: Draft, row: Row, kind: FactKind) -> None:
    assert kind.read is not None  # noqa: S101 - only such kinds are offered
    subject = _subject(draft, RESULTS, row, of_person=kind.of_person, of_unit=not kind.of_person)
    year = _year(draft, RESULTS, row)
    try:
        value, words = kind.read(str(row.values["result"]))
    except ValueError as error:
        draft.wrong(RESULTS, row, "result", str(error))
        return
    if subject is not None and year is not None:
        given = FactOf(subject, kind.key, year, "", value, words, _text(row, "source"), _end_of(year, draft.today))
        _take(draft, RESULTS, row, given, {"结果": words}, kind.label)


def _honour(draft: Draft, row: Row) -> None:
    subject, year = _subject(draft, HONOURS, row), _year(draft, HONOURS, row)
    if subject is None or year is None:
        return
    key = queries.UNIT_HONOUR_FACT if isinstance(subject, OrgUnit) else queries.HONOUR_FACT
    name = _text(row, "name")
    value = {part: _text(row, part) for part in ("kind", "sponsor", "batch")}
    given = FactOf(subject, key, year, name, value, name, _text(row, "source"), _end_of(year, draft.today))
    _take(draft, HONOURS, row, given, _titled(draft, HONOURS, value), name)


def _joined(draft: Draft, row: Row) -> None:
    branch = draft.unit(JOINED, row, "branch")
    if branch is not None and not is_branch(branch):
        draft.wrong(JOINED, row, "branch", f"“{branch.short_name}”不是党支部。请写党支部的编码。")
    elif branch is not None:
        _lasting(draft, JOINED, row, ("branch",), joined_words(branch), branch.code)


def _lasting(draft: Draft, sheet: str, row: Row, parts: tuple[str, ...], words: str, item: str = "") -> None:
    """A fact with a first day, which is its item unless another is given, and perhaps a last one."""
    subject, since, until = draft.person(sheet, row), row.values["since"], row.values.get("until")
    assert isinstance(since, date)  # noqa: S101 - the column is a required date
    last = until if isinstance(until, date) else None
    if not date(EARLIEST, 1, 1) <= since <= draft.today:
        draft.wrong(sheet, row, "since", f"应在{EARLIEST}年以后、今天以前。请核对。")
    elif last and last < since:
        draft.wrong(sheet, row, "until", "不能早于开始的日期。请核对。")
    elif subject is not None:
        value = {part: _text(row, part) for part in parts}
        given = FactOf(
            subject, LASTING[sheet], since.year, item or since.isoformat(), value, words, _text(row, "source"), since,
            last,
        )  # fmt: skip
        days = {"since": shown(since)} | ({"until": shown(last)} if last else {})
        _take(draft, sheet, row, given, _titled(draft, sheet, value | days), words)


def _text(row: Row, key: str) -> str:
    return str(row.values[key] or "")


def _end_of(year: int, today: date) -> date:
    return min(date(year, 12, 31), today)


def _titled(draft: Draft, sheet: str, value: dict[str, str]) -> dict[str, str]:
    return {draft.titles[sheet, part]: text for part, text in value.items()}


def _year(draft: Draft, sheet: str, row: Row) -> int | None:
    year = row.values["year"]
    assert isinstance(year, int)  # noqa: S101 - the column is a required integer
    if year <= draft.today.year:
        return year
    draft.wrong(sheet, row, "year", f"年度不能晚于{draft.today.year}年。请核对。")
    return None


def _subject(draft: Draft, sheet: str, row: Row, *, of_person: bool = True, of_unit: bool = True) -> Subject | None:
    """The unit or the person that a row is about; notes an error when it is neither or both."""
    unit, staff_no = row.values["unit"], row.values["staff_no"]
    if not of_person and (staff_no or not unit):
        draft.wrong(sheet, row, "unit", "这一类是集体的结果。请只填单位编码，不填工号。")
    elif not of_unit and (unit or not staff_no):
        draft.wrong(sheet, row, "staff_no", "这一类是个人的结果。请只填工号，不填单位编码。")
    elif bool(unit) == bool(staff_no):
        draft.wrong(sheet, row, "unit", BOTH)
    else:
        return draft.unit(sheet, row) if unit else draft.person(sheet, row)
    return None


def _take(draft: Draft, sheet: str, row: Row, given: FactOf, texts: dict[str, str], what: str) -> None:
    """Compare a fact with the one that stands in its place, and keep it when it is another."""
    if not draft.once(sheet, row, "source", given.place(), "人或单位的同一事项"):
        return
    name = f"{given.subject.name if isinstance(given.subject, Person) else given.subject.short_name} {what}"
    standing = _standing(draft, given)
    line = Line(sheet, row.number, name, standing is None)
    if standing is not None:
        given = _kept(given, standing)
        line.fields = _differences(draft, sheet, given, standing, texts)
    if line.fields and standing is not None and standing.process_id is not None:
        text = f"{standing.year}年的“{standing.words}”由本系统办理产生，不能用导入改写。请删掉这一行。"
        draft.wrong(sheet, row, "", text)
        return
    if (line.fields or standing is None) and isinstance(given.subject, Person) and draft.is_self(given.subject):
        draft.wrong(sheet, row, "staff_no", OWN_PAST)
        return
    draft.settle(line)
    if standing is None or line.fields:
        draft.batch.facts.append(given)


def _standing(draft: Draft, given: FactOf) -> Fact | None:
    if given.subject._state.adding:
        return None
    of_unit = isinstance(given.subject, OrgUnit)
    unit, person = (given.subject.pk, None) if of_unit else (None, given.subject.pk)
    return draft.known.facts.get((given.key, given.year, unit, person, given.item))


def _kept(given: FactOf, standing: Fact) -> FactOf:
    """The fact with what was left blank as it stands."""
    value = standing.value | {part: text for part, text in given.value.items() if text != ""}
    more: dict[str, Any] = {"value": value, "before": worded(standing)}
    if given.key not in LASTING.values():
        more["valid_from"] = standing.valid_from
    return FactOf(**vars(given) | more | {"valid_until": given.valid_until or standing.valid_until})


def _differences(
    draft: Draft, sheet: str, given: FactOf, standing: Fact, texts: dict[str, str]
) -> dict[str, list[str]]:
    """What differs, by title; what a process adds to a value of its own (a score) is not compared."""
    titles = {title: part for (of, part), title in draft.titles.items() if of == sheet}
    old = {part: shown(text) for part, text in standing.value.items()} | {
        "result": standing.words, "source": standing.source, "since": shown(standing.valid_from),
        "until": shown(standing.valid_until),
    }  # fmt: skip
    new = texts | {draft.titles[sheet, "source"]: given.source}
    return {
        title: [old.get(titles[title], ""), text]
        for title, text in new.items()
        if text and text != old.get(titles[title], "")
    }
