"""P5: stars of 2,000 branches × 40 lines, caps, vetoes and reasons, recomputed from rows.

Against reading the same rows, scores and findings, as tuples with `values_list`.
"""

from decimal import Decimal
from itertools import product
from typing import Any

from benchmarks.measure import Figure, in_turn, ms
from benchmarks.organisation import Office
from workflows.star_rating import queries
from workflows.star_rating.models import Rating, SheetLine, VetoFinding
from workflows.star_rating.states import Sheet

TARGET = "≤ 4 × the time"
BRANCHES, LINES = 2_000, 40


def run() -> Figure:
    """Recompute and merely read, in turn."""
    office = Office(BRANCHES)
    office.round.scheme, office.round.scheme_version = _of_40_indicators(office.round.scheme), "40"
    office.round.save()
    keys = [rating.pk for rating in office.ratings(office.branches)]
    ratings = list(Rating.objects.select_related("round").filter(pk__in=keys))
    _fill(ratings)

    def recompute() -> None:
        assert len(queries.results(ratings, Sheet.SELF)) == BRANCHES

    def read() -> None:
        lines = SheetLine.objects.filter(rating__in=keys, sheet=Sheet.SELF).order_by("pk")
        assert len(list(lines.values_list("rating_id", "code", "points", "reason"))) == BRANCHES * LINES
        found = VetoFinding.objects.filter(rating__in=keys, sheet=Sheet.SELF)
        list(found.values_list("rating_id", "code", "found"))

    mine, theirs = in_turn([(recompute, read)] * 7)
    return Figure(mine / theirs, TARGET, mine / theirs <= 4, f"{ms(mine)}; reading the rows {ms(theirs)}")


def _of_40_indicators(scheme: dict[str, Any]) -> dict[str, Any]:
    """Scheme C with its table stretched to 40 indicators of one line each."""
    first = scheme["indicators"][0] | {"full": "2.5", "free": False}
    line = first["items"][0] | {"points": "2.5"}
    table = [first | {"code": f"I{n}", "items": [line | {"code": str(n)}]} for n in range(1, LINES + 1)]
    return scheme | {"indicators": table}


def _fill(ratings: list[Rating]) -> None:
    """Points under 40 lines of the scheme, each with a reason, and every veto looked into; one in fifty applies."""
    scheme = queries.scheme_of(ratings[0].round)
    assert len(scheme.lines) == LINES
    SheetLine.objects.bulk_create(
        (
            SheetLine(rating=rating, sheet=Sheet.SELF, code=code, points=Decimal("0.5"), reason="年度考核排名靠后")
            for rating, code in product(ratings, scheme.lines)
        ),
        batch_size=5_000,
    )
    VetoFinding.objects.bulk_create(
        (
            VetoFinding(rating=rating, sheet=Sheet.SELF, code=veto.code, found=rating.pk % 50 == 0)
            for rating, veto in product(ratings, scheme.vetoes)
        ),
        batch_size=5_000,
    )
