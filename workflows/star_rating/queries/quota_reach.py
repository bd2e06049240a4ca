"""Whether there are branches enough for the places of a quota: only those that are rated can take them."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from permissions.models import OrgUnit
from workflows.engine.models import Quota, Round
from workflows.star_rating.queries.quota_bases import bases
from workflows.star_rating.queries.rounds import branches
from workflows.star_rating.queries.sheets import scheme_of
from workflows.star_rating.rules import QuotaBase, QuotaRule, quota_limit

NAMED = 3
"""Units that a sentence names; of more it says how many."""


def takers(quota: Quota, rule: QuotaRule) -> int:
    """How many branches could take the places of a quota. No statement, unless its percentage is of all branches."""
    if rule.base is not QuotaBase.ALL:
        return quota.base
    rows = bases(quota.round, takers=True)
    return sum(row.branches for row in rows if (row.key, row.unit_id) == (quota.key, quota.unit_id))


def too_many_places(round_: Round) -> list[str]:
    """Sentences about quotas of a prepared round that are for more branches than take part, a rule each.

    No statement where no rule can be so.
    """
    if not any(may_exceed(rule) for rule in scheme_of(round_).quotas):
        return []
    joining = list(branches(round_).values_list("pk", flat=True))
    able = {(row.key, row.unit_id): row.branches for row in bases(round_, joining, takers=True)}
    short: dict[QuotaRule, set[int]] = defaultdict(set)
    for row in bases(round_, joining):
        if quota_limit(row.rule, row.branches, round_.year).limit > able.get((row.key, row.unit_id), 0):
            short[row.rule].add(row.unit_id)
    names = dict(OrgUnit.objects.filter(pk__in=set().union(*short.values())).values_list("pk", "short_name"))
    return [_sentence(rule, [names[unit] for unit in sorted(units)]) for rule, units in short.items()]


def may_exceed(rule: QuotaRule) -> bool:
    """Whether its number may be more than there are branches that take part: a fixed one, or one taken of all."""
    return rule.count is not None or (rule.least and rule.base is QuotaBase.ALL)


def _sentence(rule: QuotaRule, units: Sequence[str]) -> str:
    consequence = "做不到，启动以后须调整名额" if rule.least else "等于不设上限"
    return f"{rule.stars}：{rule.words}，{_named(units)}的{rule.taken_by.words}没有这么多，{consequence}。"


def _named(units: Collection[str]) -> str:
    shown = "、".join(list(units)[:NAMED])
    return shown if len(units) <= NAMED else f"{shown}等{len(units)}个单位"
