"""What the score sheet shows: groups of lines, vetoes, the panel that says why, and what is still lacking."""

import json
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from workflows.engine.models import Citation
from workflows.star_rating import queries
from workflows.star_rating.forms import SheetForm
from workflows.star_rating.rules import (
    Deduction,
    Indicator,
    Reason,
    ReasonKind,
    Result,
    Scheme,
    base_score,
    changed_items,
    mark,
    plain,
)
from workflows.star_rating.states import RatingState, Sheet
from workflows.star_rating.views.desk import SheetDesk

DECIDED = (RatingState.ANNOUNCING, RatingState.PUBLICISING, RatingState.PUBLISHED)
RULER_LEFT, RULER_WIDTH = 10, 250
SHADES = ("#eceef1", "#e0e4e9", "#f7edd2", "#f0dca6", "#e5c469")


def context(desk: SheetDesk, sheets: queries.Sheets, form: SheetForm | None) -> dict[str, Any]:
    """Everything the page shows; `form` is the refused one, whose typed values stay."""
    chosen = form or (desk.form(sheets) if desk.editable else None)
    review = desk.shows_review()
    return {
        "desk": desk,
        "rating": desk.rating,
        "scheme": sheets.scheme,
        "form": chosen,
        "reviewing": desk.editable and desk.sheet == Sheet.REVIEW,
        "review": review,
        "groups": [_group(desk, sheets, chosen, review, at) for at in _numbered(desk, sheets)],
        "vetoes": _vetoes(sheets, chosen, review),
        "panel": panel(desk, sheets),
        "score_data": score_data(desk, sheets),
        "problems": problems(desk, sheets) if desk.editable else [],
        "may_hand_in": bool(desk.signers()) if desk.editable else False,
        "seen": desk.seen,
        "several": len(_posts(desk.request)) > 1,
        "acting": desk.posts[0] if desk.posts else None,
        "filled_in_by": desk.filled_in_by(),
        "barred": desk.barred and bool(desk.sheet),
    }


def _posts(request: HttpRequest) -> list[Any]:
    found: list[Any] = request.posts  # type: ignore[attr-defined]
    return found


# --- lines ----------------------------------------------------------------------------------------------------


def _numbered(desk: SheetDesk, sheets: queries.Sheets) -> list[tuple[int, Indicator, dict[str, list[Any]]]]:
    files: dict[str, list[Any]] = defaultdict(list)
    for citation in Citation.objects.filter(process=desk.rating.process_id).select_related("attachment"):
        files[citation.code].append(citation.attachment)
    return [(number, indicator, files) for number, indicator in enumerate(sheets.scheme.indicators, 1)]


def _group(
    desk: SheetDesk, sheets: queries.Sheets, form: SheetForm | None, review: bool,
    at: tuple[int, Indicator, dict[str, list[Any]]],
) -> dict[str, Any]:  # fmt: skip
    number, indicator, files = at
    lines = [(item.code, item.text, item.standard()) for item in indicator.items]
    if indicator.free:
        lines.append((indicator.other, "其他情形酌情扣分", ""))
    return {
        "number": number,
        "indicator": indicator,
        "own": _got(sheets, Sheet.SELF, number - 1),
        "review": _got(sheets, Sheet.REVIEW, number - 1) if review else "",
        "rows": [_row(desk, sheets, form, review, line, files) for line in lines],
    }


def _got(sheets: queries.Sheets, sheet: str, number: int) -> str:
    return mark(base_score(sheets.scheme, sheets.lines[sheet]).per_indicator[number].got)


def _row(
    desk: SheetDesk, sheets: queries.Sheets, form: SheetForm | None, review: bool, line: tuple[str, str, str],
    files: dict[str, list[Any]],
) -> dict[str, Any]:  # fmt: skip
    code, text, standard = line
    rule = sheets.scheme.lines[code]
    own, theirs = _of(sheets, Sheet.SELF, code), _of(sheets, Sheet.REVIEW, code)
    return {
        "code": code,
        "no": "" if code.endswith(".other") else code,
        "text": text,
        "standard": standard,
        "own": rule.shown(own.points if own else None),
        "own_reason": own.reason if own else "",
        "review": rule.shown(theirs.points if theirs else None) if review else "—",
        "review_reason": theirs.reason if review and theirs else "",
        "differs": review and (own.points if own else 0) != (theirs.points if theirs else 0),
        "points": form[f"points_{code}"] if form else None,
        "reason": form[f"reason_{code}"] if form else None,
        "files": files.get(code, []),
    }


def _of(sheets: queries.Sheets, sheet: str, code: str) -> Deduction | None:
    return next((line for line in sheets.lines[sheet] if line.code == code), None)


def _vetoes(sheets: queries.Sheets, form: SheetForm | None, review: bool) -> list[dict[str, Any]]:
    said = {True: "有", False: "无", None: "未核实"}
    return [
        {
            "veto": veto,
            "effect": veto.effect,
            "own": said[sheets.vetoes[Sheet.SELF].get(veto.code)],
            "review": said[sheets.vetoes[Sheet.REVIEW].get(veto.code)] if review else "—",
            "field": form[f"veto_{veto.code}"] if form else None,
        }
        for veto in sheets.scheme.vetoes
    ]


