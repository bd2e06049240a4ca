"""A problem as it is typed: what was found, where, how grave, who leads, by when."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import BOX, TEXT, DayInput
from permissions.models import OrgUnit
from workflows.engine.unit_fields import UnitField, UnitsField, written
from workflows.rectification.actions import ProblemInput
from workflows.rectification.models import Problem
from workflows.rectification.rules import Programme

CHOICE = {"class": "dj-select"}


def _box(label: str, most: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, widget=BOX)


class RegisterForm(forms.Form):
    """Everything that the host says of a problem before it hands it over."""

    text = forms.CharField(label="问题表述", max_length=2000, widget=forms.Textarea(TEXT))
    unit = UnitField(label="责任单位", help_text="填单位编码或者简称；几个单位共同整改的，填牵头单位。")
    others = UnitsField(label="参与单位", required=False, help_text="每行一个；统计时不重复计数。")
    source = forms.ChoiceField(label="问题来源", widget=forms.Select(CHOICE))
    inspection = _box("检查批次", 80)
    category = forms.ChoiceField(label="问题类别", required=False, widget=forms.Select(CHOICE))
    severity = forms.ChoiceField(label="严重程度", required=False, widget=forms.Select(CHOICE))
    found_on = forms.DateField(label="发现日期", required=False, widget=DayInput())
    requirement = forms.CharField(label="整改要求", max_length=2000, required=False, widget=forms.Textarea(TEXT))
    limit = forms.ChoiceField(label="整改类型", widget=forms.Select(CHOICE))
    due_on = forms.DateField(
        label="整改时限", required=False, widget=DayInput(), help_text="不填的，交办时按整改类型推算；长期坚持的不填。"
    )
    leader = _box("责任领导", 80)
    department = _box("责任部门", 80)
    owner = _box("责任人", 80)
    remark = _box("备注", 500)

    def __init__(
        self, *args: Any, programme: Programme, within: OrgUnit, problem: Problem | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["unit"].within = self.fields["others"].within = within  # type: ignore[attr-defined]
        self._offer("source", _coded(programme.sources))
        self._offer("category", [("", "不分类"), *((name, name) for name in programme.categories)])
        self._offer("severity", [("", "未定"), *_coded(programme.severities)])
        self._offer("limit", _coded(programme.limits))
        if problem is not None:
            self._fill(problem)

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def _fill(self, problem: Problem) -> None:
        """What was registered; a value that the programme does not know stays choosable."""
        for name, field in self.fields.items():
            if name not in ("unit", "others"):
                field.initial = getattr(problem, name)
        others = [row.unit for row in problem.participations.select_related("unit").order_by("pk")]
        lead, *named = written([problem.unit, *others], problem.round.unit)
        self.fields["unit"].initial, self.fields["others"].initial = lead, "\n".join(named)
        if problem.category and problem.category not in dict(self.fields["category"].choices):  # type: ignore[attr-defined]
            self.fields["category"].choices.append((problem.category, problem.category))  # type: ignore[attr-defined]

    def clean_found_on(self) -> Any:
        """What was found has been found."""
        day = self.cleaned_data["found_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("发现日期不能晚于今天。")
        return day

    def given(self) -> tuple[OrgUnit, ProblemInput, list[OrgUnit]]:
        """The lead, the problem as its action takes it, and who takes part."""
        typed = dict(self.cleaned_data)
        unit, others = typed.pop("unit"), typed.pop("others")
        return unit, ProblemInput(**typed), others


def _coded(items: Iterable[Any]) -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in items]
