"""Pages on which a person's past is entered and corrected."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from permissions.models import Person
from workflows.engine import pages, registry
from workflows.engine.errors import Refused
from workflows.engine.models import Fact
from workflows.engine.views import STATUS
from workflows.organisation.actions import facts as actions
from workflows.organisation.forms.facts import FORMS, FactForm
from workflows.organisation.views.people import GET_OR_POST, acting, kept_person


@login_required
@GET_OR_POST
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a fact of a person's past (`kind`), or correct one (`fact`), which then stays in the history."""
    actor = acting(request)
    person = kept_person(actor, pk)
    wrong = _wrong(request, person)
    form = _form(request, wrong)
    if request.method == "POST" and form.is_valid():
        try:
            if wrong is None:
                actions.person_fact_new(person, form.given(), by=actor)
            else:
                actions.person_fact_correct(wrong, form.given(), form.cleaned_data["reason"], by=actor)
        except Refused as refused:
            form.add_error(None, refused.message)
            return _page(request, person, form, wrong, STATUS[type(refused)])
        messages.success(request, f"已{'更正' if wrong else '登记'}{person.name}的{_label(form)}。")
        return redirect("organisation:person", pk=pk)
    return _page(request, person, form, wrong, 422 if form.is_bound else 200)


def _wrong(request: HttpRequest, person: Person) -> Fact | None:
    """The fact to correct, None when a new one is entered. Raises Http404 for one of somebody else."""
    if "fact" not in request.GET:
        return None
    mine = Fact.objects.filter(person=person, process__isnull=True)
    return get_object_or_404(mine, pk=pages.key_of(request.GET["fact"]))


def _form(request: HttpRequest, wrong: Fact | None) -> FactForm:
    name = request.GET.get("kind", "discipline")
    if wrong is not None:
        name = next((name for name, form in FORMS.items() if wrong.key == form.KEY), "")
    if name not in FORMS:
        raise Http404
    return FORMS[name](request.POST or None, wrong=wrong)


def _label(form: FactForm) -> str:
    return registry.fact_kinds()[form.KEY].label


def _page(request: HttpRequest, person: Person, form: FactForm, wrong: Fact | None, status: int) -> HttpResponse:
    context: dict[str, Any] = {
        "tab": "people",
        "person": person,
        "form": form,
        "wrong": wrong,
        "label": _label(form),
        "kinds": [(name, registry.fact_kinds()[kind.KEY].label, kind.KEY == form.KEY) for name, kind in FORMS.items()],
    }
    return render(request, "organisation/person_fact.html", context, status=status)
