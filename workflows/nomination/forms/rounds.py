"""What an office types to prepare a round: what the notice left open, on what it rests, for whom, until when."""

from datetime import date, time
from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import BOX, DayInput
from permissions.models import OrgUnit
from workflows.engine.calendar import within_a_year
from workflows.engine.models import Round
from workflows.engine.pages import key_of
from workflows.engine.round_forms import HOUR
from workflows.engine.unit_fields import UnitsField
from workflows.nomination.queries.stages import DATED, LABELS, stages_of
from workflows.nomination.rules import AwardRound, PublicityRule, SponsorLevel
from workflows.nomination.rules.filling import filled, of_year
from workflows.nomination.rules.opening import PUBLIC_STAGES
from workflows.nomination.states import ListState, NominationState

CLOSING = (NominationState.DRAFTING, ListState.COMPILING)
"""Stages in which something is handed in, which a round may close after their last moment."""
NUMBER = forms.NumberInput({"class": "dj-input"})
APPROVAL = {"document": "文号", "body": "批准机关", "on": "批准日期", "cycle_years": "周期（年）", "number": "批准名额"}


def _box(label: str, *, checked: bool = False) -> forms.BooleanField:
    widget = forms.CheckboxInput({"class": "dj-box"})
    return forms.BooleanField(label=label, required=False, initial=checked, widget=widget)


class RoundForm(forms.Form):
    """A round from a plan's document: `award` is what that says, `units` those that the person may hold rounds for."""

    unit = forms.ModelChoiceField(
        label="主办单位", queryset=OrgUnit.objects.none(), empty_label=None, widget=forms.Select({"class": "dj-select"})
    )
    title = forms.CharField(label="批次名称", max_length=120, widget=BOX)
    basis = forms.CharField(
        label="依据",
        max_length=200,
        required=False,
        help_text="本年度通知的名称和文号；空着的沿用方案里写的。",
        widget=BOX,
    )
    sponsor = forms.CharField(label="表彰机关", max_length=80, help_text="写全称，印在表格和证书上。", widget=BOX)
    sponsor_level = forms.ChoiceField(
        label="表彰层次",
        choices=[(level.value, level.words) for level in SponsorLevel],
        widget=forms.Select({"class": "dj-select"}),
    )
    reports_to = forms.CharField(
        label="上报对象",
        max_length=80,
        required=False,
        help_text="由上级表彰的填上级机关；由本级表彰的空着。",
        widget=BOX,
    )
    cut_off = forms.DateField(label="资格截止日", help_text="党龄、任职年限等条件按这一天审核。", widget=DayInput())
    due = forms.CharField(label="报送期限的说明", max_length=120, required=False, widget=BOX)
    late_forfeits = _box("逾期未报的单位视为不推荐")
    publicity_days = forms.IntegerField(label="公示天数", min_value=1, max_value=60, required=False, widget=NUMBER)
    publicity_working = _box("公示按工作日计算", checked=True)
    resume = forms.ChoiceField(
        label="退回后怎样重报",
        choices=Round.Resume.choices,
        initial=Round.Resume.DIRECT,
        widget=forms.Select({"class": "dj-select"}),
    )
    scope = UnitsField(
        label="只为部分单位启动",
        required=False,
        help_text="单位编码或简称，一行一个；填上级单位的，其下都参加。空着为全部单位，启动后还可增加。",
    )
    approval_document = forms.CharField(label="批准文号", max_length=60, required=False, widget=BOX)
    approval_body = forms.CharField(label="批准机关", max_length=80, required=False, widget=BOX)
    approval_on = forms.DateField(label="批准日期", required=False, widget=DayInput())
    approval_cycle_years = forms.IntegerField(
        label="批准的周期（年）", min_value=1, max_value=100, required=False, widget=NUMBER
    )
    approval_number = forms.IntegerField(
        label="批准的名额", min_value=1, max_value=100_000, required=False, widget=NUMBER
    )

    def __init__(self, data: Any = None, *, award: AwardRound, units: Any, given: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=from_award(award) | (given or {}))
        self.award, self.off = award, stages_of(award)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["scope"].within = _host(self, units)  # type: ignore[attr-defined]
        self.public = bool(PUBLIC_STAGES.intersection(award.stages))
        if not self.public:
            del self.fields["publicity_days"], self.fields["publicity_working"]
        for state in self.dated:
            label = LABELS[state]
            self.fields[f"due_{state}"] = forms.DateField(label=f"{label}截止", required=False, widget=DayInput())
            self.fields[f"at_{state}"] = forms.TimeField(label=f"{label}截止到几点", required=False, widget=HOUR)
            if state in CLOSING:
                self.fields[f"closes_{state}"] = _box(f"{label}逾期不再接收")

    @property
    def dated(self) -> list[str]:
        """The stages of this round that may have a last day."""
        return [state for state in DATED if not self.off.get(state)]

    def general(self) -> list[forms.BoundField]:
        """The fields that are about the round as a whole."""
        return [self[name] for name in self.base_fields if name in self.fields and not name.startswith("approval_")]

    def approval(self) -> list[forms.BoundField]:
        """On what the round rests."""
        return [self[name] for name in self.base_fields if name.startswith("approval_")]

    def timetable(self) -> list[dict[str, Any]]:
        """A row for each stage with its fields."""
        return [
            {"label": LABELS[state]}
            | {kind: self[name] for kind in ("due", "at", "closes") if (name := f"{kind}_{state}") in self.fields}
            for state in self.dated
        ]

    def clean(self) -> dict[str, Any]:
        """No last day that has passed or is more than a year off, and none before that of an earlier stage."""
        cleaned: dict[str, Any] = super().clean() or {}
        latest = None
        for state in self.dated:
            day = cleaned.get(f"due_{state}")
            self._check_day(state, day, latest)
            latest = (day, LABELS[state]) if day else latest
            if not day and (cleaned.get(f"at_{state}") or cleaned.get(f"closes_{state}")):
                self.add_error(f"due_{state}", "填了几点或者逾期不再接收的，须填截止日期。")
        if self.public and not cleaned.get("publicity_days"):
            self.add_error("publicity_days", "设了公示环节，须填公示天数。")
        return cleaned

    def _check_day(self, state: str, day: date | None, latest: tuple[date, str] | None) -> None:
        if day is None:
            return
        if day < timezone.localdate():
            self.add_error(f"due_{state}", "截止日期已过，请改为今天以后的日期。")
        elif not within_a_year(day):
            self.add_error(f"due_{state}", "截止日期须在一年之内，请核对年份。")
        elif latest and day < latest[0]:
            self.add_error(f"due_{state}", f"不能早于“{latest[1]}”的截止日期。")

    def document(self, before: dict[str, Any]) -> dict[str, Any]:
        """The plan's document with what was typed."""
        given = self.cleaned_data
        more: dict[str, Any] = {
            name: given[name] for name in ("sponsor", "sponsor_level", "reports_to", "cut_off", "due", "late_forfeits")
        }
        more |= {"basis": given["basis"]} if given["basis"] else {}
        more["approval"] = {name: given[f"approval_{name}"] for name in APPROVAL}
        if self.public:
            more["publicity"] = {"days": given["publicity_days"], "working": given["publicity_working"]}
        return filled(before, more)

    def stages(self) -> dict[str, dict[str, Any]]:
        """The last days and hours, by stage, as a round stores them."""
        return {
            state: {"due_on": day.isoformat()} | self._hour(state)
            for state in self.dated
            if (day := self.cleaned_data[f"due_{state}"])
        }

    def _hour(self, state: str) -> dict[str, Any]:
        hour: time | None = self.cleaned_data[f"at_{state}"]
        found: dict[str, Any] = {"due_at": f"{hour:%H:%M}"} if hour else {}
        return found | ({"closes": True} if self.cleaned_data.get(f"closes_{state}") else {})


