"""(b), (c), (g) over the whole product: its database, sessions, logs, trail and backups tell no more than chance.

Finding the order within a page of the box's file takes more elections than a control here holds: the control of these
two attempts is in test_attacker, on the box alone.
"""

import logging
import random
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.appraisal import leaks
from tests.appraisal.boxes import quick_folder
from tests.appraisal.spoils import logged
from tests.appraisal.traces import rows_of_everything, traces_of
from tests.appraisal.whole_product import VOTERS, Betray, Election, assembled, chance, successes
from tests.workflows.appraisal.cast import Cast, make_cast
from tests.workflows.appraisal.polling import begun, counted, entry, fields, polled
from workflows.appraisal import actions
from workflows.appraisal.models import PeerNote
from workflows.appraisal.queries.ballots import box_of
from workflows.appraisal.queries.counting import judged
from workflows.engine import backups

SHORT, CONTROL = 12, 4


@pytest.fixture
def quick(settings: Any) -> Any:
    """Boxes in memory."""
    with quick_folder() as folder:
        settings.BOXES_ROOT, settings.BOX_KEYS_ROOT = folder / "boxes", folder / "keys"
        for root in (settings.BOXES_ROOT, settings.BOX_KEYS_ROOT):
            root.mkdir()
        yield settings


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("elections", [SHORT, pytest.param(1000, marks=pytest.mark.soak)])
def test_who_owns_the_server_does_no_better_than_chance(elections: int, quick: Any) -> None:
    lowest, highest = chance(elections)
    told = successes(elections, seed=elections)

    assert {attempt: many for attempt, many in told.items() if not lowest <= many <= highest} == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("leak", "finders"),
    [
        (leaks.into_the_log, {"lines_of_the_moment", "beside_the_address"}),
        (leaks.into_the_session, {"session_of_the_target"}),
        (leaks.into_the_trail, {"difference_of_backups", "rows_of_the_moment", "order_of_the_trail"}),
        (leaks.into_the_trail_by_name, {"beside_the_name", "difference_of_backups"}),
        (leaks.into_a_table, {"difference_of_backups"}),
        (leaks.into_the_counts, {"difference_of_exports"}),
        pytest.param(leaks.together_with_the_roll, {"same_transaction"}, marks=pytest.mark.postgres),
    ],
)
def test_the_same_attacker_finds_what_a_product_writes_down_beside_the_box(
    leak: Betray, finders: set[str], quick: Any
) -> None:
    told = successes(CONTROL, seed=1, betray=leak)

    assert {name: told[name] for name in finders} == dict.fromkeys(finders, CONTROL)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("leak", "finders"),
    [
        (leaks.unmasked, {"difference_of_copies", "pattern_of_the_difference"}),
        (leaks.with_old_keys, {"difference_found_in_the_sealed_box"}),
        (leaks.in_the_order_of_voting, {"order_in_the_sealed_box", "pattern_in_the_sealed_box"}),
        (leaks.in_the_order_of_tickets, {"place_in_the_queue", "order_of_codes"}),
        pytest.param(
            leaks.on_screen_in_the_order_of_tickets,
            {"order_of_the_roll_while_voting", "order_of_transactions"},
            marks=pytest.mark.postgres,
        ),
        pytest.param(leaks.in_the_order_of_the_roll, {"order_of_the_roll_afterwards"}, marks=pytest.mark.once),
    ],
)
def test_the_same_attacker_finds_what_a_box_betrays(
    leak: Callable[[pytest.MonkeyPatch], None], finders: set[str], quick: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    leak(monkeypatch)
    told = successes(CONTROL, seed=1)

    assert {name: told[name] for name in finders} == dict.fromkeys(finders, CONTROL)


@pytest.mark.django_db(transaction=True)
def test_an_election_is_counted_right_by_its_own_harness(quick: Any, tmp_path: Path) -> None:
    with logged() as log:
        found = Election(assembled(), random.Random(1), tmp_path).held(log)

    assert sorted(found.votes) == [0, 0, 1, 1, 2, 2, 3, 3]
    assert (len(found.codes), found.box.before != found.box.after) == (VOTERS, True)


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
