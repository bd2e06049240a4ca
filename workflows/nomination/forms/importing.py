"""What a preview of a 汇总表 sends back to be carried out; read again as if it had never been seen."""

import json
from collections.abc import Sequence
from typing import Any

from django import forms

from workflows.engine import pages
from workflows.nomination.queries.importing import Pick

DAMAGED = "核对的内容不完整，请重新上传核对。"


class PicksForm(forms.Form):
    """The candidates of a preview."""

    picks = forms.CharField(max_length=100_000, error_messages={"required": DAMAGED, "max_length": DAMAGED})

    def clean_picks(self) -> list[Pick]:
        """Category, key of a person or a unit, and post of each."""
        try:
            rows: Any = json.loads(self.cleaned_data["picks"])
            return [_pick(*row) for row in rows]
        except (ValueError, TypeError, RecursionError):
            raise forms.ValidationError(DAMAGED) from None


def _pick(category: object, person: object, honoured: object, duty: object) -> Pick:
    keys = [None if key is None else pages.key_of(str(key)) for key in (person, honoured)]
    if sum(key is None for key in keys) != 1 or 0 in keys or len(str(duty)) > 60:
        raise ValueError
    return Pick(str(category), keys[0], keys[1], str(duty))


def written(picks: Sequence[Pick]) -> str:
    """The same as a form carries it."""
    return json.dumps([list(pick) for pick in picks], ensure_ascii=False)
