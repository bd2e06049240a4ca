"""Giving up a star because the unit's quota is full: decided by people in the ranking, explained like every rule."""

from dataclasses import replace

from .results import Reason, ReasonKind, Result, Tone, Used
from .scheme import Scheme
from .wording import star_name


def with_quota(scheme: Scheme, result: Result) -> Result:
    """The result one star lower, with the reason; unchanged when no quota of the scheme limits its star (2.3 [S03])."""
    rule = next((quota for quota in scheme.quotas if quota.tier == result.tier), None)
    if rule is None or result.tier is None:
        return result
    lower = scheme.highest_up_to(result.tier - 1)
    text = f"{star_name(result.tier)}名额已满，按本单位会议确定的排序改列{lower.name}。"
    inputs = {"before": Used("改列前星级", star_name(result.tier), "list")}
    reason = Reason(ReasonKind.QUOTA, Tone.WARN, text, rule.basis, inputs)
    return replace(result, tier=lower.level, tier_name=lower.name, reasons=(*result.reasons, reason))
