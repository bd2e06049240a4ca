"""民主评议 of the scene: the meeting of 甲一支部 whose roll is frozen, its secretary as a member, a round prepared."""

from typing import TYPE_CHECKING

from django.utils import timezone

from tests.workflows.appraisal.cast import Cast, fresh
from workflows.appraisal import actions
from workflows.appraisal.rules import ready
from workflows.engine.models import Round, RoundNotice

if TYPE_CHECKING:
    from tests.scene import Scene

PREPARED = "筹备中的民主评议"


def add_appraisal(scene: "Scene") -> None:
    """Open a round for one branch, prepare another, and freeze the roll of the meeting."""
    cast = Cast(scene.world.units, scene.world.users)
    cast.opened(scope=[cast.units["甲一支部"].pk])
    given = actions.Arrangement(timezone.localdate(), "三楼会议室", "甲一支部的主持人", "甲一支部的述职")
    cast.do(actions.meeting_arrange, cast.meeting(), given=given)
    member = cast.row("周志远")
    cast.do(actions.freeze, cast.meeting())
    scene.add("meeting", fresh(cast.meeting()), cast.organiser, "甲一支部的主持人", "甲一支部的述职")
    scene.add("appraised", member, cast.organiser, f"周志远{timezone.localdate().year}年度民主评议")
    RoundNotice.objects.create(
        round=appraising(), title="评议通知", text="请按时召开。", by=cast.users["clerk"], sent_at=timezone.now()
    )
    actions.plan_keep(cast.units["工委"], ready(), by=cast.clerk)
    actions.draft_round(cast.units["工委"], ready(), by=cast.clerk, year=timezone.localdate().year, title=PREPARED)


def appraising() -> Round:
    """The round that is under way."""
    return Round.objects.get(process_key="appraisal", status=Round.Status.OPEN)


def prepared_appraising() -> Round:
    """The one that is not started."""
    return Round.objects.get(title=PREPARED)
