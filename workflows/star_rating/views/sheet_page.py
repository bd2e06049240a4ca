"""What the score sheet shows: headings and lines, circumstances, entered figures, and what is still lacking."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from workflows.star_rating import queries
from workflows.star_rating.forms import SheetForm
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.rules import Component, FigureOf, Veto, plain
from workflows.star_rating.states import Sheet
from workflows.star_rating.views.desk import SheetDesk
from workflows.star_rating.views.round_section import while_running
from workflows.star_rating.views.sheet_panel import panel, score_data
from workflows.star_rating.views.sheet_table import Table


def context(desk: SheetDesk, sheets: queries.Sheets, form: SheetForm | None) -> dict[str, Any]:
    """Everything the page shows; `form` is the refused one, whose typed values stay."""
    chosen = form or (desk.form(sheets) if desk.editable else None)
    review = desk.shows_review()
    reviewing = desk.editable and desk.sheet == Sheet.REVIEW
    return {
        "desk": desk,
        "rating": desk.rating,
        "scheme": sheets.scheme,
        "form": chosen,
        "reviewing": reviewing,
        "review": review,
        "groups": Table(desk.rating, sheets, chosen, review).groups(),
        "vetoes": _asked(sheets, chosen, review),
        "figures": figures(desk.rating, typed=reviewing) if review else [],
        "panel": panel(desk, sheets),
        "score_data": score_data(desk, sheets),
        "problems": problems(desk, sheets) if desk.editable else [],
        "may_hand_in": bool(desk.signers()) if desk.editable else False,
        "seen": desk.seen,
        "several": len(_posts(desk.request)) > 1,
        "acting": desk.posts[0] if desk.posts else None,
        "filled_in_by": desk.filled_in_by(),
        "barred": desk.barred and bool(desk.sheet),
        **while_running(desk.rating),
    }


def _posts(request: HttpRequest) -> list[Any]:
    found: list[Any] = request.posts  # type: ignore[attr-defined]
    return found


def _asked(sheets: queries.Sheets, form: SheetForm | None, review: bool) -> list[dict[str, Any]]:
    said = {True: "有", False: "无", None: "未核实"}
    return [
        {
            "text": each.text,
            "years": each.window_years if isinstance(each, Veto) else None,
            "effect": sheets.effect(code),
            "merit": not isinstance(each, Veto),
            "own": said[sheets.vetoes[Sheet.SELF].get(code)],
            "review": said[sheets.vetoes[Sheet.REVIEW].get(code)] if review else "—",
            "field": form[f"veto_{code}"] if form else None,
        }
        for code, each in sheets.scheme.asked.items()
    ]


def figures(rating: Rating, *, typed: bool = False) -> list[dict[str, str]]:
    """The entered components with their figures and what these rest on; without those `typed` on the same page."""
    known = queries.scheme_of(rating.round).entered_components
    return [_figure(rating, each) for each in known if not (typed and each.figure_of is FigureOf.REVIEW)]


def _figure(rating: Rating, component: Component) -> dict[str, str]:
    kept = rating.figures.get(component.code)
    return {
        "name": component.name,
        "weight": f"{'减' if component.takes else ''}{plain(component.weight)}%",
        "figure": kept["figure"] if kept else "",
        "source": kept["source"] if kept else "",
        "lacking": "" if kept else component.figure_of.words,
    }


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
    found = [{"text": text, "url": _place(sheets, code)} for code, text in sheets.lacking(desk.sheet)]
    return found + scan_problems(desk.rating, "own")


def scan_problems(record: Rating | RatingList, paper: str) -> list[dict[str, str]]:
    """What the scan of the signed paper lacks, with a link to the place to upload it; none where none is asked for."""
    lacking = queries.scan_is_there([record]).get(record.pk)
    url = reverse("star_rating:papers", args=[record.process.number, paper])
    return [{"text": lacking, "url": f"{url}#scan"}] if lacking else []


def _place(sheets: queries.Sheets, code: str) -> str:
    component = sheets.scheme.components_by_code.get(code.removeprefix("figure_"))
    if component and code.startswith("figure_") and component.figure_of is not FigureOf.REVIEW:
        return "#figures"
    if code == "proposed_tier" or code.startswith("figure_"):
        return f"#id_{code}"
    return f"#id_veto_{code}_0" if code in sheets.scheme.asked else f"#id_reason_{code}"
