"""进展: what is reported of a problem or of one of its measures, with files; from time to time where it is kept up."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from permissions.actor import Actor
from workflows.engine import attachments, writing
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import Attachment, Task
from workflows.engine.transitions import Seen
from workflows.rectification.models import Measure, Problem, Progress
from workflows.rectification.models.problem_back import WORKING
from workflows.rectification.queries.programmes import limit_of
from workflows.rectification.rules import Outlook, next_review
from workflows.rectification.states import MeasureState as M
from workflows.rectification.states import ProblemState as S

LATEST = 500
"""Characters of the latest progress that the ledger shows."""


@transaction.atomic
def problem_report(
    problem: Problem,
    text: str,
    *,
    by: Actor,
    seen: Seen,
    percent: int | None = None,
    files: Sequence[Attachment] = (),
    outlook: Outlook = Outlook.ON_TRACK,
) -> Progress:
    """Report how a problem stands, and what the unit expects. `percent`: 0 to 100.

    Raises as `edit`, Incomplete without words.
    """
    locked = edit(problem, by=by, seen=seen, state=_at_work(problem))
    Problem.objects.filter(pk=locked.pk).update(outlook=outlook, lit_on=None)
    return _report(locked, None, text, percent, files, by)


@transaction.atomic
def measure_report(
    measure: Measure, text: str, *, by: Actor, seen: Seen, percent: int | None = None, files: Sequence[Attachment] = ()
) -> Progress:
    """Report how a measure stands; who does it reports, whoever leads the problem. Raises as `problem_report`."""
    locked = edit(measure, by=by, seen=seen, state=M.WORKING)
    if percent is not None:
        locked.percent = percent
    made = _report(locked.problem, locked, text, percent, files, by)
    locked.save(update_fields=["percent"])
    Problem.objects.filter(pk=locked.problem_id).update(lit_on=None)
    return made


@transaction.atomic
def problem_review(
    problem: Problem, text: str, *, by: Actor, seen: Seen, review_on: date | None = None,
    files: Sequence[Attachment] = (),
) -> Progress:  # fmt: skip
    """Report on what is kept up for long; its next review moves on with the day of its desk. 依据: domain 5.3.

    `review_on`: the next day, where the kind of limit gives none. Raises as `problem_report`, Refused for a problem
    that is put right by a day, Incomplete without a next day that is still to come.
    """
    locked = edit(problem, by=by, seen=seen, state=_at_work(problem))
    if locked.review_on is None:
        raise Refused("这个问题按时限整改，不需要定期复核。")
    made = _report(locked, None, text, None, files, by)
    locked.review_on = review_on or next_review(limit_of(locked), timezone.localdate())
    if locked.review_on is None or locked.review_on <= timezone.localdate():
        raise Incomplete(["请填写下次复核日期，应晚于今天。"])
    locked.save(update_fields=["review_on"])
    move_desk(locked)
    return made


def _at_work(problem: Problem) -> str:
    return S.SUSTAINING if problem.state == S.SUSTAINING else S.RECTIFYING


def _report(
    problem: Problem, measure: Measure | None, text: str, percent: int | None, files: Sequence[Attachment], by: Actor
) -> Progress:
    words, about = text.strip(), measure or problem
    if not words:
        raise Incomplete(["请写明进展情况。"])
    if percent is not None and not 0 <= percent <= 100:
        raise Incomplete(["进度应是0到100的整数。"])
    now = timezone.now()
    Problem.objects.filter(pk=problem.pk).update(progress=words[:LATEST], progress_on=timezone.localdate())
    for file in files:
        attachments.cite(about.process, file)
    given: dict[str, Any] = {"text": words, "percent": percent, "by": by.user, "at": now}
    made = Progress.objects.create(problem=problem, measure=measure, **given)
    writing.note(about, by, "report", "报告进展", words if percent is None else f"{words}（{percent}%）")
    return made


def move_desk(problem: Problem) -> None:
    """Give the open desk of a locked problem the day that the problem has, while it is worked on."""
    if problem.state in WORKING:
        Task.objects.filter(process=problem.process_id, finished__isnull=True).update(due_on=problem.due_day())
