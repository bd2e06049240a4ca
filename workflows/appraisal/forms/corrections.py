"""What a 限期改正 asks: how it ends, and what is entered on the way."""

from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import BOX, DayInput
from workflows.appraisal.forms.disposals import OnDay, area
from workflows.appraisal.models import Correction
from workflows.appraisal.queries.plans import plan_of


class ConcludeForm(OnDay):
    """The day of the assessment; what was concluded goes into the opinion."""

    LABEL = "复评日期"


class ExtendForm(ConcludeForm):
    """Until when it goes on."""

    until = forms.DateField(label="延长到", widget=DayInput())

    def fill(self, record: Correction) -> None:
        """The last day that there may be."""
        limit = plan_of(record.round).correction.limit(record.starts_on)
        self.fields["until"].initial = limit
        self.fields["until"].help_text = f"最晚到{limit:%Y年%-m月%-d日}。"


class BesideForm(forms.Form):
    """Something entered beside the steps of a record."""

    def __init__(self, *args: Any, record: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.record = record
        if "on" in self.fields:
            self.fields["on"].initial = timezone.localdate()
        self.fill()

    def fill(self) -> None:
        """Put in what is known of the record."""

    def given(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        return dict(self.cleaned_data)


class PlanForm(BesideForm):
    """What is to be done, and who helps."""

    plan = area("改正措施", 2000)
    helpers = forms.CharField(label="帮助教育责任人", max_length=120, widget=BOX)

    def fill(self) -> None:
        """What stands already."""
        self.fields["plan"].initial = self.record.plan
        self.fields["helpers"].initial = self.record.helpers


class ReportForm(BesideForm):
    """How it stands on a day."""

    on = forms.DateField(label="日期", widget=DayInput())
    text = area("改正进展", 1000)


class TalkedForm(BesideForm):
    """The talk with a member about his grade."""

    on = forms.DateField(label="谈话日期", widget=DayInput())
    talkers = forms.CharField(label="谈话人", max_length=120, widget=BOX)
    minutes = area("谈话记录", 2000, help_text="指出的差距、本人的态度和改进的办法。")


class AppealForm(BesideForm):
    """What a member says against the decision."""

    on = forms.DateField(label="申诉日期", widget=DayInput())
    text = area("申诉内容", 2000)
    answer = area("处理结果", 1000, required=False)
