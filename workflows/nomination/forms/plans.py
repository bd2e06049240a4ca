"""Changing a plan on a form: what offices change most; conditions, limits and 会审 stand in the workbook."""

from copy import deepcopy
from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import BOX, DayInput
from workflows.nomination.queries.plans import free_version
from workflows.nomination.rules import AwardRound, HonourKind, RoundError, SponsorLevel, Stage, Subject
from workflows.nomination.rules.document import LAST_YEAR, MOST_YEARS
from workflows.nomination.rules.filling import filled, of_year
from workflows.nomination.rules.stages import DECIDERS

BLANK = 2
"""Empty rows for further categories and materials."""
MOST = 100_000
NUMBER = forms.NumberInput({"class": "dj-input"})
SELECT = forms.Select({"class": "dj-select"})
APPROVAL = ("document", "body", "on", "cycle_years", "number")
CATEGORY = ("code", "name", "kind", "subject", "batch", "places", "about", "contest", "per_unit", "per_branch")
MATERIAL = ("code", "name", "words", "about", "copies", "electronic", "optional", "of_list")


def _text(label: str, most: int = 80, *, required: bool = False, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text, widget=BOX)


def _number(label: str, most: int = MOST) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=most, required=False, widget=NUMBER)


def _box(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, widget=forms.CheckboxInput({"class": "dj-box"}))


def _choice(label: str, choices: list[tuple[str, str]], *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=required, widget=SELECT)


KINDS = [(kind.value, kind.value) for kind in HonourKind]
SUBJECTS = [(subject.value, subject.words) for subject in Subject]


class PartForm(forms.Form):
    """One row of a table; a row without a name is empty, one that is crossed out goes."""

    code = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    name = _text("名称", 60)
    drop = _box("删去")
    parts: tuple[str, ...] = ()

    def is_empty(self) -> bool:
        """Whether the row says nothing, or is to go."""
        return self.cleaned_data["drop"] or not self.cleaned_data["name"]

    def part(self, before: dict[str, Any], code: str) -> dict[str, Any]:
        """The part of the document, what the form does not ask kept as it was."""
        typed = {name: self.cleaned_data[name] for name in self.parts if name != "code"}
        found = {**before, **typed, "code": code}
        return {key: value for key, value in found.items() if value not in (None, "", False)}


class CategoryForm(PartForm):
    """One category."""

    kind = _choice("荣誉形式", KINDS)
    subject = _choice("推荐对象", SUBJECTS)
    batch = _text("批次", 20)
    places = _number("总名额")
    about = _box("名额是约数")
    contest = _box("名额含差额")
    per_unit = _number("每单位名额")
    per_branch = _number("每支部名额")
    parts = CATEGORY


class MaterialForm(PartForm):
    """One material that every nomination, or the list, brings."""

    words = _number("字数")
    about = _box("字数是约数")
    copies = _number("份数", 100)
    electronic = _box("另报电子版")
    optional = _box("可以不交")
    of_list = _box("随名单报送")
    parts = MATERIAL


