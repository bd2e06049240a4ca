"""100,000 problems in one programme: every page within 15 statements, the first page as quick as at 1,000. goals P7."""

import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.workflows.rectification.cast import Cast, make_cast, today
from tests.workflows.rectification.crowd import crowd
from tests.workflows.rectification.pages import of_round, programme
from workflows.engine import consistency
from workflows.engine.models import Round
from workflows.rectification import actions
from workflows.rectification.models import Problem
from workflows.rectification.states import ProblemState as S

logger = logging.getLogger(__name__)
FEW, MANY = 1_000, 100_000
LEDGER = "/rectification/ledger/"
TIMES = 40
Said = Callable[[str], None]
"""Where a figure is told."""


def addresses(cast: Cast) -> dict[str, tuple[str, str]]:
    """Who looks at which page."""
    rows = Problem.objects.filter(round=programme(), state=S.RECTIFYING)
    opened = rows.select_related("process", "unit").earliest("pk")
    branch = f"/rectification/units/{opened.unit_id}/"
    pages = {
        "台账": LEDGER, "末页": f"{LEDGER}?page=3000", "筛选": f"{LEDGER}?severity=grave&category=类别3&left=none",
        "查找": f"{LEDGER}?q=第99号", "旁边": f"{LEDGER}?open={opened.process.number}",
        "看板": f"/rectification/{of_round('board/')}", "概览": f"/rectification/{of_round('')}",
        "专项": "/rectification/", "单位": branch, "批量交办": f"/rectification/{of_round('many/assign/')}",
        "打印": f"{LEDGER}print/", "待办": "/",
    }  # fmt: skip
    return {name: (page, "clerk") for name, page in pages.items()} | {"本单位台账": (LEDGER, "deputy")}


def browser(cast: Cast, who: str) -> Client:
    """Somebody whose session is not new."""
    client = Client()
    client.force_login(cast.users[who])
    client.get(LEDGER)
    return client


def seconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def first_pages(cast: Cast, rounds: Sequence[Round]) -> list[float]:
    """The median time of the first page of several ledgers, asked for in turn, so that other work slows all alike."""
    client = browser(cast, "clerk")
    taken: list[list[float]] = [[] for _ in rounds]
    for _ in range(TIMES):
        for times, round_ in zip(taken, rounds, strict=True):
            times.append(seconds(partial(client.get, f"{LEDGER}?round={round_.pk}")))
    return [median(times) for times in taken]


def costs(cast: Cast, said: Said) -> dict[str, int]:
    """The statements of every page, beside the one that the first request of a session costs."""
    found = {}
    for name, (page, who) in addresses(cast).items():
        client = browser(cast, who)
        client.get("/notices/")
        start = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page, follow=True).status_code == 200
        found[name] = len(asked)
        said(f"{name}: {len(asked)} statements, {time.perf_counter() - start:.2f} s")
    return found


def due_work(said: Said) -> None:
    """What the worker does each minute, twice: the second time nothing is left."""
    for day_work in (actions.light_due, actions.publish_due, actions.take_up_due, actions.remind_due):
        name = day_work.__name__
        first = seconds(partial(day_work, today()))
        with CaptureQueriesContext(connection) as asked:
            again = seconds(partial(day_work, today()))
        said(f"{name}: {first:.2f} s, then {again:.3f} s in {len(asked)} statements")
        assert len(asked) <= 15


@pytest.mark.django_db
def test_every_page_of_a_programme_of_a_thousand_is_within_fifteen_statements() -> None:
    cast, told = make_cast(), list[str]()
    crowd(programme(), FEW, by=cast.clerk)
    found = costs(cast, told.append)
    assert {name: number for name, number in found.items() if number > 15} == {}
    due_work(told.append)


@pytest.fixture
def big(transactional_db: None) -> tuple[Cast, list[Round]]:
    """Return the cast with a programme of a thousand and a later one of a hundred thousand, in a database at rest."""
    cast = make_cast()
    rounds = [programme(), cast.programme()]
    for round_, number in zip(rounds, (FEW, MANY), strict=True):
        crowd(round_, number, by=cast.clerk)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return cast, rounds


@pytest.mark.soak
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_programme_of_a_hundred_thousand_is_as_quick_as_one_of_a_thousand(big: tuple[Cast, list[Round]]) -> None:
    (cast, rounds), told = big, list[str]()
    few, many = first_pages(cast, rounds)
    told.append(f"first page: {few * 1000:.0f} ms at {FEW}, {many * 1000:.0f} ms at {MANY}, ratio {many / few:.2f}")
    found = costs(cast, told.append)
    due_work(told.append)
    logger.warning("\n".join(told))
    assert {name: number for name, number in found.items() if number > 15} == {}
    assert many <= 1.3 * few
    assert next(consistency.disagreements(), None) is None
