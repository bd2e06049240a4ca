"""What a round goes by: the programme that was copied into it; and those that units wrote themselves."""

import json
from functools import lru_cache

from django.db.models import QuerySet

from permissions.models import OrgUnit, User
from workflows.engine.models import Round
from workflows.rectification.models import OwnProgramme, Problem
from workflows.rectification.queries.rounds import held
from workflows.rectification.rules import Limit, Programme


@lru_cache(maxsize=32)
def _programme(document: str) -> Programme:
    return Programme.read(json.loads(document))


def programme_of(round_: Round) -> Programme:
    """The programme of a round, from the copy that the round carries; read once per worker. No statement.

    Raises ProgrammeError for a prepared round whose copy cannot be used.
    """
    return _programme(json.dumps(round_.scheme, ensure_ascii=False, sort_keys=True))


def limit_of(problem: Problem) -> Limit:
    """The kind of time limit that a problem has."""
    return programme_of(problem.round).limit_by_code[problem.limit]


def own(user: User) -> QuerySet[OwnProgramme]:
    """What the units wrote for which the person runs programmes, the newest first."""
    rows = OwnProgramme.objects.filter(unit__in=held(user))
    return rows.select_related("unit", "created_by__person").order_by("-pk")


def last_version(unit: OrgUnit | None, name: str) -> OwnProgramme | None:
    """The newest version of a programme that a unit wrote under this name. One statement."""
    return OwnProgramme.objects.filter(unit=unit, name=name).order_by("-pk").first()


def version_before(row: OwnProgramme) -> OwnProgramme | None:
    """The version before one, None for the first. One statement."""
    return OwnProgramme.objects.filter(unit=row.unit_id, name=row.name, pk__lt=row.pk).order_by("-pk").first()
