"""What the 工委 types to prepare a round."""

from calendar import monthrange
from datetime import date, time
from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import BOX, DayInput
from permissions.models import OrgUnit
from workflows.engine.calendar import within_a_year
from workflows.engine.models import Round
from workflows.engine.round_forms import HOUR
from workflows.engine.unit_fields import UnitsField
from workflows.star_rating.forms.bodies import BodiesField
from workflows.star_rating.models import Scheme
from workflows.star_rating.rules import Scheme as RatingScheme
from workflows.star_rating.states import ListState, RatingState

OPTIONAL = (RatingState.GENERAL_REVIEWING, ListState.VERIFYING)
"""Stages that a round may do without; one that decides may never be left out."""
DATED = (
    RatingState.SELF_ASSESSING,
    RatingState.GENERAL_REVIEWING,
    RatingState.SCORING,
    ListState.COMPILING,
    ListState.VERIFYING,
    ListState.DECIDING,
)
CLOSING = (RatingState.SELF_ASSESSING, ListState.COMPILING)
"""Stages in which something is handed in, which a round may close after their last moment."""


class RoundForm(forms.Form):
    """A round: scheme, year, basis, for whom, how returns come back, which stages, until when.

    `given` is what it starts with, by field: from the scheme's own dates, or from last year's round.
    """

    scheme = forms.ModelChoiceField(
        label="评定方案",
        queryset=Scheme.objects.order_by("-pk"),
        empty_label=None,
        widget=forms.Select({"class": "dj-select"}),
    )
    year = forms.IntegerField(
        label="评定年度", min_value=2000, max_value=2100, widget=forms.NumberInput({"class": "dj-input"})
    )
    title = forms.CharField(label="批次名称", max_length=120, widget=BOX)
    basis = forms.CharField(
        label="批准依据",
        max_length=200,
        required=False,
        help_text="批准机关、文号。创建示范、命名类活动须有批准依据。",
        widget=BOX,
    )
    resume = forms.ChoiceField(
        label="退回后怎样重报",
        choices=Round.Resume.choices,
        initial=Round.Resume.DIRECT,
        widget=forms.Select({"class": "dj-select"}),
    )

    scope = UnitsField(
        label="只为部分单位启动",
        required=False,
        help_text="单位编码或简称，一行一个；填上级单位的，其下支部都参加。空着为全部党支部，启动后还可增加。",
    )
    bodies = BodiesField(
        label="另报备案单位",
        help_text="本单位审定的星级除报工委外，还报哪些单位备案，一行一个。方案没有本单位审定的星级的，空着。",
    )

    def __init__(
        self, *args: Any, unit: OrgUnit | None = None, given: dict[str, Any] | None = None, **more: Any
    ) -> None:
        year = timezone.localdate().year
        first = {"year": year, "title": f"{year}年度党支部星级评定", "resume": Round.Resume.DIRECT}
        super().__init__(*args, **more | {"initial": first | (given or {})})
        self.fields["scope"].within = unit  # type: ignore[attr-defined]
        for state in OPTIONAL:
            self.fields[f"use_{state}"] = _box(f"设“{state.label}”环节", checked=True)
        for state in DATED:
            self.fields[f"due_{state}"] = forms.DateField(label=f"{state.label}截止", required=False, widget=DayInput())
            self.fields[f"at_{state}"] = forms.TimeField(label=f"{state.label}截止到几点", required=False, widget=HOUR)
            if state in CLOSING:
                self.fields[f"closes_{state}"] = _box(f"{state.label}逾期不再接收")
                self.fields[f"scan_{state}"] = _box(f"{state.label}须上传签字盖章的扫描件")

    def general(self) -> list[forms.BoundField]:
        """The fields that are about the round as a whole."""
        return [self[name] for name in self.base_fields]

    def timetable(self) -> list[dict[str, Any]]:
        """A row for each stage with its fields; nothing where a stage has no such choice."""
        return [
            {"label": state.label} | {kind: self._of(kind, state) for kind in ("use", "due", "at", "closes", "scan")}
            for state in DATED
        ]

    def _of(self, kind: str, state: str) -> forms.BoundField | None:
        name = f"{kind}_{state}"
        return self[name] if name in self.fields else None

    def clean_bodies(self) -> list[str]:
        """Bodies only where something is filed, unless they are those that the form began with."""
        bodies: list[str] = self.cleaned_data["bodies"]
        scheme = self.cleaned_data.get("scheme")
        if bodies != self._preset() and bodies and scheme is not None and not unit_decides(scheme):
            raise forms.ValidationError(f"“{scheme.name}”没有由本单位审定的星级，不用报备案，请清空这一项。")
        return bodies

    def clean(self) -> dict[str, Any]:
        """No last day that has passed or is more than a year off, and none before that of an earlier stage."""
        cleaned: dict[str, Any] = super().clean() or {}
        latest = None
        for state in DATED:
            day = cleaned.get(f"due_{state}")
            if day and day < timezone.localdate():
                self.add_error(f"due_{state}", "截止日期已过，请改为今天以后的日期。")
            elif day and not within_a_year(day):
                self.add_error(f"due_{state}", "截止日期须在一年之内，请核对年份。")
            elif day and latest and day < latest[0]:
                self.add_error(f"due_{state}", f"不能早于“{latest[1]}”的截止日期。")
            latest = (day, state.label) if day else latest
            if not day and (cleaned.get(f"at_{state}") or cleaned.get(f"closes_{state}")):
                self.add_error(f"due_{state}", "填了几点或者逾期不再接收的，须填截止日期。")
        return cleaned

    def given(self) -> dict[str, Any]:
        """What the actions take that prepare a round or change it."""
        plain = {name: self.cleaned_data[name] for name in ("scheme", "year", "title", "basis", "resume")}
        return plain | {"stages": self.stages(), "scope": [unit.pk for unit in self.cleaned_data["scope"]]}

    def stages(self) -> dict[str, dict[str, Any]]:
        """The stages as a round stores them."""
        found: dict[str, dict[str, Any]] = {}
        for state in DATED:
            if day := self.cleaned_data[f"due_{state}"]:
                found[state] = {"due_on": day.isoformat()} | self._hour(state)
        for state in OPTIONAL:
            if not self.cleaned_data[f"use_{state}"]:
                found.setdefault(state, {})["off"] = True
        for state in CLOSING:
            if self.cleaned_data[f"scan_{state}"]:
                found.setdefault(state, {})["scan"] = True
        if unit_decides(self.cleaned_data["scheme"]) and self.cleaned_data["bodies"] != self._preset():
            found[ListState.FILING] = {"bodies": self.cleaned_data["bodies"]}
        return found

    def _preset(self) -> list[str]:
        """The bodies of the scheme that the form began with: left as they were, the chosen scheme's own count."""
        first = Scheme.objects.filter(pk=self.initial.get("scheme") or 0).first()
        return list(RatingScheme.from_data(first.document).bodies) if first and unit_decides(first) else []

    def _hour(self, state: str) -> dict[str, Any]:
        """The hour of a stage's last day, and whether it closes the stage."""
        hour: time | None = self.cleaned_data[f"at_{state}"]
        found: dict[str, Any] = {"due_at": f"{hour:%H:%M}"} if hour else {}
        return found | ({"closes": True} if self.cleaned_data.get(f"closes_{state}") else {})


