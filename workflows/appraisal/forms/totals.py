"""Totals of paper ballots as one person keys them in: the four heads, then a number for each option of each line."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from workflows.appraisal.models import Entry
from workflows.appraisal.rules import Asks, BallotForm, Question, Totals

HEADS = {"issued": "发出", "returned": "收回", "valid": "有效", "invalid": "无效"}
MOST = 99_999_999


def _number(label: str, initial: int | None, *, blank: bool = False) -> forms.IntegerField:
    hints = {"class": "dj-input", "inputmode": "numeric", "aria-label": label, "autocomplete": "off"}
    return forms.IntegerField(
        label=label, required=not blank, min_value=0, max_value=MOST, initial=initial, widget=forms.TextInput(hints),
        error_messages={"required": f"{label}没有填写，没有的填0。", "invalid": f"{label}应是不小于0的整数。"},
    )  # fmt: skip


class TotalsForm(forms.Form):
    """One person's numbers; `own`: what this person keyed in before, never anybody else's."""

    def __init__(
        self, data: Any = None, *, kind: BallotForm, questions: Sequence[Question], own: Entry | None = None
    ) -> None:
        super().__init__(data)
        self.kind, self.questions = kind, questions
        for name, label in HEADS.items():
            self.fields[name] = _number(label, getattr(own, name) if own else None)
        for n, question in enumerate(questions):
            known = own.cells.get(question.key, {}) if own else {}
            for m, option in enumerate(question.options):
                words, blank = f"{question.words}“{option}”", question.asks is Asks.ANY
                self.fields[f"c{n}_{m}"] = _number(words, known.get(option), blank=blank)

    def heads(self) -> list[Any]:
        """The four heads, for the page."""
        return [self[name] for name in HEADS]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each line with a field for each option, for the table."""
        for n, question in enumerate(self.questions):
            cells = [{"option": option, "field": self[f"c{n}_{m}"]} for m, option in enumerate(question.options)]
            yield {"words": question.words, "cells": cells}

    def mistakes(self) -> list[str]:
        """Everything that was typed wrongly, one sentence each."""
        return [str(sentence) for errors in self.errors.values() for sentence in errors]

    def totals(self) -> Totals:
        """What was typed, as the rules take it."""
        typed = self.cleaned_data
        cells = {
            question.key: {option: typed[f"c{n}_{m}"] or 0 for m, option in enumerate(question.options)}
            for n, question in enumerate(self.questions)
        }
        return Totals(typed["issued"], typed["returned"], typed["valid"], typed["invalid"], cells)
