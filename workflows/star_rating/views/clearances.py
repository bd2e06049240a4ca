"""纪检意见 and 备案 of a list: asking for the one, registering the other."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import pages
from workflows.engine.decisions import acting, capacities
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.transitions import Seen
from workflows.engine.views import refused_page
from workflows.star_rating import actions, queries
from workflows.star_rating.forms import FilingForm
from workflows.star_rating.models import Filing, RatingList
from workflows.star_rating.views.desk import open_desk
from workflows.star_rating.views.list_page import desk_posts

NOT_YOURS = "备案情况由呈报单位或工委登记，您可以查看。"
OLD_PAGE = "页面已过期，请刷新后再办理。"


@login_required
@require_POST
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the 纪检意见 that the members of a list still need."""
    _, submission = pages.find(request, number)
    if not isinstance(submission, RatingList):
        raise Http404
    try:
        posts, seen = desk_posts(open_desk(submission), request), Seen.parse(request.POST.get("seen", ""))
        if not posts:
            raise NotAllowed("这份呈报批现在不由您办理，您可以查看。")
        if seen is None:
            raise Refused(OLD_PAGE)
        asked = actions.clearances_ask(submission, by=acting(request, posts[0]), seen=seen)
    except Refused as refused:
        return refused_page(request, refused, reverse("record", args=[number]))
    messages.success(request, f"已向{asked[0].unit.short_name}征求{len(asked)}个支部的纪检意见。")
    return redirect("record", number=number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter when a list went to one of the bodies that it is filed with, and when it was received there."""
    rows = Filing.objects.select_related("submission__unit", "submission__round__unit", "submission__process")
    found = get_object_or_404(rows, pk=pk)
    number = found.submission.process.number
    pages.find(request, number)
    initial = {name: getattr(found, name) for name in ("sent_on", "received_on", "number")}
    form = FilingForm(request.POST if request.method == "POST" else None, initial=initial)
    try:
        by = _registrar(request, found.submission)
        if form.is_valid():
            actions.filing_register(found, by=by, **form.cleaned_data)
            messages.success(request, f"已登记{found.body}的备案情况。")
            return redirect("record", number=number)
    except Refused as refused:
        return refused_page(request, refused, reverse("record", args=[number]))
    context = {
        "heading": f"登记{found.body}备案",
        "text": found.submission.title(),
        "action_label": "登记",
        "back_url": reverse("record", args=[number]),
        "form": form,
    }
    return render(request, "workflows/confirm.html", context, status=422 if form.is_bound else 200)


def _registrar(request: HttpRequest, submission: RatingList) -> Actor:
    """The person in a post that may register filings. Raises NotAllowed."""
    for unit in (submission.unit_id, submission.round.unit_id):
        if posts := capacities(request, Right.REVIEW, unit, queries.KEY):
            return acting(request, posts[0])
    raise NotAllowed(NOT_YOURS)
