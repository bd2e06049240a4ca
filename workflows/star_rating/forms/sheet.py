"""The score sheet as typed: points and reason per line, a look at each veto, and what the stage adds."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from workflows.star_rating.actions import Figure, SheetInput
from workflows.star_rating.models import Rating
from workflows.star_rating.rules import (
    MODE_WORDS,
    Component,
    Deduction,
    FigureOf,
    Line,
    Mode,
    Scheme,
    ScoreError,
    plain,
    validate_component,
    validate_figure,
)
from workflows.star_rating.states import Sheet

LOOKED = [("0", "无"), ("1", "有")]


class ScoreField(forms.CharField):
    """A figure read by the rules, which also write the sentence when it cannot be taken."""

    def __init__(self, read: Callable[[object], Decimal | None], **more: Any) -> None:
        super().__init__(required=False, max_length=40, **more)
        self.read = read

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return self.read(text)
        except ScoreError as wrong:
            raise forms.ValidationError(str(wrong), code="score") from wrong


def figure_widget(line: Line, indicator: str, beside: str) -> forms.Widget:
    """Where a line's figure is typed, or chosen among its steps; with what the page needs to reckon along.

    `beside` is the own score's figure, with which the committee's is compared.
    """
    hints = {"data-figure": indicator, "data-self": beside, "aria-label": f"{line.label}的{MODE_WORDS[line.mode]}"}
    if line.item is None or line.takes:
        return forms.TextInput(
            hints | {"class": "dj-input", "inputmode": "decimal", "autocomplete": "off", "placeholder": "0"}
        )
    hints["data-rule"] = json.dumps(line.item.reckoning())
    if line.mode is Mode.TIERED:
        steps = [(plain(step.points), f"{step.text}　{plain(step.points)}分") for step in line.item.options]
        return forms.Select(hints | {"class": "dj-select"}, choices=[("", "请选择"), *steps])
    placeholder = {Mode.COUNT: "件数", Mode.LINEAR: "数值"}.get(line.mode, "得分")
    return forms.TextInput(
        hints | {"class": "dj-input", "inputmode": "decimal", "autocomplete": "off", "placeholder": placeholder}
    )


class SheetForm(forms.Form):
    """Lines and vetoes of a scheme. Where a line takes, only what lost points is typed; one tick clears the vetoes."""

    none_found = forms.BooleanField(label="以上情形经逐项核实均无", required=False)

    def __init__(self, scheme: Scheme, *args: Any, own: Mapping[str, Decimal] | None = None, **more: Any) -> None:
        """`own`: the points of the own score by line, beside which the committee's are compared."""
        super().__init__(*args, **more)
        self.scheme = scheme
        for code, line in scheme.lines.items():
            self._add_line(code, line, own or {})
        for code, circumstance in scheme.asked.items():
            self.fields[f"veto_{code}"] = forms.ChoiceField(
                label=circumstance.text, choices=LOOKED, widget=forms.RadioSelect({"class": "dj-box"}), required=False
            )
        self.fields["none_found"].widget.attrs["class"] = "dj-box"
        self.order_fields([*(name for name in self.fields if name != "none_found"), "none_found"])

    def _add_line(self, code: str, line: Line, own: Mapping[str, Decimal]) -> None:
        beside = "" if code not in own and not line.takes else plain(own.get(code, Decimal(0)))
        words = {
            "class": "dj-input dj-why",
            "maxlength": 300,
            "aria-label": f"{line.label}的理由",
            "placeholder": "与自评不一致须写明理由" if self.compares else "扣分须写明理由" if line.takes else "说明",
        }
        self.fields[f"points_{code}"] = ScoreField(
            lambda raw: validate_figure(self.scheme, code, raw),
            label=line.label,
            widget=figure_widget(line, self.scheme.indicators[line.indicator].code, beside),
        )
        self.fields[f"reason_{code}"] = forms.CharField(
            label=f"{line.label}的理由", max_length=300, required=False, widget=forms.TextInput(words)
        )

    compares = False
    """Whether this sheet stands beside the own score."""

    def clean(self) -> dict[str, Any]:
        """No reason without its figure, and one tick cannot say that nothing was found while a veto says it was."""
        cleaned: dict[str, Any] = super().clean() or {}
        for code, line in self.scheme.lines.items():
            if not line.takes and cleaned.get(f"reason_{code}") and cleaned.get(f"points_{code}", 0) is None:
                self.add_error(f"points_{code}", f"{line.label}写了说明，还没有填写。")
        found = [each.text for code, each in self.scheme.asked.items() if cleaned.get(f"veto_{code}") == "1"]
        if cleaned.get("none_found") and found:
            self.add_error("none_found", f"已勾选均无，但“{found[0]}”选了有，请改正其中一处。")
        return cleaned

    def given(self) -> SheetInput:
        """The checked sheet, as `save_sheet` takes it."""
        return SheetInput(lines=tuple(self._lines()), vetoes=self._vetoes(), **self._of_stage())

    def _lines(self) -> Iterator[Deduction]:
        for code in self.scheme.lines:
            points, reason = self.cleaned_data[f"points_{code}"], self.cleaned_data[f"reason_{code}"]
            if points or reason or (points is not None and not self.scheme.lines[code].takes):
                yield Deduction(code, points or Decimal(0), reason)

    def _vetoes(self) -> dict[str, bool]:
        typed = {code: self.cleaned_data[f"veto_{code}"] for code in self.scheme.asked}
        unseen = "0" if self.cleaned_data["none_found"] else ""
        return {code: (value or unseen) == "1" for code, value in typed.items() if value or unseen}

    def _of_stage(self) -> dict[str, Any]:
        return {}

    def differences(self, stored: Mapping[str, str]) -> list[dict[str, str]]:
        """Where what was typed differs from what is stored now: label, both values, and the field."""
        found = []
        for name, field in self.fields.items():
            typed, kept = str(self.data.get(self.add_prefix(name), "")).strip(), stored.get(name, "")
            if name != "none_found" and (typed or "0") != (kept or "0"):
                found.append({"label": str(field.label), "typed": _words(name, typed), "stored": _words(name, kept)})
        return found


