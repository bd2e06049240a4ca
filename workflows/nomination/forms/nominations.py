"""A draft as typed: what the form asks beside the registers, texts with their limits, the branch meeting."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import DayInput
from workflows.nomination.actions import DraftInput
from workflows.nomination.models import Nomination
from workflows.nomination.queries.nominations import category_of, materials_typed, needs_vote
from workflows.nomination.rules import Material, Verdict, Vote, length, too_long
from workflows.nomination.rules.profile import LONG, Entry, profile_of

MEETING = ("held_on", "expected", "present", "approve", "resolution")
COUNTS = {"expected": "应到人数", "present": "实到人数", "approve": "赞成人数"}
MOST = 20_000
"""Characters of a text that has no limit of its own."""


def _count(label: str) -> forms.IntegerField:
    sentence = f"{label}请填0到9999之间的整数。"
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=9999,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), sentence),
        widget=forms.TextInput({"class": "dj-input", "inputmode": "numeric", "maxlength": 4, "autocomplete": "off"}),
    )  # fmt: skip


def _text(entry: Entry) -> forms.CharField:
    long = entry.most == LONG
    widget = forms.Textarea({"class": "dj-textarea", "rows": 4}) if long else forms.TextInput({"class": "dj-input"})
    sentence = f"{entry.label}最多{entry.most}字，请精简后再保存。"
    return forms.CharField(
        label=entry.label, required=False, max_length=entry.most, widget=widget, help_text=entry.help,
        error_messages={"max_length": sentence},
    )  # fmt: skip


class MaterialField(forms.CharField):
    """The text of a material; the rules say when it is too long, and whether that is refused."""

    def __init__(self, material: Material) -> None:
        widget = {"class": "dj-textarea", "rows": 12, "data-count": material.words or ""}
        super().__init__(
            label=material.name, required=False, max_length=MOST, widget=forms.Textarea(widget),
            error_messages={"max_length": f"{material.name}最多{MOST}字，请改为上传文件。"},
        )  # fmt: skip
        self.material = material

    def clean(self, value: Any) -> str:
        """Blanks aside, 2000 characters are taken and 2001 are not."""
        text: str = super().clean(value)
        long = too_long(self.material, text)
        if long is not None and long.refused:
            raise forms.ValidationError(long.text, code="too_long")
        return text


class DraftForm(forms.Form):
    """Nothing is required of a draft; what is typed must be possible."""

    held_on = forms.DateField(
        label="大会日期", required=False, widget=DayInput(), error_messages={"invalid": "请填写2026-05-06这样的日期。"}
    )
    expected, present, approve = map(_count, COUNTS.values())
    resolution = forms.CharField(
        label="大会决议", required=False, max_length=2000, widget=forms.Textarea({"class": "dj-textarea", "rows": 4}),
        error_messages={"max_length": "大会决议最多2000字，请精简后再保存。"},
    )  # fmt: skip

    def __init__(self, nomination: Nomination, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"initial": stored(nomination)} | more)
        self.entries = profile_of(category_of(nomination).subject)
        self.materials = materials_typed(nomination)
        for name in MEETING if not needs_vote(nomination) else ():
            del self.fields[name]
        self.fields.update({f"profile_{entry.code}": _text(entry) for entry in self.entries})
        self.fields.update({f"text_{each.code}": MaterialField(each) for each in self.materials})

    @property
    def profile(self) -> list[forms.BoundField]:
        """What is asked beside the registers."""
        return [self[f"profile_{entry.code}"] for entry in self.entries]

    @property
    def texts(self) -> list[tuple[forms.BoundField, int]]:
        """The texts, each with the characters that count, as typed."""
        fields = [self[f"text_{each.code}"] for each in self.materials]
        return [(field, length(str(field.value() or ""))) for field in fields]

    @property
    def meeting(self) -> list[forms.BoundField]:
        """The branch meeting, where the round asks for one."""
        return [self[name] for name in MEETING if name in self.fields]

    def clean_held_on(self) -> Any:
        """A meeting has taken place."""
        day = self.cleaned_data["held_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("大会日期不能晚于今天。")
        return day

    def clean(self) -> dict[str, Any]:
        """No more people present than should come, no more in favour than present."""
        cleaned: dict[str, Any] = super().clean() or {}
        counts = [cleaned.get(name) for name in COUNTS]
        if all(count is not None for count in counts):
            try:
                Vote(*counts)  # type: ignore[arg-type]
            except ValueError as wrong:
                self.add_error("expected", str(wrong))
        return cleaned

    def given(self) -> DraftInput:
        """The checked draft, as `nomination_save` takes it."""
        data = {name: _plain(value) for name, value in self.cleaned_data.items()}
        return DraftInput(
            profile={entry.code: data[f"profile_{entry.code}"] for entry in self.entries},
            texts={each.code: data[f"text_{each.code}"] for each in self.materials},
            **{name: data[name] for name in MEETING if name in data},
        )

    def differences(self, kept: Mapping[str, Any]) -> list[dict[str, str]]:
        """Where what was typed differs from what is stored now: label and both values."""
        rows = [
            (str(field.label), str(_plain(self.data.get(self.add_prefix(name), ""))).strip(), _words(kept.get(name)))
            for name, field in self.fields.items()
        ]
        return [{"label": label, "typed": typed, "stored": now} for label, typed, now in rows if typed != now]


def stored(nomination: Nomination) -> dict[str, Any]:
    """A draft as it is kept, by field."""
    kept = {name: getattr(nomination, name) for name in MEETING}
    kept |= {f"profile_{code}": text for code, text in nomination.profile.items()}
    return kept | {f"text_{code}": text for code, text in nomination.texts.items()}


def _plain(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _words(value: Any) -> str:
    return "" if value is None else str(value)


class OverruleForm(forms.Form):
    """A person's verdict on one condition, with the reason."""

    verdict = forms.ChoiceField(
        label="认定结果", choices=[(each.value, each.words) for each in (Verdict.MET, Verdict.NOT_MET)],
        widget=forms.RadioSelect({"class": "dj-box"}), error_messages={"required": "请选择认定为符合还是不符合。"},
    )  # fmt: skip
    reason = forms.CharField(
        label="认定理由", max_length=300, widget=forms.Textarea({"class": "dj-textarea", "rows": 3}),
        help_text="写明核实了什么、依据是什么。理由会留痕，并印在推荐审批表上。",
        error_messages={"required": "请写明认定理由。", "max_length": "认定理由最多300字，请精简。"},
    )  # fmt: skip
