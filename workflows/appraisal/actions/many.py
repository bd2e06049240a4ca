"""What the branch enters for several members at once: self-assessments on paper, results that were told."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from permissions.actor import Actor
from workflows.appraisal.actions.holding import at_desk
from workflows.appraisal.actions.telling import check_told
from workflows.appraisal.models import Meeting
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.states import MeetingState as M
from workflows.engine.transitions import fire_many


@transaction.atomic
def assess_many(meeting: Meeting, said: Mapping[int, str], *, by: Actor) -> int:
    """Hand in the self-assessments of members (by key) for them; one that is in already stays. Returns how many.

    Raises NotAllowed, Stale as `assess_for`.
    """
    locked = at_desk(meeting, by, M.PREPARING, M.CHECKING_IN)
    rows = list(locked.members.filter(pk__in=said, state=A.SELF_ASSESSING).order_by("pk"))
    for row in rows:
        fire_many([row], "hand_in", by=by, via=locked, assessment=said[row.pk].strip())
    return len(rows)


@transaction.atomic
def acknowledge_many(meeting: Meeting, how: str, on: date, told: Mapping[int, str], *, by: Actor) -> int:
    """Enter that members (by key, each with what he said) were told in one way on one day. Returns how many.

    One who acknowledged it himself meanwhile stays so. Raises NotAllowed, Stale, Refused as `acknowledge_for`.
    """
    locked = at_desk(meeting, by, M.FEEDING_BACK)
    check_told(locked, how, on)
    rows = list(locked.members.filter(pk__in=told, state=A.FEEDING_BACK).order_by("pk"))
    silent = [row for row in rows if not told[row.pk].strip()]
    fire_many(silent, "acknowledge", by=by, via=locked, how=how, on=on, answer="")
    for row in rows:
        if answer := told[row.pk].strip():
            fire_many([row], "acknowledge", by=by, via=locked, how=how, on=on, answer=answer)
    return len(rows)
