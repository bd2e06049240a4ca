"""An assessment as it is typed: who is judged, when, what is asked; and many of a workbook on their way back."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils import timezone

from forms.excel import Row
from forms.fields import BOX, DayInput
from permissions.models import OrgUnit
from workflows.engine.models import Round
from workflows.engine.unit_fields import UnitField
from workflows.rectification.actions import AssessmentInput
from workflows.rectification.models import Problem
from workflows.rectification.rules import Asks, Entry, ScoreForm, entries

NUMBER = {"class": "dj-input"}
DAMAGED = "核对的内容不完整，请重新上传核对。"


class AssessmentForm(forms.Form):
    """The unit, one of its problems or none, the day, and a field for each entry of the form."""

    unit = UnitField(label="被评估单位", help_text="填单位编码或者简称。")
    number = forms.CharField(
        label="问题编号",
        max_length=40,
        required=False,
        widget=BOX,
        help_text="只评估一个问题的填；评估整个单位的不填。",
    )
    held_on = forms.DateField(label="评估日期", widget=DayInput(), initial=timezone.localdate)
    body = forms.CharField(label="评估单位", max_length=80, required=False, widget=BOX)

    def __init__(self, *args: Any, round_: Round, form: ScoreForm, **more: Any) -> None:
        super().__init__(*args, **more)
        self.round = round_
        self.entries = entries(form)
        self.fields["unit"].within = round_.unit  # type: ignore[attr-defined]
        for entry in self.entries:
            self.fields[entry.key] = _field(entry)

    def clean_number(self) -> Problem | None:
        """The problem of this programme with that number."""
        number = self.cleaned_data["number"].strip()
        found = Problem.objects.filter(round=self.round, process__number=number).first() if number else None
        if number and found is None:
            raise forms.ValidationError(f"本专项没有编号为“{number}”的问题，请核对。")
        return found

    def given(self) -> AssessmentInput:
        """The assessment as its action takes it."""
        typed = self.cleaned_data
        answers = {each.key: typed[each.key] for each in self.entries if typed[each.key] not in (None, "")}
        return AssessmentInput(typed["unit"], typed["held_on"], answers, typed["body"], typed["number"])

    def unit_of(self) -> OrgUnit:
        """Who is judged."""
        unit: OrgUnit = self.cleaned_data["unit"]
        return unit


def _field(entry: Entry) -> forms.Field:
    if entry.asks is Asks.REASON:
        return forms.CharField(label=entry.label, max_length=200, required=False, widget=BOX)
    points = entry.asks is Asks.POINTS
    return forms.DecimalField(
        label=entry.label, min_value=Decimal(0), max_value=entry.most, decimal_places=2 if points else 0,
        required=False, widget=forms.NumberInput(NUMBER),
        help_text=f"最多{entry.most.normalize():f}分。" if points else "",
    )  # fmt: skip


class PreviewedForm(forms.Form):
    """The lines of a preview on their way back; the workbook judges them as if they had never been seen."""

    lines = forms.CharField(
        max_length=500_000, widget=forms.HiddenInput, error_messages={"required": DAMAGED, "max_length": DAMAGED}
    )

    def __init__(self, *args: Any, form: ScoreForm, **more: Any) -> None:
        super().__init__(*args, **more)
        self.words = {each.key for each in entries(form) if each.asks is Asks.REASON} | {"unit", "number", "body"}
        self.figures = {each.key for each in entries(form)} - self.words

    def clean_lines(self) -> list[Row]:
        """The lines as the workbook reads them."""
        try:
            return [Row(int(number), self._values(told)) for number, told in json.loads(self.cleaned_data["lines"])]
        except (ValueError, TypeError, KeyError, InvalidOperation, RecursionError):
            raise forms.ValidationError(DAMAGED) from None

    def _values(self, told: dict[str, Any]) -> dict[str, object]:
        values: dict[str, object] = {key: str(told[key]) for key in self.words}
        values |= {key: _figure(told[key]) for key in self.figures}
        return values | {"held_on": date.fromisoformat(told["held_on"])}


def _figure(text: str) -> Decimal | None:
    figure = Decimal(text) if text else None
    if figure is not None and not figure.is_finite():
        raise ValueError
    return figure


def written(lines: Sequence[Row]) -> str:
    """Lines as a form carries them: every value in words, nothing for what is blank."""
    told = [[row.number, {key: _word(value) for key, value in row.values.items()}] for row in lines]
    return json.dumps(told, ensure_ascii=False)


def _word(value: object) -> str:
    return "" if value is None else str(value)
