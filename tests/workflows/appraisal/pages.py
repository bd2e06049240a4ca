"""A person of the cast at the pages of 民主评议."""

from typing import Any

from django.test import Client

from tests.workflows.appraisal.cast import Cast
from workflows.engine.models import Record
from workflows.engine.transitions import seen_of


def browser(cast: Cast, who: str) -> Client:
    """Somebody who signed in."""
    client = Client()
    client.force_login(cast.users[who])
    return client


def get(cast: Cast, path: str, who: str = "organiser") -> tuple[int, str]:
    """Status and text of a page."""
    answer: Any = browser(cast, who).get(path)
    return answer.status_code, str(answer.content.decode())


def post(cast: Cast, path: str, who: str = "organiser", **given: Any) -> Any:
    """The answer to a form."""
    return browser(cast, who).post(path, given)


def record(row: Record) -> str:
    """The page of a record."""
    return f"/records/{row.process.number}/"


def of_meeting(cast: Cast, path: str = "") -> str:
    """A page of the last meeting of 甲一支部."""
    return f"/appraisal/meetings/{cast.meeting().process.number}/{path}"


def of_member(cast: Cast, name: str, what: str) -> str:
    """A step about a member of it."""
    return of_meeting(cast, f"members/{cast.row(name).pk}/{what}/")


def seen(row: Any) -> str:
    """What a page that shows the record now would send back."""
    return str(seen_of(type(row).objects.get(pk=row.pk)))
