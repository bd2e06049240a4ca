"""Pages on which the past of a person or a unit is entered and corrected."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from permissions.actor import Actor
from permissions.models import OrgUnit, Person
from workflows.engine import pages, registry
from workflows.engine.errors import Refused
from workflows.engine.models import Fact
from workflows.engine.views import STATUS
from workflows.organisation.actions import facts as actions
from workflows.organisation.forms.fact_kinds import OF_PERSON, OF_UNIT
from workflows.organisation.forms.facts import FactForm
from workflows.organisation.views.people import GET_OR_POST, acting, kept_person
from workflows.organisation.views.units import kept


@login_required
@GET_OR_POST
def of_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a fact of a person's past (`kind`), or correct one (`fact`), which then stays in the history."""
    actor = acting(request)
    return _answer(request, actor, kept_person(actor, pk), reverse("organisation:person", args=[pk]), OF_PERSON)


@login_required
@GET_OR_POST
def of_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """The same of what a unit was found to be."""
    actor = acting(request)
    return _answer(request, actor, kept(actor, pk), reverse("organisation:unit", args=[pk]), OF_UNIT)


def _answer(
    request: HttpRequest, actor: Actor, of: OrgUnit | Person, back: str, kinds: Mapping[str, type[FactForm]]
) -> HttpResponse:
    wrong = _wrong(request, of)
    form = _form(request, of, wrong, kinds)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            _take(form, of, wrong, actor)
        except Refused as refused:
            form.add_error(None, refused.message)
            status = STATUS[type(refused)]
        else:
            messages.success(request, f"已{'更正' if wrong else '登记'}{of.name}的{_label(form)}。")
            return redirect(back)
    tabs = [(name, registry.fact_kinds()[kind.KEY].label, kind.KEY == form.KEY) for name, kind in kinds.items()]
    context: dict[str, Any] = {
        "tab": "units" if isinstance(of, OrgUnit) else "people",
        "name": of.short_name if isinstance(of, OrgUnit) else of.name,
        "back_url": back, "form": form, "wrong": wrong, "label": _label(form), "kinds": tabs,
    }  # fmt: skip
    return render(request, "organisation/fact.html", context, status=status)


def _take(form: FactForm, of: OrgUnit | Person, wrong: Fact | None, actor: Actor) -> None:
    """Record what was typed, or put it in the stead of what was wrong. Raises Refused."""
    given = form.given()
    if wrong is not None:
        correct = actions.unit_fact_correct if isinstance(of, OrgUnit) else actions.person_fact_correct
        correct(wrong, given, form.cleaned_data["reason"], by=actor)
    elif isinstance(of, OrgUnit):
        actions.unit_fact_new(of, given, by=actor)
    else:
        actions.person_fact_new(of, given, by=actor)


def _wrong(request: HttpRequest, of: OrgUnit | Person) -> Fact | None:
    """The fact to correct, None when a new one is entered. Raises Http404 for one of somebody else."""
    if "fact" not in request.GET:
        return None
    subject = {"unit": of} if isinstance(of, OrgUnit) else {"person": of}
    mine = Fact.objects.filter(process__isnull=True, **subject)
    return get_object_or_404(mine, pk=pages.key_of(request.GET["fact"]))


def _form(
    request: HttpRequest, of: OrgUnit | Person, wrong: Fact | None, kinds: Mapping[str, type[FactForm]]
) -> FactForm:
    name = request.GET.get("kind", next(iter(kinds)))
    if wrong is not None:
        name = next((name for name, form in kinds.items() if wrong.key == form.KEY), "")
    if name not in kinds:
        raise Http404
    return kinds[name](request.POST or None, of=of, wrong=wrong)


def _label(form: FactForm) -> str:
    return registry.fact_kinds()[form.KEY].label
