"""What who owns the server tries on everything beside the box; each attempt answers with a choice, or knows none."""

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from django.apps import apps

from tests.appraisal import attacker
from tests.appraisal.boxes import GRADES
from tests.appraisal.spoils import Spoils, Tables

ROLL, TRAIL = "appraisal_rollentry", "engine_auditentry"
SAID = re.compile(r"\bi0\W{1,6}([0-9])|(不合格|基本合格|优秀|合格)")
"""A choice in a text: the field of the page with the number of the option, or the word of a grade."""
ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
WRITTEN = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,]\d+")
COUNTED = re.compile(r"(优秀|基本合格|不合格|合格)(\d+)张")


def _said(texts: Iterable[str]) -> int | None:
    """The first choice that is named."""
    for text in texts:
        if found := SAID.search(ESCAPED.sub(lambda each: chr(int(each[1], 16)), text)):
            return int(found[1]) if found[1] else GRADES.index(found[2])
    return None


def _place(rows: list[str], line: int) -> int | None:
    """Where the target's line lies among the rows of the roll of this election, which are the last ones."""
    return next((place for place, row in enumerate(rows) if row.split("\t", 1)[0] == str(line)), None)


def _vote_at(spoils: Spoils, place: int | None) -> int | None:
    return None if place is None else spoils.votes[place % len(spoils.votes)]


def _of_meeting(tables: Tables, spoils: Spoils) -> list[str]:
    """The lines of the roll of this meeting: as many as voted, from the last that were made."""
    lines = [row for row in tables[ROLL] if row]
    last = sorted(lines, key=lambda row: int(row.split("\t", 1)[0]))[-len(spoils.votes) :]
    return [row for row in lines if row in last]


def _new(tables: Tables, old: Tables) -> list[str]:
    """The rows that were not there before, table by table."""
    return [row for name, rows in tables.items() for row in sorted(set(rows) - set(old.get(name, [])))]


def place_in_the_queue(spoils: Spoils) -> int | None:
    """Votes lie in the order in which tickets were taken."""
    return _vote_at(spoils, spoils.target.queue)


def order_of_the_roll_while_voting(spoils: Spoils) -> int | None:
    """Votes lie in the order in which the rows of the roll lie in a backup (rowid, ctid)."""
    return _vote_at(spoils, _place(_of_meeting(spoils.before, spoils), spoils.target.line))


def order_of_the_roll_afterwards(spoils: Spoils) -> int | None:
    """The same when all is over."""
    return _vote_at(spoils, _place(_of_meeting(spoils.last, spoils), spoils.target.line))


def order_of_transactions(spoils: Spoils) -> int | None:
    """Votes lie in the order of the numbers of the transactions that wrote the lines of the roll (xmin)."""
    written = [row for _, rows in sorted(spoils.together.items()) for row in rows if row.startswith(f"{ROLL}\t(")]
    lines = [row.removeprefix(f"{ROLL}\t(").replace(",", "\t", 1) for row in written]
    return _vote_at(spoils, _place(_of_meeting({ROLL: lines}, spoils), spoils.target.line))


def order_of_codes(spoils: Spoils) -> int | None:
    """Codes lie in the order in which they were taken, and votes as they do."""
    in_order = sorted(range(len(spoils.codes)), key=lambda place: spoils.codes[place])
    return _vote_at(spoils, in_order[spoils.target.queue])


def same_transaction(spoils: Spoils) -> int | None:
    """What was written in one transaction with the target's line of the roll tells the choice (xmin)."""
    own = f"{ROLL}\t({spoils.target.line},"
    return _said(row for rows in spoils.together.values() if any(each.startswith(own) for each in rows) for row in rows)


def difference_of_backups(spoils: Spoils) -> int | None:
    """What the second backup has and the first has not is the target's."""
    return _said(_new(spoils.after, spoils.before))


def rows_of_the_moment(spoils: Spoils) -> int | None:
    """A row with the time of the target's ballot tells the choice."""
    return _said(row for row in _new(spoils.last, spoils.before) if _at_the_moment(row, spoils, UTC))


def lines_of_the_moment(spoils: Spoils) -> int | None:
    """A line of the log of that time tells it."""
    return _said(line for line in spoils.log if _at_the_moment(line, spoils, None))


def _at_the_moment(text: str, spoils: Spoils, zone: object) -> bool:
    times = [datetime.fromisoformat(found.replace(",", ".")) for found in WRITTEN.findall(text)]
    began, ended = spoils.moment.began - 0.002, spoils.moment.ended  # a log cuts off what is below a millisecond
    return any(began <= (each.replace(tzinfo=UTC) if zone else each).timestamp() <= ended for each in times)


def beside_the_address(spoils: Spoils) -> int | None:
    """A line or a row with the address, the browser or the session of the target tells it."""
    marks = (spoils.target.address, spoils.target.browser, spoils.target.session)
    return _said(text for text in _everything(spoils) if any(mark in text for mark in marks))


def beside_the_name(spoils: Spoils) -> int | None:
    """A line or a row with the name of the target, written after the box was made, tells it."""
    fresh = [*spoils.log, *_new(spoils.last, spoils.before), *_new(spoils.after, spoils.before), spoils.pack]
    return _said(text for text in fresh if spoils.target.name in text)


def _everything(spoils: Spoils) -> list[str]:
    rows = [row for rows in spoils.last.values() for row in rows]
    return [*spoils.log, *_new(spoils.after, spoils.before), *rows, spoils.pack]


def session_of_the_target(spoils: Spoils) -> int | None:
    """What the session holds when it is opened."""
    session = apps.get_model("sessions", "Session")
    rows = spoils.after.get("django_session", [])
    own = [row.split("\t") for row in rows if row.startswith(spoils.target.session)]
    return _said(json.dumps(session(session_data=row[1]).get_decoded(), ensure_ascii=False) for row in own)


def order_of_the_trail(spoils: Spoils) -> int | None:
    """The trail has an entry for each ballot, in the order of voting."""
    telling = [row for row in spoils.last[TRAIL] if "i0" in row][-len(spoils.votes) :]
    return _said(telling[spoils.box.place :][:1])


def difference_of_exports(spoils: Spoils) -> int | None:
    """The number that grew by one between two exports is that of the target's choice."""
    earlier, later = (dict(reversed(COUNTED.findall(text)[: len(GRADES)])) for text in spoils.exports)
    grown = [GRADES.index(grade) for grade in later if int(later[grade]) > int(earlier.get(grade, 0))]
    return grown[0] if len(grown) == 1 else None


BESIDE_THE_BOX: tuple[Callable[[Spoils], int | None], ...] = (
    place_in_the_queue, order_of_the_roll_while_voting, order_of_the_roll_afterwards, order_of_transactions,
    order_of_codes, same_transaction, difference_of_backups, rows_of_the_moment, lines_of_the_moment,
    beside_the_address, beside_the_name, session_of_the_target, order_of_the_trail, difference_of_exports,
)  # fmt: skip


def sightings(spoils: Spoils) -> dict[str, int | None]:
    """What each attempt says, on the box and beside it."""
    on_the_box = {attempt.__name__: attempt(spoils.box) for attempt in attacker.ATTEMPTS}
    return on_the_box | {attempt.__name__: attempt(spoils) for attempt in BESIDE_THE_BOX}
