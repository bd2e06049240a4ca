"""Every request: signed out after idling, first password changed, and acting in one chosen post."""

import time
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from permissions import access
from permissions.actor import Actor
from permissions.models import User

Handler = Callable[[HttpRequest], HttpResponse]
TOUCH_EVERY = 60
"""Seconds between two writes of the session: a page view alone must not cost a write."""


class IdleTimeoutMiddleware:
    """Signs a person out after IDLE_MINUTES without a request, give or take the minute between two notes of it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            last = request.session.get("seen_at")
            if last is not None and now - last > settings.IDLE_MINUTES * 60:
                return self._sign_out(request)
            if last is None or now - last >= TOUCH_EVERY:
                request.session["seen_at"] = now
        return self.get_response(request)

    def _sign_out(self, request: HttpRequest) -> HttpResponse:
        """To the sign-in page and from there back; what a form was to send is not kept, and the message says so."""
        logout(request)
        lost = "" if request.method == "GET" else "刚才提交的内容没有保存。"
        messages.warning(request, f"超过{settings.IDLE_MINUTES}分钟没有操作，已自动退出，请重新登录。{lost}")
        back = {"next": request.get_full_path()} if request.method == "GET" else {}
        return redirect(f"{reverse('login')}?{urlencode(back)}" if back else "login")


class ActorMiddleware:
    """Puts the person's posts and the chosen one on the request: `request.posts`, `request.actor`."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            posts = access.posts(user)
            chosen = request.session.get("post")
            post = next((item for item in posts if item.pk == chosen), posts[0] if posts else None)
            # The post brings its holder with the name already read.
            request.posts, request.actor = posts, Actor(post.user if post else user, post)  # type: ignore[attr-defined]
        return self.get_response(request)


class PasswordChangeMiddleware:
    """Leads to the change of password before anything else, as long as the first one is in use."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User) and user.must_change_password:
            free = (reverse("password"), reverse("logout"), settings.STATIC_URL)
            if not request.path.startswith(free):
                return redirect("password")
        return self.get_response(request)
