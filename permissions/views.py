"""Signing in and out, changing the password, and choosing the post to act in."""

import math

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from permissions import accounts
from permissions.forms import LoginForm, PasswordForm
from permissions.models import Appointment, User

METHODS = method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")


@METHODS
class Login(auth.LoginView):
    """Sign-in; axes counts the failures and answers with `locked` when there were too many."""

    form_class = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, and note it for the person alone. 依据: domain 7.5, no statistics of it."""
        user: User = form.get_user()
        failed = accounts.failures(user.username)
        response = super().form_valid(form)
        accounts.note_sign_in(user, getattr(self.request, "axes_ip_address", None), failed)
        if failed:
            messages.warning(self.request, f"这次登录之前有{failed}次输错密码。如果不是本人，请修改密码。")
        return response


@METHODS
class Password(auth.PasswordChangeView):
    """Change of the own password; with the first one still in use, the only page that opens."""

    form_class = PasswordForm
    template_name = "registration/password.html"
    success_url = reverse_lazy("inbox")

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Whether the change is a must."""
        user = self.request.user
        return super().get_context_data(**kwargs) | {"forced": isinstance(user, User) and user.must_change_password}

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Keep the new password; the person stays signed in here and is signed out everywhere else."""
        response: HttpResponse = super().form_valid(form)
        User.objects.filter(pk=form.user.pk).update(must_change_password=False)
        messages.success(self.request, "密码已更换，下次登录用新密码。")
        return response


@login_required
@require_POST
def capacity(request: HttpRequest) -> HttpResponse:
    """Act in another of one's current posts from now on (`appointment`); back to `next`. 404 for any other post."""
    posts: list[Appointment] = request.posts  # type: ignore[attr-defined]
    post = next((post for post in posts if str(post.pk) == request.POST.get("appointment")), None)
    if post is None:
        raise Http404
    request.session["post"] = post.pk
    messages.success(request, f"现在以{post}办理。")
    return HttpResponseRedirect(_safe(request, request.POST.get("next", "")))


def _safe(request: HttpRequest, url: str) -> str:
    """The address when it is one of ours, else the inbox."""
    ours = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return url if ours else reverse("inbox")


def locked(request: HttpRequest, _response: HttpResponse | None, credentials: dict[str, str] | None) -> HttpResponse:
    """The answer to sign-ins after too many failures: in how many minutes to come back. Status 429."""
    tries = AccessAttempt.objects.filter(
        username=(credentials or {}).get("username"), ip_address=getattr(request, "axes_ip_address", None)
    )
    last = tries.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    left = (last + settings.AXES_COOLOFF_TIME - timezone.now()).total_seconds()
    minutes = max(1, math.ceil(left / 60))
    return render(request, "registration/locked.html", {"minutes": minutes}, status=429)
