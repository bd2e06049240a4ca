"""What a public notice says of star ratings: unit, branch and star, no score. 依据: domain 3.7."""

from collections.abc import Sequence

from workflows.engine.models import Meeting, Publicity
from workflows.engine.registry import Publicised
from workflows.star_rating.models import Rating
from workflows.star_rating.queries.lists import bodies as filing_bodies
from workflows.star_rating.queries.sheets import scheme_of
from workflows.star_rating.states import ListState, RatingState, Track

ON_NOTICE = (RatingState.PUBLICISING, RatingState.PUBLISHED)


def publicised(publicity: Publicity) -> list[Publicised]:
    """The ratings on a notice, by unit and branch; one that was struck off is no longer on it.

    One statement, two with lists that were filed.
    """
    rows = Rating.objects.filter(submission__publicity=publicity, state__in=ON_NOTICE)
    rows = rows.select_related("unit", "round", "process", "submission__unit").order_by(
        "submission__unit__position", "submission__unit__code", "unit__position", "unit__code"
    )
    found = list(rows)
    bodies = deciders(found)
    return [_line(row, bodies[row.pk]) for row in found]


def _line(row: Rating, decided_by: str) -> Publicised:
    unit = row.submission.unit if row.submission else row.unit
    words = scheme_of(row.round).level_name(row.tier)
    filed_with = tuple(filing_bodies(row.round)) if decided_by else ()
    return Publicised(row, unit.short_name, row.unit.short_name, row.tier or 0, words, decided_by, filed_with)


def deciders(rows: Sequence[Rating]) -> dict[int, str]:
    """For each rating the body that decided it in its unit, as the list's meeting says; empty where the 工委 did.

    One statement where some list was only filed, else none.
    """
    filed = {row.pk: row.submission for row in rows if row.submission and row.submission.track == Track.FILE}
    processes = {submission.process_id for submission in filed.values()}
    held = Meeting.objects.filter(process__in=processes, state=ListState.COMPILING).order_by("lap")
    bodies = dict(held.values_list("process", "body")) if processes else {}
    said = {key: bodies.get(each.process_id, each.unit.short_name) for key, each in filed.items()}
    return {row.pk: said.get(row.pk, "") for row in rows}
