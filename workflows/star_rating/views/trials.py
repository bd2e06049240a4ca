"""试算: scores that are kept, and schemes run on them, beside another version or the stars on record."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permissions.models import User
from workflows.engine import decisions, downloads
from workflows.engine.errors import Refused
from workflows.star_rating import actions
from workflows.star_rating.forms import DocumentForm
from workflows.star_rating.forms.trials import FILE, ROUND, DraftTrialForm, ScoresForm, TrialForm
from workflows.star_rating.models import Scheme, TrialScores
from workflows.star_rating.queries import rounds as reading
from workflows.star_rating.queries import schemes, trials
from workflows.star_rating.rules import Scheme as RatingScheme
from workflows.star_rating.views import trial_page
from workflows.star_rating.workbooks.trial import Scores, read_pasted, read_scores, trial_result, trial_template


def _keeper(request: HttpRequest) -> None:
    """Raise Http404 for whoever does not look after rounds."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required in front
    if not reading.supervised(request.user).exists():
        raise Http404


def _rules(scheme: Scheme) -> RatingScheme:
    return RatingScheme.from_data(scheme.document)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The scores that are kept, the newest first."""
    _keeper(request)
    rows = TrialScores.objects.select_related("round", "by__person").defer("rows")
    return render(request, "star_rating/trials.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Keep scores: those of a round at once, rows that were uploaded or pasted when nothing is wrong with them."""
    _keeper(request)
    form = ScoresForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if not form.is_valid():
        return _new_page(request, form)
    read = _read(form.cleaned_data)
    if read.errors:
        return _new_page(request, form, read.errors)
    round_ = form.cleaned_data["round"] if form.cleaned_data["source"] == ROUND else None
    try:
        name = form.cleaned_data["name"]
        made = actions.keep_scores(name, by=decisions.actor(request), round_=round_, rows=read.rows)
    except Refused as refused:
        form.add_error("name", refused.message)
        return _new_page(request, form)
    return redirect("star_rating:trial", pk=made.pk)


def _read(given: dict[str, Any]) -> Scores:
    if given["source"] == ROUND:
        return Scores([], [])
    scheme = _rules(given["scheme"])
    return read_scores(given["file"], scheme) if given["source"] == FILE else read_pasted(given["pasted"], scheme)


def _new_page(request: HttpRequest, form: ScoresForm, errors: list[Any] | None = None) -> HttpResponse:
    context = {"form": form, "errors": errors or [], "schemes": Scheme.objects.order_by("-pk").defer("document")}
    return render(request, "star_rating/trial_new.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook to fill in with scores for a scheme."""
    _keeper(request)
    rules = _rules(get_object_or_404(Scheme, pk=pk))
    return downloads.as_file(trial_template(rules, downloads.footer(request, "下载")), f"{rules.name}试算得分.xlsx")


@login_required
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """A version run on the scores, beside another one or the stars on record."""
    _keeper(request)
    scores = _scores(pk)
    form = _form(request, scores)
    context = {"scores": scores, "form": form, "query": request.GET.urlencode()}
    if form.is_valid():
        chosen, against = _chosen(form)
        context |= trial_page.context(scores, _rules(chosen), _rules(against) if against else None)
    wrong = form.errors and "scheme" in request.GET
    return render(request, "star_rating/trial.html", context, status=422 if wrong else 200)


def _scores(pk: int) -> TrialScores:
    return get_object_or_404(TrialScores.objects.select_related("round"), pk=pk)


def _form(request: HttpRequest, scores: TrialScores) -> TrialForm:
    """What was chosen, else the scheme that the scores are graded by best, beside the stars on record."""
    chosen = "scheme" in request.GET
    kept = schemes.kept()
    given = request.GET if chosen else {"scheme": trials.scheme_to_begin_with(scores, kept) or ""}
    return TrialForm(given, kept=[(row.pk, str(row)) for row in kept])


def _chosen(form: TrialForm) -> tuple[Scheme, Scheme | None]:
    """The schemes of a form that is valid. One statement."""
    chosen, against = form.cleaned_data["scheme"], form.cleaned_data["against"]
    found = Scheme.objects.in_bulk([key for key in (chosen, against) if key])
    return found[chosen], found.get(against)


@login_required
@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a workbook, every branch in it."""
    _keeper(request)
    scores = _scores(pk)
    form = _form(request, scores)
    if not form.is_valid():
        raise Http404
    chosen, against = _chosen(form)
    before, after = trial_page.run(scores, _rules(chosen), _rules(against) if against else None)
    title = f"{scores.name}：{chosen}" + (f"，对照{against}" if against else "")
    content = trial_result(title, before, after, downloads.footer(request))
    return downloads.as_file(content, f"{scores.name}试算.xlsx")


@login_required
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """A scheme that is not kept yet, run on scores beside the last kept version of its name. Nothing is written."""
    _keeper(request)
    document, form = DocumentForm(request.POST), DraftTrialForm(request.POST)
    if not (document.is_valid() and form.is_valid()):
        problems = [str(text) for errors in (document.errors | form.errors).values() for text in errors]
        return render(request, "refused.html", {"message": "；".join(problems)}, status=422)
    rules, scores = document.cleaned_data["document"], form.cleaned_data["scores"]
    before = schemes.last_version(rules.name)
    context = trial_page.context(scores, rules, _rules(before) if before else None)
    return render(request, "star_rating/trial.html", context | {"scores": scores, "draft": True})