def from_scheme(scheme: Scheme, year: int) -> dict[str, Any]:
    """What a scheme says of the dates of a year's round; days that have passed are left out."""
    rules = RatingScheme.from_data(scheme.document)
    found: dict[str, Any] = {"scheme": scheme.pk, "bodies": named_bodies(rules)}
    for window in rules.windows:
        day = day_of(year + window.next_year, window.month, window.day)
        hour = None if window.hour is None else time(window.hour % 24)
        found |= dates_given(window.stage, day, hour, closes=window.closes)
    return found


def unit_decides(scheme: Scheme) -> bool:
    """Whether units decide some of its tiers themselves and file what they decided."""
    return RatingScheme.from_data(scheme.document).unit_decides


def named_bodies(rules: RatingScheme) -> str:
    """The bodies with which units file what they decide, one a line; none where they decide nothing."""
    return "\n".join(rules.bodies) if rules.unit_decides else ""


def dates_given(state: str, day: date, hour: time | None, *, closes: bool) -> dict[str, Any]:
    """The fields of a stage's last moment; nothing where the day cannot be chosen any more, or not yet."""
    if unfit(day):
        return {}
    return {f"due_{state}": day, f"at_{state}": hour, f"closes_{state}": closes}


def unfit(day: date) -> str:
    """Why a round cannot have this last day; empty when it can."""
    if day < timezone.localdate():
        return "已过"
    return "" if within_a_year(day) else "在一年以后"


def day_of(year: int, month: int, day: int) -> date:
    """A day of a year; the last of February where there is no 29th."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def _box(label: str, *, checked: bool = False) -> forms.BooleanField:
    return forms.BooleanField(
        label=label, required=False, initial=checked, widget=forms.CheckboxInput({"class": "dj-box"})
    )
