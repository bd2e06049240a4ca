"""What is done beside the decisions, one page each: who may, at which stage, what it brings about, and doing it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from permissions.roles import Right
from workflows.engine import decisions, pages
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.models import Record
from workflows.engine.transitions import Seen, seen_of
from workflows.engine.views import STATUS, refused_page
from workflows.rectification import actions
from workflows.rectification.forms import steps as forms
from workflows.rectification.models import Measure, Problem
from workflows.rectification.models.problem_back import ENDED
from workflows.rectification.queries import KEY
from workflows.rectification.queries.lighting import WATCHED
from workflows.rectification.queries.look_backs import has_later_turn
from workflows.rectification.states import MeasureState as M
from workflows.rectification.states import ProblemState as S

OLD_PAGE = "页面已过期，请刷新后再办理。"
UNDER_WAY = tuple(state for state in S if state not in (*ENDED, S.REGISTERING))
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Step:
    """One step: its words, its form, the stages at which it is taken, and the right it asks for.

    `hosts`: asked for on the unit that holds the programme, else on the record's own unit.
    """

    label: str
    form: type[forms.StepForm]
    states: tuple[str, ...]
    act: Callable[..., Any]
    effect: str = ""
    right: Right = Right.PROPOSE
    hosts: bool = False
    of: type[Record] = Problem
    seen: bool = field(default=True, kw_only=True)
    """Whether it changes the record itself, so that a page that is too old is refused."""

    def unit(self, record: Any) -> int:
        """Key of the unit on which the right is asked for."""
        found: int = record.round.unit_id if self.hosts else record.unit_id
        return found

    def offered(self, request: HttpRequest, record: Any) -> bool:
        """Whether it may be taken now by this person. No statement."""
        able = decisions.capacities(request, self.right, self.unit(record), KEY)
        return isinstance(record, self.of) and record.state in self.states and bool(able)


STEPS = {
    "plan": Step("填写整改方案", forms.PlanForm, (S.PLANNING,), actions.plan_save),
    "measure": Step("增加措施", forms.MeasureForm, (S.PLANNING, S.RECTIFYING), actions.measure_add),
    "report": Step("报告进展", forms.ReportForm, (S.RECTIFYING, S.SUSTAINING), actions.problem_report),
    "review": Step("报告复核情况", forms.ReviewForm, (S.SUSTAINING, S.RECTIFYING), actions.problem_review),
    "postpone": Step(
        "申请延期", forms.PostponeForm, (S.RECTIFYING,), actions.postponement_ask,
        "经机关党委审核、主办单位同意后，整改时限才改变。",
    ),
    "acceptances": Step(
        "请求联合验收", forms.AcceptanceForm, (S.HOST_CHECKING,), actions.acceptances_ask,
        "各验收部门都通过后，问题才能销号。", Right.REVIEW, hosts=True,
    ),
    "letter": Step(
        "提出督办", forms.LetterForm, UNDER_WAY, actions.letter_propose,
        "由主办单位另一位同志签发后发给责任单位。", Right.REVIEW, hosts=True, seen=False,
    ),
    "light": Step(
        "亮灯", forms.LightForm, WATCHED, actions.light_give,
        "计入亮灯次数，按本专项的升级办法处理。", Right.REVIEW, hosts=True, seen=False,
    ),
    "look_back": Step(
        "回头看", forms.LookBackForm, (S.CLOSED,), actions.look_back_pick,
        "由主办单位核查；发现反弹的重新挂账。", Right.REVIEW, hosts=True, seen=False,
    ),
    "progress": Step("报告进展", forms.ReportForm, (M.WORKING,), actions.measure_report, of=Measure),
}  # fmt: skip


@login_required
@GET_OR_POST
def step(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Take one step on a record. Raises Http404 for what may not be seen, and for a step that there is not."""
    _, record = pages.find(request, number)
    found = STEPS.get(what)
    if found is None or not isinstance(record, found.of):
        raise Http404
    return take(request, record, found)


def take(request: HttpRequest, record: Any, found: Step, **more: Any) -> HttpResponse:
    """Show a step's form or carry it out; `more` goes to form and action alike."""
    back = reverse("record", args=[record.process.number])
    if not decisions.capacities(request, found.right, found.unit(record), KEY):
        return refused_page(request, NotAllowed(f"“{found.label}”现在不由您办理，您可以查看。"), back)
    if record.state not in found.states:
        return refused_page(request, Stale(f"现在是“{record.get_state_display()}”，不能{found.label}。"), back)
    form = found.form(request.POST if request.method == "POST" else None, record=record, **more)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            _act(request, record, found, form.given() | more)
        except Refused as error:
            form.add_error(None, error.message)
            status = STATUS[type(error)]
        else:
            messages.success(request, f"{found.label}：已保存。")
            return redirect(back)
    context = {
        "heading": found.label,
        "text": record.title(),
        "effect": found.effect,
        "form": form,
        "fields": [{"name": "seen", "value": request.POST.get("seen") or seen_of(record)}] if found.seen else [],
        "action_label": found.label,
        "back_url": back,
    }
    return render(request, "workflows/confirm.html", context, status=status)


def _act(request: HttpRequest, record: Any, found: Step, given: dict[str, Any]) -> None:
    by = decisions.in_post(request, found.right, found.unit(record), KEY)
    if found.seen:
        given["seen"] = Seen.parse(request.POST.get("seen", ""))
        if given["seen"] is None:
            raise Refused(OLD_PAGE)
    found.act(record, by=by, **given)


def offered(request: HttpRequest, record: Any) -> list[dict[str, str]]:
    """The steps that this person may take on a record now, for its page. No statement, one for a closed problem."""
    number = record.process.number
    return [
        {"label": each.label, "url": reverse("rectification:step", args=[number, name])}
        for name, each in STEPS.items()
        if each.offered(request, record) and not _beside_the_point(name, record)
    ]


def _beside_the_point(name: str, record: Any) -> bool:
    """Whether a step says nothing of this very record: nothing is reviewed, or a later turn stands."""
    if name == "review":
        return record.review_on is None
    return name == "look_back" and has_later_turn(record)
