"""The box in the hands of the chair: make it, let codes vote, lift the barrier, see how many are in."""

import hashlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from . import files, rows, store, verify
from .answers import BoxError
from .frozen import EVERYBODY, Frozen, mistakes
from .rows import Turnout


@dataclass(frozen=True)
class Box:
    """One meeting's box: `path` is its file, `secret_path` its key, in a folder that no backup includes."""

    path: Path
    secret_path: Path

    @property
    def sealed_path(self) -> Path:
        """Where the sealed box comes to lie; that it is there means that the box is sealed."""
        return self.path.with_suffix(".sealed")

    @property
    def is_sealed(self) -> bool:
        """Whether the box is sealed."""
        return self.sealed_path.exists()

    def create(self, frozen: Frozen) -> None:
        """Make the empty box of a frozen meeting; once more for the same meeting is no error. Raises BoxError."""
        if wrong := mistakes(frozen):
            raise BoxError("".join(wrong))
        if not (self.path.exists() or self.is_sealed):
            files.new_secret(self.secret_path)
            self._make(frozen)
        elif self.is_sealed or self.frozen() != frozen:
            raise BoxError("这次会议的票箱已经建好，内容不能再改。")

    def frozen(self) -> Frozen:
        """What this box votes on, before sealing."""
        with store.opened(self.path) as box:
            return rows.frozen(box)

    def phase(self) -> str:
        """How far it is, before sealing: ticketing, voting, sealing."""
        with store.opened(self.path) as box:
            return rows.fact(box, "phase")

    def turnout(self) -> Turnout:
        """How many tickets and ballots there are, before sealing."""
        with store.opened(self.path) as box:
            return rows.turnout(box)

    def issue(self, hashes: Iterable[str], group: str = EVERYBODY) -> None:
        """Let codes vote, told by their hashes, before the barrier lifts; all or none. Raises BoxError."""
        with store.transaction(self.path) as box:
            frozen = rows.frozen(box)
            if rows.fact(box, "phase") != "ticketing":
                raise BoxError("领票已经截止，不能再发票签。")
            if group not in frozen.groups:
                raise BoxError(f"本次会议没有“{group}”这一票类。")
            _add_codes(box, sorted(hashes), group)
            if (issued := rows.turnout(box).issued) > frozen.roll:
                raise BoxError(f"票签共{issued}张，多于应到{frozen.roll}人，一张也没有登记。")
            rows.put_in_order(box)

    def lift(self, present: int) -> None:
        """Close ticketing and open voting; `present`: how many signed in. Done twice it stays done. Raises BoxError."""
        with store.transaction(self.path) as box:
            if rows.fact(box, "phase") == "ticketing":
                _in_time_or_refuse(rows.frozen(box))
                _enough_or_refuse(rows.turnout(box), present, rows.frozen(box))
                rows.note(box, phase="voting", present=str(present))

    def call_back(self) -> None:
        """Close voting again while no ballot is in, so that none comes in. Raises BoxError."""
        with store.transaction(self.path) as box:
            if rows.fact(box, "phase") == "sealing" or rows.turnout(box).polled:
                raise BoxError("已经有人投票，或者已经开始封箱，不能撤销票箱。")
            rows.note(box, phase="ticketing")

    def _make(self, frozen: Frozen) -> None:
        fresh = self.path.with_suffix(".new")
        for left in (fresh, Path(f"{fresh}-journal")):  # by a creation that was cut off
            left.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        secret = hashlib.sha256(self.secret_path.read_bytes()).hexdigest()
        with store.opened(fresh) as box:
            box.executescript(store.SCHEMA)
            rows.note(box, frozen=verify.canonical(frozen.document()).decode(), phase="ticketing", secret_sha256=secret)
        fresh.replace(self.path)
        files.sync_folder(self.path.parent)


def _add_codes(box: sqlite3.Connection, hashes: list[str], group: str) -> None:
    added = [(hashed, "issued", group) for hashed in hashes]
    try:
        box.executemany("INSERT INTO codes (hash, status, voters) VALUES (?, ?, ?)", added)
    except sqlite3.IntegrityError:
        raise BoxError("有的票签已经登记过，一张也没有登记。请重新生成整批票签。") from None


def _in_time_or_refuse(frozen: Frozen) -> None:
    if frozen.over:
        raise BoxError("投票截止时间已过，不能开始投票。请把全部票签作废，重新建立票箱。")


def _enough_or_refuse(turnout: Turnout, present: int, frozen: Frozen) -> None:
    out = turnout.issued - turnout.void
    if out > present:
        raise BoxError(f"没有作废的票签有{out}张，签到只有{present}人：请先把剩下的票签作废，再开始投票。")
    if present > frozen.roll:
        raise BoxError(f"签到{present}人，多于应到{frozen.roll}人，请先核对签到。")
    if out < frozen.minimum:
        raise BoxError(f"领票{out}人，少于最低人数{frozen.minimum}人，请改用纸质投票。")
