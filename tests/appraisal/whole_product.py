"""Elections held through the product itself, and what an attacker takes away who owns its database, too."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb

from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.workflows.appraisal.cast import Cast
from tests.workflows.appraisal.polling import entry, fields
from workflows.appraisal import actions
from workflows.appraisal.ballots import verify
from workflows.appraisal.ballots.codes import grouped
from workflows.appraisal.ballots.sealing import seal
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries.ballots import box_of, frozen_of, new_name
from workflows.appraisal.queries.sealed import sealed_of
from workflows.appraisal.states import MeetingState as M

VOTERS, OPTIONS = 8, 4
OTHERS = ("陈明", "周岚", "吴江", "郑洁", "王立", "孙梅")
"""Members beside the secretary and the organiser, of whom each has an account."""
ONE_IN = 1_000_000


@dataclass(frozen=True)
class Loot:
    """What the attacker has: the roll in two backups, in the order of its rows and numbers, the codes, the sealed box.

    `before`: a backup taken while tickets were handed out, in the order in which its rows were written; `after`: one
    taken when all was over; `codes` and `votes`: the sealed box as it lies; `place`: where the target stood in the
    queue for tickets, which others saw.
    """

    target: int
    place: int
    before: Sequence[int]
    after: Sequence[int]
    codes: Sequence[str]
    votes: Sequence[int]


Attempt = Callable[[Loot], int | None]


def place_in_the_queue(loot: Loot) -> int | None:
    """Votes lie in the order in which tickets were taken."""
    return loot.votes[loot.place % len(loot.votes)]


def order_of_the_first_backup(loot: Loot) -> int | None:
    """Votes lie in the order in which rows of the roll were written when tickets were taken."""
    return loot.votes[loot.before.index(loot.target)] if loot.target in loot.before else None


def order_of_the_last_backup(loot: Loot) -> int | None:
    """Votes lie in the order in which rows of the roll lie at the end."""
    return loot.votes[loot.after.index(loot.target)]


def order_of_codes(loot: Loot) -> int | None:
    """Codes lie in the order in which they were taken, and votes as they do."""
    return loot.votes[sorted(range(len(loot.codes)), key=lambda n: loot.codes[n])[loot.place]]


ATTEMPTS: tuple[Attempt, ...] = (
    place_in_the_queue, order_of_the_first_backup, order_of_the_last_backup, order_of_codes,
)  # fmt: skip


def prepared(cast: Cast) -> Meeting:
    """A meeting of eight who all have accounts, at the point where the box is made."""
    for name in OTHERS[4:]:
        cast.member(name)
    cast.do(actions.roll_refresh, cast.meeting())
    for name in OTHERS:
        cast.counter(name)
    return cast.meeting_at(M.BALLOTING)


def held(cast: Cast, lot: random.Random) -> tuple[int, Loot]:
    """One more election of the same meeting: the target's vote, and the loot."""
    meeting = _anew(cast)
    queue = lot.sample([*OTHERS, "周志远", "李慧"], VOTERS)
    codes = {name: _take(cast, name) for name in queue}
    before = _by_writing(meeting)
    box_of(meeting).lift(VOTERS)
    votes = dict(zip(queue, lot.sample([*range(OPTIONS)] * 2, VOTERS), strict=True))
    for name in lot.sample(queue, VOTERS):
        answer = Client().post(reverse("booth:booth", args=[meeting.box]), fields(meeting, codes[name], votes[name]))
        assert "选票已投入票箱" in answer.content.decode()
    target = lot.choice(queue)
    keys = dict(meeting.roll.values_list("name", "pk"))
    after, (found_codes, found_votes) = _sealed(meeting)
    loot = Loot(keys[target], queue.index(target), before, after, found_codes, found_votes)
    return votes[target], loot


def _anew(cast: Cast) -> Meeting:
    """The same meeting with a fresh box, as if none had been there."""
    meeting = cast.meeting()
    Meeting.objects.filter(pk=meeting.pk).update(box=new_name(), voting="screen")
    meeting.roll.update(ticketed=False)
    meeting = cast.meeting()
    box_of(meeting).create(frozen_of(meeting, timezone.localtime()))
    return meeting


def _take(cast: Cast, name: str) -> str:
    user = {"周志远": cast.users["secretary"], "李慧": cast.users["organiser"]}.get(name) or cast.users[name]
    return actions.ticket_take(entry(cast, name), user=user).codes[0]


def _by_writing(meeting: Meeting) -> list[int]:
    """The taken lines in the order in which a database file betrays that they were written."""
    order = "xmin::text::bigint, ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM appraisal_rollentry WHERE meeting_id = %s AND ticketed ORDER BY {order}",  # noqa: S608
            [meeting.pk],
        )
        return [row[0] for row in cursor.fetchall()]


def _sealed(meeting: Meeting) -> tuple[list[int], tuple[list[str], list[int]]]:
    """Seal as the product does, and read what lies there: lines of the roll, codes, and votes on the first item."""
    seal(box_of(meeting))
    meeting.roll.update(ticketed=False)
    found = sealed_of(meeting)
    wanted = found.frozen.items[0].key
    after = list(meeting.roll.values_list("pk", flat=True).order_by("pk"))
    return after, (found.codes["polled"], [vote.choice for vote in found.votes or [] if vote.item == wanted])


def successes(cast: Cast, elections: int, seed: int) -> dict[str, int]:
    """How often each attempt told the target's vote; an attempt without an answer guesses."""
    lot, told = random.Random(seed), Counter({each.__name__: 0 for each in ATTEMPTS})
    for _ in range(elections):
        truth, loot = held(cast, lot)
        for attempt in ATTEMPTS:
            said = attempt(loot)
            told[attempt.__name__] += truth == (lot.randrange(OPTIONS) if said is None else said)
    return dict(told)


def chance(elections: int) -> tuple[int, int]:
    """The fewest and the most successes of a guesser of one in four, who passes either bound once in a million."""
    likely = [comb(elections, told) * 3 ** (elections - told) for told in range(elections + 1)]
    rare = 4**elections // ONE_IN
    lowest = next(told for told in range(elections + 1) if sum(likely[: told + 1]) > rare)
    highest = next(told for told in range(elections, -1, -1) if sum(likely[told:]) > rare)
    return lowest, highest


def rows_of_everything() -> str:
    """Every row of every table, and what sessions hold when they are opened."""
    models = [model for app in apps.get_app_configs() for model in app.get_models()]
    content = repr([list(model._default_manager.values()) for model in models])
    session = apps.get_model("sessions", "Session")
    return content + repr([each.get_decoded() for each in session._default_manager.all()])


def traces_of(codes: Sequence[str], meeting: Meeting) -> list[str]:
    """What must stand nowhere: each code, as it is printed too, and its hash in this meeting."""
    digest = sealed_of(meeting).frozen.digest
    return [form for code in codes for form in (code, grouped(code), verify.code_hash(digest, code))]
