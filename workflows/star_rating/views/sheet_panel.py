"""The panel beside a score sheet: score, star and why, as the server computes them; and what the page reckons with."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from workflows.star_rating import queries
from workflows.star_rating.rules import (
    BaseScore,
    Reason,
    ReasonKind,
    Result,
    Scheme,
    base_score,
    changed_items,
    divisor,
    mark,
    plain,
)
from workflows.star_rating.states import RatingState, Sheet
from workflows.star_rating.views.desk import SheetDesk

DECIDED = (RatingState.ANNOUNCING, RatingState.PUBLICISING, RatingState.PUBLISHED)
RULER_LEFT, RULER_WIDTH = 10, 250
SHADES = ("#eceef1", "#e0e4e9", "#f7edd2", "#f0dca6", "#e5c469")


def panel(desk: SheetDesk, sheets: queries.Sheets) -> dict[str, Any]:
    """Score, star and reasons of the furthest sheet that this person may see, as the server computes them."""
    sheet = Sheet.REVIEW if desk.sheet == Sheet.REVIEW and desk.shows_review() else Sheet.SELF
    if desk.sheet is None and desk.rating.result:
        sheet, result = Sheet.REVIEW, Result.from_data(desk.rating.result)
    else:
        result = sheets.result(sheet)
    base = base_score(sheets.scheme, sheets.lines[sheet])
    own = base_score(sheets.scheme, sheets.lines[Sheet.SELF]).total
    unseen = [code for code in sheets.scheme.asked if code not in sheets.vetoes[sheet]] if desk.sheet else []
    unsure = (ReasonKind.VETO,) if unseen and not any(sheets.vetoes[sheet].values()) else ()
    return {
        "label": sheet.label,
        "table": _table_name(sheets.scheme, sheet),
        "base": mark(base.total),
        "full": plain(sheets.scheme.full),
        "score": result.score,
        "reviewed": sheet == Sheet.REVIEW,
        "weighted": sheet == Sheet.REVIEW and bool(desk.rating.figures),
        "components": _components(desk, sheets.scheme, base, sheet),
        "tier": result.tier or 0,
        "rated": result.tier is not None,
        "tier_name": result.tier_name,
        "reasons": _reasons([reason for reason in result.reasons if reason.kind not in unsure]),
        "open": len(unseen),
        "indicators": {score.code: mark(score.got) for score in base.per_indicator},
        "own": mark(own),
        "gap": mark(own - base.total),
        "differs": len(changed_items(sheets.lines[Sheet.SELF], sheets.lines[sheet])),
        "ruler": ruler(sheets.scheme, result.score),
        "standing": _standing(desk, sheet),
    }


def _table_name(scheme: Scheme, sheet: Sheet) -> str:
    """What the table's sum is called: its component at 初评, just 得分 before; empty when there is no table."""
    named = scheme.table_components
    if not named:
        return ""
    return named[0].name if sheet == Sheet.REVIEW and len(named) == 1 else "得分"


def _components(desk: SheetDesk, scheme: Scheme, base: BaseScore, sheet: Sheet) -> list[dict[str, str]]:
    """Each component's figure where there are several to tell apart; the entered ones only beside 初评."""
    tables = scheme.table_components if len(scheme.table_components) > 1 else ()
    rows = [(each, mark(base.per_component[each.code])) for each in tables]
    if sheet == Sheet.REVIEW:
        kept = desk.rating.figures
        rows += [(each, kept[each.code]["figure"] if each.code in kept else "—") for each in scheme.entered_components]
    return [{"name": each.name, "figure": ("−" if each.takes else "") + figure} for each, figure in rows]


def _reasons(reasons: Sequence[Reason]) -> list[dict[str, str]]:
    """The reasons in order; a clause that several of them rest on stands once, under the last of them."""
    following = [reason.basis for reason in reasons[1:]] + [""]
    return [
        {"tone": reason.tone, "text": reason.text, "basis": "" if reason.basis == after else reason.basis}
        for reason, after in zip(reasons, following, strict=True)
    ]


