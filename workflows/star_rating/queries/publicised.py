"""What a public notice says of star ratings: unit, branch and star, no score. 依据: domain 3.7."""

from workflows.engine.models import Publicity
from workflows.engine.registry import Publicised
from workflows.star_rating.models import Rating
from workflows.star_rating.queries.sheets import scheme_of
from workflows.star_rating.states import RatingState

ON_NOTICE = (RatingState.PUBLICISING, RatingState.PUBLISHED)


def publicised(publicity: Publicity) -> list[Publicised]:
    """The ratings on a notice, by unit and branch; one that was struck off is no longer on it. One statement."""
    rows = Rating.objects.filter(submission__publicity=publicity, state__in=ON_NOTICE)
    rows = rows.select_related("unit", "round", "process", "submission__unit").order_by(
        "submission__unit__position", "submission__unit__code", "unit__position", "unit__code"
    )
    return [_line(row) for row in rows]


def _line(row: Rating) -> Publicised:
    unit = row.submission.unit if row.submission else row.unit
    return Publicised(
        row, unit.short_name, row.unit.short_name, row.tier or 0, scheme_of(row.round).level_name(row.tier)
    )
