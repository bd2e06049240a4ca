"""Giving up a star because the unit's quota is full: decided by people in the ranking, explained like every rule."""

from dataclasses import replace

from .places import places_for
from .quotas import Direction, QuotaRule, Span
from .results import Reason, ReasonKind, Result, Tone, Used
from .scheme import Scheme


def with_quota(scheme: Scheme, result: Result, field: str = "") -> Result:
    """The result one star lower, with the reason; unchanged when no quota of the scheme limits its star (2.3 [S03]).

    `field`: the 领域 of the branch, in words, where the scheme counts by it.
    """
    rule = limit_on(scheme, result.tier, field)
    if rule is None or result.tier is None:
        return result
    lower = scheme.highest_up_to((rule.tier if rule.span is Span.ABOVE else result.tier) - 1)
    text = f"{scheme.level_name(result.tier)}名额已满，按本单位会议确定的排序改列{lower.name}。"
    inputs = {"before": Used("改列前星级", scheme.level_name(result.tier), "list")}
    reason = Reason(ReasonKind.QUOTA, Tone.WARN, text, rule.basis, inputs)
    return replace(result, tier=lower.level, tier_name=lower.name, reasons=(*result.reasons, reason))


def limit_on(scheme: Scheme, level: int | None, field: str) -> QuotaRule | None:
    """The quota that a branch of this field gives up its star for: of the star alone, else the nearest with others.

    No star is given up for the most of 及以下: a lower one would be counted there still.
    """
    held = [quota for quota in scheme.quotas if places_for(scheme.quotas, "", quota, field) is not None]
    most = [quota for quota in held if quota.direction is Direction.MAX and quota.counts(level)]
    alone = [quota for quota in most if quota.span is Span.EXACT]
    above = [quota for quota in most if quota.span is Span.ABOVE]
    return next(iter(alone), None) or max(above, key=lambda quota: quota.tier, default=None)
