"""Plans: which there are, how one reads, changing one on a form or as a workbook; every change is a new version."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from forms.excel import CellError
from permissions.actor import Actor
from workflows.engine import downloads
from workflows.engine.decisions import acting, actor
from workflows.engine.errors import Refused
from workflows.engine.models import Round
from workflows.engine.pages import key_of
from workflows.engine.round_door import find_round, user_of
from workflows.engine.views import STATUS
from workflows.nomination import actions, queries
from workflows.nomination.forms.plans import PlanForm
from workflows.nomination.models import AwardPlan
from workflows.nomination.queries import plans
from workflows.nomination.queries import rounds as reading
from workflows.nomination.rules import AwardRound
from workflows.nomination.views import plan_page
from workflows.nomination.workbooks import plan as book

NO_FILE = "没有收到文件，请选择方案工作簿。"


def _keeper(request: HttpRequest) -> None:
    """Raise Http404 for whoever holds no rounds: plans are kept by those who do."""
    if not reading.held(user_of(request)).exists():
        raise Http404


def _by(request: HttpRequest) -> Actor:
    """The person in a post that holds rounds, the chosen one first."""
    chosen = actor(request)
    posts = request.posts  # type: ignore[attr-defined]
    if chosen.appointment is not None and reading.may_run(chosen, chosen.appointment.unit):
        return chosen
    able = (acting(request, post) for post in posts)
    return next((each for each in able if reading.may_run(each, each.appointment.unit)), chosen)  # type: ignore[union-attr]


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every plan and version, the newest first, and those that come with the product."""
    _keeper(request)
    rows = AwardPlan.objects.select_related("made_by__person").defer("document").order_by("-pk")
    return render(request, "nomination/plans.html", {"rows": rows, "ready": plans.shipped().items()})


@login_required
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One version as a person would read it."""
    _keeper(request)
    plan = get_object_or_404(AwardPlan, pk=pk)
    more = {"plan": plan, "others": plans.siblings(plan), "begin": f"plan={pk}"}
    return render(request, "nomination/plan.html", plan_page.context(AwardRound.from_data(plan.document)) | more)


@login_required
@require_safe
def ready(request: HttpRequest, name: str) -> HttpResponse:
    """A plan that comes with the product, as a person would read it."""
    _keeper(request)
    award = _ready(name)
    return render(request, "nomination/plan.html", plan_page.context(award) | {"ready": name, "begin": f"ready={name}"})


def _ready(name: str) -> AwardRound:
    if name not in plans.shipped():
        raise Http404
    return plans.shipped()[name]


@login_required
@require_safe
def of_round(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan that a round copied, for everybody who takes part in it."""
    round_ = find_round(request, pk, queries.KEY)
    context = plan_page.context(queries.award_of(round_))
    return render(request, "nomination/plan.html", context | {"round": round_})


# --- changing ------------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """A new version on a form, beginning from a plan, a ready one, or the copy of a round."""
    _keeper(request)
    document = _from(request)
    form = PlanForm(request.POST if request.method == "POST" else None, document=document)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            made = actions.plan_new(form.document(), by=_by(request))
            messages.success(request, f"方案已保存：{made}。")
            return redirect("nomination:plan", pk=made.pk)
        except Refused as error:
            form.add_error(None, error.message)
            status = STATUS[type(error)]
    context = {"form": form, "back_url": reverse("nomination:plans"), "was": document}
    return render(request, "nomination/plan_change.html", context, status=status)


def _from(request: HttpRequest) -> dict[str, Any]:
    """The document that the address names. Raises Http404 when there is none."""
    given = request.GET
    if "plan" in given:
        return get_object_or_404(AwardPlan, pk=key_of(given["plan"])).document  # type: ignore[no-any-return]
    if given.get("ready") in plans.documents():
        return plans.documents()[given["ready"]]
    if "round" in given:
        rows = Round.objects.filter(process_key=queries.KEY, unit__in=reading.held(user_of(request)))
        return get_object_or_404(rows, pk=key_of(given["round"])).scheme  # type: ignore[no-any-return]
    raise Http404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a workbook in: what is wrong in which cell, or a new version."""
    _keeper(request)
    if request.method != "POST":
        return render(request, "nomination/plan_upload.html", {"errors": []})
    file = request.FILES.get("file")
    document, errors = book.read(file) if file else (None, [CellError("", 0, "", NO_FILE)])
    if document is not None:
        try:
            made = actions.plan_new(document, by=_by(request))
            messages.success(request, f"方案已保存：{made}。")
            return redirect("nomination:plan", pk=made.pk)
        except Refused as error:
            errors = [CellError("", 0, "", error.message)]
    return render(request, "nomination/plan_upload.html", {"errors": errors}, status=422)


@login_required
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as a workbook, to be edited and taken in again."""
    _keeper(request)
    return _as_book(request, get_object_or_404(AwardPlan, pk=pk).document)


@login_required
@require_safe
def ready_download(request: HttpRequest, name: str) -> HttpResponse:
    """A plan that comes with the product, as a workbook."""
    _keeper(request)
    _ready(name)
    return _as_book(request, plans.documents()[name])


def _as_book(request: HttpRequest, document: dict[str, Any]) -> HttpResponse:
    content = book.write(document, downloads.footer(request, "下载"))
    return downloads.as_file(content, f"{document['name']}_{document['version']}.xlsx")
