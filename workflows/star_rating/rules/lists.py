"""What a list of branches needs: quotas with their sums."""

from typing import NamedTuple

from .parts import Direction, QuotaNode, QuotaRule
from .scheme import HUNDRED
from .wording import plain


class QuotaLimit(NamedTuple):
    """How many, and the sum that shows it: 32×30%=9.6，向下取9."""

    limit: int
    formula: str


def is_supported(rule: QuotaRule) -> bool:
    """Whether lists can keep the rule: a hard limit on what each reporting unit sends up."""
    return rule.hard and rule.direction is Direction.MAX and rule.node is QuotaNode.SUBMITTING_UNIT


def quota_limit(rule: QuotaRule, base: int) -> QuotaLimit:
    """The number of branches that `rule` allows or asks for among `base` of them (domain 2.3 [S03], 2.6)."""
    if rule.percent is None:
        count = rule.count or 0
        return QuotaLimit(count, f"固定{count}个")
    exact = base * rule.percent / HUNDRED
    limit = rule.rounding.apply(exact)
    return QuotaLimit(int(limit), f"{base}×{plain(rule.percent)}%={plain(exact)}{rule.rounding.note(exact, limit)}")
