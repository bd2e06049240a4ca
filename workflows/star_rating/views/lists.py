"""A unit's list: keeping its ranking and its meeting, taking one member out, the 汇总表."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permissions.actor import Actor
from workflows.engine import downloads, pages, record_page
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import AuditEntry
from workflows.engine.transitions import Seen, seen_of
from workflows.engine.views import STATUS, refused_page
from workflows.star_rating import actions, queries, workbooks
from workflows.star_rating.forms import MeetingForm, MemberForm, PlacingForm
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.states import ListState
from workflows.star_rating.views.desk import open_desk
from workflows.star_rating.views.list_page import MEETINGS, SINGLE_OUT, desk_posts, member_rows, problems

NOT_YOURS = "这份呈报批现在不由您办理，您可以查看。"
HALF = "，会议没有填全，这一部分还没有保存"
OLD_PAGE = "页面已过期，请刷新后再办理。"
VERBS = {"pull": actions.list_pull, "strike": actions.list_strike}
EFFECTS = {
    "pull": "该支部退回初评并离开本批名单，名额随之空出；其余支部照常办理。",
    "strike": "划去将终止该支部本年度星级评定，名额随之空出；其余支部照常办理。",
}
LABELS = {"pull": "单独退回", "strike": "划去"}


def _find(request: HttpRequest, number: str) -> tuple[type[ProcessFlow], RatingList]:
    flow, submission = pages.find(request, number)
    if not isinstance(submission, RatingList):
        raise Http404
    return flow, submission


def _actor(request: HttpRequest, submission: RatingList) -> Actor:
    """The person in the post that the list's desk asks for. Raises NotAllowed."""
    posts = desk_posts(open_desk(submission), request)
    if not posts:
        raise NotAllowed(NOT_YOURS)
    chosen: Actor = request.actor  # type: ignore[attr-defined]
    return Actor(chosen.user, posts[0])


def _seen(request: HttpRequest) -> Seen:
    seen = Seen.parse(request.POST.get("seen", ""))
    if seen is None:
        raise Refused(OLD_PAGE)
    return seen


class Typed:
    """Ranking and meeting as typed on the page of a list."""

    def __init__(self, request: HttpRequest, submission: RatingList) -> None:
        self.submission = submission
        self.rows = queries.members(submission) if submission.state == ListState.COMPILING else []
        self.placings = {
            row.pk: PlacingForm(request.POST, prefix=str(row.pk), name=row.unit.short_name) for row in self.rows
        }
        begun = any(request.POST.get(name) for name in MeetingForm.base_fields if name != "body")
        self.meeting = MeetingForm(request.POST) if begun and submission.state in MEETINGS else None

    def ranking_valid(self) -> bool:
        """Whether every place is usable."""
        return all(form.is_valid() for form in self.placings.values())

    def meeting_valid(self) -> bool:
        """Whether the meeting, if one was begun, is complete."""
        return self.meeting is None or self.meeting.is_valid()

    def save(self, by: Actor, seen: Seen, *, meeting: bool) -> RatingList:
        """Keep both in one transaction. Raises Stale, NotAllowed."""
        saved = self.submission
        with transaction.atomic():
            if self.rows:
                given = [(key, form.cleaned_data) for key, form in self.placings.items()]
                placings = [actions.Placing(key, data["rank"], data["capped"]) for key, data in given]
                saved = actions.list_arrange(saved, placings, by=by, seen=seen)
                seen = Seen(seen.task, saved.version)
            if meeting and self.meeting is not None:
                saved = actions.list_record_meeting(saved, self.meeting.cleaned_data, by=by, seen=seen)
        return saved


@login_required
@require_POST
def save(request: HttpRequest, number: str) -> HttpResponse:
    """Keep the ranking, who gives up a star, and the meeting; a script saves what is complete."""
    flow, submission = _find(request, number)
    typed = Typed(request, submission)
    by_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    try:
        by, seen = _actor(request, submission), _seen(request)
        whole = typed.meeting_valid()
        if not typed.ranking_valid() or not (whole or by_script):
            return _again(flow, typed, request, "有填写有误的地方，没有保存，请按提示改正。", 422)
        typed.save(by, seen, meeting=whole)
    except Refused as refused:
        return _again(flow, typed, request, refused.message, STATUS[type(refused)])
    if by_script:
        return JsonResponse(_answer(submission) | ({} if whole else {"note": HALF}))
    messages.success(request, "名单和会议已保存。" if typed.rows else "会议已登记。")
    return redirect("record", number=number)


