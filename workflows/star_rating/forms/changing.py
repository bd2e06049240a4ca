"""What is typed to change a published star, and to enter the decision on it."""

from decimal import Decimal
from typing import Any

from django import forms

from forms.fields import BOX, TEXT, MeetingForm
from workflows.star_rating import queries
from workflows.star_rating.models import Rating, StarChange
from workflows.star_rating.rules import plain

SELECT = {"class": "dj-select"}


class ChangeForm(forms.Form):
    """更正, 降星, 摘星 or 升星 of one published star, with its reason and what it rests on."""

    kind = forms.ChoiceField(label="变更", choices=StarChange.Kind.choices, widget=forms.Select(SELECT))
    tier = forms.TypedChoiceField(
        label="变更后星级",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="摘星的不选。",
        widget=forms.Select(SELECT),
    )
    score = forms.DecimalField(
        label="更正后得分",
        max_digits=7,
        decimal_places=4,
        min_value=0,
        required=False,
        help_text="只在更正得分时填写。",
        widget=forms.TextInput({"class": "dj-input", "inputmode": "decimal"}),
    )
    as_chosen = forms.BooleanField(label="得分对应的星级与所选的不同，仍按所选的提请", required=False)
    reason = forms.CharField(label="变更原因", max_length=1000, widget=forms.Textarea(TEXT))
    basis = forms.CharField(label="依据", max_length=200, help_text="评定方案的条款、处分决定或者文号。", widget=BOX)

    def __init__(self, *args: Any, rating: Rating, **more: Any) -> None:
        super().__init__(*args, **more)
        self.rules = queries.scheme_of(rating.round)
        choices = [("", "不选"), *((str(tier.level), tier.name) for tier in reversed(self.rules.ladder))]
        self.fields["tier"].choices = choices  # type: ignore[attr-defined]

    def clean_score(self) -> Decimal | None:
        """No more than the scheme's full mark, with no more places than its scores have."""
        score: Decimal | None = self.cleaned_data["score"]
        if score is None:
            return None
        if not self.rules.uncapped and score > self.rules.max_score:
            raise forms.ValidationError(f"得分不能超过{plain(self.rules.max_score)}分。")
        if score != round(score, self.rules.decimals):
            raise forms.ValidationError(f"得分最多保留{self.rules.decimals}位小数。")
        return score

    def clean(self) -> dict[str, Any]:
        """A star for all but 摘星; a score for corrections alone, and knowingly where it leads to another star."""
        cleaned: dict[str, Any] = super().clean() or {}
        strip = cleaned.get("kind") == StarChange.Kind.STRIP
        if strip and cleaned.get("tier") is not None:
            self.add_error("tier", "摘星后不再有星级，这里请不要选择。")
        if not strip and "tier" not in self.errors and cleaned.get("tier") is None:
            self.add_error("tier", "请选择变更后的星级。")
        if cleaned.get("score") is not None and cleaned.get("kind") != StarChange.Kind.CORRECT:
            self.add_error("score", "只有更正才填写得分。")
        if not cleaned.pop("as_chosen", False) and not self.errors and cleaned.get("score") is not None:
            self._compare(cleaned["score"], cleaned["tier"])
        return cleaned

    def _compare(self, score: Decimal, level: int) -> None:
        if tier := self.rules.other_tier(score, level):
            chosen = self.rules.level_name(level)
            self.add_error(
                "as_chosen",
                f"按评定方案，{plain(score)}分对应{tier.name}，所选的是{chosen}。请核对，确需这样的请勾选。",
            )


class ChangeMeetingForm(MeetingForm):
    """The meeting of the 工委 that decided a change."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["body"].initial = f"{self.initial['record'].round.unit.short_name}会议"
