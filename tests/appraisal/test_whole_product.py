"""(b), (c), (g) over the whole product: its database, sessions, logs, trail and backups tell no more than chance."""

import logging
import random
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.appraisal.boxes import quick_folder
from tests.appraisal.whole_product import (
    ATTEMPTS,
    Loot,
    chance,
    held,
    prepared,
    rows_of_everything,
    successes,
    traces_of,
)
from tests.workflows.appraisal.cast import Cast, make_cast
from tests.workflows.appraisal.polling import begun, counted, entry, fields, polled
from workflows.appraisal import actions
from workflows.appraisal.models import PeerNote
from workflows.appraisal.queries.ballots import box_of
from workflows.appraisal.queries.counting import judged
from workflows.engine import backups

SHORT = 12


@pytest.fixture
def quick(settings: Any) -> Any:
    """Boxes in memory."""
    with quick_folder() as folder:
        settings.BOXES_ROOT, settings.BOX_KEYS_ROOT = folder / "boxes", folder / "keys"
        for root in (settings.BOXES_ROOT, settings.BOX_KEYS_ROOT):
            root.mkdir()
        yield settings


@pytest.mark.parametrize("elections", [SHORT, pytest.param(1000, marks=pytest.mark.soak)])
def test_who_owns_the_database_too_does_no_better_than_chance(elections: int, quick: Any, db: None) -> None:
    cast = make_cast()
    prepared(cast)
    lowest, highest = chance(elections)
    told = successes(cast, elections, seed=elections)

    assert {attempt: many for attempt, many in told.items() if not lowest <= many <= highest} == {}


def test_the_same_attempts_succeed_where_votes_lie_as_tickets_were_taken() -> None:
    queue, votes, codes = [5, 3, 9, 7], [0, 1, 2, 3], ["a", "b", "c", "d"]
    loot = Loot(target=9, place=2, before=queue, after=queue, codes=codes, votes=votes)

    assert [attempt(loot) for attempt in ATTEMPTS] == [2] * len(ATTEMPTS)


def test_an_election_is_counted_right_by_its_own_harness(quick: Any, db: None) -> None:
    cast = make_cast()
    prepared(cast)
    _, loot = held(cast, random.Random(1))

    assert sorted(loot.votes) == [0, 0, 1, 1, 2, 2, 3, 3]


def test_no_row_session_or_log_holds_a_code_or_a_hash_of_one(
    cast: Cast, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    begun(cast, "screen")
    codes = _everybody_takes_and_votes(cast)
    meeting = cast.meeting()
    cast.do(actions.box_seal, meeting)
    meeting = cast.meeting()
    cast.do(actions.box_count, meeting, typed=meeting.box_hash)
    kept = rows_of_everything() + caplog.text + "".join(capfd.readouterr())

    assert [trace for trace in traces_of(codes, meeting) if trace in kept] == []


def _everybody_takes_and_votes(cast: Cast) -> list[str]:
    found = []
    for row in cast.meeting().roll.all():
        user = {"周志远": "secretary", "李慧": "organiser"}.get(row.name) or row.name
        client = Client()
        client.force_login(cast.users[user] if user in cast.users else cast.counter(user))
        shown = client.post(reverse("appraisal:ticket", args=[cast.meeting().process.number])).content.decode()
        found.append(shown.split("<code>")[1].split("</code>")[0].replace("-", ""))
    cast.do(actions.barrier_lift, cast.meeting())
    for code in found:
        Client().post(reverse("booth:booth", args=[cast.meeting().box]), fields(cast.meeting(), code))
    return found


def test_a_code_that_was_kept_would_be_found(cast: Cast) -> None:
    codes = polled(cast)
    cast.do(actions.box_seal, cast.meeting())
    PeerNote.objects.create(appraisal=judged(cast.meeting())[0], text=f"编码{codes[0]}")

    assert [trace for trace in traces_of(codes, cast.meeting()) if trace in rows_of_everything()] == [codes[0]]


def test_no_backup_holds_the_box_or_its_key(cast: Cast, tmp_path: Path) -> None:
    meeting = counted(cast)
    box = box_of(meeting)
    assert box.is_sealed
    names = {name for name, _ in backups._files()}

    assert [name for name in names if meeting.box in name or "box" in name] == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_after_sealing_no_number_of_a_transaction_tells_lines_of_the_roll_apart() -> None:
    cast = make_cast()
    begun(cast, "screen")
    for name, key in (("周志远", "secretary"), ("李慧", "organiser")):
        actions.ticket_take(entry(cast, name), user=cast.users[key])
    apart = _transactions(cast)
    for row in cast.meeting().roll.filter(ticketed=False):
        actions.ticket_take(row, user=cast.counter(row.name))
    cast.do(actions.barrier_lift, cast.meeting())
    cast.do(actions.box_seal, cast.meeting())

    assert (apart > 1, _transactions(cast)) == (True, 1)


def _transactions(cast: Cast) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT xmin::text) FROM appraisal_rollentry WHERE meeting_id = %s", [cast.meeting().pk]
        )
        return int(cursor.fetchone()[0])


def test_the_pack_that_leaves_the_system_holds_no_code_and_no_name_of_a_voter_beside_one(cast: Cast) -> None:
    meeting = counted(cast)
    client = Client()
    client.force_login(cast.users["organiser"])
    answer = client.get(reverse("appraisal:box_pack", args=[meeting.process.number]))
    with zipfile.ZipFile(BytesIO(answer.content)) as book:
        names = sorted(book.namelist())
        codes = book.read("codes.json").decode()

    assert names == ["codes.json", "configuration.json", "result.json", "verify.py", "说明.txt"]
    assert [row.name in codes for row in meeting.roll.all()] == [False] * 6
