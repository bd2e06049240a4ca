"""更正文号 of the document on which a nomination rests, on a page of its own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from permissions.roles import Right
from workflows.engine import decisions, pages
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.views import STATUS, refused_page
from workflows.nomination import actions, queries
from workflows.nomination.forms.conferring import CorrectionForm
from workflows.nomination.models import AwardDocument, Nomination

NOT_YOURS = "文号由主办单位更正，您可以查看。"
NOTHING = "还没有登记文件，没有可以更正的文号。"
EFFECT = "同一文件涉及的名单、人选和荣誉台账一并更正；原文号和更正原因记入办理痕迹。"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Put another number on the last document under which a nomination went up or was decided, with the reason."""
    _, found = pages.find(request, number)
    if not isinstance(found, Nomination):
        raise Http404
    document, back = document_of(found), reverse("record", args=[number])
    if not decisions.capacities(request, Right.REVIEW, found.round.unit_id, queries.KEY):
        return refused_page(request, NotAllowed(NOT_YOURS), back)
    if document is None:
        return refused_page(request, Refused(NOTHING), back)
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial={"number": document.number})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        by = decisions.in_post(request, Right.REVIEW, found.round.unit_id, queries.KEY)
        try:
            actions.document_correct(document, by=by, seen=request.POST.get("seen", ""), **form.cleaned_data)
        except Refused as error:
            form.add_error(None, error.message)
            status = STATUS[type(error)]
        else:
            messages.success(request, "文号已更正。")
            return redirect("record", number=number)
    return render(request, "workflows/confirm.html", _page(document, form, back), status=status)


def document_of(nomination: Nomination) -> AwardDocument | None:
    """The document that decided a nomination; else the one under which it went up."""
    return nomination.conferred_by or nomination.recommended_by


def _page(document: AwardDocument, form: CorrectionForm, back: str) -> dict[str, Any]:
    return {
        "heading": "更正文号",
        "text": f"{document.round.title}，{document.words}。",
        "effect": EFFECT,
        "form": form,
        "fields": [{"name": "seen", "value": document.number}],
        "action_label": "更正",
        "back_url": back,
    }
