"""What keeps two accidents from becoming errors: a NUL character in a request, and a row that somebody else holds."""

from collections.abc import Callable, Iterator

from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

Handler = Callable[[HttpRequest], HttpResponse]
BUSY = "正在由他人办理，请稍后再试。"


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
        """A page, or for script the sentence; every other exception goes on."""
        if not _waited_in_vain(exception):
            return None
        if "X-Requested-With" in request.headers:
            return JsonResponse({"ok": False, "message": BUSY, "error": BUSY}, status=409)
        return HttpResponse(render_to_string("409.html"), status=409)


def _waited_in_vain(exception: Exception) -> bool:
    """Whether the database gave up waiting: PostgreSQL's lock_not_available, SQLite's busy timeout."""
    cause = exception.__cause__
    codes = (getattr(cause, "sqlstate", ""), getattr(cause, "sqlite_errorname", ""))
    return isinstance(exception, OperationalError) and ("55P03" in codes or "SQLITE_BUSY" in codes)
