"""What the branch types at the box: how it is voted, the printed hash, a leftover slip."""

from typing import Any

from django import forms

from forms.fields import BOX
from workflows.appraisal.actions.ballots_closing import TYPED
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.queries.tickets import without_account
from workflows.appraisal.states import Voting


class BoxForm(forms.Form):
    """The form of one step at the box of a meeting."""

    def __init__(self, *args: Any, meeting: Meeting, **more: Any) -> None:
        super().__init__(*args, **more)
        self.meeting = meeting
        self.fill()

    def fill(self) -> None:
        """Put in what is known of the meeting."""


class BeginForm(BoxForm):
    """How tickets are handed out, of the ways that the plan has; the first is the default."""

    voting = forms.ChoiceField(label="投票方式", widget=forms.Select({"class": "dj-select"}))

    def fill(self) -> None:
        """The ways of the plan; slips go first, they trust nobody."""
        ways = sorted(plan_of(self.meeting.round).electronic, key=str, reverse=True)
        self.fields["voting"].choices = [(str(way), Voting(way).label) for way in ways]  # type: ignore[attr-defined]
        if names := without_account(self.meeting):
            self.fields["voting"].help_text = (
                f"到会可以投票的，有{len(names)}人没有账号（{'、'.join(names)}），不能登录领票，也不能保密记名投票；"
                "要让他们投票，请抽取纸条，或者用纸质票。"
            )


class CountForm(BoxForm):
    """The hash as it stands on the paper."""

    typed = forms.CharField(
        label="票箱校验码", max_length=80, widget=BOX, help_text=f"照封箱记录上打印的输入，至少前{TYPED}位。"
    )
