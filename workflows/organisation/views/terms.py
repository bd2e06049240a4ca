"""The page of terms of office: who is overdue, who is due, and how long a term lasts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from permissions.roles import UnitKind
from workflows.engine.errors import Refused
from workflows.engine.views import STATUS
from workflows.organisation.actions import terms as actions
from workflows.organisation.forms.units import YearsForm
from workflows.organisation.queries import listing, people
from workflows.organisation.queries import terms as reading
from workflows.organisation.views.people import GET_OR_POST, acting
from workflows.organisation.views.units import PER_PAGE, pager


@login_required
@GET_OR_POST
def terms(request: HttpRequest) -> HttpResponse:
    """Units kept by how their term stands, 25 a page; a POST of who keeps the 工委 changes the years of a kind."""
    actor = acting(request)
    form = YearsForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            actions.set_years(form.cleaned_data["kind"], form.cleaned_data["years"], by=actor)
        except Refused as refused:
            form.add_error(None, refused.message)
            status = STATUS[type(refused)]
        else:
            label = UnitKind(form.cleaned_data["kind"]).label
            messages.success(request, f"{label}的任期改为{form.cleaned_data['years']}年；已登记的届满日期不变。")
            return redirect("organisation:terms")
    return render(request, "organisation/terms.html", _context(request, form), status=status)


def _context(request: HttpRequest, form: YearsForm) -> dict[str, Any]:
    actor, today = acting(request), timezone.localdate()
    which = request.GET.get("which", "")
    which = which if which in reading.FILTERS else "overdue"
    words = request.GET.get("q", "").strip()[:60]
    units = people.units(actor)
    counts = reading.counts(units, today)
    shown = Paginator(reading.listing(units, which, words, today), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(shown)
    heads = listing.heads_of(rows)
    return {
        "tab": "terms",
        "filters": [(key, label, counts[key], key == which) for key, label in reading.FILTERS.items()],
        "which": which,
        "words": words,
        "rows": [{"unit": row, "head": heads.get(row.pk, ""), "term": reading.standing(row, today)} for row in rows],
        "page": pager(shown, request.GET),
        "kinds": reading.kinds(),
        "may_set": listing.top(actor).kind == UnitKind.WORK_COMMITTEE,
        "form": form,
    }
