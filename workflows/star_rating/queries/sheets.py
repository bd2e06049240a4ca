"""Reading score sheets: the frozen scheme, lines, vetoes, results, what is still lacking."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils import timezone

from workflows.engine import facts
from workflows.engine.models import Citation, Fact, Round
from workflows.star_rating.models import Rating, SheetLine, VetoFinding
from workflows.star_rating.rules import (
    FIGURE_SOURCES,
    Deduction,
    Deductions,
    Past,
    Placed,
    QuotaNode,
    Result,
    Scheme,
    Veto,
    grade,
    missing_difference_reasons,
    missing_figures,
    missing_reasons,
    with_quota,
)
from workflows.star_rating.rules.circumstances import Told
from workflows.star_rating.rules.describing import merit_effect, veto_effect
from workflows.star_rating.states import Sheet

Facts = Mapping[int, Mapping[str, Told | None]]
"""What other processes tell, by rating and fact."""


@lru_cache(maxsize=32)
def _scheme(round_id: int, version: str, _started: datetime | None) -> Scheme:
    return Scheme.from_data(Round.objects.values_list("scheme", flat=True).get(pk=round_id))


def scheme_of(round_: Round) -> Scheme:
    """The scheme frozen in a round; read once per worker and start, because an open round's scheme does not change.

    One that is being prepared may be given another, of the same version too.
    """
    if round_.status == Round.Status.DRAFT:
        return Scheme.from_data(round_.scheme)
    return _scheme(round_.pk, round_.scheme_version, round_.opened_at)


def deductions(ratings: Iterable[int], sheet: str) -> dict[int, list[Deduction]]:
    """The lines of many ratings' sheets, by rating. One statement."""
    return {rating: [Deduction(*row) for row in rows] for rating, rows in _typed(ratings, sheet).items()}


def _typed(ratings: Iterable[int], sheet: str) -> dict[int, list[tuple[str, Decimal, str]]]:
    """As `deductions`, the rows as plain tuples: all that a grade asks for, and quicker made. One statement."""
    rows = SheetLine.objects.filter(rating__in=list(ratings), sheet=sheet).order_by("pk")
    found = defaultdict(list)
    for rating, code, points, reason in rows.values_list("rating_id", "code", "points", "reason"):
        found[rating].append((code, points, reason))
    return found


def findings(ratings: Iterable[int], sheet: str) -> dict[int, dict[str, bool]]:
    """What each rating's sheet says of each veto (absent: not looked into yet). One statement."""
    rows = VetoFinding.objects.filter(rating__in=list(ratings), sheet=sheet)
    found: dict[int, dict[str, bool]] = {}
    for rating, code, applies in rows.values_list("rating_id", "code", "found"):
        found.setdefault(rating, {})[code] = applies
    return found


def results(ratings: Sequence[Rating], sheet: str) -> dict[int, Result]:
    """Each rating graded from its stored rows on its round's scheme. Two statements, whatever the number."""
    keys = [rating.pk for rating in ratings]
    lines, vetoes = _typed(keys, sheet), findings(keys, sheet)
    told = told_of(ratings) if sheet == Sheet.REVIEW else {}
    return {
        rating.pk: _grade(rating, lines.get(rating.pk, []), vetoes.get(rating.pk, {}), sheet, told)
        for rating in ratings
    }


def _grade(rating: Rating, lines: Deductions, vetoes: dict[str, bool], sheet: str, told: Facts) -> Result:
    scheme = scheme_of(rating.round)
    applies = tuple(code for code, found in vetoes.items() if found)
    review = sheet == Sheet.REVIEW
    figures, placing = (entered(rating), _placed(scheme, rating)) if review else ({}, None)
    known = told.get(rating.pk, {})
    graded = grade(scheme, lines, figures, applies, Past.of(rating.history), placing=placing, told=known)
    return with_quota(scheme, graded, rating.field) if rating.capped and review else graded


def told_of(ratings: Sequence[Rating]) -> Facts:
    """What other processes tell of each branch, as 初评 had it; before that, what they tell now.

    No statement where no scheme asks; else one for each fact, while 初评 is not handed in.
    """
    asking = [row for row in ratings if scheme_of(row.round).facts and not row.told]
    now = {row.pk: now_told(row) for row in asking}
    return {row.pk: _told(now.get(row.pk, row.told)) for row in ratings}


def now_told(rating: Rating) -> dict[str, Any]:
    """What other processes tell of a branch this year, by fact; None where they tell nothing. One statement each."""
    year = timezone.localdate().year
    found = {key: facts.of_units(key, year, [rating.unit_id]) for key in scheme_of(rating.round).facts}
    return {str(key): _kept(rows.get(rating.unit_id)) for key, rows in found.items()}


