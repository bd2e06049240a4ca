"""What an office types while a round of any process runs: its notice, more time, further units, its end."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import BOX, TEXT, DayInput
from workflows.engine.calendar import within_a_year
from workflows.engine.models import Round
from workflows.engine.unit_fields import UnitField, UnitsField

MOST_FILES = 5
NUMBER = forms.NumberInput({"class": "dj-input", "inputmode": "numeric"})
HOUR = forms.TimeInput({"class": "dj-input", "type": "time"}, format="%H:%M")


class FilesInput(forms.FileInput):
    """Several files chosen at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files or none. What they are is found out when they are kept."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files that were sent."""
        given = [super(FilesField, self).clean(item) for item in data or ()]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(f"最多附{MOST_FILES}个文件，现选了{len(given)}个。")
        return given


class NoticeForm(forms.Form):
    """The notice of a round."""

    title = forms.CharField(label="标题", max_length=120, widget=BOX)
    text = forms.CharField(label="正文", max_length=8000, widget=forms.Textarea({"class": "dj-textarea", "rows": 14}))
    attachments = FilesField(
        label="附件",
        required=False,
        help_text=f"可选{MOST_FILES}个，PDF、OFD、Word、Excel、JPG、PNG、TXT，每个不超过20MB。",
        widget=FilesInput({"accept": ".pdf,.ofd,.doc,.docx,.xls,.xlsx,.jpg,.jpeg,.png,.txt"}),
    )


class ExtendForm(forms.Form):
    """More time for one of the `stages` (state and words), for everybody or for one unit."""

    stage = forms.ChoiceField(label="环节", widget=forms.Select({"class": "dj-select"}))
    unit = UnitField(
        label="单位",
        required=False,
        help_text="只给一个单位补报的，填它的编码或简称；填上级单位的，其下支部都可补报。空着是给全部单位延期。",
    )
    day = forms.DateField(label="延至", widget=DayInput())
    hour = forms.TimeField(label="几点", required=False, help_text="空着为当日结束。", widget=HOUR)
    reason = forms.CharField(
        label="原因", max_length=300, help_text="记入批次的变动记录。", widget=forms.Textarea(TEXT)
    )

    def __init__(self, *args: Any, round_: Round, stages: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        used = [(state, label) for state, label in stages.items() if not round_.stage(state).get("off")]
        self.fields["stage"].choices = used  # type: ignore[attr-defined]
        self.fields["unit"].within = round_.unit  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Day and hour as one moment, in the future and within a year."""
        cleaned: dict[str, Any] = super().clean() or {}
        day = cleaned.get("day")
        if day is None or "hour" not in cleaned:
            return cleaned
        hour = cleaned["hour"] or datetime.max.time().replace(microsecond=0)
        cleaned["until"] = timezone.make_aware(datetime.combine(day, hour))
        if cleaned["until"] <= timezone.now():
            self.add_error("day", "延长后的截止时间已过，请改为现在以后的时间。")
        elif not within_a_year(day):
            self.add_error("day", "截止日期须在一年之内，请核对年份。")
        return cleaned


class HandlingForm(forms.Form):
    """Working days of each of the `stages` (state and words), when people are reminded, and 批量同意."""

    ahead = forms.IntegerField(
        label="到期前提醒", min_value=0, max_value=10, widget=NUMBER,
        help_text="提前几个工作日提醒办理人一次；0为不提醒。"
    )  # fmt: skip
    superior = forms.IntegerField(
        label="超期报上级", min_value=0, max_value=60, widget=NUMBER,
        help_text="超期几个工作日以后告诉上级一次；0为不报。上级只收到消息，不代为办理。",
    )  # fmt: skip
    unopened = forms.BooleanField(
        label="批量同意不要求先逐件打开", required=False, widget=forms.CheckboxInput({"class": "dj-box"}),
        help_text="选了的，没有打开过的事项也可以批量同意，办理经过里写明未逐件打开。",
    )  # fmt: skip

    def __init__(self, *args: Any, stages: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        for state, label in stages.items():
            self.fields[f"days_{state}"] = forms.IntegerField(
                label=f"{label}（工作日）", min_value=1, max_value=250, required=False, widget=NUMBER
            )
        self.stages = stages

    def clean(self) -> dict[str, Any]:
        """`days` by stage; a stage left empty keeps what its desk says."""
        cleaned: dict[str, Any] = super().clean() or {}
        given = {state: cleaned.pop(f"days_{state}", None) for state in self.stages}
        return cleaned | {"days": {state: days for state, days in given.items() if days}}


class MoreUnitsForm(forms.Form):
    """Further units of a running round."""

    units = UnitsField(label="单位", help_text="单位编码或简称，一行一个；填上级单位的，其下未参加的都开启。")

    def __init__(self, *args: Any, round_: Round, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["units"].within = round_.unit  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Why a round is cancelled or closed by hand."""

    reason = forms.CharField(
        label="原因",
        max_length=300,
        help_text="记入变动记录，参加的单位会看到。",
        widget=forms.Textarea(TEXT),
        error_messages={"required": "请写明原因，参加的单位会看到。"},
    )
