"""What the record page of a list shows beyond the generic page: members by category, places, meetings, 会审."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from forms.fields import MeetingForm
from workflows.engine.deadlines import in_time
from workflows.engine.decisions import capacities
from workflows.engine.models import Task
from workflows.engine.record_page import History
from workflows.nomination import queries
from workflows.nomination.forms.lists import PlacingForm
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.models.list import UNIT_STAGES
from workflows.nomination.queries import listing, lists
from workflows.nomination.queries.contests import shares_places
from workflows.nomination.queries.quotas import QuotaLine
from workflows.nomination.rules import Category, Stage
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S
from workflows.nomination.views.conferring import links_of_list
from workflows.nomination.views.documents import of_list_page
from workflows.nomination.views.list_opinions import may_read, opinions_shown

SINGLE_OUT = (S.LISTED, S.VERIFYING, S.DECIDING)
"""Stages at which one member may leave alone."""
WAYS = {"pull": "单独退回", "leave_out": "不推荐上报", "strike": "划去"}
FACTS = ("body", "held_on", "number", "due", "present", "minutes")


def list_details(submission: NominationList, history: History, request: HttpRequest) -> dict[str, Any]:
    """Members, places, meeting, 会审 and what is lacking of one list."""
    found = queries.Listing.of(submission, Counter(row.code for row in history.citations))
    posts = desk_posts(history.open, request)
    here, compiling = bool(posts), submission.state == L.COMPILING
    deciding = here and submission.state in listing.DECIDING
    editable = here and submission.state in listing.IN_UNIT
    judged = submission.state in listing.DECIDING and found.members
    decided, late = decisions_shown(history), in_time([submission])
    return {
        "categories": categories(found, placings(found.members) if editable else {}, may_leave=here),
        "total": len(found.members),
        "gone": [_member(row, None, may_leave=False) for row in submission.gone or []],
        "pending": [_pending(row) for row in lists.pending(submission)] if compiling else [],
        "silent": _silent(submission, here) if compiling else [],
        "quotas": [_quota(line) for line in found.places.lines] if judged else [],
        "contradictions": [each.found.text for each in found.places.contradictions] if judged else [],
        "editable": editable,
        "voted": found.award.vote is not None,
        "meeting_form": meeting_form(found) if deciding else None,
        "meetings": decided,
        "lost": [{"name": row.candidate, "why": found.lost[row.pk]} for row in found.members if row.pk in found.lost],
        "contests_url": _contests_url(found, request),
        "lacking": [{"text": text} for text in found.lacking()] if deciding else [],
        "warnings": found.warnings() if editable and found.members else [],
        "papers": _papers(found) if here and compiling else [],
        "opinions": _opinions(found, request, here=here),
        "links": links_of_list(submission, found.members, may=here),
        "documents": of_list_page(submission, members=len(found.members), compiling=here and compiling),
        "save_url": reverse("nomination:list", args=[submission.process.number]),
        **({"too_late": late[submission.pk]} if late else {}),
    }


def _contests_url(found: queries.Listing, request: HttpRequest) -> str:
    """Where 比选 over all lists is entered, for those of the host while they decide."""
    submission = found.submission
    decides = submission.state in (L.VERIFYING, L.DECIDING) and shares_places(submission.round)
    return (
        reverse("nomination:contests", args=[submission.round_id]) if decides and may_read(request, submission) else ""
    )


def desk_posts(task: Task | None, request: HttpRequest) -> list[Any]:
    """The person's posts that bring the right of the desk on which a list lies. No statement."""
    return capacities(request, task.right, task.unit_id, queries.KEY) if task and task.right else []


def placings(rows: Sequence[Nomination]) -> dict[int, PlacingForm]:
    """A form for each member as stored; who stands alone in a category stands first."""
    alone = {row.category for row in rows if sum(other.category == row.category for other in rows) == 1}
    return {
        row.pk: PlacingForm(
            prefix=str(row.pk),
            name=row.candidate,
            initial={"rank": 1 if row.rank is None and row.category in alone else row.rank, "votes": row.votes},
        )
        for row in rows
    }


def categories(
    found: queries.Listing, given: Mapping[int, PlacingForm], *, may_leave: bool
) -> list[dict[str, Any]]:  # fmt: skip
    """The members as the page shows them, category by category; `given` holds places as stored or as typed."""
    return [
        {
            "name": _category(found, code).name,
            "members": [_member(row, given.get(row.pk), may_leave=may_leave) for row in rows],
        }
        for code, rows in found.by_category()
    ]


