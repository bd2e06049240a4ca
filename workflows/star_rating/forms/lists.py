"""What a unit types about its list: places, the meeting, one member's way out, and the 公示."""

from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import BOX, TEXT, DayInput
from workflows.engine import office_forms
from workflows.engine.models import Quota
from workflows.star_rating import queries
from workflows.star_rating.queries.quota_reach import takers
from workflows.star_rating.queries.quotas import rule_of


class PlacingForm(forms.Form):
    """One member of a list: its place, and whether it gives up a star because the quota is full."""

    rank = forms.IntegerField(
        label="排序",
        min_value=1,
        max_value=999,
        required=False,
        error_messages={
            "invalid": "排序请填1到999的整数。",
            "min_value": "排序请填1到999的整数。",
            "max_value": "排序请填1到999的整数。",
        },
        widget=forms.TextInput({"class": "dj-input dj-rank", "inputmode": "numeric", "maxlength": 12}),
    )
    capped = forms.BooleanField(label="改列", required=False, widget=forms.CheckboxInput({"class": "dj-box"}))

    def __init__(self, *args: Any, name: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["rank"].widget.attrs["aria-label"] = f"{name}的排序"


class MemberForm(forms.Form):
    """Sending one member back alone, or striking it off, with the reason."""

    verb = forms.ChoiceField(choices=[("pull", "单独退回"), ("strike", "划去")], widget=forms.HiddenInput)
    comment = forms.CharField(
        label="原因",
        max_length=1000,
        widget=forms.Textarea(TEXT),
        error_messages={"required": "请写明原因，支部会看到。"},
    )


class ReportForm(forms.Form):
    """Reporting a list: who stays behind is named, and the person says that this is known.

    The tick carries the numbers that the page showed, so that nobody is left behind unseen; that it was set is asked
    by the action, after the right was checked.
    """

    unreported = forms.MultipleChoiceField(
        label="未报支部",
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "dj-box", "required": True}),
        error_messages={"invalid_choice": "未报的支部有变化，请核对后重新勾选。"},
    )

    excuse = forms.CharField(
        label="超出名额的理由",
        max_length=300,
        required=False,
        help_text="超出可以突破的名额，或没有达到可以不达到的最少数，须写明依据和理由，随名单报工委。",
        widget=forms.Textarea(TEXT),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if not queries.has_soft_quota(self.initial["record"].round):
            del self.fields["excuse"]
        rows = queries.unreported(self.initial["record"])
        names, numbers = "、".join(row.unit.short_name for row in rows), " ".join(row.process.number for row in rows)
        self.fields["unreported"].choices = [(numbers, f"我已知道{names}未报，不随本批呈报")]  # type: ignore[attr-defined]
        if not rows:
            del self.fields["unreported"]

    def clean_unreported(self) -> list[str]:
        """The numbers one by one."""
        return [number for numbers in self.cleaned_data["unreported"] for number in numbers.split()]


class MinimaForm(forms.Form):
    """Why a least number over all units, which may be missed, is: asked where the scheme has such a one.

    What another list of the round says already is filled in.
    """

    shortfall = forms.CharField(
        label="没有达到最少数的理由",
        max_length=300,
        required=False,
        help_text="全部单位合计没有达到方案要求的最少数时必填，写明依据和理由，记入办理记录。",
        widget=forms.Textarea(TEXT),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        record = self.initial.get("record")
        if record and queries.has_soft_minimum_above(record.round):
            self.fields["shortfall"].initial = record.shortfall or queries.reason_kept(record)
        else:
            del self.fields["shortfall"]


class ClearanceForm(forms.Form):
    """The number of the letter that a 纪检意见 was given in; the opinion itself is the comment."""

    number = forms.CharField(
        label="文号",
        max_length=60,
        required=False,
        help_text="登记来函的必填，并先上传扫描件；机关纪委直接出具的可以不填。",
        widget=BOX,
    )


class FilingForm(forms.Form):
    """When a list went to a body and when that body had it on file."""

    sent_on = forms.DateField(label="报送日期", widget=DayInput())
    received_on = forms.DateField(label="收到日期", required=False, widget=DayInput())
    number = forms.CharField(label="文号", max_length=60, required=False, widget=BOX)

    def clean(self) -> dict[str, Any]:
        """Neither day is to come, and what was received was sent before."""
        cleaned: dict[str, Any] = super().clean() or {}
        sent, received = cleaned.get("sent_on"), cleaned.get("received_on")
        for name, day in (("sent_on", sent), ("received_on", received)):
            if day and day > timezone.localdate():
                self.add_error(name, "日期不能晚于今天。")
        if sent and received and received < sent:
            self.add_error("received_on", "收到日期不能早于报送日期。")
        return cleaned


class QuotaForm(forms.Form):
    """Another limit for a quota, with the reason; more than there are branches only where that is said as well."""

    limit = forms.IntegerField(
        label="名额",
        min_value=0,
        max_value=100_000,
        widget=forms.NumberInput({"class": "dj-input", "min": 0}),
        error_messages={"invalid": "名额请填0或以上的整数。", "min_value": "名额请填0或以上的整数。"},
    )
    beyond = forms.BooleanField(
        label="名额比支部还多，等于不设上限，仍这样调整",
        required=False,
        widget=forms.CheckboxInput({"class": "dj-box"}),
    )
    reason = forms.CharField(label="调整的理由和依据", max_length=500, widget=forms.Textarea(TEXT))

    def __init__(self, *args: Any, quota: Quota, **more: Any) -> None:
        super().__init__(*args, **more | {"initial": {"limit": quota.limit}})
        rule = rule_of(quota)
        able = takers(quota, rule)
        there = f"{rule.taken_by.words}共{able}个，"
        self.fields["limit"].help_text = there + (f"最多填{able}个。" if rule.least else "填得更多等于不设上限。")
        if rule.least:
            del self.fields["beyond"]


class PublicityForm(MinimaForm, office_forms.PublicityForm):
    """How the 公示 of a list runs, as the scheme says; a reason where the round, with its last list, misses one."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        record = self.initial.get("record")
        if record and "shortfall" in self.fields and all(missed.hard for missed in queries.missed_at_last(record)):
            del self.fields["shortfall"]
        if record and (rule := queries.scheme_of(record.round).publicity):
            self.fields["days"].help_text = f"方案规定{rule.words}；短于规定的，在意见中写明理由。"
            self.start_from(rule.days, working=rule.working, start_counts=rule.start_counts)
        if record:
            self.go_on_from(record.round)
