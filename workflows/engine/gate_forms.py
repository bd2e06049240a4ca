"""What whoever starts a round sends back of its 减负体检, and the reason for each mark."""

from collections.abc import Iterable

from django import forms

from workflows.engine.gates import CheckupAnswer, Gate, Mark

LONGEST = 300


def _why(label: str) -> forms.CharField:
    widget = forms.Textarea({"class": "dj-textarea", "rows": 2})
    return forms.CharField(label=label, max_length=LONGEST, widget=widget, error_messages={"required": "请写明理由。"})


class DespiteForm(forms.Form):
    """A reason for each mark."""

    def __init__(self, *args: object, found: Iterable[Mark], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.found = {f"despite_{n}": finding for n, finding in enumerate(found)}
        for name, finding in self.found.items():
            self.fields[name] = _why(finding.label)

    def despite(self) -> dict[str, str]:
        """The reasons by the key of the mark."""
        return {finding.key: self.cleaned_data[name] for name, finding in self.found.items()}


class CheckupForm(DespiteForm):
    """The checkup that was shown, and a reason where it asks more than last year."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: object, gate: Gate, **more: object) -> None:
        more.setdefault("initial", {"fingerprint": gate.fingerprint})
        super().__init__(*args, found=gate.open_findings, **more)
        if gate.burden.beyond:
            self.fields["reason"] = _why("比上年要求多的理由")

    def answer(self) -> CheckupAnswer:
        """The checked answer, as the start of a round takes it."""
        given = self.cleaned_data
        return CheckupAnswer(given["fingerprint"], given.get("reason", ""), self.despite())
