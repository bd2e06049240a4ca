"""Of how many branches each quota 名额 of a round is counted: at which unit, and in which field 领域."""

from collections import Counter as Tally
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from permissions import routing
from permissions.models import OrgClosure, OrgUnit
from permissions.roles import Field, UnitKind
from workflows.engine.models import Round
from workflows.star_rating.models import Rating
from workflows.star_rating.queries.sheets import scheme_of
from workflows.star_rating.rules import QuotaBase, QuotaNode, QuotaRule, Scheme, keyed_quotas, places_for

BRANCHES = (UnitKind.BRANCH, UnitKind.DIRECT_BRANCH)


class Base(NamedTuple):
    """Of how many branches the places of one rule are counted at one unit."""

    key: str
    rule: QuotaRule
    unit_id: int
    branches: int


def bases(round_: Round, joining: Collection[int] = (), *, takers: bool = False) -> list[Base]:
    """What each quota of a round is counted of: the branches that have their rating, and those about to get it.

    A branch that has its rating is of the field that it opened with, whatever became of it since. `takers`: of a rule
    that is counted of all branches too, only those that are rated, who alone can take its places.
    """
    scheme = scheme_of(round_)
    recorded = dict(Rating.objects.filter(round=round_).values_list("unit_id", "history__field"))
    rated = {*recorded, *joining}
    of_all = not takers and any(rule.base is QuotaBase.ALL for rule in scheme.quotas)
    every = rated | _living(round_) if of_all else rated
    fields = _fields(scheme, every, recorded)
    ground = _Ground(scheme, round_.unit_id, routing.paths(every), fields, named_units(scheme.quotas))
    return [
        Base(stored, rule, unit, count)
        for key, rule in keyed_quotas(scheme).items()
        for (stored, unit), count in ground.count(key, rule, every if rule.base is QuotaBase.ALL else rated).items()
    ]


def _fields(scheme: Scheme, branches: Collection[int], recorded: Mapping[int, str | None]) -> dict[int, str]:
    """The field of each branch: as its rating has it, else as it stands. One statement, or none."""
    if not by_field(scheme):
        return {}
    known = {unit: field for unit, field in recorded.items() if field}
    return fields_of([unit for unit in branches if unit not in known]) | known


@dataclass(frozen=True)
class _Ground:
    """Where branches stand, for counting; `root` is the round's unit, `named` the units that rules name, by code."""

    scheme: Scheme
    root: int
    paths: Mapping[int, routing.Path]
    fields: Mapping[int, str]
    named: Mapping[str, int]

    def count(self, key: str, rule: QuotaRule, branches: Collection[int]) -> Tally[tuple[str, int]]:
        """How many of these stand below each unit that the rule is counted at, by the key of its places."""
        found: Tally[tuple[str, int]] = Tally()
        for branch in branches:
            stored = places_for(self.scheme.quotas, key, rule, self.fields.get(branch, ""))
            unit = self._unit(rule, self.paths[branch])
            if stored is not None and unit is not None:
                found[stored, unit] += 1
        return found

    def _unit(self, rule: QuotaRule, path: routing.Path) -> int | None:
        """The unit on a branch's path that the rule is counted at."""
        if rule.node is QuotaNode.ROOT:
            return self.root
        if rule.node is QuotaNode.NAMED:
            unit = self.named.get(rule.unit_code)
            return unit if any(place.id == unit for place in path) else None
        place = routing.reporting_unit(path)
        return place.id if place else None


def _living(round_: Round) -> set[int]:
    """Every branch below the unit of a round, rated or not."""
    rows = OrgUnit.objects.filter(above__ancestor=round_.unit_id, kind__in=BRANCHES, dissolved_on__isnull=True)
    return set(rows.values_list("pk", flat=True))


# --- fields and units ------------------------------------------------------------------------------------------------


def by_field(scheme: Scheme) -> bool:
    """Whether some quota of a scheme asks in which field a branch is."""
    return any(rule.by_field for rule in scheme.quotas)


def fields_of(units: Collection[int]) -> dict[int, str]:
    """The field of each unit in words: its own, else that of the nearest superior that has one. One statement."""
    rows = OrgClosure.objects.filter(descendant__in=list(units)).exclude(ancestor__field="").order_by("-depth")
    labels = dict(Field.choices)
    return {unit: str(labels[field]) for unit, field in rows.values_list("descendant_id", "ancestor__field")}


def named_units(rules: Collection[QuotaRule]) -> dict[str, int]:
    """The units that NAMED rules name, by their codes. One statement, or none."""
    codes = {rule.unit_code for rule in rules if rule.unit_code}
    return dict(OrgUnit.objects.filter(code__in=codes).values_list("code", "pk")) if codes else {}


def unknown_units(scheme: Scheme) -> list[str]:
    """Codes of units that quotas of a scheme name and that do not exist."""
    codes = {rule.unit_code for rule in scheme.quotas if rule.unit_code}
    return sorted(codes - set(named_units(scheme.quotas)))


def unknown_fields(scheme: Scheme) -> list[str]:
    """What quotas of a scheme call a field and is none. No statement."""
    return sorted(_named_fields(scheme) - set(Field.labels))


def empty_fields(scheme: Scheme) -> list[str]:
    """Fields that quotas of a scheme are for, and in which no living branch stands. Two statements, or none."""
    if not (named := _named_fields(scheme)):
        return []
    living = OrgUnit.objects.filter(kind__in=BRANCHES, dissolved_on__isnull=True).values_list("pk", flat=True)
    return sorted(named - set(fields_of(living).values()))


def _named_fields(scheme: Scheme) -> set[str]:
    return {rule.field for rule in scheme.quotas if rule.field}
