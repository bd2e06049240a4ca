"""What the verbs of measures, letters and 回头看 ask beyond an opinion."""

from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import BOX, TEXT, DayInput
from workflows.rectification.queries import programme_of
from workflows.rectification.queries.letters import next_number
from workflows.rectification.queries.look_backs import reopens_in


class FinishForm(forms.Form):
    """What came of a measure."""

    outcome = forms.CharField(label="落实情况", max_length=1000, widget=forms.Textarea(TEXT))


class IssueForm(forms.Form):
    """The number under which a letter goes out, and its day."""

    number = forms.CharField(label="文号", max_length=60, widget=BOX)
    issued_on = forms.DateField(label="签发日期", widget=DayInput())

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["number"].initial = next_number(self.initial["record"])
        self.fields["issued_on"].initial = timezone.localdate()


class AnswerForm(forms.Form):
    """What the unit answers to a letter."""

    reply = forms.CharField(label="回复内容", max_length=1000, widget=forms.Textarea(TEXT))


class ConfirmForm(forms.Form):
    """What was found on looking again."""

    found = forms.CharField(label="核查情况", max_length=1000, widget=forms.Textarea(TEXT))


class RelapseForm(ConfirmForm):
    """The same where it is back: by which kind of limit, and by when, its next turn is put right."""

    limit = forms.ChoiceField(label="时限类型", widget=forms.Select({"class": "dj-select"}))
    due_on = forms.DateField(
        label="整改时限", required=False, help_text="时限类型已规定天数的可以不填。", widget=DayInput()
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        problem = self.initial["record"].problem
        field: Any = self.fields["limit"]
        limits = programme_of(reopens_in(problem) or problem.round).limits
        field.choices = [(each.code, each.name) for each in limits]
        field.initial = problem.limit
