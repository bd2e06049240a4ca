"""Pages on which units are moved, merged and dissolved: first what will happen, then the confirmation."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from permissions.actor import Actor
from permissions.models import OrgUnit
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.views import STATUS
from workflows.organisation.actions import reshaping as actions
from workflows.organisation.actions.unit_doors import check_above
from workflows.organisation.forms.units import BasisForm, DissolveForm, MergeForm, MoveForm
from workflows.organisation.queries import units as reading
from workflows.organisation.queries.units import Preview
from workflows.organisation.views.people import GET_OR_POST, acting
from workflows.organisation.views.units import kept


@login_required
@GET_OR_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a new superior (`to` in the address), read what will happen, confirm."""
    actor = acting(request)
    unit = kept(actor, pk)
    if refusal := _not_above(request, actor, unit):
        return refusal
    form = MoveForm(request.GET if "to" in request.GET else None, by=actor, unit=unit)
    if not form.is_valid():
        return _page(request, "unit_move", unit, form)
    parent = form.cleaned_data["to"]

    def act(basis: BasisForm) -> str:
        actions.unit_move(unit, parent, by=actor, seen=_seen(request), basis=basis.cleaned_data["basis"])
        return f"“{unit.name}”已移到“{parent.name}”之下。"

    return _confirm(request, "unit_move", unit, form, BasisForm, lambda: reading.moving(unit, parent), act)


@login_required
@GET_OR_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the units that go into this one (`sources` in the address), read what will happen, confirm."""
    actor = acting(request)
    unit = kept(actor, pk)
    form = MergeForm(request.GET if "sources" in request.GET else None, by=actor, unit=unit)
    if not form.is_valid():
        return _page(request, "unit_merge", unit, form)
    sources = form.cleaned_data["sources"]

    def act(basis: BasisForm) -> str:
        actions.unit_merge(sources, unit, by=actor, seen=_seen(request), basis=basis.cleaned_data["basis"])
        return f"{'、'.join(f'“{each.name}”' for each in sources)}已并入“{unit.name}”。"

    return _confirm(request, "unit_merge", unit, form, BasisForm, lambda: reading.merging(sources, unit), act)


@login_required
@GET_OR_POST
def dissolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Read what must go elsewhere first and what will happen, confirm."""
    actor = acting(request)
    unit = kept(actor, pk)
    if refusal := _not_above(request, actor, unit):
        return refusal

    def act(given: DissolveForm) -> str:
        day, basis = given.cleaned_data["on"], given.cleaned_data["basis"]
        actions.unit_dissolve(unit, day, by=actor, seen=_seen(request), basis=basis)
        return f"“{unit.name}”已撤销。"

    return _confirm(request, "unit_dissolve", unit, None, DissolveForm, lambda: reading.dissolving(unit), act)


def _confirm(
    request: HttpRequest,
    page: str,
    unit: OrgUnit,
    chosen: forms.Form | None,
    form_class: type[Any],
    preview: Callable[[], Preview],
    act: Callable[[Any], str],
) -> HttpResponse:
    """The preview with its confirmation; a POST acts, and shows the preview again as it is now when refused."""
    form = form_class(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            done = act(form)
        except Refused as refused:
            form.add_error(None, refused.message)
            status = STATUS[type(refused)]
        else:
            messages.success(request, done)
            return redirect("organisation:unit", pk=unit.pk)
    return _page(request, page, unit, chosen, status, preview=preview(), confirm=form)


def _page(
    request: HttpRequest, page: str, unit: OrgUnit, form: forms.Form | None, status: int | None = None, **more: Any
) -> HttpResponse:
    if status is None:
        status = 422 if (form is not None and form.is_bound) or request.method == "POST" else 200
    context = {"tab": "units", "unit": unit, "form": form, **more}
    return render(request, f"organisation/{page}.html", context, status=status)


def _seen(request: HttpRequest) -> str:
    return request.POST.get("seen", "")


def _not_above(request: HttpRequest, actor: Actor, unit: OrgUnit) -> HttpResponse | None:
    """A refusal for who keeps the unit, but not what stands above it."""
    try:
        check_above(actor, unit)
    except NotAllowed as refused:
        back = {"back_url": reverse("organisation:unit", args=[unit.pk]), "back_label": "回到这个组织"}
        return render(request, "refused.html", {"message": refused.message, **back}, status=403)
    return None
