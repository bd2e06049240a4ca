"""The roll: written from the register when a meeting opens, brought up to date, filled in, until it is frozen."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db import transaction

from permissions import access
from permissions.actor import SYSTEM, Actor
from permissions.models import OrgUnit, Person
from permissions.roles import Right
from workflows.appraisal.models import Appraisal, Meeting, RollEntry
from workflows.appraisal.queries import KEY
from workflows.appraisal.queries.roll import lines, registered, standing_of
from workflows.appraisal.rules import Standing
from workflows.appraisal.states import MeetingState as M
from workflows.engine import writing
from workflows.engine.editing import edit
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.transitions import Seen, fire_many, open_many


class LineInput(NamedTuple):
    """What the branch enters for a member on the roll."""

    standing: str
    excuse: str = ""
    approval: str = ""
    group: str = ""
    counts: bool = False


def open_meetings(round_: Round, branches: Sequence[OrgUnit], *, by: Actor) -> list[Meeting]:
    """Open a meeting for each of these branches, with the roll that the register has."""
    made = open_many([Meeting(round=round_, unit=branch) for branch in branches], by=by)
    people = registered([branch.pk for branch in branches])
    entries = [
        _line(meeting, person, n) for meeting in made for n, person in enumerate(people[meeting.unit_id], start=1)
    ]
    RollEntry.objects.bulk_create(entries, batch_size=500)
    _open_members(entries, by)
    return made


def _line(meeting: Meeting, person: Person, position: int) -> RollEntry:
    return RollEntry(meeting=meeting, person=person, position=position, name=person.name, standing=standing_of(person))


def _open_members(entries: Sequence[RollEntry], by: Actor) -> list[Appraisal]:
    """The records of those whom the meeting judges; 停止党籍 are not. No desk of theirs is in anybody's inbox."""
    rows = [
        Appraisal(
            round=entry.meeting.round, unit=entry.meeting.unit, submission=entry.meeting, person=entry.person,
            entry=entry, rank=entry.position,
        )
        for entry in entries
        if entry.standing != Standing.SUSPENDED
    ]  # fmt: skip
    return open_many(rows, by=by, quiet=True)


@transaction.atomic
def meeting_again(meeting: Meeting, *, by: Actor) -> Meeting:
    """Open the meeting that is held in the stead of a void one; roll and self-assessments are taken over.

    Raises NotAllowed, and Refused when the meeting is not void or another one is open already.
    """
    locked = Meeting.objects.select_for_update(no_key=True, of=("self",)).select_related("round", "unit")
    old = locked.get(pk=meeting.pk)
    if not access.may(by, Right.PROPOSE, old.unit, KEY):
        raise NotAllowed("会议由支部另行召开，您可以查看。")
    standing = Meeting.objects.filter(round=old.round, unit=old.unit).exclude(state__in=(M.VOID, M.CALLED_OFF))
    if old.state != M.VOID or old.round.status != Round.Status.OPEN or standing.exists():
        raise Refused("只有作废的会议可以另行召开，每个支部只召开一次。")
    (made,) = open_meetings(old.round, [old.unit], by=by)
    _take_over(old, made, by)
    return made


def _take_over(old: Meeting, made: Meeting, by: Actor) -> None:
    """What was entered of those who are on both rolls."""
    before = {entry.person_id: entry for entry in lines(old)}
    entries = [entry for entry in lines(made) if entry.person_id in before]
    for entry in entries:
        for name in LineInput._fields:
            setattr(entry, name, getattr(before[entry.person_id], name))
    RollEntry.objects.bulk_update(entries, LineInput._fields)
    said = dict(old.members.exclude(assessment="").values_list("person_id", "assessment"))
    for row in made.members.filter(person__in=said).order_by("pk"):
        fire_many([row], "hand_in", by=by, via=made, assessment=said[row.person_id])


