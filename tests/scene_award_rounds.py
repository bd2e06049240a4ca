"""Award rounds of the scene: a plan that is kept, a prepared round, and the notice of the open one with its file."""

from io import BytesIO
from typing import TYPE_CHECKING

from django.utils import timezone

from tests.workflows.nomination.cast import document
from workflows.engine import attachments
from workflows.engine.models import Round, RoundNotice
from workflows.nomination import actions
from workflows.nomination.models import AwardPlan

if TYPE_CHECKING:
    from tests.scene import Scene

PLAN, PREPARED = "保存的评选方案", "筹备中的表彰"


def add_award_rounds(scene: "Scene") -> None:
    """Keep the plan, prepare a round from it, and give the open one a notice."""
    world = scene.world
    plan = actions.plan_new(document(name=PLAN), by=world.clerk)
    actions.draft_round(world.units["工委"], plan.document, by=world.clerk, title=PREPARED)
    notice = RoundNotice.objects.create(
        round=scene.records["nominated"].round, title="评选通知", text="请按时推荐。", by=world.users["clerk"],
        sent_at=timezone.now(),
    )  # fmt: skip
    notice.files.add(attachments.upload(world.units["工委"], BytesIO("推荐表".encode()), world.clerk, "推荐表.txt"))


def award_plan() -> AwardPlan:
    """The plan that is kept."""
    return AwardPlan.objects.get(name=PLAN)


def prepared() -> Round:
    """The round that is not started."""
    return Round.objects.get(title=PREPARED)


def award_notice(scene: "Scene") -> RoundNotice:
    """The notice of the open round."""
    return RoundNotice.objects.get(round=scene.records["nominated"].round)
