"""The plan that a round goes by: the copy that the round carries."""

import json
from functools import lru_cache

from workflows.appraisal.rules import BallotForm, Plan, Subject
from workflows.engine.models import Round


@lru_cache(maxsize=32)
def _plan(document: str) -> Plan:
    return Plan.read(json.loads(document))


def plan_of(round_: Round) -> Plan:
    """The plan of a round; read once per worker. No statement. Raises PlanError when the copy cannot be used."""
    return _plan(json.dumps(round_.scheme, ensure_ascii=False, sort_keys=True))


def required(form: BallotForm) -> bool:
    """Whether a meeting cannot do without this form: members are judged, 班子 and 群众 only where it was done."""
    return form.subject is Subject.MEMBERS
