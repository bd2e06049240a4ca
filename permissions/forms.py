"""Forms of signing in and of changing the password."""

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm

WRONG = (
    f"用户名或密码不对，请检查后重新填写。连续{settings.AXES_FAILURE_LIMIT}次不对，账号会锁定"
    f"{int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)}分钟。"
)


class LoginForm(AuthenticationForm):
    """User name and password; the answer to a wrong pair does not tell whether the account exists or is in use."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}


class PasswordForm(PasswordChangeForm):
    """The present password and a new one, twice."""

    error_messages = {
        "password_incorrect": "现在的密码不对，请重新填写。",
        "password_mismatch": "两次填写的新密码不一样，请重新填写。",
        "password_same": "新密码和现在的密码相同，请换一个。",
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        labels = {"old_password": "现在的密码", "new_password1": "新密码", "new_password2": "再填一遍新密码"}
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs["class"] = "dj-input"
        self.fields["new_password2"].help_text = ""

    def clean_new_password1(self) -> str:
        """Refuse the present password once more: the first one, set by somebody else, would stay in use."""
        new: str = self.cleaned_data["new_password1"]
        if new == self.cleaned_data.get("old_password"):
            raise forms.ValidationError(self.error_messages["password_same"], code="password_same")
        return new
