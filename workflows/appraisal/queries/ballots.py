"""The electronic box of a meeting: where it lies, what it asks, how far it is, and its totals as counts."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from workflows.appraisal.ballots import codes, sealed
from workflows.appraisal.ballots.box import Box
from workflows.appraisal.ballots.counting import Result
from workflows.appraisal.ballots.frozen import EVERYBODY, Frozen, Item
from workflows.appraisal.models import Appraisal, Meeting
from workflows.appraisal.queries.counting import judged, questions
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.rules import POINTS, RATERS, Asks, BallotForm, Question, Subject, Totals
from workflows.appraisal.states import Voting

NAME_SIGNS = 8
"""Signs in the name of a box: enough that nobody guesses the address of a meeting, few enough to type."""
OPEN_FOR = timedelta(days=1)
NAMED = "保密记名"
NOT_TICKED, TICKED = "没有", "有"
ABSTAIN = "弃权"
"""The last option of every choice: an answer like any other, so that nobody must judge and no item is left out."""
NEW, TICKETING, VOTING, SEALED = "new", "ticketing", "voting", "sealed"
"""How far an electronic ballot is: no box yet, tickets handed out, voting, sealed."""


def new_name() -> str:
    """A name for a box that nobody guesses; nothing follows from it."""
    return codes.draw(1)[0][:NAME_SIGNS]


def box_named(name: str) -> Box | None:
    """The box of this name, open or sealed; None when there is none. No statement."""
    if len(name) != NAME_SIGNS or not set(name) <= set(codes.ALPHABET):
        return None
    box = _box(name)
    return box if box.path.exists() or box.is_sealed else None


def box_of(meeting: Meeting) -> Box:
    """The box of a meeting that votes electronically. No statement."""
    return _box(meeting.box)


def _box(name: str) -> Box:
    return Box(Path(settings.BOXES_ROOT) / f"{name}.box", Path(settings.BOX_KEYS_ROOT) / f"{name}.key")


def pack_of(meeting: Meeting) -> Path:
    """The verification pack; it is there once the box was counted."""
    return Path(settings.BOXES_ROOT) / f"{meeting.box}.zip"


def phase(meeting: Meeting) -> str:
    """How far the ballot is. No statement. Raises BoxError when the box cannot be read."""
    if not meeting.box:
        return NEW
    box = box_of(meeting)
    found = SEALED if box.is_sealed else box.phase()
    return VOTING if found == "sealing" else found


def frozen_of(meeting: Meeting, now: datetime) -> Frozen:
    """What the meeting votes on, to be frozen. `roll`: who may take a ticket, 预备党员 among them. One statement.

    A box of a vote that is not 无记名 says so by the name of its one 票类.
    """
    plan, members = plan_of(meeting.round), judged(meeting)
    items = tuple(item for form in electronic_forms(meeting) for item in _items(form, members))
    opens = now.replace(second=0, microsecond=0)
    return Frozen(
        meeting.process.number, meeting.title(), items, meeting.voters or 0, opens, opens + OPEN_FOR, plan.minimum,
        (group_of(meeting),),
    )  # fmt: skip


def group_of(meeting: Meeting) -> str:
    """The one 票类 of a meeting."""
    return NAMED if meeting.voting == Voting.NAMED else EVERYBODY


def frozen_in(box: Box) -> Frozen:
    """What a box votes on, before sealing and after. Raises BoxError when it cannot be read."""
    return sealed.read(box.sealed_path).frozen if box.is_sealed else box.frozen()


def electronic_forms(meeting: Meeting) -> list[BallotForm]:
    """The forms that the meeting itself fills in; the 群众 have theirs on paper."""
    return [form for form in plan_of(meeting.round).forms if form.subject is not Subject.BRANCH]


def _items(form: BallotForm, members: Sequence[Appraisal]) -> list[Item]:
    return [item for line in questions(form, members) for item in _items_of(form, line)]


def _items_of(form: BallotForm, line: Question) -> list[Item]:
    """One line of the paper ballot, as questions with one answer each."""
    if line.asks is Asks.ANY:
        words = {each.code: each.words for each in form.situations}
        return [
            Item(f"{_key(form, line)}.{code}", f"{line.words}：{words[code]}", (NOT_TICKED, TICKED))
            for code in line.options
        ]
    if line.asks is Asks.POINTS:
        return [Item(_key(form, line), line.words, (*map(str, range((line.full or 0) + 1)), ABSTAIN))]
    return [Item(_key(form, line), line.words, (*line.options, ABSTAIN))]


def _key(form: BallotForm, line: Question) -> str:
    return f"{form.code}:{line.key}"


def totals_of(meeting: Meeting, result: Result, out: int) -> dict[str, Totals]:
    """What a box was counted to, by form, as two people would have keyed it in. `out`: tickets not void."""
    members, counted, voted = judged(meeting), result.totals, result.voters
    return {
        form.code: Totals(
            out, voted, voted, 0, {line.key: _cell(form, line, counted) for line in questions(form, members)}
        )
        for form in electronic_forms(meeting)
    }


def _cell(form: BallotForm, line: Question, counted: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    key = _key(form, line)
    if line.asks is Asks.ANY:
        return {code: counted[f"{key}.{code}"][TICKED] for code in line.options}
    said = {option: many for option, many in counted[key].items() if option != ABSTAIN}
    if line.asks is Asks.POINTS:
        return {RATERS: sum(said.values()), POINTS: sum(int(points) * many for points, many in said.items())}
    return said


def sealed_first(meetings: Sequence[Meeting]) -> dict[int, str]:
    """A sentence for each meeting whose electronic box is not sealed yet; paper has none. No statement."""
    waiting = [each for each in meetings if each.box and not each.box_hash]
    return {each.pk: "票箱还没有封好，请在“电子票箱”中封箱。" for each in waiting}
