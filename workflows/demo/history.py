"""The stars of the two years before, entered as facts with the document they come from."""

from datetime import date
from decimal import Decimal
from random import Random

from permissions.models import OrgUnit
from workflows.engine import facts
from workflows.star_rating.queries import STAR_FACT
from workflows.star_rating.rules import Scheme

LEVELS, WEIGHTS = (5, 4, 3, 2), (24, 50, 21, 5)


def record_past_stars(branches: list[OrgUnit], scheme: Scheme, years: list[int], chance: Random) -> None:
    """Enter each branch's star of each past year, the earliest year first; a star rarely moves by more than one."""
    tiers = {branch.pk: chance.choices(LEVELS, WEIGHTS)[0] for branch in branches}
    for year in years:
        facts.record([_star(branch.pk, year, tiers[branch.pk], scheme, chance) for branch in branches])
        tiers = {unit: min(5, max(2, tier + chance.choice((-1, 0, 0, 0, 1)))) for unit, tier in tiers.items()}


def _named_on(year: int) -> date:
    return date(year + 1, 3, 15)


def _star(unit: int, year: int, level: int, scheme: Scheme, chance: Random) -> facts.NewFact:
    tier = next(tier for tier in scheme.tiers if tier.level == level)
    score = tier.at_least + Decimal(chance.randrange(900)) / 100
    return facts.NewFact(
        key=STAR_FACT,
        year=year,
        unit_id=unit,
        value={"tier": level, "score": f"{score:.2f}"},
        words=tier.name,
        source=f"历史结果导入：滨直工发〔{year + 1}〕6号《关于公布{year}年度党支部星级评定结果的通知》",
        valid_from=_named_on(year),
    )
