"""Who may stand in a 汇总表 that a unit imports: its own branches and their members, and who is nominated already."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db.models import Q

from permissions.models import OrgUnit, Person
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.models.nomination import OUT
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.heads import reporting_of
from workflows.nomination.queries.proposing import nominated_words
from workflows.nomination.queries.rounds import BRANCHES, taking_part
from workflows.nomination.rules import Category, Subject
from workflows.nomination.rules.conditions import PartyMember

NOT_HERE = "本单位的名册里没有“{}”，可能姓名有误，或者组织关系不在本单位，请核对。"


class Pick(NamedTuple):
    """A candidate of an import: the category by its code, the key of a person or of a unit, and the post as typed."""

    category: str
    person: int | None = None
    honoured: int | None = None
    duty: str = ""


class Roster:
    """The units whose nominations one list reports, and their people as they are asked for. Two statements."""

    def __init__(self, submission: NominationList) -> None:
        self.submission, self.award = submission, award_of(submission.round)
        below = list(taking_part(submission.round).filter(above__ancestor=submission.unit_id))
        reporting = reporting_of(submission.round, {unit.pk for unit in below})
        self.units = {unit.pk: unit for unit in below if reporting[unit.pk] == submission.unit_id}

    @property
    def unit(self) -> OrgUnit:
        """The unit whose list it is."""
        found: OrgUnit = self.submission.unit
        return found

    def units_called(self, name: str) -> list[OrgUnit]:
        """The units that bear a name, short or full."""
        return [unit for unit in self.units.values() if name in (unit.short_name, unit.name)]

    def people_called(self, names: Collection[str]) -> dict[str, list[Person]]:
        """Members of the unit's branches by their names. One statement."""
        found: dict[str, list[Person]] = defaultdict(list)
        for person in self._people(Q(name__in=names)):
            found[person.name].append(person)
        return found

    def people(self, keys: Collection[int]) -> dict[int, Person]:
        """The same by their keys; who is of another unit is not among them. One statement."""
        return {person.pk: person for person in self._people(Q(pk__in=keys))}

    def _people(self, wanted: Q) -> Sequence[Person]:
        rows = Person.objects.filter(wanted, branch__in=self.units).exclude(roll=Person.Roll.NONE)
        return list(rows.select_related("branch").order_by("branch__position", "branch__code", "pk"))

    def taken(self, people: Collection[int], units: Collection[int]) -> dict[Person | OrgUnit, str]:
        """Which of these are nominated in the round already, in words. One statement."""
        rows = Nomination.objects.filter(Q(person__in=people) | Q(honoured__in=units), round=self.submission.round_id)
        rows = rows.exclude(state__in=OUT).select_related("unit", "person", "honoured")
        found: dict[Person | OrgUnit, str] = {}
        for row in rows:
            candidate = row.person or row.honoured
            assert candidate is not None  # noqa: S101 - the database holds one of them
            found[candidate] = nominated_words(self.submission.round, row)
        return found

    def why_not(self, category: Category, candidate: Person | OrgUnit) -> str:
        """Why somebody of the unit cannot stand in a category, whoever nominates; nothing where he can."""
        if isinstance(candidate, Person) != (category.subject is Subject.PERSON):
            return f"“{category.name}”推荐的是{category.subject.words}，请核对类别。"
        if isinstance(candidate, Person):
            return ""
        if (candidate.kind in BRANCHES) != (category.subject is Subject.BRANCH):
            return f"{candidate.short_name}不是{category.subject.words}，请核对类别。"
        return ""

    def caution(self, category: Category, candidate: Person | OrgUnit) -> str:
        """What to look at before a draft is opened, as the page for choosing would show it; nothing is refused."""
        conditions = self.award.conditions_of(category)
        formal_only = any(isinstance(each, PartyMember) and not each.probationary_too for each in conditions)
        if formal_only and isinstance(candidate, Person) and candidate.roll == Person.Roll.PROBATIONARY:
            return "预备党员，本批次推荐正式党员，请核对。"
        return ""

    def proposer(self, candidate: Person | OrgUnit) -> OrgUnit:
        """Who nominates: a person's branch, a branch itself, the unit where a unit is a candidate."""
        if isinstance(candidate, Person):
            return self.units[candidate.branch_id or 0]
        return candidate if candidate.kind in BRANCHES else self.unit
