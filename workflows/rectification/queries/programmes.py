"""What a round goes by: the programme that was copied into it."""

import json
from functools import lru_cache

from workflows.engine.models import Round
from workflows.rectification.models import Problem
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
