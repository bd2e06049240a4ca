"""What a person says of a ledger to import: the file, what its columns mean, what holds for every row."""

from collections.abc import Sequence
from typing import Any

from django import forms

from workflows.rectification.models import SheetImport
from workflows.rectification.rules import Programme
from workflows.rectification.rules import sheet_columns as columns

EXTRA = "不对应，照原样保留"
NO_FILE = "没有收到文件。请选择.xlsx格式的台账。"


class UploadForm(forms.Form):
    """The ledger; what it is and what it holds is judged by its content, not here."""

    file = forms.FileField(
        label="整改台账",
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".xlsx"}),
        error_messages=dict.fromkeys(("required", "missing", "invalid"), NO_FILE),
    )


class MappingForm(forms.Form):
    """What each column means, and what holds for every row that does not say it; in the words of the programme."""

    source = forms.ChoiceField(label="问题来源", required=False)
    limit = forms.ChoiceField(label="整改类型", required=False)
    unit = forms.CharField(label="责任单位", required=False, max_length=200, help_text="写单位名称或编码")
    due_on = forms.CharField(
        label="整改时限", required=False, max_length=40, help_text="如2026-06-30、2026年6月、6月底"
    )
    found_on = forms.CharField(label="发现日期", required=False, max_length=40)
    inspection = forms.CharField(label="检查批次", required=False, max_length=80)
    category = forms.CharField(label="问题类别", required=False, max_length=80)
    template = forms.CharField(
        label="模板名称", required=False, max_length=80, help_text="下次导入同样列名的台账时自动对应，不填用文件名"
    )
    USUAL = ("source", "limit", "unit", "due_on", "found_on", "inspection", "category")

    def __init__(self, row: SheetImport, programme: Programme, data: Any = None) -> None:
        self.row = row
        first = {name: row.usual.get(name, "") for name in self.USUAL} | {"template": row.template}
        super().__init__(data, initial=first)
        self._offer("source", [each.name for each in programme.sources])
        self._offer("limit", [each.name for each in programme.limits])
        for n, (heading, name) in enumerate(row.columns):
            choices = [("", EXTRA), *columns.FIELDS.items()]
            self.fields[f"column_{n}"] = forms.ChoiceField(
                label=heading, choices=choices, initial=name, required=False,
                widget=forms.Select({"class": "dj-select", "aria-label": f"“{heading}”对应"}),
            )  # fmt: skip
        for name in self.USUAL:
            kind = "dj-select" if name in ("source", "limit") else "dj-input"
            self.fields[name].widget.attrs["class"] = kind
        self.fields["template"].widget.attrs["class"] = "dj-input"

    def _offer(self, name: str, words: Sequence[str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [("", "以表中各行为准"), *((word, word) for word in words)]

    def clean(self) -> dict[str, Any]:
        """Refuse a mapping by which rows cannot be read, and what neither the rows nor the person say."""
        found = super().clean() or {}
        for sentence in columns.problems(self.pairs()):
            self.add_error(None, sentence)
        there = {name for _, name in self.pairs()}
        for name, words in (("source", "问题来源"), ("limit", "整改类型"), ("unit", "责任单位")):
            if name not in there and not found.get(name):
                self.add_error(name, f"表里没有{words}这一列，请指定各行通用的{words}。")
        return found

    def pairs(self) -> list[columns.Pair]:
        """The columns as the person explained them."""
        headings = [heading for heading, _ in self.row.columns]
        return [(heading, self.cleaned_data.get(f"column_{n}", "")) for n, heading in enumerate(headings)]

    def usual(self) -> dict[str, str]:
        """What holds for every row that does not say it."""
        return {name: self.cleaned_data[name].strip() for name in self.USUAL if self.cleaned_data.get(name)}

    def rows(self) -> list[tuple[Any, list[str]]]:
        """Each column's field with a few of its cells."""
        return [(self[f"column_{n}"], samples) for n, samples in enumerate(self.row.samples)]

    def common(self) -> list[Any]:
        """The fields for every row."""
        return [self[name] for name in self.USUAL]