@transaction.atomic
def roll_refresh(meeting: Meeting, *, by: Actor, seen: Seen) -> tuple[int, int]:
    """Bring the roll up to what the register says now. Returns how many lines came and went.

    What was entered for those who stay is kept. Raises Stale, NotAllowed as `edit`.
    """
    locked = edit(meeting, by=by, seen=seen, state=M.PREPARING)
    entries, people = lines(locked), registered([locked.unit_id])[locked.unit_id]
    there = {person.pk: person for person in people}
    stay = [entry for entry in entries if _stays(entry, there.get(entry.person_id))]
    gone = [entry for entry in entries if entry not in stay]
    _take_off(locked, gone)
    for entry in stay:
        _bring_up(entry, there[entry.person_id])
    RollEntry.objects.bulk_update(stay, ["name", "standing", "excuse", "approval"])
    known = {entry.person_id for entry in stay}
    new = _put_on(locked, [person for person in people if person.pk not in known], entries, by)
    writing.note(locked, by, "roll_refresh", "更新名册", f"增加{len(new)}人，去掉{len(gone)}人。")
    return len(new), len(gone)


def _stays(entry: RollEntry, person: Person | None) -> bool:
    """Whether a line may stand: the member is there still, and judged, or not, as before."""
    if person is None:
        return False
    return (entry.standing == Standing.SUSPENDED) == (standing_of(person) is Standing.SUSPENDED)


def _bring_up(entry: RollEntry, person: Person) -> None:
    """Name and standing as the register has them; 留党察看, which it does not know, stays."""
    standing = standing_of(person)
    if not (standing is Standing.FORMAL and entry.standing == Standing.WATCHED):
        entry.standing = standing
    entry.name = person.name
    if entry.standing != Standing.FORMAL:
        entry.excuse, entry.approval = "", ""


def _take_off(meeting: Meeting, gone: Sequence[RollEntry]) -> None:
    """Lines go off the roll, and the records of those members end."""
    rows = list(meeting.members.filter(entry__in=gone, process__finished__isnull=True).order_by("pk"))
    fire_many(rows, "call_off", by=SYSTEM, comment="名册更新，已不在本支部名册。")
    meeting.roll.filter(pk__in=[entry.pk for entry in gone]).update(off=True)


def _put_on(meeting: Meeting, people: Sequence[Person], before: Sequence[RollEntry], by: Actor) -> list[RollEntry]:
    """Lines for members who are new on the register, after those that are there."""
    first = max((entry.position for entry in before), default=0) + 1
    made = [_line(meeting, person, n) for n, person in enumerate(people, start=first)]
    RollEntry.objects.bulk_create(made)
    _open_members(made, by)
    return made


@transaction.atomic
def roll_save(meeting: Meeting, given: Mapping[int, LineInput], *, by: Actor, seen: Seen) -> Meeting:
    """Keep what the branch enters for lines, by their keys. Raises Stale, NotAllowed as `edit`.

    Refused for a line that is no formal member's where an excuse or 留党察看 is entered.
    """
    locked = edit(meeting, by=by, seen=seen, state=M.PREPARING)
    entries = [entry for entry in lines(locked) if entry.pk in given]
    for entry in entries:
        _enter(entry, given[entry.pk])
    RollEntry.objects.bulk_update(entries, ["standing", "excuse", "approval", "group", "counts"])
    writing.note(locked, by, "roll_save", "填写名册", "")
    return locked


def _enter(entry: RollEntry, line: LineInput) -> None:
    watched = (Standing.FORMAL, Standing.WATCHED)
    if line.standing != entry.standing and not (line.standing in watched and entry.standing in watched):
        raise Refused(f"{entry.name}的党籍由党员名册决定，请先在组织人员里更正，再更新名册。")
    entry.standing, entry.excuse, entry.approval = line.standing, line.excuse, line.approval.strip()
    entry.group, entry.counts = line.group.strip(), line.counts
