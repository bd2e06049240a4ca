"""Units: moved, merged, dissolved, each after a look at what becomes of open work."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from permissions import grants, tree
from permissions.actor import Actor
from permissions.models import OrgUnit, Person
from permissions.roles import Role
from workflows.engine import attendance, ledger
from workflows.engine.errors import Refused
from workflows.engine.ledger import Change, subject_of
from workflows.organisation.actions import appointments
from workflows.organisation.actions.unit_doors import change, check_above, check_kept, check_seen, locked, refusing
from workflows.organisation.queries import units as reading
from workflows.organisation.queries.people import differences


@transaction.atomic
def unit_move(unit: OrgUnit, parent: OrgUnit, *, by: Actor, seen: str, basis: str = "") -> OrgUnit:
    """Put a unit under another superior; see `queries.units` for what becomes of open work.

    `seen` is what the page said would happen. Raises Stale when that has changed, Refused, NotAllowed.
    """
    unit = locked(unit)
    check_above(by, unit)
    check_kept(by, parent)
    check_seen(reading.moving(unit, parent), seen)
    before = {"上级组织": unit.parent.name if unit.parent else "", "类别": unit.get_kind_display()}
    with refusing():
        tree.move_unit(unit, parent)
    after = {"上级组织": parent.name, "类别": unit.get_kind_display()}
    ledger.enter([change("unit_move", "移动组织", unit, differences(before, after), basis)], by=by)
    attendance.recheck()
    return unit


@transaction.atomic
def unit_merge(sources: Sequence[OrgUnit], target: OrgUnit, *, by: Actor, seen: str, basis: str = "") -> OrgUnit:
    """Give people, posts and children of units to another and dissolve them today.

    Raises Stale when what the page said has changed, Incomplete while they have open records, Refused, NotAllowed.
    """
    tree.lock(target, *sources)
    check_kept(by, target)
    for unit in sources:
        check_above(by, unit)
        with refusing():
            tree.check_merge(unit, target)
    check_seen(reading.merging(sources, target), seen)
    changes = [change for unit in sources for change in _give_all(unit, target, basis, by)]
    names = "、".join(unit.name for unit in sources)
    changes.append(change("unit_merge", "合并组织", target, {"并入的组织": ["", names]}, basis))
    ledger.enter(changes, by=by)
    attendance.recheck()
    return target


def _give_all(unit: OrgUnit, target: OrgUnit, basis: str, by: Actor) -> list[Change]:
    changes = [*_give_children(unit, target, basis), *_give_people(unit, target), *_give_posts(unit, target)]
    with refusing():
        tree.dissolve_unit(unit, timezone.localdate())
    fields = {"并入": ["", target.name], "撤销日期": ["", f"{unit.dissolved_on}"]}
    return [*changes, change("unit_merge", "合并组织", unit, fields, basis)]


def _give_children(unit: OrgUnit, target: OrgUnit, basis: str) -> Iterator[Change]:
    for child in unit.children.filter(dissolved_on__isnull=True):
        with refusing():
            tree.move_unit(child, target)
        yield change("unit_move", "移动组织", child, {"上级组织": [unit.name, target.name]}, basis)


def _give_people(unit: OrgUnit, target: OrgUnit) -> list[Change]:
    people = list(Person.objects.select_for_update(no_key=True).filter(branch=unit).order_by("pk"))
    Person.objects.filter(pk__in=[person.pk for person in people]).update(branch=target)
    fields = {"所在支部": [unit.short_name, target.short_name]}
    reason = f"“{unit.short_name}”并入“{target.short_name}”"
    return [Change("person_transfer", "调整支部", subject_of(each), each.name, reason, fields) for each in people]


def _give_posts(unit: OrgUnit, target: OrgUnit) -> Iterator[Change]:
    """The same posts with the same last days, held in the other unit from today."""
    today = timezone.localdate()
    for post in reading.posts_of([unit.pk]):
        posting = grants.Posting(
            post.user, Role(post.role), target, max(post.starts_on, today), post.ends_on, tuple(post.processes)
        )
        yield appointments.take(post, None, f"“{unit.short_name}”撤销")
        with refusing():
            yield appointments.appointed(grants.appoint_many([posting])[0], f"由“{unit.short_name}”转入")


@transaction.atomic
def unit_dissolve(unit: OrgUnit, on: date, *, by: Actor, seen: str, basis: str = "") -> OrgUnit:
    """Dissolve a unit that nothing depends on any more.

    Raises Stale when what the page said has changed, Incomplete with what must be settled first, Refused, NotAllowed.
    """
    unit = locked(unit)
    check_above(by, unit)
    if on > timezone.localdate():
        raise Refused("撤销日期不能晚于今天，到日子再办理。")
    check_seen(reading.dissolving(unit), seen)
    with refusing():
        tree.dissolve_unit(unit, on)
    ledger.enter([change("unit_dissolve", "撤销组织", unit, {"撤销日期": ["", f"{on}"]}, basis)], by=by)
    attendance.recheck()
    return unit
