"""The workbook as it is handed out: empty, filled with the present organisation, and the list of what is wrong."""

from collections.abc import Iterable, Sequence
from typing import Any

from forms.excel import Column, SheetData, SheetSpec, write_workbook
from permissions.actor import Actor
from permissions.models import Appointment, OrgUnit, Person, User
from workflows.organisation.queries import imports as reading
from workflows.organisation.workbooks import sheets

ERRORS = SheetSpec(
    "错误清单",
    (
        Column("sheet", "工作表", width=14),
        Column("row", "行", "integer", width=8),
        Column("column", "列", width=20),
        Column("text", "问题和办法", width=90),
    ),
    header_row=2,
)

Line = tuple[object, ...]


def template() -> bytes:
    """The empty workbook."""
    return write_workbook([SheetData(spec) for spec in sheets.specs()], {}, notes=sheets.HOW)


def filled(actor: Actor, footer: str) -> bytes:
    """The units, people, posts and accounts that the actor keeps, to be changed and imported again.

    The past is not in it, nor are identity numbers and the posts of 三员.
    """
    rows: dict[str, list[Line]] = {
        sheets.UNITS: list(_units(reading.units_kept(actor))),
        sheets.PEOPLE: [_person(row) for row in reading.people_kept(actor)],
        sheets.POSTS: [_post(row) for row in reading.posts_kept(actor)],
        sheets.ACCOUNTS: [_account(row) for row in reading.accounts_kept(actor)],
    }
    data = [
        SheetData(spec, rows.get(spec.title, []), footer=(footer,) if rows.get(spec.title) else (), plain=True)
        for spec in sheets.specs()
    ]
    return write_workbook(data, {}, notes=sheets.HOW)


def _units(rows: Iterable[OrgUnit]) -> Iterable[Line]:
    for row in rows:
        beside = {relation.kind: relation.target.code for relation in row.relations.all()}
        yield (
            row.code, row.name, row.short_name, row.get_kind_display(), row.parent.code if row.parent else None,
            row.founded_on, row.term_from, row.term_until, row.term_note or None,
            beside.get("party_group"), beside.get("discipline"), row.get_field_display() or None,
        )  # fmt: skip


def _person(row: Person) -> Line:
    return (
        row.staff_no, row.name, row.gender or None, row.birth_on, row.get_roll_display(), row.joined_on, row.formal_on,
        row.branch.code if row.branch else None, row.rank or None, _yes(row.is_leader), _yes(row.is_frontline), None,
    )  # fmt: skip


def _yes(flag: bool) -> str:
    return sheets.YES_NO[0] if flag else sheets.YES_NO[1]


def _post(row: Appointment) -> Line:
    person = row.user.person
    return person and person.staff_no, row.get_role_display(), row.unit.code, row.starts_on, row.ends_on


def _account(row: User) -> Line:
    return row.person and row.person.staff_no, row.username


def error_list(name: str, errors: Sequence[dict[str, Any]], footer: str) -> bytes:
    """What is wrong with an imported workbook, as a workbook."""
    lines = [(each["sheet"] or None, each["row"] or None, each["column"] or None, each["text"]) for each in errors]
    return write_workbook([SheetData(ERRORS, lines, (f"{name}的错误清单",), (footer,), plain=True)], {})
