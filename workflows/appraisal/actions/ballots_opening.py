"""The electronic ballot up to the vote: make the box, hand out tickets, void what is left, lift the barrier."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from permissions.actor import Actor
from workflows.appraisal.ballots import codes, verify
from workflows.appraisal.ballots.answers import Answer, Ballot, BoxError
from workflows.appraisal.ballots.box import Box
from workflows.appraisal.ballots.casting import void as void_slip
from workflows.appraisal.ballots.erasing import destroy_open
from workflows.appraisal.models import Meeting, RollEntry
from workflows.appraisal.queries.ballots import NEW, TICKETING, VOTING, box_of, frozen_of, new_name, phase
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.queries.roll import lines
from workflows.appraisal.queries.tickets import may_vote
from workflows.appraisal.states import MeetingState as S
from workflows.appraisal.states import Voting
from workflows.engine import writing
from workflows.engine.editing import edit
from workflows.engine.errors import Refused
from workflows.engine.transitions import Seen

ELECTRONIC = (Voting.SLIPS, Voting.SCREEN, Voting.NAMED)


@dataclass(frozen=True, repr=False)
class Drawn:
    """Codes that were let vote and are kept nowhere; not shown in any report of an error."""

    codes: Sequence[str]


def editing(meeting: Meeting, by: Actor, seen: Seen, *phases: str) -> Meeting:
    """Lock the meeting for a step on its box. Raises as `edit`, and Refused when the box is not that far."""
    locked = edit(meeting, by=by, seen=seen, state=S.BALLOTING)
    if phase(locked) not in phases:
        raise Refused("票箱的情况已经变了，请刷新页面再办理。")
    return locked


@transaction.atomic
def ballot_begin(meeting: Meeting, voting: str, *, by: Actor, seen: Seen) -> Meeting:
    """Freeze what is voted on and make the box. `voting`: how tickets are handed out; 保密记名 opens at once.

    Raises Refused where the plan has no such way, and where too few may vote: they vote on paper.
    """
    locked = editing(meeting, by, seen, NEW)
    plan = plan_of(locked.round)
    if refused := plan.electronic_refused(locked.voters or 0):
        raise Refused(refused)
    if voting not in ELECTRONIC or voting not in plan.electronic:
        raise Refused("评议办法没有这种领票方式，请重新选择。")
    locked.voting, locked.box = voting, new_name()
    digest = _make(locked)
    if voting == Voting.NAMED:
        _open_to_all(locked)
    locked.save(update_fields=["voting", "box"])
    writing.note(locked, by, "ballot_begin", "建立电子票箱", f"{locked.get_voting_display()}；测评内容校验码{digest}")
    return locked


def _make(meeting: Meeting) -> str:
    for root in (settings.BOXES_ROOT, settings.BOX_KEYS_ROOT):
        Path(root).mkdir(mode=0o700, parents=True, exist_ok=True)
    frozen = frozen_of(meeting, timezone.localtime())
    with saying():
        box_of(meeting).create(frozen)
    return frozen.digest


def _open_to_all(meeting: Meeting) -> None:
    """Let everybody who came vote at once: there are no tickets. The code of each comes from the key of the box."""
    box = box_of(meeting)
    able = [entry for entry in lines(meeting) if may_vote(meeting, entry)]
    issue(box, Drawn([own_code(box, entry) for entry in able]))
    with saying():
        box.lift(len(able))


def own_code(box: Box, entry: RollEntry) -> str:
    """The code of somebody on the roll of a vote that is not 无记名. Raises BoxError once the key is gone."""
    try:
        return codes.derived(box.secret_path.read_bytes(), entry.key)
    except FileNotFoundError:
        raise BoxError("票箱的密钥不在了：已经封箱，或者密钥文件丢失。请告诉监票人。") from None


@contextmanager
def saying() -> Iterator[None]:
    """Refuse to the person what the box refuses, in the box's own sentence."""
    try:
        yield
    except BoxError as error:
        raise Refused(str(error)) from None


@transaction.atomic
def slips_draw(meeting: Meeting, *, by: Actor, seen: Seen) -> Drawn:
    """Let as many new codes vote as may take a ballot, to be printed at once. Raises Refused the second time."""
    locked = editing(meeting, by, seen, TICKETING)
    if locked.voting != Voting.SLIPS:
        raise Refused("这次会议由本人登录领票，不印票签。")
    drawn, box = Drawn(codes.draw(locked.voters or 0)), box_of(locked)
    if box.turnout().issued:
        raise Refused("票签已经生成过；没有印好的，全部作废重来。")
    issue(box, drawn)
    writing.note(locked, by, "slips_draw", "生成票签", f"共{len(drawn.codes)}张")
    return drawn


def issue(box: Box, drawn: Drawn) -> None:
    """Let codes vote. Raises Refused."""
    frozen = box.frozen()
    with saying():
        box.issue([verify.code_hash(frozen.digest, code) for code in drawn.codes], frozen.groups[0])


def slip_void(meeting: Meeting, slip: Ballot) -> Answer:
    """Make a leftover slip worthless; nothing is written beside the box. Raises Refused."""
    with saying():
        return void_slip(box_of(meeting), slip)


@transaction.atomic
def ballot_restart(meeting: Meeting, *, by: Actor, seen: Seen, paper: bool) -> Meeting:
    """Give up a box into which nobody voted yet: slips were lost, or another way is used after all.

    Raises as `edit`, and Refused once voting began; of a 保密记名, which begins at once, when somebody has voted.
    """
    begun = (VOTING,) if meeting.voting == Voting.NAMED else ()
    locked = editing(meeting, by, seen, NEW, TICKETING, *begun)
    old, named = box_of(locked), locked.voting == Voting.NAMED
    if named:
        with saying():
            old.call_back()
    locked.box, locked.voting = "", Voting.PAPER
    locked.save(update_fields=["voting", "box"])
    locked.roll.update(ticketed=False)
    anew = "没有人投过票，重新选择投票方式" if named else "全部票签作废，重新建立票箱"
    said = "改用纸质票" if paper else anew
    writing.note(locked, by, "ballot_restart", "撤销电子票箱", said)
    transaction.on_commit(lambda: destroy_open(old))
    return locked


@transaction.atomic
def barrier_lift(meeting: Meeting, *, by: Actor, seen: Seen) -> Meeting:
    """Close ticketing and let everybody vote. Raises Refused while more are out than people came, or too few."""
    locked = editing(meeting, by, seen, TICKETING)
    box = box_of(locked)
    with saying():
        box.lift(locked.voters or 0)
    out = box.turnout()
    writing.note(locked, by, "barrier_lift", "领票截止，开始投票", f"票签{out.issued}张，作废{out.void}张")
    return locked
