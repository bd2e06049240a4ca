"""What a round asks: the award round that was copied into it."""

import json
from functools import lru_cache

from workflows.engine.models import Round
from workflows.nomination.rules import AwardRound


@lru_cache(maxsize=32)
def _award(document: str) -> AwardRound:
    return AwardRound.from_data(json.loads(document))


def award_of(round_: Round) -> AwardRound:
    """The award round of a round, from the copy that the round carries; read once per worker. No statement.

    Raises RoundError for a prepared round whose copy cannot be used.
    """
    return _award(json.dumps(round_.scheme, ensure_ascii=False, sort_keys=True))
