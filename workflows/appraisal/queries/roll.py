"""The roll of a meeting: its lines, what the register says by now, and what stands in the way."""

from collections import defaultdict
from collections.abc import Sequence

from permissions.models import Person
from workflows.appraisal.models import Meeting, RollEntry
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.rules import Roll, Standing, group_mistakes, lacks_to_freeze, roll_changes

ON_ROLL = (Person.Status.LISTED, Person.Status.SUSPENDED)


def lines(meeting: Meeting) -> list[RollEntry]:
    """The lines of the roll, in order. One statement."""
    return list(meeting.roll.filter(off=False))


def roll_of(entries: Sequence[RollEntry]) -> Roll:
    """The lines as the rules take them."""
    return Roll(tuple(each.as_member() for each in entries))


def registered(units: Sequence[int]) -> dict[int, list[Person]]:
    """By branch the members that the register has there now. One statement."""
    rows = Person.objects.filter(branch__in=units, status__in=ON_ROLL).exclude(roll=Person.Roll.NONE)
    found: dict[int, list[Person]] = defaultdict(list)
    for person in rows.order_by("staff_no"):
        found[person.branch_id or 0].append(person)
    return found


def standing_of(person: Person) -> Standing:
    """The 党籍 as the register has it; 留党察看 is entered on the roll, the register does not know it."""
    if person.status == Person.Status.SUSPENDED:
        return Standing.SUSPENDED
    return Standing.PROBATIONARY if person.roll == Person.Roll.PROBATIONARY else Standing.FORMAL


def changes(meeting: Meeting, entries: Sequence[RollEntry]) -> tuple[str, ...]:
    """What the register says by now that the roll does not, one sentence each. One statement."""
    people = registered([meeting.unit_id])[meeting.unit_id]
    known = {each.person_id: each for each in entries}
    now = [_line_of(person, known.get(person.pk)) for person in people]
    return roll_changes(roll_of(entries), roll_of(now))


def _line_of(person: Person, entry: RollEntry | None) -> RollEntry:
    """The register's line; 留党察看, which it does not know, is taken from the roll."""
    standing = standing_of(person)
    if entry is not None and standing is Standing.FORMAL and entry.standing == Standing.WATCHED:
        standing = Standing.WATCHED
    # A member who is new on the register has no line yet: a key that no line has.
    return RollEntry(pk=entry.pk if entry else -person.pk, name=person.name, standing=standing)


def lacks(meeting: Meeting, entries: Sequence[RollEntry]) -> list[str]:
    """What keeps the roll from being frozen, one sentence each. One statement."""
    roll = roll_of(entries)
    moved = [f"{each}请先更新名册。" for each in changes(meeting, entries)]
    dated = [] if meeting.held_on else ["请先填写会议日期。"]
    return [*dated, *lacks_to_freeze(roll), *moved, *_about_groups(meeting, entries, roll)]


def _about_groups(meeting: Meeting, entries: Sequence[RollEntry], roll: Roll) -> Sequence[str]:
    groups: dict[str, list[str]] = defaultdict(list)
    for each in entries:
        if each.group:
            groups[each.group].append(each.key)
    plan = plan_of(meeting.round)
    if not groups:
        return ()
    if not plan.may_group(len(entries)):
        least = f"满{plan.groups_from}人的支部才可以分组" if plan.groups_from else "评议办法没有设分组"
        return [f"{least}，名册现有{len(entries)}人，请去掉分组。"]
    return group_mistakes(groups, roll, plan.group_least)
