"""What of the electronic ballot is printed, scanned or taken away: slips, 封箱记录, the recount, the pack."""

import segno
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from permissions.roles import Right
from workflows.appraisal import actions
from workflows.appraisal.ballots import slips
from workflows.appraisal.ballots.answers import Answer, Ballot, BoxError
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries import KEY
from workflows.appraisal.queries.ballots import TICKETING, box_of, pack_of, phase
from workflows.appraisal.queries.sealed import recounted, sealed_of
from workflows.appraisal.states import MeetingState as S
from workflows.appraisal.states import Voting
from workflows.appraisal.views.ballots import NOT_YOURS, address, keeps, seen
from workflows.appraisal.views.door import find_meeting, of_branch
from workflows.engine import decisions
from workflows.engine.downloads import as_file
from workflows.engine.errors import Refused, Stale
from workflows.engine.round_door import user_of
from workflows.engine.transitions import seen_of
from workflows.engine.views import refused_page


def qr(text: str) -> SafeString:
    """A QR code as a picture in the page, without any style of its own."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(border=1, omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - drawn here, of letters and digits and our own address


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def print_slips(request: HttpRequest, number: str) -> HttpResponse:
    """Ask, then draw the slips and show them once, to be printed."""
    meeting, back = find_meeting(request, number), reverse("appraisal:box", args=[number])
    if not keeps(request, meeting):
        return refused_page(request, NOT_YOURS, back)
    if not handing_out(meeting):
        return refused_page(request, Stale("现在不能生成票签，请看票箱的情况。"), back)
    if request.method != "POST":
        return _ask(request, meeting, back)
    try:
        by = decisions.in_post(request, Right.PROPOSE, meeting.unit_id, KEY)
        drawn = actions.slips_draw(meeting, by=by, seen=seen(request))
    except Refused as error:
        return refused_page(request, error, back)
    drawn_sheets = slips.sheets(meeting.title(), address(request, meeting), drawn.codes)
    sheets = [[(slip, qr(slip.code.replace("-", ""))) for slip in sheet] for sheet in drawn_sheets]
    context = {"sheets": sheets, "way": qr(address(request, meeting)), "back_url": back, "many": len(drawn.codes)}
    return render(request, "appraisal/ballots/slips.html", context | {"meeting": meeting})


def handing_out(meeting: Meeting) -> bool:
    """Whether slips are handed out now. No statement."""
    return meeting.state == S.BALLOTING and meeting.voting == Voting.SLIPS and phase(meeting) == TICKETING


def _ask(request: HttpRequest, meeting: Meeting, back: str) -> HttpResponse:
    context = {
        "heading": "生成并打印票签",
        "text": f"{meeting.title()}\n共{meeting.voters}张，每张A4纸10张，不编号；裁开、折好、混匀，由到会的人自己抽。",
        "effect": "票签只显示这一次，系统不保存编码。请先接好打印机；没有打印成功的，只能全部作废重来。",
        "fields": [{"name": "seen", "value": seen_of(meeting)}],
        "action_label": "生成票签", "back_url": back,
    }  # fmt: skip
    return render(request, "workflows/confirm.html", context)


def counted_by(request: HttpRequest, number: str) -> Meeting:
    """A meeting whose box the person may check: of the own branch, or as its 计票人, who needs no post.

    Raises Http404 for what may not be seen, PermissionDenied to others who see the meeting.
    """
    rows = Meeting.objects.select_related("unit", "round", "process").filter(process__number=number)
    counts = rows.filter(roll__counts=True, roll__off=False, roll__person__user=user_of(request)).first()
    meeting = counts or find_meeting(request, number)
    if counts is None and not of_branch(request, meeting):
        raise PermissionDenied
    return meeting


@sensitive_post_parameters("code")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def void(request: HttpRequest, number: str) -> HttpResponse:
    """Void leftover slips, one after the other: typed, or read by a scanner that types."""
    meeting, back = find_meeting(request, number), reverse("appraisal:box", args=[number])
    if not keeps(request, meeting):
        return refused_page(request, NOT_YOURS, back)
    if not handing_out(meeting):
        return refused_page(request, Stale("领票已经截止，或者没有票签，不能作废。"), back)
    answer = None
    if request.method == "POST":
        answer = actions.slip_void(meeting, Ballot(request.POST.get("code", "")))
    context = {"meeting": meeting, "answer": answer and answer.value, "ok": answer is Answer.VOIDED, "back_url": back}
    return render(request, "appraisal/ballots/void.html", context | {"turnout": box_of(meeting).turnout()})


@login_required
@require_GET
@never_cache
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """封箱记录 for the 监票人 to sign, before counting."""
    meeting = counted_by(request, number)
    if not meeting.box_hash:
        raise Http404
    back = reverse("appraisal:box", args=[number])
    try:
        box = sealed_of(meeting)
    except BoxError as error:
        return refused_page(request, Refused(str(error)), back)
    states = {name: len(rows) for name, rows in box.codes.items()}
    context = {
        "meeting": meeting, "box": box, "states": states, "issued": sum(states.values()),
        "back_url": back,
    }  # fmt: skip
    return render(request, "appraisal/ballots/sealed_paper.html", context)


@login_required
@require_GET
@never_cache
def recount(request: HttpRequest, number: str) -> HttpResponse:
    """Count the box again and say whether it agrees with the counts that stand."""
    meeting, back = counted_by(request, number), reverse("appraisal:box", args=[number])
    if not meeting.box or not pack_of(meeting).exists():
        raise Http404
    try:
        found = recounted(meeting)
    except BoxError as error:
        return refused_page(request, Refused(str(error)), back)
    return render(request, "appraisal/ballots/recount.html", {"meeting": meeting, "found": found, "back_url": back})


@login_required
@require_GET
def pack(request: HttpRequest, number: str) -> HttpResponse:
    """The verification pack, which holds the totals: for the branch and its 监票人. Raises Http404 before counting."""
    meeting = counted_by(request, number)
    path = pack_of(meeting)
    if not meeting.box or not path.exists():
        raise Http404
    return as_file(path.read_bytes(), f"核验包_{number}.zip", "application/zip")
