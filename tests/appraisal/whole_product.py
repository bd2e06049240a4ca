"""Elections held through the pages of the product: tickets, ballots, sealing and counting, as browsers send them."""

import random
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from io import StringIO
from math import comb
from pathlib import Path
from typing import NamedTuple

from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.appraisal import spoils as taking
from tests.appraisal.attacker import Files, Loot
from tests.appraisal.boxes import quick_folder
from tests.appraisal.sightings import sightings
from tests.appraisal.spoils import Moment, Spoils, Tables, Target
from tests.workflows.appraisal.cast import Cast, make_cast
from workflows.appraisal.ballots import verify
from workflows.appraisal.models import Meeting, RollEntry
from workflows.appraisal.queries.ballots import box_of, pack_of
from workflows.appraisal.queries.sealed import sealed_of
from workflows.appraisal.states import MeetingState as M
from workflows.engine.transitions import seen_of

VOTERS, OPTIONS = 8, 4
POSTS = {"周志远": "secretary", "李慧": "organiser"}
OTHERS = ("陈明", "周岚", "吴江", "郑洁", "王立", "孙梅")
"""Members beside the secretary and the organiser, of whom each has an account."""
WAYS = ("screen", "slips")
ONE_IN = 1_000_000
BLOCK = 25
"""Elections in one database; then it is emptied, so that a backup of it stays as small as that of a small office."""
CODE = re.compile(r"<code>([0-9A-Z-]{19})</code>")


@dataclass
class Voter:
    """A member at a browser with an address of its own, in which he stays signed in when he votes."""

    name: str
    number: int
    client: Client = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.address = f"10.9.8.{100 + self.number}"
        self.browser = f"Phone/{self.number}.{self.number}"
        self.client = Client(REMOTE_ADDR=self.address, HTTP_USER_AGENT=self.browser)

    def post(self, path: str, **sent: str) -> str:
        """Send a form and read the page that comes; nothing, where it leads to another."""
        return str(self.client.post(path, sent).content.decode())


@dataclass(frozen=True)
class Branch:
    """A branch of eight who all have accounts and are signed in, and the round of the year that may be held anew."""

    cast: Cast
    voters: dict[str, Voter]
    chair: Voter


Betray = Callable[[Meeting, Voter, int], None]
"""What a product with a leak would do right after a ballot was cast: it is told who cast it and the choice."""


def assembled() -> Branch:
    """The branch, in a database with nothing else but the small organisation."""
    cast = make_cast()
    for name in OTHERS[4:]:
        cast.member(name)
    for name in OTHERS:
        cast.counter(name)
    voters = {name: Voter(name, number) for number, name in enumerate((*POSTS, *OTHERS))}
    for name, voter in voters.items():
        voter.client.force_login(cast.users[POSTS.get(name, name)])
    return Branch(cast, voters, voters["李慧"])


def convened(branch: Branch, lot: random.Random) -> Meeting:
    """A new meeting, at which everybody is, and its box; tickets on screen or on slips, by lot."""
    branch.cast.opened(scope=[branch.cast.units["甲一支部"].pk])
    branch.cast.meeting_at(M.BALLOTING)
    step(branch, "begin", voting=lot.choice(WAYS))
    return branch.cast.meeting()


def step(branch: Branch, what: str, **sent: str) -> None:
    """A step at the box, on its page."""
    meeting = branch.cast.meeting()
    path = reverse("appraisal:box_step", args=[meeting.process.number, what])
    assert branch.chair.post(path, seen=str(seen_of(meeting)), **sent) == ""


def tickets(branch: Branch, meeting: Meeting, queue: list[str]) -> dict[str, str]:
    """The code of each, taken on screen or drawn from the slips in the order of the queue."""
    number = meeting.process.number
    if meeting.voting == "slips":
        page = branch.chair.post(reverse("appraisal:box_slips", args=[number]), seen=str(seen_of(meeting)))
        return dict(zip(queue, CODE.findall(page), strict=True))
    path = reverse("appraisal:ticket", args=[number])
    return {name: CODE.findall(branch.voters[name].post(path))[0] for name in queue}


def ballots(meeting: Meeting, queue: list[str], lot: random.Random) -> dict[str, dict[str, int]]:
    """The choices of each: two choose each grade for each member, so that who knows the totals guesses one in four."""
    items = [item for item in box_of(meeting).frozen().items if len(item.options) > 2]
    columns = {item.key: lot.sample([*range(OPTIONS)] * 2, VOTERS) for item in items}
    return {name: {key: column[place] for key, column in columns.items()} for place, name in enumerate(queue)}


def sent(meeting: Meeting, code: str, choices: dict[str, int]) -> dict[str, str]:
    """What the browser sends with a whole ballot; nobody ticks a situation."""
    places = {item.key: place for place, item in enumerate(box_of(meeting).frozen().items)}
    return {"code": code, "cast": "1", **{f"i{places[key]}": str(choice) for key, choice in choices.items()}}


