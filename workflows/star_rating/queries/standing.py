"""Whether what stands agrees: members with their lists, places with quotas, results with the rows they came from."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from workflows.engine.models import Fact, Reservation
from workflows.star_rating.models import Rating
from workflows.star_rating.queries.rounds import KEY, LISTED
from workflows.star_rating.queries.sheets import results
from workflows.star_rating.queries.stars import star_level
from workflows.star_rating.states import ListState, RatingState, Sheet

CHUNK = 500
OWN_STILL = (RatingState.SELF_ASSESSING, RatingState.CALLED_OFF)
"""Where an own result may be none, or one of before the last changes: not handed in, or ended before it was."""


def out_of_step() -> Iterator[str]:
    """Members that are not where their list is, and places of a quota held by ratings whose list has not gone."""
    rows = Rating.objects.filter(submission__process__finished__isnull=True, submission__isnull=False)
    listed: dict[str, str] = {ListState.COMPILING: RatingState.LISTED}
    ended = (RatingState.PUBLISHED, RatingState.REJECTED, RatingState.CALLED_OFF)
    pairs = rows.exclude(state__in=ended).values_list(
        "state", "submission__state", "process__number", "submission__process__number"
    )
    for state, list_state, number, list_number in pairs:
        if state != listed.get(list_state, list_state):
            yield f"{number}与所在的{list_number}不在同一环节。"
    gone = [state for state in LISTED if state != RatingState.LISTED]
    carried = Rating.objects.filter(state__in=gone).values("process")
    own = Reservation.objects.filter(quota__round__process_key=KEY)
    for held in own.exclude(process__in=carried).select_related("process"):
        yield f"{held.process.number}占用名额，却不在已报送的呈报批中。"


def changed_results() -> Iterator[str]:
    """Every result that stands, graded again from its rows: a sentence for each that differs in the last digit."""
    keys = list(Rating.objects.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(keys), CHUNK):
        rows = Rating.objects.filter(pk__in=keys[at : at + CHUNK]).select_related("round", "process")
        yield from _changed_self(list(rows.exclude(state__in=OWN_STILL)))
        yield from _changed_review(list(rows.filter(submission__isnull=False)))


def _changed_self(rows: Sequence[Rating]) -> Iterator[str]:
    fresh = results(rows, Sheet.SELF)
    for row in rows:
        if row.self_result != fresh[row.pk].to_data():
            yield f"{row.process.number}的自评结果与重算不同。"


def _changed_review(rows: Sequence[Rating]) -> Iterator[str]:
    fresh = results(rows, Sheet.REVIEW)
    stars = {fact.process_id: fact for fact in Fact.objects.filter(process__in=[row.process_id for row in rows])}
    for row in rows:
        again = fresh[row.pk]
        if (row.result, row.score, row.tier) != (again.to_data(), again.score, again.tier):
            yield f"{row.process.number}的评定结果（{row.score}分）与重算（{again.score}分）不同。"
        star = stars.get(row.process_id)
        if star is not None and _of(star) != (star_level(again.tier), again.score):
            yield f"{row.process.number}公布的星级与重算不同。"


def _of(star: Fact) -> tuple[int, Decimal]:
    return star.value["tier"], Decimal(star.value["score"])
