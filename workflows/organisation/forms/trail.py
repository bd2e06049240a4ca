"""What the ledger is narrowed by; it travels in the address."""

from typing import Any

from django import forms
from django.db.models import TextChoices

INPUT = {"class": "dj-input"}
DAY = {"type": "date"} | INPUT


class Subject(TextChoices):
    """What a change was made to, by the word that stands first in an entry's subject."""

    UNIT = "orgunit", "组织"
    PERSON = "person", "人员"
    POST = "appointment", "任职"
    ACCOUNT = "user", "账号"
    CALENDAR = "calendar", "工作日历"
    SEAL = "seal", "留痕封存"
    SCHEME = "scheme", "评定方案"
    IMPORT = "import", "导入"
    TERM = "termrule", "任期"


class TrailForm(forms.Form):
    """Who did it, to what, what, and when; nothing is required."""

    who = forms.CharField(label="经办人", max_length=40, required=False, widget=forms.TextInput(INPUT))
    kind = forms.ChoiceField(
        label="对象",
        choices=[("", "全部对象"), *Subject.choices],
        required=False,
        widget=forms.Select({"class": "dj-select"}),
    )
    what = forms.CharField(label="事由或对象名称", max_length=40, required=False, widget=forms.TextInput(INPUT))
    since = forms.DateField(label="自", required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    until = forms.DateField(label="至", required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        """Refuse a span that ends before it begins."""
        given = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "截止日期早于起始日期，请改日期。")
        return given
