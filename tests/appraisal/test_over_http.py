"""(d) over HTTP: gunicorn serves the booth; one code votes once, and nobody of five hundred is lost."""

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings

from tests.appraisal.boxes import FROZEN, GRADES, issued
from workflows.appraisal.ballots.answers import Answer
from workflows.appraisal.ballots.box import Box
from workflows.appraisal.ballots.counting import count
from workflows.appraisal.ballots.frozen import Frozen, Item
from workflows.appraisal.ballots.rows import Turnout
from workflows.appraisal.ballots.sealing import seal

PEOPLE, AT_ONCE = 500, 40
NAME = "23456789"
LARGE = replace(FROZEN, roll=PEOPLE, items=tuple(Item(f"m-{n}", f"党员{n}", GRADES) for n in range(10)))
CAST = "选票已投入票箱"
Ask = Callable[[dict[str, str]], str]


@pytest.fixture
def served(quick_path: Path) -> Iterator[Ask]:
    """Send a form to the booth of a box and read the page; two workers of gunicorn, eight threads each."""
    for part in ("boxes", "keys"):
        (quick_path / part).mkdir()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "tests.appraisal.served", "--workers=2", "--threads=8"]
    started = subprocess.Popen(
        [*command, f"--bind=127.0.0.1:{port}", "--log-level=critical"],
        cwd=settings.BASE_DIR, env={**os.environ, "BOXES": str(quick_path)},
    )  # fmt: skip
    _wait(port)
    yield partial(_send, port)
    started.terminate()
    started.wait(timeout=20)


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            _send(port, {})
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("gunicorn did not start")


def _send(port: int, form: dict[str, str]) -> str:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as asked:
        asked.request("POST", f"/ballot/{NAME}/", urlencode(form), kind)
        with asked.getresponse() as answer:
            return answer.read().decode()


def voting(folder: Path, people: int, frozen: Frozen) -> tuple[Box, Sequence[str]]:
    """A box that takes votes, under the name of the booth."""
    box = Box(folder / "boxes" / f"{NAME}.box", folder / "keys" / f"{NAME}.key")
    box.create(frozen)
    drawn = issued(box, people)
    box.lift(present=people)
    return box, drawn


def ballot(code: str, choice: int, items: int) -> dict[str, str]:
    """What the browser sends."""
    return {"code": code, "cast": "1", **{f"i{n}": str(choice) for n in range(items)}}


def test_of_fifty_casts_of_one_code_over_http_exactly_one_is_accepted(served: Ask, quick_path: Path) -> None:
    box, drawn = voting(quick_path, 10, FROZEN)
    with ThreadPoolExecutor(50) as people:
        pages = list(people.map(served, [ballot(drawn[0], n % 4, 3) for n in range(50)]))

    assert Counter(CAST in page for page in pages) == {True: 1, False: 49}
    assert sum(Answer.USED.value in page for page in pages) == 49
    assert box.turnout() == Turnout(10, 0, 1)


@pytest.mark.soak
def test_five_hundred_vote_over_http_within_a_minute_and_none_is_lost(served: Ask, quick_path: Path, db: None) -> None:
    box, drawn = voting(quick_path, PEOPLE, LARGE)
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as people:
        pages = list(people.map(lambda n: _votes(served, drawn[n], n % 4), range(PEOPLE)))
    took = time.monotonic() - began
    sealed = seal(box)

    assert Counter(CAST in page for page in pages) == {True: PEOPLE}
    assert count(sealed, sealed.hash).totals == {item.key: dict.fromkeys(GRADES, 125) for item in LARGE.items}
    assert took < 60, f"{took:.1f} s"


def _votes(served: Ask, code: str, choice: int) -> str:
    """The code first, then the ballot."""
    assert "检查并提交" in served({"code": code})
    return served(ballot(code, choice, 10))
