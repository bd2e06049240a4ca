"""Pages of people: the list, one person with posts, past and trail, and the forms that change the row."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from permissions.actor import Actor
from permissions.models import Person, User
from permissions.roles import Duty
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.views import STATUS
from workflows.organisation.actions import people as actions
from workflows.organisation.forms.people import PersonForm, StatusForm, TransferForm
from workflows.organisation.queries import appointments, people
from workflows.organisation.queries.accounts import closable
from workflows.organisation.queries.people import Filters
from workflows.organisation.views import person_page, require

PER_PAGE = 25
STILL_OPEN = "{}的账号仍可登录，请由上级或安全保密管理员停用。"
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def acting(request: HttpRequest) -> Actor:
    """Who acts. Raises Http404 unless the post chosen for the session keeps the organisation."""
    require(request, Duty.ORGANISATION)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def kept_person(actor: Actor, pk: int) -> Person:
    """A person the actor keeps. Raises Http404."""
    return get_object_or_404(people.kept(actor).select_related("branch", "user"), pk=pk)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The people kept, by name, 25 a page."""
    actor = acting(request)
    filters = Filters(**{name: request.GET.get(name, "") for name in ("q", "branch", "roll", "status")})
    shown = Paginator(people.listed(actor, filters), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tab": "people",
        "rows": shown.object_list,
        "filters": filters,
        "narrowed": filters != Filters(),
        "rolls": Person.Roll.choices,
        "statuses": Person.Status.choices,
        "page": pager(shown, request.GET),
    }
    return render(request, "organisation/people.html", context)


def pager(shown: Any, query: QueryDict) -> dict[str, Any]:
    """What the pager prints: the number of people, and links that keep the filters."""

    def at(number: int) -> str:
        kept = query.copy()
        kept["page"] = str(number)
        return f"?{kept.urlencode()}"

    return {
        "total_text": f"共{shown.paginator.count}人",
        "number": shown.number,
        "previous_url": at(shown.previous_page_number()) if shown.has_previous() else "",
        "next_url": at(shown.next_page_number()) if shown.has_next() else "",
    }


@login_required
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: what is kept, posts, the past with its sources, and what was done to the row."""
    actor = acting(request)
    return render(request, "organisation/person.html", person_page.context(actor, kept_person(actor, pk)))


@login_required
@GET_OR_POST
def new(request: HttpRequest) -> HttpResponse:
    """Enter a person."""
    actor = acting(request)
    form = PersonForm(request.POST or None, by=actor, initial={"branch": request.GET.get("branch", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.person_new(form.given(), form.cleaned_data["branch"], by=actor)
        except Refused as refused:
            return _again(request, "organisation/person_form.html", form, refused, None)
        messages.success(request, f"已新增人员{made.name}，编入{made.branch}。")
        return redirect("organisation:person", pk=made.pk)
    return _show(request, "organisation/person_form.html", form, None)


@login_required
@GET_OR_POST
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is kept of a person."""
    actor = acting(request)
    found = kept_person(actor, pk)
    form = PersonForm(request.POST or None, by=actor, person=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.person_edit(found, form.given(), by=actor)
        except Refused as refused:
            return _again(request, "organisation/person_form.html", form, refused, found)
        messages.success(request, f"已修改{found.name}的信息。")
        return redirect("organisation:person", pk=pk)
    return _show(request, "organisation/person_form.html", form, found)


@login_required
@GET_OR_POST
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a person's 党籍状态; the page says beforehand which posts end and what becomes of their desks."""
    actor = acting(request)
    found = kept_person(actor, pk)
    form = StatusForm(request.POST or None, by=actor, person=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.person_status(found, form.given(), by=actor, seen=request.POST.get("seen", "-"))
        except Refused as refused:
            return _again(request, "organisation/person_status.html", form, refused, found, **_leaving(actor, found))
        messages.success(request, f"已登记{found.name}的党籍状态变更。")
        if form.given().status not in people.KEPT_ON and User.objects.filter(person=found, is_active=True).exists():
            messages.warning(request, STILL_OPEN.format(found.name))
        gone = not people.kept(actor).filter(pk=pk).exists()
        return redirect("organisation:people") if gone else redirect("organisation:person", pk=pk)
    return _show(request, "organisation/person_status.html", form, found, **_leaving(actor, found))


def _leaving(actor: Actor, found: Person) -> dict[str, Any]:
    """The posts that would end, what waits on those that are the actor's to end, and what becomes of the account."""
    posts = list(appointments.not_over(appointments.of_person(found)))
    parted = appointments.parted(actor, posts)
    context = {"posts": posts, "elsewhere": parted.elsewhere, "outlook": appointments.outlook(parted.own)}
    in_use = User.objects.filter(person=found, is_active=True).exists()
    return context | {"in_use": in_use, "closes": in_use and closable(actor, found) is not None}


@login_required
@GET_OR_POST
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a person to another branch of those kept."""
    actor = acting(request)
    found = kept_person(actor, pk)
    form = TransferForm(request.POST or None, by=actor, initial={"branch": request.GET.get("branch", "")})
    posts = list(appointments.not_over(appointments.of_person(found)))
    if request.method == "POST" and form.is_valid():
        branch, reason = form.cleaned_data["branch"], form.cleaned_data["reason"]
        try:
            actions.person_transfer(found, branch, reason, by=actor, on=form.cleaned_data["on"])
        except Refused as refused:
            return _again(request, "organisation/person_transfer.html", form, refused, found, posts=posts)
        messages.success(request, f"{found.name}已调整到{branch.short_name}。")
        return redirect("organisation:person", pk=pk)
    return _show(request, "organisation/person_transfer.html", form, found, posts=posts)


def _show(request: HttpRequest, page: str, form: Any, found: Person | None, **more: Any) -> HttpResponse:
    context = {"tab": "people", "form": form, "person": found} | more
    return render(request, page, context, status=422 if form.is_bound else 200)


def _again(
    request: HttpRequest, page: str, form: Any, refused: Refused, found: Person | None, **more: Any
) -> HttpResponse:
    """The same page with the sentence of the door and all that was typed."""
    for sentence in refused.problems if isinstance(refused, Incomplete) else [refused.message]:
        form.add_error(None, sentence)
    context = {"tab": "people", "form": form, "person": found} | more
    return render(request, page, context, status=STATUS[type(refused)])
