"""The draft of a nomination: filled in, kept, handed in; and the files of its materials."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from workflows.engine import attachments
from workflows.engine.decisions import opinion
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import Attachment, Citation
from workflows.engine.transitions import Seen
from workflows.engine.views import STATUS, refused_page
from workflows.nomination import actions, queries
from workflows.nomination.forms.nominations import DraftForm, stored
from workflows.nomination.queries.eligibility import candidates_of, eligibility_of
from workflows.nomination.queries.nominations import brought, category_of, vote_answers
from workflows.nomination.queries.quotas import branch_lines
from workflows.nomination.rules import Judged, Verdict
from workflows.nomination.views import candidate
from workflows.nomination.views.draft_desk import DraftDesk

MOVED = "该提名已离开这一环节，或者材料在您填写期间已被他人保存。您填写的内容没有写入，请比对。"
NOT_YOURS = "这份提名现在不由您填写，您可以查看。"
FILES_MOST = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Show the draft; a POST keeps it, and with `submit` hands it in."""
    desk = DraftDesk.find(request, number)
    if request.method == "POST":
        return _save(desk)
    if not desk.editable:
        return refused_page(request, NotAllowed(NOT_YOURS), *_back(desk))
    return _page(desk)


def _back(desk: DraftDesk) -> tuple[str, str]:
    return reverse("record", args=[desk.nomination.process.number]), "查看提名"


def _page(desk: DraftDesk, form: DraftForm | None = None, status: int = 200, **more: Any) -> HttpResponse:
    nomination = desk.nomination
    known = candidates_of([nomination])
    found = eligibility_of([nomination], known)[nomination.pk]
    context = {
        "desk": desk,
        "nomination": nomination,
        "category": category_of(nomination),
        "form": form or DraftForm(nomination),
        "facts": candidate.facts(nomination, known[nomination.pk]),
        "answers": candidate.answers(nomination, found),
        "verdict": candidate.verdict(found),
        "explain": any(each.verdict is Verdict.NOT_MET for each in found.answers),
        "materials": brought(nomination),
        "voting": queries.award_of(nomination.round).voting.words,
        "votes": candidate.judged_rows(map(Judged, vote_answers(nomination))),
        "places": branch_lines(nomination) if nomination.unit.kind in queries.BRANCHES else [],
        "problems": problems(desk),
        "may_submit": bool(desk.signers()),
        "seen": desk.seen,
    }
    return render(desk.request, "nomination/draft.html", context | more, status=status)


def problems(desk: DraftDesk) -> list[dict[str, str]]:
    """A sentence for each thing that is lacking before handing in, with a link to the place."""
    return [{"text": text, "url": _place(desk, code)} for code, text in queries.lacking(desk.nomination)]


def _place(desk: DraftDesk, code: str) -> str:
    """Where something is filled in: on this page, or with the files. The codes come from `queries.lacking`."""
    fields = DraftForm(desk.nomination).fields
    name = next((name for name in (code, f"text_{code}", f"profile_{code}") if name in fields), "")
    return f"#id_{name}" if name else reverse("nomination:materials", args=[desk.nomination.process.number])


def _save(desk: DraftDesk) -> HttpResponse:
    """Write the whole draft or nothing; whatever goes wrong, the answer holds what was typed."""
    seen = Seen.parse(desk.request.POST.get("seen", ""))
    try:
        if seen != desk.seen:
            raise Stale(MOVED) if desk.left_behind(seen) else NotAllowed(NOT_YOURS)
        if not desk.editable:
            raise NotAllowed(NOT_YOURS)
        form = DraftForm(desk.nomination, desk.request.POST)
        if not form.is_valid():
            return _invalid(desk, form)
        actions.nomination_save(desk.nomination, form.given(), by=desk.actor(), seen=desk.seen)
    except Refused as refused:
        return _refused(desk, refused)
    return _saved(desk)


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _invalid(desk: DraftDesk, form: DraftForm) -> HttpResponse:
    errors = [
        {"text": str(message), "url": f"#{form[name].id_for_label}"}
        for name, found in form.errors.items()
        for message in found
    ]
    if _by_script(desk.request):
        message = f"没有保存：{errors[0]['text']}"
        return JsonResponse({"ok": False, "message": message, "errors": errors}, status=422)
    return _page(desk, form, 422, errors=errors)


