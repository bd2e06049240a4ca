"""审批单 of one record, on a page to print and as a Word document, and of those ticked in the inbox."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from workflows.engine import approval_sheets, documents, downloads, inbox_address, pages
from workflows.engine.approval_kind import APPROVAL
from workflows.engine.errors import Refused
from workflows.engine.models import Process
from workflows.engine.views import refused_page

MOST = 100
NOTHING = "没有选择事项。请先勾选要打印的事项，再按“打印审批单”。"
TOO_MANY = f"一次最多打印{MOST}份审批单，请分几次打印。"


@login_required
@require_safe
def approval(request: HttpRequest, number: str) -> HttpResponse:
    """The sheet of one record, to be printed on A4."""
    _, record, _ = pages.find_to_read(request, number)
    context = approval_sheets.values([record])
    shown = {"sheet": context["各单"][0], "day": context["日期"], "number": number}
    return render(request, "workflows/approval.html", shown)


@login_required
@require_safe
def approval_file(request: HttpRequest, number: str) -> HttpResponse:
    """The same made from the template of the office."""
    _, record, _ = pages.find_to_read(request, number)
    content = documents.make(APPROVAL, "docx", approval_sheets.values([record]))
    return downloads.as_file(content, f"审批单 {number}.docx", downloads.DOCX)


@login_required
@require_POST
def approvals(request: HttpRequest) -> HttpResponse:
    """The sheets of the ticked records in one document; what the person may not see is left out."""
    back = f"{reverse('inbox')}?{inbox_address.kept(request.GET, request.GET.get('box', 'todo')[:20])}"
    keys = [key for key in map(pages.key_of, request.POST.getlist("task")) if key]
    if len(keys) > MOST:
        return refused_page(request, Refused(TOO_MANY), back, "返回")
    processes = Process.objects.select_related("unit").filter(tasks__in=keys).distinct().order_by("number")
    records = pages.records_of(request, processes)
    if not records:
        return refused_page(request, Refused(NOTHING), back, "返回")
    found = [records[process.pk] for process in processes if process.pk in records]
    content = documents.make(APPROVAL, "docx", approval_sheets.values(found))
    return downloads.as_file(content, f"审批单（{len(found)}份）.docx", downloads.DOCX)
