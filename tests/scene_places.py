"""Places of the scene: an award round with rules that contradict in 甲一支部."""

from typing import TYPE_CHECKING

from tests.workflows.nomination.cast import Cast, document
from workflows.engine.models import Quota, Round
from workflows.nomination.actions import quotas

if TYPE_CHECKING:
    from tests.scene import Scene

TITLE = "名额台账的批次"
SHARE = {
    "code": "share", "name": "受表彰人数", "categories": ["member"], "per": "branch", "percent": "10",
    "base": "members", "basis": "通知第三条",
}  # fmt: skip


def add_places(scene: "Scene") -> None:
    """Open a round with its places counted: 10 % of two members are none, two places are stated."""
    cast = Cast(scene.world.units, scene.world.users)
    given = document(name=TITLE, caps=[SHARE])
    given["categories"][1] |= {"per_unit": 3, "places": 30}
    quotas.open_quotas(cast.award_round(given))


def of_board() -> Round:
    """The round whose places were counted."""
    return Round.objects.get(title=TITLE)


def quota_at(unit: str, key: str) -> Quota:
    """One of its quotas."""
    return Quota.objects.get(round=of_board(), unit__short_name=unit, key=key)
