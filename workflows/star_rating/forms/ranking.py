"""The order among branches with the same score, as a meeting gave it, and why a limit is exceeded."""

from collections.abc import Sequence
from typing import Any

from django import forms

from workflows.star_rating.queries.ranking import Tie

WRONG = "请填1到{}的整数，不能重复。"


class RankingForm(forms.Form):
    """One field per branch that shares its score: its place among those equals; a reason where a limit is soft."""

    excuse = forms.CharField(
        label="超出名额的理由",
        max_length=300,
        required=False,
        help_text="排名后超出可以突破的名额时必填，写明依据和理由，记入名单。",
        widget=forms.Textarea({"class": "dj-textarea", "rows": 3}),
    )

    def __init__(self, *args: Any, ties: Sequence[Tie], may_exceed: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ties = ties
        if not may_exceed:
            del self.fields["excuse"]
        for tie in ties:
            last = len(tie.rows)
            for row in tie.rows:
                field = forms.IntegerField(
                    label=f"{row.unit.short_name}（{tie.score}分，{last}个支部同分）",
                    min_value=1,
                    max_value=last,
                    error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), WRONG.format(last)),
                    widget=forms.TextInput({"class": "dj-input dj-rank", "inputmode": "numeric", "maxlength": 4}),
                )
                self.fields[f"order_{row.pk}"] = field

    def clean(self) -> dict[str, Any]:
        """No two equals in the same place."""
        cleaned: dict[str, Any] = super().clean() or {}
        for tie in self.ties:
            taken: set[int] = set()
            for row in tie.rows:
                place = cleaned.get(f"order_{row.pk}")
                if place in taken:
                    self.add_error(f"order_{row.pk}", WRONG.format(len(tie.rows)))
                elif place is not None:
                    taken.add(place)
        return cleaned

    def order(self) -> dict[int, int]:
        """The place among its equals of each rating, by its key."""
        return {row.pk: self.cleaned_data[f"order_{row.pk}"] for tie in self.ties for row in tie.rows}
