"""How the 公示 of a list runs, as the round says."""

from typing import Any

from workflows.engine import office_forms
from workflows.nomination import queries


class PublicityForm(office_forms.PublicityForm):
    """The terms of the public notice that a list joins. 依据: domain 3.7."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if rule := queries.award_of(self.initial["record"].round).publicity:
            self.start_from(rule.days, working=rule.working, start_counts=rule.start_counts)
