"""Pages of units: the tree level by level, one unit, and the forms that add, change and relate units."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from permissions.actor import Actor
from permissions.models import OrgUnit, UnitRelation
from workflows.engine import pages
from workflows.engine.errors import Refused
from workflows.engine.views import STATUS
from workflows.organisation.actions import units as actions
from workflows.organisation.forms.units import RelationForm, UnitForm
from workflows.organisation.queries import listing, people
from workflows.organisation.views import unit_page
from workflows.organisation.views.people import GET_OR_POST, acting

PER_PAGE = 25


def kept(actor: Actor, pk: int) -> OrgUnit:
    """A unit the actor keeps. Raises Http404."""
    return get_object_or_404(people.units(actor).select_related("parent"), pk=pk)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The units kept: one level of the tree, or what a search finds, 25 a page."""
    actor = acting(request)
    words, dissolved = request.GET.get("q", "").strip()[:60], request.GET.get("dissolved") == "1"
    chosen = pages.key_of(request.GET.get("under", ""))
    under = kept(actor, chosen) if chosen else listing.top(actor)
    units = (
        listing.found(actor, words, dissolved=dissolved)
        if words or dissolved
        else listing.level(actor, under, dissolved=False)
    )
    shown = Paginator(units, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tab": "units",
        "rows": listing.rows(list(shown), timezone.localdate()),
        "flat": bool(words or dissolved),
        "under": under,
        "trail": [] if words or dissolved else listing.trail(actor, under),
        "words": words,
        "dissolved": dissolved,
        "page": pager(shown, request.GET),
    }
    return render(request, "organisation/index.html", context)


def pager(shown: Page[Any], query: QueryDict) -> dict[str, Any]:
    """What the pager prints: the number of units, and links that keep the filters."""

    def at(number: int) -> str:
        asked = query.copy()
        asked["page"] = str(number)
        return f"?{asked.urlencode()}"

    return {
        "total_text": f"共{shown.paginator.count}个组织",
        "number": shown.number,
        "previous_url": at(shown.previous_page_number()) if shown.has_previous() else "",
        "next_url": at(shown.next_page_number()) if shown.has_next() else "",
    }


@login_required
@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: what is kept of it, its superiors, relations and posts, and what was done to it."""
    actor = acting(request)
    return render(request, "organisation/unit.html", unit_page.context(actor, kept(actor, pk)))


@login_required
@GET_OR_POST
def new(request: HttpRequest) -> HttpResponse:
    """Add a unit."""
    actor = acting(request)
    initial = {name: request.GET.get(name, "") for name in ("parent", "kind")}
    form = UnitForm(request.POST or None, by=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        kind, parent, basis = (form.cleaned_data[name] for name in ("kind", "parent", "basis"))
        try:
            made = actions.unit_new(form.given(), kind, parent, by=actor, basis=basis)
        except Refused as refused:
            form.add_error(None, refused.message)
            return _form(request, form, None, STATUS[type(refused)])
        messages.success(request, f"已新增“{made.name}”。")
        return redirect("organisation:unit", pk=made.pk)
    return _form(request, form, None, 422 if form.is_bound else 200)


@login_required
@GET_OR_POST
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is kept of a unit, the term of office included."""
    actor = acting(request)
    found = kept(actor, pk)
    form = UnitForm(request.POST or None, by=actor, unit=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.unit_edit(found, form.given(), by=actor, basis=form.cleaned_data["basis"])
        except Refused as refused:
            form.add_error(None, refused.message)
            return _form(request, form, found, STATUS[type(refused)])
        messages.success(request, f"“{form.cleaned_data['name']}”的信息已保存。")
        return redirect("organisation:unit", pk=pk)
    return _form(request, form, found, 422 if form.is_bound else 200)


def _form(request: HttpRequest, form: UnitForm, found: OrgUnit | None, status: int) -> HttpResponse:
    context = {"tab": "units", "form": form, "unit": found}
    return render(request, "organisation/unit_form.html", context, status=status)


@login_required
@GET_OR_POST
def relations(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the 党组 or 机关纪委 of a unit; a POST with `end` ends a relation instead."""
    actor = acting(request)
    found = kept(actor, pk)
    ending = request.method == "POST" and "end" in request.POST
    form = RelationForm(request.POST if request.method == "POST" and not ending else None, by=actor)
    status = 422 if form.is_bound else 200
    try:
        if ending:
            row = get_object_or_404(UnitRelation, unit=found, pk=pages.key_of(request.POST["end"]))
            actions.unit_unrelate(row, by=actor)
            messages.success(request, f"已解除与“{row.target.name}”的关系。")
            return redirect("organisation:unit_relations", pk=pk)
        if form.is_valid():
            made = actions.unit_relate(found, form.cleaned_data["kind"], form.cleaned_data["target"], by=actor)
            messages.success(request, f"已将“{made.target.name}”设为“{found.name}”的{made.get_kind_display()}。")
            return redirect("organisation:unit_relations", pk=pk)
    except Refused as refused:
        form.add_error(None, refused.message)
        status = STATUS[type(refused)]
    rows = found.relations.select_related("target").order_by("kind")
    context = {"tab": "units", "unit": found, "form": form, "rows": rows}
    return render(request, "organisation/unit_relations.html", context, status=status)
