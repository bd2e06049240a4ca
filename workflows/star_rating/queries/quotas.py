"""Quotas 名额: of how many branches each is counted, which of them hold a list, and what a list leaves of them."""

from collections import Counter as Tally
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q

from permissions import routing
from permissions.models import OrgClosure, OrgUnit
from permissions.roles import Field, UnitKind
from workflows.engine.models import Quota, Round
from workflows.star_rating.models import Rating, RatingList, VetoFinding
from workflows.star_rating.queries.sheets import scheme_of
from workflows.star_rating.rules import (
    Direction,
    MeritKind,
    QuotaBase,
    QuotaNode,
    QuotaRule,
    Scheme,
    Use,
    key_of_field,
    keyed_quotas,
    split_key,
)
from workflows.star_rating.states import Sheet

BRANCHES = (UnitKind.BRANCH, UnitKind.DIRECT_BRANCH)


class Base(NamedTuple):
    """Of how many branches the places of one rule are counted at one unit."""

    key: str
    rule: QuotaRule
    unit_id: int
    branches: int


def bases(round_: Round, joining: Collection[int] = ()) -> list[Base]:
    """What each quota of a round is counted of: the branches that have their rating, and those about to get it."""
    rules = keyed_quotas(scheme_of(round_))
    rated = {*Rating.objects.filter(round=round_).values_list("unit_id", flat=True), *joining}
    every = rated | _living(round_) if any(rule.base is QuotaBase.ALL for rule in rules.values()) else rated
    paths = routing.paths(every)
    fields = fields_of(every) if _by_field(rules.values()) else {}
    named = _named(rules.values())
    return [
        Base(stored, rule, unit, count)
        for key, rule in rules.items()
        for (stored, unit), count in _count(
            key, rule, every if rule.base is QuotaBase.ALL else rated, paths, fields, round_.unit_id, named
        ).items()
    ]


def _count(
    key: str, rule: QuotaRule, branches: Collection[int], paths: dict[int, routing.Path], fields: dict[int, str],
    root: int, named: dict[str, int],
) -> Tally[tuple[str, int]]:  # fmt: skip
    """How many of these branches stand below each unit that the rule is counted at, by the key of its places."""
    found: Tally[tuple[str, int]] = Tally()
    for branch in branches:
        stored = key_of_field(key, fields.get(branch, "")) if rule.base is QuotaBase.FIELD else key
        if (unit := _node(rule, paths[branch], root, named)) is not None:
            found[stored, unit] += 1
    return found


def _node(rule: QuotaRule, path: routing.Path, root: int, named: dict[str, int]) -> int | None:
    """The unit on a branch's path that the rule is counted at."""
    if rule.node is QuotaNode.ROOT:
        return root
    if rule.node is QuotaNode.NAMED:
        unit = named.get(rule.unit_code)
        return unit if any(place.id == unit for place in path) else None
    place = routing.reporting_unit(path)
    return place.id if place else None


def _living(round_: Round) -> set[int]:
    """Every branch below the unit of a round, rated or not."""
    rows = OrgUnit.objects.filter(above__ancestor=round_.unit_id, kind__in=BRANCHES, dissolved_on__isnull=True)
    return set(rows.values_list("pk", flat=True))


def _by_field(rules: Collection[QuotaRule]) -> bool:
    return any(rule.base is QuotaBase.FIELD for rule in rules)


def _named(rules: Collection[QuotaRule]) -> dict[str, int]:
    """The units that NAMED rules name, by their codes."""
    codes = {rule.unit_code for rule in rules if rule.unit_code}
    return dict(OrgUnit.objects.filter(code__in=codes).values_list("code", "pk")) if codes else {}


def unknown_units(scheme: Scheme) -> list[str]:
    """Codes of units that quotas of a scheme name and that do not exist."""
    codes = {rule.unit_code for rule in scheme.quotas if rule.unit_code}
    return sorted(codes - set(_named(scheme.quotas)))


def fields_of(units: Collection[int]) -> dict[int, str]:
    """The field of each unit in words: its own, else that of the nearest superior that has one. One statement."""
    rows = OrgClosure.objects.filter(descendant__in=list(units)).exclude(ancestor__field="").order_by("-depth")
    labels = dict(Field.choices)
    return {unit: str(labels[field]) for unit, field in rows.values_list("descendant_id", "ancestor__field")}


