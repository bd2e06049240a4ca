"""Fields in which units are named by code or short name, as people write them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q

from permissions.models import OrgUnit

MOST_UNITS = 500


class UnitsField(forms.CharField):
    """Units by code or short name, one a line; which tree they must stand in is told by `within`."""

    within: OrgUnit | None = None

    def __init__(self, **more: Any) -> None:
        area = forms.Textarea({"class": "dj-textarea", "rows": 4})
        super().__init__(max_length=20000, widget=area, **more)

    def clean(self, value: Any) -> list[OrgUnit]:
        """The units, each once. Names the lines that fit none or several."""
        lines = list(dict.fromkeys(line.strip() for line in super().clean(value).splitlines() if line.strip()))
        if len(lines) > MOST_UNITS:
            raise forms.ValidationError(
                f"最多填{MOST_UNITS}个单位，现有{len(lines)}个；可以填上级单位，其下的都算在内。"
            )
        found = units_named(lines, self.within)
        gone = _dissolved([line for line in lines if not found[line]], self.within)
        wrong = [_about(line, found[line], gone) for line in lines if len(found[line]) != 1]
        if wrong:
            raise forms.ValidationError(wrong)
        return list({unit.pk: unit for line in lines for unit in found[line]}.values())


def _dissolved(lines: Sequence[str], within: OrgUnit | None) -> dict[str, str]:
    """By code or short name: the names of units that were dissolved. One statement, or none."""
    rows = OrgUnit.objects.filter(dissolved_on__isnull=False, above__ancestor=within)
    named = rows.filter(Q(code__in=lines) | Q(short_name__in=lines)) if lines else []
    return {line: unit.short_name for unit in named for line in (unit.code, unit.short_name)}


def _about(line: str, found: Sequence[OrgUnit], gone: Mapping[str, str]) -> str:
    if not found and line in gone:
        what = f"“{line}”" if line == gone[line] else f"“{line}”（{gone[line]}）"
        return f"{what}已撤销，请改填其他单位，或者删去这一行。"
    if not found:
        return f"没有找到“{line}”，请填单位编码或者简称。"
    return f"有{len(found)}个单位叫“{line}”，请改填单位编码：{'、'.join(unit.code for unit in found[:5])}。"


def units_named(lines: Sequence[str], within: OrgUnit | None) -> dict[str, list[OrgUnit]]:
    """The living units below another that each line means, by code first, else by short name. Two statements."""
    rows = OrgUnit.objects.filter(dissolved_on__isnull=True, above__ancestor=within)
    by_code = {unit.code: [unit] for unit in rows.filter(code__in=lines)}
    by_name: dict[str, list[OrgUnit]] = {}
    for unit in rows.filter(short_name__in=lines):
        by_name.setdefault(unit.short_name, []).append(unit)
    return {line: by_code.get(line) or by_name.get(line, []) for line in lines}


def written(units: Sequence[OrgUnit], within: OrgUnit | None) -> list[str]:
    """How a form shows units so that it reads them back: by short name, by code where several have that name."""
    named = units_named([unit.short_name for unit in units], within)
    return [unit.short_name if named[unit.short_name] == [unit] else unit.code for unit in units]


class UnitField(UnitsField):
    """One unit, or none where it is not required."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.widget = forms.TextInput({"class": "dj-input"})

    def clean(self, value: Any) -> OrgUnit | None:  # type: ignore[override]
        """The unit. Names what is too much where several were sent."""
        found = super().clean(value)
        if len(found) > 1:
            raise forms.ValidationError(f"这里只能填一个单位，现有{len(found)}个，请留下其中一个。")
        return found[0] if found else None
