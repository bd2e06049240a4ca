"""Pages of accounts: the list, one account, and the steps that change it, each confirmed on a page of its own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from permissions import access, accounts
from permissions.actor import Actor
from permissions.models import Person, User
from permissions.roles import Duty
from workflows.engine import ledger
from workflows.engine.errors import Refused
from workflows.engine.views import STATUS
from workflows.organisation.actions import accounts as actions
from workflows.organisation.forms.accounts import OpenForm, ReasonForm
from workflows.organisation.queries import accounts as reading
from workflows.organisation.queries import appointments
from workflows.organisation.views import require

PER_PAGE = 25
TONES = {"closed": "line", "locked": "red", "unused": "yellow", "unchanged": "yellow"}
CONFIRM = "organisation/account_confirm.html"
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def acting(request: HttpRequest) -> Actor:
    """Who acts. Raises Http404 unless the post chosen for the session keeps accounts."""
    require(request, Duty.ACCOUNTS)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, be it nothing; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def frame(actor: Actor, tab: str = "accounts") -> dict[str, Any]:
    """Which tabs the pages carry: those of the organisation, or for the 安全保密管理员 the two of his own."""
    post = actor.appointment
    return {"tab": tab, "keeps_units": post is not None and access.bears(post, Duty.ORGANISATION)}


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The accounts kept, or the people without one, narrowed by state and words, 25 a page."""
    actor = acting(request)
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()[:40]
    state = state if state in reading.STATES else ""
    unopened = state == "unopened"
    found: Any = (
        reading.people_listed(reading.without_account(actor), words)
        if unopened
        else reading.listed(reading.managed(actor), state, words)
    )
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = frame(actor) | {
        "rows": [_person(row) for row in shown] if unopened else _accounts(list(shown), actor),
        "states": reading.STATES.items(),
        "filters": {"state": state, "q": words},
        "narrowed": bool(state or words),
        "page": _pager(shown, request),
    }
    return render(request, "organisation/accounts.html", context)


def _pager(shown: Page[Any], request: HttpRequest) -> dict[str, Any]:
    def at(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "total_text": f"共{shown.paginator.count}{'人' if request.GET.get('state') == 'unopened' else '个账号'}",
        "number": shown.number,
        "previous_url": at(shown.previous_page_number()) if shown.has_previous() else "",
        "next_url": at(shown.next_page_number()) if shown.has_next() else "",
    }


def _person(row: Person) -> dict[str, Any]:
    return {"name": row.name, "staff_no": row.staff_no, "unit": row.branch, "open": row.pk}


def _accounts(users: list[User], actor: Actor) -> list[dict[str, Any]]:
    states = reading.states_of(users)
    return [_account(user, states[user.pk], actor) for user in users]


def _account(user: User, states: list[str], actor: Actor) -> dict[str, Any]:
    person = user.person
    return {
        "pk": user.pk,
        "name": user.get_full_name(),
        "staff_no": person.staff_no if person else "",
        "username": user.username,
        "unit": person.branch if person else None,
        "posts": list(user.appointments.all()),
        "chips": [(TONES[state], reading.STATES[state]) for state in states] or [("green", "在用")],
        "own": user.pk == actor.user_id,
    }


def _kept(actor: Actor, pk: int) -> User:
    """An account that the actor keeps. Raises Http404."""
    return get_object_or_404(reading.managed(actor).select_related("person__branch"), pk=pk)


@login_required
@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its state, the posts of its holder, what may be done to it, and what was done."""
    actor = acting(request)
    user = _kept(actor, pk)
    states = reading.states_of([user])[user.pk]
    posts = appointments.not_over(user.appointments.select_related("unit").order_by("starts_on", "pk"))
    context = frame(actor) | {
        "account": _account(user, states, actor),
        "user_row": user,
        "posts": posts,
        "entrusted": reading.entrusted(actor).filter(pk=user.pk).exists(),
        "locked": "locked" in states,
        "timeline": [_entry(entry) for entry in ledger.of(user)[:50]],
    }
    return render(request, "organisation/account.html", context)


def _entry(entry: Any) -> dict[str, Any]:
    changes = [f"{name}：{old or '（空）'} → {new or '（空）'}" for name, (old, new) in entry.data["fields"].items()]
    return {
        "stage": entry.label,
        "actor": entry.actor_name,
        "post": entry.post,
        "at": entry.at,
        "comment": entry.comment,
        "changes": changes,
        "tone": "agreed",
    }


@login_required
@GET_OR_POST
def open_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an account for a person; the answer shows the first password, once."""
    actor = acting(request)
    person = get_object_or_404(reading.without_account(actor).select_related("branch"), pk=pk)
    form = OpenForm(posted(request), person=person)
    if request.method == "POST" and form.is_valid():
        try:
            issued = actions.account_open(person, form.cleaned_data["username"], by=actor)
        except Refused as refused:
            form.add_error("username", refused.message)
            return _open_page(request, person, form, STATUS[type(refused)])
        return _password(request, issued, f"已为{person.name}开通账号")
    return _open_page(request, person, form, 422 if form.is_bound else 200)


