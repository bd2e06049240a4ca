"""A person of the cast at the pages of 问题整改."""

from typing import Any

from django.test import Client

from tests.workflows.rectification.cast import Cast
from workflows.engine.models import Round
from workflows.engine.transitions import seen_of
from workflows.rectification.models import Problem


def browser(cast: Cast, who: str) -> Client:
    """Somebody who signed in."""
    client = Client()
    client.force_login(cast.users[who])
    return client


def get(cast: Cast, path: str, who: str = "clerk") -> tuple[int, str]:
    """Status and text of a page below /rectification/, or of the whole address."""
    answer: Any = browser(cast, who).get(path if path.startswith("/") else f"/rectification/{path}")
    return answer.status_code, str(answer.content.decode())


def post(cast: Cast, path: str, who: str = "clerk", **given: Any) -> Any:
    """The answer to a form."""
    return browser(cast, who).post(path if path.startswith("/") else f"/rectification/{path}", given)


def programme() -> Round:
    """The last programme."""
    return Round.objects.select_related("unit").filter(process_key="rectification").latest("pk")


def of_round(path: str) -> str:
    """A page of the last programme."""
    return f"rounds/{programme().pk}/{path}"


def item(problem: Problem) -> str:
    """A problem as the page of many sends it back."""
    return f"{problem.pk}:{seen_of(Problem.objects.get(pk=problem.pk))}"


def shown(text: str, *problems: Problem) -> list[bool]:
    """Whether a page names each of these problems by its number."""
    return [problem.process.number in text for problem in problems]
