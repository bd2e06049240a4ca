"""What the record pages of an evaluation and of a reviewer's sheet show beyond the generic page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from workflows.engine.models import Round
from workflows.engine.record_page import History
from workflows.star_rating.forms.marks import MarksForm
from workflows.star_rating.models import Evaluated, Evaluation, ReviewSheet
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
    goes_on = evaluation.round.status == Round.Status.OPEN
    preparing = able and goes_on and evaluation.state == Evaluation.State.PREPARING
    scoring = able and goes_on and evaluation.state == Evaluation.State.EVALUATING
    progress = reading.Progress(evaluation)
    args = [evaluation.process.number]
    links = [{"label": "本批次全部评审", "url": reverse("star_rating:evaluations", args=[evaluation.round_id])}]
    if evaluation.outcome:
        url = reverse("star_rating:evaluation_ranking", args=args)
        links.append({"label": "导出排名", "url": url})
    return {
        "subline": f"{evaluation.unit.name}　{evaluation.round.title}",
        "links": links,
        "facts": _facts(evaluation),
        "preparing": preparing,
        "able": able,
        "scoring": scoring,
        "due_url": reverse("star_rating:evaluation_due", args=args) if preparing or scoring else "",
        "urge_url": reverse("star_rating:evaluation_urge", args=args) if scoring and progress.out else "",
        "reviewers": _reviewers(progress, drop=scoring),
        "branches": _branches(progress, strike=scoring) if not evaluation.outcome else [],
        "struck": [_struck(evaluation, row, scoring) for row in progress.branches if row.struck],
        "outcome": _outcome(progress, able),
        "lacking": [{"text": text} for text in _lacking(progress)] if able else [],
    }


def _lacking(progress: reading.Progress) -> list[str]:
    evaluation = progress.evaluation
    if evaluation.state == Evaluation.State.PREPARING:
        return reading.begin_lacking(evaluation)
    return progress.close_lacking() if evaluation.state == Evaluation.State.EVALUATING else []


def _facts(evaluation: Evaluation) -> list[dict[str, str]]:
    component = reading.panel_components(evaluation.round).get(evaluation.component)
    items = "、".join(f"{row['name']}{row['full']}分" for row in evaluation.dimensions)
    rows = [
        ("组织单位", evaluation.unit.short_name),
        ("方式", evaluation.get_kind_display()),
        ("评审日期", f"{evaluation.held_on:%Y年%m月%d日}"),
        ("评分截止", f"{evaluation.due_on:%Y年%m月%d日}" if evaluation.due_on else "评分表发出后5个工作日"),
        ("计入分项", component.name if component else "不计入得分，只排名次"),
        ("评分项", f"{items}，共{plain(evaluation.out_of)}分"),
        ("合成", AVERAGE_WORDS[evaluation.how]),
        ("末位挂联", f"最后{evaluation.last}名" if evaluation.last else "不设"),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def _reviewers(progress: reading.Progress, *, drop: bool) -> list[dict[str, Any]]:
    """Who scores, and how far each is."""
    found = []
    for row in progress.reviewers:
        state = progress.states.get(row.user_id)
        args = [progress.evaluation.process.number, row.pk]
        droppable = drop and state in (S.MARKING, S.MARKED)
        found.append(
            {
                "pk": row.pk,
                "name": str(row.user),
                "post": row.post,
                "group": GROUPS[row.group],
                "state": S(state).label if state else "",
                "tone": TONES[S(state)] if state else "",
                "drop_url": reverse("star_rating:evaluation_drop", args=args) if droppable else "",
            }
        )
    return found


def _branches(progress: reading.Progress, *, strike: bool) -> list[dict[str, Any]]:
    """The branches that were not taken out."""
    able = {row.pk for row in progress.counted} if strike else set[int]()
    return [
        {
            "pk": row.pk,
            "name": row.rating.unit.short_name,
            "url": reverse("record", args=[row.rating.process.number]),
            "group": GROUPS[row.group],
            "over": row.rating.process.finished is not None,
            "strike_url": _strike_url(progress.evaluation, row) if row.pk in able else "",
        }
        for row in progress.branches
        if not row.struck
    ]


def _strike_url(evaluation: Evaluation, row: Evaluated) -> str:
    return reverse("star_rating:evaluation_strike", args=[evaluation.process.number, row.pk])


def _struck(evaluation: Evaluation, row: Evaluated, scoring: bool) -> dict[str, str]:
    """A branch that was taken out; while the scoring runs it may come back, unless its rating is over."""
    able = scoring and row.rating.process.finished is None
    back = reverse("star_rating:evaluation_restore", args=[evaluation.process.number, row.pk]) if able else ""
    return {
        "name": row.rating.unit.short_name,
        "url": reverse("record", args=[row.rating.process.number]),
        "why": row.struck,
        "restore_url": back,
    }


def _outcome(progress: reading.Progress, able: bool) -> list[dict[str, Any]]:
    """The places, with who helps the last ones; whose each total is reads who holds it alone. One statement."""
    evaluation = progress.evaluation
    if not evaluation.outcome:
        return []
    last = reading.last_ones(evaluation)
    pairings = {row.rating_id: row for row in evaluation.pairings.all()}
    numbers = {row.rating_id: row.rating.process.number for row in progress.branches}
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
        "facts": [fact for fact in _facts(evaluation) if fact["label"] in ("组织单位", "方式", "评审日期", "评分截止")],
        "dimensions": evaluation.dimensions,
        "marks": form,
        "rows": list(form.rows()) if form else [],
        "given": [] if marking else [_given(evaluation, line) for line in lines],
        "problems": [{"text": text, "url": f"#id_m_{key}_0"} for key, text in lacking],
        "decision": None,
        "chart_url": "",
    }


def _given(evaluation: Evaluation, line: Any) -> dict[str, Any]:
    marked = zip(evaluation.dimensions, line.points, strict=False)
    points = [{"label": dimension["name"], "value": value} for dimension, value in marked]
    return {"name": line.rating.unit.short_name, "points": points, "total": line.total, "note": line.note}


def retyped(form: MarksForm) -> Mapping[str, Any]:
    """The sheet as it was typed, when it could not be kept."""
    return {"marks": form, "rows": list(form.rows())}
