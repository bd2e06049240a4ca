"""Rows of the sheet 单位."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.excel import Row
from permissions import tree
from permissions.models import OrgUnit, UnitRelation
from permissions.roles import Field, UnitKind
from permissions.tree import TreeError
from workflows.organisation import rules
from workflows.organisation.actions.batch import Done
from workflows.organisation.workbooks.draft import NOT_KEPT, Draft, Line, put
from workflows.organisation.workbooks.sheets import UNITS

PLAIN = {
    "name": "全称", "short_name": "简称", "founded_on": "成立日期", "term_from": "本届起始", "term_until": "本届届满",
    "term_note": "延期或提前换届的依据",
}  # fmt: skip
TERM = ("term_from", "term_until", "term_note")
RELATED = {"party_group": UnitRelation.Kind.PARTY_GROUP, "discipline": UnitRelation.Kind.DISCIPLINE}
RELATING = (UnitKind.ORG_COMMITTEE, UnitKind.GENERAL_BRANCH, UnitKind.DIRECT_BRANCH)


@dataclass
class Entry:
    """A row, its unit, and what comes of it."""

    row: Row
    unit: OrgUnit
    line: Line


def check(draft: Draft, rows: Sequence[Row], years: dict[str, int]) -> None:
    """Take the rows of the sheet into the draft: first all units, then what each says of others."""
    entries = [entry for row in rows if (entry := _enter(draft, row))]
    for entry in entries:
        _put_under(draft, entry)
    draft.beside = _named_beside(draft, entries)
    for entry in entries:
        _check_place(draft, entry)
        _check_days(draft, entry, years)
        _relate(draft, entry)
        _keep(draft, entry)


def _enter(draft: Draft, row: Row) -> Entry | None:
    """Find or make the unit of a row, with its names and days."""
    code = str(row.values["code"])
    if not draft.once(UNITS, row, "code", code, "单位"):
        return None
    found = draft.known.units.get(code)
    if found is not None and not draft.keeps(found):
        draft.wrong(UNITS, row, "code", NOT_KEPT)
        return None
    if found is not None and found.dissolved_on is not None:
        draft.wrong(UNITS, row, "code", f"编码“{code}”的单位已撤销，不能再导入。请删掉这一行或换一个编码。")
        return None
    unit = found or OrgUnit(code=code)
    draft.units[code] = unit
    line = Line(UNITS, row.number, "", found is None)
    _set_kind(draft, row, unit, line)
    for name, title in PLAIN.items():
        put(unit, name, row.values[name], title, line)
    _set_field(row, unit, line)
    line.name = unit.short_name
    return Entry(row, unit, line)


def _set_kind(draft: Draft, row: Row, unit: OrgUnit, line: Line) -> None:
    kind = next(kind for kind in UnitKind if kind.label == row.values["kind"])
    if unit.kind and unit.kind != kind and not {unit.kind, kind} <= tree.BRANCHES:
        text = f"系统里是{unit.get_kind_display()}，类别不能改成{kind.label}。请改回原类别，或用新编码另设单位。"
        draft.wrong(UNITS, row, "kind", text)
    elif unit.kind != kind:
        before = unit.get_kind_display() if unit.kind else ""
        unit.kind = kind
        line.differs("kind", "类别", before, kind.label)


def _set_field(row: Row, unit: OrgUnit, line: Line) -> None:
    """The field that was chosen; a blank cell changes nothing."""
    before, chosen = unit.get_field_display(), row.values["field"]
    if chosen is not None and chosen != before:
        unit.field = next(field for field in Field if field.label == chosen)
        line.differs("field", "领域", before, str(chosen))


def _put_under(draft: Draft, entry: Entry) -> None:
    code = entry.row.values["parent"]
    parent = draft.units.get(str(code)) if code else None
    if code and parent is None:
        text = f"没有编码为“{code}”的单位，或不在您管理的范围内。请核对上级编码，新单位也要写进本表。"
        draft.wrong(UNITS, entry.row, "parent", text)
    elif parent is not None and parent is not entry.unit.parent:
        before = entry.unit.parent
        entry.unit.parent = parent
        entry.line.differs("parent", "上级组织", before.short_name if before else "", parent.short_name)


def _named_beside(draft: Draft, entries: Sequence[Entry]) -> set[str]:
    """Codes of what units kept have beside them by this file: their keeper may add it, as on the page of the unit."""
    kept = [entry for entry in entries if entry.unit.kind in RELATING and draft.keeps(entry.unit)]
    return {
        code
        for entry in kept
        for key, kind in RELATED.items()
        if (code := str(entry.row.values[key] or "")) and _is_new_beside(draft, code, kind)
    }


def _is_new_beside(draft: Draft, code: str, kind: UnitRelation.Kind) -> bool:
    unit = draft.units.get(code)
    return (
        unit is not None and unit._state.adding and unit.parent is None and tree.BESIDE.get(UnitKind(unit.kind)) == kind
    )


def _check_place(draft: Draft, entry: Entry) -> None:
    """A new place must be one that the tree and the importer's own part of it allow."""
    row, unit, fields = entry.row, entry.unit, entry.line.fields
    if not (entry.line.is_new or {"上级组织", "类别"} & fields.keys()) or _has_error(draft, row, "parent"):
        return
    if _circles(unit, len(draft.units)):
        draft.wrong(UNITS, row, "parent", "上级编码绕成了圈：沿着上级找上去又回到本单位。请核对这几个单位的上级编码。")
        return
    if problem := _not_kept(draft, unit):
        draft.wrong(UNITS, row, "parent", problem)
        return
    try:
        tree.check_place(unit.kind, unit.parent)
    except TreeError as error:
        draft.wrong(UNITS, row, "parent", str(error))


