"""Rows of the sheets 人员 and 账号."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from forms.excel import Row
from permissions.models import OrgUnit, Person, User
from workflows.organisation import rules
from workflows.organisation.actions.batch import Done
from workflows.organisation.queries.people import KEPT_ON, described, differences
from workflows.organisation.workbooks.draft import NOT_KEPT, Draft, Line, is_branch, put
from workflows.organisation.workbooks.sheets import ACCOUNTS, PEOPLE, YES_NO

PLAIN = {
    "name": "姓名", "gender": "性别", "birth_on": "出生日期", "joined_on": "入党日期", "formal_on": "转正日期",
    "rank": "职务职级",
}  # fmt: skip
FLAGS = {"is_leader": "领导干部", "is_frontline": "一线人员"}
MEMBERSHIP = frozenset({"出生日期", "党员身份", "入党日期", "转正日期"})
NO_BRANCH = "请写所在支部编码。"


def check(draft: Draft, rows: Sequence[Row]) -> None:
    """Take the rows of 人员 into the draft."""
    for row in rows:
        if draft.once(PEOPLE, row, "staff_no", row.values["staff_no"], "工号"):
            _person(draft, row)


def _person(draft: Draft, row: Row) -> None:
    staff_no = str(row.values["staff_no"])
    found = draft.known.people.get(staff_no)
    if found is not None and found.pk not in draft.known.kept_people and not draft.known.keeps_all:
        draft.wrong(PEOPLE, row, "staff_no", NOT_KEPT)
        return
    if found is not None and found.status not in KEPT_ON:
        text = f"{found.name}已{found.get_status_display()}。请删掉这一行，或先在人员页面恢复在册。"
        draft.wrong(PEOPLE, row, "staff_no", text)
        return
    person = found or Person(staff_no=staff_no)
    draft.people[staff_no] = person
    line = Line(PEOPLE, row.number, "", found is None)
    _fill(draft, row, person, line)
    line.name = f"{person.name}（{staff_no}）"
    _keep(draft, person, line)


def _fill(draft: Draft, row: Row, person: Person, line: Line) -> None:
    for name, title in PLAIN.items():
        put(person, name, row.values[name], title, line)
    for name, title in FLAGS.items():
        put(person, name, _flag(row.values[name]), title, line)
    _set_roll(row, person, line)
    _set_branch(draft, row, person, line)
    _set_id_number(draft, row, person, line)
    if line.is_new or MEMBERSHIP & line.fields.keys():
        problems = rules.membership_problems(
            person.roll, person.birth_on, person.joined_on, person.formal_on, draft.today
        )
        for name, text in problems.items():
            draft.wrong(PEOPLE, row, name, text)


def _flag(value: object) -> bool | None:
    return None if value is None else value == YES_NO[0]


def _set_roll(row: Row, person: Person, line: Line) -> None:
    roll = next(roll for roll in Person.Roll if roll.label == row.values["roll"])
    if roll != person.roll:
        line.differs("roll", "党员身份", person.get_roll_display(), roll.label)
        person.roll = roll


def _set_branch(draft: Draft, row: Row, person: Person, line: Line) -> None:
    if row.values["branch"] is None:
        if line.is_new:
            draft.wrong(PEOPLE, row, "branch", NO_BRANCH)
        return
    branch = draft.unit(PEOPLE, row, "branch")
    if branch is not None and not is_branch(branch):
        text = f"“{branch.short_name}”是{branch.get_kind_display()}，人员只能编入党支部。请写党支部的编码。"
        draft.wrong(PEOPLE, row, "branch", text)
    elif branch is not None and branch is not person.branch:
        line.differs("branch", "所在支部", _named(person.branch), branch.short_name)
        person.branch = branch


def _named(unit: OrgUnit | None) -> str:
    return unit.short_name if unit else ""


def _set_id_number(draft: Draft, row: Row, person: Person, line: Line) -> None:
    """Take the identity number; what is shown and what the ledger keeps of it is masked."""
    number = str(row.values["id_number"] or "").upper()
    if not number or number == person.id_number:
        return
    if problem := rules.id_number_problem(number):
        draft.wrong(PEOPLE, row, "id_number", problem)
        return
    other = draft.known.id_numbers.get(number)
    if other is not None and other.staff_no != person.staff_no:
        draft.wrong(PEOPLE, row, "id_number", "这个身份证号已登记在另一个人名下。请核对身份证号和工号。")
        return
    if draft.once(PEOPLE, row, "id_number", number, "身份证号"):
        line.differs("id_number", "身份证号", rules.masked(person.id_number), f"{rules.masked(number)}（已更改）")
        person.id_number = number


def _keep(draft: Draft, person: Person, line: Line) -> None:
    batch = draft.batch
    draft.settle(line)
    if line.is_new:
        batch.new_people.append(person)
        fields = differences({}, {**described(person), "所在支部": _named(person.branch)})
        batch.done.append(Done("person_new", "新增人员", person, person.name, fields))
    elif line.fields:
        batch.changed_people.append((person, line.columns))
        verb = ("person_edit", "修改人员")
        if line.fields.keys() == {"所在支部"}:
            verb = ("person_transfer", "调整支部")
        batch.done.append(Done(*verb, person, person.name, line.fields))


def check_accounts(draft: Draft, rows: Sequence[Row]) -> None:
    """Take the rows of 账号 into the draft; a new account has no password until one is given on the accounts' page."""
    for row in rows:
        if not draft.once(ACCOUNTS, row, "staff_no", row.values["staff_no"], "工号"):
            continue
        person = draft.person(ACCOUNTS, row)
        if person is not None:
            _account(draft, row, person)


def _account(draft: Draft, row: Row, person: Person) -> None:
    username = User.normalize_username(str(row.values["username"]))
    found = draft.accounts.get(person.staff_no)
    if problem := _problem(draft, person, found, username):
        draft.wrong(ACCOUNTS, row, "username", problem)
    elif draft.once(ACCOUNTS, row, "username", username.lower(), "用户名"):
        draft.settle(Line(ACCOUNTS, row.number, f"{person.name}（{person.staff_no}）", found is None))
        if found is None:
            draft.accounts[person.staff_no] = User(username=username, person=person)
            draft.batch.accounts[username] = person


def _problem(draft: Draft, person: Person, found: User | None, username: str) -> str:
    """Why a person may not have this account, in a sentence; empty when he may."""
    if found is not None:
        held = f"{person.name}已有账号“{found.username}”，一人一个账号。请写成原用户名，或删掉这一行。"
        return "" if found.username == username else held
    if person.status not in KEPT_ON:
        return f"{person.name}已{person.get_status_display()}，不能开通账号。请删掉这一行。"
    if draft.known.usernames.get(username.lower()):
        return f"用户名“{username}”已有人使用。请换一个。"
    try:
        for validator in User._meta.get_field("username").validators:
            validator(username)
    except ValidationError:
        return "用户名只能用文字、数字和@.+-_，最多40个字符。请改正。"
    return ""
