"""What the verbs of measures, letters and 回头看 ask beyond an opinion."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import BOX, TEXT, DayInput
from workflows.engine.unit_fields import UnitField
from workflows.rectification.queries import programme_of
from workflows.rectification.queries.letters import next_number
from workflows.rectification.queries.look_backs import reopens_in
from workflows.rectification.queries.rounds import taking_part


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
    """The same where it is back: by which kind of limit, and by when, its next turn is put right.

    Source, severity and unit are asked for where the programme of the next turn does not have those that it had.
    """

    source = forms.ChoiceField(label="问题来源", widget=forms.Select({"class": "dj-select"}))
    severity = forms.ChoiceField(label="严重程度", required=False, widget=forms.Select({"class": "dj-select"}))
    unit = UnitField(label="责任单位", help_text="原责任单位不在本专项范围内或者已撤销，填单位编码或者简称。")
    limit = forms.ChoiceField(label="时限类型", widget=forms.Select({"class": "dj-select"}))
    due_on = forms.DateField(
        label="整改时限", required=False, help_text="时限类型已规定天数的可以不填。", widget=DayInput()
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        problem = self.initial["record"].problem
        field: Any = self.fields["limit"]
        round_ = reopens_in(problem) or problem.round
        programme = programme_of(round_)
        field.choices = _coded(programme.limits)
        field.initial = problem.limit
        self._ask("source", _coded(programme.sources), problem.source)
        self._ask("severity", [("", "未定"), *_coded(programme.severities)], problem.severity)
        self.fields["unit"].within = round_.unit  # type: ignore[attr-defined]
        if taking_part(round_).filter(pk=problem.unit_id).exists():
            del self.fields["unit"]

    def _ask(self, name: str, choices: list[tuple[str, str]], held: str) -> None:
        """Offer a choice, unless what it had can stay."""
        if held in dict(choices):
            del self.fields[name]
        else:
            self.fields[name].choices = choices  # type: ignore[attr-defined]


def _coded(items: Iterable[Any]) -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in items]
