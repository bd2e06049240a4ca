"""What the record pages of a rating and of a list show beyond the generic page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from permissions.models import Person
from workflows.engine.decisions import capacities
from workflows.engine.models import Meeting, Task
from workflows.engine.record_page import History
from workflows.engine.registry import flow_of
from workflows.star_rating import queries
from workflows.star_rating.forms import MeetingForm, PlacingForm
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.rules import changed_items, plain, star_name
from workflows.star_rating.states import ListState, RatingState, Sheet
from workflows.star_rating.views import sheet_page
from workflows.star_rating.views.desk import SheetDesk

MEETINGS = (ListState.COMPILING, ListState.DECIDING)
"""Stages at which a body decides."""
SINGLE_OUT = (RatingState.LISTED, RatingState.VERIFYING, RatingState.DECIDING)
"""Stages at which one member may be sent back or struck off alone."""
COMPARED = {"self_score": "自评得分", "proposed_tier": "自评星级", "score": "得分", "tier": "星级"}


# --- a rating -------------------------------------------------------------------------------------------------


def rating_details(rating: Rating, history: History, request: HttpRequest) -> dict[str, Any]:
    """Facts, reasons, differences and changes of one rating."""
    desk = SheetDesk(request, flow_of(Rating), rating, history.open)
    sheets = queries.Sheets(rating)
    number = rating.process.number
    links = [{"label": _opens(desk), "url": reverse("star_rating:sheet", args=[number])}]
    if desk.editable:
        links.append({"label": "离线填写和导入", "url": reverse("star_rating:sheet_upload", args=[number])})
    review = desk.shows_review()
    return {
        "links": links,
        "facts": _facts(rating, review),
        "panel": sheet_page.panel(desk, sheets),
        "differences": _differences(sheets) if review else [],
        "changes": _changes(rating, history, sheets),
        "lacking": sheet_page.problems(desk, sheets) if desk.editable else [],
        "sheet_url": links[0]["url"],
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
        ("自评星级", "—" if proposed is None else star_name(proposed)),
    ]
    if review:
        shown = "—" if rating.appraisal is None else plain(rating.appraisal)
        rows += [
            ("初评基础项", queries.base_of(rating.result) or "—"),
            ("评议项", f"{shown}　{rating.appraisal_source}".strip()),
            ("得分", str(rating.result.get("score", "—"))),
            ("星级", rating.result.get("tier_name", "—")),
        ]
    return [{"label": label, "value": value} for label, value in rows]


def _last_year(rating: Rating) -> str:
    history = rating.history
    return f"{history['words']}　{history['source']}" if history else "无记录"


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
        {"label": label, "before": _worded(key, before.get(key)), "after": _worded(key, now.get(key))}
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


def _worded(key: str, value: Any) -> str:
    if value is None:
        return ""
    return star_name(value) if key in ("tier", "proposed_tier") else str(value)


# --- a list ---------------------------------------------------------------------------------------------------


def list_details(submission: RatingList, history: History, request: HttpRequest) -> dict[str, Any]:
    """Members, quotas, meeting and what is lacking of one list."""
    listing = queries.Listing(submission)
    rows = listing.members
    posts = desk_posts(history.open, request)
    compiling = submission.state == ListState.COMPILING
    deciding = bool(posts) and submission.state in MEETINGS
    meetings = [item for item in listing.meetings if not (deciding and item == listing.meeting)]
    return {
        "members": member_rows(rows, _placings(rows) if compiling and posts else {}, may_leave=bool(posts)),
        "unreported": [_unreported(row) for row in queries.unreported(submission)] if compiling else [],
        "quotas": [_quota(line) for line in listing.quotas],
        "editable": bool(posts) and compiling,
        "meeting_form": _meeting_form(listing) if deciding else None,
        "meetings": [_shown(item, submission.lap) for item in meetings],
        "lacking": [{"text": text} for text in listing.lacking()] if compiling and posts else [],
        "save_url": reverse("star_rating:list", args=[submission.process.number]),
        "export_url": reverse("star_rating:list_export", args=[submission.process.number]),
    }


def desk_posts(task: Task | None, request: HttpRequest) -> list[Any]:
    """The person's posts that bring the right of the desk on which a list lies. No statement."""
    return capacities(request, task.right, task.unit_id, queries.KEY) if task and task.right else []


def _placings(rows: Sequence[Rating]) -> dict[int, PlacingForm]:
    return {
        row.pk: PlacingForm(
            prefix=str(row.pk), name=row.unit.short_name, initial={"rank": row.rank, "capped": row.capped}
        )
        for row in rows
    }


def member_rows(
    rows: Sequence[Rating], placings: Mapping[int, PlacingForm], *, may_leave: bool
) -> list[dict[str, Any]]:
    """The members as the page shows them; `placings` hold the ranking as stored or as typed, nothing for readers."""
    limited = {quota.tier for row in rows[:1] for quota in queries.scheme_of(row.round).quotas}
    return [
        _member(row, placings.get(row.pk), row.capped or row.tier in limited)
        | {"ways_out": _ways_out(row) if may_leave else []}
        for row in rows
    ]


def _ways_out(row: Rating) -> list[dict[str, str]]:
    if row.submission is None or row.state not in SINGLE_OUT:
        return []
    url = reverse("star_rating:member", args=[row.submission.process.number, row.process.number])
    return [{"label": "单独退回", "url": f"{url}?verb=pull"}, {"label": "划去", "url": f"{url}?verb=strike"}]


def _member(row: Rating, form: PlacingForm | None, may_cap: bool) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "name": row.unit.short_name,
        "url": reverse("record", args=[row.process.number]),
        "self_score": row.self_result.get("score"),
        "score": row.result.get("score"),
        "level": row.tier,
        "tier_name": row.result.get("tier_name"),
        "note": "因名额改列" if row.capped else "",
        "state_label": row.get_state_display(),
        "chip_tone": "red" if row.state == RatingState.REJECTED else "blue",
        "form": form,
        "may_cap": may_cap,
    }


def _unreported(row: Rating) -> dict[str, str]:
    return {
        "name": row.unit.short_name,
        "url": reverse("record", args=[row.process.number]),
        "state_label": row.get_state_display(),
    }


def _quota(line: queries.QuotaLine) -> dict[str, str]:
    return {
        "tone": "red" if line.over else "yellow" if line.left == 0 else "green",
        "state": line.state,
        "text": line.text,
    }


def _meeting_form(listing: queries.Listing) -> MeetingForm:
    """What is on record; else the body that decides here, which the system knows."""
    submission, meeting = listing.submission, listing.meeting
    if meeting is not None:
        names = ("body", "held_on", "number", "due", "present", "minutes")
        return MeetingForm(initial={name: getattr(meeting, name) for name in names})
    unit = submission.unit if submission.state == ListState.COMPILING else submission.round.unit
    return MeetingForm(initial={"body": f"{unit.short_name}会议"})


def _shown(meeting: Meeting, lap: int) -> dict[str, Any]:
    """One meeting with its facts; one of an earlier lap says which."""
    people = f"应到{meeting.due}人，实到{meeting.present}人" if meeting.due and meeting.present else ""
    rows = [
        ("决定机构", meeting.body),
        ("会议日期", f"{meeting.held_on:%Y年%m月%d日}"),
        ("编号或文号", meeting.number),
        ("到会情况", people),
        ("会议决定", meeting.minutes),
    ]
    facts = [{"label": label, "value": value} for label, value in rows if value]
    earlier = f"（第{meeting.lap}轮）" if meeting.lap != lap else ""
    return {"stage": f"{ListState(meeting.state).label}{earlier}", "facts": facts}
