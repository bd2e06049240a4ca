"""What the record page of a list shows beyond the generic page: members, quotas, meetings, 纪检意见, 备案."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from permissions.roles import Right
from workflows.engine import pages
from workflows.engine.decisions import capacities
from workflows.engine.models import Meeting, Task
from workflows.engine.record_page import History
from workflows.star_rating import queries
from workflows.star_rating.forms import MeetingForm, PlacingForm
from workflows.star_rating.models import Clearance, Filing, Rating, RatingList
from workflows.star_rating.queries import clearances
from workflows.star_rating.rules import limit_on
from workflows.star_rating.states import ClearanceState, ListState, RatingState
from workflows.star_rating.views.round_section import while_running
from workflows.star_rating.views.sheet_page import scan_problems
from workflows.star_rating.views.whole import links_of_list

MEETINGS = (ListState.COMPILING, ListState.DECIDING)
"""Stages at which a body decides."""
SINGLE_OUT = (RatingState.LISTED, RatingState.VERIFYING, RatingState.DECIDING, RatingState.FILING)
"""Stages at which one member may be sent back or struck off alone."""
REGISTERED = (ListState.FILING, ListState.ANNOUNCING)
"""Stages at which filings are registered."""
CLEARED = {
    ClearanceState.ASKED: "blue", ClearanceState.CLEAR: "green", ClearanceState.OBJECTED: "red",
}  # fmt: skip
"""The colour of a 纪检意见."""


def list_details(submission: RatingList, history: History, request: HttpRequest) -> dict[str, Any]:
    """Members, quotas, meeting, 纪检意见, 备案 and what is lacking of one list."""
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
        **while_running(submission),
        "lacking": problems(submission, listing.lacking()) if compiling and posts else [],
        "ways": _ways(listing) if compiling else [*_disagreed(submission), *_gaps(submission, rows)],
        "clearances": [_clearance(row, given) for row in rows if (given := listing.clearances.get(row.process_id))],
        "to_ask": _to_ask(listing) if compiling and posts else [],
        "filings": [_filing(row, submission, request) for row in listing.filings],
        "save_url": reverse("star_rating:list", args=[submission.process.number]),
        "papers_url": reverse("star_rating:papers", args=[submission.process.number, "decision"]),
        "links": [*_notice(submission), *links_of_list(request, submission)],
        "export_url": reverse("star_rating:list_export", args=[submission.process.number]),
    }


def _notice(submission: RatingList) -> list[dict[str, str]]:
    return [pages.notice_link(submission.publicity_id)] if submission.publicity_id else []


def problems(submission: RatingList, lacking: Sequence[str]) -> list[dict[str, str]]:
    """What keeps a list from being reported, the scan of its signed paper last."""
    return [{"text": text, "url": ""} for text in lacking] + scan_problems(submission, "decision")


def _ways(listing: queries.Listing) -> list[str]:
    """Where the members go when the list is reported, where not all go the same way."""
    apart, all_of = len(listing.filed), len(listing.members)
    if not apart:
        return []
    bodies = "、".join(["工委", *queries.bodies(listing.submission.round)])
    found = [f"{apart}个支部的星级由本单位审定，报送后另成一批报{bodies}备案。"]
    return found + ([f"其余{all_of - apart}个支部报工委审定。"] if apart < all_of else [])


def _gaps(submission: RatingList, rows: Sequence[Rating]) -> list[str]:
    """The places of those who left after the meeting had ordered them: its order stands, nobody is given another.

    Whoever goes another way, in a list of the same unit, did not leave. One statement where places are missing.
    """
    ranks = {row.rank for row in rows if row.rank is not None}
    missing = [n for n in range(1, max(ranks, default=0)) if n not in ranks]
    if missing:
        missing = sorted(set(missing) - queries.ranks_in_other_lists(submission))
    gone = "、".join(f"第{n}位" for n in missing)
    return [f"排在{gone}的支部已离开名单，其余仍按会议确定的名次，不重新排。"] if gone else []


def _disagreed(submission: RatingList) -> list[str]:
    """What a 抽查 found not to agree, for those who verify and decide. One statement at these stages."""
    if submission.state not in (ListState.VERIFYING, ListState.DECIDING):
        return []
    return [f"抽查发现{name}与申报不符：{words}" for name, words in queries.disagreed(submission)]


def _to_ask(listing: queries.Listing) -> list[str]:
    """Who still needs a 纪检意见 to be asked for."""
    return [row.unit.short_name for row in clearances.to_ask(listing.scheme, listing.members, listing.clearances)]


def _clearance(row: Rating, given: Clearance) -> dict[str, Any]:
    return {
        "name": row.unit.short_name,
        "of": given.unit.short_name,
        "url": reverse("record", args=[given.process.number]) if given.by_letter else "",
        "state": given.get_state_display(),
        "tone": CLEARED[ClearanceState(given.state)],
        "number": given.number,
        "words": given.words,
    }


def _filing(row: Filing, submission: RatingList, request: HttpRequest) -> dict[str, Any]:
    units = {submission.unit_id, submission.round.unit_id}
    able = any(capacities(request, Right.REVIEW, unit, queries.KEY) for unit in units)
    may = able and submission.state in REGISTERED
    return {
        "body": row.body,
        "state": row.state,
        "tone": "green" if row.received_on else "yellow",
        "sent_on": row.sent_on,
        "received_on": row.received_on,
        "number": row.number,
        "url": reverse("star_rating:filing", args=[row.pk]) if may else "",
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
    return [
        _member(row, placings.get(row.pk), row.capped or _limited(row))
        | {"ways_out": _ways_out(row) if may_leave else []}
        for row in rows
    ]


def _limited(row: Rating) -> bool:
    """Whether a quota limits the star of a member, so that it may give it up."""
    return limit_on(queries.scheme_of(row.round), row.tier, row.field) is not None


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
    return {"tone": line.tone, "state": line.state, "text": line.text}


def _meeting_form(listing: queries.Listing) -> MeetingForm:
    """What is on record; else the body that decides here, which the system knows."""
    submission, meeting = listing.submission, listing.meeting
    if meeting is not None:
        names = ("body", "held_on", "number", "due", "present", "minutes")
        return MeetingForm(initial={name: getattr(meeting, name) for name in names})
    unit = submission.unit if submission.state == ListState.COMPILING else submission.round.unit
    bodies = "、".join(f"{body}会议" for body in listing.bodies_to_name())
    return MeetingForm(initial={"body": bodies or f"{unit.short_name}会议"})


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
