"""The own page: posts and what they allow, recent sign-ins, mail; and the role matrix that everybody may read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from permissions.models import User
from workflows.engine import mailing
from workflows.organisation.actions import accounts as actions
from workflows.organisation.forms.accounts import MailForm
from workflows.organisation.queries import matrix, me
from workflows.organisation.views.accounts import GET_OR_POST, posted


@login_required
@GET_OR_POST
def own(request: HttpRequest) -> HttpResponse:
    """The own page; a POST keeps the mail address and whether notices go there."""
    user: User = request.user  # type: ignore[assignment]
    kept = {"email": user.email, "email_notices": user.email_notices}
    form = MailForm(posted(request), initial=kept)
    if form.is_valid():
        given = form.cleaned_data
        actions.mail_set(user, given["email"], notices=given["email_notices"], by=request.actor)  # type: ignore[attr-defined]
        messages.success(request, "已保存电子邮箱和消息方式。")
        return redirect("organisation:me")
    context = {
        "account": user,
        "posts": me.posts(user),
        "sign_ins": user.sign_ins.all(),
        "mail_on": mailing.configured(),
        "form": form,
    }
    return render(request, "organisation/me.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def role_matrix(request: HttpRequest) -> HttpResponse:
    """What each post lets somebody do, and in which kinds of unit it is held."""
    return render(request, "organisation/matrix.html", {"lines": matrix.lines()})
