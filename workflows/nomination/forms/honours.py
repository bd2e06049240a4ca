"""What the register of honours is narrowed to; it stands in the address, so that a view can be kept and passed on."""

from typing import Any

from django import forms

from permissions.models import User
from workflows.nomination.queries import honours
from workflows.nomination.queries.honours import Wanted
from workflows.nomination.rules import HonourKind

SELECT = {"class": "dj-select"}
STATES = ((honours.STANDING, "有效"), (honours.REVOKED, "已撤销"))


def _box(label: str) -> forms.CharField:
    attrs = {"class": "dj-input dj-filters__unit", "placeholder": label, "aria-label": label, "maxlength": 40}
    return forms.CharField(label=label, max_length=40, required=False, widget=forms.TextInput(attrs))


def _select(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, widget=forms.Select(SELECT | {"aria-label": label}))


class HonoursForm(forms.Form):
    """Unit, year, honour, kind, sponsor, whether it stands; `q` looks for names of people and units."""

    unit = _select("单位")
    year = _select("年度")
    kind = _select("形式")
    state = _select("状态")
    name = _box("荣誉名称")
    sponsor = _box("授予机关")
    q = _box("姓名或组织名称")

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        units = [(str(unit.pk), unit.short_name) for unit in honours.units_above(user)]
        self._offer("unit", "全部单位", units)
        self._offer("year", "全部年度", [(str(year), f"{year}年") for year in honours.years(user)])
        self._offer("kind", "全部形式", [(kind.value, kind.value) for kind in HonourKind])
        self._offer("state", "全部状态", STATES)

    def _offer(self, name: str, everything: str, choices: Any) -> None:
        self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What to narrow to, from a valid form."""
        data = self.cleaned_data
        unit, year = data["unit"], data["year"]
        return Wanted(
            data["q"].strip(), int(unit) if unit else None, int(year) if year else None, data["name"].strip(),
            data["kind"], data["sponsor"].strip(), data["state"],
        )  # fmt: skip
