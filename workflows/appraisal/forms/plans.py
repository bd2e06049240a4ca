"""What an office sends to keep a plan of its own."""

from typing import Any

from workflows.appraisal.rules import Plan
from workflows.engine import keep_form


class KeepForm(keep_form.KeepForm):
    """The plan of a preview on its way back."""

    def read(self, data: Any) -> Plan:
        """The plan. Raises PlanError."""
        return Plan.read(data)
