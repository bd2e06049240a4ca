"""The booth: addresses where nobody is signed in and nobody is known; what stands before a page leaves them alone.

A request to the booth comes without cookies, address and browser, so that no session is read or written, no attempt
counted and no error told with them; and no line of a log tells that it came. 依据: design of the ballots, 4.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
TELLING = (
    "HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_USER_AGENT", "HTTP_REFERER", "HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REAL_IP", "REMOTE_ADDR", "REMOTE_PORT", "REMOTE_HOST",
)  # fmt: skip
"""What of a request tells who sends it."""


class BoothMiddleware:
    """Takes from a request to the booth what tells who sends it, before anything else reads it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(settings.BOOTH):
            for name in TELLING:
                request.META.pop(name, None)
        return self.get_response(request)


class OutsideTheBooth(logging.Filter):
    """Lets no line pass that tells of a request to the booth; the page itself says what went wrong."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line may be written."""
        path = getattr(getattr(record, "request", None), "path", "")
        return settings.BOOTH not in record.getMessage() and not str(path).startswith(settings.BOOTH)
