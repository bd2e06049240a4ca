"""What the ledger is narrowed to; it stands in the address, so that a view can be kept and passed on."""

from collections.abc import Iterable
from typing import Any

from django import forms

from permissions.models import OrgUnit
from workflows.rectification.queries import ledger
from workflows.rectification.queries.ledger import Wanted
from workflows.rectification.rules import Age, Bucket, Programme
from workflows.rectification.states import ProblemState as S

SELECT = {"class": "dj-select"}
TABS = ((ledger.OPEN, "未销号"), (ledger.CHECKED, "待核验"), (ledger.CLOSED, "已销号"), (ledger.ALL, "全部"))
LEFT = [(bucket.value, bucket.words) for bucket in Bucket]
AGES = [(age.value, age.words) for age in Age]
STATES = [(state.value, state.label) for state in S if state not in (S.VOID, S.CALLED_OFF, S.CLOSED)]


def _select(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, widget=forms.Select(SELECT | {"aria-label": label}))


class LedgerForm(forms.Form):
    """The tab, the codes of the programme, time left, the unit; `q` looks in text, number and names."""

    box = forms.ChoiceField(required=False, choices=TABS)
    unit = _select("责任单位")
    source = _select("来源")
    category = _select("类别")
    severity = _select("严重程度")
    limit = _select("整改类型")
    light = _select("灯号")
    left = _select("剩余时间")
    age = _select("交办以来")
    state = _select("环节")
    joint = forms.BooleanField(label="只看参与的", required=False)
    again = forms.BooleanField(label="重新挂账", required=False)
    q = forms.CharField(label="查找", max_length=60, required=False)

    def __init__(self, *args: Any, programme: Programme, host: OrgUnit, units: Iterable[OrgUnit], **more: Any) -> None:
        super().__init__(*args, **more)
        self.host = host
        named = [(str(unit.pk), unit.short_name) for unit in units]
        self._offer("unit", "全部单位", [*named, (str(host.pk), f"{host.short_name}本级")] if named else [])
        self._offer("source", "全部来源", _coded(programme.sources))
        self._offer("category", "全部类别", [*self._categories(programme), (ledger.NONE, "未分类")])
        self._offer("severity", "全部程度", [*_coded(programme.severities), (ledger.NONE, "未定")])
        self._offer("limit", "全部类型", _coded(programme.limits))
        self._offer("light", "全部灯号", [*_coded(programme.lights), (ledger.NONE, "未亮灯")])
        self._offer("left", "全部时限", [*LEFT, (ledger.NONE, "不设时限")])
        self._offer("age", "全部交办天数", [*AGES, (ledger.NONE, "尚未交办")])
        self._offer("state", "全部环节", STATES)

    def _categories(self, programme: Programme) -> list[tuple[str, str]]:
        """Those of the programme, and the one asked for: an import brings its own."""
        asked = self.data.get("category", "")
        names = dict.fromkeys([*programme.categories, *([asked] if asked and asked != ledger.NONE else [])])
        return [(name, name) for name in names]

    def _offer(self, name: str, everything: str, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]

    @property
    def selects(self) -> list[forms.BoundField]:
        """The filters that have something to choose from, in order."""
        names = ("unit", "source", "category", "severity", "limit", "light", "left", "age", "state")
        return [self[name] for name in names if len(self.fields[name].choices) > 2]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What to narrow to, from a valid form."""
        data = self.cleaned_data
        unit = int(data["unit"]) if data["unit"] else None
        names = ("source", "category", "severity", "limit", "light", "left", "age", "state")
        chosen = {name: data[name] for name in names}
        return Wanted(
            box=data["box"] or ledger.OPEN, unit=unit, alone=unit == self.host.pk, joint=data["joint"],
            again=data["again"], text=data["q"].strip(), **chosen,
        )  # fmt: skip


def _coded(items: Iterable[Any]) -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in items]
