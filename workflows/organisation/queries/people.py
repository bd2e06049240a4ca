"""Reading people: whom a keeper keeps, how a row reads, and what stands in the way of keeping it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from permissions.models import OrgUnit, Person
from permissions.roles import Duty, UnitKind
from workflows.organisation.rules import id_number_problem, masked, membership_problems

BRANCHES = (UnitKind.BRANCH, UnitKind.DIRECT_BRANCH)
"""Kinds of unit that people belong to."""
KEPT_ON = (Person.Status.LISTED, Person.Status.SUSPENDED)
"""Statuses in which a person still belongs to a branch."""


@dataclass(frozen=True)
class PersonInput:
    """What is kept of a person, the branch aside; the identity number is optional."""

    staff_no: str
    name: str
    gender: str = ""
    birth_on: date | None = None
    roll: str = Person.Roll.FORMAL
    joined_on: date | None = None
    formal_on: date | None = None
    id_number: str = ""
    rank: str = ""
    is_leader: bool = False
    is_frontline: bool = False

    def tidy(self) -> "PersonInput":
        """The same without blanks around the texts, the identity number in capitals."""
        texts = {name: getattr(self, name).strip() for name in ("staff_no", "name", "rank")}
        return replace(self, **texts, id_number=self.id_number.strip().upper())


FIELDS = tuple(PersonInput.__dataclass_fields__)


def kept(actor: Actor) -> QuerySet[Person]:
    """The people of the branches that the actor keeps; for keepers of the 工委 also those who belong to none."""
    theirs = Q(branch__in=units(actor))
    if keeps_all(actor):
        theirs |= Q(branch__isnull=True)
    return Person.objects.filter(theirs)


def keeps_all(actor: Actor) -> bool:
    """Whether the actor keeps the organisation from its top, the 工委. No statement."""
    post = actor.appointment
    return (
        post is not None
        and access.bears(post, Duty.ORGANISATION)
        and post.unit.kind == UnitKind.WORK_COMMITTEE
        and access.in_force(actor)
    )


def problems(given: PersonInput, *, of: Person | None, by: Actor) -> dict[str, str]:
    """What is wrong with what was typed of a person (`of`: whose row is edited): a sentence by field."""
    today = timezone.localdate()
    found = membership_problems(given.roll, given.birth_on, given.joined_on, given.formal_on, today)
    if sentence := _number_problem(given, of, by):
        found["staff_no"] = sentence
    if sentence := _identity_problem(given.id_number, of, by):
        found["id_number"] = sentence
    return found


def namesake(staff_no: str, of: Person | None = None) -> Person | None:
    """Who else has a staff number."""
    others = Person.objects.exclude(pk=of.pk) if of else Person.objects.all()
    return others.select_related("branch").filter(staff_no=staff_no).first()


def _number_problem(given: PersonInput, of: Person | None, by: Actor) -> str:
    other = namesake(given.staff_no, of)
    if other is None:
        return ""
    if not kept(by).filter(pk=other.pk).exists():
        return f"工号{given.staff_no}已登记在您管理范围以外的组织，请核对工号，或联系工委组织部办理调整支部。"
    where = other.branch.short_name if other.branch else f"{other.get_status_display()}人员"
    return f"工号{given.staff_no}已登记为{where}的{other.name}，一人只能在一个党支部；确是同一人的，请为其调整支部。"


def _identity_problem(number: str, of: Person | None, by: Actor) -> str:
    if not number:
        return ""
    if sentence := id_number_problem(number):
        return sentence
    others = Person.objects.exclude(pk=of.pk) if of else Person.objects.all()
    other = others.filter(id_number=number).first()
    if other is None:
        return ""
    who = f"{other.name}（工号{other.staff_no}）" if kept(by).filter(pk=other.pk).exists() else "其他组织的人员"
    return f"这个身份证号已登记在{who}名下，请核对。"


def described(person: Person) -> dict[str, str]:
    """What is kept of a person, in words; the identity number masked. The trail prints the same."""
    return {
        "工号": person.staff_no,
        "姓名": person.name,
        "性别": person.gender,
        "出生日期": _day(person.birth_on),
        "党员身份": Person.Roll(person.roll).label,
        "入党日期": _day(person.joined_on),
        "转正日期": _day(person.formal_on),
        "身份证号": masked(person.id_number),
        "职务职级": person.rank,
        "领导干部": "是" if person.is_leader else "否",
        "一线人员": "是" if person.is_frontline else "否",
    }


def differences(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """What differs between two descriptions, as the trail holds it: by field what it was and what it is."""
    return {label: [before.get(label, ""), text] for label, text in after.items() if before.get(label, "") != text}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


@dataclass(frozen=True)
class Filters:
    """What a list of people is narrowed by; empty for all. `branch` is a branch's code or part of its name."""

    q: str = ""
    branch: str = ""
    roll: str = ""
    status: str = ""


def listed(actor: Actor, filters: Filters) -> QuerySet[Person]:
    """The people kept that fit, by name."""
    rows = kept(actor).select_related("branch")
    if words := filters.q.strip():
        rows = rows.filter(Q(name__icontains=words) | Q(staff_no__icontains=words))
    if branch := filters.branch.strip():
        named = Q(branch__name__icontains=branch) | Q(branch__short_name__icontains=branch)
        rows = rows.filter(named | Q(branch__code=branch))
    if filters.roll:
        rows = rows.filter(roll=filters.roll)
    if filters.status:
        rows = rows.filter(status=filters.status)
    return rows.order_by("name", "pk")


def units(actor: Actor) -> QuerySet[OrgUnit]:
    """The units that the actor keeps, dissolved ones included."""
    return access.kept(actor, Duty.ORGANISATION)


def branches(actor: Actor) -> QuerySet[OrgUnit]:
    """The branches kept that are in being."""
    return in_being(actor).filter(kind__in=BRANCHES)


def in_being(actor: Actor) -> QuerySet[OrgUnit]:
    """The units kept that are not dissolved."""
    return units(actor).filter(dissolved_on__isnull=True).order_by("code")


def matching(rows: Iterable[OrgUnit], text: str) -> list[OrgUnit]:
    """The units that somebody means by a code, a full or a short name; several when it says too little."""
    known = list(rows)
    exact = [row for row in known if text in (row.code, row.name, row.short_name)]
    return exact or [row for row in known if text in row.name or text in row.short_name]
