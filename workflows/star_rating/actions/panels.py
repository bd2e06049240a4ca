"""While reviewers score: another last day, a reminder to who has not handed in, a branch taken out."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from permissions import access
from permissions.actor import SYSTEM, Actor
from permissions.roles import Right
from workflows.engine import notices, urging, writing
from workflows.engine.calendar import within_a_year
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Notice, Round, Task
from workflows.engine.transitions import Seen, fire_many
from workflows.star_rating import queries
from workflows.star_rating.models import Evaluated, Evaluation, ReviewLine, ReviewSheet
from workflows.star_rating.queries import evaluations as reading

S = Evaluation.State
OPEN = (ReviewSheet.State.MARKING, ReviewSheet.State.MARKED)
EMPTIED = "没有其他支部可评，评分表随之取消。"


def set_due(evaluation: Evaluation, processes: Collection[int]) -> None:
    """Give the open desks of these sheets the evaluation's own last day, where it has one. One statement or none."""
    if evaluation.due_on is not None:
        Task.objects.filter(process__in=processes, finished__isnull=True).update(due_on=evaluation.due_on)


@transaction.atomic
def evaluation_due(evaluation: Evaluation, until: date, *, by: Actor, seen: Seen) -> Evaluation:
    """Set the last day for the sheets, before the scoring or while it runs; who has not handed in is told.

    Raises Refused for a day that has passed, lies too far ahead or before the evaluation itself, and in a round that is
    over; and as `edit`.
    """
    if until < timezone.localdate() or not within_a_year(until):
        raise Refused("评分截止日期须为今天或以后、一年之内，请核对。")
    if until < evaluation.held_on:
        raise Refused("评分截止日期不能早于评审日期。")
    locked = edit(evaluation, by=by, seen=seen, state=evaluation.state)
    _check_goes_on(locked)
    locked.due_on = until
    locked.save(update_fields=["due_on"])
    said = f"评分截止日期定为{until:%Y年%m月%d日}。"
    writing.note(locked, by, "evaluation_due", "定评分截止", said)
    rows = lock_sheets(locked.pk, (ReviewSheet.State.MARKING,))
    set_due(locked, [row.process_id for row in rows])
    _tell(rows, f"{locked.name}{said}")
    return locked


def evaluation_urge(evaluation: Evaluation, *, by: Actor) -> int:
    """Remind the reviewers whose sheets are out, each at most once a day. Returns how many.

    Raises NotAllowed, and Refused unless they score and the round goes on.
    """
    if not access.may(by, Right.REVIEW, evaluation.unit, queries.KEY):
        raise NotAllowed("催办由组织评审的单位办理，您现在的身份不能办理。")
    if evaluation.state != S.EVALUATING:
        raise Refused(f"本次评审{evaluation.get_state_display()}，不能催办。")
    _check_goes_on(evaluation)
    out = ReviewSheet.objects.filter(evaluation=evaluation, state=ReviewSheet.State.MARKING)
    return urging.urge(Task.objects.filter(process__in=out.values("process")), by=by)


@transaction.atomic
def evaluation_strike(evaluation: Evaluation, branch: int, *, by: Actor, seen: Seen, comment: str) -> Evaluation:
    """Take one branch (by the key of its row) out while the scoring runs: what it was given counts no more.

    A sheet with nobody else on it is cancelled. The evaluation's own trail says which branch and why, and so are the
    reviewers told. Raises Incomplete without a reason, Refused when the branch does not count any more.
    """
    locked = edit(evaluation, by=by, seen=seen, state=S.EVALUATING)
    _check_goes_on(locked)
    if not comment.strip():
        raise Incomplete(["请写明划出该支部的原因。"])
    row = reading.counted(locked).select_related("rating__unit", "rating__process").filter(pk=branch).first()
    if row is None:
        raise Refused("该支部已不在本次评审中，请刷新查看。")
    sheets = lock_sheets(locked.pk)
    row.struck = comment.strip()
    row.save(update_fields=["struck"])
    emptied = _cancel_emptied(locked, sheets)
    said = f"{row.rating.unit.short_name}（{row.rating.process.number}）：{row.struck}"
    writing.note(locked, by, "strike_branch", "划出支部", f"{said}{_about(emptied)}")
    _tell(_with(sheets, row), f"{locked.name}不再评{row.rating.unit.short_name}：{row.struck}")
    return locked


