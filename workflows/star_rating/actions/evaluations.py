"""评审: preparing one, handing out the sheets, and what they come to. 依据: domain 2.6b, 2.6c."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from permissions import access
from permissions.actor import SYSTEM, Actor
from permissions.models import Appointment, OrgUnit
from permissions.roles import Right
from workflows.engine import writing
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.transitions import Seen, fire, fire_many, open_many
from workflows.star_rating import queries
from workflows.star_rating.actions.figures import Figure, put_figures
from workflows.star_rating.actions.panels import lock_sheets, set_due
from workflows.star_rating.models import Evaluated, Evaluation, Rating, Reviewer, ReviewLine, ReviewSheet
from workflows.star_rating.queries import evaluations as reading

S = Evaluation.State
ROUND_OVER = "批次已经结束或取消。"


@transaction.atomic
def evaluation_new(round_: Round, unit: OrgUnit, given: Mapping[str, Any], *, by: Actor) -> Evaluation:
    """Prepare an evaluation in the name of the 工委, or of a unit for the branches that it reports.

    Raises NotAllowed, and Refused when the round is not open.
    """
    if by.user is None or not access.may(by, Right.REVIEW, unit, queries.KEY):
        raise NotAllowed("评审由组织评审的单位的党务干部准备，您现在的身份不能办理。")
    if round_.status != Round.Status.OPEN:
        raise Refused(f"批次“{round_.title}”{round_.get_status_display()}，不能再组织评审。")
    made = Evaluation(round=round_, unit=unit, **given)
    return open_many([made], by=by)[0]


@transaction.atomic
def evaluation_add_branches(
    evaluation: Evaluation, ratings: Sequence[Rating], group: int, *, by: Actor, seen: Seen
) -> Evaluation:
    """Have these branches scored, in a group or in none; one that is there already changes its group."""
    locked = edit(evaluation, by=by, seen=seen, state=S.PREPARING)
    rows = [Evaluated(evaluation=locked, rating=rating, group=group) for rating in ratings]
    Evaluated.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["evaluation", "rating"], update_fields=["group"]
    )
    return locked


@transaction.atomic
def evaluation_add_reviewers(
    evaluation: Evaluation, posts: Sequence[Appointment], group: int, *, by: Actor, seen: Seen
) -> Evaluation:
    """Name these people, each in the post given, as reviewers; one who is there already changes his group."""
    locked = edit(evaluation, by=by, seen=seen, state=S.PREPARING)
    rows = [
        Reviewer(evaluation=locked, user=post.user, unit=post.unit, post=str(post)[:120], group=group) for post in posts
    ]
    Reviewer.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["evaluation", "user"], update_fields=["unit", "post", "group"]
    )
    return locked


@transaction.atomic
def evaluation_remove(
    evaluation: Evaluation, *, by: Actor, seen: Seen, reviewer: int = 0, branch: int = 0
) -> Evaluation:
    """Take a reviewer, or a branch, off the list again (by the key of the row)."""
    locked = edit(evaluation, by=by, seen=seen, state=S.PREPARING)
    locked.reviewers.filter(pk=reviewer).delete()
    locked.evaluated.filter(pk=branch).delete()
    return locked


@transaction.atomic
def evaluation_begin(evaluation: Evaluation, *, by: Actor, seen: Seen, comment: str = "") -> Evaluation:
    """Hand out the sheets: to each reviewer one, with the branches that he scores."""
    locked = _lock(evaluation)
    problems = reading.begin_lacking(locked) if locked.state == S.PREPARING else []
    moved = fire(locked, "begin", by=by, seen=seen, comment=comment)
    if problems:  # told after the right was checked
        raise Incomplete(problems)
    if locked.state == S.PREPARING:  # the second of two clicks finds them handed out
        _hand_out(moved)
    return moved


def _hand_out(evaluation: Evaluation) -> None:
    given = reading.assignments(evaluation)
    reviewers = list(evaluation.reviewers.select_related("user", "unit"))
    sheets = open_many(
        [
            ReviewSheet(evaluation=evaluation, round=evaluation.round, unit=row.unit, reviewer=row.user)
            for row in reviewers
        ],
        by=SYSTEM,
        comment=f"{evaluation.name}开始评分。",
    )
    ReviewLine.objects.bulk_create(
        (ReviewLine(sheet=sheet, rating_id=rating) for sheet in sheets for rating in given[sheet.reviewer_id]),
        batch_size=1000,
    )
    set_due(evaluation, [sheet.process_id for sheet in sheets])


def _lock(evaluation: Evaluation) -> Evaluation:
    """Lock an evaluation before its sheets, as the order of locks asks."""
    rows = Evaluation.objects.select_for_update(no_key=True, of=("self",)).select_related("round", "unit", "process")
    return rows.get(pk=evaluation.pk)


@transaction.atomic
def evaluation_close(evaluation: Evaluation, *, by: Actor, seen: Seen, comment: str = "") -> Evaluation:
    """Reckon up the sheets; the figures of a panel go into the ratings, each with how it was reckoned.

    Raises Incomplete while a sheet is out or a branch has no score.
    """
    locked = _lock(evaluation)
    sheets = [sheet for sheet in lock_sheets(locked.pk) if sheet.state == ReviewSheet.State.MARKED]
    problems = reading.close_lacking(locked) if locked.state == S.EVALUATING else []
    outcome = [] if problems else reading.outcome(locked)
    moved = fire(locked, "close", by=by, seen=seen, comment=comment, outcome=outcome)
    if problems:  # told after the right was checked
        raise Incomplete(problems)
    if sheets:
        fire_many(sheets, "count", by=SYSTEM)
        _put(moved, by)
    return moved


SOURCE = 120
"""Characters of a figure's source."""


