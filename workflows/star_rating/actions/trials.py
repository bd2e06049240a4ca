"""Keeping scores that schemes are tried on (试算); a trial itself changes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from permissions import access
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import ledger
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Round
from workflows.star_rating import queries
from workflows.star_rating.models import TrialScores


def keep_scores(
    name: str, *, by: Actor, round_: Round | None = None, rows: Sequence[Mapping[str, Any]] = ()
) -> TrialScores:
    """Keep the scores of a round, or rows that were read from a workbook, for any version to be tried on.

    Raises NotAllowed, and Refused when the name is taken.
    """
    if (
        by.user is None
        or by.appointment is None
        or not access.may(by, Right.SUPERVISE, by.appointment.unit, queries.KEY)
    ):
        raise NotAllowed("试算由工委组织部办理，您现在的身份不能办理。")
    try:
        with transaction.atomic():
            made = TrialScores.objects.create(name=name, round=round_, rows=[dict(row) for row in rows], by=by.user)
            ledger.enter([ledger.Change("trial_scores", "保存试算得分", ledger.subject_of(made), name)], by=by)
    except IntegrityError:
        raise Refused(f"已有名为“{name}”的得分，请换一个名称。") from None
    return made
