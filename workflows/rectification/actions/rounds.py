"""整改专项 as rounds: prepared from a programme, opened after 减负体检, cancelled, closed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from permissions.actor import Actor
from permissions.models import OrgUnit
from workflows.engine import gates, handling, round_notices, running
from workflows.engine.errors import Refused
from workflows.engine.gates import CheckupAnswer
from workflows.engine.models import Record, Round
from workflows.rectification.models import Acceptance, Letter, LookBack, Measure, Postponement, Problem
from workflows.rectification.queries import KEY
from workflows.rectification.queries.burden import checkup
from workflows.rectification.queries.rounds import open_problems, taking_part
from workflows.rectification.rules import Programme, ProgrammeError
from workflows.rectification.states import ProblemState as S

EXTENDED: dict[Any, type[Record]] = {S.SIGNING: Problem, S.PLANNING: Problem}
"""The stages that may be given more time for everybody; the day of a problem moves by 延期 alone."""
BESIDE: tuple[type[Record], ...] = (Measure, Postponement, Acceptance, Letter, LookBack)


def draft_round(
    unit: OrgUnit, document: Mapping[str, Any], *, by: Actor, title: str, resume: str = Round.Resume.STEPWISE,
    stages: Mapping[str, Mapping[str, Any]] | None = None, scope: Sequence[int] = (), like: Round | None = None,
    basis: str | None = None,
) -> Round:  # fmt: skip
    """Prepare a programme that `unit` holds with a copy of a document; nobody sees it until it is started.

    `stages`: last days by stage. `scope`: the units it is for, with all below them; none: everybody below `unit`.
    `like`: the round whose notice is taken over. `basis`: the papers it rests on; None: those of the document. Raises
    NotAllowed, and Refused when the document cannot be used.
    """
    running.check_runs(by, unit, KEY)
    programme = checked(document)
    made = Round.objects.create(
        process_key=KEY,
        year=timezone.localdate().year,
        title=title,
        unit=unit,
        resume=resume,
        stages=dict(stages or {}) | ({} if programme.confirm_plan else {str(S.PLAN_CONFIRMING): {"off": True}}),
        scheme=dict(document),
        scheme_version=programme.version,
        basis=(programme.basis if basis is None else basis)[:200],
        scope=list(scope),
    )
    if like is not None:
        round_notices.take_over(like, made, by=by)
        handling.take_over(like, made)
    return made


def checked(document: Mapping[str, Any]) -> Programme:
    """The programme of a document. Raises Refused with the sentence of the rules."""
    try:
        return Programme.read(dict(document))
    except ProgrammeError as wrong:
        raise Refused(str(wrong)) from None


@transaction.atomic
def start_round(round_: Round, answer: CheckupAnswer | None = None, *, by: Actor) -> None:
    """Open a prepared programme at once, and send its notice: problems may be registered from now on.

    `answer` says which 减负体检 was shown (goals U4). Raises NotAllowed, Stale, Incomplete, Refused.
    """
    running.check_runs(by, round_.unit, KEY)
    locked = Round.objects.select_for_update(no_key=True, of=("self",)).select_related("unit").get(pk=round_.pk)
    if locked.status != Round.Status.DRAFT:
        raise Refused("该专项已经启动，不需要再次启动。")
    gates.confirm(locked, checkup(locked), answer or CheckupAnswer(""), by=by)
    locked.status, locked.opened_at = Round.Status.OPEN, timezone.now()
    locked.save(update_fields=["status", "opened_at"])
    round_notices.send(locked)


@transaction.atomic
def round_open_more(round_: Round, units: Sequence[OrgUnit], *, by: Actor) -> int:
    """Let further units take part in a running programme. Returns how many more may lead a problem.

    Raises NotAllowed, Refused when all of them may already.
    """
    running.check_runs(by, round_.unit, KEY)
    running.locked_open(round_)
    locked = Round.objects.select_related("unit").get(pk=round_.pk)
    before = taking_part(locked).count()
    locked.scope = sorted({*locked.scope, *(unit.pk for unit in units)}) if locked.scope else []
    joined = taking_part(locked).count() - before
    if not joined:
        raise Refused("所选单位都已参加，不需要增加。")
    locked.save(update_fields=["scope"])
    names = "、".join(unit.short_name for unit in units)
    running.enter("round_open_more", "增加参加单位", locked, by, comment=f"{names}，共{joined}个")
    return joined


@transaction.atomic
def round_cancel(round_: Round, *, reason: str, by: Actor) -> None:
    """Cancel a programme of which nothing is closed yet: at once for everybody, its records end later.

    Raises NotAllowed, Refused.
    """
    running.check_runs(by, round_.unit, KEY)
    locked = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if locked.status not in (Round.Status.DRAFT, Round.Status.OPEN):
        raise Refused(f"专项{locked.get_status_display()}，不能取消。")
    if closed := Problem.objects.filter(round=locked, state=S.CLOSED).count():
        raise Refused(f"本专项已有{closed}个问题销号，不能取消；其余问题办结或撤销登记后，可以结束专项。")
    locked.status, locked.ended_why = Round.Status.CANCELLED, reason
    locked.save(update_fields=["status", "ended_why"])
    running.enter("round_cancel", "取消批次", locked, by, comment=reason)
    cancel_round_job.enqueue(locked.pk)


@task()
def cancel_round_job(round_id: int) -> int:
    """End all that is under way in a cancelled programme. Safe to repeat. Returns records ended."""
    return _end(Round.objects.get(pk=round_id))


def cancel_due(_today: date) -> int:
    """End what a job that failed left under way in cancelled programmes. Returns records ended."""
    return sum(_end(round_) for round_ in Round.objects.filter(process_key=KEY, status=Round.Status.CANCELLED))


def _end(round_: Round) -> int:
    """What hangs on problems ends before them."""
    comment = f"专项取消：{round_.ended_why}"
    ended = sum(running.call_off(running.under_way(model, round_), comment, "drop") for model in BESIDE)
    return ended + running.call_off(running.under_way(Problem, round_), comment)


@transaction.atomic
def round_close(round_: Round, *, reason: str, by: Actor) -> None:
    """Close a programme in which every problem has ended. Raises NotAllowed, Refused while some are open."""
    running.check_runs(by, round_.unit, KEY)
    locked = running.locked_open(round_)
    if left := open_problems(locked).count():
        raise Refused(f"本专项还有{left}个问题没有办结，不能结束。")
    locked.status, locked.ended_why = Round.Status.CLOSED, reason
    locked.save(update_fields=["status", "ended_why"])
    running.enter("round_close", "结束批次", locked, by, comment=reason)
