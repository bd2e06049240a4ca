"""What is typed about one member: self-assessment, 互评 notes, the grade, how the result was told."""

from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import BOX, TEXT, DayInput
from permissions.models import Person
from workflows.appraisal.actions import GradeInput
from workflows.appraisal.models import Appraisal
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.rules import Subject
from workflows.appraisal.states import Acknowledged

LONG = {"class": "dj-textarea", "rows": 8}
COUNT = forms.NumberInput({"class": "dj-input"})


class MemberForm(forms.Form):
    """A form about one member; `given` is what its action takes."""

    def __init__(self, data: Any = None, *, appraisal: Appraisal) -> None:
        super().__init__(data)
        self.appraisal = appraisal
        self.prepare(appraisal)

    def prepare(self, appraisal: Appraisal) -> None:
        """Fill in what is known and leave out what does not apply."""

    def given(self) -> dict[str, Any]:
        """The cleaned values by name."""
        return dict(self.cleaned_data)


class AssessForm(MemberForm):
    """个人自评."""

    assessment = forms.CharField(
        label="个人自评", max_length=4000, widget=forms.Textarea(LONG), help_text="提交后不能再改。"
    )


class NoteForm(MemberForm):
    """What was said of a member; the name only where the plan keeps it."""

    text = forms.CharField(label="互评意见", max_length=1000, widget=forms.Textarea(TEXT))
    author = forms.ModelChoiceField(
        label="互评人", queryset=Person.objects.none(), required=False, widget=forms.Select({"class": "dj-select"})
    )

    def prepare(self, appraisal: Appraisal) -> None:
        if not plan_of(appraisal.round).named_notes:
            del self.fields["author"]
            return
        others = Person.objects.filter(branch=appraisal.unit_id).exclude(pk=appraisal.person_id).order_by("staff_no")
        self.fields["author"].queryset = others  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"], "author": self.cleaned_data.get("author")}


class GradeForm(MemberForm):
    """What the body decided on one member."""

    grade_code = forms.ChoiceField(label="等次", required=False, widget=forms.Select({"class": "dj-select"}))
    opinion = forms.CharField(
        label="评定意见", max_length=2000, required=False, widget=forms.Textarea(LONG), help_text="向本人反馈。"
    )
    agreed = forms.IntegerField(label="赞成", min_value=0, max_value=9999, required=False, widget=COUNT)
    against = forms.IntegerField(label="不赞成", min_value=0, max_value=9999, required=False, widget=COUNT)
    withheld = forms.IntegerField(label="弃权", min_value=0, max_value=9999, required=False, widget=COUNT)
    talked_on = forms.DateField(label="谈话日期", required=False, widget=DayInput(), help_text="评为最低等次的必填。")
    evidence = forms.CharField(
        label="核实情况", max_length=2000, required=False, widget=forms.Textarea(TEXT),
        help_text="评为最低等次的，写明核实的情况，不能只依据票数。",
    )  # fmt: skip
    verified = forms.MultipleChoiceField(
        label="核实的反向情形", required=False, widget=forms.CheckboxSelectMultiple({"class": "dj-box"})
    )
    ungraded_why = forms.CharField(
        label="不评定等次的原因", max_length=200, required=False, widget=BOX, help_text="评定等次的不填。"
    )

    def prepare(self, appraisal: Appraisal) -> None:
        plan = plan_of(appraisal.round)
        grades = [(each.code, each.name) for each in plan.grades] if appraisal.entry.as_member().graded else []
        self.fields["grade_code"].choices = [("", "不评定等次"), *grades]  # type: ignore[attr-defined]
        known = {each.code: each.words for form in plan.forms_for(Subject.MEMBERS) for each in form.situations}
        if known:
            self.fields["verified"].choices = list(known.items())  # type: ignore[attr-defined]
        else:
            del self.fields["verified"]
        self.initial = {name: getattr(appraisal, name) for name in GradeInput._fields}

    def given(self) -> dict[str, Any]:
        typed = dict(self.cleaned_data)
        typed["verified"] = tuple(typed.get("verified", ()))
        return {"given": GradeInput(**typed)}


class TellForm(MemberForm):
    """How a member who does not sign in was told the result."""

    how = forms.ChoiceField(
        label="反馈方式", widget=forms.Select({"class": "dj-select"}),
        choices=[(each.value, each.label) for each in (Acknowledged.ON_PAPER, Acknowledged.TOLD)],
    )  # fmt: skip
    on = forms.DateField(label="反馈日期", initial=timezone.localdate, widget=DayInput())
    answer = forms.CharField(label="本人意见", max_length=1000, required=False, widget=forms.Textarea(TEXT))


class AnswerForm(MemberForm):
    """What a member says on reading the own result."""

    answer = forms.CharField(
        label="本人意见", max_length=1000, required=False, widget=forms.Textarea(TEXT), help_text="没有的不填。"
    )
