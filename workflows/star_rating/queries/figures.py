"""Reading what the 工委 imports: components that it brings in, the branches they are for, whom a code means."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from permissions.models import OrgUnit
from workflows.engine import facts
from workflows.engine.models import Round
from workflows.star_rating.models import Rating
from workflows.star_rating.queries.rounds import EARLY
from workflows.star_rating.queries.sheets import scheme_of
from workflows.star_rating.rules import plain
from workflows.star_rating.rules.components import Component, FigureOf

SATISFACTION, SATISFACTION_FACT = "satisfaction", "appraisal.satisfaction"
"""The component of a scheme that is 群众满意度, by its code; and the fact that 民主评议 tells of a branch."""


def office_components(round_: Round) -> dict[str, Component]:
    """The components of a round whose figure the 工委 imports, by code."""
    return {item.code: item for item in scheme_of(round_).components if item.figure_of is FigureOf.OFFICE}


def surveyed(round_: Round, rows: Sequence[Rating], components: Collection[str]) -> dict[int, Decimal]:
    """By rating the 群众满意度 that the year's 民主评议 told. One statement; none without that component."""
    if SATISFACTION not in components:
        return {}
    told = facts.of_units(SATISFACTION_FACT, round_.year, [row.unit_id for row in rows])
    return {row.pk: Decimal(told[row.unit_id].value["figure"]) for row in rows if row.unit_id in told}


def importable(round_: Round) -> list[Rating]:
    """The ratings that still take such figures: 初评 has not been handed in. One statement."""
    rows = Rating.objects.filter(round=round_, state__in=EARLY).select_related("unit", "unit__parent", "process")
    return list(rows.order_by("unit__parent__position", "unit__parent__code", "unit__position", "unit__code"))


def by_code(round_: Round, codes: Collection[str]) -> dict[str, Rating]:
    """The rating in this round of each unit, by the unit's code; in whatever state. One statement."""
    rows = Rating.objects.filter(round=round_, unit__code__in=codes).select_related("unit", "process")
    return {row.unit.code: row for row in rows}


def why_not(code: str, rating: Rating | None, units: dict[str, OrgUnit]) -> str:
    """Why the branch of a code takes no figure in this round, in a sentence; empty when it does."""
    if rating is None:
        unit = units.get(code)
        return f"{unit.short_name}不参加本批次，请删掉这一行。" if unit else f"没有编码为“{code[:20]}”的组织，请核对。"
    name = rating.unit.short_name
    if rating.process.finished is not None:
        return f"{name}在本批次已办结（{rating.get_state_display()}），请删掉这一行。"
    if rating.unit.dissolved_on is not None:
        return f"{name}已撤销，请删掉这一行。"
    if rating.state not in EARLY:
        return f"{name}的初评已提交（{rating.get_state_display()}）。要改得分的，先退回初评；不改的，删掉这一行。"
    return ""


@dataclass(frozen=True)
class Changed:
    """One figure that an import would change, as people read it."""

    branch: str
    component: str
    before: str
    after: str


def differences(round_: Round, found: Mapping[str, Mapping[int, Decimal]]) -> list[Changed]:
    """What would differ, by component and branch; figures that stand already are left out. One statement."""
    components, rows = office_components(round_), _ratings(found)
    return [
        Changed(row.unit.short_name, components[code].name, _shown(row, code), plain(figures[row.pk]))
        for code, figures in found.items()
        for row in rows
        if row.pk in figures and _shown(row, code) != plain(figures[row.pk])
    ]


def _ratings(found: Mapping[str, Mapping[int, Decimal]]) -> list[Rating]:
    keys = {key for figures in found.values() for key in figures}
    return list(Rating.objects.filter(pk__in=keys).select_related("unit").order_by("unit__position", "unit__code"))


def _shown(row: Rating, code: str) -> str:
    kept = row.figures.get(code)
    return plain(Decimal(kept["figure"])) if kept else ""


def seen_now(found: Mapping[str, Mapping[int, Decimal]]) -> str:
    """The mark of the figures as they stand. One statement."""
    return mark(_ratings(found), found)


def mark(rows: Sequence[Rating], found: Mapping[str, Mapping[int, Decimal]]) -> str:
    """A digest of the figures that an import would touch, as they stand in these ratings."""
    kept = sorted((code, row.pk, _shown(row, code)) for row in rows for code in found)
    return hashlib.sha256(json.dumps(kept).encode()).hexdigest()
