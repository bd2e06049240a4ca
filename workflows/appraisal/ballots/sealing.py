"""封箱: the votes move into a fresh file under fresh keys, then the key of the box and the box itself are destroyed.

Cut off at any step it can be done again: until the sealed box lies in its place nothing of the old one has gone, and
from then on nothing is left to do but to destroy. Voting ends before the first copy is begun: a copy that was cut off
and the final one must not differ by a ballot.
"""

import json
import secrets
import sqlite3

from . import files, rows, sealed, store, verify
from .answers import BoxError
from .box import Box
from .sealed import Sealed, Vote


def seal(box: Box) -> Sealed:
    """Seal a box; its `hash` is to be printed before counting. Done again it only finishes what was cut off.

    Raises BoxError before the barrier has lifted, when the key is missing, and when the copy does not agree.
    """
    if not box.is_sealed:
        _move(box)
    found = sealed.read(box.sealed_path)
    files.destroy(box.secret_path)
    files.destroy(box.path)
    return found


def _move(box: Box) -> None:
    """End voting, then copy: what was accepted is in the copy, what comes later is refused."""
    try:
        with store.transaction(box.path) as opened:
            _close(box, opened)
        with store.transaction(box.path, "EXCLUSIVE") as opened:
            if not box.is_sealed:  # by another process, while this one waited
                _copied(box, opened).write(box.sealed_path)
    except (sqlite3.Error, BoxError):
        if not box.is_sealed:
            raise


def _close(box: Box, opened: sqlite3.Connection) -> None:
    if rows.fact(opened, "phase") == "ticketing":
        raise BoxError("还没有开始投票，不能封箱。")
    rows.secret(opened, box.secret_path)
    rows.note(opened, phase="sealing")


def _copied(box: Box, opened: sqlite3.Connection) -> Sealed:
    votes, present = _votes(opened, rows.secret(opened, box.secret_path)), int(rows.fact(opened, "present"))
    frozen = json.loads(rows.fact(opened, "frozen"))
    copy = Sealed(frozen, present, _codes(opened), votes, sealed.digest_of(votes))
    _whole_or_refuse(copy, rows.turnout(opened).polled)
    return copy


def _votes(opened: sqlite3.Connection, secret: bytes) -> list[Vote]:
    """Every vote under a new random key, in the order of these: neither keys nor order lead back to the old box."""
    return sorted(
        Vote(secrets.token_hex(rows.KEY_BYTES), item, rows.masked(secret, key, choice)[0], voters)
        for key, item, choice, voters in opened.execute("SELECT key, item, choice, voters FROM votes")
    )


def _codes(opened: sqlite3.Connection) -> dict[str, list[str]]:
    found = opened.execute("SELECT hash, status FROM codes ORDER BY hash").fetchall()
    return {wanted: [hashed for hashed, status in found if status == wanted] for wanted in verify.STATES}


def _whole_or_refuse(copy: Sealed, polled: int) -> None:
    """Each item must have one vote of every ballot, each for an option there is."""
    for item in copy.frozen.items:
        choices = [vote.choice for vote in copy.votes or [] if vote.item == item.key]
        if len(choices) != polled or not set(choices) <= set(range(len(item.options))):
            raise BoxError(f"“{item.text}”的票与{polled}张选票对不上，票箱被改过，没有封箱。请由监票人核对。")
