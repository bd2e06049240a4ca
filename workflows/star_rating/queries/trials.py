"""Scores that schemes are tried on, as the rules take them: those of a round, and those that were kept."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from permissions import routing
from permissions.models import OrgUnit
from workflows.engine.models import Round
from workflows.star_rating.models import Rating, TrialScores
from workflows.star_rating.queries.sheets import deductions, entered, findings
from workflows.star_rating.rules import Past, Scheme
from workflows.star_rating.rules.fitting import Entry, Mark, standard_of, words_of
from workflows.star_rating.states import RatingState, Sheet

CHUNK = 500
OWN = (RatingState.SELF_ASSESSING, RatingState.GENERAL_REVIEWING, RatingState.SCORING)
"""Where the committee has not handed in its score yet: the own score is all there is."""


def entries(scores: TrialScores) -> list[Entry]:
    """The scores of one set, every branch once."""
    return of_round(scores.round) if scores.round else [_of_row(row) for row in scores.rows]


def of_round(round_: Round) -> list[Entry]:
    """The sheets of a round: the committee's where it was handed in, else the own one; drafts stay out."""
    rows = Rating.objects.filter(round=round_).exclude(state=RatingState.SELF_ASSESSING)
    ratings = list(rows.exclude(state=RatingState.CALLED_OFF).select_related("unit").order_by("unit__code"))
    scheme = Scheme.from_data(round_.scheme)
    found: list[Entry] = []
    for at in range(0, len(ratings), CHUNK):
        found += _of_ratings(scheme, ratings[at : at + CHUNK])
    return found


def _of_ratings(scheme: Scheme, ratings: Sequence[Rating]) -> list[Entry]:
    """A constant number of statements for all of them."""
    own = [rating.pk for rating in ratings if rating.state in OWN]
    reviewed = [rating.pk for rating in ratings if rating.state not in OWN]
    lines = deductions(own, Sheet.SELF) | deductions(reviewed, Sheet.REVIEW)
    vetoes = findings(own, Sheet.SELF) | findings(reviewed, Sheet.REVIEW)
    paths = routing.paths(rating.unit_id for rating in ratings)
    codes = dict(
        OrgUnit.objects.filter(pk__in={at.id for path in paths.values() for at in path}).values_list("pk", "code")
    )
    return [
        Entry(
            branch=rating.unit.short_name,
            unit=_reporting(paths[rating.unit_id]),
            marks=_marks(scheme, lines.get(rating.pk, [])),
            figures={scheme.components_by_code[code].name: figure for code, figure in entered(rating).items()},
            found=_texts(scheme, vetoes.get(rating.pk, {})),
            past=Past.of(rating.history),
            was=_was(rating),
            above=frozenset(codes[at.id] for at in paths[rating.unit_id]),
            area=rating.unit.field,
        )
        for rating in ratings
    ]


def _was(rating: Rating) -> str:
    """The star it had, and whether it gave up a higher one for want of a place: a trial does not."""
    name = str((rating.result or rating.self_result).get("tier_name", ""))
    return f"{name}（因名额改列）" if rating.capped else name


def _reporting(path: routing.Path) -> str:
    place = routing.reporting_unit(path)
    return place.name if place else ""


def _marks(scheme: Scheme, lines: Sequence[tuple[str, Decimal, str]]) -> tuple[Mark, ...]:
    known = scheme.lines
    return tuple(Mark(words_of(scheme, known[code]), figure, standard_of(known[code])) for code, figure, _ in lines)


def _texts(scheme: Scheme, findings: Mapping[str, bool]) -> tuple[str, ...]:
    return tuple(scheme.asked[code].text for code, found in findings.items() if found and code in scheme.asked)


def _of_row(row: Mapping[str, Any]) -> Entry:
    """A kept row; its unit's place in the tree is not known, so quotas of one named unit leave it out."""
    return Entry(
        branch=row["branch"],
        unit=row["unit"],
        figures={name: Decimal(figure) for name, figure in row["figures"].items()},
        total=None if row["total"] is None else Decimal(row["total"]),
        found=tuple(row["found"]),
        past=Past(row["last"]),
        was=row["was"],
    )
