"""Quotas 名额 over a list: which of them hold it, who in it takes which places, and whose places were not counted."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from permissions import routing
from workflows.engine.models import Quota
from workflows.star_rating.models import Rating, RatingList, VetoFinding
from workflows.star_rating.queries.quota_bases import by_field, fields_of, named_units
from workflows.star_rating.queries.sheets import scheme_of
from workflows.star_rating.rules import (
    Direction,
    MeritKind,
    QuotaNode,
    QuotaRule,
    Scheme,
    keyed_quotas,
    places_for,
    split_key,
)
from workflows.star_rating.states import Sheet


@dataclass
class Scope:
    """Where members of a list stand, as far as the quotas of the round ask for it."""

    scheme: Scheme
    above: dict[int, set[int]]
    fields: dict[int, str]
    free: set[int]

    @classmethod
    def of(cls, scheme: Scheme, rows: Sequence[Rating]) -> "Scope":
        """Read what the rules of the scheme need; no statement for what none of them asks."""
        units = [row.unit_id for row in rows]
        named = any(rule.node is QuotaNode.NAMED for rule in scheme.quotas)
        above = {unit: {place.id for place in path} for unit, path in routing.paths(units).items()} if named else {}
        return cls(scheme, above, fields_of_rows(scheme, rows), without_place(scheme, rows))

    def places(self, row: Rating, key: str, rule: QuotaRule) -> str | None:
        """The key of the places that a member counts towards under a rule; None in a field that it does not count."""
        return places_for(self.scheme.quotas, key, rule, self.fields.get(row.unit_id, ""))

    def counted(self, row: Rating, quota: Quota, rule: QuotaRule) -> bool:
        """Whether a member counts towards these places, whatever its star."""
        if rule.node is QuotaNode.NAMED and quota.unit_id not in self.above[row.unit_id]:
            return False
        return self.places(row, split_key(quota.key)[0], rule) == quota.key

    def wants(self, row: Rating, rule: QuotaRule) -> bool:
        """Whether a member has a star that takes a place under a rule."""
        return row.pk not in self.free and rule.counts(row.tier)

    def takes(self, row: Rating, quota: Quota, rule: QuotaRule) -> bool:
        """Whether a member takes one of these places."""
        return self.wants(row, rule) and self.counted(row, quota, rule)

    def unit_of(self, row: Rating, rule: QuotaRule, submission: RatingList, named: Mapping[str, int]) -> int | None:
        """The unit whose places of a rule a member of a list may take; None where a named unit is not above it."""
        if rule.node is not QuotaNode.NAMED:
            return submission.round.unit_id if rule.node is QuotaNode.ROOT else submission.unit_id
        unit = named.get(rule.unit_code)
        return unit if unit in self.above[row.unit_id] else None


def fields_of_rows(scheme: Scheme, rows: Iterable[Rating]) -> dict[int, str]:
    """The field of each rating's branch: as it opened, else as it stands. One statement at most, none if not asked."""
    if not by_field(scheme):
        return {}
    opened = {row.unit_id: row.field for row in rows}
    unknown = [unit for unit, field in opened.items() if not field]
    return opened | (fields_of(unknown) if unknown else {})


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

    Those of a field hold it only where it has a member of that field: no list waits for the branches of another one.
    `others` on each: how many places are taken by ratings outside the list.
    """
    scheme = scheme_of(submission.round)
    rules = keyed_quotas(scheme)
    scope = Scope.of(scheme, rows)
    units = _units(submission, scope)
    others = Count("reservations", filter=~Q(reservations__process__in=[row.process_id for row in rows]))
    found = Quota.objects.filter(round=submission.round_id, unit__in=units).annotate(others=others)
    return [
        (quota, rule, [row for row in rows if scope.takes(row, quota, rule)])
        for quota, rule, _ in with_rules(found.select_related("unit").order_by("-key", "pk"), rules)
        if rule.node is not QuotaNode.SUBMITTING_UNIT or quota.unit_id == submission.unit_id
        if not rule.by_field or any(scope.counted(row, quota, rule) for row in rows)
    ]


def lacks_places(submission: RatingList, rows: Sequence[Rating], quotas: Collection[Quota]) -> bool:
    """Whether a rule that holds these members at their unit or over all was never counted there.

    One for a single field has places only where a branch of that field was counted: `beyond_fields`.
    """
    scheme = scheme_of(submission.round)
    fields = fields_of_rows(scheme, rows).values()
    counted = {(quota.unit_id, split_key(quota.key)[0]) for quota in quotas}
    at = {QuotaNode.SUBMITTING_UNIT: submission.unit_id, QuotaNode.ROOT: submission.round.unit_id}
    return any(
        (at[rule.node], key) not in counted
        for key, rule in keyed_quotas(scheme).items()
        if rule.node in at and not rule.field
        if not rule.by_field or any(places_for(scheme.quotas, key, rule, field) for field in fields)
    )


def beyond_fields(submission: RatingList, rows: Sequence[Rating], quotas: Collection[Quota]) -> list[str]:
    """Members whose star is limited by field at a unit where nobody of their field was counted: 支部（领域）.

    They came there since; without places of its own their field would escape the limit.
    """
    scheme = scheme_of(submission.round)
    limits = {
        key: rule
        for key, rule in keyed_quotas(scheme).items()
        if rule.by_field and rule.direction is Direction.MAX
    }  # fmt: skip
    if not limits:
        return []
    scope, named = Scope.of(scheme, rows), named_units(limits.values())
    counted = {(quota.unit_id, quota.key) for quota in quotas}
    wanted = [
        (row, scope.unit_of(row, rule, submission, named), scope.places(row, key, rule))
        for key, rule in limits.items()
        for row in rows
        if scope.wants(row, rule)
    ]
    found = [(row, key) for row, unit, key in wanted if unit and key and (unit, key) not in counted]
    return list(dict.fromkeys(f"{row.unit.short_name}（{split_key(key)[1]}）" for row, key in found))


def with_rules(quotas: Iterable[Quota], rules: Mapping[str, QuotaRule]) -> Iterator[tuple[Quota, QuotaRule, str]]:
    """Each quota with the rule that its places come from, and the field that they are for; empty when for all."""
    for quota in quotas:
        key, field = split_key(quota.key)
        if key in rules:
            yield quota, rules[key], field


def rule_of(quota: Quota) -> QuotaRule:
    """The rule that a quota's places come from."""
    return keyed_quotas(scheme_of(quota.round))[split_key(quota.key)[0]]
