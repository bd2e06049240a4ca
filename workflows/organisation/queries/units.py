"""What a change of the tree would do, told before it is done: open work, people, posts, and what must be settled first.

The rules: moving a unit leaves an open desk with the old superior until it is acted on there; later desks go to the new
one. A unit that has an open record of its own is neither dissolved nor merged until that record is settled, because
nobody could answer for it afterwards; records of the units below go along with those units. A desk at a unit that goes
passes at once to whoever then stands above the record's own unit.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from permissions import access, tree
from permissions.actor import Actor
from permissions.models import Appointment, OrgClosure, OrgUnit, Person, UnitRelation
from permissions.roles import Duty, Role, UnitKind
from workflows.organisation.queries import open_work
from workflows.organisation.queries.open_work import Obstacle, Place, Work


@dataclass(frozen=True)
class Preview:
    """What will happen: to open work, what must be settled first, and the rest in sentences."""

    work: tuple[Work, ...]
    first: tuple[Obstacle, ...]
    notes: tuple[str, ...]
    about: tuple[int, ...]
    """Keys of the units and posts concerned: those that another change would touch, too."""

    @property
    def seen(self) -> str:
        """A fingerprint: another one as soon as anything that the page shows has changed."""
        return sha256(repr(self).encode()).hexdigest()[:32]


def moving(unit: OrgUnit, parent: OrgUnit) -> Preview:
    """What happens when a unit and all below it go to another superior. Four statements."""
    inside = _inside([unit])
    above = set(OrgClosure.objects.filter(descendant=parent).values_list("ancestor_id", flat=True))
    work = open_work.counted(open_work.of_units(inside), after_moving(inside, above, parent))
    below = f"及其下{len(inside) - 1}个组织" if len(inside) > 1 else ""
    notes = [f"“{unit.short_name}”{below}改由“{parent.short_name}”管理，人员和任职不变。"]
    kind = UnitKind(tree.kind_under(unit, parent))
    if kind != unit.kind:
        notes.append(f"类别由{unit.get_kind_display()}改为{kind.label}。")
    if work:
        notes.append("各呈报单位的名额在批次启动时已经算定，不随这次移动改变。")
    return Preview(work, (), tuple(notes), (unit.pk, unit.parent_id or 0, parent.pk))


def after_moving(inside: set[int], above: set[int], parent: OrgUnit) -> Callable[[Place], str]:
    """What becomes of an open desk when the units inside go under a parent, above which these stand."""

    def becomes(place: Place) -> str:
        if not place.right:
            return "已列入呈报批，随原呈报批办完"
        if place.unit in inside:
            return f"仍在本单位办理，办完后到“{parent.short_name}”"
        return "不受影响" if place.unit in above else f"由原上级办完这一步，之后到“{parent.short_name}”"

    return becomes


def merging(sources: Sequence[OrgUnit], target: OrgUnit) -> Preview:
    """What happens when units give all they have to another and are dissolved. Ten statements."""
    gone = {unit.pk for unit in sources}
    work = open_work.counted(open_work.of_units(_inside(sources) - gone), _after_merging(gone, target))
    posts = list(posts_of(gone))
    notes = [*_brings(sources, target, posts), *_two_secretaries(target, posts), *_relations(gone)]
    about = (target.pk, *sorted(gone), *(post.pk for post in posts))
    return Preview(work, open_work.own_open(gone), tuple(notes), about)


def _after_merging(gone: Collection[int], target: OrgUnit) -> Callable[[Place], str]:
    def becomes(place: Place) -> str:
        if place.unit in gone and place.right:
            return f"转由“{target.short_name}”办理"
        return "不受影响"

    return becomes


def _brings(sources: Sequence[OrgUnit], target: OrgUnit, posts: Sequence[Appointment]) -> list[str]:
    """One sentence for each unit that goes."""
    people = Counter(Person.objects.filter(branch__in=sources).values_list("branch_id", flat=True))
    children = Counter(_standing_children(sources).values_list("parent_id", flat=True))
    given = Counter(post.unit_id for post in posts)
    return [
        f"“{unit.short_name}”的{people[unit.pk]}名人员、{given[unit.pk]}项任职、{children[unit.pk]}个下级组织"
        f"转入“{target.short_name}”，随后撤销。"
        for unit in sources
    ]


def _two_secretaries(target: OrgUnit, posts: Sequence[Appointment]) -> list[str]:
    roles = Counter(post.role for post in [*posts, *posts_of([target.pk])])
    return [
        f"合并后“{target.short_name}”将有{roles[role]}名{Role(role).label}，请随后调整任职。"
        for role in SECRETARIES
        if roles[role] > 1
    ]


def dissolving(unit: OrgUnit) -> Preview:
    """What happens when a unit is dissolved, and what must go elsewhere first. Eight statements."""
    others = open_work.counted(open_work.on_desks_of(unit), lambda _: "转由有权办理的上级组织办理")
    first = (*_children(unit), *_people(unit), *_posts(unit), *open_work.own_open([unit.pk]))
    notes = (f"“{unit.short_name}”不再参加以后的批次；已有的记录和办理经过保留。", *_relations([unit.pk]))
    return Preview(others, first, notes, (unit.pk,))


def _children(unit: OrgUnit) -> list[Obstacle]:
    return [
        Obstacle(f"下级组织“{child.short_name}”还在，请先移动或撤销。", reverse("organisation:unit", args=[child.pk]))
        for child in _standing_children([unit])
    ]


def _people(unit: OrgUnit) -> list[Obstacle]:
    count = unit.people.count()
    url = f"{reverse('organisation:people')}?{urlencode({'branch': unit.code})}"
    return [Obstacle(f"还有{count}名人员，请先调整到其他党支部。", url)] if count else []


def _posts(unit: OrgUnit) -> list[Obstacle]:
    return [
        Obstacle(
            f"{post.user}还任{post.get_role_display()}，请先免去。",
            reverse("organisation:appointment_end", args=[post.pk]),
        )
        for post in posts_of([unit.pk])
    ]


def _relations(units: Collection[int]) -> list[str]:
    rows = UnitRelation.objects.filter(Q(unit__in=units) | Q(target__in=units)).select_related("unit", "target")
    return [f"“{row.unit.short_name}”与“{row.target.short_name}”的关系解除。" for row in rows.order_by("pk")]


def _standing_children(units: Collection[OrgUnit]) -> QuerySet[OrgUnit]:
    return OrgUnit.objects.filter(parent__in=units, dissolved_on__isnull=True)


def _inside(units: Collection[OrgUnit]) -> set[int]:
    return set(OrgClosure.objects.filter(ancestor__in=units).values_list("descendant_id", flat=True))


SECRETARIES = (Role.BRANCH_SECRETARY, Role.GB_SECRETARY, Role.OC_SECRETARY)


def posts_of(units: Collection[int]) -> QuerySet[Appointment]:
    """Posts of units that are in force or still to come, in the order of their units."""
    current = Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate())
    rows = Appointment.objects.standing().filter(current, unit__in=units).select_related("user__person", "unit")
    return rows.order_by("unit__code", "role", "pk")


def keeps_above(actor: Actor, unit: OrgUnit) -> bool:
    """Whether the actor may move, merge or dissolve a unit: keeps it, and it is not the own one, kept from above."""
    own = actor.appointment is not None and actor.appointment.unit_id == unit.pk
    return not own and access.keeps(actor, Duty.ORGANISATION, unit)
