"""The page of delegations: 我的委托, 委托给我的, a form that gives one, and ending one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from permissions.models import Appointment, User
from workflows.engine.errors import Refused
from workflows.engine.views import STATUS, refused_page
from workflows.organisation.actions import delegations as actions
from workflows.organisation.forms.delegations import DelegationForm
from workflows.organisation.queries import delegations as reading
from workflows.organisation.views.accounts import GET_OR_POST, posted


@login_required
@GET_OR_POST
def index(request: HttpRequest) -> HttpResponse:
    """What one delegated and what was delegated to one; a POST delegates a post of one's own."""
    posts = reading.givable(request.posts)  # type: ignore[attr-defined]
    form = DelegationForm(posted(request), posts=posts)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, 422 if form.is_bound else 200)
    given = form.given()
    try:
        made = actions.delegate(form.chosen(), given, by=request.actor)  # type: ignore[attr-defined]
    except Refused as refused:
        form.add_error(None, refused.message)
        return _page(request, form, STATUS[type(refused)])
    cut = "（这个职务只到这一天）" if made.ends_on != given.ends_on else ""
    messages.success(request, f"已委托{made.user}，从{made.starts_on:%Y年%m月%d日}到{made.ends_on:%Y年%m月%d日}{cut}。")
    return redirect("organisation:delegations")


def _page(request: HttpRequest, form: DelegationForm, status: int) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    context = {"form": form, "given": reading.given(user), "held": reading.held(user), "desks": reading.own_desks(user)}
    return render(request, "organisation/delegations.html", context, status=status)


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a delegation that one gave or holds. 404 for one of others."""
    own = Q(user=request.user) | Q(giver__user=request.user) | Q(principal=request.user)
    post = get_object_or_404(Appointment.every.filter(own, giver__isnull=False), pk=pk)
    try:
        found = actions.delegation_end(post, by=request.actor)  # type: ignore[attr-defined]
    except Refused as refused:
        return refused_page(request, refused, "/organisation/delegations/", "返回委托")
    messages.success(request, f"已结束委托：{found}，权限已收回。")
    return redirect("organisation:delegations")
