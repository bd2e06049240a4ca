"""The notice of a round of any process: reading it, signing for a unit, writing it, reminding who has not signed.

`process` stands in the address of each process, beside the key of the round.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permissions import access
from permissions.actor import Actor
from permissions.models import Appointment, OrgUnit
from workflows.engine import attachments, pages, registry, round_notices, round_reading
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Attachment, Round, RoundNotice
from workflows.engine.pager import paged, pager
from workflows.engine.round_door import address, find_round, refused, run_round, runner, runs, user_of
from workflows.engine.round_forms import NoticeForm
from workflows.engine.views import STATUS
from workflows.engine.views_files import hand_out


@login_required
@require_safe
def notice(request: HttpRequest, pk: int, process: str) -> HttpResponse:
    """The notices of a round, who has signed for the chosen one, and the next step of whoever reads it."""
    round_ = find_round(request, pk, process)
    may_run = runs(request, round_)
    found = round_reading.notices_of(round_, drafts=may_run)
    if round_.status == Round.Status.DRAFT and not may_run:
        raise Http404
    shown = next((row for row in found if str(row.pk) == request.GET.get("n")), found[0] if found else None)
    context = {"round": round_, "notices": found, "notice": shown, "may_run": may_run, "urls": _addresses(round_)}
    if shown is not None and shown.sent_at is not None:
        context |= _receipts(request, round_, shown)
    next_step = registry.office(process).next_step(request, round_)
    return render(request, "workflows/round_notice.html", context | {"next": next_step})


def _addresses(round_: Round) -> dict[str, str]:
    names = {"round": "round", "new": "notice_new", "sign": "notice_sign", "remind": "notice_remind"}
    found = {word: address(name, round_) for word, name in names.items()}
    return found | {"files": f"{address('notice', round_)}files/"}


def _receipts(request: HttpRequest, round_: Round, shown: RoundNotice) -> dict[str, Any]:
    """The units that the person sees, those that have not signed first, and those that he may sign for."""
    rows = round_reading.signing(user_of(request), shown)
    page = paged(rows, request)
    receipts = {row.unit_id: row for row in shown.receipts.filter(unit__in=list(page)).select_related("by__person")}
    own = {post.unit_id for post in _signers(request, round_)} if round_.status == Round.Status.OPEN else set()
    signed, total = rows.filter(signed=True).count(), page.paginator.count
    return {
        "units": [(unit, receipts.get(unit.pk)) for unit in page],
        "mine": [unit for unit in rows.filter(pk__in=own) if not unit.signed] if own else [],
        "signed": signed,
        "total": total,
        "pct": signed * 100 // total if total else 0,
        "page": pager(page, request, "个单位"),
    }


def _signers(request: HttpRequest, round_: Round) -> list[Appointment]:
    """The posts in which the person signs for a unit. No statement."""
    posts: list[Appointment] = request.posts  # type: ignore[attr-defined]
    signing = round_notices.SIGNING
    return [post for post in posts if any(access.brings(post, right, round_.process_key) for right in signing)]


@login_required
@require_POST
def sign(request: HttpRequest, pk: int, process: str) -> HttpResponse:
    """Sign for a unit."""
    round_ = find_round(request, pk, process)
    found = _of(round_, request.POST.get("notice", ""))
    unit = get_object_or_404(access.units(user_of(request), process), pk=pages.key_of(request.POST.get("unit", "")))
    try:
        receipt = round_notices.sign(found, unit, by=_signer(request, round_, unit))
    except Refused as error:
        return refused(request, error, round_)
    messages.success(request, f"已签收：{unit.short_name}，{receipt.by}。")
    return redirect(f"{address('notice', round_)}?n={found.pk}")


def _of(round_: Round, key: str) -> RoundNotice:
    rows = RoundNotice.objects.select_related("round__unit").filter(round=round_, sent_at__isnull=False)
    return get_object_or_404(rows, pk=pages.key_of(key))


def _signer(request: HttpRequest, round_: Round, unit: OrgUnit) -> Actor:
    """The person in the post that signs for the unit; in the chosen one where none does."""
    chosen: Actor = request.actor  # type: ignore[attr-defined]
    post = next((post for post in _signers(request, round_) if post.unit_id == unit.pk), None)
    return Actor(chosen.user, post) if post else chosen


@login_required
@require_POST
def remind(request: HttpRequest, pk: int, process: str) -> HttpResponse:
    """Remind the units that have not signed."""
    try:
        round_ = run_round(request, pk, process)
        told = round_notices.remind(_of(round_, request.POST.get("notice", "")), by=runner(request, round_))
    except Refused as error:
        return refused(request, error, find_round(request, pk, process))
    messages.success(request, f"已提醒{told}人签收。")
    return redirect(address("notice", round_))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int, process: str) -> HttpResponse:
    """Write the notice of a prepared round, or a further one while it runs."""
    try:
        round_ = run_round(request, pk, process)
    except NotAllowed as error:
        return refused(request, error, find_round(request, pk, process))
    form = _form(request, round_)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            return _written(request, round_, form)
        except Refused as error:
            form.add_error(None, error.message)
            status = STATUS[type(error)]
    context = {"round": round_, "form": form, "back_url": address("notice", round_), "files": _before(round_)}
    return render(request, "workflows/round_notice_new.html", context, status=status)


def _form(request: HttpRequest, round_: Round) -> NoticeForm:
    if request.method == "POST":
        return NoticeForm(request.POST, request.FILES)
    draft = round_notices.draft_of(round_)
    if draft is not None:
        return NoticeForm(initial={"title": draft.title, "text": draft.text})
    return NoticeForm(initial={"title": f"关于开展{round_.title}的通知"})


def _written(request: HttpRequest, round_: Round, form: NoticeForm) -> HttpResponse:
    by, given = runner(request, round_), form.cleaned_data
    files = _kept(round_, given["attachments"], by) or _before(round_)
    round_notices.write(round_, title=given["title"], text=given["text"], files=files, by=by)
    sent = round_.status == Round.Status.OPEN
    messages.success(request, "通知已发出，各单位可以签收。" if sent else "通知已保存，批次启动时发出。")
    return redirect(address("notice", round_))


def _kept(round_: Round, files: list[Any], by: Actor) -> list[Attachment]:
    """The files that were sent, each kept for the unit that holds the round. Raises Refused."""
    return [attachments.upload(round_.unit, file, by, file.name or "") for file in files]


def _before(round_: Round) -> list[Attachment]:
    """Those of the draft that is written anew: a page cannot send them again."""
    draft = round_notices.draft_of(round_)
    return list(draft.files.all()) if draft else []


@login_required
@require_safe
def file(request: HttpRequest, pk: int, file: int, process: str) -> HttpResponseBase:
    """Hand out a file of a notice to everybody who may read the notice."""
    round_ = find_round(request, pk, process)
    rows = RoundNotice.objects.filter(round=round_, files__pk=file)
    if not runs(request, round_):
        rows = rows.filter(sent_at__isnull=False)
    if not rows.exists():
        raise Http404
    return hand_out(request, get_object_or_404(Attachment, pk=file))
