"""What is entered beside the decisions after a grade, one page each: who may, at which stage, and doing it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from permissions.roles import Right
from workflows.appraisal import actions
from workflows.appraisal.forms.corrections import AppealForm, PlanForm, ReportForm, TalkedForm
from workflows.appraisal.forms.disposals import CaseForm
from workflows.appraisal.models import Appraisal, Correction, Disposal
from workflows.appraisal.queries import KEY
from workflows.appraisal.queries.following import asks_talk
from workflows.appraisal.states import TOLD
from workflows.appraisal.states import CorrectionState as C
from workflows.appraisal.states import DisposalState as D
from workflows.appraisal.views.steps import GET_OR_POST, OLD_PAGE
from workflows.engine import decisions, pages
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import Record
from workflows.engine.round_door import user_of
from workflows.engine.transitions import Seen, seen_of
from workflows.engine.views import STATUS, refused_page


class DraftForm(CaseForm):
    """The case of a draft as it stands."""

    def __init__(self, *args: Any, record: Any, **more: Any) -> None:
        super().__init__(*args, disposal=record if isinstance(record, Disposal) else None, **more)

    def values(self) -> dict[str, Any]:
        """The case as the actions take it."""
        return {"given": self.given()}


@dataclass(frozen=True)
class Step:
    """One thing to enter about a record: its words, its form, the stages at which it is entered.

    `seen`: it changes the record itself, so that a page that is too old is refused. `asks`: what else must hold.
    """

    label: str
    of: type[Record]
    form: Any
    states: tuple[str, ...]
    act: Callable[..., Any]
    effect: str = ""
    seen: bool = False
    asks: Callable[[Any], bool] = field(default=lambda record: True)


def _dispose(record: Appraisal, given: Any, *, by: Any) -> Disposal:
    return actions.disposal_open(record.person, record.unit, given, by=by, appraisal=record)


STEPS = {
    "talk": Step(
        "登记谈话", Appraisal, TalkedForm, TOLD, actions.talk_enter,
        "评为基本合格、不合格等等次的，由支部与本人谈话，指出差距，帮助改进。", asks=asks_talk,
    ),
    "dispose": Step(
        "提出组织处置", Appraisal, DraftForm, TOLD, _dispose,
        "先保存为草稿，核对后再由支委会报送启动意见。", asks=asks_talk,
    ),
    "change": Step("修改启动意见", Disposal, DraftForm, (D.PROPOSING,), actions.disposal_save, seen=True),
    "appeal": Step(
        "登记本人申诉", Disposal, AppealForm, (D.DISPOSED,), actions.appeal_enter, "申诉期间处置不停止执行。"
    ),
    "plan": Step("填写改正措施", Correction, PlanForm, (C.CORRECTING,), actions.correction_plan, seen=True),
    "report": Step("登记改正进展", Correction, ReportForm, (C.CORRECTING,), actions.correction_report, seen=True),
}  # fmt: skip


@login_required
@GET_OR_POST
def step(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Enter something about a record. Raises Http404 for what may not be seen, and where there is no such thing."""
    _, record = pages.find(request, number)
    found = STEPS.get(what)
    if found is None or not isinstance(record, found.of):
        raise Http404
    back = reverse("record", args=[number])
    if refusal := _refusal(request, record, found):
        return refused_page(request, refusal, back)
    form = found.form(request.POST if request.method == "POST" else None, record=record)
    made, status = _carry_out(request, record, found, form)
    if made is not None:
        messages.success(request, f"{found.label}：已保存。")
        return redirect("record", number=made.process.number if isinstance(made, Disposal) else number)
    context = {
        "heading": found.label, "text": record.title(), "effect": found.effect, "form": form,
        "fields": [{"name": "seen", "value": request.POST.get("seen") or seen_of(record)}] if found.seen else [],
        "action_label": "保存", "back_url": back,
    }  # fmt: skip
    return render(request, "workflows/confirm.html", context, status=status)


def _refusal(request: HttpRequest, record: Any, found: Step) -> Refused | None:
    """Why this person cannot enter it now; None when he can."""
    if not _fills_in(request, record):
        return NotAllowed(f"“{found.label}”由支部办理，您可以查看。")
    if record.person_id == user_of(request).person_id:
        return NotAllowed(actions.OWN)
    if record.state not in found.states or not found.asks(record):
        return Stale(f"现在是“{record.get_state_display()}”，不能{found.label}。")
    return None


def _fills_in(request: HttpRequest, record: Any) -> bool:
    return bool(decisions.capacities(request, Right.PROPOSE, record.unit_id, KEY))


def _carry_out(request: HttpRequest, record: Any, found: Step, form: forms.Form) -> tuple[Any, int]:
    """What the action made, else None with the status of the page that says why not."""
    if not form.is_valid():
        return None, 422 if form.is_bound else 200
    given = form.values() if isinstance(form, DraftForm) else form.given()  # type: ignore[attr-defined]
    try:
        return found.act(record, by=_by(request, record), **given, **_seen(request, found)), 200
    except Refused as error:
        form.add_error(None, error.problems if isinstance(error, Incomplete) else error.message)
        return None, STATUS[type(error)]


def _by(request: HttpRequest, record: Any) -> Any:
    return decisions.in_post(request, Right.PROPOSE, record.unit_id, KEY)


def _seen(request: HttpRequest, found: Step) -> dict[str, Seen]:
    if not found.seen:
        return {}
    seen = Seen.parse(request.POST.get("seen", ""))
    if seen is None:
        raise Refused(OLD_PAGE)
    return {"seen": seen}


def offered(request: HttpRequest, record: Any) -> list[dict[str, str]]:
    """What this person may enter about a record now, for its page. No statement."""
    if not _fills_in(request, record) or record.person_id == user_of(request).person_id:
        return []
    number = record.process.number
    return [
        {"label": each.label, "url": reverse("appraisal:after", args=[number, name])}
        for name, each in STEPS.items()
        if isinstance(record, each.of) and record.state in each.states and each.asks(record)
    ]
