"""Whether those who give up a star for want of a place are the last of the ranking, as the meeting ordered it."""

from collections.abc import Sequence
from dataclasses import fields

from workflows.engine.models import Quota
from workflows.star_rating.models import Rating
from workflows.star_rating.queries.quota_lines import QuotaLine
from workflows.star_rating.rules import QuotaNode, QuotaRule, Scheme, limit_on, places_for, split_key


def out_of_order(scheme: Scheme, rows: Sequence[Rating], lines: Sequence[QuotaLine]) -> list[str]:
    """A sentence for each member that gives up a star while one ranked after it keeps it. 依据: domain 2.3 [S03].

    Quotas of one named unit are left out: they hold some of the members only.
    """
    found = []
    for line in lines:
        for row in rows:
            after = [each for each in line.takers if _is_after(each, row)]
            if after and _gave_up(scheme, row, line.quota, line.rule):
                names = "、".join(each.unit.short_name for each in after)
                found.append(
                    f"{row.unit.short_name}排第{row.rank}位，因名额改列；排在后面的{names}仍列{line.rule.stars}，"
                    "请按排序改列，或者由会议重新确定排序。"
                )
    return found


def _is_after(other: Rating, row: Rating) -> bool:
    return other.rank is not None and row.rank is not None and other.rank > row.rank


def _gave_up(scheme: Scheme, row: Rating, quota: Quota, rule: QuotaRule) -> bool:
    """Whether a rating gave up its star for this quota, so that one of its places was left to somebody else."""
    level = _level_before(scheme, row)
    held = limit_on(scheme, level, row.field)
    if not row.capped or level is None or rule.node is QuotaNode.NAMED or not _same(held, rule):
        return False
    return not rule.by_field or places_for(scheme.quotas, split_key(quota.key)[0], rule, row.field) == quota.key


def _same(one: QuotaRule | None, other: QuotaRule) -> bool:
    """Whether two say the same of the same tier, whatever one of them calls it."""
    return one is not None and all(getattr(one, each.name) == getattr(other, each.name) for each in fields(QuotaRule))


def _level_before(scheme: Scheme, row: Rating) -> int | None:
    """The level that a rating had before it gave it up, as its result says."""
    names = {tier.name: tier.level for tier in scheme.tiers}
    kept = [each["inputs"]["before"]["value"] for each in row.result.get("reasons", ()) if each["kind"] == "quota"]
    return names.get(kept[-1]) if kept else None
