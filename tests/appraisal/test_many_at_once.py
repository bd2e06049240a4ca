"""(d) One code cast fifty times at once votes once; five hundred people vote within a minute and none is lost."""

import time
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

from tests.appraisal.boxes import FROZEN, GRADES, alike, voting
from tests.appraisal.processes import at_once
from workflows.appraisal.ballots.answers import Answer, Ballot
from workflows.appraisal.ballots.box import Box
from workflows.appraisal.ballots.casting import cast
from workflows.appraisal.ballots.counting import count
from workflows.appraisal.ballots.frozen import Frozen, Item
from workflows.appraisal.ballots.rows import Turnout
from workflows.appraisal.ballots.sealing import seal

PEOPLE = 500
LARGE = replace(FROZEN, roll=PEOPLE, items=tuple(Item(f"m-{n}", f"党员{n}", GRADES) for n in range(10)))


def test_of_fifty_casts_of_one_code_exactly_one_is_accepted(tmp_path: Path) -> None:
    box, drawn = voting(tmp_path)
    answers = at_once([partial(cast, box, Ballot(drawn[0], alike(choice % 4))) for choice in range(50)])

    assert Counter(answers) == {Answer.ACCEPTED: 1, Answer.USED: 49}
    assert box.turnout() == Turnout(10, 0, 1)


def cast_all(box: Box, mine: list[str], choice: int, frozen: Frozen) -> list[Answer]:
    return [cast(box, Ballot(code, alike(choice, frozen))) for code in mine]


def test_five_hundred_vote_within_a_minute_and_none_is_lost(tmp_path: Path) -> None:
    box, drawn = voting(tmp_path, PEOPLE, LARGE)
    began = time.monotonic()
    answers = at_once([partial(cast_all, box, drawn[place::8], place % 4, LARGE) for place in range(8)])
    took = time.monotonic() - began
    sealed = seal(box)
    result = count(sealed, sealed.hash)

    assert Counter(answer for some in answers for answer in some) == {Answer.ACCEPTED: PEOPLE}
    assert result.totals == {item.key: dict.fromkeys(GRADES, 125) for item in LARGE.items}
    assert took < 60, f"{took:.1f} s"


def cast_until_sealed(box: Box, mine: list[str]) -> int:
    return [cast(box, Ballot(code, alike(0))) for code in mine].count(Answer.ACCEPTED)


def seal_in_the_middle(box: Box) -> int:
    time.sleep(0.3)
    seal(box)
    return 0


def test_who_votes_while_the_box_is_sealed_is_in_it_or_told_so(tmp_path: Path) -> None:
    box, drawn = voting(tmp_path, 200, replace(FROZEN, roll=200, minimum=3))
    voters = [partial(cast_until_sealed, box, drawn[place::4]) for place in range(4)]
    accepted = at_once([*voters, partial(seal_in_the_middle, box), partial(seal_in_the_middle, box)])
    sealed = seal(box)

    assert (len(sealed.codes["polled"]), len(sealed.votes or [])) == (sum(accepted), 3 * sum(accepted))
    assert 0 < sum(accepted) < 200
    assert [file.name for file in box.path.parent.iterdir()] == ["meeting.sealed"]
