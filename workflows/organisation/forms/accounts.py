"""What is typed about accounts, the own mail and the 三员."""

from typing import Any

from django import forms
from django.utils import timezone

from permissions import accounts
from permissions.models import Person, User
from permissions.roles import Role
from workflows.organisation.forms import fields
from workflows.organisation.queries import guards


class OpenForm(forms.Form):
    """The user name of a new account."""

    username = fields.text("用户名", 40, help_text="默认是工号，一般不用改。")

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data, initial={"username": accounts.username_for(person)})


class ReasonForm(forms.Form):
    """Why an account is closed."""

    reason = fields.text("原因", 200, help_text="写入变动记录，例如：调出、退休。")


class IssueForm(forms.Form):
    """For which unit first passwords are given out, and whether those not yet changed are replaced."""

    unit = fields.UnitField("组织")
    again = fields.box("重发本人还没有改过的初始密码")


class MailForm(forms.Form):
    """Where the own mail goes."""

    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        max_length=254,
        widget=forms.EmailInput(fields.INPUT | {"autocomplete": "email"}),
        error_messages={"invalid": "这不是一个电子邮箱地址，请检查，例如 name@example.gov.cn。"},
    )
    email_notices = fields.box("有新消息时同时发到电子邮箱")

    def clean(self) -> dict[str, Any]:
        """An address is needed where something is to be sent."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("email_notices") and not given.get("email") and "email" not in self.errors:
            self.add_error("email", "要把消息发到邮箱，请填写电子邮箱。")
        return given


class GuardForm(forms.Form):
    """Who becomes which of the 三员, from when until when."""

    who = fields.text("人员", 40, help_text="填写工号或用户名，须已有账号。")
    role = fields.choice("岗位", [(role.value, role.label) for role in guards.ROLES])
    starts_on = fields.DayField("任职日期")
    ends_on = fields.DayField("最后任职日", required=False, help_text="没有定期限的不填。")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"starts_on": timezone.localdate()})

    def clean_who(self) -> User:
        """The account. Raises ValidationError."""
        found = guards.named(self.cleaned_data["who"])
        if found is None:
            raise forms.ValidationError("没有找到使用中的账号，请核对工号或用户名；还没有账号的先开通。")
        return found

    def clean_role(self) -> Role:
        """The post."""
        return Role(self.cleaned_data["role"])
