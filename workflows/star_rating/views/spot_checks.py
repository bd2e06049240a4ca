"""抽查: the draws of a round with their picks, drawing anew, entering what was found."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.pager import paged, pager
from workflows.engine.views import STATUS, refused_page
from workflows.star_rating import actions, queries
from workflows.star_rating.forms.spot_checks import DrawForm, FindingForm
from workflows.star_rating.models import SpotPick
from workflows.star_rating.queries.spot_checks import picks_of, spot_checks
from workflows.star_rating.views.whole import may_review, reviewer, round_of

PER_PAGE = 25


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Every draw of a round; a POST draws."""
    round_ = round_of(request, pk)
    form = DrawForm(request.POST if request.method == "POST" else None, lists=list(queries.lists_to_draw(round_)))
    if not form.is_bound:
        return _page(request, round_, form)
    if not may_review(request, round_):
        return _refused(request, round_, NotAllowed("抽查由工委组织部办理，您可以查看。"))
    if not form.is_valid():
        return _page(request, round_, form, 422)
    try:
        made = actions.spot_draw(round_, by=reviewer(request, round_), **form.wanted())
    except Refused as refused:
        form.add_error("reason" if isinstance(refused, Incomplete) else None, refused.message)
        return _page(request, round_, form, STATUS[type(refused)])
    messages.success(request, f"已从{len(made.pool)}个支部中抽出{made.picks.count()}个，请逐个登记核查情况。")
    return redirect("star_rating:spot_checks", pk=pk)


def _page(request: HttpRequest, round_: Round, form: Form, status: int = 200) -> HttpResponse:
    shown = paged(picks_of(round_), request, PER_PAGE)
    context = {
        "round": round_,
        "checks": spot_checks(list(shown)),
        "page": pager(shown, request, "个"),
        "pages": shown.has_other_pages(),
        "form": form,
        "able": may_review(request, round_),
        "drawn_from": queries.DRAWN_FROM,
    }
    return render(request, "star_rating/spot_checks.html", context, status=status)


def _refused(request: HttpRequest, round_: Round, refused: Refused) -> HttpResponse:
    return refused_page(request, refused, reverse("star_rating:spot_checks", args=[round_.pk]), "回到抽查")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pick(request: HttpRequest, pk: int, pick: int) -> HttpResponse:
    """Enter what was found on looking into one rating that was drawn."""
    round_ = round_of(request, pk)
    rows = SpotPick.objects.select_related("rating__unit", "rating__process")
    found = get_object_or_404(rows, pk=pick, check_of__round=round_)
    if not may_review(request, round_):
        return _refused(request, round_, NotAllowed("核查情况由工委组织部登记，您可以查看。"))
    if request.method != "POST":
        return _finding(request, round_, found, FindingForm(initial=_entered(found)))
    form = FindingForm(request.POST)
    if not form.is_valid():
        return _finding(request, round_, found, form, 422)
    try:
        actions.spot_found(found, by=reviewer(request, round_), **form.cleaned_data)
    except Refused as refused:
        return _refused(request, round_, refused)
    messages.success(request, f"{found.rating.unit.short_name}的核查情况已登记。")
    return redirect("star_rating:spot_checks", pk=pk)


def _entered(found: SpotPick) -> dict[str, str]:
    return {} if found.agrees is None else {"agrees": "1" if found.agrees else "0", "text": found.text}


def _finding(request: HttpRequest, round_: Round, found: SpotPick, form: Form, status: int = 200) -> HttpResponse:
    context = {
        "heading": f"登记核查情况：{found.rating.unit.short_name}",
        "text": f"{found.rating.process.number}　得分{found.rating.result.get('score', '—')}",
        "action_label": "登记核查情况",
        "back_url": reverse("star_rating:spot_checks", args=[round_.pk]),
        "form": form,
    }
    return render(request, "workflows/confirm.html", context, status=status)
