"""The table of a score sheet: headings and components over indicators, and their lines with both scores."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from workflows.engine.models import Citation
from workflows.star_rating import queries
from workflows.star_rating.forms import SheetForm
from workflows.star_rating.models import Rating
from workflows.star_rating.rules import Deduction, Group, Indicator, base_score, mark, plain
from workflows.star_rating.states import Sheet


class Table:
    """The lines of one rating as a person sees them; `form` where they can be filled in."""

    def __init__(self, rating: Rating, sheets: queries.Sheets, form: SheetForm | None, review: bool) -> None:
        self.scheme, self.form, self.review = sheets.scheme, form, review
        self.lines = {sheet: {line.code: line for line in sheets.lines[sheet]} for sheet in Sheet.values}
        self.scores = {sheet: base_score(sheets.scheme, sheets.lines[sheet]) for sheet in Sheet.values}
        self.files: dict[str, list[Any]] = defaultdict(list)
        for citation in Citation.objects.filter(process=rating.process_id).select_related("attachment"):
            self.files[citation.code].append(citation.attachment)

    def groups(self) -> list[dict[str, Any]]:
        """Each indicator with its lines, and the headings that begin with it."""
        found, before = [], list[str]()
        for number, indicator in enumerate(self.scheme.indicators):
            above = self._above(indicator)
            found.append(self._group(number, indicator) | {"headings": self._begun(before, above)})
            before = above
        return found

    def _above(self, indicator: Indicator) -> list[str]:
        """What stands over an indicator, from the outside: its component where there are several, its headings."""
        several = len(self.scheme.table_components) > 1
        component = [f"component {self.scheme.component_of(indicator)}"] if several else []
        return component + [group.code for group in reversed(self.scheme.groups_over(indicator))]

    def _begun(self, before: list[str], above: list[str]) -> list[dict[str, Any]]:
        same = next((n for n, code in enumerate(above) if before[n : n + 1] != [code]), len(above))
        return [self._heading(code) for code in above[same:]]

    def _heading(self, code: str) -> dict[str, Any]:
        if code.startswith("component "):
            return self._component(code.removeprefix("component "))
        number, group = next((n, each) for n, each in enumerate(self.scheme.groups) if each.code == code)
        own, theirs = (self.scores[sheet].per_group[number].got for sheet in (Sheet.SELF, Sheet.REVIEW))
        cap = plain(group.full) if group.capped and group.full is not None else ""
        sums = {"own": mark(own), "review": mark(theirs)}
        return {"code": code, "name": group.name, "words": _group_words(group), "cap": cap} | sums

    def _component(self, code: str) -> dict[str, Any]:
        component = self.scheme.components_by_code[code]
        own, theirs = (self.scores[sheet].per_component[code] for sheet in (Sheet.SELF, Sheet.REVIEW))
        takes = "，从总分中减去" if component.takes else ""
        words = f"满分{plain(self.scheme.full_of(component))}分，按{plain(component.weight)}%计入总分{takes}"
        return {"component": code, "name": component.name, "words": words, "own": mark(own), "review": mark(theirs)}

    def _group(self, number: int, indicator: Indicator) -> dict[str, Any]:
        lines = [(item.code, item.text, item.standard()) for item in indicator.items]
        if indicator.free:
            lines.append((indicator.other, "其他情形酌情扣分", ""))
        return {
            "number": number + 1,
            "indicator": indicator,
            "component": self.scheme.component_of(indicator),
            "under": " ".join(group.code for group in self.scheme.groups_over(indicator)),
            "own": mark(self.scores[Sheet.SELF].per_indicator[number].got),
            "review": mark(self.scores[Sheet.REVIEW].per_indicator[number].got) if self.review else "",
            "rows": [self._row(*line) for line in lines],
        }

    def _row(self, code: str, text: str, standard: str) -> dict[str, Any]:
        rule, form = self.scheme.lines[code], self.form
        own, theirs = self.lines[Sheet.SELF].get(code), self.lines[Sheet.REVIEW].get(code)
        return {
            "code": code,
            "no": "" if code.endswith(".other") else code,
            "text": text,
            "standard": standard,
            "own": rule.shown(own.points if own else None),
            "own_reason": own.reason if own else "",
            "review": rule.shown(theirs.points if theirs else None) if self.review else "—",
            "review_reason": theirs.reason if self.review and theirs else "",
            "differs": self.review and _points(own) != _points(theirs),
            "points": form[f"points_{code}"] if form else None,
            "reason": form[f"reason_{code}"] if form else None,
            "files": self.files.get(code, []),
            "must_show": rule.needs_evidence and not self.review,
        }


def _points(line: Deduction | None) -> Decimal:
    return line.points if line else Decimal(0)


def _group_words(group: Group) -> str:
    """满分20分，超过按满分计."""
    if group.full is None:
        return ""
    return f"满分{plain(group.full)}分{'，超过按满分计' if group.capped else ''}"