def _open_page(request: HttpRequest, person: Person, form: OpenForm, status: int) -> HttpResponse:
    context = {
        "heading": f"为{person.name}开通账号",
        "text": f"{person.branch.short_name if person.branch else '未编入支部'}　工号{person.staff_no}",
        "effect": "开通后显示一次初始密码，请记下并交给本人。没有任职的账号看不到任何事项。",
        "action_label": "开通账号",
        "form": form,
        "back_url": f"{reverse('organisation:accounts')}?state=unopened",
    }
    return render(request, CONFIRM, frame(request.actor) | context, status=status)  # type: ignore[attr-defined]


def _password(request: HttpRequest, issued: actions.Issued, heading: str) -> HttpResponse:
    """The first password, on a page that is kept nowhere and cannot be opened again."""
    context = frame(request.actor) | {"issued": issued, "heading": heading}  # type: ignore[attr-defined]
    response = render(request, "organisation/account_password.html", context)
    add_never_cache_headers(response)
    return response


@login_required
@GET_OR_POST
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a new first password."""

    def carry(user: User, actor: Actor, seen: str, form: Form | None) -> HttpResponse:
        issued = actions.account_reset(user, by=actor, seen=seen)
        return _password(request, issued, f"已重设{issued.user}的密码")

    return _step(
        request, pk, carry, "重设{}的密码", "重设密码",
        "原来的密码立即作废，已登录的会退出。新的初始密码只显示一次，本人会收到站内消息。",
    )  # fmt: skip


@login_required
@GET_OR_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody try again at once after too many failures."""

    def carry(user: User, actor: Actor, seen: str, form: Form | None) -> HttpResponse:
        done = actions.account_unlock(user, by=actor, seen=seen)
        messages.success(request, f"已解锁{done}的账号，可以用原来的密码登录。")
        return redirect("organisation:account", pk=pk)

    return _step(request, pk, carry, "解锁{}的账号", "解锁账号", "输错次数清零，马上可以用原来的密码登录。")


@login_required
@GET_OR_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account; the page says what becomes of the desks that wait on its holder."""

    def carry(user: User, actor: Actor, seen: str, form: Form | None) -> HttpResponse:
        done = actions.account_deactivate(user, form.cleaned_data["reason"] if form else "", by=actor, seen=seen)
        messages.success(request, f"已停用{done}的账号。")
        return redirect("organisation:account", pk=pk)

    return _step(
        request, pk, carry, "停用{}的账号", "停用账号",
        "停用后立即退出登录，原密码作废。任职保留，但不再带来权限；启用后恢复。",
        form=ReasonForm(posted(request)),
    )  # fmt: skip


@login_required
@GET_OR_POST
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""

    def carry(user: User, actor: Actor, seen: str, form: Form | None) -> HttpResponse:
        issued = actions.account_activate(user, by=actor, seen=seen)
        return _password(request, issued, f"已启用{issued.user}的账号")

    return _step(
        request, pk, carry, "启用{}的账号", "启用账号", "在期的任职随即恢复权限。新的初始密码只显示一次，请交给本人。"
    )


Carry = Callable[[User, Actor, str, Form | None], HttpResponse]


def _step(
    request: HttpRequest, pk: int, carry: Carry, heading: str, label: str, effect: str, form: Form | None = None
) -> HttpResponse:
    """Confirm, then carry out what was confirmed; a refusal comes back on the same page with its sentence."""
    actor = acting(request)
    user = _kept(actor, pk)
    error, status = "", 200
    if request.method == "POST":
        status = 422
        if form is None or form.is_valid():
            try:
                return carry(user, actor, request.POST.get("seen", ""), form)
            except Refused as refused:
                error, status = refused.message, STATUS[type(refused)]
                user = _kept(actor, pk)
    context = frame(actor) | {
        "heading": heading.format(user),
        "action_label": label,
        "effect": effect,
        "form": form,
        "error": error,
        "outlook": _outlook(user) if form is not None else None,
        # Who only keeps accounts reads no record: the number of matters, not their titles.
        "untitled": not access.bears(actor.appointment, Duty.ORGANISATION) if actor.appointment else True,
        "fields": [{"name": "seen", "value": accounts.stamp(user)}],
        "tone": "danger" if form is not None else "main",
        "back_url": reverse("organisation:account", args=[pk]),
    }
    return render(request, CONFIRM, context, status=status)


def _outlook(user: User) -> appointments.Outlook:
    posts = appointments.not_over(user.appointments.select_related("unit", "user__person"))
    return appointments.outlook(list(posts))