def _again(flow: type[ProcessFlow], typed: Typed, request: HttpRequest, error: str, status: int) -> HttpResponse:
    """The record page with all that was typed and the sentence."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"ok": False, "message": f"没有保存：{error}"}, status=status)
    more: dict[str, Any] = {"error": error}
    if typed.rows:
        more["members"] = member_rows(typed.rows, typed.placings, may_leave=True)
    if typed.meeting is not None:
        more["meeting_form"] = typed.meeting
    _, fresh = pages.find(request, typed.submission.process.number)
    return render(request, flow.page, record_page.context(flow, fresh, request, **more), status=status)


def _answer(submission: RatingList) -> dict[str, Any]:
    fresh = RatingList.objects.select_related("unit", "round", "process").get(pk=submission.pk)
    lacking = queries.list_lacking(fresh) if fresh.state == ListState.COMPILING else []
    return {
        "ok": True,
        "version": str(seen_of(fresh)),
        "saved_at": f"{timezone.localtime():%H:%M}",
        "problems": problems(fresh, lacking),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, number: str, member: str) -> HttpResponse:
    """Send one member back alone, or strike it off, after the effect was shown and a reason given."""
    _, submission = _find(request, number)
    rating = get_object_or_404(Rating.objects.select_related("unit", "round", "process"), process__number=member)
    if _repeated(request, submission, rating):
        return _out(request, submission, rating)
    if rating.submission_id != submission.pk:
        raise Http404
    form = MemberForm(request.POST) if request.method == "POST" else MemberForm(initial={"verb": _verb(request)})
    try:
        by = _actor(request, submission)
        if rating.state not in SINGLE_OUT:
            raise NotAllowed(NOT_YOURS)
        if form.is_bound and form.is_valid():
            given = form.cleaned_data
            VERBS[given["verb"]](submission, rating, by=by, seen=_seen(request), comment=given["comment"])
            return _out(request, submission, rating)
    except Refused as refused:
        if _repeated(request, submission, rating):
            return _out(request, submission, rating)
        return refused_page(request, refused, reverse("record", args=[number]))
    return _confirm(request, submission, rating, form)


def _out(request: HttpRequest, submission: RatingList, rating: Rating) -> HttpResponse:
    messages.success(request, f"{rating.unit.short_name}已从名单中{LABELS[request.POST['verb']]}。")
    return redirect("record", number=submission.process.number)


def _repeated(request: HttpRequest, submission: RatingList, rating: Rating) -> bool:
    """Whether the last thing that a person did to this member is this very click: twice is the same as once."""
    if request.POST.get("verb") not in VERBS:
        return False
    last = AuditEntry.objects.filter(process=rating.process_id, actor__isnull=False).order_by("-seq").first()
    click = (request.POST["verb"], request.user.pk, submission.process_id)
    return last is not None and (last.verb, last.actor_id, last.data.get("via")) == click


def _verb(request: HttpRequest) -> str:
    verb = request.GET.get("verb", "pull")
    return verb if verb in VERBS else "pull"


def _confirm(request: HttpRequest, submission: RatingList, rating: Rating, form: MemberForm) -> HttpResponse:
    verb = str(form["verb"].value())
    verb = verb if verb in VERBS else "pull"
    context = {
        "heading": f"{LABELS[verb]}{rating.unit.short_name}",
        "text": rating.title(),
        "effect": EFFECTS[verb],
        "action_label": LABELS[verb],
        "tone": "danger" if verb == "strike" else "main",
        "back_url": reverse("record", args=[submission.process.number]),
        "fields": [{"name": "seen", "value": request.POST.get("seen") or seen_of(submission)}],
        "form": form,
    }
    return render(request, "workflows/confirm.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def export(request: HttpRequest, number: str) -> HttpResponse:
    """The list as 汇总表."""
    _, submission = _find(request, number)
    rows = [(submission.unit.short_name, row) for row in queries.members(submission)]
    footer = downloads.footer(request)
    return downloads.as_file(
        workbooks.summary(f"{submission.title()}汇总表", rows, footer), f"{submission.title()}汇总表.xlsx"
    )
