"""Facts of a person with a day of their own: 处分, 无处分说明, 党务经历, 转入支部, 个人荣誉."""

from typing import Any

from django import forms

from permissions.models import OrgUnit, Person
from workflows.engine.models import Fact
from workflows.organisation import queries
from workflows.organisation.actions.facts import FactInput, joined
from workflows.organisation.forms.facts import FactForm, same, year_field
from workflows.organisation.forms.fields import INPUT, DayField, choice, text
from workflows.organisation.rules import DISCIPLINES, HONOUR_KINDS, LONGEST_CLEAN, clean_words


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


class CleanForm(FactForm):
    """无处分说明: what a body says of somebody as of a day."""

    KEY = queries.CLEAN_FACT
    body = text("出具单位", 60, help_text="出具说明的纪检部门。")
    since = DayField("截至日期")
    years = forms.IntegerField(
        label="近几年未受处分", required=False, min_value=1, max_value=LONGEST_CLEAN,
        help_text="说明写明近几年未受处分的，填年数；只说明不在处分影响期内的不填。",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), f"请填1到{LONGEST_CLEAN}的整数。"),
        widget=forms.TextInput(INPUT | {"inputmode": "numeric", "maxlength": 2}),
    )  # fmt: skip

    def typed(self, fact: Fact) -> dict[str, Any]:
        """From the value and the day."""
        return {**fact.value, "since": fact.valid_from}

    def given(self) -> FactInput:
        """Its item is the day."""
        data = self.cleaned_data
        day, years = data["since"], str(data["years"] or "")
        value = {"body": data["body"], "years": years}
        return FactInput(self.KEY, day.year, day.isoformat(), value, clean_words(day), data["source"], day)


class JoinedForm(FactForm):
    """转入支部: since when somebody belongs to the branch where he is now; a correction stays with its branch."""

    KEY = queries.JOINED_FACT
    since = DayField("转入日期", help_text="组织关系转入现所在支部的日期。")

    def typed(self, fact: Fact) -> dict[str, Any]:
        """From the day."""
        return {"since": fact.valid_from}

    def clean(self) -> dict[str, Any]:
        """Who belongs to no branch has come to none."""
        cleaned = super().clean()
        if self._branch() is None:
            raise forms.ValidationError("没有编入党支部，不能登记转入日期。请先调整支部。")
        return cleaned

    def given(self) -> FactInput:
        """Its item is the branch."""
        branch = self._branch()
        assert branch is not None  # noqa: S101 - `clean` saw to it
        return joined(branch, self.cleaned_data["since"], self.cleaned_data["source"])

    def _branch(self) -> OrgUnit | None:
        if self.wrong is not None:
            return OrgUnit.objects.filter(code=self.wrong.value["branch"]).first()
        return self.of.branch if isinstance(self.of, Person) else None


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