class Election:
    """One election, up to the point where everybody has a code and may vote."""

    def __init__(self, branch: Branch, lot: random.Random, folder: Path, betray: Betray | None = None) -> None:
        self.branch, self.folder, self.betray = branch, folder, betray
        self.meeting = convened(branch, lot)
        queue = lot.sample(list(branch.voters), VOTERS)
        self.codes = tickets(branch, self.meeting, queue)
        step(branch, "lift")
        self.said = ballots(self.meeting, queue, lot)
        self.order = lot.sample(queue, VOTERS)
        self.target = branch.voters[lot.choice(queue)]
        self.place = queue.index(self.target.name)
        self.digest = box_of(self.meeting).frozen().digest
        self.wanted = next(iter(self.said[self.target.name]))

    @property
    def truth(self) -> int:
        """What the target chose for the wanted item."""
        return self.said[self.target.name][self.wanted]

    def held(self, log: StringIO) -> Spoils:
        """Everybody votes, the box is sealed and counted; the attacker takes copies around the target's ballot."""
        before, moment, after = self._votes()
        step(self.branch, "seal")
        sealed = box_of(self.meeting).sealed_path
        files, written = {sealed.name: sealed.read_bytes()}, sealed.stat().st_mtime
        step(self.branch, "count", typed=self.branch.cast.meeting().box_hash[:8])
        found = sealed_of(self.meeting)
        known = dict([*self.said[self.target.name].items()][1:4])
        hashed = verify.code_hash(self.digest, self.codes[self.target.name].replace("-", ""))
        place = self.order.index(self.target.name)
        return Spoils(
            self._target(), moment,
            Loot(place, hashed, known, before.boxes, after.boxes, files, written, self.wanted),
            found.codes["polled"], [vote.choice for vote in found.votes or [] if vote.item == self.wanted],
            before.tables, after.tables, taking.backup(self.folder), after.together,
            log.getvalue().splitlines(), (before.export, after.export),
            taking.unpacked(pack_of(self.meeting).read_bytes()),
        )  # fmt: skip

    def _votes(self) -> tuple["Copy", Moment, "Copy"]:
        for name in self.order:
            if name != self.target.name:
                self._cast(name)
                continue
            before, began = self._copy(), time.time()
            self._cast(name)
            ended, after = time.time(), self._copy()
        return before, Moment(began, ended), after

    def _cast(self, name: str) -> None:
        voter, said = self.branch.voters[name], self.said[name]
        page = voter.post(reverse("booth:booth", args=[self.meeting.box]), **sent(self.meeting, self.codes[name], said))
        assert "选票已投入票箱" in page, page
        if self.betray:
            self.betray(self.meeting, voter, said[self.wanted])

    def _copy(self) -> "Copy":
        page = self.branch.chair.client.get(reverse("appraisal:book", args=[self.meeting.process.number]))
        tables = taking.backup(self.folder)
        return Copy(tables, taking.together(), taking.boxes(self.meeting.box), taking.unpacked(page.getvalue()))

    def _target(self) -> Target:
        voter = self.target
        line = RollEntry.objects.get(meeting=self.meeting, name=voter.name).pk
        key = str(voter.client.session.session_key)
        return Target(line, voter.name, self.place, voter.address, voter.browser, key)


class Copy(NamedTuple):
    """What was taken at one moment."""

    tables: Tables
    together: dict[int, list[str]]
    boxes: Files
    export: str


def successes(elections: int, seed: int, betray: Betray | None = None) -> Counter[str]:
    """How often each attempt told the target's vote; an attempt without an answer guesses."""
    lot, told = random.Random(seed), Counter[str]()
    with quick_folder() as folder:
        for number in range(elections):
            if number % BLOCK == 0:
                call_command("flush", interactive=False, verbosity=0)
                branch = assembled()
            with taking.logged() as log:
                election = Election(branch, lot, folder, betray)
                said = sightings(election.held(log))
            told.update({name: guess(answer, lot) == election.truth for name, answer in said.items()})
    return told


def guess(answer: int | None, lot: random.Random) -> int:
    """An answer, or one by lot where there is none."""
    return lot.randrange(OPTIONS) if answer is None else answer % OPTIONS


def chance(elections: int) -> tuple[int, int]:
    """The fewest and the most successes of a guesser of one in four, who passes either bound once in a million."""
    likely = [comb(elections, told) * 3 ** (elections - told) for told in range(elections + 1)]
    rare = 4**elections // ONE_IN
    lowest = next(told for told in range(elections + 1) if sum(likely[: told + 1]) > rare)
    highest = next(told for told in range(elections, -1, -1) if sum(likely[told:]) > rare)
    return lowest, highest
