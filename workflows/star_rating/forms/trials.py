"""Which scores a scheme is tried on: those of a round, an uploaded workbook, or rows pasted from one."""

from collections.abc import Sequence
from typing import Any

from django import forms

from forms.fields import BOX
from workflows.engine.models import Round
from workflows.star_rating import queries
from workflows.star_rating.models import Scheme, TrialScores

SCHEMES = Scheme.objects.order_by("-pk").only("name", "version")
SELECT = {"class": "dj-select"}
ROUND, FILE, PASTE = "round", "file", "paste"
SOURCES = ((ROUND, "以往批次的评分表"), (FILE, "上传工作簿"), (PASTE, "粘贴表格"))
NEEDED = {ROUND: ("round", "请选择批次。"), FILE: ("file", "请选择工作簿。"), PASTE: ("pasted", "请粘贴带列名的表格。")}


class ScoresForm(forms.Form):
    """New scores to try schemes on."""

    name = forms.CharField(label="名称", max_length=120, help_text="如：2025年度得分", widget=BOX)
    source = forms.ChoiceField(
        label="得分从哪里来", choices=SOURCES, initial=ROUND, widget=forms.RadioSelect({"class": "dj-box"})
    )
    round = forms.ModelChoiceField(
        label="批次", queryset=Round.objects.none(), required=False, widget=forms.Select(SELECT)
    )
    scheme = forms.ModelChoiceField(
        label="列名按哪个方案",
        queryset=SCHEMES,
        required=False,
        help_text="上传、粘贴的填：表里的分项和情形是哪个方案的。",
        widget=forms.Select(SELECT),
    )
    file = forms.FileField(
        label="工作簿", required=False, widget=forms.FileInput({"class": "dj-input", "accept": ".xlsx"})
    )
    pasted = forms.CharField(
        label="粘贴的表格",
        required=False,
        max_length=500_000,
        strip=False,
        help_text="从表格软件里连同列名一起复制。",
        widget=forms.Textarea({"class": "dj-textarea", "rows": 6}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        rounds = Round.objects.filter(process_key=queries.KEY).exclude(status=Round.Status.DRAFT)
        self.fields["round"].queryset = rounds  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What the chosen source needs is there."""
        cleaned: dict[str, Any] = super().clean() or {}
        name, sentence = NEEDED.get(cleaned.get("source", ""), ("", ""))
        if name and not cleaned.get(name):
            self.add_error(name, sentence)
        if cleaned.get("source") in (FILE, PASTE) and not cleaned.get("scheme"):
            self.add_error("scheme", "请选择列名按哪个方案。")
        return cleaned


class TrialForm(forms.Form):
    """Which version is run, and beside which other one: keys of schemes, read once for both lists."""

    scheme = forms.TypedChoiceField(label="试算的方案", coerce=int, widget=forms.Select(SELECT))
    against = forms.TypedChoiceField(
        label="和哪一版比", coerce=int, empty_value=None, required=False, widget=forms.Select(SELECT)
    )

    def __init__(self, *args: Any, kept: Sequence[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["scheme"].choices = kept  # type: ignore[attr-defined]
        self.fields["against"].choices = [("", "原来的星级"), *kept]  # type: ignore[attr-defined]


class DraftTrialForm(forms.Form):
    """The scores that a scheme is tried on before it is kept."""

    scores = forms.ModelChoiceField(
        label="用哪些得分", queryset=TrialScores.objects.all(), empty_label=None, widget=forms.Select(SELECT)
    )
