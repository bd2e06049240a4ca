"""What a unit types about its list: places and votes, what it reports, who leaves it, branches that nominate nobody."""

from typing import Any

from django import forms

from forms.fields import TEXT
from workflows.nomination import queries
from workflows.nomination.queries import lists
from workflows.nomination.states import ListState as L

MOST = 9999
NAMED = 6
"""So many who stay behind are named on the tick; of more only the first, all of them stand in the table beside it."""
WAYS = [("pull", "单独退回"), ("leave_out", "不推荐上报"), ("strike", "划去")]


def _number(label: str, least: int, most: int) -> forms.IntegerField:
    said = f"{label}请填{least}到{most}的整数。"
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=False,
        error_messages={"invalid": said, "min_value": said, "max_value": said},
        widget=forms.TextInput({"class": "dj-input dj-rank", "inputmode": "numeric", "maxlength": 12}),
    )


class PlacingForm(forms.Form):
    """One member of a list: its place within its category, and its votes."""

    rank = _number("排序", 1, 999)
    votes = _number("得票", 0, MOST)

    def __init__(self, *args: Any, name: str, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{name}的{field.label}"


class MemberForm(forms.Form):
    """Taking one member out of a list, with the reason."""

    verb = forms.ChoiceField(choices=WAYS, widget=forms.HiddenInput)
    comment = forms.CharField(
        label="原因",
        max_length=1000,
        widget=forms.Textarea(TEXT),
        error_messages={"required": "请写明原因，推荐单位会看到。"},
    )


class DeclineForm(forms.Form):
    """Why a branch nominates nobody."""

    comment = forms.CharField(
        label="不推荐的原因",
        max_length=300,
        help_text="例如：经支部大会研究，没有合适对象。",
        widget=forms.Textarea(TEXT),
    )


class ApproveForm(forms.Form):
    """Deciding a list: why a limit that may be exceeded is, where one is."""

    excuse = forms.CharField(
        label="名额的说明",
        max_length=300,
        required=False,
        help_text="原则上不超过的名额突破时，或者名额须核实时，写明依据和理由。",
        widget=forms.Textarea(TEXT),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if not _may_exceed(self.initial["record"]):
            del self.fields["excuse"]


class ReportForm(ApproveForm):
    """Reporting a list: who stays behind is named, and the person says that this is known.

    The ticks carry the numbers and codes that the page showed, so that nobody is left behind unseen; that they were set
    is asked by the action, after the right was checked.
    """

    field_order = ("unreported", "excuse", "contact")
    unreported = forms.MultipleChoiceField(
        label="不随本批报送的",
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "dj-box", "required": True}),
        error_messages={"invalid_choice": "未报的支部或在办的提名有变化，请核对后重新勾选。"},
    )
    contact = forms.CharField(
        label="单位内公示的反映渠道",
        max_length=300,
        required=False,
        help_text="电话、信箱和地址，公示页面照此印出。",
        widget=forms.Textarea(TEXT),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        record = self.initial["record"]
        compiling = record.state == L.COMPILING
        self._offer(lists.left_behind(record) if compiling else {})
        if not compiling or record.round.stage(L.PUBLICISING_WITHIN).get("off"):
            del self.fields["contact"]

    def _offer(self, behind: dict[str, str]) -> None:
        """One tick for all who stay behind; none where nobody does."""
        if not behind:
            del self.fields["unreported"]
            return
        names = list(behind.values())
        more = f"等{len(names)}项（见“没有列入名单的”）" if len(names) > NAMED else ""
        label = f"我已知道{'、'.join(names[:3] if more else names)}{more}不随本批报送"
        self.fields["unreported"].choices = [(" ".join(behind), label)]  # type: ignore[attr-defined]

    def clean_unreported(self) -> list[str]:
        """The numbers and codes one by one."""
        return [key for keys in self.cleaned_data["unreported"] for key in keys.split()]


def _may_exceed(record: Any) -> bool:
    """Whether some limit of the list may be exceeded with a reason, or cannot be computed."""
    return any(line.needs_reason for line in queries.Listing.of(record).places.lines)
