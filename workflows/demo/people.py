"""The people of the demonstration: members of every branch, and an account with an appointment for every post."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import attrgetter
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from permissions.actor import Actor
from permissions.grants import Posting, appoint_many
from permissions.models import OrgUnit, Person, User
from permissions.roles import Role, UnitKind
from workflows.demo import accounts
from workflows.demo.names import invent
from workflows.demo.organisation import ROOT_CODE, Office, Organisation

ROLES = {
    UnitKind.BRANCH: (Role.BRANCH_SECRETARY, Role.BRANCH_ORG),
    UnitKind.DIRECT_BRANCH: (Role.BRANCH_SECRETARY, Role.BRANCH_ORG),
    UnitKind.ORG_COMMITTEE: (Role.OC_DEPUTY, Role.OC_STAFF),
    UnitKind.GENERAL_BRANCH: (Role.OC_DEPUTY, Role.OC_STAFF),
    UnitKind.ORG_DISCIPLINE: (Role.OC_DISC,),
    UnitKind.PARTY_GROUP: (Role.PARTY_GROUP,),
    UnitKind.WORK_COMMITTEE: (
        Role.WC_CLERK, Role.WC_HEAD, Role.WC_LEADER, Role.WC_DISC, Role.INSPECTOR,
        Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN,
    ),
}  # fmt: skip
"""The posts of each kind of unit."""
VACANT = (f"{ROOT_CODE}-01-05", Role.BRANCH_SECRETARY)
"""The post that nobody holds: its branch's rating lands on 无人可办."""
WITHOUT_ACCOUNT = f"{ROOT_CODE}-01-09"
"""The branch where nobody has an account: the clerk of its 机关党委 fills in for it."""
TWO_POSTS_UNIT = f"{ROOT_CODE}-01"
FORMER_BRANCH = f"{ROOT_CODE}-01-04"
AT_LEAST = 10
"""People in the smallest branch: enough for every post that its members fill."""
APPOINTED = date(2023, 6, 1)


@dataclass
class Staff:
    """Who holds which post."""

    actors: dict[tuple[int, Role], Actor] = field(default_factory=dict)

    def at(self, unit: OrgUnit, role: Role) -> Actor:
        """The holder of a post. Raises KeyError for the vacant one."""
        return self.actors[unit.pk, role]


@dataclass
class Places:
    """The members of each branch that have no post yet, those of long standing first."""

    waiting: dict[int, Iterator[Person]]
    password: str

    def account(self, branch: OrgUnit, username: str = "") -> User:
        """An account, not written yet, for the next member of a branch."""
        person = next(self.waiting[branch.pk])
        return User(
            username=username or person.staff_no.lower(),
            person=person,
            password=self.password,
            must_change_password=False,
        )


def settle(organisation: Organisation, total: int, chance: Random) -> Staff:
    """Fill the branches with so many people, and every post but one with an account."""
    # One hash for all: hashing is slow on purpose, and the password is printed anyway.
    places = Places(_members(organisation, total, chance), make_password(accounts.PASSWORD))
    postings = [posting for office in organisation.offices for posting in _postings(office, places)]
    postings += _special(organisation, places, postings)
    User.objects.bulk_create({id(posting.user): posting.user for posting in postings}.values())
    made = appoint_many(postings)
    # Backwards, so that of two holders of one post the first is the one who acts.
    current = [post for post in reversed(made) if post.ends_on is None]
    return Staff({(post.unit_id, Role(post.role)): Actor(post.user, post) for post in current})


def _members(organisation: Organisation, total: int, chance: Random) -> dict[int, Iterator[Person]]:
    branches = organisation.branches
    homes = branches * AT_LEAST + chance.choices(branches, k=total - AT_LEAST * len(branches))
    people = [_person(n, home, chance, novice=n > total - total // 50) for n, home in enumerate(homes, 1)]
    Person.objects.bulk_create(people, batch_size=1000)
    found: dict[int, list[Person]] = {}
    for person in people:
        found.setdefault(person.branch_id or 0, []).append(person)
    return {branch: iter(sorted(members, key=attrgetter("joined_on"))) for branch, members in found.items()}


def _person(number: int, branch: OrgUnit, chance: Random, *, novice: bool) -> Person:
    """A member of some years, or a 预备党员 of less than one."""
    today = timezone.localdate()
    age = chance.randint(23, 34) if novice else chance.randint(27, 59)
    born = today - timedelta(days=age * 365 + chance.randrange(365))
    gender = chance.choices("男女", (58, 42))[0]
    member_for = chance.randint(20, 350) if novice else chance.randint(400, (age - 21) * 365)
    joined = today - timedelta(days=member_for)
    return Person(
        staff_no=f"{ROOT_CODE}{number:05d}",
        name=invent(chance, gender, born.year),
        gender=gender,
        birth_on=born,
        joined_on=joined,
        formal_on=None if novice else joined + timedelta(days=365),
        roll=Person.Roll.PROBATIONARY if novice else Person.Roll.FORMAL,
        branch=branch,
    )


def _postings(office: Office, places: Places) -> list[Posting]:
    """Every post of a reporting unit, of what stands beside it, and of its branches."""
    home = office.branches[0]
    found = [_posting(branch, role, branch, places) for branch in office.branches for role in _roles(branch)]
    beside = [relation.target for relation in office.unit.relations.select_related("target")]
    found += [_posting(unit, role, home, places) for unit in (office.unit, *beside) for role in _roles(unit)]
    if office.general:
        found.append(_posting(office.general, Role.GB_SECRETARY, office.branches[-1], places))
    return found


def _roles(unit: OrgUnit) -> list[Role]:
    if unit.code == WITHOUT_ACCOUNT:
        return []
    return [role for role in ROLES[UnitKind(unit.kind)] if (unit.code, role) != VACANT]


def _posting(unit: OrgUnit, role: Role, home: OrgUnit, places: Places) -> Posting:
    return Posting(places.account(home, accounts.FEATURED.get((unit.code, role), "")), role, unit, APPOINTED)


def _special(organisation: Organisation, places: Places, postings: list[Posting]) -> list[Posting]:
    """A branch secretary who also works for the 机关党委, and a secretary of the past."""
    units = {posting.unit.code: posting.unit for posting in postings}
    both = next(posting.user for posting in postings if posting.user.username == accounts.TWO_POSTS)
    branch = units[FORMER_BRANCH]
    return [
        Posting(both, Role.OC_STAFF, units[TWO_POSTS_UNIT], APPOINTED),
        Posting(
            places.account(branch, accounts.FORMER), Role.BRANCH_SECRETARY, branch, date(2021, 3, 1),
            APPOINTED - timedelta(days=1),
        ),
    ]  # fmt: skip
