"""A reviewer's sheet as typed: points by branch and dimension, and a word on each branch."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from workflows.star_rating.actions.marks import Marks
from workflows.star_rating.models import Evaluation, ReviewLine
from workflows.star_rating.rules import plain


class MarksForm(forms.Form):
    """Nothing is required while it is a draft; `m_<rating>_<place>` and `n_<rating>` by branch."""

    def __init__(self, evaluation: Evaluation, lines: Sequence[ReviewLine], data: Any = None) -> None:
        super().__init__(data, initial=stored(lines))
        self.dimensions, self.lines = evaluation.dimensions, lines
        for line in lines:
            name = line.rating.unit.short_name
            for place, row in enumerate(self.dimensions):
                self.fields[f"m_{line.rating_id}_{place}"] = _points(name, row["name"], Decimal(row["full"]))
            self.fields[f"n_{line.rating_id}"] = forms.CharField(
                required=False,
                max_length=300,
                widget=forms.TextInput({"class": "dj-input", "aria-label": f"对{name}的意见", "placeholder": "选填"}),
            )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each branch with its fields, in the order of the sheet."""
        for line in self.lines:
            points = [self[f"m_{line.rating_id}_{place}"] for place in range(len(self.dimensions))]
            yield {"line": line, "points": points, "note": self[f"n_{line.rating_id}"]}

    def given(self) -> dict[int, Marks]:
        """What was typed, by rating."""
        data, places = self.cleaned_data, range(len(self.dimensions))
        return {
            line.rating_id: Marks([data[f"m_{line.rating_id}_{n}"] for n in places], data[f"n_{line.rating_id}"])
            for line in self.lines
        }


def stored(lines: Sequence[ReviewLine]) -> dict[str, str]:
    """The sheet as it is kept, by field."""
    found = {f"n_{line.rating_id}": line.note for line in lines}
    for line in lines:
        for place, points in enumerate(line.points):
            found[f"m_{line.rating_id}_{place}"] = "" if points is None else plain(Decimal(points))
    return found


def _points(branch: str, item: str, full: Decimal) -> forms.DecimalField:
    wrong = f"请填0到{plain(full)}之间的数，最多两位小数。"
    kinds = ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits")
    return forms.DecimalField(
        label=f"{item}（{plain(full)}分）",
        required=False,
        min_value=Decimal(0),
        max_value=full,
        max_digits=6,
        decimal_places=2,
        error_messages=dict.fromkeys(kinds, wrong),
        widget=forms.TextInput(
            {
                "class": "dj-input dj-rank",
                "inputmode": "decimal",
                "autocomplete": "off",
                "aria-label": f"{branch}的{item}",
            }
        ),
    )
