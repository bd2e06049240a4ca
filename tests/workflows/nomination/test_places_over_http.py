"""Many units press 上报 at once, each in his own browser, on the server that offices run: the places are given once."""

import logging
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from threading import Barrier
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.workflows.engine.steps import all_is_well
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.crowd import many_units
from tests.workflows.nomination.places import reserved
from workflows.engine.models import Round
from workflows.nomination.models import NominationList
from workflows.nomination.states import ListState as L

log = logging.getLogger(__name__)
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PATIENCE = 300
"""Seconds for one answer and for the server to start: the machine may be busy with much else."""
SERVER = ("--preload", "--workers", "4", "--threads", "2", "--timeout", str(PATIENCE), "--log-level", "warning")
"""As README tells offices with two cores to start it."""


class Answer(NamedTuple):
    """What a browser got: status and text, and how many seconds it waited for them."""

    status: int
    text: str
    waited: float


class Server(NamedTuple):
    """Where the server listens, and what it complained of."""

    port: int
    log: Path

    def errors(self) -> list[str]:
        """What went wrong in it; that somebody was refused is no error."""
        return [line for line in self.log.read_text().splitlines() if "ERROR" in line or "Traceback" in line]


class Person:
    """Somebody with a session of his own, as a browser keeps it."""

    def __init__(self, cast: Cast, name: str, server: Server) -> None:
        client = Client()
        client.force_login(cast.users[name])
        self.server, self.cookies = server, {"sessionid": client.cookies["sessionid"].value}

    def ask(self, method: str, path: str, body: str = "") -> Answer:
        """One request over a connection of its own."""
        began = time.monotonic()
        line = HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line.request(method, path, body, {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"})
        answer = line.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        line.close()
        return Answer(answer.status, text, time.monotonic() - began)

    def form(self, submission: NominationList, verb: str) -> tuple[str, str]:
        """Open the page of a list and fill its form in: the address and what the button will send."""
        path = f"/records/{submission.process.number}/"
        text = self.ask("GET", path).text
        hidden = dict(re.findall(r'type="hidden" name="(csrfmiddlewaretoken|seen|capacity)" value="([^"]*)"', text))
        return path, urlencode(hidden | {"verb": verb, "comment": ""})


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Return the cast, where the server sees it."""
    return make_cast()


@pytest.fixture
def server(child_environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """Start gunicorn on this test's database."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = tmp_path / "gunicorn.log"
    settings = {
        "CONN_MAX_AGE": "60",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATABASE_URL": child_environment["DATABASE_URL"],
    }
    command = [".venv/bin/gunicorn", "workflows.wsgi", "--bind", f"127.0.0.1:{port}", *SERVER]
    with log.open("w") as written:
        started = subprocess.Popen(command, env=child_environment | settings, stdout=written, stderr=written)
        try:
            _wait(port)
            yield Server(port, log)
        finally:
            started.terminate()
            started.wait(60)


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("gunicorn does not answer")


def press(people: list[tuple[Person, NominationList]], verb: str) -> list[Answer]:
    """Everybody opens his list; when all have it before them, all press the button at once."""
    gate = Barrier(len(people))

    def one(person: Person, submission: NominationList) -> Answer:
        path, body = person.form(submission, verb)
        gate.wait(PATIENCE)
        return person.ask("POST", path, body)

    with ThreadPoolExecutor(len(people)) as browsers:
        return list(browsers.map(lambda pair: one(*pair), people))


@pytest.mark.parametrize(
    ("units", "places", "back"), [(10, 3, 1), pytest.param(50, 10, 3, marks=pytest.mark.soak)]
)  # fmt: skip
def test_units_that_report_at_once_over_http_get_the_places_and_the_others_read_why(
    cast: Cast, server: Server, units: int, places: int, back: int
) -> None:
    lists = many_units(cast, units, places)
    made = Round.objects.get(pk=lists[0].round_id)
    people = [(Person(cast, f"staff{each.unit.short_name.removesuffix('局机关党委')}", server), each) for each in lists]
    answers = press(people, "report")
    waits = sorted(answer.waited for answer in answers)
    log.info("%s at once: the median waited %.2f s, the last %.2f s", units, waits[units // 2], waits[-1])
    why = f"全部单位合计：优秀共产党员名额不超过{places}个（固定{places}个），现有{places + 1}个，多1个。"
    won = [pair for pair, answer in zip(people, answers, strict=True) if answer.status == 302]
    lost = [pair for pair, answer in zip(people, answers, strict=True) if answer.status == 422]

    assert (len(won), len(lost), server.errors()) == (places, units - places, [])
    assert [why in unescape(answer.text) for answer in answers if answer.status == 422] == [True] * len(lost)
    assert reserved(made, "工委", "whole:places.member") == places

    given_back = press(won[:back], "withdraw")
    assert [answer.status for answer in given_back] == [302] * back
    again = press(lost, "report")

    assert sorted(answer.status for answer in again) == [302] * back + [422] * (len(lost) - back)
    assert reserved(made, "工委", "whole:places.member") == places
    reported = NominationList.objects.filter(round=made, state=L.VERIFYING)
    assert (reported.count(), server.errors()) == (places, [])
    assert all_is_well()