def _words(name: str, value: str) -> str:
    return (
        {"0": "无", "1": "有", "": "未核实"}[value] if name.startswith("veto_") and value in ("0", "1", "") else value
    )


class SelfSheetForm(SheetForm):
    """支部自评: the star that the branch asks for."""

    proposed_tier = forms.TypedChoiceField(label="自评星级", coerce=int, empty_value=None, required=False)

    def __init__(self, scheme: Scheme, *args: Any, **more: Any) -> None:
        super().__init__(scheme, *args, **more)
        tiers = [(str(tier.level), tier.name) for tier in reversed(scheme.ladder)]
        field = self.fields["proposed_tier"]
        field.choices = [("", "请选择"), *tiers]  # type: ignore[attr-defined]
        field.widget.attrs["class"] = "dj-select"

    def _of_stage(self) -> dict[str, Any]:
        return {"proposed_tier": self.cleaned_data["proposed_tier"]}


class ReviewSheetForm(SheetForm):
    """机关党委初评: the figures of the components that are entered here, and what each rests on."""

    compares = True

    def __init__(self, scheme: Scheme, *args: Any, **more: Any) -> None:
        super().__init__(scheme, *args, **more)
        self.typed = [each for each in scheme.components if each.figure_of is FigureOf.REVIEW]
        for component in self.typed:
            self._add_figure(component)

    def _add_figure(self, component: Component) -> None:
        self.fields[f"figure_{component.code}"] = ScoreField(
            lambda raw: validate_component(component, raw),
            label=f"{component.name}得分",
            help_text=f"0到{plain(component.most)}分",
            widget=forms.TextInput({"class": "dj-input", "inputmode": "decimal", "autocomplete": "off"}),
        )
        self.fields[f"source_{component.code}"] = forms.CharField(
            label=f"{component.name}依据",
            max_length=120,
            required=False,
            help_text="如：12月10日述职评议测评汇总",
            widget=forms.TextInput({"class": "dj-input"}),
        )

    @property
    def figures_title(self) -> str:
        """The components that are entered here: 评议项."""
        return "、".join(each.name for each in self.typed)

    @property
    def figure_fields(self) -> list[forms.BoundField]:
        """The figures with their sources, as the page shows them."""
        return [self[f"{kind}_{each.code}"] for each in self.typed for kind in ("figure", "source")]

    def _of_stage(self) -> dict[str, Any]:
        typed, data = [each.code for each in self.typed], self.cleaned_data
        return {"figures": {code: Figure(data[f"figure_{code}"], data[f"source_{code}"]) for code in typed}}


def sheet_form(sheet: str) -> type[SheetForm]:
    """The form of the own score or of the committee's."""
    return SelfSheetForm if sheet == Sheet.SELF else ReviewSheetForm


def stored(rating: Rating, lines: Collection[Deduction], vetoes: Mapping[str, bool]) -> dict[str, str]:
    """A stored sheet as the form shows it, every value as text."""
    found = {f"points_{line.code}": plain(line.points) for line in lines}
    found |= {f"reason_{line.code}": line.reason for line in lines}
    found |= {f"veto_{code}": "1" if applies else "0" for code, applies in vetoes.items()}
    for code, kept in rating.figures.items():
        found |= {f"figure_{code}": plain(Decimal(kept["figure"])), f"source_{code}": kept["source"]}
    return found | {"proposed_tier": "" if rating.proposed_tier is None else str(rating.proposed_tier)}
