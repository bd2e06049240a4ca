"""The pages of a meeting that are a table to fill in: the roll, 签到, the totals of the paper ballots."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from permissions.actor import Actor
from workflows.appraisal import actions
from workflows.appraisal.forms.roll import AttendForm, RollForm
from workflows.appraisal.forms.totals import TotalsForm
from workflows.appraisal.models import Entry, Meeting
from workflows.appraisal.queries import attending, counting
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.queries.roll import changes, lines, roll_of
from workflows.appraisal.rules import BallotForm
from workflows.appraisal.states import MeetingState as M
from workflows.appraisal.views.door import find_meeting, holder
from workflows.appraisal.views.steps import OLD_PAGE, refused
from workflows.engine.decisions import actor
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.transitions import Seen, seen_of
from workflows.engine.views import STATUS, refused_page

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@GET_OR_POST
def roll(request: HttpRequest, number: str) -> HttpResponse:
    """The roll while it is prepared: who is expected, who is not and on what it rests, groups, 计票人."""
    meeting = find_meeting(request, number)
    by = holder(request, meeting)
    if refusal := refused(request, meeting, "填写名册", (M.PREPARING,), by):
        return refusal
    entries = lines(meeting)
    form = RollForm(_data(request), entries=entries, groups=plan_of(meeting.round).may_group(len(entries)))
    error, status = "", 422 if form.is_bound else 200
    if form.is_valid() and by is not None:
        try:
            actions.roll_save(meeting, form.given(), by=by, seen=_seen(request))
            return _done(request, meeting, "名册已保存。")
        except Refused as wrong:
            error, status = wrong.message, STATUS[type(wrong)]
    context = _context(request, meeting, form, "评议名册", error)
    context |= {"changes": changes(meeting, entries), "words": roll_of(entries).words}
    return render(request, "appraisal/roll.html", context, status=status)


@login_required
@require_POST
def roll_refresh(request: HttpRequest, number: str) -> HttpResponse:
    """Bring the roll up to what the register says now."""
    meeting = find_meeting(request, number)
    by = holder(request, meeting)
    if refusal := refused(request, meeting, "更新名册", (M.PREPARING,), by):
        return refusal
    try:
        came, went = actions.roll_refresh(meeting, by=by or actor(request), seen=_seen(request))
    except Refused as error:
        return refused_page(request, error, _back(meeting))
    messages.success(request, f"名册已更新：增加{came}人，去掉{went}人。")
    return redirect(reverse("appraisal:roll", args=[number]))


@login_required
@GET_OR_POST
def attend(request: HttpRequest, number: str) -> HttpResponse:
    """签到: who came, with the quorum as it stands."""
    meeting = find_meeting(request, number)
    by = holder(request, meeting)
    if refusal := refused(request, meeting, "签到", (M.CHECKING_IN,), by):
        return refusal
    entries = lines(meeting)
    form = AttendForm(_data(request), entries=entries)
    error, status = "", 422 if form.is_bound else 200
    if form.is_valid() and by is not None:
        try:
            actions.attend_save(meeting, form.given(), by=by, seen=_seen(request))
            return _done(request, meeting, "签到已保存。")
        except Refused as wrong:
            error, status = wrong.message, STATUS[type(wrong)]
    context = _context(request, meeting, form, "签到", error) | {"quorum": attending.quorum(meeting, entries)}
    return render(request, "appraisal/attend.html", context, status=status)


@login_required
@GET_OR_POST
def totals(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """Key in the totals of one form; nobody is shown what somebody else keyed in.

    Open to who has the meeting on the desk, and to the 计票人 on the roll, who may see nothing else of it.
    """
    meeting, by = _counted(request, number)
    kind = next((each for each in counting.by_hand(meeting) if each.code == form), None)
    if kind is None:
        raise Http404
    if not actions.may_enter(meeting, by):
        return refused_page(request, NotAllowed("票数由支部和会议的计票人录入，您可以查看会议。"), _back(meeting))
    if meeting.state != M.COUNTING:
        said = f"会议现在是“{meeting.get_state_display()}”，不能录入票数。"
        return refused_page(request, Stale(said), _way_back(request, meeting))
    return _totals(request, meeting, kind, by)


def _counted(request: HttpRequest, number: str) -> tuple[Meeting, Actor]:
    """The meeting for whoever may see it, and for its 计票人. Raises Http404."""
    rows = Meeting.objects.select_related("unit", "round", "process").filter(process__number=number)
    meeting = rows.filter(roll__counts=True, roll__off=False, roll__person__user=request.user.pk).first()
    if meeting is not None:
        return meeting, holder(request, meeting) or request.actor  # type: ignore[attr-defined]
    found = find_meeting(request, number)
    return found, holder(request, found) or request.actor  # type: ignore[attr-defined]


def _totals(request: HttpRequest, meeting: Meeting, kind: BallotForm, by: Actor) -> HttpResponse:
    members = counting.judged(meeting)
    own = Entry.objects.filter(meeting=meeting, form=kind.code, by=by.user_id or 0).first()
    form = TotalsForm(_data(request), kind=kind, questions=counting.questions(kind, members), own=own)
    problems, status = form.mistakes(), 422 if form.is_bound else 200
    if form.is_valid():
        try:
            actions.totals_enter(meeting, kind.code, form.totals(), by=by)
        except Refused as error:
            problems = error.problems if isinstance(error, Incomplete) else [error.message]
            status = STATUS[type(error)]
        else:
            messages.success(request, f"{kind.name}的票数已录入。")
            return redirect(_way_back(request, meeting))
    context = _context(request, meeting, form, f"录入{kind.name}", "") | {
        "problems": problems, "kind": kind, "back_url": _way_back(request, meeting),
    }  # fmt: skip
    return render(request, "appraisal/totals.html", context, status=status)


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _seen(request: HttpRequest) -> Seen:
    found = Seen.parse(request.POST.get("seen", ""))
    if found is None:
        raise Refused(OLD_PAGE)
    return found


def _done(request: HttpRequest, meeting: Meeting, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(_back(meeting))


def _back(meeting: Meeting) -> str:
    return reverse("record", args=[meeting.process.number])


def _way_back(request: HttpRequest, meeting: Meeting) -> str:
    """To the meeting, or for a 计票人 without a post to the own page."""
    posts = request.posts  # type: ignore[attr-defined]
    return _back(meeting) if posts else reverse("appraisal:mine")


def _context(request: HttpRequest, meeting: Meeting, form: Any, heading: str, error: str) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "form": form,
        "heading": heading,
        "error": error,
        "seen": request.POST.get("seen") or seen_of(meeting),
        "back_url": _back(meeting),
        "number": meeting.process.number,
    }
