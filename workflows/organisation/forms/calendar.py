"""Forms of the calendar: one day, a year's file, and the previewed days on their way back."""

from datetime import date
from typing import Any

from django import forms

from workflows.engine.models import DayOff

FIRST, LAST = 2004, 2100
INPUT = {"class": "dj-input"}
NAME = 40


class DayForm(forms.Form):
    """Whether one day is worked."""

    day = forms.DateField(label="日期", widget=forms.DateInput({"type": "date"} | INPUT, format="%Y-%m-%d"))
    works = forms.ChoiceField(
        label="这一天", choices=[("1", "上班"), ("0", "休息")], widget=forms.Select({"class": "dj-select"})
    )
    name = forms.CharField(
        label="名称",
        max_length=NAME,
        required=False,
        help_text="如国庆节、调休上班；和平常一样上班或休息的，不用填。",
        widget=forms.TextInput(INPUT | {"autocomplete": "off"}),
    )

    def clean_day(self) -> date:
        """Refuse a year that nobody means."""
        day: date = self.cleaned_data["day"]
        if not FIRST <= day.year <= LAST:
            raise forms.ValidationError(f"日期须在{FIRST}年至{LAST}年之间。")
        return day

    def clean_works(self) -> bool:
        """As a truth value."""
        return bool(self.cleaned_data["works"] == "1")


class YearForm(forms.Form):
    """Which year to import, and from where: the library, or a file."""

    year = forms.IntegerField(
        label="年度", min_value=FIRST, max_value=LAST, widget=forms.NumberInput(INPUT | {"inputmode": "numeric"})
    )


class PreviewedForm(YearForm):
    """The days that were previewed, one a line (2027-01-01 0 元旦), and the mark of what they were compared with."""

    seen = forms.CharField(max_length=16)
    days = forms.CharField(max_length=60_000)

    def clean(self) -> dict[str, Any]:
        """Read the lines; anything that the preview would not have written is refused."""
        given = super().clean() or self.cleaned_data
        try:
            given["rows"] = [_row(line) for line in given.get("days", "").splitlines()]
        except ValueError as broken:
            raise forms.ValidationError("核对页面的内容不完整，请重新选择文件。") from broken
        if any(row.day.year != given.get("year") for row in given["rows"]):
            raise forms.ValidationError("核对页面的年度与日期不符，请重新选择文件。")
        return given


def _row(line: str) -> DayOff:
    day, works, name = (line + " ").split(" ", 2)
    if works not in ("0", "1") or len(name.strip()) > NAME:
        raise ValueError(line)
    return DayOff(day=date.fromisoformat(day), works=works == "1", name=name.strip())


def written(rows: list[DayOff]) -> str:
    """Days as `PreviewedForm` reads them."""
    return "\n".join(f"{row.day} {int(row.works)} {row.name}".rstrip() for row in rows)
