"""电子票箱: how far it is, and each step of the branch at it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from permissions.roles import Right
from workflows.appraisal import actions
from workflows.appraisal.ballots.answers import BoxError
from workflows.appraisal.forms.box import BeginForm, BoxForm, CountForm
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries import KEY
from workflows.appraisal.queries.ballots import NEW, SEALED, TICKETING, VOTING, box_of, pack_of, phase
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.queries.sealed import sealed_of, too_few
from workflows.appraisal.states import MeetingState as S
from workflows.appraisal.states import Voting as Method
from workflows.appraisal.views.door import find_meeting, of_branch
from workflows.engine import decisions
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.transitions import Seen, seen_of
from workflows.engine.views import STATUS, refused_page

OLD_PAGE = "页面已过期，请刷新后再办理。"
NOT_YOURS = NotAllowed("电子票箱由支部办理，您可以查看会议。")
PHASES = {NEW: "还没有票箱", TICKETING: "领票", VOTING: "投票", SEALED: "已封箱"}


@dataclass(frozen=True)
class Step:
    """One step at the box: its words, its form, what it does, and when it is taken."""

    label: str
    effect: str
    act: Callable[..., Any]
    when: Callable[[Meeting, str], bool]
    form: type[BoxForm] = BoxForm
    tone: str = "main"


def _unused(meeting: Meeting, found: str) -> bool:
    """Whether a 保密记名, which opens at once, has no ballot yet."""
    return meeting.voting == Method.NAMED and _at(VOTING)(meeting, found) and not box_of(meeting).turnout().polled


def _at(*phases: str) -> Callable[[Meeting, str], bool]:
    return lambda meeting, found: meeting.state == S.BALLOTING and found in phases


STEPS = {
    "begin": Step(
        "建立电子票箱", "测评内容、可以投票的人数就此固定，显示校验码；之后发票签或者由本人登录领票。",
        actions.ballot_begin, _at(NEW), BeginForm,
    ),
    "lift": Step(
        "领票截止，开始投票", "从此不能再领票、不能再作废票签；拿到编码的人可以一起投票。请先把剩下的票签全部作废。",
        actions.barrier_lift, _at(TICKETING),
    ),
    "seal": Step(
        "封箱", "从此不能再投票；显示票箱校验码，打印并由监票人签字以后再计票。不能撤回。",
        actions.box_seal, _at(VOTING, SEALED),
    ),
    "count": Step(
        "计票", "逐项合计，存为本次会议的票数；之后转入组织评定。",
        actions.box_count, lambda meeting, found: meeting.state == S.COUNTING and bool(meeting.box), CountForm,
    ),
    "restart": Step(
        "全部票签作废，重新来过", "现有票签全部不能用；适用于票签印坏、遗失。重新建立票箱后再发。",
        partial(actions.ballot_restart, paper=False), _at(TICKETING), tone="danger",
    ),
    "anew": Step(
        "撤销票箱，改用别的投票方式", "还没有人投票；撤销以后重新选择投票方式，再建立票箱。",
        partial(actions.ballot_restart, paper=False), _unused, tone="danger",
    ),
    "paper": Step(
        "改用纸质票", "撤销电子票箱，用纸质票测评，由两人分别录入票数。",
        partial(actions.ballot_restart, paper=True),
        lambda meeting, found: _at(TICKETING)(meeting, found) or _unused(meeting, found), tone="danger",
    ),
    "void": Step(
        "不计票，改用纸质票", "投票人数太少，为免认出个人，电子票不计票；用纸质票重新测评，由两人分别录入票数。",
        actions.ballot_to_paper,
        lambda meeting, found: meeting.state == S.COUNTING and found == SEALED and too_few(meeting), tone="danger",
    ),
}  # fmt: skip


def keeps(request: HttpRequest, meeting: Meeting) -> bool:
    """Whether one of the person's posts lets him work at the box. No statement."""
    return bool(decisions.capacities(request, Right.PROPOSE, meeting.unit_id, KEY))


@login_required
@require_GET
@never_cache
def box(request: HttpRequest, number: str) -> HttpResponse:
    """How far the box is, and the steps that the person may take now."""
    meeting = find_meeting(request, number)
    if not of_branch(request, meeting):
        return refused_page(request, NOT_YOURS, reverse("record", args=[number]))
    return render(request, "appraisal/ballots/box.html", _box_page(request, meeting))


