"""What somebody types to delegate a post of his own."""

from typing import Any

from django import forms
from django.utils import timezone

from permissions.models import Appointment
from workflows.organisation.actions.delegations import DelegationInput
from workflows.organisation.forms.fields import DayField, box, choice, text
from workflows.organisation.queries import delegations as reading

UNKNOWN = "没有找到姓名和工号都相符、现任职务、账号可用的同志，请向本人核对。"


class DelegationForm(forms.Form):
    """Which post, to whom, for which days and processes. Whoever is chosen is named in full: no list of names leaks."""

    post = choice("委托的职务", [])
    name = text("受委托人姓名", 40)
    staff_no = text("受委托人工号", 32, help_text="姓名和工号都要填写，须是现有职务、账号可用的同志。")
    starts_on = DayField("开始日期")
    ends_on = DayField("结束日期", help_text="当天仍由受委托人办理，第二天自动结束。")
    processes = forms.MultipleChoiceField(
        label="委托的业务",
        required=False,
        help_text="一项也不勾选的，委托这个职务的全部业务。",
        widget=forms.CheckboxSelectMultiple({"class": "dj-box"}),
    )
    reason = text("事由", 120, help_text="如：出差、休假。")
    may_redelegate = box("允许受委托人再委托他人一次")

    def __init__(self, *args: Any, posts: list[Appointment], **more: Any) -> None:
        super().__init__(*args, **more)
        self.posts = {str(post.pk): post for post in posts}
        self.fields["post"].choices = [(key, str(post)) for key, post in self.posts.items()]  # type: ignore[attr-defined]
        names = {key: label for post in posts for key, label in reading.businesses(post)}
        self.fields["processes"].choices = list(names.items())  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        """Find the delegate by name and number together."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "name" in cleaned and "staff_no" in cleaned:
            cleaned["to"] = reading.delegate_named(cleaned["name"], cleaned["staff_no"])
            if cleaned["to"] is None:
                self.add_error("staff_no", UNKNOWN)
        return cleaned

    def chosen(self) -> Appointment:
        """The post to delegate."""
        return self.posts[self.cleaned_data["post"]]

    def given(self) -> DelegationInput:
        """The delegation as the action takes it."""
        data = self.cleaned_data
        return DelegationInput(
            data["to"],
            data["starts_on"],
            data["ends_on"],
            data["reason"],
            tuple(data["processes"]),
            data["may_redelegate"],
        )
