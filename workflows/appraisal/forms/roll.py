"""The roll as a table: one row for each member, what counts and what not, who came."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from workflows.appraisal.actions import LineInput
from workflows.appraisal.models import RollEntry
from workflows.appraisal.models.roll import EXCUSES, PRESENCES
from workflows.appraisal.rules import Standing

SELECT = "dj-select"
FORMAL = [(each.value, each.words) for each in (Standing.FORMAL, Standing.WATCHED)]


def _labelled(entry: RollEntry, what: str, kind: str) -> dict[str, str]:
    return {"class": kind, "aria-label": f"{entry.name}的{what}"}


class RollForm(forms.Form):
    """What the branch enters for each member; `groups`: whether the plan lets a branch of this size have groups."""

    def __init__(self, data: Any = None, *, entries: Sequence[RollEntry], groups: bool) -> None:
        super().__init__(data)
        self.entries, self.groups = entries, groups
        for entry in entries:
            self._add(entry)

    def _add(self, entry: RollEntry) -> None:
        if entry.standing in (Standing.FORMAL, Standing.WATCHED):
            self.fields[f"standing_{entry.pk}"] = forms.ChoiceField(
                choices=FORMAL, initial=entry.standing, widget=forms.Select(_labelled(entry, "党籍", SELECT))
            )
            self.fields[f"excuse_{entry.pk}"] = forms.ChoiceField(
                choices=[("", "计入应到"), *EXCUSES], required=False, initial=entry.excuse,
                widget=forms.Select(_labelled(entry, "不计入应到的理由", SELECT)),
            )  # fmt: skip
            self.fields[f"approval_{entry.pk}"] = forms.CharField(
                max_length=200, required=False, initial=entry.approval,
                widget=forms.TextInput(_labelled(entry, "上级同意和党员大会通过的依据", "dj-input")),
            )  # fmt: skip
        if self.groups:
            self.fields[f"group_{entry.pk}"] = forms.CharField(
                max_length=40, required=False, initial=entry.group,
                widget=forms.TextInput(_labelled(entry, "分组", "dj-input")),
            )  # fmt: skip
        self.fields[f"counts_{entry.pk}"] = forms.BooleanField(
            required=False, initial=entry.counts, widget=forms.CheckboxInput(_labelled(entry, "计票人", "dj-box"))
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each line with its fields, for the table."""
        for entry in self.entries:
            names = ("standing", "excuse", "approval", "group", "counts")
            yield {"entry": entry} | {n: self[f"{n}_{entry.pk}"] for n in names if f"{n}_{entry.pk}" in self.fields}

    def given(self) -> dict[int, LineInput]:
        """What was typed, by the keys of the lines."""
        return {entry.pk: self._line(entry) for entry in self.entries}

    def _line(self, entry: RollEntry) -> LineInput:
        typed = self.cleaned_data
        return LineInput(
            typed.get(f"standing_{entry.pk}", entry.standing),
            typed.get(f"excuse_{entry.pk}", ""),
            typed.get(f"approval_{entry.pk}", ""),
            typed.get(f"group_{entry.pk}", entry.group),
            typed[f"counts_{entry.pk}"],
        )


class AttendForm(forms.Form):
    """Who came: one choice for each member who is called to the meeting."""

    def __init__(self, data: Any = None, *, entries: Sequence[RollEntry]) -> None:
        super().__init__(data)
        self.entries = [each for each in entries if each.as_member().takes_part and not each.excuse]
        for entry in self.entries:
            self.fields[f"presence_{entry.pk}"] = forms.ChoiceField(
                choices=PRESENCES, initial=entry.presence, widget=forms.Select(_labelled(entry, "签到", SELECT))
            )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each line with its field, for the table."""
        for entry in self.entries:
            yield {"entry": entry, "presence": self[f"presence_{entry.pk}"]}

    def given(self) -> dict[int, str]:
        """What was chosen, by the keys of the lines."""
        return {entry.pk: self.cleaned_data[f"presence_{entry.pk}"] for entry in self.entries}
