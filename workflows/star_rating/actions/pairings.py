"""挂联: a leader who helps one of the last branches until a day, and what came of it. 依据: domain 2.6c [S21]."""

from datetime import date

from django.db import transaction

from permissions import access
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import notices, writing
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Notice
from workflows.star_rating import queries
from workflows.star_rating.models import Evaluation, Pairing, Rating
from workflows.star_rating.queries import evaluations as reading

ABOUT = (Right.PROPOSE, Right.DECIDE)
"""Who of a branch is told."""


@transaction.atomic
def pairing_set(evaluation: Evaluation, rating: Rating, *, leader: str, until: date, by: Actor) -> Pairing:
    """Name who helps a branch that came last, and until when; its people are told. Once more changes it.

    Raises NotAllowed, and Refused when the evaluation is not closed or the branch is not among the last.
    """
    locked = _lock(evaluation, by)
    if rating.pk not in reading.last_ones(locked):
        raise Refused(f"{rating.unit.short_name}不在末位名单中，不用挂联。")
    made, _ = Pairing.objects.update_or_create(
        evaluation=locked, rating=rating, defaults={"leader": leader, "until": until}
    )
    said = f"{rating.unit.short_name}由{leader}挂联，{until:%Y年%m月%d日}前转化。"
    writing.note(locked, by, "pairing_set", "确定挂联", said)
    held = access.holders([(rating.unit_id, right) for right in ABOUT], queries.KEY)
    users = sorted({user for found in held.values() for user in found})
    Notice.objects.bulk_create(notices.tell(users, rating.process, f"{locked.name}：{said}"))
    return made


@transaction.atomic
def pairing_settled(pairing: Pairing, *, turned: bool, result: str, by: Actor) -> Pairing:
    """Record whether the branch came round (转化), and in which way. Raises NotAllowed, Incomplete without words."""
    locked = _lock(pairing.evaluation, by)
    if not result.strip():
        raise Incomplete(["请写明转化情况。"])
    pairing.turned, pairing.result = turned, result.strip()
    pairing.save(update_fields=["turned", "result"])
    words = "已转化" if turned else "未转化"
    writing.note(locked, by, "pairing_settled", words, f"{pairing.rating.unit.short_name}{words}。{pairing.result}")
    return pairing


def _lock(evaluation: Evaluation, by: Actor) -> Evaluation:
    rows = Evaluation.objects.select_for_update(no_key=True, of=("self",)).select_related("round", "unit")
    locked = rows.get(pk=evaluation.pk)
    if not access.may(by, Right.REVIEW, locked.unit, queries.KEY):
        raise NotAllowed("挂联由组织评审的单位办理，您现在的身份不能办理。")
    if locked.state != Evaluation.State.EVALUATED:
        raise Refused("评审还没有汇总，排出名次后再确定挂联。")
    return locked
