"""The bodies with which units file what they decided themselves, as somebody writes them."""

import re
from typing import Any

from django import forms

MOST_BODIES = 10
LONGEST = 80
"""Characters of a body's name."""
SEPARATORS = re.compile(r"[\n、，,；;]+")


class BodiesField(forms.CharField):
    """Names of bodies, one a line or with 、 between them; none is possible."""

    widget = forms.Textarea({"class": "dj-textarea", "rows": 3})

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=2000, **more)

    def clean(self, value: Any) -> list[str]:
        """The names, each once. Raises ValidationError on too many and on one that is too long."""
        parts = (part.strip() for part in SEPARATORS.split(super().clean(value)))
        names = list(dict.fromkeys(part for part in parts if part))
        long = [name for name in names if len(name) > LONGEST]
        if long:
            raise forms.ValidationError([f"“{name[:20]}……”太长，每个单位最多{LONGEST}个字。" for name in long])
        if len(names) > MOST_BODIES:
            raise forms.ValidationError(f"最多填{MOST_BODIES}个单位，现有{len(names)}个。")
        return names
