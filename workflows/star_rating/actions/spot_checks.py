"""抽查 before 复核: drawn at random with one entry in the ledger, and the findings on the records drawn."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from permissions.models import User
from permissions.roles import Right
from workflows.engine import ledger, writing
from workflows.engine.drawing import fresh_seed, list_hash
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Round
from workflows.star_rating import queries
from workflows.star_rating.models import Rating, RatingList, SpotCheck, SpotPick
from workflows.star_rating.rules import drawing

NOBODY = "现在没有处在工委复核的支部，无从抽查。"
AGAIN = "这个范围已经抽查过。要重新抽取的，请写明原因。"


@transaction.atomic
def spot_draw(
    round_: Round, submission: RatingList | None, *, by: Actor, count: int | None = None,
    percent: Decimal | None = None, reason: str = "",
) -> SpotCheck:  # fmt: skip
    """Draw so many, or such a share rounded up, of what lies before 复核 in the round or in one of its lists.

    List hash, seed and picks are one entry of the ledger; the draw before it stands no more. Raises NotAllowed,
    Refused when there is nothing, or not as much, to draw from, and Incomplete for a second draw without a reason.
    """
    user = _check_reviews(by, round_)
    _lock(round_, submission)
    numbers = dict(queries.pool(round_, submission).values_list("process__number", "pk"))
    if not numbers:
        raise Refused(NOBODY)
    if count is not None and count > len(numbers):
        raise Refused(f"这个范围现在有{len(numbers)}个支部，抽不出{count}个，请改少。")
    _supersede(round_, submission, reason)
    seed = fresh_seed()
    drawn = drawing.draw(numbers, seed, drawing.how_many(len(numbers), count=count, percent=percent))
    made = SpotCheck.objects.create(
        round=round_, submission=submission, share=f"{count}个" if percent is None else f"{percent:f}%",
        pool=sorted(numbers), pool_hash=list_hash(numbers), seed=seed, reason=reason.strip(),
        drawn_by=user, drawn_at=timezone.now(),
    )  # fmt: skip
    SpotPick.objects.bulk_create(SpotPick(check_of=made, rating_id=numbers[number]) for number in drawn)
    ledger.enter([_entered(made, drawn)], by=by)
    return made


def _check_reviews(by: Actor, round_: Round) -> User:
    if by.user is None or not access.may(by, Right.REVIEW, round_.unit, queries.KEY):
        raise NotAllowed("抽查由工委组织部办理，您现在的身份不能办理。")
    return by.user


def _lock(round_: Round, submission: RatingList | None) -> None:
    """Keep the lists where they are while it is drawn from them, then one draw at a time."""
    lists = queries.lists_to_draw(round_).select_for_update(no_key=True, of=("self",)).order_by("pk")
    list(lists if submission is None else lists.filter(pk=submission.pk))
    Round.objects.select_for_update(no_key=True).get(pk=round_.pk)


def _supersede(round_: Round, submission: RatingList | None, reason: str) -> None:
    before = SpotCheck.objects.filter(round=round_, submission=submission, superseded=False)
    if before.exists() and not reason.strip():
        raise Incomplete([AGAIN])
    before.update(superseded=True)


def _entered(check: SpotCheck, drawn: list[str]) -> ledger.Change:
    facts = {"pool": len(check.pool), "pool_hash": check.pool_hash, "seed": check.seed, "picks": drawn}
    return ledger.Change(
        "spot_draw", "重新抽查" if check.reason else "抽查", ledger.subject_of(check.round), str(check),
        comment=check.reason, more=facts | {"share": check.share},
    )  # fmt: skip


@transaction.atomic
def spot_found(pick: SpotPick, *, agrees: bool, text: str, by: Actor) -> SpotPick:
    """Enter what was found on looking into a rating that was drawn; the rating's own trail says it too.

    Raises NotAllowed, Incomplete when it differs and nobody says how, and Refused once 复核 is over.
    """
    rating = Rating.objects.select_for_update(no_key=True, of=("self",)).select_related("round").get(pk=pick.rating_id)
    user = _check_reviews(by, rating.round)
    locked = SpotPick.objects.select_related("check_of").get(pk=pick.pk)
    if locked.check_of.superseded:
        raise Refused("这次抽查已经重抽，请在最近一次抽查中登记。")
    if rating.state not in queries.DRAWN_FROM:
        raise Refused(f"该支部现在是“{rating.get_state_display()}”，核查情况不能再登记。")
    if not agrees and not text.strip():
        raise Incomplete(["与初评不符的，请写明不符之处。"])
    locked.agrees, locked.text = agrees, text.strip()
    locked.found_by, locked.found_at = user, timezone.now()
    locked.save(update_fields=["agrees", "text", "found_by", "found_at"])
    said = f"与初评{'相符' if agrees else '不符'}。{locked.text}"
    writing.note(rating, by, "spot_found", "抽查核实", said)
    return locked
