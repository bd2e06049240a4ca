"""The address of the inbox: box and filters, which a record opened from it remembers for the way on."""

from typing import Literal

from django.http import QueryDict

from workflows.engine.inbox import Filters

TO_DO = ("todo", "delegated")
"""The boxes of what waits."""
WHOSE: dict[str, Literal["mine", "free"]] = {"mine": "mine", "free": "free"}
DUE: dict[str, Literal["late", "soon"]] = {"late": "late", "soon": "soon"}
KEPT = ("kind", "q", "due", "returned", "whose", "unread")


def filters_of(query: QueryDict) -> Filters:
    """What an address narrows the list by; whatever it cannot mean is left out."""
    return Filters(
        kind=query.get("kind", "")[:40],
        q=query.get("q", "").strip()[:60],
        due=DUE.get(query.get("due", ""), ""),
        returned=query.get("returned") == "1",
        whose=WHOSE.get(query.get("whose", ""), ""),
        delegated=query.get("box") == "delegated",
        unread=query.get("unread") == "1",
    )


def box_of(query: QueryDict) -> str:
    """The box of what waits that a record was opened from; empty when it was opened from elsewhere."""
    box = query.get("box", "")
    return box if box in TO_DO else ""


def kept(query: QueryDict, box: str) -> str:
    """The box and the filters that are set, as a part of an address."""
    found = QueryDict(mutable=True)
    found["box"] = box
    for name in KEPT:
        if given := query.get(name):
            found[name] = given[:60]
    return found.urlencode()
