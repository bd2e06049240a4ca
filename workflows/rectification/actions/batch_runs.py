"""One verb on thousands of problems: asked for at one click, done in the background, each in its own transaction."""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from permissions.actor import Actor
from permissions.models import Appointment, User
from workflows.engine.errors import Refused
from workflows.engine.models import Notice, Round
from workflows.engine.transitions import Seen
from workflows.rectification.actions.assigning import assign, each, sign
from workflows.rectification.models import BatchRun, Problem

VERBS = {"assign": assign, "sign": sign}
"""What may be taken on all that is offered; what closes a problem asks that somebody has looked at it."""
STEP = 50
"""Problems between two words of progress."""
GONE = "问题已不存在。"
NOTHING = "没有可以办理的。"

Item = tuple[int, Seen, Appointment | None]
"""A problem, what was seen of it, and the post in which it is acted on."""


@transaction.atomic
def batch_begin(round_: Round, verb: str, items: Sequence[Item], *, by: User) -> BatchRun:
    """Have a verb taken on problems one by one in the background. Raises Refused where there are none."""
    if not items:
        raise Refused(NOTHING)
    asked = [[key, str(seen), post.pk if post else None] for key, seen, post in items]
    run = BatchRun.objects.create(round=round_, verb=verb, by=by, at=timezone.now(), items=asked)
    batch_job.enqueue(run.pk)
    return run


@task()
def batch_job(pk: int) -> int:
    """Carry a run out; repeated, it goes on where it stopped. Returns how many problems were taken up."""
    run = BatchRun.objects.select_related("by__person").get(pk=pk)
    if run.finished_at is None:
        _carry_out(run)
    return len(run.results)


def _carry_out(run: BatchRun) -> None:
    posts = Appointment.objects.select_related("unit").in_bulk({post for *_, post in run.items if post})
    left = run.items[len(run.results) :]
    for at in range(0, len(left), STEP):
        run.results += _taken(run, left[at : at + STEP], posts)
        run.save(update_fields=["results"])
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])
    failed = sum(bool(refused) for _, refused in run.results)
    said = f"批量办理完成：办成{len(run.results) - failed}个，没有办成{failed}个。请在“{run.round.title}”中查看。"
    Notice.objects.create(user=run.by, round=run.round, text=said[:240], at=run.finished_at)


def _taken(
    run: BatchRun, items: Sequence[tuple[int, str, int | None]], posts: dict[int, Appointment]
) -> Iterator[list[object]]:
    """What became of some of them."""
    rows = Problem.objects.select_related("unit", "process", "round__unit").in_bulk([key for key, *_ in items])
    for key, seen, post in items:
        if key not in rows:
            yield [key, GONE]
            continue
        by = Actor(run.by, posts.get(post or 0))
        (done,) = each(VERBS[run.verb], [(rows[key], Seen.parse(seen) or Seen(0, 0))], by=by)
        yield [key, done.refused]
