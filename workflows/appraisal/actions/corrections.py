"""限期改正: its plan and progress, how it is reminded of, falls due, is assessed again and ends. 依据: domain 4.4."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from permissions.actor import Actor
from workflows.appraisal.actions.consequences import publish
from workflows.appraisal.models import Correction, CorrectionReport, Disposal
from workflows.appraisal.queries.corrections import about_reassessment
from workflows.appraisal.queries.disposals import ENDED
from workflows.appraisal.rules import Method, Outcome, Reassessment
from workflows.appraisal.states import CorrectionState as C
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete
from workflows.engine.transitions import Seen, fire, open_many

VERBS = {Outcome.LIFT: "lift", Outcome.EXTEND: "extend", Outcome.PERSUADE: "turn"}


@transaction.atomic
def correction_plan(correction: Correction, plan: str, helpers: str, *, by: Actor, seen: Seen) -> Correction:
    """Keep what is to be done and who helps. Raises as `edit`."""
    locked = edit(correction, by=by, seen=seen, state=C.CORRECTING)
    locked.plan, locked.helpers = plan.strip(), helpers.strip()
    locked.save(update_fields=["plan", "helpers"])
    return locked


@transaction.atomic
def correction_report(correction: Correction, text: str, on: date, *, by: Actor, seen: Seen) -> CorrectionReport:
    """Keep how it stands on a day. Raises as `edit`, Incomplete for a day before it began or after today."""
    locked = edit(correction, by=by, seen=seen, state=C.CORRECTING)
    if not locked.starts_on <= on <= timezone.localdate():
        raise Incomplete([f"日期应在{locked.starts_on}到今天之间，现为{on}。"])
    return CorrectionReport.objects.create(
        correction=locked,
        text=text.strip(),
        on=on,
        by=by.user,
        at=timezone.now(),  # type: ignore[misc]
    )


def correction_lift(correction: Correction, *, by: Actor, seen: Seen, on: date, comment: str) -> Correction:
    """Lift it: the member has corrected himself."""
    return _conclude(correction, Reassessment(Outcome.LIFT, on, comment), by=by, seen=seen)


def correction_extend(
    correction: Correction, *, by: Actor, seen: Seen, on: date, until: date, comment: str
) -> Correction:
    """Let it run until a later day, a year from its first at the most."""
    return _conclude(correction, Reassessment(Outcome.EXTEND, on, comment, until), by=by, seen=seen, due_on=until)


@transaction.atomic
def correction_turn(correction: Correction, *, by: Actor, seen: Seen, on: date, comment: str) -> Correction:
    """Nothing changed: it ends, and a 处置 by 劝其退党 is drafted for the 支委会, unless one is under way."""
    moved = _conclude(correction, Reassessment(Outcome.PERSUADE, on, comment), by=by, seen=seen)
    open_ = Disposal.objects.filter(person=moved.person_id).exclude(state__in=ENDED)
    if correction.state == C.REASSESSING and not open_.exists():
        open_many([_persuading(moved, comment)], by=by)
    return moved


def _persuading(correction: Correction, reason: str) -> Disposal:
    before = correction.disposal
    return Disposal(
        person=correction.person, unit=correction.unit, round=correction.round, appraisal=before.appraisal,
        ground="unchanged", method=Method.PERSUADE, evidence=reason.strip(),
    )  # fmt: skip


@transaction.atomic
def correction_stop(correction: Correction, *, by: Actor, seen: Seen, comment: str) -> Correction:
    """Carry it out no further, for a reason; what is kept of it ends today."""
    moved = fire(correction, "stop", by=by, seen=seen, comment=comment)
    if correction.state in (C.CORRECTING, C.REASSESSING):
        publish(moved.disposal, timezone.localdate())
    return moved


@transaction.atomic
def _conclude(correction: Correction, found: Reassessment, *, by: Actor, seen: Seen, **more: Any) -> Correction:
    """Take the verb of an outcome. Raises Incomplete before the day, without a reason, beyond the limit."""
    rows = Correction.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "round", "person", "disposal__unit"
    )
    locked = rows.get(pk=correction.pk)
    waiting = locked.state == C.REASSESSING
    wrong = about_reassessment(locked, found) if waiting else []
    outcomes = [*locked.outcomes, _written(found)]
    verb = VERBS[found.outcome]
    moved = fire(locked, verb, by=by, seen=seen, comment=found.reason, outcomes=outcomes, **more)
    if wrong:
        raise Incomplete(list(wrong))
    if waiting:
        publish(moved.disposal, found.until or found.on)
    return moved


def _written(found: Reassessment) -> dict[str, str]:
    """An assessment in plain JSON values."""
    said = {"outcome": str(found.outcome), "on": found.on.isoformat(), "reason": found.reason.strip()}
    return said | ({"until": found.until.isoformat()} if found.until else {})
