"""What the 工委 sends with figures that it brings in: where they come from, and the preview on its way back."""

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from forms.fields import BOX
from workflows.engine import pages

DAMAGED = "核对的内容不完整，请重新上传核对。"


class SourceForm(forms.Form):
    """Where the figures come from; it stands beside each of them."""

    source = forms.CharField(
        label="得分依据",
        max_length=100,
        help_text="如：2026年12月党员群众满意度测评。",
        widget=BOX,
        error_messages={"required": "请写明得分的依据。"},
    )


class PreviewedForm(SourceForm):
    """The figures of a preview on their way back; read again as if they had never been seen."""

    figures = forms.CharField(max_length=500_000, error_messages={"required": DAMAGED, "max_length": DAMAGED})
    seen = forms.CharField(max_length=64, error_messages={"required": DAMAGED, "max_length": DAMAGED})

    def clean_figures(self) -> dict[str, dict[int, Decimal]]:
        """By component and rating the figure."""
        try:
            data: Any = json.loads(self.cleaned_data["figures"])
            return {str(code): {_key(key): _figure(text) for key, text in rows.items()} for code, rows in data.items()}
        except (ValueError, TypeError, AttributeError, InvalidOperation, RecursionError):
            raise forms.ValidationError(DAMAGED) from None


def _key(text: str) -> int:
    key = pages.key_of(text)
    if not key:
        raise ValueError
    return key


def _figure(text: object) -> Decimal:
    figure = Decimal(str(text))
    if not figure.is_finite():
        raise ValueError
    return figure


def written(found: Mapping[str, Mapping[int, Decimal]]) -> str:
    """The same as a form carries it."""
    return json.dumps({code: {key: str(value) for key, value in rows.items()} for code, rows in found.items()})
