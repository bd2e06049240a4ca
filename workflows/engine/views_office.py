"""Notices to a person, and 意见建议 with their answers."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from permissions.models import User
from workflows.engine import mail_choices, mailing, pages
from workflows.engine.models import Notice, Suggestion
from workflows.engine.office_forms import PAGE, AnswerForm, MailForm, SuggestionForm

PER_PAGE = 25


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """The person's own notices; a POST marks one (`notice`) or all (`all`) as read, looking at them does not."""
    mine = Notice.objects.filter(user=request.user)  # type: ignore[misc]
    if request.method == "POST":
        chosen = mine if "all" in request.POST else mine.filter(pk=_known(mine, request.POST.get("notice", "")))
        chosen.filter(read_at__isnull=True).update(read_at=timezone.now())
        return redirect(request.get_full_path())
    shown = _page(mine.select_related("process", "round").order_by("-pk"), request)
    context = {"rows": [_notice(row) for row in shown], "page": _pager(shown, "条消息")}
    return render(request, "workflows/notices.html", context)


def _known(mine: QuerySet[Notice], key: str) -> int:
    return get_object_or_404(mine, pk=pages.key_of(key)).pk


def _notice(row: Notice) -> dict[str, Any]:
    url = f"/records/{row.process.number}/" if row.process else ""
    if row.round is not None:
        url = reverse(f"{row.round.process_key}:notice", args=[row.round_id])
    mail = f"{row.get_mail_state_display()}：{row.mail_why}" if row.mail_why else row.get_mail_state_display()
    return {"pk": row.pk, "text": row.text, "at": row.at, "read": row.read_at is not None, "url": url, "mail": mail}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request: HttpRequest) -> HttpResponse:
    """消息设置: which kinds of the person's own notices go by mail, too, and whether mail can reach him at all."""
    user: User = request.user  # type: ignore[assignment]
    form = MailForm(request.POST if request.method == "POST" else None, initial={"kinds": mail_choices.wanted(user)})
    if form.is_valid():
        mail_choices.choose(user, form.cleaned_data["kinds"])
        messages.success(request, "消息设置已保存。")
        return redirect("notice_settings")
    context = {"form": form, "reaches": _reaches(user)}
    return render(request, "workflows/notice_settings.html", context, status=422 if form.errors else 200)


def _reaches(user: User) -> str:
    """Whether and where mail reaches the person, as a sentence."""
    if not mailing.configured():
        return "本系统没有启用邮件，消息只在站内。"
    if not user.email_notices:
        return "您没有选择接收邮件，消息只在站内。"
    return f"邮件发到{user.email}。" if user.email else "您没有填写邮箱地址，邮件发不出去。"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """Write a suggestion, and read the answers: to the own signed ones, and to all unsigned ones. 依据: domain 7.5."""
    sent = request.POST if request.method == "POST" else None
    form = SuggestionForm(sent, initial={"page": request.GET.get("page", "")[:PAGE]})
    if form.is_valid():
        _keep(form.cleaned_data, request.user)  # type: ignore[arg-type]
        messages.success(request, "意见建议已转工委。")
        return redirect("suggest")
    own = Q(author=request.user)
    answered = Suggestion.objects.filter(own | Q(author__isnull=True) & ~Q(answer=""))
    shown = _page(answered.select_related("author__person", "answered_by__person"), request)
    context = {"form": form, "rows": shown.object_list, "page": _pager(shown, "条")}
    return render(request, "workflows/suggestion.html", context, status=422 if form.errors else 200)


def _keep(given: dict[str, Any], user: User) -> None:
    """Write the row. An unsigned one names nobody, and of the page only its kind: a record's number would tell."""
    unsigned = given["unsigned"]
    page = given["page"].partition("?")[0]
    Suggestion.objects.create(
        author=None if unsigned else user,
        page=_kind_of(page) if unsigned else page,
        text=given["text"],
        on=timezone.localdate(),
    )


def _kind_of(page: str) -> str:
    """An address without its values, /records/…/; empty for what is no page of ours."""
    try:
        return re.sub("<[^>]*>", "…", f"/{resolve(page).route}")[:PAGE]
    except Resolver404:
        return ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def suggestions(request: HttpRequest) -> HttpResponse:
    """All suggestions for those who look after the whole, who answer them; 404 to all others."""
    if not pages.supervises(request.user):  # type: ignore[arg-type]
        raise Http404
    if request.method == "POST":
        return _answer(request)
    rows = Suggestion.objects.select_related("author__person", "answered_by__person")
    shown = _page(rows, request)
    waiting = rows.filter(answer="").count()
    context = {"rows": shown.object_list, "page": _pager(shown, "条"), "subline": f"待答复{waiting}条"}
    return render(request, "workflows/suggestions.html", context)


def _answer(request: HttpRequest) -> HttpResponse:
    """Answer once; the author of a signed one is told."""
    found = get_object_or_404(Suggestion, pk=pages.key_of(request.POST.get("suggestion", "")))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, "答复没有保存：须填写，最多1000字。")
        return redirect(request.get_full_path())
    open_still = Suggestion.objects.filter(pk=found.pk, answer="")
    answered = open_still.update(
        answer=form.cleaned_data["answer"], answered_by=request.user, answered_on=timezone.localdate()
    )
    if not answered:
        messages.warning(request, "这条意见已有人答复，刚才的答复没有保存。")
    elif found.author:
        Notice.objects.create(user=found.author, text="您提的意见建议已有答复，请在“意见建议”查看。", at=timezone.now())
    return redirect(request.get_full_path())


def _page(rows: QuerySet[Any], request: HttpRequest) -> Page[Any]:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def _pager(shown: Page[Any], noun: str) -> dict[str, Any]:
    return {
        "total_text": f"共{shown.paginator.count}{noun}",
        "number": shown.number,
        "previous_url": f"?page={shown.previous_page_number()}" if shown.has_previous() else "",
        "next_url": f"?page={shown.next_page_number()}" if shown.has_next() else "",
    }
