"""Forms of daily office life: a suggestion, a public notice, an objection."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import TextChoices
from django.utils import timezone

from forms.fields import DayInput
from workflows.engine import publicising, registry
from workflows.engine.calendar import within_a_year
from workflows.engine.models import Notice, Objection, Round

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


class PublicityForm(forms.Form):
    """How a 公示 runs. A process that has a rule of it fills it in with `start_from`. 依据: domain 3.7, 6.6."""

    starts_on = forms.DateField(label="公示开始日期", widget=DayInput())
    days = forms.IntegerField(
        label="公示天数",
        min_value=1,
        max_value=60,
        initial=5,
        widget=forms.NumberInput({"class": "dj-input", "min": 1, "max": 60}),
    )
    working = forms.TypedChoiceField(
        label="按什么日子计算",
        choices=[("1", "工作日"), ("0", "自然日")],
        coerce=lambda value: value == "1",
        initial="1",
        widget=forms.Select({"class": "dj-select"}),
    )
    start_counts = forms.BooleanField(
        label="开始当日计入天数", required=False, widget=forms.CheckboxInput({"class": "dj-box"})
    )
    contact = forms.CharField(
        label="反映渠道",
        max_length=300,
        help_text="电话、信箱和地址，公示页面照此印出。",
        widget=forms.Textarea(TEXT | {"rows": 3}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["starts_on"].initial = timezone.localdate()

    def start_from(self, days: int, *, working: bool, start_counts: bool) -> None:
        """Fill in what the rule of the round says."""
        self.fields["days"].initial, self.fields["start_counts"].initial = days, start_counts
        self.fields["working"].initial = "1" if working else "0"

    def go_on_from(self, round_: Round) -> None:
        """Fill in the contact of the round's last notice; all of its terms while it starts today or later.

        Lists whose notice starts on one day share it, on one set of terms. Three statements at most.
        """
        last = publicising.last_of(round_)
        if last is None:
            return
        self.fields["contact"].initial = last.contact
        if last.starts_on >= timezone.localdate():
            terms = publicising.terms_of(last)
            self.fields["starts_on"].initial = terms.starts_on
            self.start_from(terms.days, working=terms.working, start_counts=terms.start_counts)

    def clean_starts_on(self) -> date:
        """A notice begins neither yesterday nor in some far year."""
        day: date = self.cleaned_data["starts_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("公示开始日期已过，请选择今天或以后的日期。")
        if not within_a_year(day):
            raise forms.ValidationError("公示开始日期须在一年之内，请核对年份。")
        return day


class ObjectionForm(forms.Form):
    """An objection to one line of a notice, as the public writes it. `members`: (value, words) of the lines."""

    member = forms.ChoiceField(label="反映的对象", widget=forms.Select(attrs={"class": "dj-select"}))
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
    """The same as a clerk registers it, with the way it came in."""

    channel = forms.ChoiceField(
        label="反映渠道", choices=Channel.choices, widget=forms.Select(attrs={"class": "dj-select"})
    )
    field_order = ("channel", "member", "text", "signed")


class FindingForm(forms.Form):
    """What the checking of an objection found. 依据: domain 3.7."""

    FINDINGS: ClassVar[tuple[Objection.Finding, ...]]
    finding = forms.ChoiceField(label="核查结论", widget=forms.Select(attrs={"class": "dj-select"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.value, each.label) for each in self.FINDINGS]
        self.fields["finding"].choices = choices  # type: ignore[attr-defined]


class UpholdForm(FindingForm):
    """What may be found where the objection holds."""

    FINDINGS = (Objection.Finding.TRUE, Objection.Finding.PARTLY)
    follows = forms.ChoiceField(
        label="处理",
        choices=[("strike", "公示期满后划去"), ("again", "现在退回，重新评定、审定和公示")],
        help_text="只是得分或档次有误的，退回重新评定，按核实的情况定档；不应评定的，划去。",
        widget=forms.Select(attrs={"class": "dj-select"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if registry.judged_anew(self.initial["record"].round) is None:
            del self.fields["follows"]


class DismissForm(FindingForm):
    """What may be found where it does not."""

    FINDINGS = (Objection.Finding.FALSE, Objection.Finding.PARTLY, Objection.Finding.UNKNOWN)


class ReplyForm(forms.Form):
    """When and how whoever signed an objection was told what was found."""

    replied_on = forms.DateField(label="答复日期", widget=DayInput())
    reply = forms.CharField(label="答复情况", max_length=300, widget=forms.Textarea(attrs=TEXT | {"rows": 3}))


class MailForm(forms.Form):
    """Which kinds of notices go to a person by mail, too."""

    kinds = forms.MultipleChoiceField(
        label="哪些消息同时发邮件", choices=Notice.Kind.choices, required=False,
        widget=forms.CheckboxSelectMultiple({"class": "dj-box"}),
        help_text="站内消息都会收到，这里只选哪些同时发邮件。邮件里只写事项名称，不写内容。",
    )  # fmt: skip