def _category(found: queries.Listing, code: str) -> Category:
    return found.award.by_code[code]


def _member(row: Nomination, form: PlacingForm | None, *, may_leave: bool) -> dict[str, Any]:
    ruled = len(row.overrulings)
    return {
        "rank": row.rank,
        "votes": row.votes,
        "name": row.candidate,
        "of": row.unit.short_name,
        "url": reverse("record", args=[row.process.number]),
        "ruled": f"人工认定{ruled}项" if ruled else "",
        "state_label": row.get_state_display(),
        "chip_tone": {S.REJECTED: "red", S.NOT_FORWARDED: "yellow"}.get(S(row.state), "blue"),
        "form": form,
        "ways_out": _ways_out(row) if may_leave else [],
    }


def _ways_out(row: Nomination) -> list[dict[str, str]]:
    if row.submission is None or row.state not in SINGLE_OUT:
        return []
    url = reverse("nomination:member", args=[row.submission.process.number, row.process.number])
    return [{"label": label, "url": f"{url}?verb={verb}"} for verb, label in WAYS.items()]


def _pending(row: Nomination) -> dict[str, str]:
    return {
        "name": row.candidate,
        "of": row.unit.short_name,
        "url": reverse("record", args=[row.process.number]),
        "state_label": row.get_state_display(),
    }


def _silent(submission: NominationList, here: bool) -> list[dict[str, str]]:
    """Branches without a nomination, each with how that counts; who compiles the list may enter 不推荐."""
    number = submission.process.number
    return [
        {
            "name": each.unit.short_name,
            "state_label": each.state.words,
            "reason": each.reason,
            "url": reverse("nomination:decline", args=[number, each.unit.code]) if here and not each.reason else "",
        }
        for each in lists.silent(submission)
    ]


def _quota(line: QuotaLine) -> dict[str, str]:
    state = {"green": "符合", "yellow": "须说明", "red": "超出"}[line.tone]
    return {"tone": line.tone, "state": state, "text": line.text}


def _papers(found: queries.Listing) -> list[dict[str, Any]]:
    """The materials of the list itself, with how many files there are."""
    return [
        {"code": each.code, "asked": each.asked, "files": found.given[each.code]} for each in found.award.list_materials
    ]


def _opinions(found: queries.Listing, request: HttpRequest, *, here: bool) -> dict[str, Any] | None:
    """会审 for those of the host and above; nothing of it for the unit that is concerned."""
    submission = found.submission
    asks = Stage.CONSULTATION in found.award.stages and submission.state not in UNIT_STAGES
    if not asks or not may_read(request, submission):
        return None
    may_rule = here and submission.state == L.VERIFYING
    return opinions_shown(submission, found.members, user=request.user, may_rule=may_rule)


def meeting_form(found: queries.Listing) -> MeetingForm:
    """What is on record; else what the same lap's last meeting was, or the body that decides here."""
    meeting, submission = found.meeting, found.submission
    if meeting is not None:
        return MeetingForm(initial={name: getattr(meeting, name) for name in FACTS})
    unit = submission.round.unit if submission.state == L.DECIDING else submission.unit
    group = submission.state == L.STUDYING and Stage.PARTY_GROUP in found.award.stages
    return MeetingForm(initial={"body": f"{unit.short_name}{'党组' if group else ''}会议"})


def decisions_shown(history: History) -> list[dict[str, Any]]:
    """The meetings that decided something of this list, as the trail keeps them, with the places as they stood."""
    labels = dict(L.choices)
    found = []
    for entry in history.entries:
        decided = entry.data.get("snapshot", {}).get("decided")
        if decided:
            facts = [*_meeting_facts(decided["meeting"] or {}), *(("名额", text) for text in decided["quotas"])]
            shown = [{"label": label, "value": value} for label, value in facts if value]
            lap = f"（第{entry.lap}轮）" if entry.lap > 1 else ""
            found += [{"stage": f"{labels[entry.source]}{lap}", "facts": shown}] if shown else []
    return found


def _meeting_facts(meeting: dict[str, Any]) -> list[tuple[str, str]]:
    """A registered meeting, as labels and values; nothing where none was."""
    due, present = meeting.get("due"), meeting.get("present")
    people = f"应到{due}人，实到{present}人" if due and present else ""
    return [
        ("决定机构", meeting.get("body", "")),
        ("会议日期", meeting.get("held_on", "")),
        ("编号或文号", meeting.get("number", "")),
        ("到会情况", people),
        ("会议决定", meeting.get("minutes", "")),
    ]
