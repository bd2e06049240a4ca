"""Reading score sheets: the frozen scheme, lines, vetoes, results, what is still lacking."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from workflows.engine.models import Citation, Round
from workflows.star_rating.models import Rating, SheetLine, VetoFinding
from workflows.star_rating.rules import (
    Deduction,
    Result,
    Scheme,
    grade,
    missing_difference_reasons,
    missing_figures,
    missing_reasons,
    with_quota,
)
from workflows.star_rating.states import Sheet


@lru_cache(maxsize=32)
def _scheme(round_id: int, version: str) -> Scheme:
    return Scheme.from_data(Round.objects.values_list("scheme", flat=True).get(pk=round_id))


def scheme_of(round_: Round) -> Scheme:
    """The scheme frozen in a round; read once per worker, because an open round's scheme does not change."""
    return _scheme(round_.pk, round_.scheme_version)


def deductions(ratings: Iterable[int], sheet: str) -> dict[int, list[Deduction]]:
    """The lines of many ratings' sheets, by rating. One statement."""
    rows = SheetLine.objects.filter(rating__in=list(ratings), sheet=sheet).order_by("pk")
    found: dict[int, list[Deduction]] = {}
    for rating, code, points, reason in rows.values_list("rating_id", "code", "points", "reason"):
        found.setdefault(rating, []).append(Deduction(code, points, reason))
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
    lines, vetoes = deductions(keys, sheet), findings(keys, sheet)
    return {rating.pk: _grade(rating, lines.get(rating.pk, []), vetoes.get(rating.pk, {}), sheet) for rating in ratings}


def _grade(rating: Rating, lines: list[Deduction], vetoes: dict[str, bool], sheet: str) -> Result:
    scheme = scheme_of(rating.round)
    applies = tuple(code for code, found in vetoes.items() if found)
    appraisal = rating.appraisal if sheet == Sheet.REVIEW else None
    graded = grade(scheme, lines, appraisal, applies, rating.history.get("tier"))
    return with_quota(scheme, graded) if rating.capped and sheet == Sheet.REVIEW else graded


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
        return _grade(self.rating, self.lines[sheet], self.vetoes[sheet], sheet)

    def lacking(self, sheet: str) -> list[tuple[str, str]]:
        """(line, veto or field, sentence) for everything that keeps a sheet from being handed in."""
        found = self._lacking_of_own() if sheet == Sheet.SELF else self._lacking_of_review()
        return found + [
            (veto.code, f"否决情形“{veto.text}”还没有核实。")
            for veto in self.scheme.vetoes
            if veto.code not in self.vetoes[sheet]
        ]

    def _lacking_of_own(self) -> list[tuple[str, str]]:
        found = missing_figures(self.scheme, self.lines[Sheet.SELF])
        found += missing_reasons(self.scheme, self.lines[Sheet.SELF])
        found += self._lacking_evidence()
        if self.rating.proposed_tier is None:
            found.append(("proposed_tier", "还没有选择自评星级。"))
        return found

    def _lacking_evidence(self) -> list[tuple[str, str]]:
        """Lines that gave points and must have evidence, without any. One statement where the scheme has such lines."""
        lines = self.scheme.lines
        given = [line.code for line in self.lines[Sheet.SELF] if line.points and lines[line.code].needs_evidence]
        if not given:
            return []
        cited = set(
            Citation.objects.filter(process=self.rating.process_id, code__in=given).values_list("code", flat=True)
        )
        return [(code, f"{lines[code].label}须有佐证，还没有添加。") for code in given if code not in cited]

    def _lacking_of_review(self) -> list[tuple[str, str]]:
        found = missing_figures(self.scheme, self.lines[Sheet.REVIEW])
        found += missing_difference_reasons(self.scheme, self.lines[Sheet.SELF], self.lines[Sheet.REVIEW])
        if self.rating.appraisal is None:
            found.append(("appraisal", "评议项得分还没有录入。"))
        return found


def lacking(rating: Rating, sheet: str) -> list[tuple[str, str]]:
    """What keeps a sheet from being handed in. Two statements."""
    return Sheets(rating).lacking(sheet)


def base_of(result: Mapping[str, Any]) -> str:
    """Points of the indicator table alone, as a stored result used them; empty when there is no result."""
    used = (reason["inputs"].get("base") for reason in result.get("reasons", ()))
    return next((str(value["value"]) for value in used if value), "")
