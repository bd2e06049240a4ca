"""Fields that every process has: the browser's own date picker, plain boxes, and the meeting of a body."""

from typing import Any

from django import forms
from django.utils import timezone

BOX = forms.TextInput({"class": "dj-input"})
TEXT = {"class": "dj-textarea", "rows": 3}


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__({"class": "dj-input"}, format="%Y-%m-%d")


class MeetingForm(forms.Form):
    """The meeting of the body that decided a list. 依据: domain 3.2."""

    body = forms.CharField(label="决定机构", max_length=80, widget=BOX)
    held_on = forms.DateField(label="会议日期", widget=DayInput())
    number = forms.CharField(label="会议编号或文号", max_length=60, required=False, widget=BOX)
    due = forms.IntegerField(
        label="应到人数", min_value=1, max_value=9999, required=False, widget=forms.NumberInput({"class": "dj-input"})
    )
    present = forms.IntegerField(
        label="实到人数", min_value=1, max_value=9999, required=False, widget=forms.NumberInput({"class": "dj-input"})
    )
    minutes = forms.CharField(label="会议决定", max_length=2000, widget=forms.Textarea(TEXT))

    def clean_held_on(self) -> Any:
        """A meeting that decided has taken place."""
        day = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("会议日期不能晚于今天。")
        return day

    def clean(self) -> dict[str, Any]:
        """No more people present than there are."""
        cleaned: dict[str, Any] = super().clean() or {}
        due, present = cleaned.get("due"), cleaned.get("present")
        if due and present and present > due:
            self.add_error("present", f"实到{present}人多于应到{due}人，请核对。")
        return cleaned