def _refused(desk: DraftDesk, refused: Refused) -> HttpResponse:
    status = STATUS[type(refused)]
    if _by_script(desk.request):
        how = "按“保存草稿”可以看到两份内容。" if isinstance(refused, Stale) else ""
        return JsonResponse({"ok": False, "message": f"没有保存：{refused.message}{how}"}, status=status)
    if not isinstance(refused, Stale):
        return refused_page(desk.request, refused, *_back(desk))
    return _conflict(DraftDesk.find(desk.request, desk.nomination.process.number), refused)


def _conflict(fresh: DraftDesk, refused: Refused) -> HttpResponse:
    """What was typed beside what is stored now; the typed content goes on as hidden fields."""
    posted, nomination = fresh.request.POST, fresh.nomination
    form = DraftForm(nomination, posted)
    context = {
        "heading": nomination.title(),
        "message": refused.message,
        "differences": form.differences(stored(nomination)),
        "fields": [(name, posted.get(name, "")) for name in form.fields],
        "seen": fresh.seen,
        "url": reverse("nomination:draft", args=[nomination.process.number]),
        "record_url": _back(fresh)[0],
        "may_overwrite": fresh.editable,
    }
    return render(fresh.request, "workflows/conflict.html", context, status=409)


def _saved(desk: DraftDesk) -> HttpResponse:
    """The draft is kept; go on with what was asked: nothing, the files, or handing in."""
    number, posted = desk.nomination.process.number, desk.request.POST
    fresh = DraftDesk.find(desk.request, number)
    if _by_script(desk.request):
        answer = {"ok": True, "version": str(fresh.seen), "saved_at": f"{timezone.localtime():%H:%M}"}
        return JsonResponse(answer | {"problems": problems(fresh)})
    if "files" in posted:
        return redirect("nomination:materials", number=number)
    if "submit" in posted:
        return _hand_in(fresh)
    messages.success(desk.request, "草稿已保存，可以随时回来接着填。")
    return redirect("nomination:draft", number=number)


def _hand_in(desk: DraftDesk) -> HttpResponse:
    try:
        comment = opinion(desk.request)
        moved = actions.submit(desk.nomination, by=desk.actor(desk.signers()), seen=desk.seen, comment=comment)
    except Incomplete as lacking:
        return _page(desk, None, 422, refused="草稿已保存，但还不能提交：", lacking=lacking.problems)
    except Refused as refused:
        return _refused(desk, refused)
    messages.success(desk.request, f"已提交提名，现在是“{moved.get_state_display()}”。")
    return redirect("record", number=desk.nomination.process.number)


@login_required
@require_safe
def materials(request: HttpRequest, number: str) -> HttpResponse:
    """The files of each material, and those that may be cited without uploading them again."""
    desk = DraftDesk.find(request, number)
    cited = Citation.objects.filter(process=desk.nomination.process_id).select_related("attachment").order_by("pk")
    rows = list(cited)
    others = attachments.citable(desk.nomination, request.user)[:FILES_MOST] if desk.editable else []  # type: ignore[arg-type]
    context = {
        "desk": desk,
        "nomination": desk.nomination,
        "materials": [
            {
                "material": each.material,
                "text": each.characters,
                "cited": [row for row in rows if row.code == each.material.code],
                "others": _others(others, rows, each.material.code),
            }
            for each in brought(desk.nomination)
        ],
        "capacity": desk.posts[0].pk if desk.posts else "",
    }
    return render(request, "nomination/materials.html", context)


def _others(files: Iterable[Attachment], rows: Sequence[Citation], code: str) -> list[Attachment]:
    here = {row.attachment_id for row in rows if row.code == code}
    return [file for file in files if file.pk not in here]
