"""What contradicts itself among the quotas of a scheme: shares that are slips, bounds that cannot be met together."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations

from workflows.engine.shares import Rounding, plain

from .components import HUNDRED
from .describing import quota_name
from .places import own_fields, same_stars
from .quotas import Direction, QuotaRule
from .scheme import Scheme


def quota_warnings(scheme: Scheme) -> Iterator[str]:
    """Sentences about each quota by itself, then about two that cannot both be kept."""
    for quota in scheme.quotas:
        yield from share_warnings(scheme, quota)
    yield from contrary_warnings(scheme)


def share_warnings(scheme: Scheme, quota: QuotaRule) -> Iterator[str]:
    """A percentage that looks like a slip, or that rounding or growth takes across its bound."""
    stars, percent = quota_name(scheme, quota), quota.percent
    if percent is None:
        return
    if 0 < percent < 1:
        yield f"{stars}的名额比例是{plain(percent)}%，不到百分之一，请核对是不是{plain(percent * HUNDRED)}%。"
    if percent > HUNDRED:
        yield f"{stars}的名额比例{plain(percent)}%超过100%。"
    if quota.direction is Direction.MAX and quota.rounding is not Rounding.DOWN:
        yield f"{stars}的名额是上限，却不向下取整，取整后会突破比例。"
    if quota.direction is Direction.MIN and quota.rounding is not Rounding.UP:
        yield f"{stars}的名额是下限，却不向上取整，取整后会达不到比例。"
    if quota.until is not None and quota.until < percent:
        yield f"{stars}的名额逐年提高，最高{plain(quota.until)}%却低于第一年的{plain(percent)}%。"


def contrary_warnings(scheme: Scheme) -> Iterator[str]:
    """A least number above the most of the same branches."""
    for least, most in permutations(scheme.quotas, 2):
        if (least.direction, most.direction) == (Direction.MIN, Direction.MAX) and contrary(scheme, least, most):
            unit = "个" if least.percent is None else "%"
            low, high = (plain(Decimal(amount(each))) for each in (least, most))
            stars = quota_name(scheme, least if least.field else most)
            yield f"{stars}的名额下限{low}{unit}高于上限{high}{unit}，不能同时做到。"


def contrary(scheme: Scheme, least: QuotaRule, most: QuotaRule) -> bool:
    """Whether two quotas count the same branches, and the least is more than the most."""
    if not same_stars(least, most) or not same_branches(scheme, least, most):
        return False
    return (least.percent is None) == (most.percent is None) and amount(least) > amount(most)


def same_branches(scheme: Scheme, one: QuotaRule, other: QuotaRule) -> bool:
    """Whether some field has both rules: of one field, in each field, or one of them in a field of the other."""
    if one.by_field != other.by_field or one.counted_of is not other.counted_of:
        return False
    if one.field and other.field:
        return one.field == other.field
    return other.field not in own_fields(scheme.quotas, one) and one.field not in own_fields(scheme.quotas, other)


def amount(quota: QuotaRule) -> Decimal | int:
    """The percentage of a quota, or its fixed number."""
    return (quota.count or 0) if quota.percent is None else quota.percent