class QuotaLine:
    """One quota of a list: how many, of how many, and the sum that shows it."""

    def __init__(self, quota: Quota, use: Use, takers: Sequence[Rating] = (), where: str = "") -> None:
        self.quota, self.use, self.takers = quota, use, takers
        self.rule, self.wanted, self.taken = use.rule, use.wanted, use.taken
        self.left = quota.limit - use.wanted - use.taken
        self.over = use.over > 0
        self.refuses = use.broken and use.rule.hard
        self.needs_reason = use.broken and not use.rule.hard
        self.binds_at_report = self.rule.direction is Direction.MAX or self.rule.node is QuotaNode.SUBMITTING_UNIT
        self.state = self._state()
        self.text = f"{where}{self._most()}，{self._said()}{self.state}{self._advice()}。"

    def _most(self) -> str:
        least = self.rule.direction is Direction.MIN
        return f"{self.rule.stars}{'至少' if least else '名额'}{self.quota.limit}个（{self.quota.formula}）"

    def _said(self) -> str:
        before = f"前批已列{self.taken}个，" if self.taken else ""
        return f"{before}本批列{self.wanted}个，"

    def _state(self) -> str:
        if self.rule.direction is Direction.MIN:
            return f"还差{self.use.short}个" if self.use.short else "已达到"
        return f"超{self.use.over}个" if self.over else f"余{self.left}个" if self.left else "已满"

    def _advice(self) -> str:
        if self.needs_reason:
            return "，可以突破，须写明理由"
        if self.over:
            return "，请按排序改列"
        if self.use.short:
            return "，请核对后再报送" if self.use.broken else f"，还有{self.use.to_come}个支部未报"
        return ""

    @property
    def tone(self) -> str:
        """The colour of its light."""
        if self.use.broken:
            return "yellow" if self.needs_reason else "red"
        most = self.rule.direction is Direction.MAX
        return "yellow" if self.use.short or (most and self.left == 0) else "green"


@dataclass
class Scope:
    """Where members of a list stand, as far as the quotas of the round ask for it."""

    above: dict[int, set[int]]
    fields: dict[int, str]
    free: set[int]

    @classmethod
    def of(cls, scheme: Scheme, rows: Sequence[Rating]) -> "Scope":
        """Read what the rules of the scheme need; no statement for what none of them asks."""
        units = [row.unit_id for row in rows]
        named = any(rule.node is QuotaNode.NAMED for rule in scheme.quotas)
        above = {unit: {place.id for place in path} for unit, path in routing.paths(units).items()} if named else {}
        return cls(above, fields_of(units) if _by_field(scheme.quotas) else {}, without_place(scheme, rows))

    def takes(self, row: Rating, quota: Quota, rule: QuotaRule, field: str) -> bool:
        """Whether a member takes one of these places."""
        if row.pk in self.free or not rule.counts(row.tier):
            return False
        if rule.node is QuotaNode.NAMED and quota.unit_id not in self.above[row.unit_id]:
            return False
        return not field or key_of_field("", self.fields.get(row.unit_id, "")) == f"@{field}"

    def unit_of(self, row: Rating, rule: QuotaRule, submission: RatingList, named: dict[str, int]) -> int | None:
        """The unit whose places of a rule a member of a list may take; None where a named unit is not above it."""
        if rule.node is not QuotaNode.NAMED:
            return submission.round.unit_id if rule.node is QuotaNode.ROOT else submission.unit_id
        unit = named.get(rule.unit_code)
        return unit if unit in self.above[row.unit_id] else None


def without_place(scheme: Scheme, rows: Sequence[Rating]) -> set[int]:
    """Ratings with a star given directly that takes no place (直接定级，不占名额). One statement, or none."""
    stars = {
        merit.code: merit.tier
        for merit in scheme.merits
        if merit.kind is MeritKind.DIRECT and not merit.takes_place
    }  # fmt: skip
    if not stars:
        return set()
    found = VetoFinding.objects.filter(
        rating__in=[row.pk for row in rows], sheet=Sheet.REVIEW, code__in=stars, found=True
    ).values_list("rating_id", "code")
    tiers = {row.pk: row.tier for row in rows}
    return {rating for rating, code in found if tiers[rating] == stars[code]}


