"""Rows of the sheet 任职."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forms.excel import Row
from permissions.models import Appointment, OrgUnit, Person
from permissions.roles import GUARDS, MATRIX, Role
from workflows.organisation.actions.batch import Done, PostOf
from workflows.organisation.queries import appointments as reading
from workflows.organisation.workbooks.draft import Draft, Line, day
from workflows.organisation.workbooks.sheets import POSTS

NO_ACCOUNT = "{}没有账号，不能任职。请在“账号”表里给他写一行用户名。"


@dataclass(frozen=True)
class Wanted:
    """A post as a row asks for it."""

    person: Person
    role: Role
    unit: OrgUnit
    starts_on: date
    ends_on: date | None

    def same_as(self, post: "Appointment | Wanted") -> bool:
        """Whether a post is this one: the same role in the same unit from the same day."""
        return (post.role, post.unit.code, post.starts_on) == (self.role, self.unit.code, self.starts_on)

    def meets(self, post: "Appointment | Wanted") -> bool:
        """Whether the two have a day in common."""
        return self.starts_on <= (post.ends_on or date.max) and post.starts_on <= (self.ends_on or date.max)


class _Posts:
    """Takes the rows in, one after the other; later rows see what earlier ones gave."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.given: dict[str, list[Wanted]] = {}
        self.in_unit: dict[tuple[str, str], list[Wanted]] = {}
        self.clerks: list[Appointment] = []
        self.reach = draft.known.reach
        for relation in draft.batch.relations:
            self.reach = self.reach.beside(relation.unit.code, relation.target.code)

    def take(self, row: Row) -> None:
        wanted = self._wanted(row)
        if wanted is None:
            return
        held = self._held(wanted.person)
        post = next((post for post in held if wanted.same_as(post)), None)
        line = Line(POSTS, row.number, _name(wanted), post is None)
        if post is not None:
            self._end(row, post, wanted, line)
        elif self._may_hold(row, wanted, held):
            self._give(row, wanted)
        self.draft.settle(line)

    def _held(self, person: Person) -> list[Appointment]:
        user = self.draft.known.accounts.get(person.pk or 0)
        return self.draft.known.posts.get(user.pk, []) if user else []

    def _wanted(self, row: Row) -> Wanted | None:
        draft = self.draft
        person, unit = draft.holder(POSTS, row), draft.unit(POSTS, row)
        if person is None or unit is None:
            return None
        role = next(role for role in Role if role.label == row.values["role"])
        starts_on, ends_on = row.values["starts_on"], row.values["ends_on"]
        assert isinstance(starts_on, date)  # noqa: S101 - the column is a required date
        last = ends_on if isinstance(ends_on, date) else None
        if last and last < starts_on:
            draft.wrong(POSTS, row, "ends_on", "免职日期不能早于任职日期。请核对。")
            return None
        wanted = Wanted(person, role, unit, starts_on, last)
        key = (person.staff_no, role, unit.code, starts_on)
        return wanted if draft.once(POSTS, row, "starts_on", key, "任职") else None

    def _end(self, row: Row, post: Appointment, wanted: Wanted, line: Line) -> None:
        """A post that is there already: the same, or ended on another day."""
        if wanted.ends_on is None or wanted.ends_on == post.ends_on:
            return
        if post.ends_on is not None and (wanted.ends_on > post.ends_on or post.ends_on < self.draft.today):
            text = f"系统里这一任职到{day(post.ends_on)}为止，只能提前，不能延长。请改回，或另写一行新的任职。"
            self.draft.wrong(POSTS, row, "ends_on", text)
        elif wanted.ends_on < self.draft.today:
            text = "在任的免职日期不能早于今天。现在就免去的，请在任职页面办理。"
            self.draft.wrong(POSTS, row, "ends_on", text)
        elif sentence := self.reach.obstacle(post.user_id, post.role, post.unit):
            self.draft.wrong(POSTS, row, "ends_on", sentence)
        elif post.role == Role.WC_CLERK and not self._others(post, wanted.ends_on):
            text = f"{wanted.person.name}是工委唯一在任的组织部经办人。请先任命接任人，再免职。"
            self.draft.wrong(POSTS, row, "ends_on", text)
        else:
            self._take_end(row, post, wanted, line)

    def _take_end(self, row: Row, post: Appointment, wanted: Wanted, line: Line) -> None:
        line.fields["最后任职日"] = [day(post.ends_on) or "长期", day(wanted.ends_on)]
        post.ends_on = wanted.ends_on
        self.draft.batch.ended.append(post)
        self.draft.ended.append((row, post))
        done = Done("appointment_end", "免职", wanted.person, line.name, dict(line.fields))
        self.draft.batch.done.append(done)

    def _others(self, post: Appointment, on: date) -> bool:
        """Whether somebody remains 组织部经办人 of the 工委 when this one goes too."""
        if post.starts_on > self.draft.today:
            return True
        self.clerks.append(post)
        return reading.remaining(Role.WC_CLERK, self.clerks, on + timedelta(days=1)).exists()

    def _may_hold(self, row: Row, wanted: Wanted, held: Sequence[Appointment]) -> bool:
        key, problem = self._obstacle(wanted)
        if problem:
            self.draft.wrong(POSTS, row, key, problem)
            return False
        return self._fits_beside(row, wanted, [*held, *self.given.get(wanted.person.staff_no, [])])

    def _obstacle(self, wanted: Wanted) -> tuple[str, str]:
        """The cell and the sentence of what stands in the way of a post; the sentence empty when nothing does."""
        person, unit, role = wanted.person, wanted.unit, wanted.role
        user = self.draft.accounts.get(person.staff_no)
        if user is None:
            return "staff_no", NO_ACCOUNT.format(person.name)
        if not user.is_active:
            return "staff_no", f"{person.name}的账号已停用，不能任职。请先启用账号。"
        if person.status != Person.Status.LISTED:
            return "staff_no", f"{person.name}已{person.get_status_display()}，不能任职。请删掉这一行。"
        if unit.kind not in MATRIX[role].kinds:
            kind = unit.get_kind_display()
            return "role", f"“{unit.short_name}”（{kind}）不设{role.label}。请核对岗位和单位。"
        return "role", self.reach.obstacle(user.pk, role, unit)

    def _fits_beside(self, row: Row, wanted: Wanted, others: Sequence[Appointment | Wanted]) -> bool:
        for post in filter(wanted.meets, others):
            days = f"{day(post.starts_on)}至{day(post.ends_on) or '今'}"
            if (post.role, post.unit.code) == (wanted.role, wanted.unit.code):
                text = f"{wanted.person.name}{days}已任这一岗位，日期重叠。请改日期，或照原任职日期写。"
                self.draft.wrong(POSTS, row, "starts_on", text)
                return False
            if post.role in GUARDS:
                text = f"{wanted.person.name}{days}任{Role(post.role).label}，三员只能专任。请另选他人。"
                self.draft.wrong(POSTS, row, "role", text)
                return False
        return True

    def _give(self, row: Row, wanted: Wanted) -> None:
        self._warn_of_two(row, wanted)
        self.given.setdefault(wanted.person.staff_no, []).append(wanted)
        self.in_unit.setdefault((wanted.role, wanted.unit.code), []).append(wanted)
        self.draft.batch.posts.append(PostOf(**vars(wanted)))

    def _warn_of_two(self, row: Row, wanted: Wanted) -> None:
        """Two secretaries at once are allowed, and shown before they are written."""
        if wanted.role not in reading.SECRETARIES:
            return
        there = [post for post in self.draft.known.secretaries if _same_seat(wanted, post)]
        names = [post.user.get_full_name() for post in there if wanted.meets(post)]
        names += [
            post.person.name for post in self.in_unit.get((wanted.role, wanted.unit.code), []) if wanted.meets(post)
        ]
        if names:
            self.draft.warn(
                POSTS,
                row,
                f"{wanted.unit.short_name}将同时有两名{wanted.role.label}：{'、'.join(names)}、{wanted.person.name}。",
            )


def _same_seat(wanted: Wanted, post: Appointment) -> bool:
    return (post.role, post.unit_id) == (wanted.role, wanted.unit.pk)


def _name(wanted: Wanted) -> str:
    return f"{wanted.person.name} {wanted.unit.short_name} {wanted.role.label}"


def check(draft: Draft, rows: Sequence[Row]) -> None:
    """Take the rows of the sheet into the draft."""
    posts = _Posts(draft)
    for row in rows:
        posts.take(row)
