"""Who may nominate whom: units that propose, their categories with the places left, candidates to choose from."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from permissions import access
from permissions.models import OrgClosure, OrgUnit, Person, User
from permissions.roles import Right, UnitKind
from workflows.engine.models import Quota, Round
from workflows.nomination.models import Nomination
from workflows.nomination.models.nomination import OUT
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.heads import is_share, reporting_of
from workflows.nomination.queries.limits import PLACES, caps_by_key, key_of
from workflows.nomination.queries.rounds import BRANCHES, KEY, taking_part
from workflows.nomination.rules import AwardRound, Category, Per, Subject, places_for
from workflows.nomination.rules.caps import Among, Direction
from workflows.nomination.rules.conditions import Living
from workflows.nomination.states import NominationState as S

FOR_THE_DEAD = (UnitKind.ORG_COMMITTEE, UnitKind.DIRECT_BRANCH)


def proposing_units(user: User, round_: Round) -> QuerySet[OrgUnit]:
    """The units for which the person may nominate in a round."""
    own = access.grants_in(user, KEY).filter(right=Right.PROPOSE)
    return taking_part(round_).filter(pk__in=own.values("content_object")).order_by("position", "code")


def open_to(award: AwardRound, unit: OrgUnit) -> tuple[Category, ...]:
    """The categories in which a unit may nominate: a branch people and branches, the others units as well."""
    of_branch = unit.kind in BRANCHES
    return tuple(each for each in award.categories if not (of_branch and each.subject is Subject.UNIT))


# --- candidates ----------------------------------------------------------------------------------------------------


def people_for(unit: OrgUnit, *, dead: bool) -> QuerySet[Person]:
    """Members of a unit and of all below it; with `dead` also those who died, and so belong to no branch any more.

    Those are for the 机关党委, and for a branch that has none above it, because nobody knows whose they were.
    """
    theirs = Q(branch__in=_below(unit))
    if dead and unit.kind in FOR_THE_DEAD:
        theirs |= Q(branch__isnull=True, status=Person.Status.DIED)
    return Person.objects.filter(theirs).exclude(roll=Person.Roll.NONE).select_related("branch")


def people_found(unit: OrgUnit, category: Category, award: AwardRound, text: str) -> QuerySet[Person]:
    """Those of whom a name or a staff number was typed; somebody who died by the whole staff number alone."""
    named = Q(name__contains=text) | Q(staff_no=text)
    found = people_for(unit, dead=takes_dead(award, category)).filter(named)
    return found.exclude(Q(branch__isnull=True) & ~Q(staff_no=text)).order_by("branch__position", "name", "pk")


def takes_dead(award: AwardRound, category: Category) -> bool:
    """Whether the category may be given to somebody who died: 追授."""
    return any(isinstance(each, Living) and each.posthumous for each in award.conditions_of(category))


def units_for(unit: OrgUnit, subject: Subject) -> QuerySet[OrgUnit]:
    """Living units of this kind of candidate: a unit itself and those below it."""
    rows = OrgUnit.objects.filter(pk__in=_below(unit), dissolved_on__isnull=True)
    kinds = Q(kind__in=BRANCHES)
    return rows.filter(kinds if subject is Subject.BRANCH else ~kinds).order_by("position", "code")


def _below(unit: OrgUnit) -> QuerySet[Any]:
    return OrgClosure.objects.filter(ancestor=unit).values("descendant")


def standing(round_: Round, *, person: Person | None = None, honoured: OrgUnit | None = None) -> Nomination | None:
    """The nomination of a candidate that stands in a round. One statement."""
    rows = Nomination.objects.filter(round=round_, person=person, honoured=honoured).exclude(state__in=OUT)
    return rows.select_related("unit").first()


def nominated_words(round_: Round, found: Nomination) -> str:
    """Who nominated a candidate for what: 已由甲一支部提名为优秀共产党员."""
    return f"已由{found.unit.short_name}提名为{award_of(round_).by_code[found.category].name}"


def taken(round_: Round, category: Category, candidates: Collection[int]) -> dict[int, str]:
    """Which of these candidates are nominated in the round already, in words, by their keys. One statement."""
    of = "person" if category.subject is Subject.PERSON else "honoured"
    rows = Nomination.objects.filter(round=round_, **{f"{of}__in": candidates}).exclude(state__in=OUT)
    return {getattr(row, f"{of}_id"): nominated_words(round_, row) for row in rows.select_related("unit")}


def again(round_: Round, unit: OrgUnit) -> list[Nomination]:
    """Whom the unit nominated in rounds whose rest are candidates of this one, and who were not forwarded there.

    依据: domain 3.2 (候选池复用). One statement.
    """
    rows = Nomination.objects.filter(unit=unit, state=S.NOT_FORWARDED).exclude(round=round_)
    rows = rows.select_related("round", "person", "honoured").order_by("-round__year", "pk")
    award = award_of(round_)
    names = (award.name, round_.title)
    return [row for row in rows if meant(award_of(row.round).reuse_for, names)]


def meant(reuse_for: str, names: Collection[str]) -> bool:
    """Whether a round that has these names is the one for which an earlier round keeps its candidates."""
    return bool(reuse_for) and any(reuse_for in name for name in names)


# --- places --------------------------------------------------------------------------------------------------------


class Offer(NamedTuple):
    """A category that is open to a unit: how many places it has there (None: not limited), and who is nominated.

    `wider`: where the unit has no number of its own, the one it shares with others, in words; else nothing.
    """

    category: Category
    places: int | None
    rows: list[Nomination]
    wider: str = ""

    @property
    def left(self) -> int | None:
        """How many more may be nominated; below 0 where there are too many."""
        return None if self.places is None else self.places - len(self.rows)


def offers(round_: Round, units: Sequence[OrgUnit]) -> dict[int, list[Offer]]:
    """The categories open to each unit, by its key. Three statements."""
    award = award_of(round_)
    rows = Nomination.objects.filter(round=round_, unit__in=units).exclude(state__in=OUT)
    nominated: dict[tuple[int, str], list[Nomination]] = defaultdict(list)
    for row in rows.select_related("person", "honoured", "process").order_by("pk"):
        nominated[row.unit_id, row.category].append(row)
    above = reporting_of(round_, [unit.pk for unit in units])
    places = _Places(round_, {*above, *above.values(), round_.unit_id})
    return {
        unit.pk: [
            places.offer(unit, above[unit.pk], each, nominated[unit.pk, each.code]) for each in open_to(award, unit)
        ]
        for unit in units
    }


class _Places:
    """The places of units, told from the stored quotas, else from what the notice states. One statement."""

    def __init__(self, round_: Round, units: Collection[int]) -> None:
        self.award, self.host = award_of(round_), round_.unit_id
        self.caps = caps_by_key(self.award)
        rows = Quota.objects.filter(round=round_, unit__in=units)
        self.quotas = {(quota.unit_id, quota.key): quota for quota in rows}

    def offer(self, unit: OrgUnit, above: int, category: Category, rows: list[Nomination]) -> Offer:
        """A category as it is open to a unit; `above`: the key of the unit that reports for it."""
        per = Per.BRANCH if unit.kind in BRANCHES else Per.UNIT
        here = self._number(per, unit.pk, category)
        if here is not None:
            return Offer(category, here, rows)
        shared = self._number(Per.UNIT, above, category) if per is Per.BRANCH else None
        if shared is not None:
            return Offer(category, None, rows, f"单位共{shared}个")
        whole = self._number(Per.WHOLE, self.host, category)
        return Offer(category, None, rows, "" if whole is None else f"全部共{whole}个")

    def _number(self, per: Per, unit: int, category: Category) -> int | None:
        """The smallest number that the category's places and shares of members come to at one place."""
        places = key_of(per, f"{PLACES}{category.code}")
        stored, stated = self.quotas.get((unit, places)), places_for(self.award, per).get(category.code)
        number = stored.limit if stored else stated
        shares = [
            quota.limit
            for (at, key), quota in self.quotas.items()
            if at == unit and key.startswith(f"{per}:") and key != places and self._binds(key, quota, category)
        ]
        return min([*shares, *([] if number is None else [number])], default=None)

    def _binds(self, key: str, quota: Quota, category: Category) -> bool:
        """Whether a quota is a share of members, of known number, that whoever is nominated in the category uses."""
        cap = self.caps.get(key)
        if cap is None or category.code not in cap.categories or cap.principle or cap.among is not Among.ALL:
            return False
        return cap.direction is Direction.MAX and is_share(cap) and bool(quota.base or quota.adjusted)
