"""Files made for one person: answers that the browser saves, and the line that says who took them and when."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"xlsx": XLSX, "docx": DOCX}


def as_file(content: bytes, name: str, content_type: str = XLSX) -> HttpResponse:
    """An answer that the browser saves under a Chinese name, and that nothing keeps on the way."""
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)


def footer(request: HttpRequest, done: str = "导出") -> str:
    """Who took a file out of the system and when; stands at the foot of every export."""
    return f"{request.user}于{timezone.localtime():%Y-%m-%d %H:%M}从系统{done}"
