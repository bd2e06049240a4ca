"""What the record page of a nomination shows: candidate, every condition with its answer, materials, the vote."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from workflows.engine import called_for, events
from workflows.engine.deadlines import in_time
from workflows.engine.record_page import History
from workflows.engine.registry import flow_of
from workflows.engine.round_door import user_of
from workflows.nomination import queries
from workflows.nomination.models import Nomination
from workflows.nomination.queries.eligibility import candidates_of, eligibility_of
from workflows.nomination.queries.nominations import brought, category_of, vote_answers
from workflows.nomination.queries.ruling import ruled_on
from workflows.nomination.rules import Eligibility, Judged
from workflows.nomination.rules.profile import profile_of
from workflows.nomination.states import NominationState as S
from workflows.nomination.views import candidate
from workflows.nomination.views.draft_desk import DraftDesk
from workflows.nomination.views.drafts import problems
from workflows.nomination.views.overruling import desk_of, rulers
from workflows.nomination.views.revocations import after_award

ANEW = (S.DRAFTING, S.GENERAL_REVIEWING, S.COMMITTEE_REVIEWING, S.LISTED, S.VERIFYING)
"""Where the conditions are looked at anew whenever the page is opened; later it shows what was decided on."""


def nomination_details(nomination: Nomination, history: History, request: HttpRequest) -> dict[str, Any]:
    """Everything beyond the generic page."""
    desk = DraftDesk(request, flow_of(Nomination), nomination, history.open)
    known = candidates_of([nomination])
    found = _eligibility(nomination, known)
    late = in_time([nomination])
    past = candidate.may_read_past(request, nomination)
    may_rule = _may_rule(nomination, history, request)
    return {
        "subline": f"{nomination.unit.name}　{category_of(nomination).name}",
        "links": _links(desk, may_rule=may_rule),
        "draft_url": reverse("nomination:draft", args=[nomination.process.number]) if desk.editable else "",
        "facts": candidate.facts(nomination, known[nomination.pk], past=past),
        "profile": _profile(nomination),
        "answers": candidate.answers(nomination, found, may_rule=may_rule, past=past),
        "verdict": candidate.verdict(found),
        "anew": nomination.state in ANEW,
        "brought": brought(nomination, [row.code for row in history.citations]),
        "needs_vote": queries.needs_vote(nomination),
        "votes": candidate.judged_rows(map(Judged, vote_answers(nomination))),
        "lacking": problems(desk) if desk.editable else [],
        **after_award(request, nomination),
        "called_for": _called_for(nomination, request),
        **({"too_late": late[nomination.pk]} if late else {}),
    }


def _called_for(nomination: Nomination, request: HttpRequest) -> list[dict[str, Any]]:
    """What an ended nomination called for elsewhere. One statement; none before."""
    if nomination.process.finished is None:
        return []
    return called_for.rows(events.called_for(Q(source=nomination.process_id)), user_of(request))


def _eligibility(nomination: Nomination, known: dict[int, Any]) -> Eligibility:
    kept = None if nomination.state in ANEW else queries.eligibility_kept(nomination)
    return kept or eligibility_of([nomination], known)[nomination.pk]


def _links(desk: DraftDesk, *, may_rule: bool) -> list[dict[str, str]]:
    number = desk.nomination.process.number
    rows = [("填写提名材料", "draft")] if desk.editable else []
    rows.append(("材料附件", "materials"))
    found = [{"label": label, "url": reverse(f"nomination:{name}", args=[number])} for label, name in rows]
    if may_rule:
        together = reverse("nomination:overrule_many", args=[desk.nomination.round_id])
        found.append({"label": "批量认定条件", "url": together})
    return [*found, {"label": "推荐审批表", "url": reverse("nomination:papers", args=[number, "form"])}]


def _profile(nomination: Nomination) -> list[dict[str, str]]:
    entries = profile_of(category_of(nomination).subject)
    return [
        {"label": entry.label, "value": nomination.profile[entry.code]}
        for entry in entries
        if nomination.profile.get(entry.code)
    ]


def _may_rule(nomination: Nomination, history: History, request: HttpRequest) -> bool:
    record = ruled_on(nomination)
    desk = history.open if record is nomination else desk_of(record)
    return bool(rulers(request, nomination, desk))
