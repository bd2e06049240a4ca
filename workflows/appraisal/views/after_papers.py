"""Documents of a 组织处置 and of a 限期改正, made from templates."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from workflows.appraisal.models import Correction, Disposal
from workflows.appraisal.queries import document_kinds as kinds
from workflows.appraisal.queries.papers import correction_paper, disposal_paper
from workflows.appraisal.states import DisposalState as D
from workflows.engine import documents, downloads, pages
from workflows.engine.errors import Refused
from workflows.engine.views import refused_page

EARLY = "还没有作出处置，批准以后可以下载处置决定。"


@login_required
@require_safe
def paper(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """disposal.docx, decision.docx, correction.docx of one record. Raises Http404 for a paper that it does not have."""
    _, record = pages.find(request, number)
    kind = next((each for each in kinds.KINDS if f"{each.key.rpartition('.')[2]}.docx" == name), None)
    if kind is None or not isinstance(record, Correction if kind is kinds.CORRECTION else Disposal):
        raise Http404
    try:
        if kind is kinds.DECISION and record.state != D.DISPOSED:
            raise Refused(EARLY)
        values = correction_paper(record) if isinstance(record, Correction) else disposal_paper(record)
        content = documents.make(kind, "docx", values)
    except Refused as error:
        return refused_page(request, error, reverse("record", args=[number]))
    return downloads.as_file(content, f"{number}{kind.label}.docx", downloads.TYPES["docx"])


def of_disposal(record: Disposal) -> list[dict[str, Any]]:
    """The papers that a 处置 has now, as its page offers them."""
    having = [kinds.DISPOSAL, *([kinds.DECISION] if record.state == D.DISPOSED else [])]
    return [_link(record, kind) for kind in having]


def of_correction(record: Correction) -> list[dict[str, Any]]:
    """The notice of a 限期改正."""
    return [_link(record, kinds.CORRECTION)]


def _link(record: Any, kind: documents.DocumentKind) -> dict[str, Any]:
    name = f"{kind.key.rpartition('.')[2]}.docx"
    url = reverse("appraisal:after_paper", args=[record.process.number, name])
    return {"label": f"{kind.label}（Word）", "url": url, "download": True}