def _put(evaluation: Evaluation, by: Actor) -> None:
    if evaluation.component:
        figures = {row["rating"]: _figure(evaluation.name, row) for row in evaluation.outcome}
        put_figures(evaluation.round, evaluation.component, figures, by=by)


def _figure(name: str, row: Mapping[str, Any]) -> Figure:
    return Figure(Decimal(row["figure"]), f"{name}：{row['how']}"[:SOURCE])


@transaction.atomic
def evaluation_call_off(evaluation: Evaluation, *, by: Actor, seen: Seen, comment: str) -> Evaluation:
    """Call it off; open sheets are cancelled and keep what was typed."""
    moved = fire(_lock(evaluation), "call_off", by=by, seen=seen, comment=comment)
    _cancel(lock_sheets(moved.pk), comment)
    return moved


def stop_due(_today: date) -> int:
    """Stop what is still open in rounds that are over or were cancelled. Returns evaluations stopped."""
    left = Evaluation.objects.filter(state__in=(S.PREPARING, S.EVALUATING)).exclude(round__status=Round.Status.OPEN)
    return sum(_stop(pk) for pk in left.values_list("pk", flat=True))


@transaction.atomic
def _stop(pk: int) -> int:
    rows = Evaluation.objects.select_for_update(no_key=True, skip_locked=True)
    found = rows.filter(pk=pk, state__in=(S.PREPARING, S.EVALUATING)).first()
    if found is None:
        return 0
    fire(found, "stop", by=SYSTEM, seen=None, comment=ROUND_OVER)
    _cancel(lock_sheets(pk), ROUND_OVER)
    return 1


def _cancel(sheets: Sequence[ReviewSheet], comment: str) -> int:
    return len(fire_many(sheets, "cancel", by=SYSTEM, comment=comment))


@transaction.atomic
def evaluation_drop(evaluation: Evaluation, reviewer: int, *, by: Actor, seen: Seen, comment: str) -> Evaluation:
    """Go on without one reviewer (by the key of his account); the evaluation's own trail says who and why.

    Raises Incomplete without a reason, and Refused when he has no open sheet.
    """
    locked = edit(evaluation, by=by, seen=seen, state=S.EVALUATING)
    if not comment.strip():
        raise Incomplete(["请写明取消该评委的原因。"])
    if not _cancel([sheet for sheet in lock_sheets(locked.pk) if sheet.reviewer_id == reviewer], comment):
        raise Refused("该评委没有未汇总的评分表，请刷新查看。")
    name = str(locked.reviewers.select_related("user__person").get(user=reviewer))
    writing.note(locked, by, "drop_reviewer", "取消评委", f"{name}：{comment}")
    return locked
