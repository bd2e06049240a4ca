"""The 汇总表 as a unit brings it in: an empty one to fill in, and reading it back cell by cell. 依据: domain 3.8."""

import re
from dataclasses import dataclass, field
from typing import IO

from forms.excel import CellError, Column, Row, SheetData, SheetSpec, read_workbook, write_workbook
from permissions.models import OrgUnit, Person
from workflows.nomination.queries.importing import NOT_HERE, Pick, Roster
from workflows.nomination.queries.summary import month
from workflows.nomination.rules import AwardRound, Category, Subject

TITLE = "汇总表"
HOW = "每行一个推荐对象。出生年月等以名册为准，只供核对；备注不导入。列的先后可以调换，不能缺列、改列名。"
SAY_WHICH = "请在“单位”列写明党支部，或者在姓名后写人员编号，如张三（D001）。"
MOST = 200
WHERE, WHO, WHAT = "“单位”", "“姓名/组织名”", "“类别”"
_NUMBERED = re.compile(r"(.+?)\s*[（(]\s*([^（()）]+?)\s*[)）]")
_MONTH = re.compile(r"(\d{4})\D*(\d{1,2})(?!\d{2,})")


def spec(award: AwardRound) -> SheetSpec:
    """The columns in their order; only the name and the category must be filled in."""
    names = tuple(category.name for category in award.categories)
    return SheetSpec(
        TITLE,
        (
            Column("n", "序号", width=6, max_length=20),
            Column("unit", "单位", width=26, max_length=120, note="推荐单位或党支部的名称；单位内有同名的，写明党支部"),
            Column(
                "name", "姓名/组织名", required=True, width=18, max_length=120,
                note="个人写姓名，同名的在后面写人员编号，如张三（D001）；组织写全称或简称",
            ),
            Column("gender", "性别", width=6, max_length=10),
            Column("born", "出生年月", width=10, max_length=30),
            Column("joined", "入党时间", width=10, max_length=30),
            Column("duty", "职务", width=26, max_length=60, note="单位及职务，带入推荐审批表"),
            Column("category", "类别", "choice", required=True, choices=names, width=16),
            Column("frontline", "是否一线", width=9, max_length=20),
            Column("leader", "是否领导干部", width=9, max_length=20),
            Column("grade", "上年评议等次", width=10, max_length=30),
            Column("star", "上年星级", width=9, max_length=30),
            Column("honours", "近五年荣誉", width=34),
            Column("remarks", "备注", width=14),
        ),
        header_row=2,
    )  # fmt: skip


def template(award: AwardRound, title: str, footer: str) -> bytes:
    """An empty table to fill in."""
    return write_workbook([SheetData(spec(award), (), (title,), (footer,))], {}, notes=(HOW,))


@dataclass(frozen=True)
class Found:
    """A row that can be imported: who, for what, who will nominate, and where the row differs from the register.

    `caution`: what speaks against the candidate at first sight.
    """

    number: int
    pick: Pick
    name: str
    category: str
    proposer: str
    differs: str = ""
    caution: str = ""


@dataclass
class Read:
    """What a file says: whom to nominate; or what is wrong, cell by cell."""

    found: list[Found] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)

    @property
    def picks(self) -> list[Pick]:
        """Whom to nominate, in the order of the rows."""
        return [each.pick for each in self.found]


def read_nominees(file: IO[bytes], roster: Roster) -> Read:
    """The candidates in an uploaded table; who is not the unit's own, unclear, doubled or nominated is an error."""
    read = read_workbook(file, spec(roster.award), max_rows=MOST)
    return _Reading(roster, read.rows, list(read.errors)).run()


