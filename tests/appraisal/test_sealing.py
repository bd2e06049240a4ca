"""封箱: all votes move, nothing of the old box stays, and (f) whoever changes a row afterwards changes the hash."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.appraisal.boxes import FROZEN, alike, hash_of, issued, new_box, polled, voting
from workflows.appraisal.ballots import rows, sealed
from workflows.appraisal.ballots.answers import Ballot, BoxError
from workflows.appraisal.ballots.casting import cast, void
from workflows.appraisal.ballots.sealing import seal

Document = dict[str, Any]


def test_every_vote_moves_to_the_sealed_box(tmp_path: Path) -> None:
    box, drawn = voting(tmp_path)
    for place, code in enumerate(drawn[:8]):
        cast(box, Ballot(code, {"member-0": place % 4, "member-1": 0, "member-2": 3}))
    votes = seal(box).votes or []

    assert Counter((vote.item, vote.choice) for vote in votes) == {
        **{("member-0", choice): 2 for choice in range(4)},
        ("member-1", 0): 8,
        ("member-2", 3): 8,
    }


def test_the_sealed_box_knows_what_became_of_each_code(tmp_path: Path) -> None:
    box = new_box(tmp_path)
    drawn = issued(box, 10)
    hashes = [hash_of(box, code) for code in drawn]
    void(box, Ballot(drawn[9]))
    box.lift(present=9)
    for code in drawn[:6]:
        cast(box, Ballot(code, alike(0)))
    found = seal(box)

    assert found.codes == {"polled": sorted(hashes[:6]), "void": [hashes[9]], "issued": sorted(hashes[6:9])}
    assert (found.present, found.frozen) == (9, FROZEN)


def test_votes_lie_under_new_keys_in_the_order_of_these(tmp_path: Path) -> None:
    box, drawn = polled(tmp_path)
    before = {rows.row_key(code, item.key) for code in drawn for item in FROZEN.items}
    after = [vote.key for vote in seal(box).votes or []]

    assert (len(after), len(set(after)), before & set(after)) == (18, 18, set())
    assert after == sorted(after)


def test_box_and_key_are_gone_and_overwritten(tmp_path: Path) -> None:
    box, _ = polled(tmp_path)
    contents = {path: path.read_bytes() for path in (box.path, box.secret_path)}
    for path in contents:
        path.with_suffix(".seen").hardlink_to(path)
    seal(box)

    assert [path.exists() for path in contents] == [False, False]
    for path, content in contents.items():
        left = path.with_suffix(".seen").read_bytes()
        assert len(left) == len(content)
        assert sum(one == other for one, other in zip(left, content, strict=True)) < len(content) / 8


def test_sealing_again_changes_nothing(tmp_path: Path) -> None:
    box, _ = polled(tmp_path)
    first = seal(box)
    written = box.sealed_path.read_bytes()

    assert seal(box) == first
    assert box.sealed_path.read_bytes() == written


def test_a_box_is_not_sealed_before_the_barrier_lifts(tmp_path: Path) -> None:
    box = new_box(tmp_path)

    with pytest.raises(BoxError, match="还没有开始投票，不能封箱。"):
        seal(box)
    assert (box.path.exists(), box.is_sealed) == (True, False)


def test_without_the_key_nothing_is_sealed_and_nothing_destroyed(tmp_path: Path) -> None:
    box, _ = polled(tmp_path)
    secret = box.secret_path.read_bytes()
    box.secret_path.unlink()
    with pytest.raises(BoxError, match="票箱的密钥不在了"):
        seal(box)

    box.secret_path.write_bytes(secret)
    assert len(seal(box).codes["polled"]) == 6


def test_with_the_key_of_another_box_nothing_is_sealed_and_nothing_destroyed(tmp_path: Path) -> None:
    box, _ = polled(tmp_path)
    secret = box.secret_path.read_bytes()
    box.secret_path.write_bytes(bytes(32))
    with pytest.raises(BoxError, match="或者不是这个票箱的"):
        seal(box)

    box.secret_path.write_bytes(secret)
    assert len(seal(box).codes["polled"]) == 6


def test_a_running_box_that_lost_a_row_is_not_sealed(tmp_path: Path) -> None:
    box, _ = polled(tmp_path)
    with closing(sqlite3.connect(box.path)) as file, file:
        file.execute("DELETE FROM votes WHERE key = (SELECT min(key) FROM votes WHERE item = 'member-1')")

    with pytest.raises(BoxError, match="“党员1”的票与6张选票对不上，票箱被改过，没有封箱。"):
        seal(box)
    assert (box.path.exists(), box.secret_path.exists(), box.is_sealed) == (True, True, False)


def _drop_vote(document: Document) -> None:
    document["votes"].pop()


def _add_vote(document: Document) -> None:
    document["votes"].append(["f" * 32, "member-0", 3, "全体"])


def _alter_choice(document: Document) -> None:
    document["votes"][0][2] = 3


def _swap_votes(document: Document) -> None:
    document["votes"][:2] = document["votes"][1::-1]


def _drop_code(document: Document) -> None:
    document["codes"]["polled"].pop()


def _add_code(document: Document) -> None:
    document["codes"]["issued"].append("0" * 64)


def _unvoid(document: Document) -> None:
    document["codes"]["void"].append(document["codes"]["issued"].pop())


def _alter_question(document: Document) -> None:
    document["configuration"]["items"][0]["text"] = "另一人"


def _alter_minimum(document: Document) -> None:
    document["configuration"]["minimum"] = 3


def _alter_present(document: Document) -> None:
    document["present"] -= 1


@pytest.mark.parametrize(
    "tamper",
    [
        _drop_vote, _add_vote, _alter_choice, _swap_votes, _drop_code,
        _add_code, _unvoid, _alter_question, _alter_minimum, _alter_present,
    ],
)  # fmt: skip
def test_a_row_dropped_added_or_altered_after_sealing_gives_another_hash(
    tamper: Callable[[Document], None], tmp_path: Path
) -> None:
    box, _ = polled(tmp_path)
    printed = seal(box).hash
    document = json.loads(box.sealed_path.read_text())
    tamper(document)
    box.sealed_path.write_text(json.dumps(document))

    assert sealed.read(box.sealed_path).hash != printed


def test_a_sealed_box_that_is_cut_off_is_said_to_be_damaged(tmp_path: Path) -> None:
    box, _ = polled(tmp_path)
    seal(box)
    box.sealed_path.write_bytes(box.sealed_path.read_bytes()[:-10])

    with pytest.raises(BoxError, match="封好的票箱读不出来，文件已损坏。"):
        sealed.read(box.sealed_path)


def test_a_box_that_is_not_sealed_cannot_be_read_as_one(tmp_path: Path) -> None:
    box, _ = polled(tmp_path)

    with pytest.raises(BoxError, match="还没有封箱。请先封箱，打印票箱校验码，再计票。"):
        sealed.read(box.sealed_path)
