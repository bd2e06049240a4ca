"""Writing a scheme as the office edits it."""

from collections.abc import Sequence

from forms.excel import SheetData, write_workbook
from workflows.star_rating.rules import MODE_WORDS, Indicator, Item, QuotaRule, Scheme, Veto
from workflows.star_rating.rules.parts import OUTCOME_WORDS
from workflows.star_rating.workbooks.scheme.specs import (
    INDICATORS,
    ITEMS,
    OPTIONS,
    QUOTAS,
    SPECS,
    TIERS,
    TOP,
    TOPS,
    VETOES,
)


def scheme_book(scheme: Scheme, footer: str) -> bytes:
    """A scheme as the office edits it; `footer` says who took it when."""
    rows: dict[str, Sequence[Sequence[object]]] = {
        TOP: _top_rows(scheme),
        TIERS: [(tier.level, tier.name, tier.at_least, _said(tier.open)) for tier in scheme.tiers],
        INDICATORS: [_indicator_row(each) for each in scheme.indicators],
        ITEMS: [_item_row(each.code, item) for each in scheme.indicators for item in each.items],
        OPTIONS: [(item.code, step.text, step.points) for item in _items(scheme) for step in item.options],
        VETOES: [_veto_row(veto) for veto in scheme.vetoes],
        QUOTAS: [_quota_row(rule) for rule in scheme.quotas],
    }
    return write_workbook([SheetData(spec, rows[spec.title], footer=(footer,)) for spec in SPECS], {})


def _items(scheme: Scheme) -> list[Item]:
    return [item for indicator in scheme.indicators for item in indicator.items]


def _said(flag: bool) -> str | None:
    return "是" if flag else None


def _top_rows(scheme: Scheme) -> list[tuple[object, ...]]:
    values = vars(scheme) | {"rounding": scheme.rounding.words}
    return [(title, str(values[key])) for title, key in TOPS.items()]


def _indicator_row(each: Indicator) -> tuple[object, ...]:
    floor = each.floor or None
    return (
        each.code, each.name, each.full, each.start, floor, _said(each.uncapped), _said(each.free), each.basis or None,
    )  # fmt: skip


def _item_row(indicator: str, item: Item) -> tuple[object, ...]:
    slope = item.slope
    points = None if item.options else item.points
    way = (slope.target, slope.step, slope.step_points, _said(slope.only_above)) if slope else (None,) * 4
    return (
        indicator, item.code, item.text, MODE_WORDS[item.mode], points, _said(item.per_count), item.most, *way,
        item.evidence or None, _said(item.needs_evidence),
    )  # fmt: skip


def _veto_row(veto: Veto) -> tuple[object, ...]:
    return veto.code, veto.text, OUTCOME_WORDS[veto.outcome], veto.cap, veto.window_years, veto.basis or None


def _quota_row(rule: QuotaRule) -> tuple[object, ...]:
    return (
        rule.tier, rule.direction.words, rule.percent, rule.count, rule.rounding.words, rule.node.words,
        rule.base.words, "是" if rule.hard else "否", rule.basis or None,
    )  # fmt: skip