def _standing(desk: SheetDesk, sheet: Sheet) -> str:
    if desk.sheet is not None:
        return "按当前填写计算"
    return "评定结果" if desk.rating.state in DECIDED else f"{sheet.label}结果"


def ruler(scheme: Scheme, score: Decimal) -> dict[str, Any] | None:
    """The tiers as a strip with the score's needle; what lies far below the second tier is cut off.

    None where the score alone gives no star, because the scheme ranks or has one tier.
    """
    ladder = scheme.ladder
    first = max(2 * ladder[1].at_least - ladder[2].at_least, Decimal(0)) if len(ladder) > 2 else Decimal(0)
    last = max(scheme.max_score, ladder[-1].at_least)
    if scheme.ranking or len(ladder) < 2 or last <= first:
        return None
    per = RULER_WIDTH / (last - first)
    bounds = [first, *(tier.at_least for tier in ladder[1:]), last]
    places = [RULER_LEFT + (bound - first) * per for bound in bounds]
    parts = [
        {
            "x": f"{left:.1f}",
            "width": f"{max(right - left - 1, Decimal(0)):.1f}",
            "middle": f"{(left + right) / 2:.1f}",
            "end": f"{right:.1f}",
            "name": tier.name.removesuffix("级"),
            "to": plain(bound),
            "shade": SHADES[min(n, len(SHADES) - 1)],
        }
        for n, (tier, left, right, bound) in enumerate(zip(ladder, places, places[1:], bounds[1:], strict=False))
    ]
    needle = RULER_LEFT + (min(max(score, first), last) - first) * per
    return {"parts": parts, "needle": f"{needle:.1f}", "scale": f"{RULER_LEFT},{first},{per:.4f},{last}"}


def score_data(desk: SheetDesk, sheets: queries.Sheets) -> dict[str, str]:
    """Figures with which the page repeats the arithmetic while typing; the server's answer is the one that counts."""
    scheme = sheets.scheme
    figures = queries.entered(desk.rating) if desk.sheet == Sheet.REVIEW else {}
    tiers = [{"min": float(t.at_least), "stars": t.level, "name": t.name} for t in reversed(scheme.ladder)]
    line = ruler(scheme, Decimal(0))
    return {
        "tiers": json.dumps([] if scheme.ranking else tiers, ensure_ascii=False),
        "components": json.dumps(_weights(scheme, figures)),
        "extra": plain(_extra(scheme, figures)),
        "most": "" if scheme.uncapped else plain(scheme.max_score),
        "needle": line["scale"] if line else "",
        "cap": _cap(desk, sheets),
        "record": reverse("record", args=[desk.rating.process.number]),
    }


def _weights(scheme: Scheme, figures: Mapping[str, Decimal]) -> dict[str, dict[str, float | None]]:
    """What a point of each component from the table is worth in the score, and the most that the component gives."""
    whole = divisor(scheme, figures) or Decimal(1)
    return {
        each.code: {
            "weight": float((-1 if each.takes else 1) * each.weight / whole),
            "cap": None if each.full is None else float(each.full),
        }
        for each in scheme.table_components
    }


def _extra(scheme: Scheme, figures: Mapping[str, Decimal]) -> Decimal:
    """What the entered figures add to the score."""
    whole = divisor(scheme, figures) or Decimal(1)
    parts = [(scheme.components_by_code[code], figure) for code, figure in figures.items()]
    return sum(((-1 if each.takes else 1) * figure * each.weight / whole for each, figure in parts), Decimal(0))


def _cap(desk: SheetDesk, sheets: queries.Sheets) -> str:
    sheet = desk.sheet or Sheet.REVIEW
    found = [veto.cap for veto in sheets.scheme.vetoes if sheets.vetoes[sheet].get(veto.code) and veto.cap is not None]
    return str(min(found)) if found else ""
