"""A reviewer's sheet: kept as a draft, handed in, taken back before it is counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from permissions.actor import Actor
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete
from workflows.engine.transitions import Seen, fire
from workflows.star_rating.actions.panels import set_due
from workflows.star_rating.models import ReviewLine, ReviewSheet
from workflows.star_rating.queries import evaluations as reading

S = ReviewSheet.State


@dataclass(frozen=True)
class Marks:
    """What a reviewer gives one branch: points by dimension in their order (None: not yet), and a word on it."""

    points: Sequence[Decimal | None]
    note: str = ""


@transaction.atomic
def marks_save(sheet: ReviewSheet, given: Mapping[int, Marks], *, by: Actor, seen: Seen) -> ReviewSheet:
    """Keep a draft: by rating, what the reviewer gives. Raises Stale, and NotAllowed for anybody but the reviewer."""
    locked = edit(sheet, by=by, seen=seen, state=S.MARKING)
    lines = [line for line in locked.lines.all() if line.rating_id in given]
    for line in lines:
        marks = given[line.rating_id]
        line.points = [None if points is None else str(points) for points in marks.points]
        line.note = marks.note
    ReviewLine.objects.bulk_update(lines, ["points", "note"], batch_size=500)
    return locked


@transaction.atomic
def marks_submit(sheet: ReviewSheet, *, by: Actor, seen: Seen, comment: str = "") -> ReviewSheet:
    """Hand the sheet in. Raises Incomplete while a branch is not scored in full."""
    locked = ReviewSheet.objects.select_for_update(no_key=True, of=("self",)).select_related("evaluation")
    row = locked.get(pk=sheet.pk)
    lines = reading.sheet_lines(row)
    problems = [text for _, text in reading.marks_lacking(row.evaluation, lines)] if row.state == S.MARKING else []
    marks = {line.rating.process.number: line.points for line in lines}
    moved = fire(row, "submit", by=by, seen=seen, comment=comment, marks=marks)
    if problems:  # told after the right was checked
        raise Incomplete(problems)
    return moved


@transaction.atomic
def marks_withdraw(sheet: ReviewSheet, *, by: Actor, seen: Seen, comment: str = "") -> ReviewSheet:
    """Take the sheet back before it is counted; its last day stays what it was."""
    moved = fire(sheet, "withdraw", by=by, seen=seen, comment=comment)
    set_due(moved.evaluation, [moved.process_id])
    return moved