def _kept(fact: Fact | None) -> dict[str, Any] | None:
    if fact is None:
        return None
    return {"count": int(fact.value["count"]), "words": fact.words, "source": fact.source, "fact": fact.pk}


def _told(kept: Mapping[str, Any]) -> dict[str, Told | None]:
    return {
        key: None if value is None else Told(value["count"], value["words"], value["source"])
        for key, value in kept.items()
    }


def entered(rating: Rating) -> dict[str, Decimal]:
    """The figures of components that do not come from the table, as far as there are any."""
    return {code: Decimal(kept["figure"]) for code, kept in rating.figures.items()}


def _placed(scheme: Scheme, rating: Rating) -> Placed | None:
    """Where a rating stands, in a scheme that ranks: in its list, or in the whole round."""
    if scheme.ranking is None:
        return None
    place = rating.rank if scheme.ranking.node is QuotaNode.SUBMITTING_UNIT else rating.place
    return None if place is None else Placed(place, rating.placed_tier)


class Sheets:
    """The own score and the committee's of one rating, read once. Two statements."""

    def __init__(self, rating: Rating) -> None:
        self.rating, self.scheme = rating, scheme_of(rating.round)
        self.lines: dict[str, list[Deduction]] = {sheet: [] for sheet in Sheet.values}
        for row in rating.lines.order_by("pk"):
            self.lines[row.sheet].append(Deduction(row.code, row.points, row.reason))
        self.vetoes: dict[str, dict[str, bool]] = {sheet: {} for sheet in Sheet.values}
        for sheet, code, applies in rating.findings.values_list("sheet", "code", "found"):
            self.vetoes[sheet][code] = applies

    def result(self, sheet: str) -> Result:
        """The star as far as this sheet goes."""
        told = told_of([self.rating]) if sheet == Sheet.REVIEW else {}
        return _grade(self.rating, self.lines[sheet], self.vetoes[sheet], sheet, told)

    def effect(self, code: str) -> str:
        """What a circumstance leads to, with the scheme's own name of the tier."""
        each = self.scheme.asked[code]
        return veto_effect(self.scheme, each) if isinstance(each, Veto) else merit_effect(self.scheme, each)

    def lacking(self, sheet: str) -> list[tuple[str, str]]:
        """(line, veto or field, sentence) for everything that keeps a sheet from being handed in."""
        found = self._lacking_of_own() if sheet == Sheet.SELF else self._lacking_of_review()
        return found + [
            (code, f"{circumstance.label}“{circumstance.text}”还没有核实。")
            for code, circumstance in self.scheme.asked.items()
            if code not in self.vetoes[sheet]
        ]

    def _lacking_of_own(self) -> list[tuple[str, str]]:
        found = missing_figures(self.scheme, self.lines[Sheet.SELF])
        found += missing_reasons(self.scheme, self.lines[Sheet.SELF])
        found += self._lacking_evidence()
        if self.rating.proposed_tier is None:
            found.append(("proposed_tier", "还没有选择自评星级。"))
        return found

    def _lacking_evidence(self) -> list[tuple[str, str]]:
        """Lines that claim points and must have evidence, without any. One statement where a scheme has such lines."""
        lines = self.scheme.lines
        typed = {line.code: line.points for line in self.lines[Sheet.SELF]}
        given = [code for code, line in lines.items() if line.shows(typed.get(code))]
        if not given:
            return []
        cited = set(
            Citation.objects.filter(process=self.rating.process_id, code__in=given).values_list("code", flat=True)
        )
        return [(code, f"{lines[code].label}须有佐证，还没有添加。") for code in given if code not in cited]

    def _lacking_of_review(self) -> list[tuple[str, str]]:
        found = missing_figures(self.scheme, self.lines[Sheet.REVIEW])
        found += missing_difference_reasons(self.scheme, self.lines[Sheet.SELF], self.lines[Sheet.REVIEW])
        missing = [each for each in self.scheme.entered_components if each.code not in self.rating.figures]
        return found + [(f"figure_{each.code}", each.lacking) for each in missing]


def lacking(rating: Rating, sheet: str) -> list[tuple[str, str]]:
    """What keeps a sheet from being handed in. Two statements."""
    return Sheets(rating).lacking(sheet)


def figures_of(result: Mapping[str, Any]) -> dict[str, Decimal]:
    """Each component's figure by its code, as a stored result used it; empty when there is no result."""
    used = [pair for reason in result.get("reasons", ()) for pair in reason["inputs"].items()]
    return {code: Decimal(row["value"]) for code, row in used if row["source"] in FIGURE_SOURCES.values()}
