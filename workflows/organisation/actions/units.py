"""Units: added, changed, related; each change checks the duty and goes into the ledger."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from permissions import tree
from permissions.actor import Actor
from permissions.models import OrgUnit, UnitRelation
from permissions.roles import UnitKind
from workflows.engine import attendance, ledger
from workflows.engine.errors import Incomplete
from workflows.engine.ledger import Change
from workflows.organisation import rules
from workflows.organisation.actions.unit_doors import change, check_kept, locked, refusing
from workflows.organisation.queries import terms
from workflows.organisation.queries.people import differences

FIELDS = {
    "code": "单位编码",
    "name": "全称",
    "short_name": "简称",
    "position": "排序",
    "field": "领域",
    "founded_on": "成立日期",
    "term_from": "本届起始",
    "term_until": "本届届满",
    "term_note": "延期或提前换届的依据",
}


@dataclass(frozen=True)
class UnitInput:
    """What is kept of a unit. An empty end of term is computed from its start."""

    code: str
    name: str
    short_name: str
    position: int = 0
    field: str = ""
    founded_on: date | None = None
    term_from: date | None = None
    term_until: date | None = None
    term_note: str = ""


@transaction.atomic
def unit_new(given: UnitInput, kind: str, parent: OrgUnit, *, by: Actor, basis: str = "") -> OrgUnit:
    """Add a unit under another; a 党组 or 机关纪委 is put beside the tree and related to it.

    Raises Refused for a wrong place or code, Incomplete for a wrong term, NotAllowed.
    """
    check_kept(by, parent)
    facts = _checked(given, kind)
    beside = tree.BESIDE.get(UnitKind(kind))
    with refusing():
        unit = tree.add_unit(kind=kind, parent=None if beside else parent, **facts)
        if beside:
            tree.relate(parent, beside, unit)
    fields = {"类别": ["", unit.get_kind_display()], "上级组织": ["", parent.name]} | differences({}, described(unit))
    ledger.enter([change("unit_new", "新增组织", unit, fields, basis)], by=by)
    attendance.recheck()
    return unit


@transaction.atomic
def unit_edit(unit: OrgUnit, given: UnitInput, *, by: Actor, basis: str = "") -> OrgUnit:
    """Change what is kept of a unit; nothing is entered when nothing differs. Raises as `unit_new`."""
    unit = locked(unit)
    check_kept(by, unit)
    before = described(unit)
    with refusing():
        tree.edit_unit(unit, **_checked(given, unit.kind))
    if fields := differences(before, described(unit)):
        ledger.enter([change("unit_edit", "修改组织", unit, fields, basis)], by=by)
    return unit


@transaction.atomic
def unit_relate(unit: OrgUnit, kind: str, target: OrgUnit, *, by: Actor) -> UnitRelation:
    """Say which 党组 or 机关纪委 belongs to a unit. Raises Refused, NotAllowed."""
    check_kept(by, unit, target)
    with refusing():
        made = tree.relate(unit, kind, target)
    ledger.enter(_related("unit_relate", "设置关系", made, ["", target.name]), by=by)
    attendance.recheck()
    return made


@transaction.atomic
def unit_unrelate(relation: UnitRelation, *, by: Actor) -> None:
    """End a relation; both units stay. Raises NotAllowed."""
    check_kept(by, relation.unit)
    changes = _related("unit_unrelate", "解除关系", relation, [relation.target.name, ""])
    tree.unrelate(relation)
    ledger.enter(changes, by=by)
    attendance.recheck()


def _related(verb: str, label: str, relation: UnitRelation, names: list[str]) -> list[Change]:
    kind = relation.get_kind_display()
    backwards = [relation.unit.name if each else "" for each in names]
    return [
        change(verb, label, relation.unit, {kind: names}),
        change(verb, label, relation.target, {f"所属组织（{kind}）": backwards}),
    ]


def _checked(given: UnitInput, kind: str) -> tree.UnitFacts:
    """The facts to store, the end of a term computed. Raises Incomplete with a sentence for each that is wrong."""
    years = terms.years().get(kind)
    today = timezone.localdate()
    problems = {"founded_on": "成立日期不能晚于今天。"} if given.founded_on and given.founded_on > today else {}
    until, note = given.term_until, given.term_note.strip()
    if years is None:
        if given.term_from or until or note:
            problems["term_from"] = f"{UnitKind(kind).label}没有任期，请清空。"
    else:
        problems |= rules.term_problems(given.term_from, until, note, years, today)
    if problems:
        raise Incomplete(list(problems.values()))
    if years and given.term_from and until is None:
        until = rules.term_end(given.term_from, years)
    return {
        "code": given.code.strip(),
        "name": given.name.strip(),
        "short_name": given.short_name.strip(),
        "position": given.position,
        "field": given.field,
        "founded_on": given.founded_on,
        "term_from": given.term_from,
        "term_until": until,
        "term_note": note,
    }


def described(unit: OrgUnit) -> dict[str, str]:
    """What is kept of a unit, by the words of each field."""
    plainly = {words: _words(getattr(unit, field)) for field, words in FIELDS.items()}
    return plainly | {FIELDS["field"]: unit.get_field_display()}


def _words(value: Any) -> str:
    return "" if value in (None, 0) else str(value)
