"""The box in the hands of the chair; (a) its schema has nothing that tells who voted what."""

import shutil
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.appraisal.boxes import FROZEN, alike, box_in, hash_of, issued, new_box, polled, voting, with_groups
from workflows.appraisal.ballots import codes, store
from workflows.appraisal.ballots.answers import Answer, Ballot, BoxError
from workflows.appraisal.ballots.box import Box
from workflows.appraisal.ballots.casting import cast, void
from workflows.appraisal.ballots.rows import Turnout
from workflows.appraisal.ballots.sealing import seal


def test_no_table_has_a_rowid_a_foreign_key_a_number_or_a_time(tmp_path: Path) -> None:
    box, _ = polled(tmp_path)
    with closing(sqlite3.connect(box.path)) as file:
        tables = dict(file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        columns = {
            table: [tuple(row[1:3]) for row in file.execute(f"PRAGMA table_info({table})")] for table in sorted(tables)
        }
        others = file.execute("SELECT count(*) FROM sqlite_master WHERE type != 'table'").fetchone()
        foreign = [file.execute(f"PRAGMA foreign_key_list({table})").fetchall() for table in tables]

    assert columns == {
        "codes": [("hash", "TEXT"), ("status", "TEXT"), ("voters", "TEXT")],
        "facts": [("name", "TEXT"), ("value", "TEXT")],
        "votes": [("key", "TEXT"), ("item", "TEXT"), ("choice", "BLOB"), ("voters", "TEXT")],
    }
    assert all(sql.endswith("WITHOUT ROWID") for sql in tables.values())
    assert (others, foreign) == ((0,), [[], [], []])


def test_the_schema_notes_no_fact_but_the_frozen_meeting_the_phase_and_who_signed_in(tmp_path: Path) -> None:
    box, _ = polled(tmp_path)
    with closing(sqlite3.connect(box.path)) as file:
        facts = dict(file.execute("SELECT name, value FROM facts"))

    assert (set(facts), facts["phase"], facts["present"]) == (
        {"frozen", "phase", "present", "secret_sha256"},
        "voting",
        "10",
    )


def test_between_two_ballots_nothing_lies_beside_the_box(tmp_path: Path) -> None:
    box, _ = polled(tmp_path)

    assert [file.name for file in box.path.parent.iterdir()] == ["meeting.box"]


def test_a_box_is_written_without_a_log_durably_and_over_what_it_replaces(tmp_path: Path) -> None:
    with store.opened(new_box(tmp_path).path) as box:
        values = [box.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
        values += [box.execute(f"PRAGMA {name}").fetchone()[0] for name in ("secure_delete", "temp_store")]

    assert values == ["delete", 3, 1, 2]


def test_only_the_server_may_read_box_and_key(tmp_path: Path) -> None:
    box = new_box(tmp_path)

    assert [stat.S_IMODE(path.stat().st_mode) for path in (box.path, box.secret_path)] == [0o600, 0o600]


def test_a_box_is_made_once_and_its_meeting_stays(tmp_path: Path) -> None:
    box = new_box(tmp_path)
    secret = box.secret_path.read_bytes()
    issued(box, 5)
    box.create(FROZEN)

    assert (box.turnout(), box.secret_path.read_bytes()) == (Turnout(5, 0, 0), secret)
    with pytest.raises(BoxError, match="票箱已经建好，内容不能再改"):
        box.create(replace(FROZEN, roll=11))


def test_a_box_for_a_meeting_with_mistakes_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(BoxError, match="最低人数2人太少"):
        new_box(tmp_path, replace(FROZEN, minimum=2))

    assert list((tmp_path / "boxes").iterdir()) == []


def test_no_more_slips_are_registered_than_there_are_people(tmp_path: Path) -> None:
    box = new_box(tmp_path)
    with pytest.raises(BoxError, match="票签共11张，多于应到10人，一张也没有登记。"):
        issued(box, 11)

    assert box.turnout() == Turnout(0, 0, 0)


def test_a_slip_is_registered_once(tmp_path: Path) -> None:
    box = new_box(tmp_path)
    code = issued(box, 1)[0]
    with pytest.raises(BoxError, match="有的票签已经登记过，一张也没有登记。"):
        box.issue([hash_of(box, codes.draw(1)[0]), hash_of(box, code)])

    assert box.turnout() == Turnout(1, 0, 0)


def test_slips_of_an_unknown_group_are_refused(tmp_path: Path) -> None:
    box = new_box(tmp_path, with_groups(["党员", "群众"], roll=10, minimum=5))

    with pytest.raises(BoxError, match="本次会议没有“全体”这一票类。"):
        issued(box, 5)


def test_leftover_slips_are_void_before_the_barrier_lifts(tmp_path: Path) -> None:
    box = new_box(tmp_path)
    drawn = issued(box, 10)

    assert [void(box, Ballot(code)) for code in drawn[8:]] == [Answer.VOIDED, Answer.VOIDED]
    assert void(box, Ballot(drawn[9])) is Answer.VOID
    assert void(box, Ballot(codes.draw(1)[0])) is Answer.UNKNOWN
    assert void(box, Ballot("ABC")) is Answer.MISTYPED
    box.lift(present=8)
    assert box.turnout() == Turnout(10, 2, 0)
    assert void(box, Ballot(drawn[0])) is Answer.TOO_LATE
    assert cast(box, Ballot(drawn[9], alike(0))) is Answer.VOID


@pytest.mark.parametrize(
    ("slips", "present", "sentence"),
    [
        (10, 9, "没有作废的票签有10张，签到只有9人：请先把剩下的票签作废，再开始投票。"),
        (10, 11, "签到11人，多于应到10人，请先核对签到。"),
        (4, 9, "领票4人，少于最低人数5人，请改用纸质投票。"),
    ],
)
def test_the_barrier_stays_until_slips_and_people_agree(
    slips: int, present: int, sentence: str, tmp_path: Path
) -> None:
    box = new_box(tmp_path)
    code = issued(box, slips)[0]
    with pytest.raises(BoxError, match=sentence):
        box.lift(present)

    assert cast(box, Ballot(code, alike(0))) is Answer.NOT_YET


def test_the_file_is_the_same_whatever_the_order_of_the_tickets(tmp_path: Path) -> None:
    drawn, contents = codes.draw(8), []
    new_box(tmp_path / "first")
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    for folder, order in (("first", drawn), ("second", drawn[::-1])):
        box = box_in(tmp_path / folder)
        for code in order:
            box.issue([hash_of(box, code)])
        for code in order[1:-1]:
            void(box, Ballot(code))
        contents.append(box.path.read_bytes()[100:])  # after the header, which counts changes

    assert contents[0] == contents[1]


def test_no_slip_is_registered_once_the_barrier_has_lifted(tmp_path: Path) -> None:
    box, _ = voting(tmp_path, 9)
    box.lift(present=9)

    with pytest.raises(BoxError, match="领票已经截止，不能再发票签。"):
        issued(box, 1)


def test_a_box_that_is_not_there_or_sealed_is_said_so(tmp_path: Path) -> None:
    box, _ = polled(tmp_path)
    seal(box)

    for one in (box, Box(tmp_path / "none.box", tmp_path / "none.key")):
        with pytest.raises(BoxError, match="打不开票箱：还没有建立，或者已经封箱。"):
            one.turnout()
    with pytest.raises(BoxError, match="票箱已经建好"):
        box.create(FROZEN)
