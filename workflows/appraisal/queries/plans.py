"""What a round goes by: the plan that was copied into it; and those that units wrote themselves."""

import json
from functools import lru_cache

from django.db.models import QuerySet

from permissions.models import OrgUnit, User
from workflows.appraisal.models import OwnPlan
from workflows.appraisal.queries.rounds import held
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


def own(user: User) -> QuerySet[OwnPlan]:
    """What the units wrote for which the person runs rounds, the newest first."""
    rows = OwnPlan.objects.filter(unit__in=held(user))
    return rows.select_related("unit", "created_by__person").order_by("-pk")


def last_version(unit: OrgUnit | None, name: str) -> OwnPlan | None:
    """The newest version of a plan that a unit wrote under this name. One statement."""
    return OwnPlan.objects.filter(unit=unit, name=name).order_by("-pk").first()


def version_before(row: OwnPlan) -> OwnPlan | None:
    """The version before one, None for the first. One statement."""
    return OwnPlan.objects.filter(unit=row.unit_id, name=row.name, pk__lt=row.pk).order_by("-pk").first()
