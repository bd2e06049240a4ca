"""The addresses of 试算: open to those who look after rounds, like schemes."""

import json
from typing import Any

from tests.doors import OF_SCHEME, Door, _key, done, supervisors, words
from workflows.star_rating.models import TrialScores

OF_SCORES = _key(lambda scene, name: TrialScores.objects.get())


def of_draft(scene: Any, person: str, name: str) -> dict[str, Any]:
    """A scheme as its preview sends it, and the scores to try it on."""
    return {"document": json.dumps(scene.scheme.document), "scores": TrialScores.objects.get().pk}


TRIALS: dict[str, tuple[Door, ...]] = {
    "star_rating/trials/": (Door(get=supervisors),),
    "star_rating/trials/new/": (Door(get=supervisors, post=done(supervisors, 422), form=words(source="round")),),
    "star_rating/trials/draft/": (Door(post=supervisors, form=of_draft),),
    "star_rating/trials/template/<int:pk>.xlsx": (Door(get=supervisors, args=OF_SCHEME),),
    "star_rating/trials/<int:pk>/": (Door(get=supervisors, args=OF_SCORES),),
    "star_rating/trials/<int:pk>/result.xlsx": (Door(get=supervisors, args=OF_SCORES),),
}
