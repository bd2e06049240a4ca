"""What a keeper types to give, end and hand over posts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from permissions.actor import Actor
from permissions.models import Appointment, OrgUnit, Person, User
from workflows.organisation.actions.appointments import PostInput
from workflows.organisation.actions.handover import HandoverInput
from workflows.organisation.forms.fields import DayField, PersonField, UnitField, box, choice, text
from workflows.organisation.queries import appointments as reading
from workflows.organisation.queries import people


def hide_confirmation(form: forms.Form) -> None:
    """The box is shown only when there is something to confirm, or was."""
    if "confirmed" not in form.data:
        form.fields["confirmed"].widget = forms.HiddenInput()


def ask_confirmation(form: forms.Form) -> None:
    """Show the box to confirm."""
    form.fields["confirmed"].widget = forms.CheckboxInput({"class": "dj-box"})


class AppointForm(forms.Form):
    """A post for a person; person and unit are asked for only when the page does not know them."""

    person = PersonField("任职人")
    unit = UnitField("任职组织")
    role = choice("岗位", [])
    starts_on = DayField("任职日期", help_text="从这一天起有权办理。")
    ends_on = DayField("最后任职日", required=False, help_text="没有期限的不填。")
    confirmed = box("确认同时设两名")

    def __init__(self, *args: Any, by: Actor, person: Person | None, unit: OrgUnit | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.known = {"person": person, "unit": unit}
        self.fields["person"].queryset = people.kept(by)  # type: ignore[attr-defined]
        self.fields["unit"].queryset = people.in_being(by)  # type: ignore[attr-defined]
        for name in [name for name, row in self.known.items() if row is not None]:
            del self.fields[name]
        roles = [(role.value, role.label) for role in reading.roles_in(unit)]
        self.fields["role"].choices = [("", "请选择"), *roles]  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = timezone.localdate()
        hide_confirmation(self)

    def chosen(self, name: str) -> Any:
        """The person or the unit, known or typed."""
        return self.known[name] or self.cleaned_data.get(name)

    def given(self) -> PostInput:
        """The post as the action takes it."""
        data = self.cleaned_data
        return PostInput(data["role"], self.chosen("unit"), data["starts_on"], data["ends_on"])


class EndForm(forms.Form):
    """The end of a post: this moment, or with a day."""

    NOW, LATER = "now", "later"
    when = forms.ChoiceField(
        label="何时免职",
        choices=[(NOW, "立即免去，权限马上收回"), (LATER, "到指定日期为止")],
        initial=NOW,
        widget=forms.RadioSelect({"class": "dj-box"}),
    )
    on = DayField("最后任职日", required=False, help_text="选“到指定日期为止”时填写，当天仍有权办理。")
    reason = text("原因", 120)

    def clean(self) -> dict[str, Any]:
        """A day when it is not to be this moment."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("when") == self.LATER and not cleaned.get("on") and "on" not in self.errors:
            self.add_error("on", "请填写最后任职日。")
        if cleaned.get("when") == self.NOW:
            cleaned["on"] = None
        return cleaned


class HandoverForm(forms.Form):
    """Which posts pass to whom, and from which day."""

    posts = forms.MultipleChoiceField(
        label="交接的职务",
        error_messages={"required": "请至少选择一个要交接的职务。"},
        widget=forms.CheckboxSelectMultiple({"class": "dj-box"}),
    )
    successor = PersonField("接任人")
    on = DayField("交接日期", help_text="接任人从这一天起任职；填今天的，原任权限马上收回。")
    reason = text("原因", 120)
    confirmed = box("确认由提交人接任")

    def __init__(self, *args: Any, people: QuerySet[Person], posts: Sequence[Appointment], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["successor"].queryset = people  # type: ignore[attr-defined]
        self.fields["posts"].choices = [(str(post.pk), str(post)) for post in posts]  # type: ignore[attr-defined]
        self.fields["posts"].initial = [str(post.pk) for post in posts]
        self.fields["on"].initial = timezone.localdate()
        hide_confirmation(self)

    def clean_successor(self) -> Person:
        """Who takes over must have an account."""
        person: Person = self.cleaned_data["successor"]
        if account(person) is None:
            raise forms.ValidationError(f"{person.name}（工号{person.staff_no}）还没有账号，请先开通账号再交接。")
        return person

    def given(self, seen: str) -> HandoverInput:
        """The handover as the action takes it."""
        data = self.cleaned_data
        user = account(data["successor"])
        assert user is not None  # noqa: S101 - clean_successor
        chosen = frozenset(int(key) for key in data["posts"])
        return HandoverInput(chosen, user, data["on"], data["reason"], seen, data["confirmed"])


def account(person: Person) -> User | None:
    """The account of a person, if there is one."""
    found: User | None = getattr(person, "user", None)
    return found
