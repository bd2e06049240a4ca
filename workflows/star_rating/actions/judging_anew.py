"""What an upheld objection asks for when it is not the end of a rating: it is scored and decided once more."""

from django.db import transaction

from permissions.actor import Actor
from workflows.engine.errors import Refused
from workflows.engine.models import Objection
from workflows.engine.transitions import fire_many
from workflows.star_rating import queries
from workflows.star_rating.actions.lists import let_go, lock_list, note_out
from workflows.star_rating.actions.ranking import lock_ranked, unrank
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.states import RatingState

AGAIN = "公示异议核查成立，退回重新初评，重新审定和公示。"


@transaction.atomic
def judge_anew(objection: Objection, by: Actor) -> None:
    """Send a publicised rating back to 初评; it leaves its list and the notice, and the place it held is free.

    It comes back in its unit's next list, is judged by score, quota and meeting as every other, and has a notice of its
    own. Raises Refused when it is no longer publicised, or when another objection to it stands.
    """
    rows = Rating.objects.select_related("unit", "round", "process", "submission")
    rating = rows.get(process=objection.parent_id)
    if rating.submission is None or rating.state != RatingState.PUBLICISING:
        raise Refused("该支部已不在公示中，不能退回重新评定，请刷新查看。")
    lock_ranked(rating.submission)
    locked: RatingList = lock_list(rating.submission)
    if queries.objections_to([rating]).exclude(pk=objection.pk).exists():
        raise Refused("该支部还有未结的或者已经成立的其他异议，请先办结其他异议，再退回重新评定。")
    fire_many([rating], "pull", by=by, via=locked, comment=AGAIN, to=RatingState.SCORING)
    let_go([rating])
    unrank([rating], by=by, why=f"{rating.unit.short_name}已退出排名，须重新统一排名。")
    note_out(locked, rating, "pull", "单独退回", by=by, comment=AGAIN)
