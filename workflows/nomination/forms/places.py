"""What is typed of places: the allocation table, 调剂, another number, a ruling."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone

from forms.fields import BOX, TEXT, DayInput
from permissions.models import OrgUnit
from workflows.nomination.queries.allocation import Cells, Table
from workflows.nomination.rules import Category

WHOLE = "请填0到9999的整数。"
ERRORS = dict.fromkeys(("required", "invalid", "min_value", "max_value"), WHOLE)


def _number(label: str, *, required: bool = True, low: int = 0) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=9999,
        required=required,
        error_messages=ERRORS | ({} if low == 0 else dict.fromkeys(ERRORS, f"请填{low}到9999的整数。")),
        widget=forms.TextInput({"class": "dj-input", "inputmode": "numeric", "maxlength": 5}),
    )


class Line(NamedTuple):
    """One unit of the table with its fields."""

    name: str
    cells: list[Any]


class AllocationForm(forms.Form):
    """One field for each unit and category; empty: not given out."""

    seen = forms.CharField(max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, table: Table, **more: Any) -> None:
        super().__init__(*args, **more)
        self.table = table
        for unit in table.units:
            for category in table.categories:
                field = _number(f"{table.names[unit.pk]}：{category.name}", required=False)
                field.widget.attrs |= {"class": "dj-input dj-rank", "aria-label": field.label}
                self.fields[_name(table, unit, category)] = field

    def lines(self) -> list[Line]:
        """The rows as the page shows them."""
        table = self.table
        return [
            Line(table.names[unit.pk], [self[_name(table, unit, category)] for category in table.categories])
            for unit in table.units
        ]

    def cells(self) -> Cells:
        """The places that were typed, 0 among them."""
        table = self.table
        found = {
            (unit.pk, category.code): self.cleaned_data.get(_name(table, unit, category))
            for unit in table.units
            for category in table.categories
        }
        return {at: places for at, places in found.items() if places is not None}

    @staticmethod
    def filled(table: Table, cells: Cells) -> dict[str, Any]:
        """The same as the first values of the fields."""
        units = {unit.pk: unit for unit in table.units}
        codes = {category.code: category for category in table.categories}
        return {_name(table, units[unit], codes[code]): n for (unit, code), n in cells.items() if unit in units}


def _name(table: Table, unit: OrgUnit, category: Category) -> str:
    """The field of a cell; codes of categories may hold anything, so the column is counted."""
    return f"cell_{unit.pk}_{table.categories.index(category)}"


class ShiftForm(forms.Form):
    """调剂: from whom to whom, how many, and why."""

    category = forms.ChoiceField(label="类别", widget=forms.Select({"class": "dj-input"}))
    giver = forms.ChoiceField(label="调出单位", widget=forms.Select({"class": "dj-input"}))
    taker = forms.ChoiceField(label="调入单位", widget=forms.Select({"class": "dj-input"}))
    places = _number("调剂名额", low=1)
    reason = forms.CharField(label="调剂的原因", max_length=300, widget=forms.Textarea(TEXT))

    def __init__(self, *args: Any, units: Sequence[OrgUnit], categories: Sequence[Category], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", "请选择"), *((str(unit.pk), unit.short_name) for unit in units)]
        for name in ("giver", "taker"):
            self._choices(name, choices)
        self._choices("category", [("", "请选择"), *((each.code, each.name) for each in categories)])

    def _choices(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """Two units, not one."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("giver") and cleaned.get("giver") == cleaned.get("taker"):
            self.add_error("taker", "调入单位不能和调出单位相同。")
        return cleaned


class PlacesForm(forms.Form):
    """Another number of places, with the reason."""

    places = _number("名额")
    reason = forms.CharField(label="调整的理由和依据", max_length=300, widget=forms.Textarea(TEXT))


class DecisionForm(forms.Form):
    """Which body ruled, on which day, and why."""

    body = forms.CharField(label="裁定机构", max_length=80, widget=BOX)
    ruled_on = forms.DateField(label="裁定日期", widget=DayInput())
    reason = forms.CharField(label="裁定的理由", max_length=300, widget=forms.Textarea(TEXT))

    def clean_ruled_on(self) -> Any:
        """A ruling that is entered has been made."""
        day = self.cleaned_data["ruled_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("裁定日期不能晚于今天。")
        return day


class RulingForm(DecisionForm):
    """A ruling for one place."""

    number = _number("裁定的名额")
    field_order = ("number", "body", "ruled_on", "reason")


class RulingsForm(DecisionForm):
    """One ruling for every place where the same two rules contradict."""

    holds = forms.ChoiceField(label="以哪一项规定为准", widget=forms.RadioSelect)
    field_order = ("holds", "body", "ruled_on", "reason")

    def __init__(self, *args: Any, names: tuple[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["holds"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = list(zip(("first", "second"), names, strict=True))
