"""What a keeper types of a person's past: one small form for each kind of fact."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from workflows.engine.models import Fact
from workflows.organisation import queries
from workflows.organisation.actions.facts import FactInput
from workflows.organisation.forms.fields import INPUT, TEXT, DayField, choice, text
from workflows.organisation.rules import DISCIPLINES, GRADES, HONOUR_KINDS, read_grade

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
    """What every fact has: where it comes from, and, when it stands in for a wrong one, why."""

    KEY = ""
    source = text("来源", 160, help_text="文件名称和文号、登记表或档案材料名称。")
    reason = forms.CharField(label="更正原因", max_length=200, widget=forms.Textarea(TEXT))

    def __init__(self, *args: Any, wrong: Fact | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
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


class DisciplineForm(FactForm):
    """处分, valid while it counts."""

    KEY = queries.DISCIPLINE_FACT
    kind = choice("处分种类", same(*DISCIPLINES))
    since = DayField("处分日期")
    until = DayField("影响期至", required=False, help_text="没有影响期的不填。")
    basis = text("处分依据", 200, help_text="处分决定的机关和文号。")

    def typed(self, fact: Fact) -> dict[str, Any]:
        """From the value and the days."""
        return {**fact.value, "since": fact.valid_from, "until": fact.valid_until}

    def given(self) -> FactInput:
        """Its item is the first day."""
        data = self.cleaned_data
        value = {"kind": data["kind"], "basis": data["basis"]}
        return FactInput(
            self.KEY, data["since"].year, data["since"].isoformat(), value, data["kind"], data["source"],
            data["since"], data["until"],
        )  # fmt: skip


class PartyWorkForm(FactForm):
    """党务经历: a post in a unit for some time."""

    KEY = queries.PARTY_WORK_FACT
    post = text("党务职务", 40)
    unit = text("所在组织", 60)
    since = DayField("开始日期")
    until = DayField("结束日期", required=False, help_text="仍在任的不填。")

    def typed(self, fact: Fact) -> dict[str, Any]:
        """From the value and the days."""
        return {**fact.value, "since": fact.valid_from, "until": fact.valid_until}

    def given(self) -> FactInput:
        """Its item is the first day."""
        data = self.cleaned_data
        value = {"post": data["post"], "unit": data["unit"]}
        return FactInput(
            self.KEY, data["since"].year, data["since"].isoformat(), value, f"{data['unit']}{data['post']}",
            data["source"], data["since"], data["until"],
        )  # fmt: skip


class HonourForm(FactForm):
    """个人荣誉, for good."""

    KEY = queries.HONOUR_FACT
    name = text("荣誉名称", 80)
    kind = choice("形式", same(*HONOUR_KINDS))
    year = year_field()
    sponsor = text("授予机关", 80)
    batch = text("批次或文号", 60, required=False)
    since = DayField("授予日期")

    def typed(self, fact: Fact) -> dict[str, Any]:
        """From the value, the year and the day."""
        return {**fact.value, "name": fact.item, "year": fact.year, "since": fact.valid_from}

    def given(self) -> FactInput:
        """Its item is the name."""
        data = self.cleaned_data
        value = {name: data[name] for name in ("kind", "sponsor", "batch")}
        return FactInput(self.KEY, data["year"], data["name"], value, data["name"], data["source"], data["since"])


class GradeForm(FactForm):
    """民主评议等次 of a past year."""

    KEY = queries.GRADE_FACT
    year = year_field()
    grade = choice("评议等次", same(*GRADES))

    def typed(self, fact: Fact) -> dict[str, Any]:
        """From the value and the year."""
        return {**fact.value, "year": fact.year}

    def given(self) -> FactInput:
        """It stands from the end of its year."""
        data = self.cleaned_data
        value, words = read_grade(data["grade"])
        since = min(date(data["year"], 12, 31), timezone.localdate())
        return FactInput(self.KEY, data["year"], "", value, words, data["source"], since)


FORMS: dict[str, type[FactForm]] = {
    "discipline": DisciplineForm,
    "party_work": PartyWorkForm,
    "honour": HonourForm,
    "grade": GradeForm,
}
"""The forms by what the address calls them."""
