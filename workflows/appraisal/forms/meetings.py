"""What a branch types around its meeting: when and where, the sitting that grades, what was found."""

from typing import Any

from django import forms

from forms.fields import BOX, TEXT, DayInput, MeetingForm
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries.grading import body, sitting_of
from workflows.appraisal.queries.roll import lines

LONG = {"class": "dj-textarea", "rows": 6}


class ArrangeForm(forms.Form):
    """When and where the meeting is held, and what the secretary told it."""

    held_on = forms.DateField(label="会议日期", widget=DayInput())
    place = forms.CharField(label="会议地点", max_length=80, required=False, widget=BOX)
    chair = forms.CharField(label="主持人", max_length=40, required=False, widget=BOX)
    joint = forms.BooleanField(
        label="与组织生活会一并召开", required=False, widget=forms.CheckboxInput({"class": "dj-box"})
    )
    report = forms.CharField(
        label="支部书记述职", max_length=4000, required=False, widget=forms.Textarea(LONG),
        help_text="书记代表支委会述职的要点：一年工作、上年整改落实、查摆的问题。",
    )  # fmt: skip

    @staticmethod
    def given(meeting: Meeting) -> dict[str, Any]:
        """What the form starts with."""
        return {name: getattr(meeting, name) for name in ("held_on", "place", "chair", "report", "joint")}


class SittingForm(MeetingForm):
    """The sitting at which the body gave the grades; without its attendance no vote can be judged."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("due", "present"):
            self.fields[name].required = True
        self.fields["minutes"].label = "会议决定（摘要）"

    @staticmethod
    def given(meeting: Meeting) -> dict[str, Any]:
        """What was registered, else the body that the plan names."""
        if (found := sitting_of(meeting)) is not None:
            return found.content()
        return {"body": f"{meeting.unit.short_name}{body(meeting, lines(meeting)).words}"}


class FindingForm(forms.Form):
    """A problem of the branch or of its 班子 that the meeting found."""

    text = forms.CharField(label="问题表述", max_length=1000, widget=forms.Textarea(TEXT))
    category = forms.CharField(label="问题类别", max_length=80, required=False, widget=BOX)

    @staticmethod
    def given(_meeting: Meeting) -> dict[str, Any]:
        """Nothing to start with."""
        return {}


class DecideForm(forms.Form):
    """Why more are 优秀 than the plan usually allows."""

    over = forms.CharField(
        label="超出优秀人数的理由", max_length=300, required=False, widget=forms.Textarea(TEXT),
        help_text="没有超出的不填；办法规定不得突破的，写了理由也不能超出。",
    )  # fmt: skip
