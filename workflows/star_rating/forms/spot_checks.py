"""What the 工委 types for 抽查: how much to draw from where, and what was found."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from forms.fields import BOX, TEXT
from workflows.star_rating.models import RatingList

MOST = 9999
AGREES = [("1", "与初评相符"), ("0", "与初评不符")]


class DrawForm(forms.Form):
    """A draw: from the whole round or from one list, a number or a share, and why it is drawn again."""

    scope = forms.ChoiceField(label="抽查范围", required=False, widget=forms.Select({"class": "dj-select"}))
    by_share = forms.TypedChoiceField(
        label="怎么抽",
        choices=[("1", "按比例（%），尾数进一"), ("0", "按个数")],
        coerce=lambda value: value == "1",
        widget=forms.Select({"class": "dj-select"}),
    )
    amount = forms.DecimalField(
        label="比例或个数",
        min_value=Decimal("0.1"),
        max_value=MOST,
        max_digits=6,
        decimal_places=1,
        widget=forms.TextInput({"class": "dj-input", "inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="重抽原因",
        max_length=300,
        required=False,
        help_text="同一范围已经抽过的须写明，原因记入留痕。",
        widget=BOX,
    )

    def __init__(self, *args: Any, lists: Sequence[RatingList], **more: Any) -> None:
        super().__init__(*args, **more)
        self.lists = {row.process.number: row for row in lists}
        choices = [("", "整个批次"), *((number, row.title()) for number, row in self.lists.items())]
        self.fields["scope"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A share of up to a hundred percent, or a whole number."""
        cleaned: dict[str, Any] = super().clean() or {}
        amount, by_share = cleaned.get("amount"), cleaned.get("by_share")
        if amount is not None and by_share and amount > 100:
            self.add_error("amount", "比例不能超过100%。")
        if amount is not None and by_share is False and amount != amount.to_integral_value():
            self.add_error("amount", "个数请填整数。")
        return cleaned

    def wanted(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        amount = {"percent": given["amount"]} if given["by_share"] else {"count": int(given["amount"])}
        return {"submission": self.lists.get(given["scope"]), "reason": given["reason"], **amount}


class FindingForm(forms.Form):
    """What was found on looking into one rating."""

    agrees = forms.TypedChoiceField(
        label="核查结果",
        choices=AGREES,
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect({"class": "dj-box"}),
        error_messages={"required": "请选择与初评是否相符。"},
    )
    text = forms.CharField(
        label="核查情况",
        max_length=1000,
        required=False,
        help_text="不符的，写明哪一条、实际是什么。支部和呈报单位会看到。",
        widget=forms.Textarea(TEXT),
    )

    def clean(self) -> dict[str, Any]:
        """What differs has to be said."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("agrees") is False and not cleaned.get("text"):
            self.add_error("text", "与初评不符的，请写明不符之处。")
        return cleaned
