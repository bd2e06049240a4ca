"""What a member sees of the own 评议 and does: the history, the self-assessment, reading the result."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from workflows.appraisal import actions
from workflows.appraisal.forms.members import AnswerForm, AssessForm, MemberForm
from workflows.appraisal.models import Appraisal
from workflows.appraisal.queries import own
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.queries.tickets import handed_out
from workflows.appraisal.rules import consequence
from workflows.appraisal.states import TOLD
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.views import after_steps
from workflows.appraisal.views.door import of_branch
from workflows.engine import pages
from workflows.engine.errors import Refused
from workflows.engine.record_page import History
from workflows.engine.round_door import user_of
from workflows.engine.transitions import Seen
from workflows.engine.views import refused_page


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The own 评议 of all years, the latest first; and the meetings whose ballots the person counts."""
    user = user_of(request)
    rows = [_row(each) for each in own.appraisals(user)]
    context = {"rows": rows, "counting": own.counting(user), "tickets": handed_out(user)}
    return render(request, "appraisal/mine.html", context)


def _row(row: Appraisal) -> dict[str, Any]:
    asks = {A.SELF_ASSESSING: "请提交个人自评", A.FEEDING_BACK: "请阅看评定结果并确认"}
    return {
        "row": row,
        "url": reverse("record", args=[row.process.number]),
        "grade": row.grade_name if row.state in TOLD else "",
        "ask": asks.get(A(row.state), ""),
    }


def appraisal_details(row: Appraisal, history: History, request: HttpRequest) -> dict[str, Any]:
    """The page of one member's 评议: the own one, for the branch that judges, or for those who see the branch.

    What the member said, the talk and the body's vote are for the member and the branch; the grade for the others too,
    once it stands. Counts of ballots are on no such page. 依据: domain 4.1 [P03].
    """
    mine = row.person_id == user_of(request).person_id
    inside, told = of_branch(request, row), row.state in TOLD
    return {
        "subline": f"{row.unit.name}　{row.round.title}",
        "mine": mine,
        "facts": _facts(row, mine=mine, inside=inside, told=told),
        "notes": list(row.notes.select_related("author")) if (mine and told) or inside else [],
        "own_form": _own_form(row) if mine else None,
        "own_url": _own_url(row) if mine else "",
        "own_label": OWN.get(A(row.state), ("", None))[0] if mine else "",
        "after": consequence(plan_of(row.round), row.grade_code) if row.grade_code and told else "",
        "meeting_url": reverse("record", args=[own.meeting_number(row)]) if inside else "",
        "talks": list(row.talks.all()) if inside and not mine else [],
        "links": after_steps.offered(request, row),
    }


OWN: dict[A, tuple[str, type[MemberForm] | None]] = {
    A.SELF_ASSESSING: ("提交自评", AssessForm),
    A.FEEDING_BACK: ("确认已知悉", AnswerForm),
}


def _own_form(row: Appraisal) -> MemberForm | None:
    _, form = OWN.get(A(row.state), ("", None))
    return form(appraisal=row) if form else None


def _own_url(row: Appraisal) -> str:
    what = {A.SELF_ASSESSING: "assess", A.FEEDING_BACK: "acknowledge"}.get(A(row.state), "")
    return reverse("appraisal:own", args=[row.process.number, what]) if what else ""


def _facts(row: Appraisal, *, mine: bool, inside: bool, told: bool) -> list[dict[str, str]]:
    vote = f"赞成{row.agreed}，不赞成{row.against or 0}，弃权{row.withheld or 0}" if row.agreed is not None else ""
    on = row.acknowledged_on.isoformat() if row.acknowledged_on else ""
    rows = [
        ("个人自评", row.assessment, mine or inside),
        ("等次", row.grade_name, told or inside),
        ("评定意见", row.opinion, (told and mine) or inside),
        ("表决结果", vote, inside),
        ("谈话日期", row.talked_on.isoformat() if row.talked_on else "", inside),
        ("核实情况", row.evidence, inside),
        ("不评定等次的原因", row.ungraded_why, mine or inside),
        ("反馈", f"{row.get_acknowledged_display()}　{on}" if on else "", mine or inside),
        ("本人意见", row.answer, mine or inside),
    ]
    return [{"label": label, "value": value} for label, value, shown in rows if value and shown]


@login_required
@require_POST
def act(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """The member hands in the own self-assessment, or acknowledges the own result. Raises Http404 for others."""
    _, row = pages.find(request, number)
    if not isinstance(row, Appraisal) or row.person_id != user_of(request).person_id or what not in ACTS:
        raise Http404
    form = ACTS[what][0](request.POST, appraisal=row)
    back = reverse("record", args=[number])
    if not form.is_valid():
        said = "".join(str(sentence) for errors in form.errors.values() for sentence in errors)
        return refused_page(request, Refused(said), back)
    try:
        seen = Seen.parse(request.POST.get("seen", ""))
        ACTS[what][1](row, by=request.actor, seen=seen, **form.given())  # type: ignore[attr-defined]
    except Refused as error:
        return refused_page(request, error, back)
    messages.success(request, ACTS[what][2])
    return redirect(back)


ACTS: dict[str, tuple[type[MemberForm], Any, str]] = {
    "assess": (AssessForm, actions.assess_self, "个人自评已提交。"),
    "acknowledge": (AnswerForm, actions.acknowledge_self, "已确认。"),
}
