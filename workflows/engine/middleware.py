"""What keeps accidents from becoming errors: too much sent at once, what is not there, a NUL character, a row held."""

from collections.abc import Callable, Iterator

from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import page_not_found

from forms.uploads import MAX_BYTES

Handler = Callable[[HttpRequest], HttpResponse]
BUSY = "正在由他人办理，请稍后再试。"
TOO_MUCH = f"上传的内容超过{MAX_BYTES // 1024**2}MB，或者没有标明大小，没有保存。请压缩图片或分成几份再上传。"
MOST = MAX_BYTES + 1024**2
"""Bytes of a request: the largest file, and room for the form around it."""


class UploadLimitMiddleware:
    """Answers 413 before anybody reads a body that is too long, or an upload that does not say how long it is.

    Django would first write the whole of it to disk.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return _answer(request, "413.html", TOO_MUCH, 413) if _too_much(request) else self.get_response(request)


def _too_much(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdecimal():
        return int(length) > MOST
    return request.content_type == "multipart/form-data"


def _answer(request: HttpRequest, page: str, message: str, status: int) -> HttpResponse:
    """A page, or for script the sentence."""
    if "X-Requested-With" in request.headers:
        return JsonResponse({"ok": False, "message": message, "error": message}, status=status)
    return HttpResponse(render_to_string(page, {"message": message}), status=status)


class NotFoundMiddleware:
    """Answers what a view does not find with the office's page on a trial installation too.

    Django's own page for DEBUG lists the addresses of the product, in English.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for 404; any other exception takes its way."""
        return page_not_found(request, exception) if isinstance(exception, Http404) else None


class NoNulMiddleware:
    """Answers 400 to a NUL character in address or form: PostgreSQL stores none, and nobody types one."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> None:
        """Look before the view does, after the form was read for its token."""
        if any("\0" in text for text in _texts(request)):
            raise BadRequest("NUL character")


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path
    for given in (request.GET, request.POST):
        for name, values in given.lists():
            yield name
            yield from map(str, values)


class LockTimeoutMiddleware:
    """Answers 409 when a row stayed locked by somebody else for too long; nothing was written then."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say so; every other exception goes on."""
        return _answer(request, "409.html", BUSY, 409) if waited_in_vain(exception) else None


def waited_in_vain(exception: Exception) -> bool:
    """Whether the database gave up waiting: PostgreSQL's lock_not_available, SQLite's busy timeout."""
    cause = exception.__cause__
    codes = (getattr(cause, "sqlstate", ""), getattr(cause, "sqlite_errorname", ""))
    return isinstance(exception, OperationalError) and ("55P03" in codes or "SQLITE_BUSY" in codes)