class PlanForm(forms.Form):
    """A new version of a plan, beginning from its `document`."""

    name = _text("名称", 80, required=True)
    version = _text("版本", 40, required=True, help_text="保存后成为新版本，已启动的批次不受影响。")
    year = forms.IntegerField(label="年度", min_value=2000, max_value=LAST_YEAR, widget=NUMBER)
    basis = _text("依据", 600, required=True, help_text="通知的名称和文号。")
    sponsor = _text("表彰机关")
    sponsor_level = _choice("表彰层次", [(level.value, level.words) for level in SponsorLevel])
    reports_to = _text("上报对象", help_text="由上级表彰的填上级机关。")
    cut_off = forms.DateField(label="资格截止日", required=False, widget=DayInput())
    due = _text("报送期限", 120)
    late_forfeits = _box("逾期视为不推荐")
    reuse_for = _text("未推荐的作为哪里的候选", help_text="填另一批次的名称或者其中的几个字。")
    publicity_days = _number("公示天数", 60)
    publicity_working = _box("公示按工作日计算")
    approval_document = _text("批准文号", 60)
    approval_body = _text("批准机关")
    approval_on = forms.DateField(label="批准日期", required=False, widget=DayInput())
    approval_cycle_years = _number("批准的周期（年）", MOST_YEARS)
    approval_number = _number("批准的名额")
    stages = forms.MultipleChoiceField(
        label="环节",
        choices=[(stage.value, stage.words) for stage in Stage],
        widget=forms.CheckboxSelectMultiple({"class": "dj-box"}),
    )
    decided_by = _choice("由谁最后决定", [(stage.value, stage.words) for stage in Stage if stage in DECIDERS])

    def __init__(self, data: Any = None, *, document: dict[str, Any]) -> None:
        super().__init__(data, initial=_initial(document))
        self.before = document
        self.categories = _rows(data, "category", CategoryForm, document.get("categories", []))
        self.materials = _rows(data, "material", MaterialForm, document.get("materials", []))

    def general(self) -> list[forms.BoundField]:
        """The fields about the round as a whole."""
        return [self[name] for name in self.fields if not name.startswith("approval_") and name != "stages"]

    def approval(self) -> list[forms.BoundField]:
        """On what it rests."""
        return [self[name] for name in self.fields if name.startswith("approval_")]

    def clean(self) -> dict[str, Any]:
        """Rows that are right by themselves, and together a document that the rules can read."""
        cleaned: dict[str, Any] = super().clean() or {}
        rows = [*self.categories, *self.materials]
        right = [row.is_valid() for row in rows]
        if not all(right):
            self.add_error(None, "类别或者材料的表格里有填写有误的地方，请按提示改正。")
        elif not self.errors:
            try:
                AwardRound.from_data(self.document())
            except RoundError as wrong:
                self.add_error(None, str(wrong))
        return cleaned

    def document(self) -> dict[str, Any]:
        """The document with what was typed; what the form does not ask is kept."""
        given = self.cleaned_data
        plain = ("sponsor", "sponsor_level", "reports_to", "cut_off", "due", "late_forfeits", "reuse_for")
        more: dict[str, Any] = {
            name: given[name] for name in (*plain, "name", "version", "year", "basis", "decided_by")
        }
        more["approval"] = {name: given[f"approval_{name}"] for name in APPROVAL}
        more["stages"] = [stage.value for stage in Stage if stage.value in given["stages"]]
        if given["publicity_days"]:
            more["publicity"] = {"days": given["publicity_days"], "working": given["publicity_working"]}
        made = filled(deepcopy(self.before) | ({} if given["publicity_days"] else {"publicity": None}), more)
        made["categories"] = _parts(self.categories, self.before.get("categories", []), "c")
        made["materials"] = _parts(self.materials, self.before.get("materials", []), "m")
        return made


def _initial(document: dict[str, Any]) -> dict[str, Any]:
    """What the form starts with: the document of this year or a later one, under a version that is still free."""
    now = timezone.localdate().year
    moved = of_year(document, max(now, int(document.get("year", now))))
    publicity, approval = moved.get("publicity") or {}, moved.get("approval") or {}
    found = {key: value for key, value in moved.items() if isinstance(value, str | int | list)}
    return found | {
        "version": free_version(moved["name"], moved["version"]),
        "publicity_days": publicity.get("days"),
        "publicity_working": publicity.get("working", True),
        **{f"approval_{name}": approval.get(name) for name in APPROVAL},
    }


def _rows(data: Any, prefix: str, form: type[PartForm], parts: list[dict[str, Any]]) -> list[PartForm]:
    """A form for each part and some for further ones; as many as were sent when they were sent."""
    sent = sum(1 for key in data if key.startswith(f"{prefix}-") and key.endswith("-name")) if data is not None else 0
    wanted = min(sent, len(parts) + 50) or len(parts) + BLANK
    return [
        form(
            data, prefix=f"{prefix}-{n}", empty_permitted=n >= len(parts), use_required_attribute=False,
            initial=parts[n] if n < len(parts) else {"kind": HonourKind.AWARD.value},
        )
        for n in range(wanted)
    ]  # fmt: skip


def _parts(rows: list[PartForm], before: list[dict[str, Any]], letter: str) -> list[dict[str, Any]]:
    """The parts of rows that are not empty; a new one gets a code that no other has."""
    known = {part["code"]: part for part in before}
    free = (code for n in range(1, len(known) + len(rows) + 1) if (code := f"{letter}{n}") not in known)
    kept = [row for row in rows if row.cleaned_data and not row.is_empty()]
    return [row.part(known.get(row.cleaned_data["code"], {}), row.cleaned_data["code"] or next(free)) for row in kept]
