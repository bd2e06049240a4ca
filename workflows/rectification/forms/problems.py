"""What the verbs of a problem ask beyond an opinion: how each condition is met, what is done again, the next review."""

from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import BOX, TEXT, DayInput
from workflows.rectification.models.problem_back import CHECKING
from workflows.rectification.queries import programme_of
from workflows.rectification.queries.measures import measures_of
from workflows.rectification.states import MeasureState as M

MET = 300
"""Characters of how one condition is met."""


class ApplyForm(forms.Form):
    """What came of it, and by condition of the programme how it is met. 依据: domain 5.4."""

    result = forms.CharField(label="整改结果", max_length=2000, widget=forms.Textarea(TEXT))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        problem = self.initial["record"]
        self.conditions = programme_of(problem.round).checklist
        self.fields["result"].initial = problem.result
        for each in self.conditions:
            self.fields[f"met_{each.code}"] = forms.CharField(
                label=each.words, max_length=MET, required=False, initial=problem.checked.get(each.code, ""),
                help_text="写明怎样做到的；还没有做到的不填。", widget=BOX,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The words by the code of their condition, as the action takes them."""
        given: dict[str, Any] = super().clean() or {}
        return given | {"checked": {each.code: given.pop(f"met_{each.code}", "") for each in self.conditions}}


class SustainForm(forms.Form):
    """When it is looked at next."""

    review_on = forms.DateField(label="下次复核日期", widget=DayInput())

    def clean_review_on(self) -> Any:
        """A day to come."""
        day = self.cleaned_data["review_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError("下次复核日期应晚于今天。")
        return day


class SendBackForm(forms.Form):
    """At a check: which finished measures are done again."""

    redo = forms.TypedMultipleChoiceField(
        label="须重新落实的措施", coerce=int, required=False, widget=forms.CheckboxSelectMultiple()
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        problem = self.initial["record"]
        field: Any = self.fields["redo"]
        field.choices = [(row.pk, row.text) for row in measures_of(problem).filter(state=M.FINISHED)]
        if problem.state not in CHECKING or not field.choices:
            del self.fields["redo"]
