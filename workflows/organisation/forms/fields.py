"""Fields that the pages of the organisation share: a day, a unit and a person as somebody names them."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from permissions.models import OrgUnit, Person
from workflows.organisation.queries.people import matching

INPUT = {"class": "dj-input"}
SELECT = {"class": "dj-select"}
TEXT = {"class": "dj-textarea", "rows": 2}
BOX = {"class": "dj-box"}
MOST = 5
"""As many are named when what was typed fits several."""


def text(label: str, longest: int, *, required: bool = True, help_text: str = "") -> forms.CharField:
    """A line of text."""
    widget = forms.TextInput(INPUT)
    return forms.CharField(label=label, max_length=longest, required=required, help_text=help_text, widget=widget)


def choice(label: str, choices: Any, *, required: bool = True) -> forms.ChoiceField:
    """One of a few."""
    return forms.ChoiceField(label=label, choices=choices, required=required, widget=forms.Select(SELECT))


def box(label: str) -> forms.BooleanField:
    """A box to tick."""
    return forms.BooleanField(label=label, required=False, widget=forms.CheckboxInput(BOX))


class DayField(forms.DateField):
    """A day, in the browser's own date picker."""

    def __init__(self, label: str, *, required: bool = True, help_text: str = "") -> None:
        widget = forms.DateInput(INPUT | {"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=label, required=required, help_text=help_text, widget=widget)


class UnitField(forms.CharField):
    """A unit of those kept, named by its code or name; what fits several is answered with their codes."""

    def __init__(self, label: str, *, required: bool = True) -> None:
        super().__init__(
            label=label,
            required=required,
            max_length=120,
            help_text="填写组织的简称、全称或单位编码。",
            widget=forms.TextInput(INPUT),
        )
        self.queryset: QuerySet[OrgUnit] = OrgUnit.objects.none()

    def clean(self, value: Any) -> OrgUnit | None:
        """The unit. Raises ValidationError."""
        words: str = super().clean(value)
        if not words:
            return None
        found = matching(self.queryset, words)
        if not found:
            raise forms.ValidationError(f"在您管理的组织中没有找到“{words}”，请核对名称或编码。")
        if len(found) > 1:
            names = "、".join(f"{unit.short_name}（{unit.code}）" for unit in found[:MOST])
            raise forms.ValidationError(f"“{words}”对应{len(found)}个组织：{names}，请填写单位编码。")
        return found[0]


class PersonField(forms.CharField):
    """A person of those kept, named by staff number or name; what fits several is answered with their numbers."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label, max_length=40, help_text="填写工号或姓名。", widget=forms.TextInput(INPUT))
        self.queryset: QuerySet[Person] = Person.objects.none()

    def clean(self, value: Any) -> Person:
        """The person. Raises ValidationError."""
        words: str = super().clean(value)
        rows = self.queryset.select_related("branch", "user")
        found = list(rows.filter(Q(staff_no=words) | Q(name=words)).order_by("staff_no"))
        if not found:
            raise forms.ValidationError(f"在您管理的人员中没有找到“{words}”，请核对工号或姓名。")
        if len(found) > 1:
            names = "、".join(f"{person.staff_no}（{person.branch or '无支部'}）" for person in found[:MOST])
            raise forms.ValidationError(f"有{len(found)}人叫“{words}”：{names}，请填写工号。")
        return found[0]
