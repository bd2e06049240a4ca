"""(d), (e) over HTTP on a disk: one code votes once, nobody of five hundred is lost, killed workers lose no ballot."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from http.client import HTTPException
from pathlib import Path
from threading import Event

import pytest

from tests.appraisal.boxes import FROZEN, GRADES, alike
from tests.appraisal.serving import CAST, Server, ballot, serving, voting
from workflows.appraisal.ballots.answers import Answer, Ballot
from workflows.appraisal.ballots.box import Box
from workflows.appraisal.ballots.casting import cast
from workflows.appraisal.ballots.codes import grouped
from workflows.appraisal.ballots.counting import count
from workflows.appraisal.ballots.frozen import Item
from workflows.appraisal.ballots.rows import Turnout
from workflows.appraisal.ballots.sealing import seal

PEOPLE, AT_ONCE, ITEMS = 500, 40, 10
LARGE = replace(FROZEN, roll=PEOPLE, items=tuple(Item(f"m-{n}", f"党员{n}", GRADES) for n in range(ITEMS)))
SHORT, ANSWERS = 100, 15


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Server]:
    """The booth, its boxes on the disk of the machine."""
    with serving(tmp_path) as server:
        yield server


def test_of_fifty_casts_of_one_code_over_http_exactly_one_is_accepted(served: Server, tmp_path: Path) -> None:
    box, drawn = voting(tmp_path, 10, FROZEN)
    with ThreadPoolExecutor(50) as people:
        pages = list(people.map(served.send, [ballot(drawn[0], n % 4, 3) for n in range(50)]))

    assert Counter(CAST in page for page in pages) == {True: 1, False: 49}
    assert sum(Answer.USED.value in page for page in pages) == 49
    assert box.turnout() == Turnout(10, 0, 1)


@pytest.mark.soak
def test_five_hundred_vote_over_http_within_a_minute_and_none_is_lost(served: Server, tmp_path: Path, db: None) -> None:
    box, drawn = voting(tmp_path, PEOPLE, LARGE)
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as people:
        pages = list(people.map(lambda n: _votes(served, drawn[n], n % 4), range(PEOPLE)))
    took = time.monotonic() - began
    sealed = seal(box)

    assert Counter(CAST in page for page in pages) == {True: PEOPLE}
    assert count(sealed, sealed.hash).totals == {item.key: dict.fromkeys(GRADES, 125) for item in LARGE.items}
    assert took < 60, f"{took:.1f} s"


def _votes(served: Server, code: str, choice: int) -> str:
    """The code first, then the ballot."""
    assert "检查并提交" in served.send({"code": code})
    return served.send(ballot(code, choice, ITEMS))


@pytest.mark.parametrize("people", [SHORT, pytest.param(PEOPLE, marks=pytest.mark.soak)])
def test_workers_killed_while_all_vote_lose_no_accepted_ballot_and_add_none(
    people: int, served: Server, tmp_path: Path
) -> None:
    box, drawn = voting(tmp_path, people, replace(LARGE, roll=people))
    told, kills = _cast_under_fire(served, drawn)
    polled = box.turnout()
    accepted = [code for code, page in told.items() if CAST in page]
    lost = [code for code in accepted if _again(box, drawn, code) is not Answer.USED]
    rest = Counter(_again(box, drawn, code) for code in drawn if code not in accepted)

    assert lost == []
    assert len(accepted) <= polled.polled <= polled.issued == people
    assert (kills > 2, len(accepted) < people) == (True, True)
    assert rest == Counter({Answer.ACCEPTED: people - polled.polled, Answer.USED: polled.polled - len(accepted)})
    sealed = seal(box)
    assert count(sealed, sealed.hash).totals == {item.key: dict.fromkeys(GRADES, people // 4) for item in LARGE.items}
    assert [code for code in drawn if code in served.log.read_text() or grouped(code) in served.log.read_text()] == []


def _cast_under_fire(served: Server, drawn: list[str]) -> tuple[dict[str, str], int]:
    """What each was told, empty where the worker died before it answered, and how many workers were killed."""
    over, pages = Event(), dict.fromkeys(drawn, "")
    with ThreadPoolExecutor(AT_ONCE + 1) as people:
        killing = people.submit(_kill, served, pages, over)
        list(people.map(lambda n: _cast(served, pages, drawn[n], n % 4), range(len(drawn))))
        over.set()
        return pages, killing.result()


def _cast(served: Server, pages: dict[str, str], code: str, choice: int) -> None:
    with suppress(OSError, HTTPException):
        pages[code] = served.send(ballot(code, choice, ITEMS))


def _kill(served: Server, pages: dict[str, str], over: Event) -> int:
    """Kill a worker whenever so many more were answered, a moment later."""
    kills = 0
    while not over.wait(random.uniform(0.01, 0.2)):
        if sum(map(bool, pages.values())) >= ANSWERS * (kills + 1):
            served.kill_one(kills)
            kills += 1
    return kills


def _again(box: Box, drawn: list[str], code: str) -> Answer:
    return cast(box, Ballot(code, alike(drawn.index(code) % 4, LARGE)))
