"""What the shell of every page shows: who is signed in, in which post, the menu, the unread notices."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from permissions import access
from permissions.models import Appointment, OrgUnit, User
from permissions.roles import Right, UnitKind
from workflows.engine import inbox, registry, stuck
from workflows.engine.models import Notice

TITLE = "双争评审平台"
MOST_UNREAD = 99


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the shell; for somebody who is not signed in only the title."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"site_title": TITLE, "institution": _institution}
    actor = request.actor  # type: ignore[attr-defined]
    return {
        "site_title": TITLE,
        "institution": _institution,
        "me": str(actor.user),
        "post": str(actor.appointment or ""),
        "posts": _posts(request),
        "menu": _menu(request, user),
        "unread": Notice.objects.filter(user=user, read_at__isnull=True)[:MOST_UNREAD].count(),
    }


def _institution() -> str:
    """The 工委's name; read only by the pages that print it."""
    top = OrgUnit.objects.filter(kind=UnitKind.WORK_COMMITTEE, dissolved_on__isnull=True).first()
    return top.name if top else ""


def _posts(request: HttpRequest) -> list[dict[str, Any]]:
    current = request.actor.appointment  # type: ignore[attr-defined]
    return [
        {"label": _label(post), "unit": post.unit.short_name, "value": post.pk, "current": post == current}
        for post in request.posts  # type: ignore[attr-defined]
    ]


def _label(post: Appointment) -> str:
    role: str = post.get_role_display()
    return f"代 {post.principal} {role}" if post.principal else role


def _menu(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    counts = inbox.counts(user)
    groups = [
        {"title": "我的", "items_": [_item(reverse("inbox"), "工作台", "inbox", counts.todo, hot=True)]},
        {
            "title": "业务",
            "items_": [_item(reverse(f"{spec.key}:index"), spec.label, spec.icon) for spec in registry.businesses()],
        },
    ]
    posts = request.posts  # type: ignore[attr-defined]
    if office := _office(posts):
        groups.append({"title": "管理", "items_": office})
    return groups


def _office(posts: Sequence[Appointment]) -> list[dict[str, Any]]:
    items = [_item(reverse(item.url_name), item.label, item.icon) for item in registry.menu(posts)]
    if stuck.leads(posts):
        items.append(_item(reverse("stuck"), "卡在哪里", "hourglass_empty"))
    if any(access.brings(post, Right.SUPERVISE) for post in posts):
        items += [
            _item(reverse("unattended"), "无人可办", "person_off"),
            _item(reverse("suggestions"), "意见建议", "rate_review"),
        ]
    return items


def _item(url: str, label: str, icon: str, count: Any = 0, *, hot: bool = False) -> dict[str, Any]:
    return {"url": url, "label": label, "icon": icon, "count": count, "hot": hot}
