"""What the page of a prepared round shows in every process: its 减负体检, and how it will be handled."""

from collections.abc import Mapping, Sequence
from typing import Any

from workflows.engine.burden import FORMULA
from workflows.engine.gate_forms import CheckupForm, DespiteForm
from workflows.engine.gates import Gate, Mark
from workflows.engine.handling import handling_words
from workflows.engine.models import Round
from workflows.engine.round_door import address


def context(round_: Round, found: Gate, form: CheckupForm | None, *, starting: bool) -> dict[str, Any]:
    """The checkup as a table, its marks with their fields; `form` is what was sent and lacks something."""
    shown = form or CheckupForm(gate=found)
    if form is not None:
        form.data = {**form.data, "fingerprint": found.fingerprint}  # what this page shows now
    return {
        "round": round_,
        "handling": handling_words(round_),
        "handling_url": address("round_handling", round_),
        "starting": starting,
        "failed": round_.opened_at is not None and not starting,
        "form": None if round_.checkup else shown,
        "checkup": found,
        "formula": FORMULA,
        "columns": _columns(found),
        "rows": _rows(found),
        "marked": marked(found.findings, shown, found.kept),
    }


def _columns(found: Gate) -> list[str]:
    last, others = found.burden.last, found.burden.others
    return ["本次", last.title if last else "上年（没有）", *(other.title for other in others)]


def _rows(found: Gate) -> list[dict[str, Any]]:
    """Each figure of this round beside those of the last one and of the others that are open."""
    now, last = found.burden.asked.figures(), found.burden.last
    before = last.burden.figures() if last else {}
    others = [other.burden.figures() for other in found.burden.others]
    return [
        {
            "label": label,
            "now": n,
            "before": before.get(label, "—"),
            "more": any(said.startswith(label) for said in found.burden.beyond),
            "others": [figures[label] for figures in others],
        }
        for label, n in now.items()
    ]


def marked(found: Sequence[Mark], form: DespiteForm | None, kept: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each mark with the reason that was given, or the field that asks for it."""
    fields = {finding.key: form[name] for name, finding in form.found.items()} if form else {}
    return [
        {"finding": finding, "kept": kept.get(finding.key, ""), "field": fields.get(finding.key)} for finding in found
    ]
