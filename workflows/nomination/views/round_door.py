"""Where the notice of a round leads its reader."""

from django.http import HttpRequest

from workflows.engine.models import Round
from workflows.engine.round_door import address, user_of
from workflows.nomination.queries import proposing


def next_step(request: HttpRequest, round_: Round) -> dict[str, str]:
    """To nominate, for those who may; else to how the round stands."""
    if round_.status == Round.Status.OPEN and proposing.proposing_units(user_of(request), round_).exists():
        return {"label": "去提名", "url": address("nominate", round_)}
    return {"label": "查看批次进度", "url": address("round", round_)}