class _Reading:
    """The rows of one file, looked up together. Two statements."""

    def __init__(self, roster: Roster, rows: list[Row], errors: list[CellError]) -> None:
        self.roster, self.rows, self.made = roster, rows, Read(errors=errors)
        self.categories = {category.name: category for category in roster.award.categories}
        self.people = roster.people_called({_name(row)[0] for row in rows})
        keys = {person.pk for people in self.people.values() for person in people}
        self.taken = roster.taken(keys, roster.units)
        self.seen: dict[Person | OrgUnit, int] = {}

    def run(self) -> Read:
        """Every row, good or wrong."""
        for row in self.rows:
            self._row(row)
        self.made.errors.sort(key=lambda error: error.row)
        return self.made

    def _row(self, row: Row) -> None:
        category = self.categories[str(row.values["category"])]
        within, problem = self._within(row)
        if problem:
            self._wrong(row, WHERE, problem)
            return
        fitting = self._fitting(row, category, within)
        if len(fitting) != 1:
            self._wrong(row, WHO, self._unclear(row, fitting))
        elif problem := self._twice(row, fitting[0]):
            self._wrong(row, WHO, problem)
        elif problem := self.roster.why_not(category, fitting[0]):
            self._wrong(row, WHO if category.subject is Subject.PERSON else WHAT, problem)
        else:
            self.made.found.append(self._found(row, category, fitting[0]))

    def _wrong(self, row: Row, column: str, message: str) -> None:
        self.made.errors.append(CellError(TITLE, row.number, column, message))

    def _within(self, row: Row) -> tuple[set[int], str]:
        """The branches that the cell 单位 names, else all of the unit; and what is wrong with it."""
        branches = set(self.roster.units)
        for name in str(row.values["unit"] or "").replace("、", " ").split():
            if name in (self.roster.unit.short_name, self.roster.unit.name):
                continue
            named = {unit.pk for unit in self.roster.units_called(name)}
            if not named:
                return set(), f"“{name}”不是本单位或者本单位的党支部，请核对。"
            branches &= named
        return branches, ""

    def _fitting(self, row: Row, category: Category, within: set[int]) -> list[Person | OrgUnit]:
        if category.subject is not Subject.PERSON:
            return [*self.roster.units_called(str(row.values["name"]))]
        name, number = _name(row)
        people = [person for person in self.people.get(name, ()) if person.branch_id in within]
        return [person for person in people if not number or person.staff_no == number]

    def _unclear(self, row: Row, fitting: list[Person | OrgUnit]) -> str:
        name = str(row.values["name"])
        if not fitting:
            return NOT_HERE.format(name)
        if isinstance(fitting[0], OrgUnit):
            return f"本单位有{len(fitting)}个“{name}”，请写全称。"
        where = "、".join(f"{each.branch}{each.staff_no}" for each in fitting if isinstance(each, Person))
        return f"本单位有{len(fitting)}名“{name}”（{where}）。{SAY_WHICH}"

    def _twice(self, row: Row, candidate: Person | OrgUnit) -> str:
        if words := self.taken.get(candidate):
            return f"{row.values['name']}{words}，请删掉这一行。"
        first = self.seen.setdefault(candidate, row.number)
        return (
            "" if first == row.number else f"和第{first}行是同一个推荐对象，同一对象在本批次只能提名一次，请删掉一行。"
        )

    def _found(self, row: Row, category: Category, candidate: Person | OrgUnit) -> Found:
        of_person = isinstance(candidate, Person)
        pick = Pick(
            category.code,
            candidate.pk if of_person else None,
            None if of_person else candidate.pk,
            str(row.values["duty"] or ""),
        )
        name = candidate.name if isinstance(candidate, Person) else candidate.short_name
        proposer = self.roster.proposer(candidate).short_name
        caution = self.roster.caution(category, candidate)
        return Found(row.number, pick, name, category.name, proposer, _differs(row, candidate), caution)


def _name(row: Row) -> tuple[str, str]:
    """The name, and the staff number that stands behind it in brackets, if any."""
    text = str(row.values["name"])
    split = _NUMBERED.fullmatch(text)
    return (split[1], split[2]) if split else (text, "")


def _differs(row: Row, candidate: Person | OrgUnit) -> str:
    """Where the row says something else than the register, which stands."""
    if not isinstance(candidate, Person):
        return ""
    registered = {"gender": candidate.gender, "born": month(candidate.birth_on), "joined": month(candidate.joined_on)}
    labels = {"gender": "性别", "born": "出生年月", "joined": "入党时间"}
    found = []
    for key, kept in registered.items():
        typed = str(row.values[key] or "")
        if typed and kept and _plain(typed) != kept:
            found.append(f"{labels[key]}表内为{typed}，名册为{kept}")
    return "；".join(found)


def _plain(text: str) -> str:
    """A month as the register writes it, however it was typed; anything else as it is."""
    split = _MONTH.match(text)
    return f"{split[1]}.{int(split[2]):02}" if split else text
