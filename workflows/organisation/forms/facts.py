"""What a keeper types of the past of a person or a unit: what all small forms of facts have."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from permissions.models import OrgUnit, Person
from workflows.engine.models import Fact
from workflows.organisation.actions.facts import FactInput
from workflows.organisation.forms.fields import INPUT, TEXT, text

EARLIEST = 1949


def same(*values: str) -> list[tuple[str, str]]:
    """Choices that read as they are kept."""
    return [(value, value) for value in values]


def year_field() -> forms.IntegerField:
    """A year that has begun."""
    sentence = f"请填{EARLIEST}到今年之间的年份。"
    return forms.IntegerField(
        label="年度",
        error_messages={"invalid": sentence},
        widget=forms.TextInput(INPUT | {"inputmode": "numeric", "maxlength": 4}),
    )


class FactForm(forms.Form):
    """What every fact has: where it comes from, and, when it stands in for a wrong one, why. `of`: whom it is about."""

    KEY = ""
    source = text("来源", 160, help_text="文件名称和文号、登记表或档案材料名称。")
    reason = forms.CharField(label="更正原因", max_length=200, widget=forms.Textarea(TEXT))

    def __init__(self, *args: Any, of: OrgUnit | Person, wrong: Fact | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.of, self.wrong = of, wrong
        if wrong is None:
            del self.fields["reason"]
        else:
            self.initial = self.typed(wrong) | {"source": wrong.source}
        last = ["source", "reason"]
        self.order_fields([*(name for name in self.fields if name not in last), *last])

    def clean(self) -> dict[str, Any]:
        """A year and days that have come, the last not before the first."""
        cleaned: dict[str, Any] = super().clean() or {}
        today = timezone.localdate()
        since, until, year = cleaned.get("since"), cleaned.get("until"), cleaned.get("year")
        if since and not date(EARLIEST, 1, 1) <= since <= today:
            self.add_error("since", "日期应在今天以前，请核对年份。")
        if since and until and until < since:
            self.add_error("until", "截止日期不能早于开始日期。")
        if year is not None and not EARLIEST <= year <= today.year:
            self.add_error("year", f"请填{EARLIEST}到{today.year}之间的年份。")
        return cleaned

    def typed(self, fact: Fact) -> dict[str, Any]:
        """What somebody would have typed for this fact."""
        raise NotImplementedError

    def given(self) -> FactInput:
        """The fact as the action takes it."""
        raise NotImplementedError
