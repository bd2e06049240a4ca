"""Facts that stand for a year: grades of people and units, 职级分组."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from workflows.engine import registry
from workflows.engine.models import Fact
from workflows.organisation import queries
from workflows.organisation.actions.facts import FactInput
from workflows.organisation.forms.facts import FactForm, same, year_field
from workflows.organisation.forms.fields import BOX, choice
from workflows.organisation.rules import (
    ANNUAL_GRADES,
    GRADES,
    NO_GROUP,
    PARTY_BUILDING_GRADES,
    RANK_GROUPS,
    STANDARD_GRADES,
)


class YearForm(FactForm):
    """What was found for a year that has begun; it stands from the end of its year, or from today."""

    year = year_field()

    def result(self) -> str:
        """What was found, as it would be written in a workbook."""
        raise NotImplementedError

    def given(self) -> FactInput:
        """Read as the workbook is."""
        data = self.cleaned_data
        read = registry.fact_kinds()[self.KEY].read
        assert read is not None  # noqa: S101 - each of these kinds can be brought along in a workbook
        value, words = read(self.result())
        since = min(date(data["year"], 12, 31), timezone.localdate())
        return FactInput(self.KEY, data["year"], "", value, words, data["source"], since)


class GradeForm(YearForm):
    """民主评议等次 of a past year."""

    KEY = queries.GRADE_FACT
    CHOICES: ClassVar[tuple[str, ...]] = GRADES
    grade = choice("评议等次", [])

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["grade"].label = registry.fact_kinds()[self.KEY].label
        self.fields["grade"].choices = same(*self.CHOICES)  # type: ignore[attr-defined]

    def typed(self, fact: Fact) -> dict[str, Any]:
        """From the value and the year."""
        return {**fact.value, "year": fact.year}

    def result(self) -> str:
        """The grade."""
        return str(self.cleaned_data["grade"])


class AnnualForm(GradeForm):
    """年度考核等次 of a person."""

    KEY = queries.ANNUAL_FACT
    CHOICES = ANNUAL_GRADES


class StandardForm(GradeForm):
    """标准化规范化验收 of a unit."""

    KEY = queries.STANDARD_FACT
    CHOICES = STANDARD_GRADES


class PartyBuildingForm(GradeForm):
    """党建评估等次 of a unit."""

    KEY = queries.PARTY_BUILDING_FACT
    CHOICES = PARTY_BUILDING_GRADES


class RankForm(YearForm):
    """职级分组: the groups that notices leave out and to which somebody belongs; none ticked says that it is none."""

    KEY = queries.RANK_FACT
    groups = forms.MultipleChoiceField(
        label="职级分组", required=False, choices=same(*RANK_GROUPS), widget=forms.CheckboxSelectMultiple(BOX),
        help_text="按干部管理权限和职务层次选；一项都不选，就是登记为都不属于。",
    )  # fmt: skip

    def typed(self, fact: Fact) -> dict[str, Any]:
        """From the value and the year."""
        return {"groups": fact.value["groups"], "year": fact.year}

    def result(self) -> str:
        """The groups as they would be written."""
        return "、".join(self.cleaned_data["groups"]) or NO_GROUP
