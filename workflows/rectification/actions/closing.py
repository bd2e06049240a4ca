"""销号: asked for by the unit, verified from below upward, closed or kept up, or sent back. 依据: domain 5.4."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.transitions import Seen, fire
from workflows.rectification.actions.assigning import Done, each
from workflows.rectification.actions.children import close_measures, drop_open, redo_measures
from workflows.rectification.models import Acceptance, Postponement, Problem
from workflows.rectification.models.problem_back import CHECKING
from workflows.rectification.queries import KEY
from workflows.rectification.queries.closing import lacks_to_apply, seen_at_check
from workflows.rectification.states import ProblemState as S

CLOSED = "问题已销号。"
BACK = "问题已退回整改。"


@transaction.atomic
def apply(
    problem: Problem, *, by: Actor, seen: Seen, result: str, checked: Mapping[str, str], comment: str = ""
) -> Problem:
    """Ask for 销号: what came of it, and by condition of the programme how it is met.

    Asked by the head of the unit, it goes past the check within. Raises Incomplete while measures are open, a
    condition is not met, evidence is missing or of a kind that does not count.
    """
    met = {code: words.strip() for code, words in checked.items() if words.strip()}
    headed = access.may(by, Right.DECIDE, problem.unit, KEY)
    moved = fire(
        problem, "apply", by=by, seen=seen, comment=comment, submitter=by.user, result=result.strip(), checked=met,
        to=S.COMMITTEE_CHECKING if headed else S.WITHIN_CHECKING, applied_on=timezone.localdate(),
    )  # fmt: skip
    lacking = lacks_to_apply(moved, met) + ([] if result.strip() else ["请写明整改结果。"])
    if lacking:  # told after the right was checked
        raise Incomplete(lacking)
    return moved


def verify(problem: Problem, *, by: Actor, seen: Seen, comment: str = "") -> Problem:
    """Pass on to a higher stage what is true as far as this one sees."""
    return fire(problem, "verify", by=by, seen=seen, comment=comment, decided=seen_at_check(problem))


@transaction.atomic
def close(problem: Problem, *, by: Actor, seen: Seen, comment: str = "") -> Problem:
    """Settle a problem; its measures end with it, and what is still open beside it is dropped.

    Raises Incomplete while a measure is open, a condition is not met, evidence lacks or a body has not accepted.
    """
    decided = seen_at_check(problem)
    moved = fire(
        problem, "close", by=by, seen=seen, comment=comment, decided=decided, closed_on=timezone.localdate(),
        closed_as={"责任单位": problem.unit.name, "专项": problem.round.title},
    )  # fmt: skip
    close_measures(moved)
    drop_open(moved, CLOSED)
    return moved


def close_many(items: Sequence[tuple[Problem, Seen]], *, by: Actor, comment: str = "") -> list[Done]:
    """Close many, with what became of each."""
    return each(close, items, by=by, comment=comment)


@transaction.atomic
def sustain(problem: Problem, *, by: Actor, seen: Seen, comment: str, review_on: date) -> Problem:
    """Find a problem done in the main and keep it up, reported on by a day; it does not count as closed.

    From now on the day of its next review counts; the day it had stays on record.
    """
    moved = fire(problem, "sustain", by=by, seen=seen, comment=comment, review_on=review_on)
    if review_on <= timezone.localdate():  # told after the right was checked
        raise Incomplete(["下次复核日期应晚于今天。"])
    drop_open(moved, "问题转入持续整改。", (Acceptance, Postponement))
    return moved


@transaction.atomic
def send_back(problem: Problem, *, by: Actor, seen: Seen, comment: str, to: str, redo: Sequence[int] = ()) -> Problem:
    """Return a problem, or a plan, to an earlier desk. `redo`: keys of finished measures that are done again.

    Raises Refused for a measure that is not this problem's, or not finished.
    """
    checking = problem.state in CHECKING
    moved = fire(problem, "send_back", by=by, seen=seen, comment=comment, to=to)
    if redo and redo_measures(moved, redo, comment) < len(set(redo)):
        raise Refused("要重新落实的措施已变动，请刷新后再退回。")
    if checking:
        drop_open(moved, BACK, (Acceptance,))
    return _unassigned(moved)


@transaction.atomic
def withdraw(problem: Problem, *, by: Actor, seen: Seen, comment: str = "") -> Problem:
    """Take back what one did last, before the next person acted."""
    return _unassigned(fire(problem, "withdraw", by=by, seen=seen, comment=comment))


def _unassigned(moved: Problem) -> Problem:
    """What was written to a unit that has a problem no more ends."""
    if moved.state == S.REGISTERING:
        drop_open(moved, "问题已退回交办单位。")
        moved.lights.update(bygone=True)
    return moved
