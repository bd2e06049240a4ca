"""What a keeper types of units: facts, place, merging, dissolving, relations."""

import re
from typing import Any

from django import forms
from django.utils import timezone

from permissions import tree
from permissions.actor import Actor
from permissions.models import OrgUnit, UnitRelation
from permissions.roles import Field, UnitKind
from workflows.organisation import rules
from workflows.organisation.actions.units import UnitInput
from workflows.organisation.forms.fields import TEXT, DayField, UnitField, choice, text
from workflows.organisation.queries import people, terms

NEW_KINDS = [(kind.value, kind.label) for kind in UnitKind if kind != UnitKind.WORK_COMMITTEE]
TERM = ("term_from", "term_until", "term_note")
BASIS_HELP = "批准机关和文号。"
YEARS_WRONG = f"任期须是1到{rules.LONGEST_TERM}年的整数。"


class UnitForm(forms.Form):
    """What is kept of a unit; for a new one also its kind and superior. `unit`: whose row is edited."""

    kind = choice("类别", [("", "请选择"), *NEW_KINDS])
    parent = UnitField("上级组织")
    code = text("单位编码", 32)
    name = text("全称", 120)
    short_name = text("简称", 60)
    position = forms.IntegerField(
        label="排序",
        min_value=0,
        max_value=9999,
        required=False,
        help_text="同一上级之下由小到大排列，相同的按编码。",
        widget=forms.NumberInput({"class": "dj-input"}),
    )
    field = choice("领域", [("", "不分领域"), *Field.choices], required=False)
    founded_on = DayField("成立日期", required=False)
    term_from = DayField("本届起始", required=False, help_text="上次换届选举的日期；没有任期的类别不填。")
    term_until = DayField("本届届满", required=False, help_text="不填按任期算出；提前或延期的填批准的日期，不超过1年。")
    term_note = text("延期或提前换届的依据", 200, required=False)
    basis = text("这次变更的依据", 200, required=False, help_text=BASIS_HELP)

    def __init__(self, *args: Any, by: Actor, unit: OrgUnit | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.unit = unit
        self.fields["parent"].queryset = people.in_being(by)  # type: ignore[attr-defined]
        self.fields["parent"].help_text = "填写简称、全称或单位编码。部门党组、机关纪委填写它所属的组织。"
        if unit is None:
            return
        for name in ("kind", "parent", *(TERM if unit.kind not in rules.TERM_YEARS else ())):
            del self.fields[name]
        self.initial = {name: getattr(unit, name) for name in self.fields if name != "basis"}

    def given(self) -> UnitInput:
        """What was typed."""
        values: dict[str, Any] = {name: self.cleaned_data.get(name) for name in UnitInput.__dataclass_fields__}
        values["position"] = values["position"] or 0
        values["term_note"] = values["term_note"] or ""
        values["field"] = values["field"] or ""
        return UnitInput(**values)

    def clean(self) -> dict[str, Any]:
        """A code of its own, days that agree."""
        cleaned: dict[str, Any] = super().clean() or {}
        self._check_code(cleaned)
        self._follow_start(cleaned)
        kind = self.unit.kind if self.unit else cleaned.get("kind", "")
        years = terms.years().get(kind)
        if years and not self.errors.keys() & set(TERM):
            found = rules.term_problems(
                cleaned["term_from"], cleaned["term_until"], cleaned["term_note"], years, timezone.localdate()
            )
            for field, sentence in found.items():
                self.add_error(field, sentence)
        if (day := cleaned.get("founded_on")) and day > timezone.localdate():
            self.add_error("founded_on", "成立日期不能晚于今天。")
        return cleaned

    def _check_code(self, cleaned: dict[str, Any]) -> None:
        try:
            tree.check_code(cleaned.get("code", ""), self.unit)
        except tree.TreeError as error:
            self.add_error("code", str(error))

    def _follow_start(self, cleaned: dict[str, Any]) -> None:
        """A new start with the old end left standing: the end is computed anew."""
        if self.unit is None or not cleaned.get("term_until"):
            return
        if "term_from" in self.changed_data and "term_until" not in self.changed_data and not cleaned.get("term_note"):
            cleaned["term_until"] = None


class MoveForm(forms.Form):
    """A unit's new superior."""

    to = UnitField("新的上级组织")

    def __init__(self, *args: Any, by: Actor, unit: OrgUnit, **more: Any) -> None:
        super().__init__(*args, **more)
        self.unit = unit
        others = people.in_being(by).exclude(pk=unit.parent_id or 0)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]

    def clean_to(self) -> OrgUnit:
        """A superior under which the unit may stand."""
        parent: OrgUnit = self.cleaned_data["to"]
        try:
            tree.check_move(self.unit, parent)
        except tree.TreeError as error:
            raise forms.ValidationError(str(error)) from error
        return parent


class MergeForm(forms.Form):
    """The units that are merged into this one."""

    sources = forms.CharField(
        label="并入的组织",
        max_length=600,
        help_text="填写简称、全称或单位编码，多个组织用顿号分开。",
        widget=forms.Textarea(TEXT),
    )

    def __init__(self, *args: Any, by: Actor, unit: OrgUnit, **more: Any) -> None:
        super().__init__(*args, **more)
        self.unit = unit
        self.one = UnitField("并入的组织")
        self.one.queryset = people.in_being(by)

    def clean_sources(self) -> list[OrgUnit]:
        """The units, each once. Raises ValidationError for one that is not kept or may not be merged."""
        words = [word for word in re.split(r"[、，,;；\s]+", self.cleaned_data["sources"]) if word]
        found = [unit for unit in dict.fromkeys(self.one.clean(word) for word in words) if unit is not None]
        for unit in found:
            try:
                tree.check_merge(unit, self.unit)
            except tree.TreeError as error:
                raise forms.ValidationError(str(error)) from error
        return found


class BasisForm(forms.Form):
    """What a change rests on."""

    basis = text("依据", 200, help_text=BASIS_HELP)


class DissolveForm(BasisForm):
    """The last day of a unit."""

    on = DayField("撤销日期")
    field_order = ("on", "basis")

    def clean_on(self) -> Any:
        """Not a day to come."""
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("撤销日期不能晚于今天，到日子再办理。")
        return day


class RelationForm(forms.Form):
    """The 党组 or 机关纪委 of a unit."""

    kind = choice("关系", UnitRelation.Kind.choices)
    target = UnitField("组织")

    def __init__(self, *args: Any, by: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = people.in_being(by).filter(kind__in=tree.BESIDE)
        self.fields["target"].queryset = rows  # type: ignore[attr-defined]


class YearsForm(forms.Form):
    """How many years a term of a kind of unit lasts."""

    kind = forms.ChoiceField(choices=[(kind, UnitKind(kind).label) for kind in rules.TERM_YEARS])
    years = forms.IntegerField(
        label="任期（年）",
        min_value=1,
        max_value=rules.LONGEST_TERM,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), f"任期须是1到{rules.LONGEST_TERM}年的整数。"
        ),
    )
