"""What is typed beside the decisions: a plan, a measure, progress, more time, a letter, a second look."""

from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import BOX, TEXT, DayInput
from workflows.engine import calendar
from workflows.rectification.actions import MeasureInput, PlanInput
from workflows.rectification.models import Measure, Problem
from workflows.rectification.models.problem import OUTLOOKS
from workflows.rectification.queries.measures import units_of
from workflows.rectification.queries.programmes import programme_of
from workflows.rectification.rules import Outlook

USUAL_DAYS = 10
"""Working days in which a body is asked to accept, unless somebody says otherwise."""


def area(label: str, most: int, **more: Any) -> forms.CharField:
    """A box of several lines."""
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(TEXT), **more)


class StepForm(forms.Form):
    """The form of one step on one record."""

    def __init__(self, *args: Any, record: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.record = record
        self.fill()

    def fill(self) -> None:
        """Put in what is known of the record."""

    def given(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        return dict(self.cleaned_data)


class PlanForm(StepForm):
    """Why it came about, what is to be reached, who sees to it."""

    cause = area("原因分析", 2000, required=False)
    goal = area("整改目标", 2000, required=False)
    leader = forms.CharField(label="责任领导", max_length=80, required=False, widget=BOX)
    department = forms.CharField(label="责任部门", max_length=80, required=False, widget=BOX)
    owner = forms.CharField(label="责任人", max_length=80, required=False, widget=BOX)

    def fill(self) -> None:
        """What stands in the plan."""
        for name, field in self.fields.items():
            field.initial = getattr(self.record, name)

    def given(self) -> dict[str, Any]:
        """The plan as its action takes it."""
        return {"given": PlanInput(**self.cleaned_data)}


class MeasureForm(StepForm):
    """What is done, by whom, by when; by which unit where several take part."""

    text = area("整改措施", 1000)
    owner = forms.CharField(label="责任人", max_length=80, widget=BOX)
    due_on = forms.DateField(label="完成时限", widget=DayInput())
    unit = forms.ChoiceField(label="落实单位", widget=forms.Select({"class": "dj-select"}))

    def fill(self) -> None:
        """The units that take part; who leads the problem answers unless somebody says otherwise."""
        problem: Problem = self.record
        self.units = {str(unit.pk): unit for unit in units_of(problem)}
        choices = [(key, unit.short_name) for key, unit in self.units.items()]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]
        self.fields["unit"].initial = str(problem.unit_id)
        self.fields["owner"].initial = problem.owner
        self.fields["due_on"].initial = problem.due_on

    def given(self) -> dict[str, Any]:
        """The measure as its action takes it."""
        typed = self.cleaned_data
        return {"given": MeasureInput(typed["text"], typed["owner"], typed["due_on"], self.units[typed["unit"]])}


class ChangeForm(MeasureForm):
    """A measure that stands in the plan; `record` is the problem."""

    def __init__(self, *args: Any, measure: Measure, **more: Any) -> None:
        self.measure = measure
        super().__init__(*args, **more)

    def fill(self) -> None:
        """What stands in the plan."""
        super().fill()
        for name in ("text", "owner", "due_on"):
            self.fields[name].initial = getattr(self.measure, name)
        self.fields["unit"].initial = str(self.measure.unit_id)


class ReportForm(StepForm):
    """How it stands; of a problem also what the unit expects."""

    text = area("进展情况", 1000)
    percent = forms.IntegerField(
        label="进度（%）", min_value=0, max_value=100, required=False,
        widget=forms.NumberInput({"class": "dj-input"}),
    )  # fmt: skip
    outlook = forms.ChoiceField(label="预计", choices=OUTLOOKS, widget=forms.Select({"class": "dj-select"}))

    def fill(self) -> None:
        """A measure has its own share of the work; what is expected is said of the whole problem."""
        if isinstance(self.record, Measure):
            del self.fields["outlook"]
            self.fields["percent"].initial = self.record.percent
        else:
            del self.fields["percent"]
            self.fields["outlook"].initial = self.record.outlook

    def given(self) -> dict[str, Any]:
        """What is reported, as the action takes it."""
        outlook = self.cleaned_data.get("outlook")
        return self.cleaned_data | ({"outlook": Outlook(outlook)} if outlook else {})


class ReviewForm(StepForm):
    """How something kept up for long stands, and when it is looked at next."""

    text = area("复核情况", 1000)
    review_on = forms.DateField(
        label="下次复核日期", required=False, widget=DayInput(), help_text="不填的按整改类型的复核间隔推算。"
    )


class PostponeForm(StepForm):
    """Until when, and why."""

    until = forms.DateField(label="申请延至", widget=DayInput())
    reason = area("延期理由", 1000)


class AcceptanceForm(StepForm):
    """By when the bodies are asked to accept."""

    reply_by = forms.DateField(label="验收期限", widget=DayInput())

    def fill(self) -> None:
        """The usual time from today."""
        today = timezone.localdate()
        self.fields["reply_by"].initial = calendar.around(today).after(today, USUAL_DAYS)


class LetterForm(StepForm):
    """Which letter, why, and what it demands beyond what the problem already does."""

    kind = forms.ChoiceField(label="函件种类", widget=forms.Select({"class": "dj-select"}))
    cause = forms.CharField(label="发函缘由", max_length=300, widget=BOX)
    words = area("整改要求", 1000, required=False, help_text="不填的用问题登记的整改要求。")

    def fill(self) -> None:
        """The ladder of the programme."""
        letters = programme_of(self.record.round).letters
        self.fields["kind"].choices = [(each.code, each.name) for each in letters]  # type: ignore[attr-defined]


class LightForm(StepForm):
    """A light given by hand, with the reason."""

    light = forms.ChoiceField(label="灯", widget=forms.Select({"class": "dj-select"}))
    reason = forms.CharField(label="理由", max_length=300, widget=BOX)

    def fill(self) -> None:
        """The lights of the programme."""
        lights = programme_of(self.record.round).lights
        self.fields["light"].choices = [(each.code, each.name) for each in lights]  # type: ignore[attr-defined]


class LookBackForm(StepForm):
    """Why a closed problem is looked at again."""

    reason = forms.CharField(label="核查缘由", max_length=280, widget=BOX)
