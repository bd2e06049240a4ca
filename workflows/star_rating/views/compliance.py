"""合规提示 on the page of a scheme: each part that contradicts the rules, and why it stays or the field that asks."""

from collections.abc import Mapping
from typing import Any

from workflows.engine.gate_forms import DespiteForm
from workflows.engine.gate_page import marked
from workflows.star_rating.rules import Scheme
from workflows.star_rating.rules.compliance import findings


def of_scheme(rules: Scheme, form: DespiteForm | None = None, kept: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the page of a scheme shows beside its rules: kept ones with their reasons, new ones with a field for it."""
    return {"despite": form, "marked": marked(findings(rules), form, kept or {})}
