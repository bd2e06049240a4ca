"""比选 over all lists: the places that lists share, who competes for them, and entering what a body decided."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from forms.fields import MeetingForm
from permissions.models import Appointment
from permissions.roles import Right
from workflows.engine import decisions
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Quota, Round
from workflows.engine.round_door import find_round, refused
from workflows.engine.views import STATUS
from workflows.nomination import actions, queries
from workflows.nomination.actions.avoiding import NOMINATED, is_about
from workflows.nomination.forms.lists import PlacingForm
from workflows.nomination.models import Nomination, PlaceContest, PlaceContestant
from workflows.nomination.queries import contests
from workflows.nomination.queries.contests import Arena
from workflows.nomination.rules import Verdict
from workflows.nomination.views.candidate import TONES
from workflows.nomination.views.list_opinions import reads_host

WRONG = "有填写有误的地方，没有保存，请按提示改正。"
NOT_YOURS = "比选由审定机构的签批人登记，您可以查看。"


def _round(request: HttpRequest, pk: int) -> Round:
    """A round that has begun, whose host decides the lists of others, for those of the host. Raises Http404."""
    found = find_round(request, pk, queries.KEY)
    if found.status == Round.Status.DRAFT or not contests.has_contests(found) or not reads_host(request, found):
        raise Http404
    return found


@login_required
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The places that all lists share, with how many compete for them and what was decided."""
    round_ = _round(request, pk)
    rows = [_row(arena) for arena in contests.arenas(round_)]
    context = {"round": round_, "rows": rows, "waiting": sum(row["waits"] for row in rows)}
    return render(request, "nomination/contests.html", context)


def _row(arena: Arena) -> dict[str, Any]:
    state, tone = _state(arena)
    return {
        "name": arena.cap.name,
        "entry": arena.entry,
        "limit": arena.quota.limit,
        "decided": arena.decided,
        "room": arena.room,
        "candidates": len(arena.candidates),
        "state": state,
        "tone": tone,
        "waits": arena.waits,
        "crowded": arena.crowded,
        "spare": arena.spare,
        "contest": arena.contest,
        "url": reverse("nomination:contest", args=[arena.quota.pk]),
    }


def _state(arena: Arena) -> tuple[str, str]:
    """How it stands in words, with the colour of its light."""
    if arena.spare:
        return "名额已够，待重新比选", "red"
    if arena.crowded:
        again = "又有新报的候选，待重新比选" if arena.contest else f"多{arena.going - arena.room}名，待比选"
        return again, "yellow" if arena.soft else "red"
    if arena.contest:
        return "已比选", "green"
    return ("名额够用", "green") if arena.candidates else ("没有候选", "line")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who competes for the same places; a POST enters the ranking or the vote of the deciding body."""
    quota = get_object_or_404(Quota.objects.select_related("round__unit", "unit"), pk=pk)
    quota.round = _round(request, quota.round_id)
    arena = next(iter(contests.arenas(quota.round, [pk])), None)
    if arena is None:
        raise Http404
    posts = decisions.capacities(request, Right.DECIDE, quota.round.unit_id, queries.KEY)
    aside = NOMINATED if posts and any(is_about(row, request.user) for row in arena.candidates) else ""
    if request.method != "POST":
        return _page(request, arena, able=bool(posts) and not aside, error=aside)
    if not posts or aside:
        return refused(request, NotAllowed(aside or NOT_YOURS), quota.round)
    return _record(request, arena, posts[0])


def _record(request: HttpRequest, arena: Arena, post: Appointment) -> HttpResponse:
    meeting, given = MeetingForm(request.POST), _placings(arena, request.POST)
    if not all([meeting.is_valid(), *(form.is_valid() for form in given.values())]):
        return _page(request, arena, able=True, meeting=meeting, given=given, error=WRONG, status=422)
    placings = [
        actions.Placing(key, form.cleaned_data["rank"], form.cleaned_data["votes"]) for key, form in given.items()
    ]
    by, seen = decisions.acting(request, post), request.POST.get("seen", "")
    try:
        made = actions.contest_record(arena.quota, placings, meeting.cleaned_data, by=by, seen=seen)
    except Refused as error:
        problems = error.problems if isinstance(error, Incomplete) else [error.message]
        again: dict[str, Any] = {"meeting": meeting, "given": given, "problems": problems}
        return _page(request, arena, able=True, status=STATUS[type(error)], **again)
    inside = sum(line.wins for line in made.lines.all())
    text = f"比选已登记：入选{inside}名。未入选的在审定所在名单时一并不推荐上报。"
    messages.success(request, text)
    return redirect("nomination:contest", pk=arena.quota.pk)


def _placings(arena: Arena, data: Any = None) -> dict[int, PlacingForm]:
    """A form for each candidate, as decided last or as typed."""
    lines, names = arena.lines, arena.names
    return {
        row.pk: PlacingForm(data, prefix=str(row.pk), name=names[row.pk], initial=_first(lines.get(row.pk)))
        for row in arena.candidates
    }


def _first(line: PlaceContestant | None) -> dict[str, Any]:
    return {"rank": line.rank, "votes": line.votes} if line else {}


def _page(
    request: HttpRequest, arena: Arena, *, able: bool, meeting: MeetingForm | None = None,
    given: dict[int, PlacingForm] | None = None, error: str = "", problems: list[str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    round_ = arena.quota.round
    able = able and arena.opens and round_.status == Round.Status.OPEN
    forms = (given or _placings(arena)) if able else {}
    said, lines, rows = contests.opinions(arena.candidates), arena.lines, arena.candidates
    context = {
        "round": round_,
        "arena": _row(arena),
        "text": arena.text,
        "elsewhere": "、".join(row.candidate for row in arena.elsewhere),
        "rows": [_candidate(row, lines.get(row.pk), said.get(row.pk, ""), forms.get(row.pk)) for row in rows],
        "able": able,
        "seen": arena.seen,
        "meeting": meeting or MeetingForm(initial={"body": f"{round_.unit.short_name}会议"}),
        "vote": queries.award_of(round_).voting.words,
        "rules_on": queries.award_of(round_).rules_on,
        "held": _held(arena.contest) if arena.contest else None,
        "earlier": [_held(each) for each in contests.earlier(arena.quota)],
        "error": error,
        "problems": [{"text": text} for text in problems or []],
    }
    return render(request, "nomination/contest.html", context, status=status)


def _candidate(row: Nomination, line: PlaceContestant | None, said: str, form: PlacingForm | None) -> dict[str, Any]:
    verdict = Verdict(row.answers.get("verdict", Verdict.UNKNOWN))
    return {
        "name": row.candidate,
        "url": reverse("record", args=[row.process.number]),
        "of": contests.list_unit(row),
        "own_rank": row.rank,
        "own_votes": row.votes,
        "verdict": verdict.words,
        "tone": TONES[verdict],
        "ruled": len(row.overrulings),
        "said": said or "没有征求",
        "state": row.get_state_display(),
        "form": form,
        "line": line,
        "rank": line.rank if line else None,
        "votes": line.votes if line else None,
    }


def _held(contest: PlaceContest) -> dict[str, Any]:
    """The meeting that decided, as facts."""
    people = f"应到{contest.due}人，实到{contest.present}人" if contest.due and contest.present else ""
    facts = [
        ("决定机构", contest.body), ("会议日期", contest.held_on), ("编号或文号", contest.number), ("到会情况", people),
        ("名额", f"{contest.places}个"), ("会议决定", contest.minutes), ("登记人", str(contest.by)),
    ]  # fmt: skip
    return {"day": contest.held_on, "facts": [{"label": label, "value": value} for label, value in facts if value]}