def units_over(submission: RatingList, rows: Sequence[Rating]) -> set[int]:
    """The units at which quotas may hold a list."""
    return _units(submission, Scope.of(scheme_of(submission.round), rows))


def _units(submission: RatingList, scope: Scope) -> set[int]:
    return {submission.unit_id, submission.round.unit_id}.union(*scope.above.values())


def quotas_over(submission: RatingList, rows: Sequence[Rating]) -> list[tuple[Quota, QuotaRule, list[Rating]]]:
    """The quotas that hold a list, at its unit and above, each with the members that take its places, by key.

    `others` on each: how many places are taken by ratings outside the list.
    """
    scheme = scheme_of(submission.round)
    rules = keyed_quotas(scheme)
    scope = Scope.of(scheme, rows)
    units = _units(submission, scope)
    others = Count("reservations", filter=~Q(reservations__process__in=[row.process_id for row in rows]))
    found = Quota.objects.filter(round=submission.round_id, unit__in=units).annotate(others=others)
    return [
        (quota, rule, [row for row in rows if scope.takes(row, quota, rule, field)])
        for quota, rule, field in _with_rules(found.select_related("unit").order_by("-key", "pk"), rules)
        if rule.node is not QuotaNode.SUBMITTING_UNIT or quota.unit_id == submission.unit_id
    ]


def beyond_fields(submission: RatingList, rows: Sequence[Rating], quotas: Collection[Quota]) -> list[str]:
    """Members whose star is limited by field at a unit where nobody of their field was counted: 支部（领域）.

    Their field was changed since; without places of its own it would escape the limit.
    """
    scheme = scheme_of(submission.round)
    limits = {key: rule for key, rule in keyed_quotas(scheme).items() if _limits_fields(rule)}
    if not limits:
        return []
    scope, named = Scope.of(scheme, rows), _named(limits.values())
    counted = {(quota.unit_id, quota.key) for quota in quotas}
    wanted = [
        (row, scope.unit_of(row, rule, submission, named), key_of_field(key, scope.fields.get(row.unit_id, "")))
        for key, rule in limits.items()
        for row in rows
        if rule.counts(row.tier) and row.pk not in scope.free
    ]
    found = [(row, key) for row, unit, key in wanted if unit is not None and (unit, key) not in counted]
    return [f"{row.unit.short_name}（{split_key(key)[1]}）" for row, key in found]


def _limits_fields(rule: QuotaRule) -> bool:
    return rule.base is QuotaBase.FIELD and rule.direction is Direction.MAX


def _with_rules(quotas: Collection[Quota], rules: dict[str, QuotaRule]) -> Iterator[tuple[Quota, QuotaRule, str]]:
    for quota in quotas:
        key, field = split_key(quota.key)
        if key in rules:
            yield quota, rules[key], field


def rule_of(quota: Quota) -> QuotaRule:
    """The rule that a quota's places come from."""
    return keyed_quotas(scheme_of(quota.round))[split_key(quota.key)[0]]


class QuotaUse(NamedTuple):
    """One quota of a round as it stands: whose, under which rule, how many places are taken."""

    quota: Quota
    unit: str
    rule: str
    taken: int
    state: str
    tone: str


def uses(round_: Round) -> list[QuotaUse]:
    """Every quota of a round with what is taken of it, by rule and unit. One statement beside the scheme."""
    rules = keyed_quotas(scheme_of(round_))
    rows = Quota.objects.filter(round=round_).annotate(others=Count("reservations")).select_related("unit")
    found = []
    for quota, rule, field in _with_rules(rows.order_by("-key", "unit__position", "unit__code"), rules):
        line = QuotaLine(quota, Use(rule, quota.limit, quota.others, 0, quota.base))  # type: ignore[attr-defined]
        unit = "全部单位" if rule.node is QuotaNode.ROOT else quota.unit.short_name
        words = f"{rule.stars}{f'（{field}）' if field else ''}：{rule.words}"
        found.append(QuotaUse(quota, unit, words, line.taken, line.state, line.tone))
    return found


def where(quota: Quota, rule: QuotaRule) -> str:
    """Whose places they are, said before the star: nothing for those of the reporting unit itself."""
    _, field = split_key(quota.key)
    said = f"{field}领域" if field else ""
    if rule.node is QuotaNode.ROOT:
        return f"全部单位{said}"
    return f"{quota.unit.short_name}{said}" if rule.node is QuotaNode.NAMED else said
