"""The box in the hands of those who hold a code: cast a ballot, or void a slip that was left over."""

import sqlite3
from collections.abc import Callable, Mapping

from . import codes, rows, store, verify
from .answers import Answer, Ballot, BoxError
from .box import Box
from .frozen import Frozen


def cast(box: Box, ballot: Ballot) -> Answer:
    """Put a ballot in: durably and wholly when ACCEPTED, not at all otherwise. Raises BoxError if the box fails."""
    return _guarded(box, _cast, ballot)


def void(box: Box, slip: Ballot) -> Answer:
    """Make a leftover slip (a ballot without choices) worthless, before the barrier lifts. Raises BoxError likewise."""
    return _guarded(box, _void, slip)


def receipt(frozen: Frozen, ballot: Ballot) -> str:
    """What a voter finds again after sealing: the beginning of the hash of the own code; it tells no choice."""
    return shortened(verify.code_hash(frozen.digest, codes.read(ballot.typed) or ""))


def shortened(hashed: str) -> str:
    """The beginning of a code's hash as it is shown: 9F3A 71C0 D4E8."""
    return " ".join(hashed[start : start + 4].upper() for start in range(0, 12, 4))


def _guarded(box: Box, work: Callable[[Box, Ballot, str], Answer], ballot: Ballot) -> Answer:
    """No error leaves with the frames it came from, whose variables hold a code; it is raised anew outside them."""
    try:
        return _answered(box, work, ballot)
    except Exception as error:  # whatever it is: a report of it must not show a ballot
        trouble = type(error).__name__
    if box.is_sealed:
        return Answer.SEALED
    raise BoxError(f"票箱没有应答（{trouble}），请再试一次；仍然不行的，请告诉监票人。", trouble)


def _answered(box: Box, work: Callable[[Box, Ballot, str], Answer], ballot: Ballot) -> Answer:
    code = codes.read(ballot.typed)
    if code is None:
        return Answer.MISTYPED
    return Answer.SEALED if box.is_sealed else work(box, ballot, code)


def _cast(box: Box, ballot: Ballot, code: str) -> Answer:
    with store.transaction(box.path) as opened:
        frozen = rows.frozen(opened)
        hashed = verify.code_hash(frozen.digest, code)
        if refusal := _refusal(opened, hashed) or (Answer.OVER if frozen.over else None):
            return refusal
        if not _complete(ballot.choices, frozen):
            return Answer.INCOMPLETE
        _put(opened, code, hashed, ballot.choices, rows.secret(opened, box.secret_path))
    return Answer.ACCEPTED


def _refusal(opened: sqlite3.Connection, hashed: str) -> Answer | None:
    """Why a code may not vote now. Asked under the lock: who waited while the box was sealed is told so."""
    if (phase := rows.fact(opened, "phase")) == "ticketing":
        return Answer.NOT_YET
    if phase == "sealing":
        return Answer.SEALED
    refusals = {"polled": Answer.USED, "void": Answer.VOID, "issued": None}
    return refusals.get(rows.status(opened, hashed), Answer.UNKNOWN)


def _complete(choices: Mapping[str, int], frozen: Frozen) -> bool:
    """Whether every item is answered and nothing else: an omission would be a fingerprint."""
    return {item.key for item in frozen.items} == set(choices) and all(
        choices[item.key] in range(len(item.options)) for item in frozen.items
    )


def _put(opened: sqlite3.Connection, code: str, hashed: str, choices: Mapping[str, int], secret: bytes) -> None:
    voters = opened.execute("SELECT voters FROM codes WHERE hash = ?", [hashed]).fetchone()[0]
    keyed = {rows.row_key(code, item): (item, bytes([choice])) for item, choice in choices.items()}
    opened.executemany(
        "INSERT INTO votes (key, item, choice, voters) VALUES (?, ?, ?, ?)",
        [(key, item, rows.masked(secret, key, choice), voters) for key, (item, choice) in sorted(keyed.items())],
    )
    rows.set_status(opened, hashed, "polled")
    rows.put_in_order(opened)


def _void(box: Box, slip: Ballot, code: str) -> Answer:
    with store.transaction(box.path) as opened:
        hashed = verify.code_hash(rows.frozen(opened).digest, code)
        status = rows.status(opened, hashed)
        if rows.fact(opened, "phase") != "ticketing":
            return Answer.TOO_LATE
        if status == "issued":
            rows.set_status(opened, hashed, "void")
            rows.put_in_order(opened)
            return Answer.VOIDED
        return Answer.VOID if status else Answer.UNKNOWN
