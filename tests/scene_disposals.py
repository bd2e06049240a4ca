"""组织处置 of the scene: one of a member of 甲一支部, on file with its superior in a moment."""

from typing import TYPE_CHECKING

from django.utils import timezone

from tests.workflows.appraisal.cast import Cast, fresh
from workflows.appraisal import actions

if TYPE_CHECKING:
    from tests.scene import Scene

WHAT = "被处置人的具体情况"


def add_disposals(scene: "Scene") -> None:
    """Propose a 处置 of a member who has no account."""
    cast = Cast(scene.world.units, scene.world.users)
    unit = cast.units["甲一支部"]
    member = cast.member("王旭东")
    made = actions.disposal_open(member, unit, actions.CaseInput("idle", WHAT), by=cast.organiser)
    cast.do(actions.disposal_propose, made, "secretary", held_on=timezone.localdate(), minutes="同意启动。")
    scene.add("disposal", fresh(made), cast.organiser, WHAT)