def _not_kept(draft: Draft, unit: OrgUnit) -> str:
    """Why the importer may not put a unit where it is to stand, in a sentence; empty when he may."""
    if draft.known.keeps_all or (unit._state.adding and unit.code in draft.beside):
        return ""
    if unit.parent is None and UnitKind(unit.kind) in tree.BESIDE:
        return f"新设的{unit.get_kind_display()}，请把它的编码写进您管理的单位的“党组编码”或“机关纪委编码”。"
    if unit.parent is None or not draft.keeps(unit.parent):
        return "上级应是您管理的单位。请写本单位或下属组织的编码。"
    return ""


def _has_error(draft: Draft, row: Row, key: str) -> bool:
    where = (UNITS, row.number, draft.columns[UNITS, key])
    return any((each.sheet, each.row, each.column) == where for each in draft.errors)


def _circles(unit: OrgUnit, longest: int) -> bool:
    above = unit.parent
    for _ in range(longest):
        if above is None:
            return False
        if above is unit:
            return True
        above = above.parent
    return True


def _check_days(draft: Draft, entry: Entry, years: dict[str, int]) -> None:
    unit, row = entry.unit, entry.row
    if unit.founded_on and unit.founded_on > draft.today:
        draft.wrong(UNITS, row, "founded_on", "成立日期不能晚于今天。请核对。")
    if not {PLAIN[name] for name in TERM} & entry.line.fields.keys():
        return
    if (length := years.get(unit.kind)) is None:
        draft.wrong(UNITS, row, "term_from", f"{unit.get_kind_display()}没有任期。请清空本届起始、届满和依据。")
        return
    _follow_start(entry, length)
    problems = rules.term_problems(unit.term_from, unit.term_until, unit.term_note, length, draft.today)
    for name, text in problems.items():
        draft.wrong(UNITS, row, name, text)


def _follow_start(entry: Entry, length: int) -> None:
    """Compute an end that was left blank, anew for a new start; what the old end rested on goes with it."""
    unit, row, line = entry.unit, entry.row, entry.line
    begins = "term_from" in line.columns and row.values["term_until"] is None
    if unit.term_from is None or not (begins or unit.term_until is None):
        return
    put(unit, "term_until", rules.term_end(unit.term_from, length), PLAIN["term_until"], line)
    if begins and row.values["term_note"] is None:
        put(unit, "term_note", "", PLAIN["term_note"], line)


def _relate(draft: Draft, entry: Entry) -> None:
    for key, kind in RELATED.items():
        code = entry.row.values[key]
        target = draft.unit(UNITS, entry.row, key) if code else None
        before = draft.known.relations.get((entry.unit.pk or 0, kind))
        if target is None or target is before:
            continue
        if tree.BESIDE.get(UnitKind(target.kind)) != kind:
            text = f"“{target.short_name}”是{target.get_kind_display()}，不是{kind.label}。请核对编码。"
            draft.wrong(UNITS, entry.row, key, text)
        elif entry.unit.kind not in RELATING:
            draft.wrong(UNITS, entry.row, key, f"{entry.unit.get_kind_display()}不设{kind.label}关系。请清空这一格。")
        elif before is None or before.code != target.code:
            draft.batch.relations.append(UnitRelation(unit=entry.unit, kind=kind, target=target))
            entry.line.fields[kind.label] = [before.short_name if before else "", target.short_name]


def _keep(draft: Draft, entry: Entry) -> None:
    line, unit, batch = entry.line, entry.unit, draft.batch
    draft.settle(line)
    if line.is_new:
        batch.new_units.append(unit)
        fields = {"单位编码": ["", unit.code]} | line.fields
        batch.done.append(Done("unit_new", "新增组织", unit, unit.name, fields))
    elif line.fields:
        batch.changed_units.append((unit, line.columns))
        if "parent" in line.columns:
            draft.moved.append((entry.row, unit))
        verb = ("unit_move", "移动组织") if "上级组织" in line.fields else ("unit_edit", "修改组织")
        batch.done.append(Done(*verb, unit, unit.name, line.fields))