# --- what is wrong, what is lacking ---------------------------------------------------------------------------


def errors(form: SheetForm) -> list[dict[str, str]]:
    """A sentence for each refused field, with a link to it."""
    return [
        {"text": str(message), "url": f"#{form[name].id_for_label or form[name].auto_id}"}
        for name, messages in form.errors.items()
        for message in messages
    ]


def problems(desk: SheetDesk, sheets: queries.Sheets) -> list[dict[str, str]]:
    """A sentence for each thing that is lacking before handing in, with a link to the place."""
    if desk.sheet is None:
        return []
    vetoes = sheets.scheme.vetoes_by_code
    return [{"text": text, "url": _place(code, code in vetoes)} for code, text in sheets.lacking(desk.sheet)]


def _place(code: str, veto: bool) -> str:
    if code in ("proposed_tier", "appraisal"):
        return f"#id_{code}"
    return f"#id_veto_{code}_0" if veto else f"#id_reason_{code}"


# --- why it is this star --------------------------------------------------------------------------------------


def panel(desk: SheetDesk, sheets: queries.Sheets) -> dict[str, Any]:
    """Score, star and reasons of the furthest sheet that this person may see, as the server computes them."""
    sheet = Sheet.REVIEW if desk.sheet == Sheet.REVIEW and desk.shows_review() else Sheet.SELF
    if desk.sheet is None and desk.rating.result:
        sheet, result = Sheet.REVIEW, Result.from_data(desk.rating.result)
    else:
        result = sheets.result(sheet)
    base = base_score(sheets.scheme, sheets.lines[sheet])
    own = base_score(sheets.scheme, sheets.lines[Sheet.SELF]).total
    unseen = [veto for veto in sheets.scheme.vetoes if veto.code not in sheets.vetoes[sheet]] if desk.sheet else []
    unsure = (ReasonKind.VETO,) if unseen and not any(sheets.vetoes[sheet].values()) else ()
    return {
        "label": sheet.label,
        "base": mark(base.total),
        "full": plain(sheets.scheme.full),
        "score": result.score,
        "reviewed": sheet == Sheet.REVIEW,
        "weighted": sheet == Sheet.REVIEW and desk.rating.appraisal is not None,
        "tier": result.tier or 0,
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


def ruler(scheme: Scheme, score: Decimal) -> dict[str, Any]:
    """The tiers as a strip with the score's needle; what lies far below the second tier is cut off."""
    ladder = scheme.ladder
    first = max(2 * ladder[1].at_least - ladder[2].at_least, Decimal(0)) if len(ladder) > 2 else Decimal(0)
    per = RULER_WIDTH / (100 - first)
    bounds = [first, *(tier.at_least for tier in ladder[1:]), Decimal(100)]
    places = [RULER_LEFT + (bound - first) * per for bound in bounds]
    parts = [
        {
            "x": f"{left:.1f}",
            "width": f"{right - left - 1:.1f}",
            "middle": f"{(left + right) / 2:.1f}",
            "end": f"{right:.1f}",
            "name": tier.name.removesuffix("级"),
            "to": plain(bound),
            "shade": SHADES[min(n, len(SHADES) - 1)],
        }
        for n, (tier, left, right, bound) in enumerate(zip(ladder, places, places[1:], bounds[1:], strict=False))
    ]
    return {
        "parts": parts,
        "needle": f"{RULER_LEFT + max(score - first, Decimal(0)) * per:.1f}",
        "first": first,
        "per": per,
    }


def score_data(desk: SheetDesk, sheets: queries.Sheets) -> dict[str, str]:
    """Figures with which the page repeats the arithmetic while typing; the server's answer is the one that counts."""
    scheme, appraisal = sheets.scheme, desk.rating.appraisal
    weighted = desk.sheet == Sheet.REVIEW and appraisal is not None
    weight = scheme.base_weight / 100 if weighted else Decimal(1)
    extra = (appraisal or Decimal(0)) * scheme.appraisal_weight / 100 if weighted else Decimal(0)
    line = ruler(scheme, Decimal(0))
    tiers = [{"min": float(t.at_least), "stars": t.level, "name": t.name} for t in reversed(scheme.ladder)]
    return {
        "tiers": json.dumps(tiers, ensure_ascii=False),
        "weight": plain(weight),
        "extra": plain(extra),
        "needle": f"{RULER_LEFT},{(line['first'] - extra) / weight:.4f},{line['per'] * weight:.4f}",
        "cap": _cap(desk, sheets),
        "record": reverse("record", args=[desk.rating.process.number]),
    }


def _cap(desk: SheetDesk, sheets: queries.Sheets) -> str:
    sheet = desk.sheet or Sheet.REVIEW
    found = [veto.cap for veto in sheets.scheme.vetoes if sheets.vetoes[sheet].get(veto.code) and veto.cap is not None]
    return str(min(found)) if found else ""
