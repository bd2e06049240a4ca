"""合规提示 on a page: each part of a scheme that contradicts the rules, and why it stays or the field that asks."""

from collections.abc import Mapping, Sequence
from typing import Any

from workflows.star_rating.forms.checkup import DespiteForm
from workflows.star_rating.rules import Scheme
from workflows.star_rating.rules.compliance import Finding, findings


def marked(found: Sequence[Finding], form: DespiteForm | None, kept: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of `includes/compliance.html`."""
    fields = {finding.key: form[name] for name, finding in form.found.items()} if form else {}
    return [
        {"finding": finding, "kept": kept.get(finding.key, ""), "field": fields.get(finding.key)} for finding in found
    ]


def of_scheme(rules: Scheme, form: DespiteForm | None = None, kept: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the page of a scheme shows beside its rules: kept ones with their reasons, new ones with a field for it."""
    return {"despite": form, "marked": marked(findings(rules), form, kept or {})}
