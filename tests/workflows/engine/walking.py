"""Every move that is open on 甲局's ratings and lists right now, for walks at random."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils import timezone

from permissions import grants, tree
from permissions.models import Appointment, OrgUnit, User
from permissions.roles import Role
from tests.workflows.engine.steps import EVERY_BRANCH, UNIT, after_notice, approve, do, publicise, review
from tests.world import World
from workflows.engine import attendance, objections
from workflows.engine.errors import Refused
from workflows.engine.models import Objection
from workflows.star_rating import actions
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S

SECRETARIES = {"甲一支部": "secretary", "甲二支部": "sibling", "甲三支部": "third"}
WHY = "请补充材料。"


@dataclass(frozen=True)
class Move:
    """One thing that somebody might do now."""

    label: str
    call: Callable[[], Any]

    def make(self) -> bool:
        """Do it; whether it was carried out. A refusal is an answer, anything else a mistake."""
        try:
            self.call()
        except Refused:
            return False
        return True

    def __repr__(self) -> str:
        return self.label


def the_world() -> World:
    """The cast as another process finds it in the database."""
    users = User.objects.select_related("person")
    return World({unit.short_name: unit for unit in OrgUnit.objects.all()}, {user.username: user for user in users})


def moves(world: World) -> list[Move]:
    """Everything that might be done now."""
    found = [Move("到期办理", lambda: actions.publish_due(after_notice())), *_of_offices(world)]
    for branch in SECRETARIES:
        found += _of_rating(world, world.rating(branch))
    rows = RatingList.objects.select_related("unit", "round", "process").filter(unit=world.units[UNIT])
    for submission in rows.exclude(state=L.CLOSED):
        found += _of_list(world, submission)
    for objection in Objection.objects.filter(state="checking"):
        for finding in (objections.uphold, objections.dismiss):
            found.append(_move(world, objection, finding.__name__, finding, "head", comment=WHY))
    return found


def _move(world: World, record: Any, label: str, action: Callable[..., Any], who: str, **more: Any) -> Move:
    return Move(f"{record} {label} {who}", lambda: do(action, world, record, who, **more))


def _of_rating(world: World, rating: Rating) -> Iterator[Move]:
    branch = rating.unit.short_name
    secretary = SECRETARIES[branch]
    if rating.state == S.SELF_ASSESSING:
        yield Move(f"{branch} 自评", lambda: world.submit(branch, getattr(world, secretary)))
    if rating.state == S.GENERAL_REVIEWING:
        for who in ("general", "deputy"):
            yield _move(world, rating, "forward", actions.forward, who)
            yield _move(world, rating, "send_back", actions.send_back, who, comment=WHY, to=S.SELF_ASSESSING)
    if rating.state == S.SCORING:
        for five in (True, False):
            yield Move(f"{branch} 初评 {five}", partial(review, world, branch, five_stars=five))
        for to in (S.SELF_ASSESSING, S.GENERAL_REVIEWING):
            yield _move(world, rating, f"send_back {to}", actions.send_back, "staff", comment=WHY, to=to)
    if rating.state in (S.GENERAL_REVIEWING, S.SCORING, S.LISTED):
        for who in (secretary, "general", "staff", "clerk"):
            yield _move(world, rating, "withdraw", actions.withdraw, who)
    if rating.state == S.PUBLICISING and rating.submission and rating.submission.publicity:
        publicity = rating.submission.publicity
        yield Move(
            f"{branch} 异议",
            lambda: objections.receive(publicity, rating, by=world.clerk, channel="电话", text="反映问题。"),
        )


def _of_list(world: World, submission: RatingList) -> Iterator[Move]:
    holder = {L.COMPILING: "staff", L.VERIFYING: "clerk", L.DECIDING: "leader", L.ANNOUNCING: "clerk"}
    who = holder.get(L(submission.state), "clerk")
    if submission.state == L.COMPILING:
        yield Move(f"{submission} 报送", lambda: _report(world, submission))
    if submission.state == L.VERIFYING:
        yield _move(world, submission, "forward", actions.list_forward, who)
    if submission.state == L.DECIDING:
        yield Move(f"{submission} 审定", lambda: approve(world, submission))
    if submission.state == L.ANNOUNCING:
        yield Move(f"{submission} 公示", lambda: publicise(world, submission))
    for to in (L.COMPILING, L.VERIFYING):
        yield _move(world, submission, f"send_back {to}", actions.list_send_back, who, comment=WHY, to=to)
    for sender in ("staff", "clerk", "leader"):
        yield _move(world, submission, "withdraw", actions.list_withdraw, sender)
    for member in submission.members.select_related("unit", "round"):
        yield _move(world, submission, f"pull {member}", actions.list_pull, who, rating=member, comment=WHY)
        yield _move(world, submission, f"strike {member}", actions.list_strike, who, rating=member, comment=WHY)


def _report(world: World, submission: RatingList) -> None:
    members = submission.members.order_by("-score", "pk")
    placings = [actions.Placing(row.pk, n, n > 1) for n, row in enumerate(members, 1)]
    do(actions.list_arrange, world, submission, "staff", placings=placings)
    fresh = RatingList.objects.get(pk=submission.pk)
    world.meet(fresh, world.staff, "机关党委会议")
    do(actions.list_report, world, submission, "staff", unreported=EVERY_BRANCH)


def _of_offices(world: World) -> Iterator[Move]:
    """People who come and go, and a branch that moves to another committee and back."""
    yield Move("无人可办复查", attendance.recheck)
    post = Appointment.objects.filter(user=world.users["general"]).latest("pk")
    if post.ends_on is None:
        yield Move("党总支书记离任", lambda: grants.end_now(post))
    else:
        unit = world.units["甲局党总支"]
        today, user = timezone.localdate(), world.users["general"]
        yield Move("党总支书记到任", lambda: grants.appoint(user, Role.GB_SECRETARY, unit, today))
    branch = OrgUnit.objects.get(short_name="甲二支部")
    target = "乙局机关党委" if branch.parent_id == world.units[UNIT].pk else UNIT
    yield Move(f"甲二支部划归{target}", lambda: tree.move_unit(branch, world.units[target]))
