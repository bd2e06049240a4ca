"""What the steps of a 组织处置 ask beyond an opinion."""

from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import BOX, TEXT, DayInput
from permissions.models import Person
from workflows.appraisal.actions import CaseInput, DecisionInput, VoteInput
from workflows.appraisal.models import Disposal
from workflows.appraisal.queries.disposals import formal, talkers_for
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.rules import GROUNDS, Method

NUMBER = forms.NumberInput({"class": "dj-input"})


def area(label: str, most: int, **more: Any) -> forms.CharField:
    """A box of several lines."""
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(TEXT), **more)


def heads(label: str, **more: Any) -> forms.IntegerField:
    """A number of people."""
    return forms.IntegerField(label=label, min_value=0, max_value=9999, widget=NUMBER, **more)


class OnDay(forms.Form):
    """A step that was taken on a day, today unless somebody says otherwise."""

    on = forms.DateField(label="日期", widget=DayInput())
    LABEL = "办理日期"

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["on"].label = self.LABEL
        self.fields["on"].initial = timezone.localdate()
        self.fill(self.initial["record"])

    def fill(self, record: Any) -> None:
        """Put in what is known of the record."""


class CaseForm(forms.Form):
    """What is proposed against a member. The ground says which way of 处置 it is. 依据: domain 4.4 [R22][R23]."""

    ground = forms.ChoiceField(label="情形", widget=forms.Select({"class": "dj-select"}))
    since = forms.DateField(
        label="情形起始日期", required=False, widget=DayInput(),
        help_text="失联、停止党籍、连续6个月不参加组织生活等情形，填写从哪一天算起；其他情形不填。",
    )  # fmt: skip
    evidence = area("核实情况", 4000, required=False, help_text="写明时间、事实和教育帮助的经过；报送以前须写好。")
    months = forms.IntegerField(
        label="改正月数", min_value=1, max_value=12, required=False, widget=NUMBER,
        help_text="只有限期改正填写，一般6个月，最长12个月；不填的按评议办法。",
    )  # fmt: skip
    disciplined = forms.BooleanField(
        label="同一问题已受党纪处分", required=False, widget=forms.CheckboxInput({"class": "dj-box"}),
        help_text="已受党纪处分的同一问题不再作组织处置。",
    )  # fmt: skip

    def __init__(self, *args: Any, disposal: Disposal | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["ground"]
        field.choices = [
            (method.words, [(each.code, each.words) for each in GROUNDS if each.method is method]) for method in Method
        ]
        if disposal is not None:
            for name, each in self.fields.items():
                each.initial = getattr(disposal, name)

    def given(self) -> CaseInput:
        """The case as its action takes it."""
        names = ("ground", "evidence", "since", "disciplined", "months")
        return CaseInput(**{name: self.cleaned_data[name] for name in names})


class ProposeForm(forms.Form):
    """The decision of the 支委会."""

    held_on = forms.DateField(label="支委会日期", widget=DayInput())
    minutes = area("支委会意见", 2000)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["held_on"].initial = timezone.localdate()


class ReceiveForm(OnDay):
    """When it was put on file, and under which number."""

    LABEL = "备案日期"
    filed_as = forms.CharField(label="备案文号", max_length=60, required=False, widget=BOX)


class VerifyForm(OnDay):
    """Who investigated, and what was found."""

    LABEL = "调查结束日期"
    investigators = forms.CharField(label="调查组成员", max_length=200, widget=BOX)
    findings = area("调查情况", 4000)

    def fill(self, record: Any) -> None:
        """What was found before it was sent back."""
        self.fields["investigators"].initial = record.investigators
        self.fields["findings"].initial = record.findings


class TalkForm(OnDay):
    """Who talked with the member, what was said, and what the member said for himself."""

    LABEL = "谈话日期"
    talkers = forms.TypedMultipleChoiceField(label="谈话人", widget=forms.CheckboxSelectMultiple())
    talk_words = area("谈话情况", 2000)
    statement = area("本人申辩", 2000, required=False)

    def fill(self, record: Any) -> None:
        """正式党员 of the branch and of its superior, the member himself left out."""
        self.people: dict[str, Person] = {str(each.pk): each for each in talkers_for(record)}
        rule = plan_of(record.round).disposal
        field: Any = self.fields["talkers"]
        field.choices = [(key, each.name) for key, each in self.people.items()]
        field.help_text = f"须有{rule.talkers}名正式党员。"
        self.fields["statement"].initial = record.statement

    def clean_talkers(self) -> list[Person]:
        """The people chosen."""
        return [self.people[key] for key in self.cleaned_data["talkers"]]


class ForwardForm(OnDay):
    """When the review beforehand agreed."""

    LABEL = "预审日期"


class ResolveForm(OnDay):
    """The vote of the 支部大会. 依据: domain 4.2 [R25][R27]."""

    LABEL = "支部大会日期"
    expected = heads("应到（有表决权的正式党员）")
    fewer_why = forms.CharField(
        label="应到少于名册的理由", max_length=200, required=False, widget=BOX,
        help_text="应到少于名册上的正式党员的，写明哪些人不计入应到、上级同意和党员大会通过的依据。",
    )  # fmt: skip
    present = heads("实到")
    agreed = heads("赞成")
    written = heads("会前书面赞成", required=False, help_text="因故没有到会、会前书面表示赞成的人数。")
    minutes = area("支部大会决议", 2000)
    statement = area("本人申辩", 2000, help_text="本人到会申辩的要点；没有申辩的写“本人没有申辩”。")

    def fill(self, record: Any) -> None:
        """As many as the register has; what the member said at the talk."""
        self.fields["expected"].initial = formal(record.unit)
        self.fields["statement"].initial = record.statement

    def clean(self) -> dict[str, Any]:
        """The vote as its action takes it."""
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        return {"vote": VoteInput(**given | {"written": given["written"] or 0})}


class ApproveForm(OnDay):
    """The superior's decision, and of a 限期改正 until when and what is asked."""

    LABEL = "批准日期"
    number = forms.CharField(label="批复文号", max_length=60, required=False, widget=BOX)
    effective_on = forms.DateField(label="生效日期", required=False, widget=DayInput(), help_text="不填的为批准日期。")
    due_on = forms.DateField(label="改正期限", required=False, widget=DayInput())
    tasks = area("改正要求", 2000, required=False)

    def fill(self, record: Any) -> None:
        """Only a 限期改正 has a term."""
        if record.method != Method.CORRECT:
            del self.fields["due_on"], self.fields["tasks"]
            return
        rule = plan_of(record.round).correction
        said = f"不填的从生效日期起{record.months}个月；最长{rule.most_months}个月。"
        self.fields["due_on"].help_text = said
        self.fields["tasks"].help_text = "写明要改正的问题、措施和怎样帮助教育。"

    def clean(self) -> dict[str, Any]:
        """The decision as its action takes it."""
        given: dict[str, Any] = super().clean() or {}
        return given if self.errors else {"decision": DecisionInput(**given)}
