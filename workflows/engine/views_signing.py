"""The page on which the holder of a desk asks others to sign, and looks after what was asked."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from permissions.actor import Actor
from workflows.engine import calendar, decisions, pages, signing, signing_section
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Signing
from workflows.engine.record_page import History
from workflows.engine.signing_forms import AskForm, SignersForm
from workflows.engine.transitions import Seen
from workflows.engine.views import STATUS, refused_page

DAYS = 3
"""Working days that those asked are given unless the asker says otherwise."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def signing_page(request: HttpRequest, number: str) -> HttpResponse:
    """Ask people about a record on one's desk; while they are asked, add or let go some, remind them, take it back."""
    flow, record = pages.find(request, number)
    history = History(record)
    posts = signing_section.askers(flow, record, history, request)
    if not posts:
        return refused_page(
            request, NotAllowed("只有正在审核、签批这一事项的人可以请人会签。"), _back(number), "返回事项"
        )
    page = _Page(request, flow, record, history, decisions.acting(request, posts[0]))
    if request.method != "POST":
        return page.answer()
    try:
        messages.success(request, page.do(request.POST.get("do", "")))
    except Refused as error:
        return page.answer(error)
    return redirect("record", number=number)


def _back(number: str) -> str:
    return f"/records/{number}/"


class _Page:
    """One request to the page: what it shows, and what it does."""

    def __init__(
        self, request: HttpRequest, flow: type[ProcessFlow], record: Any, history: History, by: Actor
    ) -> None:  # fmt: skip
        self.request, self.flow, self.record, self.history, self.by = request, flow, record, history, by
        sent = request.POST if request.method == "POST" and request.POST.get("do") in ("ask", "add") else None
        common: tuple[Any, ...] = (record, history.open, request.user, sent)
        self.form: SignersForm
        if history.signing is not None:
            self.form = SignersForm(*common)
        else:
            day = calendar.around(timezone.localdate()).after(timezone.localdate(), DAYS)
            self.form = AskForm(self._verbs(), *common, initial={"due_on": day})

    def _verbs(self) -> list[tuple[str, str]]:
        desk = self.history.open
        return [(verb, arrow.label) for verb, arrow in signing.ready(self.flow, self.record, desk)] if desk else []

    def answer(self, refused: Refused | None = None) -> HttpResponse:
        """The page, with what is wrong."""
        made = [self.history.signing] if self.history.signing else []
        context = {
            "record": self.record,
            "heading": self.record.title(),
            "number": self.record.process.number,
            "seen": self.history.seen(self.record),
            "form": self.form,
            "row": next(iter(signing_section.rows(self.flow, self.record, made)), None),
            "error": refused.message if refused and not self.form.errors else "",
            "comment": self.request.POST.get("comment", ""),
            "back_url": _back(self.record.process.number),
        }
        return render(self.request, "workflows/signing.html", context, status=STATUS[type(refused)] if refused else 200)

    def do(self, what: str) -> str:
        """Carry out what a form asks for; says what was done. Raises Refused and its kinds, Http404."""
        verbs: dict[str, Callable[[Signing], str]] = {
            "add": self._add, "remove": self._remove, "withdraw": self._withdraw, "urge": self._urge,
        }  # fmt: skip
        if what == "ask" and isinstance(self.form, AskForm):
            return self._ask(self.form)
        if what not in verbs and what != "ask":
            raise Http404
        if self.history.signing is None or what == "ask":
            raise Refused("会签刚刚有了变动，请重新查看。")
        return verbs[what](self.history.signing)

    def _ask(self, form: AskForm) -> str:
        self._check()
        seen = Seen.parse(self.request.POST.get("seen", ""))
        if seen is None:
            raise Refused("页面已过期，请刷新后再办理。")
        request = form.request()
        signing.ask(self.record, request, by=self.by, seen=seen)
        return f"已请{len(request.signers)}人会签，有结果时会告诉您。"

    def _add(self, made: Signing) -> str:
        self._check()
        signing.add(made, self.form.signers(), by=self.by)
        return f"已增加{len(self.form.signers())}位会签人。"

    def _check(self) -> None:
        if not self.form.is_valid():
            raise Incomplete([str(error) for errors in self.form.errors.values() for error in errors])

    def _remove(self, made: Signing) -> str:
        chosen = [pages.key_of(key) for key in self.request.POST.getlist("signature")]
        signing.remove(made, chosen, by=self.by)
        return "已减去选中的会签人。"

    def _withdraw(self, made: Signing) -> str:
        fresh = signing.withdraw(made, by=self.by, comment=decisions.opinion(self.request))
        return f"会签{fresh.get_status_display()}，您可以办理了。"

    def _urge(self, made: Signing) -> str:
        done = signing.urge(made, by=self.by)
        return f"已提醒{done}位还没有签署的人。" if done else "今天已经提醒过，明天可以再提醒。"
