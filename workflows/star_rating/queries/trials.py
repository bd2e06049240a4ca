"""Scores that schemes are tried on, as the rules take them: those of a round, and those that were kept."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q

from permissions import routing
from permissions.models import OrgUnit
from workflows.engine.models import Round
from workflows.star_rating.models import Rating, Scheme, SheetLine, TrialScores, VetoFinding
from workflows.star_rating.queries.quota_bases import fields_of
from workflows.star_rating.queries.sheets import entered
from workflows.star_rating.queries.stars import ChangedStar, changed_stars
from workflows.star_rating.rules import Past
from workflows.star_rating.rules import Scheme as Rules
from workflows.star_rating.rules.fitting import Entry, Mark, standard_of, words_of
from workflows.star_rating.states import RatingState, Sheet

CHUNK = 500
OWN = (RatingState.SELF_ASSESSING, RatingState.GENERAL_REVIEWING, RatingState.SCORING)
"""Where the committee has not handed in its score yet: the own score is all there is."""


def entries(scores: TrialScores) -> list[Entry]:
    """The scores of one set, every branch once."""
    return of_round(scores.round) if scores.round else [_of_row(row) for row in scores.rows]


def scheme_to_begin_with(scores: TrialScores, kept: Sequence[Scheme]) -> int | None:
    """The scheme of the round that the sheets are of; for kept rows the newest that grades by the figures in them.

    Such a scheme has figures for every component that gives points. Else the first that is `kept`; totals go into
    any. One statement at most.
    """
    newest = kept[0].pk if kept else None
    if scores.round is not None:
        return next((row.pk for row in kept if _ran(scores.round, row)), newest)
    named = {name for row in scores.rows for name in row["figures"]}
    if not named:
        return newest
    rows = Scheme.objects.order_by("-pk")
    return next((row.pk for row in rows if _giving(Rules.from_data(row.document)) <= named), newest)


def _ran(round_: Round, scheme: Scheme) -> bool:
    return (scheme.name, scheme.version) == (round_.scheme["name"], round_.scheme_version)


def _giving(rules: Rules) -> set[str]:
    return {each.name for each in rules.components if not each.takes}


def of_round(round_: Round) -> list[Entry]:
    """The sheets of a round: the committee's where it was handed in, else the own one; drafts stay out."""
    rows = Rating.objects.filter(round=round_).exclude(state=RatingState.SELF_ASSESSING)
    ratings = list(rows.exclude(state=RatingState.CALLED_OFF).select_related("unit").order_by("unit__code"))
    scheme = Rules.from_data(round_.scheme)
    ended = any(rating.state == RatingState.PUBLISHED for rating in ratings)
    now = changed_stars(rows, round_) if ended else {}
    found: list[Entry] = []
    for at in range(0, len(ratings), CHUNK):
        found += _of_ratings(scheme, ratings[at : at + CHUNK], now)
    return found


def _of_ratings(scheme: Rules, ratings: Sequence[Rating], now: Mapping[int, ChangedStar]) -> list[Entry]:
    """A constant number of statements for all of them."""
    own = [rating.pk for rating in ratings if rating.state in OWN]
    reviewed = [rating.pk for rating in ratings if rating.state not in OWN]
    handed_in = Q(rating__in=own, sheet=Sheet.SELF) | Q(rating__in=reviewed, sheet=Sheet.REVIEW)
    lines, found = _lines(handed_in), _found(handed_in)
    paths = routing.paths(rating.unit_id for rating in ratings)
    fields = fields_of([rating.unit_id for rating in ratings])
    codes = dict(
        OrgUnit.objects.filter(pk__in={at.id for path in paths.values() for at in path}).values_list("pk", "code")
    )
    return [
        Entry(
            branch=rating.unit.short_name,
            unit=_reporting(paths[rating.unit_id]),
            marks=_marks(scheme, lines.get(rating.pk, [])),
            figures={scheme.components_by_code[code].name: figure for code, figure in entered(rating).items()},
            found=_texts(scheme, found.get(rating.pk, [])),
            past=Past.of(rating.history),
            was=_was(rating, now.get(rating.unit_id)),
            above=frozenset(codes[at.id] for at in paths[rating.unit_id]),
            area=rating.field or fields.get(rating.unit_id, ""),
        )
        for rating in ratings
    ]


def _lines(these: Q) -> dict[int, list[tuple[str, Decimal]]]:
    """The lines of both kinds of sheets together, by rating: code and points. One statement."""
    found: dict[int, list[tuple[str, Decimal]]] = {}
    rows = SheetLine.objects.filter(these).order_by("pk").values_list("rating_id", "code", "points")
    for rating, code, points in rows:
        found.setdefault(rating, []).append((code, points))
    return found


def _found(these: Q) -> dict[int, list[str]]:
    """The circumstances that were found, by rating. One statement."""
    found: dict[int, list[str]] = {}
    for rating, code in VetoFinding.objects.filter(these, found=True).order_by("pk").values_list("rating_id", "code"):
        found.setdefault(rating, []).append(code)
    return found


def _was(rating: Rating, star: ChangedStar | None) -> str:
    """The star it has, and whether it gave up a higher one for want of a place: a trial does not."""
    if star:
        return star.words
    name = str((rating.result or rating.self_result).get("tier_name", ""))
    return f"{name}（因名额改列）" if rating.capped else name


def _reporting(path: routing.Path) -> str:
    place = routing.reporting_unit(path)
    return place.name if place else ""


def _marks(scheme: Rules, lines: Sequence[tuple[str, Decimal]]) -> tuple[Mark, ...]:
    known = scheme.lines
    return tuple(Mark(words_of(scheme, known[code]), figure, standard_of(known[code])) for code, figure in lines)


def _texts(scheme: Rules, found: Sequence[str]) -> tuple[str, ...]:
    return tuple(scheme.asked[code].text for code in found if code in scheme.asked)


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
        area=row.get("field", ""),
    )
