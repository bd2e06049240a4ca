"""Forms of daily office life: a suggestion, an objection."""

from typing import Any

from django import forms
from django.db.models import TextChoices

PAGE = 200
TEXT = {"class": "dj-textarea", "rows": 6}
INPUT = {"class": "dj-input"}
BOX = {"class": "dj-box"}


class Channel(TextChoices):
    """How an objection came in. 依据: domain 3.7 [N15][N16]."""

    PHONE = "电话", "电话"
    LETTER = "信函", "信函"
    VISIT = "来访", "来访"
    ONLINE = "网上", "网上"


class SuggestionForm(forms.Form):
    """意见建议 on a page of the product, signed or not."""

    text = forms.CharField(label="意见建议", max_length=1000, widget=forms.Textarea(attrs=TEXT))
    unsigned = forms.BooleanField(
        label="不署名",
        required=False,
        help_text="不署名的，系统不记录填写人，也不记录从哪一件事项填写。",
        widget=forms.CheckboxInput(attrs=BOX),
    )
    page = forms.CharField(max_length=PAGE, required=False, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """The 工委's answer to a suggestion."""

    answer = forms.CharField(label="答复", max_length=1000)


class ObjectionForm(forms.Form):
    """An objection to one line of a public notice, as the public writes it. `members`: (value, words) of the lines."""

    member = forms.ChoiceField(label="反映哪个党支部", widget=forms.Select(attrs={"class": "dj-select"}))
    text = forms.CharField(label="反映内容", max_length=2000, widget=forms.Textarea(attrs=TEXT))
    signed = forms.CharField(
        label="姓名和联系方式",
        max_length=80,
        required=False,
        help_text="可以不填；填写后便于核实和答复，只有受理人员能看到。",
        widget=forms.TextInput(attrs=INPUT | {"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [("", "请选择"), *members]  # type: ignore[attr-defined]


class RegisterForm(ObjectionForm):
    """The same as the 工委's clerk registers it, with the way it came in."""

    channel = forms.ChoiceField(
        label="反映渠道", choices=Channel.choices, widget=forms.Select(attrs={"class": "dj-select"})
    )
    field_order = ("channel", "member", "text", "signed")
