"""What is typed of several members at once, a row for each."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import DayInput
from workflows.appraisal.models import Appraisal
from workflows.appraisal.states import Acknowledged

NOBODY = "一个人也没有填。"


def _text(row: Appraisal, what: str, most: int, widget: type[forms.Widget], **hints: Any) -> forms.CharField:
    told = {"aria-label": f"{row.entry.name}的{what}", **hints}
    return forms.CharField(label=f"{row.entry.name}的{what}", max_length=most, required=False, widget=widget(told))


class AssessManyForm(forms.Form):
    """Self-assessments as they were handed in on paper; who is left empty is left out."""

    def __init__(self, data: Any = None, *, members: Sequence[Appraisal]) -> None:
        super().__init__(data)
        self.members = members
        for row in members:
            self.fields[f"text_{row.pk}"] = _text(
                row, "个人自评", 4000, forms.Textarea, **{"class": "dj-textarea", "rows": 3}
            )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each member with the field, for the table."""
        for row in self.members:
            yield {"member": row, "text": self[f"text_{row.pk}"]}

    def clean(self) -> None:
        """Somebody has to be filled in. Raises a validation error."""
        if not self.errors and not self.given()["said"]:
            raise forms.ValidationError(NOBODY)

    def given(self) -> dict[str, Any]:
        """What was typed, by the keys of the members."""
        typed = {row.pk: self.cleaned_data[f"text_{row.pk}"].strip() for row in self.members}
        return {"said": {key: text for key, text in typed.items() if text}}


class TellManyForm(forms.Form):
    """How and when members were told, whom, and what each said."""

    how = forms.ChoiceField(
        label="反馈方式", widget=forms.Select({"class": "dj-select"}),
        choices=[(each.value, each.label) for each in (Acknowledged.ON_PAPER, Acknowledged.TOLD)],
    )  # fmt: skip
    on = forms.DateField(label="反馈日期", initial=timezone.localdate, widget=DayInput())

    def __init__(self, data: Any = None, *, members: Sequence[Appraisal]) -> None:
        super().__init__(data)
        self.members = members
        for row in members:
            ticks = forms.CheckboxInput({"class": "dj-box", "aria-label": f"已向{row.entry.name}反馈"})
            self.fields[f"told_{row.pk}"] = forms.BooleanField(required=False, widget=ticks)
            self.fields[f"text_{row.pk}"] = _text(
                row, "本人意见", 1000, forms.TextInput, **{"class": "dj-input", "placeholder": "没有意见的不填"}
            )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each member with the fields, for the table."""
        for row in self.members:
            yield {"member": row, "told": self[f"told_{row.pk}"], "text": self[f"text_{row.pk}"]}

    def clean(self) -> None:
        """Somebody has to be ticked, and who said something is. Raises a validation error."""
        if self.errors:
            return
        for row in self.members:
            if self.cleaned_data[f"text_{row.pk}"].strip() and not self.cleaned_data[f"told_{row.pk}"]:
                self.add_error(f"text_{row.pk}", f"{row.entry.name}填了本人意见，没有勾选已反馈。")
        if not self.errors and not self._ticked():
            raise forms.ValidationError(NOBODY)

    def _ticked(self) -> list[int]:
        return [row.pk for row in self.members if self.cleaned_data[f"told_{row.pk}"]]

    def given(self) -> dict[str, Any]:
        """How, when, and what each of those ticked said, by their keys."""
        told = {key: self.cleaned_data[f"text_{key}"] for key in self._ticked()}
        return {"how": self.cleaned_data["how"], "on": self.cleaned_data["on"], "told": told}
