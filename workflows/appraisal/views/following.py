"""评定后续: the list of what follows the grades, and proposing a 处置 that follows no appraisal."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from permissions import access
from permissions.models import OrgUnit, Person
from permissions.roles import Right, UnitKind
from workflows.appraisal import actions
from workflows.appraisal.forms.disposals import CaseForm
from workflows.appraisal.models import Appraisal, Disposal
from workflows.appraisal.queries import KEY, following
from workflows.appraisal.queries.disposals import members
from workflows.appraisal.states import CorrectionState as C
from workflows.appraisal.views.steps import GET_OR_POST
from workflows.engine import calendar, decisions
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.pager import paged, pager
from workflows.engine.round_door import user_of
from workflows.engine.views import STATUS, refused_page

TABS = {
    "talks": ("评定后谈话", following.talks),
    "disposals": ("组织处置", following.disposals),
    "corrections": ("限期改正", following.corrections),
}
EMPTY = {
    "talks": ("没有需要谈话的", "评为基本合格、不合格等等次的党员，在评定结果审批备案后列在这里。"),
    "disposals": ("没有您能看到的组织处置", "处置只有办理过的岗位可以看到。"),
    "corrections": ("没有您能看到的限期改正", "限期改正批准以后，由支部在这里跟踪。"),
}
NOT_YOURS = "组织处置由支部提出，您现在的身份不能办理。"


class NewForm(CaseForm):
    """Against whom, and the case."""

    person = forms.ChoiceField(label="党员", widget=forms.Select({"class": "dj-select"}))
    field_order = ("person",)

    def __init__(self, *args: Any, unit: OrgUnit, without: int | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.people = {str(each.pk): each for each in members(unit) if each.pk != without}
        field: Any = self.fields["person"]
        field.choices = [("", "请选择"), *((key, each.name) for key, each in self.people.items())]

    def chosen(self) -> Person:
        """The member."""
        return self.people[self.cleaned_data["person"]]


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What follows the grades, as far as the person sees it: talks, 处置, 限期改正."""
    show = request.GET.get("show", "talks")
    if show not in TABS:
        raise Http404
    shown = paged(TABS[show][1](user_of(request)), request)
    title, hint = EMPTY[show]
    context = {
        "tabs": [{"key": key, "label": label, "current": key == show} for key, (label, _) in TABS.items()],
        "show": show, "page": pager(shown, request, "条"), "rows": _rows(shown.object_list),
        "empty_title": title, "empty_hint": hint, "news": _may_propose(request),
    }  # fmt: skip
    return render(request, "appraisal/following.html", context)


def _may_propose(request: HttpRequest) -> list[dict[str, str]]:
    """The branches for which the person fills in. No statement."""
    posts = request.posts  # type: ignore[attr-defined]
    able = {post.unit_id: post.unit for post in posts if access.brings(post, Right.PROPOSE, KEY)}
    units = [unit for unit in able.values() if unit.kind in (UnitKind.BRANCH, UnitKind.DIRECT_BRANCH)]
    return [{"name": u.short_name, "url": reverse("appraisal:disposal_new", args=[u.pk])} for u in units]


def _rows(shown: Any) -> list[dict[str, Any]]:
    today = timezone.localdate()
    days = calendar.around(today)
    return [_row(each, days, today) for each in shown]


def _row(each: Any, days: calendar.WorkCalendar, today: date) -> dict[str, Any]:
    found = {"url": reverse("record", args=[each.process.number]), "number": each.process.number, "unit": each.unit}
    if isinstance(each, Appraisal):
        return found | {"title": each.entry.name, "what": each.grade_name, "year": each.round.year, "row": each}
    if isinstance(each, Disposal):
        return found | {"title": each.person.name, "what": each.get_method_display(), "row": each}
    light = calendar.light(days, each.due_on, today) if each.state == C.CORRECTING else None
    return found | {"title": each.person.name, "what": "限期改正", "row": each, "light": light}


@login_required
@GET_OR_POST
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft a 处置 of a member of a branch."""
    unit = get_object_or_404(access.units(user_of(request), KEY), pk=pk)
    back = reverse("appraisal:following")
    if not decisions.capacities(request, Right.PROPOSE, unit.pk, KEY):
        return refused_page(request, NotAllowed(NOT_YOURS), back)
    data = request.POST if request.method == "POST" else None
    form = NewForm(data, unit=unit, without=user_of(request).person_id)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        by = decisions.in_post(request, Right.PROPOSE, unit.pk, KEY)
        try:
            made = actions.disposal_open(form.chosen(), unit, form.given(), by=by)
        except Refused as error:
            form.add_error(None, error.message)
            status = STATUS[type(error)]
        else:
            messages.success(request, f"已保存草稿，编号{made.process.number}；核对后请报送启动意见。")
            return redirect("record", number=made.process.number)
    context = {
        "heading": "提出组织处置", "text": unit.short_name, "form": form, "action_label": "保存", "back_url": back,
        "effect": "先保存为草稿，核对后再由支委会报送启动意见。",
    }  # fmt: skip
    return render(request, "workflows/confirm.html", context, status=status)
