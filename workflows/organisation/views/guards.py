"""The page of the 三员, for the 安全保密管理员 alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from permissions.actor import Actor
from permissions.roles import Duty
from workflows.engine.errors import Refused
from workflows.engine.views import STATUS
from workflows.organisation.actions import guards as actions
from workflows.organisation.forms.accounts import GuardForm
from workflows.organisation.queries import guards as reading
from workflows.organisation.views import require
from workflows.organisation.views.accounts import GET_OR_POST, frame, posted


def _acting(request: HttpRequest) -> Actor:
    require(request, Duty.GUARDS)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@login_required
@GET_OR_POST
def index(request: HttpRequest) -> HttpResponse:
    """Who the 三员 are, and a form that appoints one."""
    actor = _acting(request)
    form = GuardForm(posted(request))
    if request.method != "POST" or not form.is_valid():
        return _page(request, actor, form, 422 if form.is_bound else 200)
    given = form.cleaned_data
    try:
        made = actions.guard_appoint(given["who"], given["role"], given["starts_on"], given["ends_on"], by=actor)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _page(request, actor, form, STATUS[type(refused)])
    messages.success(request, f"已任命{made.user}为{made.get_role_display()}，{made.starts_on:%Y年%m月%d日}起。")
    return redirect("organisation:guards")


def _page(request: HttpRequest, actor: Actor, form: GuardForm, status: int) -> HttpResponse:
    context = frame(actor, "guards") | {"rows": reading.posts(), "vacant": reading.vacant(), "form": form}
    return render(request, "organisation/guards.html", context, status=status)


@login_required
@GET_OR_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a post of the 三员 away, once confirmed."""
    actor = _acting(request)
    post = get_object_or_404(reading.posts(), pk=pk)
    error, status = "", 200
    if request.method == "POST":
        try:
            actions.guard_end(post, by=actor)
        except Refused as refused:
            error, status = refused.message, STATUS[type(refused)]
        else:
            messages.success(request, f"已免去{post.user}的{post.get_role_display()}。")
            return redirect("inbox" if post.user_id == actor.user_id else "organisation:guards")
    context = frame(actor, "guards") | {
        "heading": f"免去{post.user}的{post.get_role_display()}",
        "effect": "立即生效，这个岗位带来的职责随即收回；账号保留。",
        "action_label": "免去这个岗位",
        "tone": "danger",
        "error": error,
        "back_url": reverse("organisation:guards"),
    }
    return render(request, "organisation/account_confirm.html", context, status=status)
