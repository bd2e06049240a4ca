"""The booth: addresses where nobody is signed in and nobody is known; what stands before a page leaves them alone.

A request to the booth comes without cookies, address and browser, so that no session is read or written, no attempt
counted and no error told with them; and no line of a log tells that it came. Only that the booth fails is told, once a
day for each sort of error: whoever keeps the server must learn it, and no more. 依据: design of the ballots, 4.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime, time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

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


def failed(request: HttpRequest, sort: str) -> None:
    """Tell the log of an error that a page of the booth answered itself; the filter below leaves its sort alone."""
    logging.getLogger("django.request").error(sort, extra={"request": request, "sort": sort})


class OutsideTheBooth(logging.Filter):
    """Lets no line pass that tells of a request to the booth; of an error only its sort and the day pass.

    Each sort once a day and process: more lines, between lines that have a time, would tell when there was voting.
    """

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self.told: set[tuple[date, str]] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line may be written."""
        if not _of_the_booth(record):
            return True
        sort, today = _sort(record), timezone.localdate()
        known = not sort or (today, sort) in self.told
        self.told.add((today, sort))
        _reduce(record, sort, today)
        return not known


def _sort(record: logging.LogRecord) -> str:
    """The class of an error; empty for a line that tells of none."""
    raised = record.exc_info[0] if record.exc_info else None
    return raised.__name__ if raised else str(getattr(record, "sort", ""))


def _of_the_booth(record: logging.LogRecord) -> bool:
    path = getattr(getattr(record, "request", None), "path", "")
    return settings.BOOTH in record.getMessage() or str(path).startswith(settings.BOOTH)


def _reduce(record: logging.LogRecord, sort: str, today: date) -> None:
    """Nothing stays of the line but the sort of the error and the day."""
    midnight = datetime.combine(today, time()).timestamp()
    bare = logging.LogRecord(
        record.name, record.levelno, "", 0, f"投票页出错：{sort}。每类每天只记一次，不记时间。", None, None
    )
    record.__dict__.clear()
    record.__dict__.update(bare.__dict__, created=midnight, msecs=0.0, relativeCreated=0.0)
