"""What an office types to prepare a round: who holds it, its year and name, for whom, until when."""

from typing import Any

from django import forms

from forms.fields import BOX, DayInput
from permissions.models import OrgUnit
from workflows.appraisal.states import MeetingState as M
from workflows.engine.unit_fields import UnitsField

DATED = (M.PREPARING, M.GRADING)
"""Stages that may have one last day for everybody."""
CHOICE = {"class": "dj-select"}


class RoundForm(forms.Form):
    """A round from a plan; `units` are those that the person may hold one for."""

    unit = forms.ModelChoiceField(
        label="主办单位", queryset=OrgUnit.objects.none(), empty_label=None, widget=forms.Select(CHOICE)
    )
    year = forms.IntegerField(
        label="评议年度", min_value=2000, max_value=2100, widget=forms.NumberInput({"class": "dj-input"})
    )
    title = forms.CharField(label="批次名称", max_length=120, widget=BOX)
    basis = forms.CharField(
        label="依据", max_length=200, required=False, widget=BOX, help_text="文件名称和文号，印在文书上。"
    )
    scope = UnitsField(
        label="只为部分单位启动",
        required=False,
        help_text="单位编码或简称，一行一个；填上级单位的，其下都算在内。空着为全部支部，启动后还可增加。",
    )

    def __init__(self, data: Any = None, *, units: Any, given: dict[str, Any]) -> None:
        super().__init__(data, initial=given)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        host = units.filter(pk=data["unit"]).first() if data and str(data.get("unit", "")).isdecimal() else None
        self.fields["scope"].within = host or units.first()  # type: ignore[attr-defined]
        for state in DATED:
            self.fields[f"due_{state}"] = forms.DateField(
                label=f"{state.label}截止", required=False, widget=DayInput(), help_text="空着按办理天数。"
            )

    def stages(self) -> dict[str, dict[str, str]]:
        """The last days that were typed, by stage."""
        days = {str(state): self.cleaned_data[f"due_{state}"] for state in DATED}
        return {state: {"due_on": day.isoformat()} for state, day in days.items() if day}
