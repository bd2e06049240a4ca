"""What the holder of a desk fills in to ask others for their signature, and to ask more of them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import TEXT, DayInput
from permissions.models import Appointment, User
from workflows.engine import signing_people
from workflows.engine.models import Record, Task
from workflows.engine.signing import Request
from workflows.engine.signing_rules import Mode

SELECT = forms.Select({"class": "dj-select"})
LONGEST = timedelta(days=60)


class SignersForm(forms.Form):
    """People, picked from those near the desk or written down."""

    near = signing_people.Picked(
        Appointment.objects.none(), label="本组织和上级的人员", required=False,
        widget=forms.CheckboxSelectMultiple({"class": "dj-box"}),
    )  # fmt: skip
    others = forms.CharField(
        label="其他人员", required=False, max_length=1000, widget=forms.Textarea(TEXT),
        help_text="一行一位：姓名、工号，或者“姓名（单位简称）”。被请的人可以查看这一事项。",
    )  # fmt: skip

    def __init__(self, record: Record, desk: Task, user: User, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.record = record
        self.fields["near"].queryset = signing_people.near(record, desk, user)  # type: ignore[attr-defined]

    def clean_others(self) -> list[Appointment]:
        """The posts that the lines mean. Names each line that means none or several."""
        return signing_people.listed(self.cleaned_data["others"], signing_people.able(self.record))

    def signers(self) -> list[Appointment]:
        """Everybody named, each person once."""
        posts = [*self.cleaned_data["near"], *self.cleaned_data["others"]]
        return list({post.user_id: post for post in reversed(posts)}.values())[::-1]

    def clean(self) -> dict[str, Any]:
        """At least one."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.signers():
            raise forms.ValidationError("请至少选一位，或者写一位会签人。")
        return cleaned


class AskForm(SignersForm):
    """Whom to ask what, how many must agree, and whether the holder decides now or then."""

    question = forms.CharField(label="请求事由", max_length=500, widget=forms.Textarea(TEXT))
    mode = forms.ChoiceField(label="方式", choices=Mode.choices, initial=Mode.ALL, widget=SELECT)
    due_on = forms.DateField(label="签署时限", widget=DayInput())
    verb = forms.ChoiceField(label="先后", required=False, widget=SELECT)
    comment = forms.CharField(
        label="我的办理意见", required=False, max_length=1000, widget=forms.Textarea(TEXT),
        help_text="选了现在办理才填，会签同意后随办理一并记入办理经过。",
    )  # fmt: skip

    def __init__(self, verbs: Sequence[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        after = [(verb, f"我现在选“{words}”，会签同意后自动办理") for verb, words in verbs]
        self.fields["verb"].choices = [("", "先听会签意见，再由我办理"), *after]  # type: ignore[attr-defined]
        self.order_fields(["near", "others", "mode", "question", "due_on", "verb", "comment"])

    def clean_due_on(self) -> Any:
        """Today or within two months."""
        day, today = self.cleaned_data["due_on"], timezone.localdate()
        if not today <= day <= today + LONGEST:
            raise forms.ValidationError("签署时限须在今天以后、60天以内，请核对日期。")
        return day

    def request(self) -> Request:
        """What is asked; what was written for a later step is left out where none was chosen."""
        given = self.cleaned_data
        comment = given["comment"] if given["verb"] else ""
        return Request(
            self.signers(), given["question"], given["due_on"], Mode(given["mode"]), given["verb"], comment
        )  # fmt: skip