def _host(form: forms.Form, units: Any) -> OrgUnit | None:
    """The unit that was chosen to hold the round, else the first there is: who takes part stands below it."""
    chosen = key_of(str(form.data.get("unit", "")))
    found: OrgUnit | None = units.filter(pk=chosen).first() or units.first()
    return found


def from_award(award: AwardRound) -> dict[str, Any]:
    """What the form starts with: what the notice says."""
    publicity = award.publicity or PublicityRule(5)
    found = {
        "title": award.name,
        "basis": award.basis,
        "sponsor": award.sponsor,
        "sponsor_level": award.sponsor_level,
        "reports_to": award.reports_to,
        "cut_off": award.cut_off,
        "due": award.due,
        "late_forfeits": award.late_forfeits,
        "publicity_days": award.publicity.days if award.publicity else None,
        "publicity_working": publicity.working,
    }
    return found | {f"approval_{name}": getattr(award.approval, name) or None for name in APPROVAL}


def from_round(like: Round) -> tuple[dict[str, Any], dict[str, Any]]:
    """The document of last year's round for the year after it, and what the form starts with besides."""
    units = OrgUnit.objects.filter(pk__in=like.scope, dissolved_on__isnull=True).order_by("code")
    found: dict[str, Any] = {
        "unit": like.unit_id,
        "title": like.title.replace(str(like.year), str(like.year + 1)),
        "resume": like.resume,
        "scope": "\n".join(units.values_list("code", flat=True)),
    }
    for state, stage in like.stages.items():
        if stage.get("due_on"):
            found |= _moved(state, stage)
    return of_year(like.scheme, like.year + 1), found


def _moved(state: str, stage: dict[str, Any]) -> dict[str, Any]:
    """The last day of a stage a year later; nothing where that has passed or is too far."""
    was = date.fromisoformat(stage["due_on"])
    day = was.replace(year=was.year + 1, day=min(was.day, 28) if was.month == 2 else was.day)
    if not timezone.localdate() <= day or not within_a_year(day):
        return {}
    hour = time.fromisoformat(stage["due_at"]) if stage.get("due_at") else None
    return {f"due_{state}": day, f"at_{state}": hour, f"closes_{state}": bool(stage.get("closes"))}
