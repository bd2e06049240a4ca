"""What the record pages of an evaluation and of a reviewer's sheet show beyond the generic page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from workflows.engine.record_page import History
from workflows.star_rating.forms.marks import MarksForm
from workflows.star_rating.models import Evaluation, ReviewSheet
from workflows.star_rating.queries import evaluations as reading
from workflows.star_rating.rules import plain
from workflows.star_rating.rules.components import AVERAGE_WORDS
from workflows.star_rating.views.evaluations import holds

S = ReviewSheet.State
GROUPS = ("", "甲组", "乙组")
TONES = {S.MARKING: "yellow", S.MARKED: "green", S.COUNTED: "green", S.CANCELLED: "line"}


# --- an evaluation -------------------------------------------------------------------------------------------------


def evaluation_details(evaluation: Evaluation, history: History, request: HttpRequest) -> dict[str, Any]:
    """Terms, reviewers with their sheets, branches, the places once it is closed."""
    able = holds(request, evaluation)
    preparing = able and evaluation.state == Evaluation.State.PREPARING
    links = [{"label": "本批次全部评审", "url": reverse("star_rating:evaluations", args=[evaluation.round_id])}]
    if evaluation.outcome:
        url = reverse("star_rating:evaluation_ranking", args=[evaluation.process.number])
        links.append({"label": "导出排名", "url": url})
    return {
        "subline": f"{evaluation.unit.name}　{evaluation.round.title}",
        "links": links,
        "facts": _facts(evaluation),
        "preparing": preparing,
        "able": able,
        "reviewers": _reviewers(evaluation, able),
        "branches": _branches(evaluation) if not evaluation.outcome else [],
        "outcome": _outcome(evaluation, able),
        "lacking": [{"text": text} for text in _lacking(evaluation)] if able else [],
    }


def _lacking(evaluation: Evaluation) -> list[str]:
    if evaluation.state == Evaluation.State.PREPARING:
        return reading.begin_lacking(evaluation)
    return reading.close_lacking(evaluation) if evaluation.state == Evaluation.State.EVALUATING else []


def _facts(evaluation: Evaluation) -> list[dict[str, str]]:
    component = reading.panel_components(evaluation.round).get(evaluation.component)
    items = "、".join(f"{row['name']}{row['full']}分" for row in evaluation.dimensions)
    rows = [
        ("组织单位", evaluation.unit.short_name),
        ("方式", evaluation.get_kind_display()),
        ("评审日期", f"{evaluation.held_on:%Y年%m月%d日}"),
        ("计入分项", component.name if component else "不计入得分，只排名次"),
        ("评分项", f"{items}，共{plain(evaluation.out_of)}分"),
        ("合成", AVERAGE_WORDS[evaluation.how]),
        ("末位挂联", f"最后{evaluation.last}名" if evaluation.last else "不设"),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def _reviewers(evaluation: Evaluation, able: bool) -> list[dict[str, Any]]:
    """Who scores, and how far each is. Two statements."""
    states = dict(evaluation.sheets.values_list("reviewer", "state"))
    found = []
    for row in evaluation.reviewers.select_related("user__person"):
        state = states.get(row.user_id)
        open_still = able and state in (S.MARKING, S.MARKED) and evaluation.state == Evaluation.State.EVALUATING
        args = [evaluation.process.number, row.pk]
        found.append(
            {
                "pk": row.pk,
                "name": str(row.user),
                "post": row.post,
                "group": GROUPS[row.group],
                "state": S(state).label if state else "",
                "tone": TONES[S(state)] if state else "",
                "drop_url": reverse("star_rating:evaluation_drop", args=args) if open_still else "",
            }
        )
    return found


def _branches(evaluation: Evaluation) -> list[dict[str, Any]]:
    rows = evaluation.evaluated.select_related("rating__unit", "rating__process")
    return [
        {
            "pk": row.pk,
            "name": row.rating.unit.short_name,
            "url": reverse("record", args=[row.rating.process.number]),
            "group": GROUPS[row.group],
            "over": row.rating.process.finished is not None,
        }
        for row in rows.order_by("group", "rating__unit__position", "rating__unit__code")
    ]


def _outcome(evaluation: Evaluation, able: bool) -> list[dict[str, Any]]:
    """The places, with who helps the last ones; whose each total is reads who holds it alone. Two statements."""
    if not evaluation.outcome:
        return []
    last = reading.last_ones(evaluation)
    pairings = {row.rating_id: row for row in evaluation.pairings.all()}
    numbers = dict(evaluation.evaluated.values_list("rating", "rating__process__number"))
    return [
        row
        | {
            "place": f"并列第{row['rank']}名" if row["tied"] else f"第{row['rank']}名",
            "url": reverse("record", args=[numbers[row["rating"]]]),
            "last": row["rating"] in last,
            "pairing": pairings.get(row["rating"]),
            "scores": reading.totals_of(row, named=able),
        }
        | (
            _ways(evaluation, numbers[row["rating"]], row["rating"] in pairings)
            if able and row["rating"] in last
            else {}
        )
        for row in evaluation.outcome
    ]


def _ways(evaluation: Evaluation, number: str, paired: bool) -> dict[str, str]:
    args = [evaluation.process.number, number]
    turned = {"turned_url": reverse("star_rating:pairing_turned", args=args)} if paired else {}
    return {"pairing_url": reverse("star_rating:pairing", args=args), **turned}


# --- a reviewer's sheet --------------------------------------------------------------------------------------------


def sheet_details(sheet: ReviewSheet, history: History, request: HttpRequest) -> dict[str, Any]:
    """The branches to score with what is typed so far; the page has its own button to hand in."""
    evaluation = Evaluation.objects.select_related("unit", "round").get(pk=sheet.evaluation_id)
    sheet.evaluation = evaluation
    lines = reading.sheet_lines(sheet)
    marking = sheet.state == S.MARKING
    form = MarksForm(evaluation, lines) if marking else None
    lacking = reading.marks_lacking(evaluation, lines) if marking else []
    return {
        "subline": f"{evaluation.unit.name}　{evaluation.round.title}",
        "links": [],
        "facts": [fact for fact in _facts(evaluation) if fact["label"] in ("组织单位", "方式", "评审日期")],
        "dimensions": evaluation.dimensions,
        "marks": form,
        "rows": list(form.rows()) if form else [],
        "given": [] if marking else [_given(line) for line in lines],
        "problems": [{"text": text, "url": f"#id_m_{key}_0"} for key, text in lacking],
        "decision": None,
        "chart_url": "",
    }


def _given(line: Any) -> dict[str, Any]:
    return {"name": line.rating.unit.short_name, "points": line.points, "total": line.total, "note": line.note}


def retyped(form: MarksForm) -> Mapping[str, Any]:
    """The sheet as it was typed, when it could not be kept."""
    return {"marks": form, "rows": list(form.rows())}
