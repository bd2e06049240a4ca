"""P3: opening a round for 2,000 branches with `open_many` in chunks against opening them one at a time in Viewflow.

Ours gives numbers and writes first audit entries and notices as well; a chunk done is progress shown. Twice the
branches are opened, because the median of four chunks still swings with what the disk is doing.
"""

from functools import partial

from benchmarks.measure import Figure, in_turn, ms
from benchmarks.organisation import Office, analyze
from benchmarks.plain.flows import PlainFlow
from benchmarks.plain.models import Paper, Place
from workflows.star_rating.actions.rounds import CHUNK

TARGET = "≤ 0.15 × the time"
BRANCHES = 4_000


def run() -> Figure:
    """Open chunk by chunk, ours and theirs in turn."""
    office = Office(BRANCHES)
    place = Place.objects.create(name="工委")
    chunks = [office.branches[at : at + CHUNK] for at in range(0, BRANCHES, CHUNK)]
    pairs = [(partial(office.ratings, chunk), partial(_one_by_one, place, len(chunk))) for chunk in chunks]
    for work in pairs.pop(0):
        work()
    analyze()  # empty tables would be planned for as such
    mine, theirs = in_turn(pairs, skip=0)
    words = f"{ms(mine)} for {CHUNK} branches; Viewflow {ms(theirs)}"
    return Figure(mine / theirs, TARGET, mine / theirs <= 0.15, words)


def _one_by_one(place: Place, number: int) -> None:
    for index in range(number):
        PlainFlow.start.run(paper=Paper.objects.create(unit=place, title=f"第{index}件"))
