"""A nomination, in the order it lives: handed in, reviewed, listed, taken back."""

from django.db import transaction

from permissions import routing
from permissions.actor import Actor
from permissions.models import OrgUnit
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.transitions import Seen, fire, open_many
from workflows.nomination import queries
from workflows.nomination.actions.avoiding import check_avoids
from workflows.nomination.actions.leaving import dissolve_batches
from workflows.nomination.actions.quotas import release, reserve_branch
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries.eligibility import privately
from workflows.nomination.rules import Eligibility, Verdict
from workflows.nomination.states import ListState
from workflows.nomination.states import NominationState as S


@transaction.atomic
def submit(nomination: Nomination, *, by: Actor, seen: Seen, comment: str = "") -> Nomination:
    """The secretary signs what the meeting proposed; the branch's places are taken.

    Who does not meet a condition may go all the same, with a reason: those above overrule the answer or refuse.
    Raises Incomplete: materials or the meeting are lacking, the vote did not carry, no reason, no place left.
    """
    answers = queries.eligibility_now([nomination])[nomination.pk]
    problems = [text for _, text in queries.lacking(nomination)] + _unexplained(nomination, answers, comment)
    locked = Nomination.objects.select_for_update(no_key=True).get(pk=nomination.pk)
    moved = fire(locked, "submit", by=by, seen=seen, comment=comment, answers=answers.to_data())
    if locked.state == S.DRAFTING:  # the second of two clicks finds it gone
        _check(problems)
        reserve_branch(nomination, comment)
    return moved


def _unexplained(nomination: Nomination, answers: Eligibility, comment: str) -> list[str]:
    """Each answer that is 不符合, unless a reason was given; whoever nominates is not told what 处分 there is."""
    private = privately(nomination)
    unmet = [
        private.get(each.answer.code, each.text) for each in answers.answers if each.verdict is Verdict.NOT_MET
    ]  # fmt: skip
    return [] if comment.strip() else [f"有不符合的条件，确需推荐的请在意见中说明理由：{text}" for text in unmet]


def _check(problems: list[str]) -> None:
    """What is lacking is told after `fire` has checked the right: a draft is nobody else's business."""
    if problems:
        raise Incomplete(problems)


@transaction.atomic
def discard(nomination: Nomination, *, by: Actor, seen: Seen, comment: str) -> Nomination:
    """Take a draft off the table; the candidate may be nominated again."""
    moved = fire(nomination, "discard", by=by, seen=seen, comment=comment)
    dissolve_batches(moved)
    return moved


@transaction.atomic
def forward(nomination: Nomination, *, by: Actor, seen: Seen, comment: str = "") -> Nomination:
    """A reviewer agrees, on answers looked at anew; the unit's own review enters it into the unit's list.

    Raises Incomplete: an answer is 不符合 or 需人工核实, and nobody has ruled on it; NotAllowed as `check_avoids`.
    """
    check_avoids(nomination, by)
    answers = queries.eligibility_now([nomination])[nomination.pk]
    if nomination.state != S.COMMITTEE_REVIEWING:
        return fire(nomination, "forward", by=by, seen=seen, comment=comment, answers=answers.to_data())
    submission = _open_list_for(nomination, by)
    moved = fire(
        nomination, "forward", by=by, seen=seen, comment=comment, answers=answers.to_data(), submission=submission
    )  # fmt: skip
    _check([f"{each.text}请先作出人工认定，或者退回、不予推荐。" for each in answers.open])
    return moved


def _open_list_for(nomination: Nomination, by: Actor) -> NominationList:
    """The unit's list that is still being compiled; a new batch when the last one has gone."""
    path = routing.paths([nomination.unit_id])[nomination.unit_id]
    place = routing.reporting_unit(routing.within(path, nomination.round.unit_id))
    if place is None:
        raise Refused("该组织没有推荐单位，请联系主办单位核对组织关系。")
    lists = NominationList.objects.filter(round=nomination.round_id, unit=place.id).order_by("-batch")
    # First the lock, then the look: whoever waited would not see the batch that was made meanwhile.
    lists.select_for_update(no_key=True).first()
    last = lists.first()
    if last is not None and last.state == ListState.COMPILING:
        return last
    batch = last.batch + 1 if last else 1
    unit = OrgUnit.objects.get(pk=place.id)
    return open_many([NominationList(round=nomination.round, unit=unit, batch=batch)], by=by)[0]


@transaction.atomic
def send_back(nomination: Nomination, *, by: Actor, seen: Seen, comment: str, to: str) -> Nomination:
    """Return a nomination to a desk it has been on; how it comes back is the round's rule."""
    check_avoids(nomination, by)
    return _freed(fire(nomination, "send_back", by=by, seen=seen, comment=comment, to=to))


def _freed(moved: Nomination) -> Nomination:
    """The same, its places free once it ended or lies with the branch again; no batch waits for one that ended."""
    if moved.state in (S.DRAFTING, S.REJECTED):
        release([moved])
    if moved.state == S.REJECTED:
        dissolve_batches(moved)
    return moved


@transaction.atomic
def reject(nomination: Nomination, *, by: Actor, seen: Seen, comment: str) -> Nomination:
    """End a nomination; its places are free."""
    check_avoids(nomination, by)
    return _freed(fire(nomination, "reject", by=by, seen=seen, comment=comment))


@transaction.atomic
def withdraw(nomination: Nomination, *, by: Actor, seen: Seen, comment: str = "") -> Nomination:
    """Take back what one sent, before the next person acted and before the list went."""
    if nomination.submission_id is not None:
        held = NominationList.objects.select_for_update(no_key=True).get(pk=nomination.submission_id)
        if held.state != ListState.COMPILING:
            raise Refused(
                f"推荐名单现在是“{held.get_state_display()}”，不能再从中撤回；需要撤回的，请先把名单撤回或退回。"
            )
    return _freed(fire(nomination, "withdraw", by=by, seen=seen, comment=comment))
