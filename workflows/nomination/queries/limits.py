"""The limits of a round at their places, as rows of quotas: key, number, sum, day and rounding."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from workflows.engine.models import Quota, Round
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.heads import (
    Counted,
    Heads,
    branches_of,
    count,
    day_of,
    is_share,
    reporting_of,
)
from workflows.nomination.queries.rounds import reporting
from workflows.nomination.rules import AwardRound, Cap, Limit, Per, limits_for

LONGEST = 120
"""Characters of a formula."""
KEY_LENGTH = 40
PLACES = "places."


class Kept(NamedTuple):
    """A stored quota with the limit it stands for, and where that is counted."""

    quota: Quota
    per: Per
    cap: Cap


def key_of(per: Per, code: str) -> str:
    """The key of a limit's quota: where it is counted, and its code."""
    return f"{per}:{code}"


def too_long(award: AwardRound) -> list[str]:
    """Codes of categories and limits too long to keep places under."""
    longest = len(key_of(Per.BRANCH, PLACES))
    codes = [category.code for category in award.categories if len(category.code) + longest > KEY_LENGTH]
    return codes + [cap.code for cap in award.caps if len(key_of(cap.per, cap.code)) > KEY_LENGTH]


def caps_by_key(award: AwardRound) -> dict[str, Cap]:
    """Every limit there may be, by the key of its quota; places as an allocation table may give them too."""
    found: dict[str, Cap] = {}
    for per in Per:
        every = {category.code: 0 for category in award.categories}
        caps = limits_for(award, per, every)
        found |= {key_of(per, cap.code): cap for cap in caps}
    return found


def kept(award: AwardRound, quotas: Collection[Quota]) -> list[Kept]:
    """Each quota with its limit; those of a code that the round no longer has are left out."""
    caps = caps_by_key(award)
    return [Kept(quota, Per(quota.key.partition(":")[0]), caps[quota.key]) for quota in quotas if quota.key in caps]


def all_rows(round_: Round, joining: Collection[int] = ()) -> list[Quota]:
    """Every quota of a round as it is counted now, not saved: of each branch, each unit that reports, and of all."""
    branches = list(branches_of(round_, joining).values_list("pk", flat=True))
    above = reporting_of(round_, branches)
    units = {*reporting(round_).values_list("pk", flat=True), *above.values()}
    places: dict[Per, Sequence[int]] = {
        Per.BRANCH: branches, Per.UNIT: sorted(units), Per.WHOLE: [round_.unit_id],
    }  # fmt: skip
    limits = {per: limits_for(award_of(round_), per) for per in Per}
    counted = count(round_, above, [cap for caps in limits.values() for cap in caps])
    return [
        row_of(round_, per, unit, cap, counted)
        for per, caps in limits.items()
        for unit in places[per]
        for cap in caps
    ]  # fmt: skip


def row_of(round_: Round, per: Per, unit: int, cap: Cap, counted: Counted) -> Quota:
    """The quota of one limit at one place, not saved, with its sum; 0 and the reason where the base is not known."""
    heads = counted[day_of(cap, round_)].get((per, unit), Heads()) if is_share(cap) else Heads()
    base = heads.of(cap.base) if is_share(cap) else 0
    limit = limit_of(cap, base)
    formula = _formula(cap, limit.formula, day_of(cap, round_), heads)[:LONGEST]
    return Quota(
        round=round_, unit_id=unit, key=key_of(per, cap.code), base=base, limit=limit.number or 0, formula=formula
    )


def limit_of(cap: Cap, base: int) -> Limit:
    """The number that a limit comes to; unknown where nobody is registered whom a share could be taken of."""
    return cap.limit(base or None)


def _formula(cap: Cap, sums: str, day: date, heads: Heads) -> str:
    """The sum with day and rounding; of a share of the list, the rule, because it has no sum before there is a list."""
    if not is_share(cap):
        return sums if cap.percent is None else cap.words
    undated = heads.undated(cap.base)
    said = [f"{cap.base.words}按{day}统计", f"其中{undated}人没有登记日期" if undated else "", cap.rounding.words]
    return f"{sums}（{'，'.join(word for word in said if word and word not in sums)}）"


def shrunk(round_: Round, rows: Collection[Kept]) -> Iterator[tuple[Kept, Quota]]:
    """Those of the quotas whose base is smaller now than it was counted, each with what it comes to now.

    What somebody ruled or set stays. Two statements and one a day, none where nothing is a share of members.
    """
    shares = [row for row in rows if is_share(row.cap) and not row.quota.adjusted]
    if not shares:
        return
    wide = any(row.per is not Per.BRANCH for row in shares)
    branches = branches_of(round_).values_list("pk", flat=True) if wide else [row.quota.unit_id for row in shares]
    counted = count(round_, reporting_of(round_, list(branches)), [row.cap for row in shares])
    for row in shares:
        now = row_of(round_, row.per, row.quota.unit_id, row.cap, counted)
        if now.base < row.quota.base:
            yield row, now