@transaction.atomic
def evaluation_restore(evaluation: Evaluation, branch: int, *, by: Actor, seen: Seen, comment: str) -> Evaluation:
    """Have a branch that was taken out (by the key of its row) scored again: what it was given counts as before.

    Raises Incomplete without a reason; Refused when the branch was not taken out or its rating is over, when a sheet
    was cancelled for want of another branch, and when one was handed in without it.
    """
    locked = edit(evaluation, by=by, seen=seen, state=S.EVALUATING)
    _check_goes_on(locked)
    if not comment.strip():
        raise Incomplete(["请写明恢复该支部的原因。"])
    rows = locked.evaluated.select_related("rating__unit", "rating__process").exclude(struck="")
    row = rows.filter(pk=branch, **reading.UNDER_WAY).first()
    if row is None:
        raise Refused("该支部没有划出，或者其评定已经结束，不能恢复，请刷新查看。")
    sheets = lock_sheets(locked.pk)
    if problem := reading.restore_lacking(locked, row.rating_id):
        raise Refused(problem)
    row.struck = ""
    row.save(update_fields=["struck"])
    said = f"{row.rating.unit.short_name}（{row.rating.process.number}）：{comment.strip()}"
    writing.note(locked, by, "restore_branch", "恢复支部", said)
    _tell(_with(sheets, row), f"{locked.name}恢复评{row.rating.unit.short_name}：{comment.strip()}")
    return locked


def _with(sheets: Sequence[ReviewSheet], row: Evaluated) -> list[ReviewSheet]:
    """Those of the sheets that a branch stands on."""
    concerned = set(ReviewLine.objects.filter(sheet__in=sheets, rating=row.rating_id).values_list("sheet", flat=True))
    return [sheet for sheet in sheets if sheet.pk in concerned]


def _check_goes_on(evaluation: Evaluation) -> None:
    """Raises Refused in a round that is over or was cancelled: its evaluations are about to be stopped."""
    round_ = evaluation.round
    if round_.status != Round.Status.OPEN:
        raise Refused(f"批次“{round_.title}”{round_.get_status_display()}，评审随之终止，不能再办理这一项。")


def _cancel_emptied(locked: Evaluation, sheets: Sequence[ReviewSheet]) -> list[ReviewSheet]:
    """Cancel the sheets with nobody left on them. Returns them."""
    left = set(reading.counted_lines(locked.pk).filter(sheet__in=sheets).values_list("sheet", flat=True))
    emptied = [sheet for sheet in sheets if sheet.pk not in left]
    fire_many(emptied, "cancel", by=SYSTEM, comment=EMPTIED)
    return emptied


def _about(emptied: Sequence[ReviewSheet]) -> str:
    names = "、".join(str(sheet.reviewer) for sheet in emptied)
    return f"；{names}{EMPTIED}" if names else ""


def lock_sheets(evaluation: int, states: Collection[str] = OPEN) -> list[ReviewSheet]:
    """Lock the sheets of an evaluation (by its key) in these states; those not counted yet, if none are named."""
    rows = ReviewSheet.objects.select_for_update(no_key=True, of=("self",))
    rows = rows.select_related("process", "reviewer__person")
    return list(rows.filter(evaluation=evaluation, state__in=states).order_by("pk"))


def _tell(sheets: Sequence[ReviewSheet], text: str) -> None:
    """Say it to the reviewers of these sheets."""
    made = [
        notice
        for sheet in sheets
        for notice in notices.tell([sheet.reviewer_id], sheet.process, text, Notice.Kind.TODO)
    ]
    Notice.objects.bulk_create(made)
