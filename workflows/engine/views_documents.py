"""文书模板: which documents the product makes, downloading a template, putting the office's own in, going back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from workflows.engine import decisions, documents, downloads, pages, registry
from workflows.engine.documents import DocumentKind
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import OfficeTemplate
from workflows.engine.views import refused_page

SHIPPED = 0
"""The version of the template that comes with the product."""


class TemplateForm(forms.Form):
    """A template of the office's own."""

    file = forms.FileField(label="模板文件", max_length=200, widget=forms.FileInput({"class": "dj-input"}))

    def clean_file(self) -> Any:
        """Not longer than a template can be: it is read whole."""
        file = self.cleaned_data["file"]
        if file.size > documents.MOST_BYTES:
            raise forms.ValidationError("模板超过2MB。请删去图片，或压缩图片后再上传。")
        return file


def _check_keeps(request: HttpRequest) -> None:
    if not pages.supervises(request.user):  # type: ignore[arg-type]
        raise Http404


def _kind(name: str) -> tuple[DocumentKind, str]:
    """The kind and the format of an address such as star_rating.summary.docx. Raises Http404."""
    key, _, extension = name.rpartition(".")
    kind = registry.documents().get(key)
    if kind is None or extension not in kind.formats:
        raise Http404
    return kind, extension


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All templates, and whose version is in use."""
    _check_keeps(request)
    own = documents.newest()
    pairs = [(kind, extension) for kind in registry.documents().values() for extension in kind.formats]
    rows = [_row(kind, extension, own.get((kind.key, extension))) for kind, extension in pairs]
    return render(request, "workflows/templates.html", {"rows": rows})


def _row(kind: DocumentKind, extension: str, last: OfficeTemplate | None) -> dict[str, Any]:
    name = f"{kind.key}.{extension}"
    replaced = last if last is not None and last.name else None
    return {
        "label": kind.label,
        "format": {"docx": "Word文档", "xlsx": "Excel表格"}[extension],
        "url": reverse("template", args=[name]),
        "file_url": reverse("template_file", args=[name]),
        "replaced": replaced,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, name: str) -> HttpResponse:
    """One template with the names that may stand in it; a POST puts another in its place, or goes back (`restore`)."""
    _check_keeps(request)
    kind, extension = _kind(name)
    form = TemplateForm(request.POST, request.FILES) if request.method == "POST" else TemplateForm()
    try:
        if "restore" in request.POST:
            documents.restore(kind, extension, by=decisions.actor(request))
            messages.success(request, "已恢复系统自带的模板，以后生成的文书用它。")
            return redirect("template", name=name)
        if form.is_bound and form.is_valid():
            file = form.cleaned_data["file"]
            documents.replace(kind, extension, file.read(), file.name, by=decisions.actor(request))
            messages.success(request, "模板已用样例试过并更换，以后生成的文书用它。")
            return redirect("template", name=name)
    except Refused as error:
        if isinstance(error, NotAllowed) or "restore" in request.POST:
            return refused_page(request, error, reverse("template", args=[name]))
        form.add_error("file", error.message)
    status = 422 if form.is_bound else 200
    return render(request, "workflows/template.html", _context(kind, extension, form), status=status)


def _context(kind: DocumentKind, extension: str, form: TemplateForm) -> dict[str, Any]:
    rows = documents.versions(kind, extension)
    last = rows[0] if rows else None
    return _row(kind, extension, last) | {
        "form": form,
        "names": kind.names,
        "versions": rows,
        "extension": extension,
        "shipped": SHIPPED,
    }


@login_required
@require_safe
def template_file(request: HttpRequest, name: str) -> HttpResponse:
    """The template in use, or the one of `?version=`, 0 being the one that ships."""
    _check_keeps(request)
    kind, extension = _kind(name)
    content: bytes | None = documents.template(kind, extension)
    if "version" in request.GET:
        version = pages.key_of(request.GET["version"])
        rows = documents.versions(kind, extension)
        content = kind.shipped(extension) if version == SHIPPED else documents.content_of(rows, version)
    if content is None:
        raise Http404
    return downloads.as_file(content, f"{kind.label}模板.{extension}", downloads.TYPES[extension])
