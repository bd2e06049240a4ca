"""What a keeper types of a person."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from permissions.actor import Actor
from permissions.models import OrgUnit, Person
from workflows.organisation.actions.people import StatusInput
from workflows.organisation.forms.fields import TEXT, DayField, UnitField, box, choice, text
from workflows.organisation.queries import people as reading
from workflows.organisation.queries.people import FIELDS, PersonInput


class PersonForm(forms.Form):
    """What is kept of a person; for a new one also the branch. `person`: whose row is edited."""

    staff_no = text("工号", 32)
    name = text("姓名", 40)
    branch = UnitField("所在党支部")
    gender = choice("性别", [("", "未填"), ("男", "男"), ("女", "女")], required=False)
    birth_on = DayField("出生日期", required=False)
    roll = choice("党员身份", Person.Roll.choices)
    joined_on = DayField("入党日期", required=False)
    formal_on = DayField("转正日期", required=False, help_text="预备党员和非党员不填。")
    id_number = text("身份证号", 18, required=False, help_text="可以不填；填写后只显示前四位和后两位。")
    rank = text("职务职级", 60, required=False)
    is_leader = box("领导干部")
    is_frontline = box("一线人员")

    def __init__(self, *args: Any, by: Actor, person: Person | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.by, self.person = by, person
        self.other: Person | None = None
        if person is None:
            self.fields["branch"].queryset = reading.branches(by)  # type: ignore[attr-defined]
            return
        del self.fields["branch"]
        self.initial = {name: getattr(person, name) for name in FIELDS if name != "id_number"}
        if person.id_number:
            hint = f"已登记{reading.described(person)['身份证号']}；不改就不填。"
            self.fields["id_number"].help_text = hint

    def given(self) -> PersonInput:
        """What was typed; an empty identity number leaves the one that is kept."""
        values: dict[str, Any] = {name: self.cleaned_data.get(name) for name in FIELDS}
        if self.person is not None and not values["id_number"]:
            values["id_number"] = self.person.id_number
        return PersonInput(**values).tidy()

    def clean(self) -> dict[str, Any]:
        """Dates that agree, a number nobody else has; `other` is who has it, when the actor keeps that person."""
        cleaned: dict[str, Any] = super().clean() or {}
        if {"staff_no", "name", "roll"} <= cleaned.keys():
            given = self.given()
            other = reading.namesake(given.staff_no, self.person)
            self.other = reading.kept(self.by).filter(pk=other.pk).first() if other else None
            for field, sentence in reading.problems(given, of=self.person, by=self.by).items():
                if field not in self.errors:
                    self.add_error(field, sentence)
        return cleaned


class StatusForm(forms.Form):
    """A change of 党籍状态."""

    status = choice("变更为", [])
    on = DayField("状态日期")
    branch = UnitField("恢复后所在党支部", required=False)
    reason = text("原因", 120)
    basis = text("依据", 200, help_text="文件名称和文号，或会议名称和日期。")

    def __init__(self, *args: Any, by: Actor, person: Person, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            (value, "恢复在册" if value == Person.Status.LISTED else label)
            for value, label in Person.Status.choices
            if value != person.status
        ]
        if person.branch_id is not None:
            del self.fields["branch"]
        else:
            self.fields["branch"].queryset = reading.branches(by)  # type: ignore[attr-defined]

    def given(self) -> StatusInput:
        """The change; the branch counts only for somebody who is listed again."""
        data = self.cleaned_data
        listed = data["status"] == Person.Status.LISTED
        branch: OrgUnit | None = data.get("branch") if listed else None
        return StatusInput(data["status"], data["on"], data["reason"], data["basis"], branch)


class TransferForm(forms.Form):
    """Another branch for a person, from when, and why."""

    branch = UnitField("调整到")
    on = DayField("转入日期", required=False, help_text="组织关系转入的日期；还没有定的不填，以后在人员页面登记。")
    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(TEXT))

    def __init__(self, *args: Any, by: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["branch"].queryset = reading.branches(by)  # type: ignore[attr-defined]

    def clean_on(self) -> date | None:
        """A day that has come."""
        day: date | None = self.cleaned_data["on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError("转入日期不能晚于今天，到日子再登记。")
        return day
