"""What one fills in to send a record to others to read."""

from typing import Any

from django import forms

from forms.fields import TEXT
from permissions.models import Appointment
from workflows.engine import circulating, signing_people
from workflows.engine.circulating import Kind, Sending
from workflows.engine.models import Record

HOW = [
    (Kind.COPY, "抄送：打开看过即为已读"),
    (Kind.TOGETHER, "同时传阅：各位同时收到，看后各自标记已阅"),
    (Kind.IN_TURN, "依次传阅：按所写次序，前一位已阅，后一位才收到"),
]


class SendForm(forms.Form):
    """To whom, one a line in the order in which they read it; how; and a few words."""

    readers = forms.CharField(
        label="送给", max_length=2000, widget=forms.Textarea(TEXT),
        help_text="一行一位：姓名、工号，或者“姓名（单位简称）”。收到的人只能查看这一事项，不能办理。",
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="方式", choices=HOW, initial=Kind.COPY, widget=forms.RadioSelect({"class": "dj-box"})
    )  # fmt: skip
    words = forms.CharField(
        label="附言", required=False, max_length=circulating.LONGEST, widget=forms.Textarea(TEXT),
        help_text="记入办理经过，看得到这一事项的人都看得到。",
    )  # fmt: skip

    def __init__(self, record: Record, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.record = record

    def clean_readers(self) -> list[Appointment]:
        """The posts that the lines mean, each person once. Names each line that means none or several."""
        posts = signing_people.listed(self.cleaned_data["readers"], signing_people.able(self.record))
        return list({post.user_id: post for post in reversed(posts)}.values())[::-1]

    def sending(self) -> Sending:
        """What is sent."""
        given = self.cleaned_data
        return Sending(given["readers"], Kind(given["kind"]), given["words"])
