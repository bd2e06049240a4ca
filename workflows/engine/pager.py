"""The pager of a list: which part of it the address asks for, and the links to the rest."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 50


def paged(rows: QuerySet[Any] | list[Any], request: HttpRequest, per_page: int | None = None) -> Page[Any]:
    """The part of a list that the address asks for; a page that does not exist is the nearest that does."""
    return Paginator(rows, per_page or PER_PAGE).get_page(request.GET.get("page"))


def pager(shown: Page[Any], request: HttpRequest, noun: str) -> dict[str, Any]:
    """What the pager prints: how many there are, and links that keep what the address says beside the page."""

    def at(number: int) -> str:
        asked = request.GET.copy()
        asked["page"] = str(number)
        return f"?{asked.urlencode()}"

    return {
        "total_text": f"共{shown.paginator.count}{noun}",
        "number": shown.number,
        "previous_url": at(shown.previous_page_number()) if shown.has_previous() else "",
        "next_url": at(shown.next_page_number()) if shown.has_next() else "",
    }
