"""Pages on which posts are given, ended and handed over."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from permissions.actor import Actor
from permissions.models import Appointment, OrgUnit, Person, User
from permissions.roles import GUARDS
from workflows.engine import pages
from workflows.engine.errors import Refused
from workflows.engine.views import STATUS
from workflows.organisation.actions import appointments as actions
from workflows.organisation.actions import handover as handing
from workflows.organisation.actions.appointments import Unconfirmed
from workflows.organisation.forms.appointments import AppointForm, EndForm, HandoverForm, account, ask_confirmation
from workflows.organisation.queries import appointments, people
from workflows.organisation.views.people import GET_OR_POST, acting, kept_person

OPEN_SHOWN = 50
"""As many unsettled matters of a person are listed."""
NO_ACCOUNT = "{name}还没有账号。任职须先开通账号。"


@login_required
@GET_OR_POST
def appoint(request: HttpRequest) -> HttpResponse:
    """Give a post; `person` or `unit` in the address say what is already known."""
    actor = acting(request)
    person, unit = _known_person(request, actor), _known_unit(request, actor)
    form = AppointForm(request.POST or None, by=actor, person=person, unit=unit)
    context: dict[str, Any] = {"tab": "people", "form": form, "person": person, "unit": unit}
    context["lacks_account"] = person if person and account(person) is None else None
    if request.method == "POST" and form.is_valid():
        return _appoint(request, form, actor, context)
    return render(request, "organisation/appoint.html", context, status=422 if form.is_bound else 200)


def _appoint(request: HttpRequest, form: AppointForm, actor: Actor, context: dict[str, Any]) -> HttpResponse:
    person: Person = form.chosen("person")
    user = account(person)
    if user is None:
        context["lacks_account"] = person
        form.add_error(None, NO_ACCOUNT.format(name=person.name))
        return render(request, "organisation/appoint.html", context, status=422)
    try:
        made = actions.appoint(user, form.given(), by=actor, confirmed=form.cleaned_data["confirmed"])
    except Unconfirmed as refused:
        ask_confirmation(form)
        context["warning"] = refused.message
        return render(request, "organisation/appoint.html", context, status=422)
    except Refused as refused:
        form.add_error(None, refused.message)
        return render(request, "organisation/appoint.html", context, status=STATUS[type(refused)])
    messages.success(request, f"已任命{person.name}为{made}，从{made.starts_on:%Y年%m月%d日}起。")
    return redirect("organisation:person", pk=person.pk)


def _known_person(request: HttpRequest, actor: Actor) -> Person | None:
    return kept_person(actor, pages.key_of(request.GET["person"])) if "person" in request.GET else None


def _known_unit(request: HttpRequest, actor: Actor) -> OrgUnit | None:
    if "unit" not in request.GET:
        return None
    return get_object_or_404(people.in_being(actor), pk=pages.key_of(request.GET["unit"]))


@login_required
@GET_OR_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post; the page says beforehand what waits on it and what that would come to."""
    actor = acting(request)
    post = _endable(actor, pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        on, reason = form.cleaned_data["on"], form.cleaned_data["reason"]
        try:
            actions.appointment_end(post, on, reason, by=actor, seen=request.POST.get("seen", ""))
        except Refused as refused:
            form.add_error(None, refused.message)
            return _end_page(request, actor, post, form, STATUS[type(refused)])
        until = f"任职到{on:%Y年%m月%d日}为止" if on else "权限已收回"
        messages.success(request, f"已免去{post.user}的“{post}”，{until}。")
        return _after(actor, post)
    return _end_page(request, actor, post, form, 422 if form.is_bound else 200)


def _endable(actor: Actor, pk: int) -> Appointment:
    """A post of a unit kept, not over and none of the 三员. Raises Http404."""
    rows = appointments.not_over(Appointment.objects.filter(unit__in=people.units(actor)).exclude(role__in=GUARDS))
    return get_object_or_404(rows.select_related("unit", "user__person"), pk=pk)


def _end_page(request: HttpRequest, actor: Actor, post: Appointment, form: EndForm, status: int) -> HttpResponse:
    context = {
        "tab": "people",
        "form": form,
        "appointment": post,
        "outlook": appointments.outlook([post]),
        "back_pk": _kept_key(actor, post),
    }
    return render(request, "organisation/appointment_end.html", context, status=status)


def _kept_key(actor: Actor, post: Appointment) -> int | None:
    """The key of the post's holder when the actor keeps that person too."""
    found = people.kept(actor).filter(user=post.user).first()
    return found.pk if found else None


def _after(actor: Actor, post: Appointment) -> HttpResponse:
    """To the person, else to the list: who ended his own post keeps nothing any more."""
    key = _kept_key(actor, post)
    if key is not None:
        return redirect("organisation:person", pk=key)
    return redirect("organisation:people" if people.units(actor).exists() else "inbox")


@login_required
@GET_OR_POST
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand over a person's posts, with all that waits on them, to another; the preview is what is confirmed."""
    actor = acting(request)
    mine = people.kept(actor)
    person = get_object_or_404(mine.select_related("branch", "user"), pk=pk)
    user = account(person)
    if user is None:
        raise Http404
    posts = list(appointments.not_over(appointments.of_person(person)))
    parted = appointments.parted(actor, posts)
    form = HandoverForm(request.POST or None, people=mine, posts=parted.own)
    status, warning = 422 if form.is_bound else 200, ""
    if request.method == "POST" and form.is_valid():
        try:
            made = handing.hand_over(person, form.given(request.POST.get("seen", "")), by=actor)
        except Unconfirmed as refused:
            ask_confirmation(form)
            warning = refused.message
        except Refused as refused:
            form.add_error(None, refused.message)
            status = STATUS[type(refused)]
        else:
            names = "、".join(str(post) for post in made)
            messages.success(request, f"已将{person.name}的{names}交接给{made[0].user}。")
            kept = people.kept(actor).filter(pk=pk).exists()
            return redirect("organisation:person", pk=pk) if kept else redirect("inbox")
    context = {
        "tab": "people",
        "form": form,
        "person": person,
        "elsewhere": parted.elsewhere,
        "warning": warning,
        "outlook": appointments.outlook(parted.own),
    } | _unsettled(actor, user)
    return render(request, "organisation/handover.html", context, status=status)


def _unsettled(actor: Actor, user: User) -> dict[str, Any]:
    """What the person handed in within the units kept, and how many more than are listed."""
    found = appointments.open_of(user, people.units(actor))
    shown = list(found[:OPEN_SHOWN])
    return {"unsettled": shown, "more": found.count() - len(shown) if len(shown) == OPEN_SHOWN else 0}