def _box_page(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    found, error = _phase(meeting)
    able = keeps(request, meeting)
    return {
        "meeting": meeting,
        "number": meeting.process.number,
        "phase": PHASES.get(found, ""),
        "error": error,
        "steps": [(name, step) for name, step in STEPS.items() if able and step.when(meeting, found)],
        "slips": able and meeting.voting == Method.SLIPS and _at(TICKETING)(meeting, found),
        "recount_days": plan_of(meeting.round).recount_days,
        "takes": reverse("appraisal:ticket", args=[meeting.process.number]) if meeting.voting == Method.SCREEN else "",
        "votes": reverse("appraisal:vote", args=[meeting.process.number]) if meeting.voting == Method.NAMED else "",
        "counted": meeting.state not in (S.BALLOTING, S.COUNTING),
        "back_url": reverse("record", args=[meeting.process.number]),
        **_content(request, meeting, found),
    }


def _phase(meeting: Meeting) -> tuple[str, str]:
    """How far the box is, and why it cannot be read; neither once it was destroyed unsealed."""
    if meeting.erased_on and not meeting.box_hash:
        return "", ""
    try:
        found = phase(meeting)
        if found == SEALED:
            sealed_of(meeting)
        return found, ""
    except BoxError as error:
        return "", str(error)


def _content(request: HttpRequest, meeting: Meeting, found: str) -> dict[str, Any]:
    """What may be seen of the box: numbers and hashes; before sealing never more than how many."""
    if found in (TICKETING, VOTING):
        open_box = box_of(meeting)
        frozen = open_box.frozen()
        return {
            "turnout": open_box.turnout(), "digest": frozen.digest, "address": address(request, meeting),
            "closes": frozen.closes, "over": frozen.over and meeting.state == S.BALLOTING, "voting": found == VOTING,
        }  # fmt: skip
    if found == SEALED:
        box = sealed_of(meeting)
        states = {name: len(rows) for name, rows in box.codes.items()}
        more = {"packed": pack_of(meeting).exists(), "address": address(request, meeting), "few": too_few(meeting)}
        return {"sealed": box, "states": states, "digest": box.frozen.digest, "closes": box.frozen.closes} | more
    return {}


def address(request: HttpRequest, meeting: Meeting) -> str:
    """The address of the booth of a meeting; none where those who vote sign in."""
    if meeting.voting == Method.NAMED:
        return ""
    return request.build_absolute_uri(reverse("booth:booth", args=[meeting.box]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def step(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Ask, then take one step at the box. Raises Http404 for what may not be seen and for a step that there is not."""
    meeting = find_meeting(request, number)
    found = STEPS.get(what)
    if found is None:
        raise Http404
    back = reverse("appraisal:box", args=[number])
    if not keeps(request, meeting):
        return refused_page(request, NOT_YOURS, back)
    if not found.when(meeting, _phase(meeting)[0]):
        return refused_page(request, Stale(f"现在不能“{found.label}”，请看票箱的情况。"), back)
    return _taken(request, meeting, found, back)


def _taken(request: HttpRequest, meeting: Meeting, found: Step, back: str) -> HttpResponse:
    form = found.form(request.POST if request.method == "POST" else None, meeting=meeting)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            found.act(meeting, by=_by(request, meeting), seen=seen(request), **form.cleaned_data)
        except Refused as error:
            form.add_error(None, error.message)
            status = STATUS[type(error)]
        else:
            messages.success(request, f"{found.label}：已办理。")
            return redirect(back)
    context = {
        "heading": found.label, "text": meeting.title(), "effect": found.effect, "form": form, "tone": found.tone,
        "fields": [{"name": "seen", "value": request.POST.get("seen") or seen_of(meeting)}],
        "action_label": found.label, "back_url": back,
    }  # fmt: skip
    return render(request, "workflows/confirm.html", context, status=status)


def _by(request: HttpRequest, meeting: Meeting) -> Any:
    return decisions.in_post(request, Right.PROPOSE, meeting.unit_id, KEY)


def seen(request: HttpRequest) -> Seen:
    """What the page showed. Raises Refused when it does not say."""
    found = Seen.parse(request.POST.get("seen", ""))
    if found is None:
        raise Refused(OLD_PAGE)
    return found
