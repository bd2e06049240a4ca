"""What the record page of a rating shows beyond the generic page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from permissions.models import Person
from workflows.engine import pages
from workflows.engine.record_page import History
from workflows.engine.registry import flow_of
from workflows.star_rating import queries
from workflows.star_rating.models import Rating
from workflows.star_rating.queries.publicised import ON_NOTICE
from workflows.star_rating.rules import changed_items, plain
from workflows.star_rating.states import RatingState, Sheet
from workflows.star_rating.views import sheet_page, sheet_panel
from workflows.star_rating.views.changing import after_publication
from workflows.star_rating.views.desk import SheetDesk
from workflows.star_rating.views.round_section import while_running

COMPARED = {"self_score": "自评得分", "proposed_tier": "自评星级", "score": "得分", "tier": "星级"}


def rating_details(rating: Rating, history: History, request: HttpRequest) -> dict[str, Any]:
    """Facts, reasons, differences and changes of one rating."""
    desk = SheetDesk(request, flow_of(Rating), rating, history.open)
    sheets = queries.Sheets(rating)
    number = rating.process.number
    links = [{"label": _opens(desk), "url": reverse("star_rating:sheet", args=[number])}]
    if desk.editable:
        links.append({"label": "离线填写和导入", "url": reverse("star_rating:sheet_upload", args=[number])})
    links.append({"label": "打印和扫描件", "url": reverse("star_rating:papers", args=[number, "own"])})
    if rating.round.notices.filter(sent_at__isnull=False).exists():
        links.append({"label": "批次通知", "url": reverse("star_rating:notice", args=[rating.round_id])})
    review = desk.shows_review()
    if rating.state in ON_NOTICE and rating.submission and rating.submission.publicity_id:
        links.append(pages.notice_link(rating.submission.publicity_id))
    return {
        "links": links,
        "facts": _facts(rating, review),
        "panel": sheet_panel.panel(desk, sheets),
        "differences": _differences(sheets) if review else [],
        "changes": _changes(rating, history, sheets),
        "lacking": sheet_page.problems(desk, sheets) if desk.editable else [],
        "sheet_url": links[0]["url"],
        **while_running(rating),
        **after_publication(rating, request),
    }


def _opens(desk: SheetDesk) -> str:
    if not desk.editable:
        return "查看评分表"
    return "代填评分表" if desk.stands_in else "填写评分表"


def _facts(rating: Rating, review: bool) -> list[dict[str, str]]:
    members = Person.objects.filter(branch=rating.unit_id).exclude(roll=Person.Roll.NONE).count()
    own, proposed = rating.self_result, rating.proposed_tier
    rows = [
        ("党支部", rating.unit.name),
        ("党员人数", f"{members}名"),
        ("上年星级", _last_year(rating)),
        ("自评得分", str(own.get("score", "—"))),
        ("自评星级", "—" if proposed is None else queries.scheme_of(rating.round).level_name(proposed)),
    ]
    if review:
        rows += [
            *_figures(rating),
            ("得分", str(rating.result.get("score", "—"))),
            ("星级", rating.result.get("tier_name", "—")),
        ]
    return [{"label": label, "value": value} for label, value in rows]


def _figures(rating: Rating) -> list[tuple[str, str]]:
    """The components of the score: those from the table as 初评 handed them in, the entered ones with their source."""
    scheme, reached = queries.scheme_of(rating.round), queries.figures_of(rating.result)
    rows = [
        (f"初评{each.name}", plain(reached[each.code]) if each.code in reached else "—")
        for each in scheme.table_components
    ]
    entered = sheet_page.figures(rating)
    return rows + [(each["name"], f"{each['figure'] or '—'}　{each['source']}".strip()) for each in entered]


def _last_year(rating: Rating) -> str:
    history = rating.history
    return f"{history['words']}　{history['source']}" if "words" in history else "无记录"


def _differences(sheets: queries.Sheets) -> list[dict[str, str]]:
    """The lines on which 初评 differs from 自评, with the committee's reason."""
    own = {line.code: line for line in sheets.lines[Sheet.SELF]}
    review = {line.code: line for line in sheets.lines[Sheet.REVIEW]}
    codes = changed_items(sheets.lines[Sheet.SELF], sheets.lines[Sheet.REVIEW])
    return [
        {
            "label": sheets.scheme.lines[code].label,
            "own": plain(own[code].points) if code in own else "0",
            "review": plain(review[code].points) if code in review else "0",
            "reason": review[code].reason if code in review else "",
        }
        for code in sorted(codes, key=lambda code: sheets.scheme.lines[code].place)
    ]


def _changes(rating: Rating, history: History, sheets: queries.Sheets) -> list[dict[str, str]]:
    """What is otherwise than when the rating was last sent back, from its return to a reviewer's desk to its end."""
    if rating.lap == 1 or rating.state == RatingState.SELF_ASSESSING or rating.process.finished:
        return []
    before = _when_sent_back(history)
    now = rating.snapshot()
    rows = [
        {"label": label, "before": _worded(sheets, key, before.get(key)), "after": _worded(sheets, key, now.get(key))}
        for key, label in COMPARED.items()
        if before.get(key) is not None and before.get(key) != now.get(key)
    ]
    return rows + _changed_lines(before.get("self_lines", {}), now["self_lines"], sheets)


def _when_sent_back(history: History) -> dict[str, Any]:
    """The snapshot of the last return; sending back alone clears what was decided: then of the step before it."""
    entries = [entry for entry in reversed(history.entries) if "snapshot" in entry.data]
    last = next((n for n, entry in enumerate(entries) if entry.verb in ("send_back", "pull")), None)
    if last is None:
        return {}
    found: dict[str, Any] = entries[last + (entries[last].verb == "pull")].data["snapshot"]
    return found


def _changed_lines(before: dict[str, str], now: dict[str, str], sheets: queries.Sheets) -> list[dict[str, str]]:
    lines = sheets.scheme.lines
    codes = [code for code in before | now if before.get(code) != now.get(code) and code in lines]
    return [
        {
            "label": f"自评：{lines[code].label}",
            "before": before.get(code, "0"),
            "after": now.get(code, "0"),
        }
        for code in sorted(codes, key=lambda code: lines[code].place)
    ]


def _worded(sheets: queries.Sheets, key: str, value: Any) -> str:
    if value is None:
        return ""
    return sheets.scheme.level_name(value) if key in ("tier", "proposed_tier") else str(value)
