"""An electronic ballot in 甲一支部, taken on step by step through the actions of the product."""

from collections.abc import Sequence

from tests.workflows.appraisal.cast import Cast
from workflows.appraisal import actions
from workflows.appraisal.ballots.answers import Answer, Ballot
from workflows.appraisal.ballots.casting import cast as put_in
from workflows.appraisal.models import Meeting, RollEntry
from workflows.appraisal.queries.ballots import box_of
from workflows.appraisal.states import MeetingState as M

PEOPLE = 6


def begun(cast: Cast, voting: str = "slips", unit: str = "甲一支部") -> Meeting:
    """A meeting whose box is made: tickets may be handed out."""
    meeting = cast.meeting_at(M.BALLOTING, unit)
    cast.do(actions.ballot_begin, meeting, voting=voting)
    return cast.meeting(unit)


def drawn(cast: Cast, unit: str = "甲一支部") -> Sequence[str]:
    """The codes of the slips."""
    found: actions.Drawn = cast.do(actions.slips_draw, cast.meeting(unit))
    return found.codes


def voting(cast: Cast, unit: str = "甲一支部") -> Sequence[str]:
    """The codes of a meeting in which everybody may vote."""
    begun(cast, unit=unit)
    codes = drawn(cast, unit)
    cast.do(actions.barrier_lift, cast.meeting(unit))
    return codes


def choices(meeting: Meeting, choice: int = 0) -> dict[str, int]:
    """The same option for everybody; nobody has any of the situations."""
    items = box_of(meeting).frozen().items
    return {item.key: 0 if len(item.options) == 2 else choice for item in items}


def vote(meeting: Meeting, code: str, choice: int = 0) -> Answer:
    """Cast one ballot."""
    return put_in(box_of(meeting), Ballot(code, choices(meeting, choice)))


def polled(cast: Cast, votes: int = PEOPLE, unit: str = "甲一支部") -> Sequence[str]:
    """The codes of a meeting in which so many have voted, the first two 合格, the others 优秀."""
    codes = voting(cast, unit)
    for n, code in enumerate(codes[:votes]):
        assert vote(cast.meeting(unit), code, 1 if n < 2 else 0) is Answer.ACCEPTED
    return codes


def sealed(cast: Cast, votes: int = PEOPLE, unit: str = "甲一支部") -> Meeting:
    """A meeting whose box is sealed and not counted yet."""
    polled(cast, votes, unit)
    cast.do(actions.box_seal, cast.meeting(unit))
    return cast.meeting(unit)


def counted(cast: Cast, unit: str = "甲一支部") -> Meeting:
    """A meeting whose box was counted."""
    meeting = sealed(cast, unit=unit)
    cast.do(actions.box_count, meeting, typed=meeting.box_hash[:8])
    return cast.meeting(unit)


def entry(cast: Cast, name: str = "周志远", unit: str = "甲一支部") -> RollEntry:
    """A line of the roll."""
    return cast.meeting(unit).roll.get(name=name, off=False)


def fields(meeting: Meeting, code: str, choice: int = 0) -> dict[str, str]:
    """What a browser sends with a whole ballot: no field for a box that is not ticked."""
    items = box_of(meeting).frozen().items
    said = {f"i{n}": str(choice) for n, item in enumerate(items) if len(item.options) > 2}
    return {"code": code, "cast": "1", **said}
