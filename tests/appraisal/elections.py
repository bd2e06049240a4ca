"""Elections to be attacked: ten people, four items, five options, each of which two people chose, by lot."""

import json
import random
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from math import comb
from pathlib import Path
from typing import Protocol

from tests.appraisal.attacker import ATTEMPTS, WANTED, Files, Loot
from tests.appraisal.boxes import FROZEN, new_box, quick_folder
from workflows.appraisal.ballots import codes, verify
from workflows.appraisal.ballots.answers import Answer, Ballot
from workflows.appraisal.ballots.casting import cast
from workflows.appraisal.ballots.frozen import Item
from workflows.appraisal.ballots.sealing import seal

VOTERS, OPTIONS = 10, 5
MEETING = replace(
    FROZEN,
    roll=VOTERS,
    items=tuple(Item(f"item-{number}", f"党员{number}", ("甲", "乙", "丙", "丁", "戊")) for number in range(4)),
)
ONE_IN = 1_000_000


class Sort(Protocol):
    """A sort of box under attack."""

    def __init__(self, folder: Path, drawn: list[str]) -> None: ...

    def take(self, code: str, choices: dict[str, int]) -> None: ...

    def seal(self) -> None: ...

    def files(self) -> Files: ...


class OurBox:
    """The product's box, the slips registered one by one in the order of the roll."""

    def __init__(self, folder: Path, drawn: list[str]) -> None:
        self.box = new_box(folder, MEETING)
        for code in drawn:
            self.box.issue([verify.code_hash(MEETING.digest, code)])
        self.box.lift(present=VOTERS)

    def take(self, code: str, choices: dict[str, int]) -> None:
        assert cast(self.box, Ballot(code, choices)) is Answer.ACCEPTED

    def seal(self) -> None:
        seal(self.box)

    def files(self) -> Files:
        return {file.name: file.read_bytes() for file in self.box.path.parent.iterdir()}


class LeakyBox:
    """What a table usually looks like: a row number, the code's hash, and the whole ballot in it."""

    def __init__(self, folder: Path, drawn: list[str]) -> None:
        self.path = folder / "leaky.box"
        with closing(sqlite3.connect(self.path)) as box:
            box.execute("CREATE TABLE ballots (id INTEGER PRIMARY KEY, hash TEXT, answers TEXT)")

    def take(self, code: str, choices: dict[str, int]) -> None:
        with closing(sqlite3.connect(self.path)) as box, box:
            hashed = verify.code_hash(MEETING.digest, code)
            box.execute("INSERT INTO ballots (hash, answers) VALUES (?, ?)", [hashed, json.dumps(choices)])

    def seal(self) -> None:
        """Export in the order of the table."""
        with closing(sqlite3.connect(self.path)) as box:
            ballots = box.execute("SELECT hash, answers FROM ballots").fetchall()
        votes = [[hashed, item, choice, ""] for hashed, said in ballots for item, choice in json.loads(said).items()]
        codes = {"polled": [hashed for hashed, _ in ballots]}
        self.path.with_suffix(".sealed").write_text(json.dumps({"votes": votes, "codes": codes}))
        self.path.unlink()

    def files(self) -> Files:
        return {file.name: file.read_bytes() for file in self.path.parent.iterdir()}


class SpoolingBox(OurBox):
    """Ours, but each ballot first lies in a table from which it is deleted without being overwritten."""

    def take(self, code: str, choices: dict[str, int]) -> None:
        with closing(sqlite3.connect(self.box.path)) as box, box:
            box.execute("PRAGMA secure_delete=OFF")
            box.execute("CREATE TABLE IF NOT EXISTS spool (key TEXT, item TEXT, choice BLOB)")
            box.execute("DELETE FROM spool")
            row = [verify.code_hash(MEETING.digest, code), WANTED, bytes([choices[WANTED]])]
            box.execute("INSERT INTO spool VALUES (?, ?, ?)", row)
            box.execute("DELETE FROM spool")
        super().take(code, choices)


def successes(sort: type[Sort], elections: int, seed: int) -> dict[str, int]:
    """How often each attempt told the target's vote, in so many elections; an attempt without an answer guesses."""
    lot = random.Random(seed)
    told = Counter({attempt.__name__: 0 for attempt in ATTEMPTS})
    for _ in range(elections):
        with quick_folder() as folder:
            truth, loot = held(sort, folder, lot)
        for attempt in ATTEMPTS:
            said = attempt(loot)
            told[attempt.__name__] += truth == (lot.randrange(OPTIONS) if said is None else said % OPTIONS)
    return dict(told)


def held(sort: type[Sort], folder: Path, lot: random.Random) -> tuple[int, Loot]:
    """One election: the target's vote on the wanted item, and what the attacker takes away."""
    drawn = lot.sample(codes.draw(VOTERS), VOTERS)
    ballots, target = by_lot(lot), lot.randrange(VOTERS)
    box = sort(folder, drawn)
    copies = [box.files()]
    for code, choices in zip(drawn, ballots, strict=True):
        box.take(code, choices)
        copies.append(box.files())
    box.seal()
    sealed = box.files()
    written = max(file.stat().st_mtime for file in folder.rglob("*.sealed"))
    known = {item: choice for item, choice in ballots[target].items() if item != WANTED}
    hashed = verify.code_hash(MEETING.digest, drawn[target])
    return ballots[target][WANTED], Loot(target, hashed, known, copies[target], copies[target + 1], sealed, written)


def by_lot(lot: random.Random) -> list[dict[str, int]]:
    """Ten ballots in which each option of each item stands twice: whoever knows the totals guesses one in five."""
    columns = {item.key: lot.sample([*range(OPTIONS)] * 2, VOTERS) for item in MEETING.items}
    return [{item: column[voter] for item, column in columns.items()} for voter in range(VOTERS)]


def chance(elections: int) -> tuple[int, int]:
    """The fewest and the most successes of a guesser, who passes either bound once in a million."""
    likely = [comb(elections, told) * 4 ** (elections - told) for told in range(elections + 1)]
    rare = 5**elections // ONE_IN
    lowest = next(told for told in range(elections + 1) if sum(likely[: told + 1]) > rare)
    highest = next(told for told in range(elections, -1, -1) if sum(likely[told:]) > rare)
    return lowest, highest
