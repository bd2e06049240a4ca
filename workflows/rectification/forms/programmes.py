"""What an office sends to keep a programme of its own."""

from typing import Any

from workflows.engine import keep_form
from workflows.rectification.rules import Programme


class KeepForm(keep_form.KeepForm):
    """The programme of a preview on its way back."""

    def read(self, data: Any) -> Programme:
        """The programme. Raises ProgrammeError."""
        return Programme.read(data)
